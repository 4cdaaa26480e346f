"""The average open day by half-hour: calls, people, waits, calls answered in time."""

from __future__ import annotations

import plotly.graph_objects as go

from present.figures.style import blank, line_with_band, palette
from sim import Result
from sim.experiment import Estimate, estimate

SHOWN = {
    "offered": "Calls per half-hour",
    "on_duty": "People on duty",
    "average_wait_s": "Average wait of answered calls, s",
    "in_time": "Answered in {within_s:g} s, % of calls",
}
UNITS = {"offered": "calls", "on_duty": "people", "average_wait_s": "s", "in_time": "%"}


def half_hours(result: Result, name: str) -> list[Estimate]:
    """A figure by half-hour from midnight. Waits in s per answered call, in time in per cent of calls offered."""
    if name == "average_wait_s":
        return _ratio(result, "wait_min", "answered", 60.0)
    if name == "in_time":
        return _ratio(result, "in_time", "offered", 100.0)
    return result.half_hour(name)


def _ratio(result: Result, top: str, bottom: str, scale: float) -> list[Estimate]:
    """Per replication, then averaged; half-hours with less than one call in ten days are left out."""
    found = []
    for i in range(48):
        values = [
            r.day[top][i] / r.day[bottom][i] * scale for r in result.replications if r.day[bottom][i] >= 0.1
        ]
        found.append(estimate(values))
    return found


def open_slots(result: Result) -> range:
    """The half-hours in which calls come in, with no gap."""
    calls = [i for i, e in enumerate(result.half_hour("offered")) if e.mean]
    return range(min(calls), max(calls) + 1) if calls else range(0)


def day(now: Result, base: Result, name: str, *, mode: str | None = "light") -> go.Figure:
    """One figure of the average open day, with 95 % bands."""
    colours, slots = palette(mode), open_slots(now)
    title = SHOWN[name].format(within_s=now.scenario.targets.within_s)
    figure = blank(title, colours, legend=now.hash != base.hash)
    x = [f"{i // 2:02d}:{30 * (i % 2):02d}" for i in slots]

    def part(result: Result) -> list[Estimate]:
        all_day = half_hours(result, name)
        return [all_day[i] for i in slots]

    style = {"unit": UNITS[name], "hover": ",.1f"}
    if now.hash != base.hash:
        line_with_band(
            figure,
            x,
            part(base),
            name="unchanged",
            colour=colours.base,
            band=colours.base_band,
            dash="dash",
            **style,
        )
    line_with_band(
        figure, x, part(now), name="with your changes", colour=colours.now, band=colours.now_band, **style
    )
    figure.update_xaxes(title={"text": "half-hour beginning", "standoff": 4}, nticks=8, type="category")
    figure.update_yaxes(rangemode="tozero")
    if name == "in_time":
        figure.update_yaxes(range=[0, 102])
    return figure


def day_in_words(now: Result, name: str) -> str:
    """A text alternative for the picture."""
    slots = open_slots(now)
    found = [(half_hours(now, name)[i].mean, i) for i in slots]
    known = [(m, i) for m, i in found if m is not None]
    title = SHOWN[name].format(within_s=now.scenario.targets.within_s)
    if not known:
        return f"{title}: no value yet"
    (low, at_low), (high, at_high) = min(known), max(known)
    return (
        f"{title} by half-hour: least {low:,.1f} at {at_low // 2:02d}:{30 * (at_low % 2):02d}, "
        f"most {high:,.1f} at {at_high // 2:02d}:{30 * (at_high % 2):02d}"
    )
