"""Results as plain text for a terminal: one scenario with what was observed, several side by side, a sweep."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from present import formats
from present.comparison_tables import distinct
from present.floor.day import DAY_NAMES
from present.pair import Pair
from present.roster_text import roster_table
from present.staffing_text import clock, open_days, share_in_words
from present.text_layout import joined, plural
from present.tiles import HERO, is_simulated
from present.tradeoff_text import DesignNames, lines_of_table
from sim import Scenario
from sim.experiment import (
    KEYS,
    AssumptionRange,
    Estimate,
    Precise,
    Result,
    SweepOutcome,
    difference,
    paired,
)
from sim.experiment.differences import not_compared
from sim.experiment.sensitivity import ASSUMPTIONS, AssumptionSetting
from sim.experiment.tradeoff import Tradeoff
from sim.experiment.verdict import replications_with_value
from sim.kpis import KPIS, Kpi
from sim.staffing import Requirement, SimulatedRoster
from sim.version import __version__, model_version

Row = Sequence[str]


def _aligned(head: Row, rows: Sequence[Row | None]) -> list[str]:
    """Columns of equal width, the first to the left, the others to the right; None is an empty line."""
    rows = [None if r is None else [cell.replace(formats.NO_BREAK, " ") for cell in r] for r in rows]
    full = [r for r in (head, *rows) if r is not None]
    widths = [max(len(row[i]) for row in full) for i in range(len(head))]

    def line(row: Row) -> str:
        return "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()

    return [line(head), "-" * len(line(head)), *("" if row is None else line(row) for row in rows)]


def requirement_table(found: Requirement) -> list[str]:
    """People needed by half-hour and weekday, those of the roster in brackets; ? where one number is not decided."""
    days = open_days(found)
    opens = [at for at in range(48) if found.offered[:, at].any()]

    def cell(day: int, at: int) -> str:
        if not found.offered[day, at]:
            return ""
        doubt = "?" if (day, at) in found.open else ""
        return f"{found.needed[day, at]}{doubt} ({found.rostered[day, at]:.0f})"

    rows: list[list[str] | None] = [[clock(at), *(cell(day, at) for day in days)] for at in opens]
    of_days = [share_in_words(found.figure.days_reaching(day)) for day in days]
    rows += [None, ["Days reaching it", *of_days]]
    return [
        *_aligned(["People needed (on the roster)", *(DAY_NAMES[day][:3] for day in days)], rows),
        "",
        "On the phones, those away included and those in a break not. ?: open, perhaps one more or one fewer.",
    ]


def roster_lines(found: SimulatedRoster) -> list[str]:
    """People by shift."""
    table = roster_table(found)
    return _aligned(list(table), [[str(cell) for cell in row] for row in table.itertuples(index=False)])


def tradeoff_table(found: Tradeoff, names: DesignNames) -> list[str]:
    """What there is now, and what is or may be efficient, by what differs from it."""
    head, rows = lines_of_table(found, names)
    return _aligned(head, rows)


def _name(kpi: Kpi) -> str:
    return kpi.name + formats.mark(kpi)


def _by_group(row_of: dict[str, Row]) -> list[Row | None]:
    """Rows in the order of the declarations, an empty line between groups."""
    rows: list[Row | None] = []
    for _, keys in groupby(row_of, lambda key: KPIS[key].group):
        rows += [None, *(row_of[key] for key in keys)]
    return rows[1:]


def _foot(count: int, seed: int, engine: str) -> list[str]:
    runs = f"{count} {plural(count, 'replication', 'replications')}"
    intervals = "no intervals" if count == 1 else "95% intervals over replications"
    return [
        "",
        f"{runs}, seed {seed}, engine {engine}; {intervals}.",
        f"Headroom {__version__}, model {model_version()}.",
        f"{formats.ASSUMED} rests on assumptions about people; the exhaustion index is in model units, no diagnosis.",
    ]


def run_table(result: Result) -> str:
    """All KPIs of one scenario; where the scenario carries observed values, they and the difference too."""
    scenario = result.scenario
    currency = scenario.costs.currency
    observed = scenario.observed
    rows: dict[str, Row] = {}
    for key in KEYS:
        kpi, e = KPIS[key], result.kpi(key)
        cells = [
            _name(kpi),
            formats.digits(kpi, e.mean),
            formats.interval(kpi, e),
            formats.unit(kpi, currency),
        ]
        if not is_simulated(result, key):
            cells[1:] = ["–", "not simulated", ""]
        if observed:
            cells += [formats.digits(kpi, observed.get(key)) if key in observed else "", ""]
            if key in observed and e.mean is not None:
                apart = Estimate(e.mean - observed[key], None, None)
                shown = formats.compared(kpi, e.mean, observed[key], apart)
                cells[-1] = f"{shown.difference_text} {formats.difference_unit(kpi, currency)}"
        rows[key] = cells
    head = ["", "simulated", "95% interval", "unit", *(["observed", "difference"] if observed else [])]
    title = [f"{scenario.name}  ({result.hash})", ""]
    note = ["", f"Observed: {scenario.source.strip()}"] if observed and scenario.source else []
    return "\n".join(
        [
            *title,
            *_aligned(head, _by_group(rows)),
            *_foot(len(result.replications), result.seed, result.engine),
            *note,
        ]
    )


def _half_width_text(kpi: Kpi, x: float) -> str:
    """Half an interval's width with two telling digits, without unit; shares in points."""
    shown = x * formats.scale(kpi)
    return formats.plain(shown, max(0, 1 - math.floor(math.log10(shown)))) if shown > 0.0 else "0"


