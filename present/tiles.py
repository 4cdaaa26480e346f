"""What stands on each tile: the figure, its interval, its difference, the path over the weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from present.formats import digits, interval, mark, unit
from present.pair import Pair
from sim import KPIS, Result
from sim.kpis import Kpi

Tone = Literal["better", "worse", "neutral"]
HERO = ("satisfaction_all", "exhaustion_mean", "issues_resolved_per_day")
"""The KPIs of the three large tiles."""


@dataclass(frozen=True)
class Tile:
    """One tile. `delta` is empty where there is nothing to compare; `weeks` is the current path (one point a week)."""

    label: str
    value: str
    unit: str
    delta: str
    tone: Tone
    arrow: Literal["up", "down", "off"]
    notes: tuple[str, ...]
    help: str
    weeks: tuple[float, ...] = ()
    difference: str = ""
    """The difference's interval in words."""


def _tile(pair: Pair, key: str, label: str) -> Tile:
    current, compare = pair.current, pair.is_comparison
    kpi, shown = KPIS[key], pair.figure(key)
    if not is_simulated(current, key):
        return Tile(label, "–", "", "", "neutral", "off", ("not simulated in this scenario",), _help(kpi))
    currency = current.scenario.costs.currency
    found = pair.judge(key) if compare else None
    tone: Tone = "neutral"
    if found is not None and (found.kind == "better" or found.kind == "worse"):
        tone = found.kind
    delta = found.short if found else ""
    seen = current.scenario.observed.get(key)
    if found is None and seen is not None:
        delta = f"in reality {digits(kpi, seen)}"
    ends = interval(kpi, shown)
    notes = [f"95 % interval {ends}"] if ends else ["first run: no interval yet"]
    if shown.mean is None:
        notes = ["nobody was served: no value"]
    elif pair.since:
        notes.append(f"weeks {pair.since + 1} to {current.scenario.horizon.weeks}")
    elif pair.window(key).of_weeks:
        notes.append(f"mean of all {current.scenario.horizon.weeks} weeks")
    return Tile(
        label + mark(kpi),
        digits(kpi, shown.mean),
        unit(kpi, currency),
        delta,
        tone,
        "off" if found is None or found.up is None else ("up" if found.up else "down"),
        tuple(notes),
        _help(kpi),
        tuple(e.mean for e in current.path(key) if e.mean is not None),
        f"Difference {found.range}" if found is not None and found.range else "",
    )


def is_simulated(current: Result, key: str) -> bool:
    """False for what strain does to people where the scenario switches strain off."""
    return current.scenario.behaviour.strain or KPIS[key].group != "burnout"


def _help(kpi: Kpi) -> str:
    return f"{kpi.name}: {kpi.definition}. Source: {kpi.source}."


def _aside(pair: Pair, key: str, words: str) -> str:
    """A second figure in small print: "Surveyed callers: 74.0 % (−16.9 points, worse)"; "" where not simulated."""
    current = pair.current
    if not is_simulated(current, key):
        return ""
    kpi = KPIS[key]
    text = f"{words}{mark(kpi)}: {digits(kpi, pair.figure(key).mean)} {unit(kpi, current.scenario.costs.currency)}"
    return f"{text} ({pair.judge(key).short})" if pair.is_comparison else text


def hero(current: Result, baseline: Result) -> tuple[Tile, Tile, Tile]:
    """Satisfaction, burnout, throughput. Differences only where the scenarios differ."""
    pair = Pair(current, baseline)
    satisfaction = _tile(pair, "satisfaction_all", "Satisfaction of all callers")
    burnout = _tile(pair, "exhaustion_mean", "Burnout: exhaustion")
    throughput = _tile(pair, "issues_resolved_per_day", "Throughput: issues settled")
    line = current.scenario.targets.exhaustion_line
    return (
        _with(satisfaction, _aside(pair, "satisfaction_surveyed", "Surveyed after a call")),
        _with(
            burnout,
            _aside(pair, "exhaustion_over_line", f"People above the line of {line:g}"),
            _aside(pair, "quits_per_year", "Leavers a year"),
        ),
        _with(throughput, _aside(pair, "calls_handled_per_day", "Calls handled")),
    )


def _with(tile: Tile, *asides: str) -> Tile:
    return Tile(**{**tile.__dict__, "notes": (*tile.notes, *(a for a in asides if a))})


SECOND_ROW = {
    "service_level": "Answered in {within_s:g} s",
    "asa_s": "Average wait",
    "abandonment": "Hung up waiting",
    "occupancy": "Time on calls",
    "aht_min": "Time per call",
    "fcr": "Settled first time",
    "quits_per_year": "Leavers a year",
    "cost_per_resolved": "Cost per issue",
}
"""The small tiles, in a manager's words; the trade's word is in the help."""

TRADE_WORDS = {
    "asa_s": "average speed of answer, ASA",
    "abandonment": "abandonment",
    "aht_min": "average handle time, AHT",
    "fcr": "first-call resolution, FCR",
    "service_level": "service level",
    "occupancy": "occupancy",
}


def second_row(current: Result, baseline: Result) -> list[Tile]:
    """Eight smaller tiles."""
    pair = Pair(current, baseline)
    tiles = []
    for key, label in SECOND_ROW.items():
        tile = _tile(pair, key, label.format(within_s=current.scenario.targets.within_s))
        short = "%" if tile.unit.startswith("%") else tile.unit
        trade = f" In the trade: {TRADE_WORDS[key]}." if key in TRADE_WORDS else ""
        tiles.append(
            Tile(
                **{
                    **tile.__dict__,
                    "unit": short,
                    "help": f"{tile.help}{trade} {'. '.join(n for n in (*tile.notes, tile.difference) if n)}.",
                }
            )
        )
    return tiles
