"""One or two levers over a range, in words: where targets are met, where a figure is best, how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from present.formats import (
    digits,
    interval,
    mark,
    plain,
    rounded,
    scale,
    short_unit,
    unit,
    value,
    with_targets,
    with_unit,
)
from present.locale import whole
from present.text_layout import counted, joined, lower_first, plural, upper_first
from present.tiles import NOT_SIMULATED
from sim import KPIS, Scenario
from sim.experiment.exploring import WORST_FIRST, Exploration, Point, Standing, Zone
from sim.experiment.result import is_simulated
from sim.experiment.sweep import Number

STANDS = {"met": "met", "open": "open", "missed": "missed", None: ""}
FIRST_LOOK = "So far: "
"""Before a sentence that more runs may change."""


@dataclass(frozen=True)
class LeverWords:
    """How a lever is called. `number`: its value as it is shown; `unit`: closed up behind it, as "%" or " min".

    `counted`: what it counts, where it counts something: "agents"; `one`: of a single one.
    """

    name: str
    number: Callable[[Number], str]
    unit: str = ""
    counted: str = ""
    one: str = ""

    def amount(self, x: Number) -> str:
        """One value: "44 agents", "12%", "4.5 min"."""
        return self._behind(self.number(x))

    def span(self, *ends: tuple[Number, Number]) -> str:
        """One or more ranges in a sentence: "38 to 41 agents", "difficult callers at 5 to 8 or 12%"."""
        parts = [
            self.number(low) if low == high else f"{self.number(low)} to {self.number(high)}"
            for low, high in ends
        ]
        text = self._behind(joined(parts))
        return text if self.counted else f"{lower_first(self.name)} at {text}"

    @property
    def axis(self) -> str:
        """The title of an axis: "Agents, Front line", "Breaks, min a shift"."""
        return f"{self.name}, {self.unit.strip()}" if self.unit.strip() else self.name

    def _behind(self, number: str) -> str:
        if self.counted:
            return f"{number} {self.one if number == '1' else self.counted}"
        return f"{number}{self.unit}"


# ── Targets ───────────────────────────────────────────────────────────────────────────────────────


def target_text(exploration: Exploration, key: str) -> str:
    """A KPI's target as it is written: "75%", "55 of 100"."""
    line, kpi = exploration.target(key), KPIS[key]
    if line is None:
        return ""
    number = plain(line * scale(kpi), 1).removesuffix(".0")
    return with_unit(number, short_unit(kpi))


def headline(exploration: Exploration, lever: LeverWords, keys: Sequence[str]) -> str:
    """The sentence that answers, of one lever: with which values the targets of these key figures are met."""
    points = exploration.in_order()
    zones = exploration.zones(points, keys)
    if not zones:
        told = [best(exploration, lever, key) for key in keys]
        text = next((words for words in told if words), "Nothing in this range has a value.")
    else:
        text = _zones_in_words(exploration, zones, lever, keys)
    return text if exploration.finished else f"{FIRST_LOOK}{lower_first(text)}"


def row_headline(exploration: Exploration, levers: Sequence[LeverWords], key: str, at: Number | None) -> str:
    """The sentence that answers, of two levers: with which values of the first, where the second stands as it does."""
    row = exploration.along(0, at) if at is not None else []
    zones = exploration.zones(row, [key])
    if not zones:
        if (shares := cells_in_words(exploration, key)) and not row:
            return shares
        text = f"{_name(exploration, key)}: no target; the picture shows where it is high and where low."
    else:
        text = _zones_in_words(exploration, zones, levers[0], [key])
        text = f"{upper_first(levers[1].span((row[0].at[1], row[0].at[1])))}, as now: {lower_first(text)}"
    return text if exploration.finished else f"{FIRST_LOOK}{lower_first(text)}"


def _zones_in_words(
    exploration: Exploration, zones: Sequence[Zone], lever: LeverWords, keys: Sequence[str]
) -> str:
    with_target = [key for key in keys if exploration.target(key) is not None]
    ends = _by_standing(zones)
    is_met, verb, which = _targets_in_words(exploration, with_target)
    if len(ends) == 1:
        (standing,) = ends
        return {
            "met": f"All over this range {is_met}{which}.",
            "missed": f"Nowhere in this range {verb}{which}. Widen the range.",
            "open": f"All over this range it is open whether {is_met}{which}. More runs would tell.",
        }[standing]
    told = []
    if "met" in ends:
        told.append(f"With {lever.span(*ends['met'])} {is_met}{which}.")
    if "missed" in ends:
        again = "one is surely missed" if which else "it surely does not"
        is_missed = again if "met" in ends else _missed_in_words(exploration, with_target)
        told.append(f"With {lever.span(*ends['missed'])} {is_missed}.")
    if "open" in ends:
        told.append(f"With {lever.span(*ends['open'])} it is open: more runs would tell.")
    return " ".join(told)


