"""How sure a difference is, as a picture: by chance alone within, under other assumptions without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from present.comparison import Cell
from present.figures.named_rows import (
    GAP_PX,
    LINE_PX,
    label,
    lay_out,
    name_annotation,
    segments,
    title_with_direction,
)
from present.figures.style import Palette, blank, palette, subtitle_style
from present.formats import mark, scale, with_sign
from present.ranges import range_line
from present.report.chart_data import DifferenceRange, difference_ranges
from present.report.report import Report
from present.text_layout import escaped, lower_first, wrapped

LEGEND = "thick: by chance alone; thin: under other assumptions"
TRACK_PX, TOP_PX = 22, 58


@dataclass(frozen=True)
class DifferenceRow:
    """One scenario's difference. `hover`: lines of text."""

    name: str
    difference: DifferenceRange
    cell: Cell
    hover: tuple[str, ...]


def rows_of(report: Report, key: str) -> list[DifferenceRow]:
    """A key figure's difference in every scenario that has one."""
    rows = []
    for side, moved, of_side in zip(report.sides, report.ranges, difference_ranges(report), strict=True):
        difference = next((r for r in of_side if r.key == key and r.own is not None), None)
        if difference is not None:
            cell, line = side.cell(key), range_line(moved, key, side.pair)
            hover = tuple(part for part in (cell.verdict.short, cell.verdict.range, line) if part)
            rows.append(DifferenceRow(side.name, difference, cell, hover))
    return rows


def ranges_figure(rows: Sequence[DifferenceRow], mode: str | None = "light") -> go.Figure:
    """One panel: a row for each scenario, its name above its ranges. Not empty."""
    colours, kpi = palette(mode), rows[0].cell.kpi
    labels = [_label(row) for row in rows]
    places, bottom = [], 0.0
    for lines in labels:
        places.append((bottom, bottom + len(lines) * LINE_PX + 3.0 + TRACK_PX / 2.0))
        bottom = places[-1][1] + TRACK_PX / 2.0 + GAP_PX
    figure = blank(f"<b>{escaped(kpi.name)}{mark(kpi)}</b>", colours, legend=False)
    ys = [y for _, y in places]
    figure.add_traces(
        [
            _lines([(r.difference.lowest, r.difference.highest) for r in rows], ys, colours.between, 3),
            _lines([(r.difference.low, r.difference.high) for r in rows], ys, colours.current, 10),
            _dots(rows, ys, colours),
        ]
    )
    zero_lines = " ".join(f"M0,{y - TRACK_PX / 2} L0,{y + TRACK_PX / 2}" for y in ys)
    line = {"color": colours.faint, "width": 1.5}
    lay_out(
        figure,
        top=TOP_PX,
        rows=bottom,
        span=_span(rows),
        axis=title_with_direction(escaped(rows[0].difference.unit), kpi.better),
        title={"subtitle": subtitle_style(LEGEND, colours)},
        annotations=[
            name_annotation(one, top, colours) for one, (top, _) in zip(labels, places, strict=True)
        ],
        shapes=[{"type": "path", "layer": "below", "path": zero_lines, "line": line}],
    )
    return figure


def _label(row: DifferenceRow) -> list[str]:
    found, is_there = row.cell.verdict.shown, row.cell.verdict.kind not in ("undetected", "same")
    amount = found.difference_text if found is not None and is_there else row.cell.word
    return label(row.name, f"<b>{escaped(amount)}</b>", 12)


def _span(rows: Sequence[DifferenceRow]) -> tuple[float, float]:
    ranges = [row.difference for row in rows]
    values = [(r.low, r.high, r.lowest, r.highest, r.own, 0.0) for r in ranges]
    ends = [x for row in values for x in row if x is not None]
    least = max(row.cell.matters_from for row in rows) * scale(rows[0].cell.kpi)
    low, high = min(*ends, -least), max(*ends, least)
    return low - 0.06 * (high - low), high + 0.06 * (high - low)


def _lines(
    ends: Sequence[tuple[float | None, float | None]], ys: Sequence[float], colour: str, width: float
) -> go.Scatter:
    pairs = zip(ends, ys, strict=True)
    return segments(
        ((low, high, y) for (low, high), y in pairs if low is not None and high is not None), colour, width
    )


def _dots(rows: Sequence[DifferenceRow], ys: Sequence[float], colours: Palette) -> go.Scatter:
    texts = ["<br>".join(escaped(part) for line in r.hover for part in wrapped(line)) for r in rows]
    return go.Scatter(
        x=[r.difference.own for r in rows],
        y=list(ys),
        mode="markers",
        marker={
            "size": 9,
            "color": colours.paper,
            "line": {"color": colours.current, "width": 2},
            "opacity": 1.0,
        },
        hovertext=texts,
        hoverinfo="text",
        cliponaxis=False,
    )


def ranges_in_words(rows: Sequence[DifferenceRow], baseline_name: str) -> str:
    """Return the panel as a text alternative."""
    kpi = rows[0].cell.kpi
    differences = [f"{row.name}: {', '.join(lower_first(line) for line in row.hover)}" for row in rows]
    return (
        f"{kpi.name}{mark(kpi)}: difference of each scenario from {baseline_name}. {'; '.join(differences)}."
    )


def ranges_table(report: Report, keys: Sequence[str]) -> pd.DataFrame:
    """All differences with both ranges; the unit has a column of its own."""
    records = []
    for key in keys:
        for row in rows_of(report, key):
            r, found = row.difference, row.cell.verdict.shown
            places = 1 if found is None else found.places
            assumed = [with_sign(x, places) for x in (r.lowest, r.highest) if x is not None]
            records.append(
                {
                    "Key figure": r.label,
                    "Scenario": row.name,
                    "Difference": "" if found is None else found.difference_text,
                    "By chance, 95%": "" if found is None else found.ends_text,
                    "Under other assumptions": " to ".join(assumed),
                    "Unit": r.unit,
                    "Verdict": row.cell.word,
                }
            )
    return pd.DataFrame(records)
