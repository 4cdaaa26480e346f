"""One figure of several scenarios or settings as a column of dots with intervals, each named above its dot.

Names stand above, not beside: so it can be read on a telephone too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from present.figures.before_after import LEAST_SPAN, SYMBOLS, colour_of, scale_of
from present.figures.style import blank, palette, say, subtitle
from present.formats import Verdict, difference_unit, digits, is_share, signed, unit
from sim import KPIS
from sim.experiment import Estimate
from sim.kpis import Kpi

ROW, LINE = 26, 18
"""Height in pixels of a row without its words, and of one line of them."""
WIDEST = 44
"""Letters in a line, so that it fits on a telephone."""
NOT_SHOWN = {"undetected": "not detected", "small": "too small to matter", "same": "no change"}


@dataclass(frozen=True)
class Dot:
    """One row. `found`: the verdict on a difference; None for a level. `is_strong`: the row to look at."""

    name: str
    figure: Estimate
    found: Verdict | None = None
    is_strong: bool = False


def dots(
    title: str,
    rows: Sequence[Dot],
    key: str,
    *,
    under: str = "",
    currency: str = "AUD",
    mode: str | None = "light",
) -> go.Figure:
    """Differences (rows with a verdict) around nought, or levels."""
    colours, kpi = palette(mode), KPIS[key]
    of_differences = any(row.found is not None for row in rows)
    words = difference_unit(kpi, currency) if of_differences else unit(kpi, currency)
    heights = [ROW + LINE * len(_lines(dot, key)) for dot in rows]
    figure = blank(title, colours, height=106 + max(ROW + LINE, sum(heights)), legend=False)
    figure.update_layout(hovermode="closest", margin={"t": 64, "b": 34, "r": 16})
    subtitle(figure, f"{under}, {words}" if under else words, colours)
    known = [row for row in rows if row.figure.mean is not None]
    if not known:
        return say(figure, "no figures yet", colours)
    scale = 100.0 if is_share(kpi) else 1.0
    below = 0.0
    for dot, height in zip(rows, heights, strict=True):
        below += height
        _dot(figure, dot, ROW / 2 - below, key, scale, mode)
    figure.update_xaxes(
        range=_reach(known, scale, _least(kpi), from_zero=of_differences),
        showgrid=True,
        gridcolor=colours.grid,
    )
    figure.update_yaxes(visible=False, range=[-sum(heights), 0.0])
    if of_differences:
        figure.add_vline(x=0.0, line={"color": colours.faint, "width": 1.5})
    return figure


def _reach(rows: Sequence[Dot], scale: float, least: float, *, from_zero: bool) -> list[float]:
    ends = [
        e * scale for row in rows for e in (row.figure.low, row.figure.mean, row.figure.high) if e is not None
    ]
    low, high = min(ends), max(ends)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.06 * (high - low) or max(1.0, 0.05 * abs(high))
    if not from_zero and least > high - low:
        middle = (low + high) / 2.0
        low, high = max(0.0, middle - least / 2.0), middle + least / 2.0
    return [low - room, high + room]


def _least(kpi: Kpi) -> float:
    """Least width of an axis of levels, so that chance alone does not look like a landslide."""
    return LEAST_SPAN if scale_of(kpi) is not None else 20.0 * kpi.min_important_difference


def said(dot: Dot, key: str) -> str:
    """What stands behind a row's name: "+13.6", "not detected", "43.1"."""
    kpi, e = KPIS[key], dot.figure
    if e.mean is None:
        return "no value"
    if dot.found is None:
        return digits(kpi, e.mean)
    if dot.found.kind in NOT_SHOWN:
        words = NOT_SHOWN[dot.found.kind]
        return words if dot.found.kind != "small" else f"{signed(kpi, e.mean)}, {words}"
    tail = {"better": ", better", "worse": ", worse", "settling": ", still settling"}.get(dot.found.kind, "")
    return f"{signed(kpi, e.mean)}{tail}"


def _lines(dot: Dot, key: str) -> list[str]:
    """A row's name, in lines that fit, with what stands behind it."""
    lines = textwrap.wrap(dot.name, WIDEST) or [""]
    shown = said(dot, key)
    if len(lines[-1]) + len(shown) + 2 > WIDEST + 2:
        lines.append("")
    return lines


def _dot(figure: go.Figure, dot: Dot, y: float, key: str, scale: float, mode: str | None) -> None:
    colours, e = palette(mode), dot.figure
    colour = colour_of(dot.found, colours)
    shown = said(dot, key)
    lines = [f"<b>{line}</b>" if dot.is_strong and line else line for line in _lines(dot, key)]
    figure.add_annotation(
        text=f"{'<br>'.join(lines)}{'  ' if lines[-1] else ''}<span style='color:{colour}'>{shown}</span>",
        x=0.0,
        xref="paper",
        y=y + 7.0,
        align="left",
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        font={"color": colours.text, "size": 13},
        bgcolor=colours.paper,  # lines behind it would cross out the words
        borderpad=0,
    )
    if e.mean is None:
        return
    hollow = dot.found is not None and dot.found.kind not in SYMBOLS
    symbol = "circle" if dot.found is None else SYMBOLS.get(dot.found.kind, "circle")
    ends = e.low is not None and e.high is not None
    figure.add_scatter(
        x=[e.mean * scale],
        y=[y],
        mode="markers",
        marker={
            "symbol": symbol,
            "size": 13,
            "color": colours.paper if hollow else colour,
            "line": {"width": 2, "color": colour},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [(e.high - e.mean) * scale] if ends else [0.0],  # type: ignore[operator]
            "arrayminus": [(e.mean - e.low) * scale] if ends else [0.0],  # type: ignore[operator]
            "color": colour,
            "thickness": 2,
            "width": 5,
            "visible": ends,
        },
        hovertemplate=f"{dot.name}: {shown}{_ends(e, key, dot)}<extra></extra>",
    )


def _ends(e: Estimate, key: str, dot: Dot) -> str:
    if e.low is None or e.high is None:
        return ""
    one = signed if dot.found is not None else digits
    return f" ({one(KPIS[key], e.low)} to {one(KPIS[key], e.high)})"


def dots_in_words(title: str, rows: Sequence[Dot], key: str) -> str:
    """A text alternative for the picture."""
    return (
        f"{title}: {'; '.join(f'{row.name} {said(row, key)}{_ends(row.figure, key, row)}' for row in rows)}."
    )