def _targets_in_words(exploration: Exploration, keys: Sequence[str]) -> tuple[str, str, str]:
    """That the targets of these key figures are met, the question, and which they are if several."""
    if len(keys) == 1:
        name, target = _one_target(exploration, keys[0])
        return f"{name} meets {target}", f"does {name} meet {target}", ""
    all_of = {2: "both targets"}.get(len(keys), f"all {len(keys)} targets")
    return f"{all_of} are met", f"are {all_of} met", f": {_each_target(exploration, keys)}"


def _missed_in_words(exploration: Exploration, keys: Sequence[str]) -> str:
    """That one of these targets surely is not met; only those are named that are missed somewhere."""
    points = exploration.points.values()
    missed = [key for key in keys if any(exploration.standing(one, [key]) == "missed" for one in points)]
    if len(missed) == 1:
        name, target = _one_target(exploration, missed[0])
        return f"{name} surely misses {target}"
    return f"a target is surely missed: {_each_target(exploration, missed)}"


def _one_target(exploration: Exploration, key: str) -> tuple[str, str]:
    """A key figure in a sentence, and "its target (80%)"."""
    return f"{KPIS[key].at_stake}{mark(KPIS[key])}", f"its target ({target_text(exploration, key)})"


def _each_target(exploration: Exploration, keys: Sequence[str]) -> str:
    return joined([f"{KPIS[key].at_stake} {target_text(exploration, key)}" for key in keys])


def cells_in_words(exploration: Exploration, key: str) -> str:
    """How many combinations meet a KPI's target; "" where it has none."""
    standings = [exploration.standing(point, [key]) for point in exploration.points.values()]
    known = [s for s in standings if s is not None]
    if not known:
        return ""
    met, missed = known.count("met"), known.count("missed")
    open_ = len(known) - met - missed
    return (
        f"{whole(met)} of {counted(len(known), 'combination', 'combinations')} surely {plural(met, 'meets', 'meet')} "
        f"the target ({target_text(exploration, key)}), {whole(missed)} surely {plural(missed, 'misses', 'miss')} it, "
        f"{whole(open_)} {plural(open_, 'is', 'are')} open."
    )


# ── Where it is best ──────────────────────────────────────────────────────────────────────────────


def best(exploration: Exploration, lever: LeverWords, key: str, *, at_bound: bool = False) -> str:
    """Where a KPI is best: a value only where both ends of the range are clearly worse. "" where nothing is to say.

    `at_bound`: the range cannot be made wider on the side where the figure gets better.
    """
    kpi, points = KPIS[key], exploration.in_order()
    if not is_simulated(exploration.scenario, key):
        return f"{_name(exploration, key)}: {NOT_SIMULATED}."
    known = [p for p in points if p.figure(key).mean is not None]
    if not known:
        return f"{_name(exploration, key)}: nobody was served, so there is no value."
    name, currency = _name(exploration, key), exploration.scenario.costs.currency
    first, last = (value(kpi, known[end].figure(key).mean, currency) for end in (0, -1))
    at_first = lever.span((known[0].at[0], known[0].at[0]))
    path = f"{name}: {first} with {at_first}, {last} with {lever.amount(known[-1].at[0])}"
    found = exploration.optimum(key)
    if found is None:
        return f"{path}."
    alike = lever.amount(found.low) if found.low == found.high else lever.span((found.low, found.high))
    match found.kind:
        case "inside" if found.low == found.high:
            words = f"Best with {alike}"
        case "inside":
            words = f"Best near {lever.amount(found.best)}; {alike} cannot be told apart"
        case "edge" if at_bound:
            words = f"Best with {lever.amount(found.best)}, as far as this lever goes"
        case "edge":
            words = f"Best at the edge of the range, {lever.amount(found.best)}: widen it"
        case "plateau":
            words = f"Best somewhere in {alike}, which cannot be told apart"
        case _:
            words = "No value can be told apart from the others"
    return f"{path}. {words}."


def held(exploration: Exploration, lever: LeverWords, key: str) -> str:
    """Where one KPI of several meets its target: "Target 75%: met with 58 to 63 agents, …"; "" without one."""
    by_standing = _by_standing(exploration.zones(exploration.in_order(), [key]))
    parts = [f"{standing} with {lever.span(*ends)}" for standing, ends in by_standing.items()]
    return f" Target {target_text(exploration, key)}: {', '.join(parts)}." if parts else ""


def _by_standing(zones: Sequence[Zone]) -> dict[Standing, list[tuple[Number, Number]]]:
    ends: dict[Standing, list[tuple[Number, Number]]] = {}
    for zone in zones:
        ends.setdefault(zone.standing, []).append((zone.first, zone.last))
    return {standing: ends[standing] for standing in reversed(WORST_FIRST) if standing in ends}


def _name(exploration: Exploration, key: str) -> str:
    return f"{with_targets(KPIS[key].label, exploration.scenario)}{mark(KPIS[key])}"


# ── Picture and table ─────────────────────────────────────────────────────────────────────────────


