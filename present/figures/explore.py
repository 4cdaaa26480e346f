"""A key figure over the range of a lever, as a line with its 95% band; over two levers, as a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from present.explore import LeverWords, point_in_words, target_text
from present.figures.style import (
    CLICK,
    Palette,
    blank,
    drawn_range,
    line_with_band,
    palette,
    subtitle,
    with_message,
)
from present.formats import scale, with_mark_and_unit
from present.pair import BASELINE, NOW
from present.text_layout import escaped, wrapped
from present.tiles import NOT_SIMULATED
from sim import KPIS
from sim.experiment.exploring import Exploration
from sim.experiment.result import is_simulated
from sim.experiment.sweep import Number

LINE_HEIGHT, MAP_HEIGHT = 320, 520
HATCH_LINES = 3
SUBTITLE_COLUMNS, SUBTITLE_LINE_PX = 48, 17
SCALES = {
    "light": ["#F6F2E9", "#B9D8D8", "#7DB8BC", "#46949B"],
    "dark": ["#1B2626", "#234448", "#2C6268", "#357E86"],
}
"""From low to high: lightness alone tells, and text and hatching can be read on all of it."""


def title_of(exploration: Exploration, key: str) -> str:
    """What a picture shows."""
    return with_mark_and_unit(KPIS[key], exploration.scenario)


def line(
    exploration: Exploration,
    lever: LeverWords,
    key: str,
    *,
    times: float = 1.0,
    now: Number | None = None,
    baseline: Number | None = None,
    mode: str | None = "light",
    click: str = CLICK,
) -> go.Figure:
    """Draw a KPI over one lever. `times`: of the lever's values as they are shown; `now`, `baseline`: where they stand.

    The dots can be chosen: `customdata` holds the place of a point among the known ones. `click`: what that does, in
    words.
    """
    colours, kpi = palette(mode), KPIS[key]
    figure = blank(escaped(title_of(exploration, key)), colours, height=LINE_HEIGHT, legend=False)
    figure.update_layout(hovermode="closest")
    if not is_simulated(exploration.scenario, key):
        return with_message(figure, NOT_SIMULATED, colours)
    points = exploration.in_order()
    path = [p.figure(key) for p in points]
    x, times_y = [p.at[0] * times for p in points], scale(kpi)
    line_with_band(figure, x, path, name="", colour=colours.current, band=colours.current_band, scale=times_y)
    figure.data[-1].update(hoverinfo="skip", hovertemplate=None)  # a template would undo the "skip"
    known = [(i, e.mean) for i, e in enumerate(path) if e.mean is not None]
    figure.add_scatter(
        x=[x[i] for i, _ in known],
        y=[mean * times_y for _, mean in known],
        mode="markers",
        marker={"size": 9, "color": colours.current, "line": {"width": 1, "color": colours.paper}},
        customdata=[i for i, _ in known],
        text=[escaped(point_in_words(exploration, [lever], points[i], key)) for i, _ in known],
        hovertemplate=f"%{{text}}{click}<extra></extra>",
        unselected={"marker": {"opacity": 1.0}},
    )
    figure.update_xaxes(title={"text": escaped(lever.axis), "standoff": 4})
    ends = drawn_range(figure, kpi.axis_span)
    target = exploration.target(key)
    if target is not None and ends is not None:
        shown = target * times_y
        reach = 0.5 * (ends[1] - ends[0])
        if ends[0] - reach <= shown <= ends[1] + reach:  # further away it would flatten the line
            margin = 0.04 * (ends[1] - ends[0])
            ends = [min(ends[0], max(0.0, shown - margin)), max(ends[1], shown + margin)]
            left, right = (abs(mean * times_y - shown) for mean in (known[0][1], known[-1][1]))
            side = "left" if left > right else "right"  # where the line is further away
            _target(figure, shown, f"target {target_text(exploration, key)}", side, colours)
        else:
            where = "above" if shown > ends[1] else "below"
            subtitle(
                figure, f"target {target_text(exploration, key)}, {where} this picture", colours, top_px=64
            )
    figure.update_yaxes(range=ends)
    marks = sorted(_marks(now, baseline))
    for at, words in marks:
        # Of two the words stand outside, of one towards the middle: never over each other or beyond the picture.
        is_left = at == marks[0][0] if len(marks) > 1 else 2.0 * at * times > x[0] + x[-1]
        side = "left" if is_left else "right"
        figure.add_vline(
            x=at * times,
            line={"color": colours.text if words == NOW else colours.baseline, "width": 1.5, "dash": "dot"},
            annotation={"text": words, "font": {"color": colours.text, "size": 12}},
            annotation_position=f"bottom {side}",
        )
    return figure


def _marks(now: Number | None, baseline: Number | None) -> list[tuple[Number, str]]:
    marks: list[tuple[Number, str]] = [] if now is None else [(now, NOW)]
    return marks if baseline is None or baseline == now else [*marks, (baseline, BASELINE)]


def _target(figure: go.Figure, y: float, words: str, side: str, colours: Palette) -> None:
    figure.add_hline(
        y=y,
        line={"color": colours.between, "width": 1.5, "dash": "dash"},
        annotation={"text": words, "font": {"color": colours.between, "size": 12}},
        annotation_position=f"top {side}",
    )


# ── Two levers ────────────────────────────────────────────────────────────────────────────────────


def heat_map(
    exploration: Exploration,
    levers: Sequence[LeverWords],
    key: str,
    *,
    times: Sequence[float] = (1.0, 1.0),
    now: Sequence[Number] | None = None,
    baseline: Sequence[Number] | None = None,
    mode: str | None = "light",
    click: str = CLICK,
) -> go.Figure:
    """Draw a KPI over two levers: a line where its target is met by the mean, hatching where the interval spans it.

    Cells not simulated yet are pale, by what lies between those that are. The rest is as for `line`.
    """
    colours, kpi = palette(mode), KPIS[key]
    figure = blank(escaped(title_of(exploration, key)), colours, height=MAP_HEIGHT, legend=False)
    figure.update_layout(hovermode="closest")
    if not is_simulated(exploration.scenario, key):
        return with_message(figure, NOT_SIMULATED, colours)
    target, points = exploration.target(key), exploration.in_order()
    if all(p.figure(key).mean is None for p in points):
        return with_message(figure, "no value", colours)
    x, y = ([v * t for v in values] for values, t in zip(exploration.axes, times, strict=True))
    known = _grid(exploration, key) * scale(kpi)
    between = _between(exploration, known)
    ends = float(np.nanmin(known)), float(np.nanmax(known))
    common = {"x": x, "y": y, "zmin": ends[0], "zmax": ends[1], "hoverinfo": "skip"}
    colour_scale = SCALES["dark" if mode == "dark" else "light"]
    if np.isnan(known).any():
        figure.add_heatmap(z=between, colorscale=colour_scale, opacity=0.45, showscale=False, **common)
    figure.add_heatmap(
        z=known, colorscale=colour_scale, colorbar={"thickness": 14, "outlinewidth": 0}, **common
    )
    words = ["Darker: higher"] if mode != "dark" else ["Lighter: higher"]
    if target is not None:
        if ends[0] < target * scale(kpi) < ends[1]:
            for width, colour in ((6.0, colours.paper), (2.5, colours.text)):
                figure.add_contour(
                    z=between,
                    x=x,
                    y=y,
                    contours={
                        "start": target * scale(kpi),
                        "end": target * scale(kpi),
                        "size": 1.0,
                        "coloring": "none",
                    },
                    line={"width": width, "color": colour, "smoothing": 0.6},
                    showscale=False,
                    hoverinfo="skip",
                )
            words.append(f"line: target {target_text(exploration, key)}")
        else:
            words.append(f"target {target_text(exploration, key)} outside of this picture")
        if exploration.is_judged:
            _hatch(figure, exploration, key, x, y, colours)
            words.append("hatched: open, the 95% interval spans the target")
    lines = [escaped(part) for part in wrapped("; ".join(words), SUBTITLE_COLUMNS)]
    subtitle(figure, "<br>".join(lines), colours, top_px=47 + SUBTITLE_LINE_PX * len(lines))
    figure.add_scatter(
        x=[p.at[0] * times[0] for p in points],
        y=[p.at[1] * times[1] for p in points],
        mode="markers",
        marker={"size": 18, "color": "rgba(0,0,0,0)", "symbol": "square"},
        customdata=list(range(len(points))),
        text=[escaped(point_in_words(exploration, levers, p, key)) for p in points],
        hovertemplate=f"%{{text}}{click}<extra></extra>",
    )
    for at, other, name, symbol in ((baseline, now, BASELINE, "diamond"), (now, baseline, NOW, "circle")):
        if at is not None and not (name == BASELINE and at == now):
            figure.add_scatter(
                x=[at[0] * times[0]],
                y=[at[1] * times[1]],
                mode="markers+text",
                marker={
                    "size": 13,
                    "symbol": symbol,
                    "color": colours.paper,
                    "line": {"width": 2.5, "color": colours.text},
                },
                text=[f"<b>{name}</b>"],
                textposition=outer_side(at, other),
                textfont={"color": colours.text, "size": 13, "shadow": f"0 0 3px {colours.paper}"},
                hoverinfo="skip",
            )
    figure.update_xaxes(title={"text": escaped(levers[0].axis), "standoff": 4}, range=_axis_range(x))
    figure.update_yaxes(title={"text": escaped(levers[1].axis)}, showgrid=False, range=_axis_range(y))
    return figure


def outer_side(at: Sequence[Number], other: Sequence[Number] | None) -> str:
    """On which side of a mark its word stands: away from the other mark's."""
    if other is None or tuple(at) == tuple(other):
        return "top center"
    if at[0] != other[0]:
        return "middle left" if at[0] < other[0] else "middle right"
    return "bottom center" if at[1] < other[1] else "top center"


