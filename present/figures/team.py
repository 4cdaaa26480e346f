"""The team as heat: exhaustion by simulated seat and day, in one run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from present.figures.difference_table import Head, frame_of, pair_in_words
from present.figures.labels import USUAL, Labels
from present.figures.seats import Grid, SeatRow, grid_of, means_of, open_days, rows_of, seats_of
from present.figures.style import LABEL_LINE_PX, Palette, blank, palette, subtitle, with_message
from present.formats import ASSUMED, plain
from present.pair import Pair
from present.text_layout import counted, escaped
from sim import Result, Scenario

TITLE = f"Exhaustion{ASSUMED} by position and day, of 100"
NOBODY_YOU_KNOW = "Simulated people are not your staff."
OFF = "not simulated in this scenario"
NO_VALUE = "no value yet"
BELOW = {"light": ("#F1F6F5", "#6FAAAE"), "dark": ("#16282A", "#2F7F88")}
ABOVE = {"light": ("#DB843F", "#6B2605"), "dark": ("#E8935B", "#FFE6D3")}
"""Colours from 0 to the line and from the line to 100: stronger with the distance, another hue above the line."""
ROWS_PX, LEAST_PX, MOST_PX, NAME_PX = 320, 3.0, 16.0, 20
"""px: the height all rows share, of one row at least and at most, of a line with a name."""
TOP, BOTTOM = 62, 124
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Part = dict[str, Any]
"""A line or words, as Plotly's layout takes them."""


@dataclass(frozen=True)
class Panel:
    """One scenario's heat map and what is written above it."""

    name: str
    scenario: Scenario
    grid: Grid


def team(
    current: Result, baseline: Result, labels: Labels = USUAL, *, mode: str | None = "light"
) -> go.Figure:
    """Draw seats downwards and open days to the right; in a comparison the baseline stands at the left, same seats."""
    colours, grid = palette(mode), grid_of(current)
    if grid is None:
        figure = blank(TITLE, colours)
        return with_message(figure, NO_VALUE if current.scenario.behaviour.strain else OFF, colours)
    baseline_grid = grid_of(baseline) if Pair(current, baseline).is_comparison else None
    panels = [Panel("" if baseline_grid is None else labels.leading.current, current.scenario, grid)]
    if baseline_grid is not None:
        panels.insert(0, Panel(labels.leading.baseline, baseline.scenario, baseline_grid))
    seats = rows_of(current, None if baseline_grid is None else baseline)
    row_px = min(MOST_PX, max(LEAST_PX, ROWS_PX / len(seats)))
    rows = _with_headings(seats, math.ceil(NAME_PX / row_px))
    top = TOP + (NAME_PX if baseline_grid is not None or current.scenario.changes else 0)
    if baseline_grid is not None:
        top += LABEL_LINE_PX * max(labels.further_lines)
    figure = blank(TITLE, colours, height=round(top + row_px * len(rows) + BOTTOM), legend=False)
    subtitle(figure, NOBODY_YOU_KNOW, colours, top_px=top)
    figure.update_layout(hovermode="closest", margin={"b": BOTTOM}, plot_bgcolor=colours.grid)
    shapes: list[Part] = []
    notes: list[Part] = []
    for number, panel in enumerate(panels, start=1):
        lines, words = _draw(figure, panel, rows, number, len(panels), colours)
        shapes, notes = shapes + lines, notes + words
    line, px = current.scenario.targets.exhaustion_line, row_px * len(rows)
    figure.update_layout(
        coloraxis={
            "cmin": 0.0,
            "cmax": 100.0,
            "colorscale": _scale(line, "dark" if mode == "dark" else "light"),
            "colorbar": {
                "orientation": "h",
                "thickness": 10,
                "len": 0.94,
                "x": 0.5,
                "xpad": 0,
                "y": -44.0 / px,
                "yanchor": "top",
                "ypad": 0,
                "outlinewidth": 0,
                "tickvals": [0.0, line, 100.0],
                "ticktext": ["0", f"threshold {line:g}", "100"],
            },
        }
    )
    how = _words(
        "One run; a row for each position, most exhausted on top.<br>Plain ground: vacant.", colours
    ) | {
        "x": 0.0,
        "y": -84.0 / px,
        "xref": "paper",
        "yref": "paper",
        "yanchor": "top",
    }
    figure.update_layout(shapes=shapes, annotations=[*notes, how])  # one by one is slow
    return figure