def point_in_words(exploration: Exploration, levers: Sequence[LeverWords], point: Point, key: str) -> str:
    """One point: "44 agents: 73.4% (72.1 to 74.7), open"."""
    kpi, figure = KPIS[key], point.figure(key)
    where = ", ".join(lever.span((x, x)) for lever, x in zip(levers, point.at, strict=True))
    ends = interval(kpi, figure)
    parts = [f"{value(kpi, figure.mean, exploration.scenario.costs.currency)}{f' ({ends})' if ends else ''}"]
    standing = STANDS[exploration.standing(point, [key])]
    parts += [f"target {standing}"] if standing else []
    return f"{upper_first(where)}: {', '.join(parts)}"


def picture_in_words(exploration: Exploration, levers: Sequence[LeverWords], key: str) -> str:
    """The text alternative of a picture: what it is, then its ends and middle; of two levers its corners."""
    points = exploration.in_order()
    if len(levers) == 1:
        shown = [points[0], points[len(points) // 2], points[-1]]
    else:
        corners = {(x, y) for x in _ends(exploration, 0) for y in _ends(exploration, 1)}
        shown = [p for p in points if p.at in corners]
    over = " and ".join(lever.name for lever in levers)
    target = target_text(exploration, key)
    told = "; ".join(point_in_words(exploration, levers, p, key) for p in shown)
    held = f" Target: {target}." if target else ""
    return f"{_name(exploration, key)} over {over}, {len(points)} points on the same callers.{held} {told}."


def _ends(exploration: Exploration, place: int) -> tuple[Number, Number]:
    known = sorted({at[place] for at in exploration.points})
    return known[0], known[-1]


def table(
    exploration: Exploration,
    levers: Sequence[LeverWords],
    keys: Sequence[str],
    values: Sequence[Sequence[float]],
) -> pd.DataFrame:
    """One row a point: the levers, then mean, interval and target of each KPI, and the runs.

    `values`: of each point in order, its levers' values as they are shown.
    """
    rows = []
    for point, shown in zip(exploration.in_order(), values, strict=True):
        row: dict[str, object] = {lever.axis: x for lever, x in zip(levers, shown, strict=True)}
        for key in keys:
            kpi, figure = KPIS[key], point.figure(key)
            head = f"{_name(exploration, key)}, {unit(kpi, exploration.scenario.costs.currency)}"
            row[head] = rounded(kpi, figure.mean)
            row[f"{head}, 95% from"] = rounded(kpi, figure.low)
            row[f"{head}, 95% to"] = rounded(kpi, figure.high)
            if exploration.target(key) is not None:
                row[f"Target {target_text(exploration, key)}"] = STANDS[exploration.standing(point, [key])]
        rows.append({**row, "Runs": point.runs})
    return pd.DataFrame(rows)


def short_table(exploration: Exploration, levers: Sequence[LeverWords], keys: Sequence[str]) -> pd.DataFrame:
    """The same in few columns, with each figure's interval behind it, for a slide."""
    currency = exploration.scenario.costs.currency
    rows = []
    for point in exploration.in_order():
        row = {lever.name: lever.amount(x) for lever, x in zip(levers, point.at, strict=True)}
        for key in keys:
            kpi, figure = KPIS[key], point.figure(key)
            ends, stands = interval(kpi, figure), STANDS[exploration.standing(point, [key])]
            row[f"{_name(exploration, key)}, {unit(kpi, currency)}"] = (
                f"{digits(kpi, figure.mean)}{f' ({ends})' if ends else ''}{f', target {stands}' if stands else ''}"
            )
        rows.append(row)
    return pd.DataFrame(rows)


def basis(exploration: Exploration) -> str:
    """On what it rests, in one line."""
    fewest, most = exploration.runs
    runs = whole(most) if fewest == most else f"{whole(fewest)} to {whole(most)}"
    points = counted(len(exploration.points), "point", "points")
    weeks = ""
    if exploration.window.of_weeks and exploration.window.first_week:
        weeks = f" Of weeks {exploration.window.first_week + 1} on."
    return (
        f"{points}, {runs} runs of each, the same callers in all.{weeks} Bands and “surely” are 95% at each point. A "
        "best value is named only where both ends of the range are surely worse."
    )


# ── How long ──────────────────────────────────────────────────────────────────────────────────────


def time_in_words(seconds: float) -> str:
    """About how long a search takes: "a few seconds", "about 40 seconds", "about 3 minutes"."""
    if seconds < 5.0:
        return "a few seconds"
    if seconds < 90.0:
        return f"about {max(5, 5 * round(seconds / 5.0))} seconds"
    return f"about {counted(round(seconds / 60.0), 'minute', 'minutes')}"


def scenario_in_words(baseline: Scenario, phrases: Sequence[str]) -> str:
    """What the range starts from: the scenario and what is changed in it."""
    return f"{baseline.name}{f', {joined(phrases)}' if phrases else ''}"
