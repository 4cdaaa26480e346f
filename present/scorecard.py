"""Scenarios as the rows of a scorecard, ranked by what matters most; each key figure is a column with one axis."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from present.comparison import Cell, Side
from present.formats import digits, is_share, mark, scale, unit, with_unit
from present.pair import Pair
from present.ranking import Ranking, rank
from present.text_layout import joined, upper_first
from present.tiles import EITHER_WAY
from sim import KPIS, Result
from sim.kpis import Kpi


@dataclass(frozen=True)
class Column:
    """A key figure. `low`, `high`: the ends of the axis on which all rows have their differences from the baseline.

    In the unit in which a difference is shown: points for shares. `matters`: whether scenarios are ranked by it.
    """

    kpi: Kpi
    low: float
    high: float
    matters: bool

    @property
    def name(self) -> str:
        """As it stands at the head."""
        return f"{self.kpi.name}{mark(self.kpi)}"

    @property
    def direction(self) -> str:
        """Which way is better; "" where neither is."""
        if self.kpi.better == "band" and self.kpi.band is not None:
            return f"up to {100.0 * self.kpi.band[1]:g}% is healthy"
        return {"up": "more is better", "down": "less is better"}.get(self.kpi.better, "")

    def at(self, x: float) -> float:
        """Where a difference in the KPI's own unit lies on the axis, from 0 at its left end to 1."""
        return (x * scale(self.kpi) - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Row:
    """A scenario. `place`: its rank, None for one that has none (yet); `is_shared`: whether another has the same.

    `is_winner`: whether it beats all others; `cells`: one for each column; `tally`: "4 better, 1 worse".
    `same_as`: the name of one before it with the same settings throughout, or "". `doubted`: the figures of which an
    assumption decides which way they go.
    """

    side: Side
    is_baseline: bool
    place: int | None
    is_shared: bool
    is_winner: bool
    cells: tuple[Cell, ...]
    tally: str
    weeks: str
    same_as: str
    doubted: Collection[str]

    @property
    def name(self) -> str:
        """As it is shown."""
        return self.side.name

    @property
    def is_calculating(self) -> bool:
        """Whether there are no figures of it yet."""
        return not self.side.pair.shared_replications


@dataclass(frozen=True)
class Scorecard:
    """The rows in their order, the best first, and what that order rests on.

    `common`: how all names begin but at most one; it is left out in the rows.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    ranking: Ranking
    common: str


def scorecard(
    baseline_name: str,
    baseline: Result,
    sides: Sequence[Side],
    keys: Sequence[str],
    goal: str,
    doubted: Sequence[Collection[str]] = (),
) -> Scorecard:
    """Lay out a comparison. `keys`: the columns; `goal`: what matters most, see `ranking.goals`.

    `doubted`: of each side the figures of which an assumption decides which way they go, where that is known.
    """
    common, ranking = ranked(baseline_name, baseline, sides, goal)
    by_entry = dict(enumerate(doubted, 1))
    rows = tuple(_row(ranking, i, keys, by_entry.get(i, ())) for i in ranking.order)
    columns = []
    for at, key in enumerate(keys):
        low, high = difference_axis(KPIS[key], [row.cells[at] for row in rows if not row.is_baseline])
        columns.append(Column(KPIS[key], low, high, key in ranking.keys))
    return Scorecard(tuple(columns), rows, ranking, common)


def ranked(baseline_name: str, baseline: Result, sides: Sequence[Side], goal: str) -> tuple[str, Ranking]:
    """How the names begin alike, and the ranking of a comparison under names without it."""
    common, names = shortened([baseline_name, *(side.name for side in sides)])
    pairs = [Pair(baseline, baseline), *(side.pair for side in sides)]
    return common, rank([Side(name, pair) for name, pair in zip(names, pairs, strict=True)], goal)


SEPARATORS = (": ", ", ")


def shortened(names: Sequence[str]) -> tuple[str, list[str]]:
    """How names begin alike, up to a colon or comma, and the names without it; "" where they do not.

    >>> shortened(["Sydney: with a target", "Sydney: no target"])
    ('Sydney: ', ['With a target', 'No target'])
    """
    beginnings = {
        name[: i + 2] for name in names for i in range(1, len(name) - 2) if name[i : i + 2] in SEPARATORS
    }
    for common in sorted(beginnings, key=lambda text: (-len(text), text)):
        short = [upper_first(name.removeprefix(common)) for name in names]
        many = sum(name.startswith(common) for name in names) >= max(2, len(names) - 1)
        if many and len({text.casefold() for text in short}) == len(names):
            return common, short
    return "", list(names)


def _row(ranking: Ranking, i: int, keys: Sequence[str], doubted: Collection[str]) -> Row:
    side = ranking.entries[i]
    cells = tuple(side.cell(key) for key in keys)
    kinds = [cell.verdict.kind for cell in cells]
    counts = [f"{kinds.count(kind)} {kind}" for kind in ("better", "worse") if kind in kinds]
    first, last = side.pair.first_week, side.pair.current.scenario.horizon.weeks
    weeks = f"weeks {first + 1} to {last}" if first else ""
    is_winner = ranking.winner is not None and ranking.is_same(i, ranking.winner)
    same_as = next((ranking.entries[j].name for j in range(i) if ranking.is_same(i, j)), "")
    return Row(
        side,
        i == 0,
        ranking.place(i),
        ranking.is_shared(i),
        is_winner,
        cells,
        ", ".join(counts),
        weeks,
        same_as,
        doubted,
    )


def difference_axis(kpi: Kpi, cells: Sequence[Cell]) -> tuple[float, float]:
    """The ends of an axis that holds zero, what is too small to matter and every interval, with a margin."""
    near = 1.5 * max((c.matters_from for c in cells), default=kpi.min_important_difference)
    of_cells = (x for c in cells for x in (c.difference.low, c.difference.mean, c.difference.high))
    ends = [near, -near, *(x for x in of_cells if x is not None)]
    low, high = min(ends) * scale(kpi), max(ends) * scale(kpi)
    margin = 0.06 * (high - low)
    return low - margin, high + margin


def number_of(cell: Cell) -> tuple[str, str]:
    """A figure and its unit as they stand in a cell: ("71.8", "%"); ("–", "") where it has none."""
    if cell.figure.mean is None:
        return "–", ""
    shown, words = cell.verdict.shown, unit(cell.kpi, cell.currency)
    number = digits(cell.kpi, cell.figure.mean) if shown is None else shown.current_text
    whole = with_unit(number, words)  # a locale may have the currency in front
    return (number, words[:1] if is_share(cell.kpi) else words) if whole.startswith(number) else (whole, "")


def verdict_of(row: Row, cell: Cell) -> str:
    """What a cell says of the difference: "−5.2 points, better"; "Calculating…" while nothing is known."""
    if cell.verdict.kind == "unknown":
        return cell.word
    doubt = f"; {EITHER_WAY}" if is_doubted(row, cell) else ""
    return "" if row.is_baseline else f"{cell.verdict.short}{doubt}"


def is_doubted(row: Row, cell: Cell) -> bool:
    """Whether an assumption decides if that is better or worse; it is then neither green nor red."""
    return cell.verdict.kind in ("better", "worse") and cell.kpi.key in row.doubted


def scorecard_in_words(card: Scorecard) -> str:
    """What the table is, for whoever does not see it."""
    figures = joined([column.kpi.noun for column in card.columns])
    return f"{len(card.rows)} scenarios and their {figures}; of each the difference from the baseline with its verdict"