def _scale(line: float, kind: str) -> list[tuple[float, str]]:
    at = min(0.999, max(0.001, line / 100.0))
    (lowest, below), (above, highest) = BELOW[kind], ABOVE[kind]
    return [(0.0, lowest), (at, below), (at, above), (1.0, highest)]


def _with_headings(rows: list[SeatRow], heading_rows: int) -> list[SeatRow | str]:
    """Put `heading_rows` rows before each of several teams; the first of them holds the team's name."""
    if len({row.team for row in rows}) < 2:
        return list(rows)
    with_headings: list[SeatRow | str] = []
    for before, row in zip([None, *rows], rows, strict=False):
        if before is None or before.team != row.team:
            with_headings += [row.team, *[""] * (heading_rows - 1)]
        with_headings.append(row)
    return with_headings


def _draw(
    figure: go.Figure, panel: Panel, rows: list[SeatRow | str], number: int, of: int, colours: Palette
) -> tuple[list[Part], list[Part]]:
    """Add one scenario's heat map; return its lines and its words."""
    scenario = panel.scenario
    known = {seat: i for i, seat in enumerate(seats_of(scenario))}
    nobody = np.full(panel.grid.shape[1], np.nan, np.float32)
    z = [panel.grid[known[row]] if isinstance(row, SeatRow) and row in known else nobody for row in rows]
    days = open_days(scenario)
    x = [f"week {day // 7 + 1}, {WEEKDAYS[day % 7]}" for day in days]
    several = len({row.team for row in rows if isinstance(row, SeatRow)}) > 1
    y = [
        (escaped(f"{row.team}, {row.name.lower()}") if several else row.name)
        if isinstance(row, SeatRow)
        else f"gap {i}"
        for i, row in enumerate(rows)
    ]
    suffix = "" if number == 1 else str(number)
    figure.add_heatmap(
        z=np.array(z),
        x=x,
        y=y,
        xaxis=f"x{suffix}",
        yaxis=f"y{suffix}",
        coloraxis="coloraxis",
        hoverongaps=False,
        hovertemplate="%{y}, %{x}: %{z:.0f} of 100<extra></extra>",
    )
    width = (1.0 - 0.04 * (of - 1)) / of
    begins = (number - 1) * (width + 0.04)
    weeks = sorted({day // 7 for day in days})
    middle = {week: [i for i, day in enumerate(days) if day // 7 == week] for week in weeks}
    labelled = weeks[:: math.ceil(len(weeks) / 8)]
    axes = {
        f"xaxis{suffix}": {
            "type": "category",
            "domain": [begins, begins + width],
            "anchor": f"y{suffix}",
            "tickvals": [x[middle[week][len(middle[week]) // 2]] for week in labelled],
            "ticktext": [f"{week + 1}" for week in labelled],
            "tickangle": 0,
            "title": {"text": "week", "standoff": 2, "font": {"size": 13}},
            "automargin": False,
            "showgrid": False,
            "ticks": "",
            "showline": False,
            "fixedrange": True,
        },
        f"yaxis{suffix}": {
            "type": "category",
            "anchor": f"x{suffix}",
            "range": [len(rows) - 0.5, -0.5],
            "visible": False,
            "fixedrange": True,
        },
    }
    figure.update_layout(**axes)
    lines = [
        _upright(middle[week][0] - 0.5, suffix, {"color": colours.paper, "width": 1}) for week in weeks[1:]
    ]
    above = {"xref": f"x{suffix}", "y": 1.0, "yref": f"y{suffix} domain", "yanchor": "bottom"}
    words = [_words(f"<b>{panel.name}</b>", colours) | above | {"x": -0.5}] if panel.name else []
    for change in scenario.changes:
        if change.week in middle:
            at = middle[change.week][0] - 0.5
            lines.append(_upright(at, suffix, {"color": colours.text, "width": 1.5, "dash": "dot"}))
            if of == 1:
                words.append(_words("changes apply", colours) | above | {"x": at})
    for begin, end in _gaps(rows):
        lines.append(_ground(begin - 0.5, end - 0.5, suffix, colours))
        if number == 1:
            place = {"x": 0.0, "xref": "paper", "y": begin - 0.5, "yref": f"y{suffix}", "yanchor": "top"}
            words.append(_words(escaped(str(rows[begin])), colours) | place)
    return lines, words


def _gaps(rows: list[SeatRow | str]) -> Iterator[tuple[int, int]]:
    """Yield the first row of each gap and the row after its last."""
    begin = 0
    for is_seat, block in groupby(rows, lambda row: isinstance(row, SeatRow)):
        end = begin + len(list(block))
        if not is_seat:
            yield begin, end
        begin = end


def _upright(x: float, suffix: str, line: Part) -> Part:
    axes = {"xref": f"x{suffix}", "yref": f"y{suffix} domain"}
    return {"type": "line", **axes, "x0": x, "x1": x, "y0": 0.0, "y1": 1.0, "line": line}


def _ground(begin: float, end: float, suffix: str, colours: Palette) -> Part:
    """Cover the rows of a gap with the page's background."""
    axes = {"xref": f"x{suffix} domain", "yref": f"y{suffix}"}
    style = {"fillcolor": colours.paper, "line": {"color": colours.paper, "width": 1}}
    return {"type": "rect", **axes, "x0": 0.0, "x1": 1.0, "y0": begin, "y1": end, **style}


def _words(words: str, colours: Palette) -> Part:
    style = {"showarrow": False, "align": "left", "font": {"size": 12, "color": colours.text}}
    return {"text": words, "xanchor": "left", **style}


def team_in_words(current: Result, baseline: Result, labels: Labels = USUAL) -> str:
    """A text alternative for the picture."""
    start = f"Exhaustion by position and day, one run. {NOBODY_YOU_KNOW} As it stands"

    def sentence(result: Result) -> str:
        grid = grid_of(result)
        if grid is None:
            return NO_VALUE if result.scenario.behaviour.strain else OFF
        line, weeks = result.scenario.targets.exhaustion_line, result.scenario.horizon.weeks
        last = grid[:, -1][~np.isnan(grid[:, -1])]
        means = means_of(grid)[~np.isnan(means_of(grid))]
        return (
            f"{len(means)} positions over {counted(weeks, 'week', 'weeks')}; their means from "
            f"{plain(float(means.min()), 0)} to {plain(float(means.max()), 0)} of 100; on the last day "
            f"{int((last > line).sum())} of {len(last)} people are above the threshold of {line:g}"
        )

    return pair_in_words(f"{start}: ", sentence, current, baseline, labels)


def team_table(current: Result, baseline: Result, labels: Labels = USUAL) -> pd.DataFrame:
    """One row for each seat, as in the picture: its mean of each week and of all; empty where nobody was in post.

    One simulated run: no intervals. Compared, the unchanged scenario's mean of the same seat stands beside.
    """
    grid = grid_of(current)
    if grid is None:
        return pd.DataFrame()
    baseline_grid = grid_of(baseline) if Pair(current, baseline).is_comparison else None
    before: dict[SeatRow, float] = {}
    if baseline_grid is not None:
        before = dict(zip(seats_of(baseline.scenario), means_of(baseline_grid).tolist(), strict=True))
    places = {seat: i for i, seat in enumerate(seats_of(current.scenario))}
    weeks = np.array(open_days(current.scenario)) // 7
    means = means_of(grid)
    by_week = {int(week): means_of(grid[:, weeks == week]) for week in np.unique(weeks)}
    heads: list[Head | str] = ["team", "position", ("mean", "", "of 100")]
    if baseline_grid is not None:
        heads.append(f"{labels.baseline}: mean, of 100")
    heads += [f"week {week + 1}, of 100" for week in by_week]
    rows = []
    for seat in rows_of(current, None if baseline_grid is None else baseline):
        i = places.get(seat)
        own = [means, *by_week.values()]
        first, *others = [None if i is None else _cell(of_seats[i]) for of_seats in own]
        was = [] if baseline_grid is None else [_cell(before.get(seat, math.nan))]
        rows.append([seat.team, seat.name, first, *was, *others])
    return frame_of(heads, rows)


def _cell(x: float) -> float | None:
    return None if math.isnan(x) else round(float(x), 1)
