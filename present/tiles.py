"""What stands on each tile: the figure, its interval, its difference, the path over the weeks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from present.formats import Verdict, digits, interval, mark, unit, value, with_targets
from present.pair import Pair
from sim import KPIS, Result
from sim.experiment import result
from sim.kpis import GROUPS, Kpi

NOT_SIMULATED = "not simulated in this scenario"
Tone = Literal["better", "worse", "neutral"]
Arrow = Literal["up", "down", "off"]
ASIDES = {
    "satisfaction_all": ("satisfaction_surveyed",),
    "exhaustion_mean": ("exhaustion_over_line", "quits_per_year"),
    "issues_resolved_per_day": ("calls_handled_per_day",),
}
"""The KPIs of the three large tiles, and what belongs to each."""
HERO = tuple(ASIDES)


@dataclass(frozen=True)
class Tile:
    """One tile. `delta` is empty where there is nothing to compare; `weeks` is the current path (one point a week)."""

    label: str
    value: str
    unit: str
    delta: str
    tone: Tone
    arrow: Arrow
    notes: tuple[str, ...]
    help: str
    weeks: tuple[float, ...] = ()
    week_ends: tuple[str, str] = ("", "")
    """The first and the last week's figure, as they are written."""
    difference: str = ""
    """The difference's interval in words."""
    interval: str = ""
    """What chance leaves open, in one short line: of the difference where there is one, else of the figure."""
    previous: str = ""
    """The figure before the last move."""
    doubt: str = ""
    """`EITHER_WAY` where that is so: a verdict is then neither green nor red."""

    @property
    def verdict(self) -> str:
        """The difference in words: "−0.4 points, worse; could go either way"."""
        return f"{self.delta}; {self.doubt}" if self.doubt else self.delta


def _tile(pair: Pair, key: str, label: str) -> Tile:
    current, compare = pair.current, pair.is_comparison
    kpi, shown = KPIS[key], pair.figure(key)
    if not is_simulated(current, key):
        return Tile(
            label, "–", "", "", "neutral", "off", (NOT_SIMULATED,), help_of(kpi), interval=NOT_SIMULATED
        )
    currency = current.scenario.costs.currency
    verdict = pair.verdict(key) if compare else None
    delta = verdict.short if verdict else ""
    observed = current.scenario.observed.get(key)
    if verdict is None and observed is not None:
        delta = f"in reality {digits(kpi, observed)}"
    ends = interval(kpi, shown)
    notes = [f"95% interval {ends}" if ends else FIRST_RUN]
    if shown.mean is None:
        notes = ["nobody was served: no value"]
    short = notes[0]
    beside = verdict.shown if verdict else None
    if verdict and verdict.range and beside is not None:
        short = f"95% interval {beside.ends_text}"
    if shown.mean is not None and pair.first_week:
        weeks = current.scenario.horizon.weeks
        notes.append(f"week {weeks}, the last" if kpi.is_state else f"weeks {pair.first_week + 1} to {weeks}")
        short = f"{short}, {notes[-1]}"
    path = tuple(e.mean for e in current.path(key) if e.mean is not None)
    return Tile(
        label + mark(kpi),
        digits(kpi, shown.mean) if beside is None else beside.current_text,
        unit(kpi, currency),
        delta,
        tone_of(verdict),
        arrow_of(verdict),
        tuple(notes),
        help_of(kpi),
        path,
        (digits(kpi, path[0]), digits(kpi, path[-1])) if path else ("", ""),
        f"Difference {verdict.range}" if verdict is not None and verdict.range else "",
        short,
    )


def alone(current: Result, keys: Iterable[str]) -> list[Tile]:
    """Figures of a scenario that is compared with nothing, each with its interval only."""
    pair = Pair(current, current)
    return [replace(_tile(pair, key, KPIS[key].label), weeks=()) for key in keys]


EITHER_WAY = "could go either way"
"""Where an assumption decides whether a figure gets better or worse."""
FIRST_RUN = "first run: no interval yet"


def is_simulated(current: Result, key: str) -> bool:
    """False for what strain does to people where the scenario switches strain off."""
    return result.is_simulated(current.scenario, key)


