"""A day as steps: people needed by half-hour, those of the roster, red where it is short, pale where idle."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from present.figures.half_hour_marks import Mark, legend, times
from present.figures.style import LAST_TIME_PX, ROSTERED_MEANING, blank, colour_of, palette, translucent
from present.floor.day import DAY_NAMES
from present.formats import plain
from present.staffing_text import clock, whole_percent, zone_in_words
from sim.staffing import Requirement

HEIGHT = 360
SHORT, IDLE, OPEN = 0.45, 0.28, 0.35
"""How far one sees an area's colour: people missing, people to spare, numbers not decided."""
NEEDED, ROSTERED, FORMULA, CALLS = "needed", "on the roster", "Erlang A", "calls"


def half_hours(found: Requirement, day: int) -> range:
    """From the first half-hour of a day in which anybody rings or works to the last."""
    busy = np.flatnonzero((found.offered[day] > 0.0) | (found.rostered[day] > 0.0))
    return range(int(busy[0]), int(busy[-1]) + 1) if busy.size else range(0)


def needed_figure(found: Requirement, day: int, *, mode: str | None = "light") -> go.Figure:
    """One weekday; the axis is the same on all."""
    colours, slots = palette(mode), half_hours(found, day)
    x = [at / 2.0 for at in (*slots, slots.stop)]
    figure = blank(f"People on the phones, {DAY_NAMES[day]}", colours, height=HEIGHT, legend=False)
    needed, rostered = (
        np.append(people[day, slots.start : slots.stop], people[day, slots.stop - 1])
        for people in (found.needed.astype(float), found.rostered)
    )
    _bars(figure, x, np.minimum(needed, rostered), needed - rostered, "short", colours.worse, SHORT)
    _bars(figure, x, np.minimum(needed, rostered), rostered - needed, "idle", colours.faint, IDLE)
    formula = np.append(found.erlang_a[day, slots.start : slots.stop], found.erlang_a[day, slots.stop - 1])
    _steps(figure, x, formula.astype(float), FORMULA, colours.faint, "dot", 1.5)
    _steps(figure, x, rostered, ROSTERED, colour_of(ROSTERED_MEANING, mode), "dash", 2.0)
    _steps(figure, x, needed, NEEDED, colours.current, "solid", 3.0)
    _open(figure, found, day, slots, colours.current)
    most = max(float(found.needed.max()), float(found.rostered.max()), float(found.erlang_a.max()))
    figure.update_xaxes(**times(slots.start, slots.stop), range=[x[0], x[-1]])
    figure.update_yaxes(range=[0.0, 1.12 * most], tickformat=",d")
    figure.update_layout(barmode="overlay", margin={"r": LAST_TIME_PX})
    return figure


def needed_legend(mode: str | None) -> str:
    """What its lines and areas mean, as HTML."""
    colours = palette(mode)
    return legend(
        [
            Mark(NEEDED, colours.current, "solid"),
            Mark(ROSTERED, colour_of(ROSTERED_MEANING, mode), "dashed"),
            Mark(f"{FORMULA}, for each half-hour by itself", colours.faint, "dotted"),
            Mark("short", translucent(colours.worse, SHORT), "area"),
            Mark("idle", translucent(colours.faint, IDLE), "area"),
            Mark("open: perhaps one more or one fewer", translucent(colours.current, OPEN), "area"),
        ]
    )


def _steps(
    figure: go.Figure, x: list[float], y: np.ndarray, name: str, colour: str, dash: str, width: float
) -> None:
    figure.add_scatter(
        x=x,
        y=y,
        name=name,
        mode="lines",
        line={"shape": "hv", "color": colour, "dash": dash, "width": width},
        hovertemplate="%{y:,.0f}",
    )


def _bars(
    figure: go.Figure, x: list[float], base: np.ndarray, gap: np.ndarray, name: str, colour: str, alpha: float
) -> None:
    height = np.maximum(0.0, gap)[:-1]
    figure.add_bar(
        x=[at + 0.25 for at in x[:-1]],
        y=height,
        base=base[:-1],
        width=0.5,
        name=name,
        marker={"color": translucent(colour, alpha), "line": {"width": 0}},
        hoverinfo="skip",
    )


def _open(figure: go.Figure, found: Requirement, day: int, slots: range, colour: str) -> None:
    """A bar over the numbers that are not decided."""
    for at in slots:
        if numbers := found.open.get((day, at)):
            ends = (min(*numbers, found.needed[day, at]), max(*numbers, found.needed[day, at]))
            figure.add_scatter(
                x=[at / 2.0 + 0.25] * 2,
                y=[float(end) for end in ends],
                mode="lines",
                line={"color": colour, "width": 6},
                opacity=OPEN,
                hoverinfo="skip",
            )


def describe(found: Requirement, day: int) -> str:
    """The picture in words."""
    slots = half_hours(found, day)
    parts = [
        f"{clock(at)}: {found.needed[day, at]} needed, {found.rostered[day, at]:.0f} on the roster"
        for at in slots
    ]
    return f"People on the phones on {DAY_NAMES[day]} by half-hour. " + "; ".join(parts) + "."


def needed_table(found: Requirement, day: int) -> pd.DataFrame:
    """The numbers of a weekday, one row a half-hour."""
    low, high = found.figure.interval()
    mean = found.figure.mean
    return pd.DataFrame(
        [
            {
                "From": clock(at),
                "Calls": plain(float(found.offered[day, at]), 0),
                "Needed": int(found.needed[day, at]),
                "How sure": zone_in_words(found, day, at) if found.needed[day, at] else "",
                "On the roster": plain(float(found.rostered[day, at]), 0),
                "Erlang A": int(found.erlang_a[day, at]),
                "Reached, %": ""
                if np.isnan(mean[day, at])
                else f"{100 * mean[day, at]:.0f} ({100 * low[day, at]:.0f} to {100 * high[day, at]:.0f})",
            }
            for at in half_hours(found, day)
        ]
    )


def needed_week(found: Requirement) -> pd.DataFrame:
    """The numbers of all weekdays, as numbers; shares with the digits that they have on a day's table."""
    low, high = found.figure.interval()
    shares = {"Reached, %": found.figure.mean, "95% from": low, "95% to": high}
    return pd.DataFrame(
        [
            {
                "Day": DAY_NAMES[day],
                "From": clock(at),
                "Calls": round(float(found.offered[day, at])),
                "Needed": int(found.needed[day, at]),
                "How sure": zone_in_words(found, day, at) if found.needed[day, at] else "",
                "On the roster": round(float(found.rostered[day, at])),
                "Erlang A": int(found.erlang_a[day, at]),
                **{head: whole_percent(of[day, at]) for head, of in shares.items()},
            }
            for day in range(7)
            for at in half_hours(found, day)
        ]
    )