def precision_lines(precise: Precise, currency: str) -> list[str]:
    """What was asked for, KPI by KPI, and what came of it."""
    count = len(precise.replications)
    lines = [f"{count} replications, as many as it took:" if precise.reached else f"{count} replications:"]
    for key, asked in precise.requested.items():
        kpi, estimate = KPIS[key], precise.intervals[key]
        words = formats.difference_unit(kpi, currency)
        asked_words = (
            f"±{100.0 * asked.amount:g}% of the mean"
            if asked.relative
            else f"±{_half_width_text(kpi, asked.amount)} {words}"
        )
        if estimate.half_width is None:
            got = "no value, so no interval"
        else:
            got = f"±{_half_width_text(kpi, estimate.half_width)} {words}"
        missed = "; not reached" if key in precise.missed else ""
        lines.append(f"  {kpi.name}: asked {asked_words}, got {got}{missed}")
    return lines


def compare_table(results: Sequence[Result], ranges: Sequence[AssumptionRange] | None = None) -> str:
    """All KPIs of several scenarios, and each one's paired difference from the first with its verdict.

    `ranges`: for every scenario but the first, the range of its differences over the assumptions.
    """
    baseline = results[0]
    currency = baseline.scenario.costs.currency
    names = distinct([one.scenario.name for one in results])
    lines = [f"A  {names[0]}  ({baseline.hash}), the baseline"]
    for number, one in enumerate(results[1:]):
        letter = chr(ord("B") + number)
        lines += [f"{letter}  {names[number + 1]}  ({one.hash})", ""]
        rows: dict[str, Row] = {}
        own = one.scenario.costs.currency
        for key in KEYS:
            kpi, was, current = KPIS[key], baseline.kpi(key), one.kpi(key)
            judged = formats.verdict(
                kpi,
                difference(one, baseline, key),
                replications=replications_with_value(one, baseline, key),
                baseline=was.mean,
                current=current.mean,
                currency=currency,
                coming_in=Pair(one, baseline).issues_coming_in,
            )
            rows[key] = [
                _name(kpi),
                formats.digits(kpi, was.mean),
                # A column has one unit, the baseline's: money of another says its own.
                formats.value(kpi, current.mean, own)
                if not_compared(one.scenario, baseline.scenario, key)
                else formats.digits(kpi, current.mean),
                formats.unit(kpi, currency),
                judged.short,
                judged.range,
                *([] if ranges is None else [_range(kpi, ranges[number])]),
            ]
        head = ["", "A", letter, "unit", f"{letter} less A", "95% interval of the difference"]
        head += [] if ranges is None else ["under other assumptions"]
        lines += [*_aligned(head, _by_group(rows)), ""]
        lines += _pairing_lines(one, baseline)
        lines += [] if ranges is None else [*_range_lines(ranges[number], currency), ""]
    lines += _foot(len(baseline.replications), baseline.seed, baseline.engine)[1:]
    return "\n".join(
        [*lines, "Differences are paired: both scenarios get the same callers, in the same moods."]
    )


