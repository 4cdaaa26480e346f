"""The day as one still picture: the waiting line above, below it everybody's strain with the hard calls marked."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from present.figures.style import FONT, blank, palette
from present.floor.colours import scale
from present.floor.day import Day, SeatTimeline
from present.floor.duty_periods import Activity
from present.floor.player_data import line, seats_shown
from present.floor.snapshot import kind_of, strain_at
from present.formats import ASSUMED
from present.text_layout import escaped, isolated, middle_out
from sim.clock_text import clock_text
from sim.engine.agent_state import BREAK, TALK
from sim.record import Kind

Pieces = tuple[list[datetime | None], list[int | None]]
"""x and y of pieces of lines, None between them."""
BIN_MIN = 5.0
ROW_PX, LABELLED_ROW_PX, FEW = 11, 17, 16
"""px of a row, and of one that is as high as its label: up to so many seats, each has one."""
TEAM_COLUMNS = 24


def picture(day: Day, *, mode: str | None = "light") -> go.Figure:
    """Agents by time of day. Strain as heat; strokes where somebody has a difficult or an upset caller."""
    colours = palette(mode)
    seats = [s for s in seats_shown(day) if not s.absent]
    row_px = LABELLED_ROW_PX if len(seats) <= FEW else ROW_PX
    height = 268 + max(row_px * len(seats), 8 * ROW_PX)
    figure = blank(f"{day.name}, position by position", colours, height=height)
    heat_share = 1.0 - 110.0 / (height - 158)
    figure = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=24.0 / height,
        row_heights=[1.0 - heat_share, heat_share],
        figure=figure,
    )
    waiting = line(day)
    figure.add_scatter(
        x=[_hour(day, day.start + k) for k in range(len(waiting))],
        y=waiting,
        mode="lines",
        line={"color": colours.current, "width": 1.5, "shape": "hv"},
        fill="tozeroy",
        fillcolor=colours.current_band,
        name="callers waiting",
        hovertemplate="%{y} waiting",
        showlegend=False,
        row=1,
        col=1,
    )
    if day.has_strain:
        _heat(figure, day, seats, mode)
    else:  # a bar for the time on duty
        _strokes(figure, _pieces(day, seats, lambda _: True), "on duty", colours.grid, 7.0, "solid")
    ink, halo = ("#000000", "#FFFFFF") if mode != "dark" else ("#FFFFFF", "#000000")
    for kind, name, width in ((Kind.DIFFICULT, "difficult", 3.0), (Kind.UPSET, "upset", 1.2)):
        pieces = _pieces(day, seats, partial(_is_talk_with, day, kind))
        _strokes(figure, pieces, "", halo, width + 2.0, "solid")
        _strokes(
            figure, pieces, f"with {'an' if name == 'upset' else 'a'} {name} caller", ink, width, "solid"
        )
    at_rest = _pieces(day, seats, lambda x: x.code >= BREAK)
    _strokes(figure, at_rest, "break, pause or course", colours.current, 2.5, "dot")
    _axes(figure, day, seats, colours.grid, colours.text)
    figure.update_layout(
        hovermode="closest",
        legend={"orientation": "h", "yref": "container", "y": 0.0, "yanchor": "bottom", "x": 0.0},
        margin={"l": 8, "r": 8, "t": 44, "b": 96},
    )
    return figure


def seat_table(day: Day) -> pd.DataFrame:
    """A row for each seat: minutes on calls, hostile calls, strain at its highest, how the day was spent."""
    teams = [t.name for t in day.scenario.teams]
    rows = []
    for seat in seats_shown(day):
        talks = [x for x in seat.activities if x.code == TALK]
        hostile = [x for x in talks if kind_of(day, x) != Kind.ORDINARY]
        row = {
            "Team": teams[seat.team],
            "Position": seat.number + 1,
            "There": seat.absent
            or f"{clock_text(max(seat.start, day.midnight) - day.midnight)} to "
            f"{clock_text(min(seat.end - day.midnight, 1440.0))}",
            "Calls": len(talks),
            "On calls (min)": round(sum(x.end - x.start for x in talks)),
            "Difficult or upset callers": len(hostile),
            "With them (min)": round(sum(x.end - x.start for x in hostile)),
            "Break, pause, course (min)": round(
                sum(x.end - x.start for x in seat.activities if x.code >= BREAK)
            ),
        }
        if day.has_strain:
            peaks = [float(s.values.max()) for s in seat.strain]
            row[f"Highest strain{ASSUMED} (of 100)"] = round(max(peaks) * 100.0) if peaks else None
            known = not math.isnan(seat.exhaustion)
            row[f"Exhaustion{ASSUMED} (of 100)"] = round(seat.exhaustion * 100.0) if known else None
        rows.append(row)
    return pd.DataFrame(rows)


def _hour(day: Day, time: float) -> datetime:
    """A time of the simulated day, on a date that nobody sees."""
    return datetime(2001, 1, 1) + timedelta(seconds=round((time - day.midnight) * 60.0))


def _heat(figure: go.Figure, day: Day, seats: list[SeatTimeline], mode: str | None) -> None:
    first = math.floor((day.start - day.midnight) / BIN_MIN)
    last = math.ceil((day.end - day.midnight) / BIN_MIN)
    middles = [day.midnight + (k + 0.5) * BIN_MIN for k in range(first, last)]
    strain = np.array([[strain_at(s, t) * 100.0 for t in middles] for s in seats]).reshape(
        len(seats), len(middles)
    )
    anchors = scale(mode)
    figure.add_heatmap(
        x=[_hour(day, t) for t in middles],
        y=list(range(len(seats))),
        z=np.round(strain, 1),
        zmin=0.0,
        zmax=100.0,
        colorscale=[[k / (len(anchors) - 1), c] for k, c in enumerate(anchors)],
        colorbar={
            "title": {"text": f"Strain{ASSUMED} of 100", "font": {"size": 12}, "side": "right"},
            "thickness": 10,
            "len": 240,
            "lenmode": "pixels",
            "y": 0.0,
            "yanchor": "bottom",
            "ypad": 0,
            "outlinewidth": 0,
            "tickvals": [0, 25, 50, 75, 100],
        },
        customdata=[[f"{_label(day, s)}, {clock_text(t - day.midnight)}" for t in middles] for s in seats],
        hovertemplate=f"%{{customdata}}: strain{ASSUMED} %{{z:.0f}} of 100<extra></extra>",
        hoverongaps=False,
        ygap=1,
        row=2,
        col=1,
    )


def _strokes(figure: go.Figure, pieces: Pieces, name: str, colour: str, width: float, dash: str) -> None:
    """Line pieces in one style; without a name they are not in the legend."""
    figure.add_scatter(
        x=pieces[0],
        y=pieces[1],
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
        name=name,
        showlegend=bool(name),
        hoverinfo="skip",
        row=2,
        col=1,
    )


def _is_talk_with(day: Day, kind: Kind, activity: Activity) -> bool:
    return activity.code == TALK and kind_of(day, activity) is kind


def _pieces(day: Day, seats: list[SeatTimeline], shows: Callable[[Activity], bool]) -> Pieces:
    """Line pieces, one for each activity that is to be shown, with gaps between."""
    x: list[datetime | None] = []
    y: list[int | None] = []
    for row, seat in enumerate(seats):
        for activity in seat.activities:
            if shows(activity):
                x += [_hour(day, activity.start), _hour(day, activity.end), None]
                y += [row, row, None]
    return x, y


def _label(day: Day, seat: SeatTimeline) -> str:
    name = middle_out(day.scenario.teams[seat.team].name, TEAM_COLUMNS)
    return f"Position {seat.number + 1}" + (
        f", {isolated(escaped(name))}" if len(day.scenario.teams) > 1 else ""
    )


def _axes(figure: go.Figure, day: Day, seats: list[SeatTimeline], grid: str, text: str) -> None:
    figure.update_xaxes(
        range=[_hour(day, day.start), _hour(day, day.end)],
        tickformat="%H:%M",
        tickangle=0,
        nticks=6,  # more would not fit on a phone
        linecolor=grid,
        tickcolor=grid,
        fixedrange=True,
        zeroline=False,
        showgrid=False,
    )
    shared = {"gridcolor": grid, "zeroline": False, "automargin": True, "fixedrange": True}
    figure.update_yaxes(
        title={"text": "waiting", "font": {"size": 12}}, rangemode="tozero", nticks=4, row=1, col=1, **shared
    )
    every = 1 if len(seats) <= FEW else math.ceil(len(seats) / 12)
    shown = list(range(0, len(seats), every))
    figure.update_yaxes(
        tickvals=shown,
        ticktext=[_label(day, seats[i]) for i in shown],
        range=[max(len(seats), 1) - 0.5, -0.5],
        showgrid=False,
        row=2,
        col=1,
        **{k: v for k, v in shared.items() if k != "gridcolor"},
    )
    figure.update_layout(
        font={"family": FONT},
        title={"y": 1.0, "yanchor": "top", "pad": {"t": 10}, "xref": "container"},
        legend={"font": {"color": text}},
    )
