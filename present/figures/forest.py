"""Forest plot: one small panel a key figure, one row a scenario, the difference from the baseline with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from present.comparison import Cell
from present.figures.named_rows import (
    TRACK_PX,
    NamedRow,
    label,
    lay_out,
    name_annotation,
    rails,
    segments,
    title_with_direction,
)
from present.figures.style import Mode, Palette, blank, palette, translucent
from present.formats import difference_unit, mark, scale
from present.scorecard import difference_axis
from present.text_layout import columns, escaped, wrapped
from sim.kpis import Kpi

TITLE_LINE_PX, TOP_PX = 20, 16

SYMBOLS = {"better": "circle", "worse": "diamond", "changed": "square", "small": "square", "same": "circle"}
"""Filled where a difference is there and large enough to matter; all others are hollow circles."""
LEGEND = (
    "● better · ◆ worse · ■ different, neither better nor worse · □ too small to matter · ○ not detected, or too few "
    "runs to say. Lines are 95% intervals by chance alone. Within the shaded band a difference is too small to matter."
)


@dataclass(frozen=True)
class _Row(NamedRow):
    """One scenario."""

    name: str
    cell: Cell


def forest(key_cells: Sequence[tuple[str, Cell]], mode: Mode | str | None = None) -> go.Figure:
    """Draw one panel. `key_cells`: (name, cell) of each scenario but the baseline, all of one KPI; not empty."""
    colours = palette(mode)
    kpi = key_cells[0][1].kpi
    times = scale(kpi)
    rows: list[_Row] = []
    for name, cell in key_cells:
        rows.append(_Row(_label(name, cell, colours), rows[-1].bottom if rows else 0.0, name, cell))
    title = [f"<b>{escaped(line)}</b>" for line in wrapped(f"{kpi.name}{mark(kpi)}")]
    top, bottom = TOP_PX + TITLE_LINE_PX * len(title), rows[-1].bottom
    span = difference_axis(kpi, [c for _, c in key_cells])
    figure = blank("<br>".join(title), colours, legend=False)
    # All at once: Plotly checks everything that is there whenever something is added.
    figure.add_traces([*_whiskers(rows, times, colours), _marks(rows, times, colours)])
    lay_out(
        figure,
        top=top,
        rows=bottom,
        span=span,
        axis=_axis(kpi, key_cells),
        annotations=[name_annotation(row.label, row.top, colours) for row in rows],
        shapes=_behind(rows, times, colours),
    )
    return figure


def _axis(kpi: Kpi, cells: Sequence[tuple[str, Cell]]) -> str:
    # The rows that have a difference are in the baseline's currency.
    currency = next((c.currency for _, c in cells if c.difference.mean is not None), cells[0][1].currency)
    words = escaped(difference_unit(kpi, currency))
    if kpi.is_money and all(c.difference.mean is None for _, c in cells):
        words = "difference"
    return title_with_direction(words, kpi.better)


def _label(name: str, cell: Cell, colours: Palette) -> list[str]:
    """Return the lines of a row's name with, at the end or below, the difference in words."""
    difference = _difference_text(cell)
    colour = _colour(cell, colours) if cell.verdict.judged else colours.faint
    shown = f'<span style="color:{colour}"><b>{escaped(difference)}</b></span>'
    return label(name, shown, columns(difference) + 3)


def _difference_text(cell: Cell) -> str:
    if cell.difference.mean is None or cell.verdict.kind in ("undetected", "same"):
        return cell.word
    shown = cell.verdict.shown
    return cell.word if shown is None else f"{shown.difference_text}, {cell.word}"


def _behind(rows: Sequence[_Row], times: float, colours: Palette) -> list[dict[str, Any]]:
    """Draw under every mark the band of what is too small to matter, the row's line, and zero."""
    half = TRACK_PX / 2.0
    bands = " ".join(
        f"M{-near:.6g},{r.y - half} L{near:.6g},{r.y - half} L{near:.6g},{r.y + half} L{-near:.6g},{r.y + half} Z"
        for r in rows
        for near in [r.cell.matters_from * times]
    )
    zero_lines = " ".join(f"M0,{r.y - half} L0,{r.y + half}" for r in rows)
    common = {"type": "path", "layer": "below"}
    return [
        {**common, "path": bands, "fillcolor": translucent(colours.faint, 0.2), "line": {"width": 0}},
        rails(rows, colours),
        {**common, "path": zero_lines, "line": {"color": colours.faint, "width": 1.5}},
    ]


def _colour(cell: Cell, colours: Palette) -> str:
    of_kind = {"better": colours.better, "worse": colours.worse, "changed": colours.text}
    return of_kind.get(cell.verdict.kind, colours.faint)


def _whiskers(rows: Sequence[_Row], times: float, colours: Palette) -> list[go.Scatter]:
    """Return the intervals, one trace for each colour."""
    by_colour: dict[str, list[tuple[float, float, float]]] = {}
    for row in rows:
        difference = row.cell.difference
        if difference.low is not None and difference.high is not None:
            ends = difference.low * times, difference.high * times, row.y
            by_colour.setdefault(_colour(row.cell, colours), []).append(ends)
    return [segments(intervals, colour, 2.5) for colour, intervals in by_colour.items()]


def _marks(rows: Sequence[_Row], times: float, colours: Palette) -> go.Scatter:
    drawn = [row for row in rows if row.cell.difference.mean is not None]
    cells = [row.cell for row in drawn]
    return go.Scatter(
        x=[(c.difference.mean or 0.0) * times for c in cells],
        y=[row.y for row in drawn],
        mode="markers",
        marker={
            "symbol": [SYMBOLS.get(c.verdict.kind, "circle") for c in cells],
            "size": [12 if c.verdict.kind == "worse" else 11 for c in cells],
            "color": [_colour(c, colours) if c.verdict.judged else colours.paper for c in cells],
            "line": {"color": [_colour(c, colours) for c in cells], "width": 2},
            "opacity": 1.0,
        },
        hovertext=[_hover(row) for row in drawn],
        hoverinfo="text",
        cliponaxis=False,
    )


def _hover(row: _Row) -> str:
    verdict = row.cell.verdict
    return "<br>".join(escaped(line) for line in (*wrapped(row.name), verdict.short, verdict.range) if line)


def forest_in_words(key_cells: Sequence[tuple[str, Cell]], baseline_name: str) -> str:
    """Return the panel as a text alternative."""
    kpi = key_cells[0][1].kpi
    rows = []
    for name, cell in key_cells:
        ends = f", {cell.verdict.range}" if cell.verdict.range else ""
        rows.append(f"{name}: {cell.verdict.short}{ends}")
    return f"{kpi.name}: difference of each scenario from {baseline_name}, with 95% intervals. {'; '.join(rows)}."