def tone_of(verdict: Verdict | None) -> Tone:
    """Whether a difference is for the better or for the worse; neutral where there is none to judge."""
    return verdict.kind if verdict and (verdict.kind == "better" or verdict.kind == "worse") else "neutral"


def arrow_of(verdict: Verdict | None) -> Arrow:
    """Which way the number goes; off where it does not, or where that is not known."""
    return "off" if verdict is None or verdict.up is None else ("up" if verdict.up else "down")


def help_of(kpi: Kpi) -> str:
    """What a figure is and what it rests on."""
    return f"{kpi.name}: {kpi.definition}. Source: {kpi.source}."


def _aside(pair: Pair, key: str) -> str:
    """A second figure: "Satisfied, surveyed: 74.0% (−16.9 points, worse)"; "" where not simulated."""
    current = pair.current
    if not is_simulated(current, key):
        return ""
    kpi, scenario = KPIS[key], current.scenario
    words = with_targets(kpi.label, scenario)
    shown = value(kpi, pair.figure(key).mean, scenario.costs.currency)
    text = f"{words}{mark(kpi)}: {shown}"
    return f"{text} ({pair.verdict(key).short})" if pair.is_comparison else text


def _doubted(tile: Tile) -> Tile:
    """A verdict that an assumption turns is neither green nor red."""
    return tile if tile.tone == "neutral" else replace(tile, tone="neutral", doubt=EITHER_WAY)


def hero(
    current: Result, baseline: Result, previous: Result | None = None, doubts: Container[str] = ()
) -> list[Tile]:
    """Satisfaction, burnout, throughput. Differences only where scenarios differ. `previous`: before the last move.

    `doubts`: the key figures of which an assumption decides which way they go.
    """
    pair = Pair(current, baseline)
    tiles = []
    for key, asides in ASIDES.items():
        kpi = KPIS[key]
        label = kpi.label if kpi.group == "satisfaction" else f"{GROUPS[kpi.group]}: {kpi.noun}"
        tile = _tile(pair, key, label)
        tile = _doubted(tile) if key in doubts else tile
        notes = filter(None, (_aside(pair, aside) for aside in asides))
        tiles.append(replace(tile, notes=(*tile.notes, *notes), previous=_before(pair, key, previous)))
    return tiles


def _before(pair: Pair, key: str, previous: Result | None) -> str:
    """The figure before the last move, of the same weeks; "" where there was none."""
    if previous is None or not is_simulated(previous, key):
        return ""
    return f"One move ago: {value(KPIS[key], pair.window(key).figure(previous, key).mean)}"


SECOND_ROW = (
    "service_level",
    "asa_s",
    "abandonment",
    "occupancy",
    "aht_min",
    "fcr",
    "quits_per_year",
    "cost_per_resolved",
)
"""The KPIs of the small tiles, in a manager's words; the trade's word is in the help."""
ABOVE_TARGET = (
    "Handle time can stay well above the handle-time target. Only a part of the time beyond it is cut; difficult "
    "callers and wrap-up come on top."
)


def second_row(current: Result, baseline: Result, doubts: Mapping[str, str] | None = None) -> list[Tile]:
    """Eight smaller tiles. `doubts`: key figure -> how far it moves, where an assumption decides which way it goes."""
    pair = Pair(current, baseline)
    tiles = []
    for key in SECOND_ROW:
        tile = _tile(pair, key, with_targets(KPIS[key].label, current.scenario))
        short = "%" if tile.unit.startswith("%") else tile.unit
        trade = f" In the trade: {KPIS[key].trade}." if KPIS[key].trade else ""
        has_target = key == "aht_min" and current.scenario.rules.handle_time_cap.minutes is not None
        above = f" {ABOVE_TARGET}" if has_target else ""
        doubt = (doubts or {}).get(key, "")
        about = (
            f"{tile.help}{trade}{above} {'. '.join(n for n in (*tile.notes, tile.difference, doubt) if n)}."
        )
        tile = _doubted(tile) if doubt else tile
        tiles.append(replace(tile, unit=short, help=about))
    return tiles