def _grid(exploration: Exploration, key: str) -> NDArray[np.float64]:
    """(second lever, first lever): the means, NaN where not known."""
    columns, rows = exploration.axes
    grid = np.full((len(rows), len(columns)), np.nan)
    for (x, y), point in exploration.points.items():
        mean = point.figure(key).mean
        if mean is not None:
            grid[rows.index(y), columns.index(x)] = mean
    return grid


def _between(exploration: Exploration, known: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same with the gaps filled on straight lines, along the first lever and then along the second."""
    columns, rows = (np.array(axis, dtype=float) for axis in exploration.axes)
    filled = known.copy()
    for grid, at in ((filled, columns), (filled.T, rows)):
        for row in grid:
            has_value = ~np.isnan(row)
            if has_value.sum() > 1:
                inside = (at >= at[has_value][0]) & (at <= at[has_value][-1]) & ~has_value
                row[inside] = np.interp(at[inside], at[has_value], row[has_value])
    return filled


def _edges(values: Sequence[float]) -> list[float]:
    """Where the cells around these values end."""
    middles = [(a + b) / 2.0 for a, b in pairwise(values)]
    return [2.0 * values[0] - middles[0], *middles, 2.0 * values[-1] - middles[-1]]


def _axis_range(values: Sequence[float]) -> list[float]:
    edges = _edges(values)
    return [edges[0], edges[-1]]


def _hatch(
    figure: go.Figure,
    exploration: Exploration,
    key: str,
    x: Sequence[float],
    y: Sequence[float],
    colours: Palette,
) -> None:
    """Slanting lines over every cell that is open."""
    across, up = _edges(x), _edges(y)
    xs: list[float | None] = []
    ys: list[float | None] = []
    for (first, second), point in exploration.points.items():
        if exploration.standing(point, [key]) != "open":
            continue
        i, j = exploration.axes[0].index(first), exploration.axes[1].index(second)
        left, width = across[i], across[i + 1] - across[i]
        bottom, height = up[j], up[j + 1] - up[j]
        for n in range(1, 2 * HATCH_LINES):
            part = n / HATCH_LINES
            begin, end = max(0.0, part - 1.0), min(1.0, part)
            xs += [left + begin * width, left + end * width, None]
            ys += [bottom + (part - begin) * height, bottom + (part - end) * height, None]
    figure.add_scatter(
        x=xs, y=ys, mode="lines", line={"width": 1, "color": colours.text}, opacity=0.6, hoverinfo="skip"
    )
