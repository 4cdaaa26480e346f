"""The numbers behind a report's charts: every scenario in one chart, as slides and workbooks draw them natively.

Categories and values as they are shown: shares in per cent, None where there is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from present.comparison import NOTHING
from present.figures.average_day import SHOWN as OF_DAY
from present.figures.average_day import UNITS as DAY_UNITS
from present.figures.average_day import half_hours, open_slots
from present.figures.flows import NAMES as FLOW_NAMES
from present.figures.flows import along, passing
from present.figures.hours import WRITTEN_OUT as USE_NAMES
from present.figures.hours import in_use
from present.formats import ASSUMED, difference_unit, mark, scale, unit
from present.report.chart import Chart, Series
from present.report.report import Report
from present.tiles import HERO, is_simulated
from sim import KPIS
from sim.clock_text import clock_text
from sim.experiment import Estimate, Quantity
from sim.kpis.flows import LINKS
from sim.kpis.hours import USES


def _series(name: str, estimates: Sequence[Estimate], times: float = 1.0, meaning: str = "") -> Series:
    def scaled(ends: Iterable[float | None]) -> tuple[float | None, ...]:
        return tuple(None if x is None else x * times for x in ends)

    means, lows, highs = (e.mean for e in estimates), (e.low for e in estimates), (e.high for e in estimates)
    return Series(name, scaled(means), scaled(lows), scaled(highs), meaning)


def _name(key: str) -> str:
    return f"{KPIS[key].name}{mark(KPIS[key])}"


def _unit(report: Report, key: str) -> str:
    return unit(KPIS[key], report.baseline.scenario.costs.currency)


def figure_chart(report: Report, key: str) -> Chart:
    """A key figure of every scenario: one bar each."""
    figures = [report.baseline_figure(key), *(side.pair.figure(key) for side in report.sides)]
    estimates = [
        figure if is_simulated(result, key) else NOTHING
        for result, figure in zip(report.results, figures, strict=True)
    ]
    series = _series(_name(key), estimates, scale(KPIS[key]))
    return Chart(key, _name(key), _unit(report, key), "scenario", report.names, (series,))


def weeks_chart(report: Report, key: str) -> Chart:
    """A key figure week by week: one line for each scenario."""
    most = max(result.scenario.horizon.weeks for result in report.results)
    lines = []
    for name, result in zip(report.names, report.results, strict=True):
        path = result.path(key) if is_simulated(result, key) else []
        lines.append(_series(name, [*path, *[NOTHING] * (most - len(path))], scale(KPIS[key])))
    weeks = tuple(str(w + 1) for w in range(most))
    return Chart(key, _name(key), _unit(report, key), "week", weeks, tuple(lines))


def day_chart(report: Report, name: str) -> Chart:
    """A figure of the average open day by half-hour, a line a scenario; `name` as in `present.figures.average_day`."""
    slots = sorted({slot for result in report.results for slot in open_slots(result)})
    lines = []
    for label, result in zip(report.names, report.results, strict=True):
        by_slot = half_hours(result, name)
        open_here = set(open_slots(result))
        lines.append(_series(label, [by_slot[i] if i in open_here else NOTHING for i in slots]))
    title = OF_DAY[name].format(within_s=report.baseline.scenario.targets.within_s)
    for ending in (", s", ", % of calls"):
        title = title.removesuffix(ending)
    clock = tuple(clock_text(30 * i) for i in slots)
    words = "% of calls" if name == "in_time" else DAY_UNITS[name]
    return Chart(name, title, words, "half-hour beginning", clock, tuple(lines))


LEAST = 0.05
"""Calls or hours a day under which a part is not drawn in any scenario."""


def parts_chart(
    report: Report,
    key: str,
    title: str,
    words: str,
    parts: Mapping[str, Callable[[int], Quantity]],
    names: Mapping[str, str] | None = None,
    least: float = LEAST,
) -> Chart:
    """One bar for each scenario, of parts that reach `least` in any.

    `parts`: from the first week counted; by name, or by their meaning where `names` are given.
    """
    counted = [(report.baseline, report.first_week)]
    counted += [(side.pair.current, side.pair.first_week) for side in report.sides]
    lines = [
        _series(names[part] if names else part, [of(week).mean(one) for one, week in counted], meaning=part)
        for part, of in parts.items()
    ]
    seen = tuple(line for line in lines if any((x or 0.0) >= least for x in line.values))
    return Chart(key, title, words, "scenario", report.names, seen)


ENDS = ("settled", "again", "gone")
WAYS = ("passed_on", "cut", "squeezed", "unsettled", "abandoned", "blocked", "open")
WAY_NAMES = FLOW_NAMES | {"passed_on": f"Transferred, unresolved{ASSUMED}"}
"""Calls that were transferred and then resolved are not among these, so the name says so."""
WAYS_TITLE = "Calls that end unresolved, by the way they went"


def ends_chart(report: Report) -> Chart:
    """Where calls go in the end: resolved, calling again, gone."""
    parts = {node: partial(passing, node) for node in ENDS}
    return parts_chart(report, "ends", "What happens to calls", "calls a day", parts, FLOW_NAMES)


def ways_chart(report: Report) -> Chart:
    """Calls that ended unresolved, by the way they went."""

    def lost(node: str) -> Callable[[int], Quantity]:
        links = [(start, end) for start, end in LINKS if start == node and end in ("again", "gone")]
        return partial(along, links)

    parts = {node: lost(node) for node in WAYS}
    return parts_chart(report, "ways", WAYS_TITLE, "calls a day", parts, WAY_NAMES)


def hours_chart(report: Report) -> Chart:
    """Where hours go: what people on duty do on an average open day, all together."""
    parts = {use: partial(in_use, use) for use in USES}
    return parts_chart(report, "hours", "Where hours go", "hours a day", parts, USE_NAMES)


@dataclass(frozen=True)
class DifferenceRange:
    """A difference with its 95% interval and its range under other assumptions, in the units shown."""

    key: str
    label: str
    unit: str
    own: float | None
    low: float | None
    high: float | None
    lowest: float | None
    highest: float | None
    sign_turns: bool


def difference_ranges(report: Report) -> list[list[DifferenceRange]]:
    """Return the differences of the three large figures, a list for each scenario but the baseline."""
    ranges_by_side = []
    for side, moved in zip(report.sides, report.ranges, strict=False):
        pair, ranges = side.pair, []
        for key in HERO:
            if not is_simulated(pair.current, key) or not pair.is_comparison:
                continue
            kpi, s = KPIS[key], scale(KPIS[key])
            difference, span = pair.difference(key), moved.span(key, pair.window(key))
            ends = (difference.mean, difference.low, difference.high, span.lowest, span.highest)
            own, low, high, lowest, highest = (None if x is None else x * s for x in ends)
            words = difference_unit(kpi, pair.current.scenario.costs.currency)
            ranges.append(
                DifferenceRange(key, _name(key), words, own, low, high, lowest, highest, span.sign_turns)
            )
        ranges_by_side.append(ranges)
    return ranges_by_side
