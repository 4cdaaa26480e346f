"""A day of a roster: a bar for each line, breaks as gaps; below it how many are on the phones and how many needed."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from present.figures.half_hour_marks import Mark, legend, times
from present.figures.style import LAST_TIME_PX, ROSTERED_MEANING, blank, colour_of, palette, translucent
from present.floor.day import DAY_NAMES
from present.pair import NOW
from present.roster_text import breaks_of, end_of, in_order
from present.staffing_text import clock
from present.text_layout import counted, escaped
from sim.clock_text import minutes_of
from sim.scenario.fields import WEEKDAYS
from sim.scenario.people import Shift
from sim.staffing import Crew, SimulatedRoster
from sim.staffing.people_on_phones import people_at_work

ROW_PX, COVERAGE_PX, AROUND_PX = 24, 230, 100
MOST_ROWS = 40
FEWER = 0.45
"""How far one sees the colour of half-hours with fewer people than needed."""
NEEDED, PLANNED = "needed", "on this roster"


def of_day(found: SimulatedRoster, day: int) -> list[tuple[Crew, Shift]]:
    """The shifts that begin on a weekday, the earliest first."""
    open_days = set(found.scenario.demand.open.days)
    return [
        (crew, shift)
        for crew, shift in in_order(found.crews)
        if WEEKDAYS[day] in (shift.days if shift.days is not None else open_days)
    ]


def roster_figure(found: SimulatedRoster, day: int, *, mode: str | None = "light") -> go.Figure:
    """One weekday. Lines beyond `MOST_ROWS` are left to the table."""
    colours, rows = palette(mode), of_day(found, day)[:MOST_ROWS]
    high = AROUND_PX + COVERAGE_PX + ROW_PX * len(rows)
    figure = blank(f"Roster and people on the phones, {DAY_NAMES[day]}", colours, height=high, legend=False)
    figure.update_layout(hovermode="closest", barmode="overlay", bargap=0.25, margin={"r": LAST_TIME_PX})
    rostered = colour_of(ROSTERED_MEANING, mode)
    labels = []
    for row, (crew, shift) in enumerate(rows):
        labels.append(f"{crew.people} × {shift.start}")
        spans = stretches(shift)
        figure.add_bar(
            orientation="h",
            y=[row] * len(spans),
            base=[begin for begin, _ in spans],
            x=[end - begin for begin, end in spans],
            marker={"color": rostered, "line": {"width": 0}},
            hovertext=escaped(row_in_words(crew, shift)),
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    x, lines = coverage(found, day)
    for name, y, colour, dash, width in (
        (NOW, lines[NOW], colours.faint, "dot", 1.5),
        (PLANNED, lines[PLANNED], rostered, "dash", 2.0),
        (NEEDED, lines[NEEDED], colours.current, "solid", 3.0),
    ):
        figure.add_scatter(
            x=x,
            y=y,
            name=name,
            yaxis="y2",
            mode="lines",
            line={"shape": "hv", "color": colour, "dash": dash, "width": width},
            hovertemplate=f"%{{y:,.1f}} {name}<extra></extra>",
        )
    gap = np.maximum(0.0, lines[NEEDED] - lines[PLANNED])[:-1]
    figure.add_bar(
        x=x[:-1] + 0.25,
        y=gap,
        base=lines[PLANNED][:-1],
        width=0.5,
        yaxis="y2",
        marker={"color": translucent(colours.worse, FEWER), "line": {"width": 0}},
        hoverinfo="skip",
    )
    share = COVERAGE_PX / (COVERAGE_PX + ROW_PX * max(1, len(rows)))
    first, last = float(x[0]), float(x[-1])
    figure.update_xaxes(**times(int(2 * first), int(2 * last)), range=[first, last], anchor="y2")
    figure.update_layout(
        yaxis={
            "domain": [share + 0.03, 1.0],
            "tickvals": list(range(len(rows))),
            "ticktext": labels,
            "ticklabelstandoff": 6,
            "range": [len(rows) - 0.4, -0.6],
            "showgrid": False,
        },
        yaxis2={
            "domain": [0.0, share - 0.03],
            "range": [0.0, 1.12 * max(float(y.max()) for y in lines.values())],
            "tickformat": ",d",
            "gridcolor": colours.grid,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
            "anchor": "x",
        },
    )
    return figure


def roster_legend(mode: str | None) -> str:
    """What the lines below the bars mean, as HTML."""
    colours = palette(mode)
    return legend(
        [
            Mark(NEEDED, colours.current, "solid"),
            Mark(PLANNED, colour_of(ROSTERED_MEANING, mode), "dashed"),
            Mark(NOW, colours.faint, "dotted"),
            Mark("fewer than that half-hour would need by itself", translucent(colours.worse, FEWER), "area"),
        ]
    )


def stretches(shift: Shift) -> list[tuple[float, float]]:
    """From when to when somebody is at work between breaks, hours since midnight."""
    start = minutes_of(shift.start) / 60.0
    edges = [start]
    for one in sorted(shift.breaks or (), key=lambda pause: pause.after_min):
        edges += [start + one.after_min / 60.0, start + (one.after_min + one.minutes) / 60.0]
    edges.append(start + shift.hours)
    return [(begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=True) if end > begin]


def row_in_words(crew: Crew, shift: Shift) -> str:
    """ "5 people, 08:00 to 16:00, breaks 10:30 (15 min)"."""
    breaks = f", breaks {breaks_of(shift)}" if shift.breaks else ""
    return f"{counted(crew.people, 'person', 'people')}, {shift.start} to {end_of(shift)}{breaks}"


def coverage(found: SimulatedRoster, day: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Hours, and people by half-hour for each line, from the first in which anybody is needed or there to the last."""
    people = {
        NEEDED: found.needed[day].astype(float),
        PLANNED: people_at_work(found.scenario, found.team)[day],
        NOW: people_at_work(found.today.scenario, found.team)[day],
    }
    busy = np.flatnonzero(sum(people.values()) > 0.0)
    first, last = (int(busy[0]), int(busy[-1]) + 1) if busy.size else (16, 36)
    x = np.arange(first, last + 1) / 2.0
    return x, {name: np.append(of[first:last], of[last - 1]) for name, of in people.items()}


def describe(found: SimulatedRoster, day: int) -> str:
    """The picture in words."""
    rows = "; ".join(row_in_words(crew, shift) for crew, shift in of_day(found, day))
    x, lines = coverage(found, day)
    there = "; ".join(
        f"{clock(int(2 * at))}: {lines[NEEDED][i]:.0f} needed, {lines[PLANNED][i]:.0f} on this roster"
        for i, at in enumerate(x[:-1])
    )
    return f"Roster on {DAY_NAMES[day]}: {rows}. People on the phones by half-hour. {there}."