def _pairing_lines(result: Result, baseline: Result) -> Iterator[str]:
    """One line on what the same callers are worth; none where nothing can be said."""
    wider = {
        KPIS[key].name: factor
        for key in HERO
        if is_simulated(result, key)
        and (factor := paired(result, baseline, key).narrower) is not None
        and math.isfinite(factor)
    }
    if wider:
        (first, factor), *rest = wider.items()
        parts = [f"{factor:.1f} times as wide for {first!r}", *(f"{x:.1f} for {name!r}" for name, x in rest)]
        yield f"With separate callers for each scenario, these intervals would be {joined(parts)}."
        yield ""


def _range(kpi: Kpi, ranges: AssumptionRange) -> str:
    span = ranges.span(kpi.key)
    if span.lowest is None or span.highest is None:
        return ""
    turns = " (direction changes)" if span.sign_turns else ""
    return f"{formats.signed(kpi, span.lowest)} to {formats.signed(kpi, span.highest)}{turns}"


def _range_lines(ranges: AssumptionRange, currency: str) -> Iterator[str]:
    """What the range over the assumptions is, and where a sign rests on one of them."""
    moved = [a.words for a in ASSUMPTIONS if a not in ranges.not_moved]
    yield "Under other assumptions: the same comparison with each of these in turn at both ends of its evidence range:"
    yield from (f"  {words}" for words in moved)
    for a in ranges.not_moved:
        yield f"Left as it is, because the scenarios differ in it: {a.words}."
    for path in ranges.dated:
        yield f"A dated change sets {path}; the range applies until then."
    for key in KEYS:
        kpi, span = KPIS[key], ranges.span(key)
        if span.sign_turns and span.lowest is not None and span.highest is not None:
            words = formats.difference_unit(kpi, currency)
            low = f"{formats.signed(kpi, span.lowest)} {words} {_at(span.lowest_at)}"
            high = f"{formats.signed(kpi, span.highest)} {words} {_at(span.highest_at)}"
            deciding = joined([a.words for a in span.decided_by])
            yield f"Whether {kpi.name!r} goes up or down depends on {deciding}: {low}, {high}."


def _at(setting: AssumptionSetting) -> str:
    if setting.assumption is None:
        return "as the scenarios have it"
    values = " and ".join(f"{path.rpartition('.')[2]} {x:.4g}" for path, x in setting.values.items())
    return f"at {values}"


SWEPT = tuple(key for key, kpi in KPIS.items() if kpi.column)
"""The columns of a sweep's table; CSV and JSON have every KPI."""


def sweep_table(scenario: Scenario, outcomes: Sequence[SweepOutcome], *, seed: int, engine: str) -> str:
    """One line a point: the levers, then the main KPIs with their intervals."""
    levers = list(outcomes[0].point.values)
    head = [*levers, *(_column(KPIS[key], scenario.costs.currency) for key in SWEPT)]
    rows: list[Row | None] = []
    for outcome in outcomes:
        current = Result(outcome.point.scenario, seed, engine, ())
        cells = [f"{x:g}" for x in outcome.point.values.values()]
        rows.append([*cells, *(_swept_value(current, outcome, key) for key in SWEPT)])
    return "\n".join(
        [
            f"{scenario.name}: {len(outcomes)} points on the same callers",
            "",
            *_aligned(head, rows),
            *_foot(len(outcomes[0].values), seed, engine),
        ]
    )


def _column(kpi: Kpi, currency: str) -> str:
    return f"{kpi.column.format(currency=currency)}{formats.mark(kpi)}"


def _swept_value(current: Result, outcome: SweepOutcome, key: str) -> str:
    kpi, estimate = KPIS[key], outcome.kpi(key)
    if estimate.mean is None or not is_simulated(current, key):
        return "–"
    ends = formats.interval(kpi, estimate)
    return formats.digits(kpi, estimate.mean) + (f" ({ends})" if ends else "")
