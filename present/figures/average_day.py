"""The average open day by half-hour: calls, people, waits, calls answered in time."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from present.figures.difference_table import table
from present.figures.labels import USUAL, Labels
from present.figures.style import HEIGHT, blank, half_hour_axes, legend_px, lines_of_pair, palette
from present.formats import plain
from present.pair import Pair
from sim import Result
from sim.clock_text import clock_text
from sim.experiment import Estimate, Quantity

SHOWN = {
    "offered": "Calls per half-hour",
    "on_duty": "People on duty",
    "average_wait_s": "Average wait of answered calls, s",
    "in_time": "Answered in {within_s:g} s, % of calls",
}
RATIOS = {"average_wait_s": ("wait_min", "answered", 60.0), "in_time": ("in_time", "offered", 100.0)}
"""Of what, by what, times what: per replication, then averaged."""
UNITS = {"offered": "calls", "on_duty": "people", "average_wait_s": "s", "in_time": "%"}
MOST_IN_TIME = 102.0
"""End of the axis of shares: their highest lines are drawn whole."""


def half_hours(result: Result, name: str) -> list[Estimate]:
    """A figure by half-hour from midnight. Waits in s per answered call, in time in per cent of calls offered."""
    return [_of(name, slot).mean(result) for slot in range(48)]


def _of(name: str, slot: int) -> Quantity:
    """The figure of one half-hour; ratios of less than one call in ten days are left out."""
    if name == "on_duty":
        return Quantity(lambda r: float(r.day[name][slot]), most=lambda result: result.most_on_duty)
    if name not in RATIOS:
        return Quantity(lambda r: float(r.day[name][slot]))
    top, bottom, scale = RATIOS[name]
    return Quantity(
        lambda r: (
            float(r.day[top][slot] / r.day[bottom][slot]) * scale if r.day[bottom][slot] >= 0.1 else math.nan
        ),
        most=lambda _: 100.0 if name == "in_time" else math.inf,
    )


def open_slots(result: Result) -> range:
    """Return the half-hours from the first to the last with calls."""
    calls = [i for i, e in enumerate(result.half_hour("offered")) if e.mean]
    return range(min(calls), max(calls) + 1) if calls else range(0)


def day(
    current: Result,
    baseline: Result,
    name: str,
    labels: Labels = USUAL,
    *,
    mode: str | None = "light",
    previous: Result | None = None,
) -> go.Figure:
    """One figure of the average open day, with 95 % bands. `previous`: before the last move, as a pale line."""
    colours, slots = palette(mode), open_slots(current)
    title = SHOWN[name].format(within_s=current.scenario.targets.within_s)
    compared = Pair(current, baseline).is_comparison
    height = HEIGHT + (legend_px(labels) if compared else 0)
    figure = blank(title, colours, height=height, legend=compared)
    x = [clock_text(30 * i) for i in slots]

    def part(result: Result) -> list[Estimate]:
        all_day = half_hours(result, name)
        return [all_day[i] for i in slots]

    lines_of_pair(
        figure,
        x,
        part(current),
        part(baseline) if compared else None,
        labels,
        colours,
        unit=UNITS[name],
        previous=part(previous) if previous is not None else None,
    )
    half_hour_axes(figure)
    if name == "in_time":
        figure.update_yaxes(range=[0, MOST_IN_TIME])
    return figure


def day_in_words(current: Result, name: str, labels: Labels = USUAL) -> str:
    """A text alternative for the picture."""
    all_day = half_hours(current, name)
    by_slot = [(all_day[i].mean, i) for i in open_slots(current)]
    known = [(m, i) for m, i in by_slot if m is not None]
    title = SHOWN[name].format(within_s=current.scenario.targets.within_s)
    if not known:
        return labels.describe(f"{title}: no value yet")
    (low, at_low), (high, at_high) = min(known), max(known)
    title = title.removesuffix(" per half-hour")
    return labels.describe(
        f"{title} by half-hour: least {plain(low, 1)} at {clock_text(30 * at_low)}, "
        f"most {plain(high, 1)} at {clock_text(30 * at_high)}"
    )


def day_table(current: Result, baseline: Result, name: str, labels: Labels = USUAL) -> pd.DataFrame:
    """A figure by half-hour: mean and 95 % interval; compared, both scenarios and their paired difference."""
    lines = [({"half-hour beginning": clock_text(30 * i)}, _of(name, i)) for i in open_slots(current)]
    title = SHOWN[name].format(within_s=current.scenario.targets.within_s)
    unit = "" if title.endswith((", s", "% of calls")) else f", {UNITS[name]}"
    points = title.replace("% of calls", "points") if name == "in_time" else None
    return table(current, baseline, lines, f"{title}{unit}", labels, difference_unit=points)
