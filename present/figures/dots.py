"""One figure of several scenarios or settings as a column of dots with intervals, each named above its dot.

Names stand above, not beside: so it can be read on a telephone too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from present.comparison import WORDS
from present.figures.before_after import (
    LEAST_SPAN,
    SYMBOLS,
    colour_of,
    error_bar,
    name_above,
    row_line,
    scale_of,
)
from present.figures.style import blank, palette, subtitle, with_message
from present.formats import Verdict, difference_unit, digits, scale, signed, unit
from present.text_layout import escaped
from sim import KPIS
from sim.experiment import Estimate

ROW, LINE = 26, 18
"""Height in pixels of a row without its text, and of one line of text."""
WIDEST = 44
"""Most letters in a line, so that it fits on a phone."""


@dataclass(frozen=True)
class Dot:
    """One row. `verdict`: on a difference, None for a level; `is_strong`: printed bold."""

    name: str
    figure: Estimate
    verdict: Verdict | None = None
    is_strong: bool = False


def dots(
    title: str,
    rows: Sequence[Dot],
    key: str,
    *,
    under: str = "",
    currency: str = "currency",
    mode: str | None = "light",
) -> go.Figure:
    """Draw differences (rows with a verdict) around zero, or levels."""
    colours, kpi = palette(mode), KPIS[key]
    of_differences = any(row.verdict is not None for row in rows)
    words = difference_unit(kpi, currency) if of_differences else unit(kpi, currency)
    heights = [ROW + LINE * len(_lines(dot, key)) for dot in rows]
    figure = blank(title, colours, height=106 + max(ROW + LINE, sum(heights)), legend=False)
    figure.update_layout(hovermode="closest", margin={"b": 34, "r": 16})
    subtitle(figure, escaped(f"{under}, {words}" if under else words), colours, top_px=64)
    known = [row for row in rows if row.figure.mean is not None]
    if not known:
        return with_message(figure, "no figures yet", colours)
    below = 0.0
    for dot, height in zip(rows, heights, strict=True):
        below += height
        _dot(figure, dot, ROW / 2 - below, key, scale(kpi), mode)
    # Levels: noise is not to look like a large change.
    least = LEAST_SPAN if scale_of(kpi) is not None else 20.0 * kpi.matters_from(known[0].figure.mean)
    figure.update_xaxes(
        range=_axis_range(known, scale(kpi), least, from_zero=of_differences),
        showgrid=True,
        gridcolor=colours.grid,
    )
    figure.update_yaxes(visible=False, range=[-sum(heights), 0.0])
    if of_differences:
        figure.add_vline(x=0.0, line={"color": colours.faint, "width": 1.5})
    return figure


def _axis_range(rows: Sequence[Dot], times: float, least: float, *, from_zero: bool) -> list[float]:
    ends = [
        e * times for row in rows for e in (row.figure.low, row.figure.mean, row.figure.high) if e is not None
    ]
    low, high = min(ends), max(ends)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    margin = 0.06 * (high - low) or max(1.0, 0.05 * abs(high))
    if not from_zero and least > high - low:
        middle = (low + high) / 2.0
        low, high = max(0.0, middle - least / 2.0), middle + least / 2.0
    return [low - margin, high + margin]


def dot_text(dot: Dot, key: str) -> str:
    """Return what follows a row's name: "+13.6", "not detected", "43.1"."""
    kpi, e = KPIS[key], dot.figure
    if e.mean is None:
        return "no value"
    if dot.verdict is None:
        return digits(kpi, e.mean)
    words = WORDS.get(dot.verdict.kind)
    if dot.verdict.kind in ("undetected", "same"):
        return str(words)
    shown = dot.verdict.shown
    amount = signed(kpi, e.mean) if shown is None else shown.difference_text
    return amount if dot.verdict.kind == "changed" else f"{amount}, {words}"


def _lines(dot: Dot, key: str) -> list[str]:
    """Return a row's name in lines that fit, the last with space for what follows it."""
    lines = textwrap.wrap(dot.name, WIDEST) or [""]
    shown = dot_text(dot, key)
    if len(lines[-1]) + len(shown) + 2 > WIDEST + 2:
        lines.append("")
    return lines


def _dot(figure: go.Figure, dot: Dot, y: float, key: str, times: float, mode: str | None) -> None:
    colours, e = palette(mode), dot.figure
    colour = colour_of(dot.verdict, colours)
    shown = dot_text(dot, key)
    lines = [f"<b>{line}</b>" if dot.is_strong and line else line for line in _lines(dot, key)]
    words = f"{'<br>'.join(lines)}{'  ' if lines[-1] else ''}<span style='color:{colour}'>{shown}</span>"
    name_above(figure, words, y + 7.0, 13, colours)
    if e.mean is None:
        return
    row_line(figure, y, colours)
    hollow = dot.verdict is not None and dot.verdict.kind not in SYMBOLS
    symbol = "circle" if dot.verdict is None else SYMBOLS.get(dot.verdict.kind, "circle")
    figure.add_scatter(
        x=[e.mean * times],
        y=[y],
        mode="markers",
        marker={
            "symbol": symbol,
            "size": 13,
            "color": colours.paper if hollow else colour,
            "line": {"width": 2, "color": colour},
        },
        error_x=error_bar(e, times, colour, thickness=2, width=5),
        hovertemplate=f"{escaped(dot.name)}: {shown}{_interval_text(e, key, dot)}<extra></extra>",
    )


def _interval_text(e: Estimate, key: str, dot: Dot) -> str:
    if e.low is None or e.high is None:
        return ""
    one = signed if dot.verdict is not None else digits
    return f" ({one(KPIS[key], e.low)} to {one(KPIS[key], e.high)})"


def dots_in_words(title: str, rows: Sequence[Dot], key: str) -> str:
    """A text alternative for the picture."""
    texts = (f"{row.name} {dot_text(row, key)}{_interval_text(row.figure, key, row)}" for row in rows)
    return f"{title}: {'; '.join(texts)}."
