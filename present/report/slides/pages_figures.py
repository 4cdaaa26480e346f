"""The slide of the three figures: callers, people, work."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Any

from pptx.enum.text import PP_ALIGN

from present.comparison import Cell, Side
from present.formats import digits, interval
from present.report.chart_data import figure_chart
from present.report.marks import escape_marks
from present.report.outline import Section, figure_in_words, figure_text
from present.report.report import Report
from present.report.slides.charts import ChartStyle, columns
from present.report.slides.context import Context, notes
from present.report.slides.drawing import UPRIGHT, drawable_or_note, number_format
from present.report.slides.master import FIRST_IDX
from present.report.slides.style import BETTER, CONTENT, WORSE, Box
from present.report.slides.tables import (
    Cells,
    TableLayout,
    cells,
    draw,
    equal_rows,
    lay_out,
    names_column,
    size_for,
)
from present.report.slides.text import Paragraph, TextRun, paragraph
from present.report.slides.write import placeholder, text_box
from present.tiles import EITHER_WAY, HERO, is_simulated
from sim import KPIS

UNDER = (
    "Lines on the bars, and numbers “x to y”, are 95% intervals by chance alone. † rests on the model's assumptions "
    "about people."
)


def figures(context: Context, section: Section) -> Any:
    """A chart for each of the three figures, with every interval, difference and verdict beside it."""
    report = context.report
    slide = context.slide("Three charts", section)
    notes(slide, section.lines)
    text_box(slide, Box(CONTENT.x, CONTENT.bottom - 0.24, CONTENT.w, 0.24), [paragraph(UNDER)], name="Legend")
    area = Box(CONTENT.x, CONTENT.y, CONTENT.w, CONTENT.h - 0.34)
    if len(report.names) <= UPRIGHT:
        _upright(slide, report, area)
    else:
        _in_rows(slide, report, area)
    return slide


def _own(report: Report, key: str) -> tuple[str, str]:
    """The baseline's value, whose unit the heading has, and interval."""
    if not is_simulated(report.baseline, key):
        return "not simulated", ""
    figure = report.baseline_figure(key)
    return digits(KPIS[key], figure.mean), interval(KPIS[key], figure)


def _verdict(cell: Cell, doubted: Container[str]) -> Paragraph:
    """`doubted`: key figures of which an assumption decides which way they go; these are neither green nor red."""
    if cell.verdict.kind in ("better", "worse") and cell.kpi.key in doubted:
        return (TextRun(f"{cell.verdict.short}; {EITHER_WAY}", bold=True),)
    colour = {"better": BETTER, "worse": WORSE}.get(cell.verdict.kind, "")
    return (TextRun(cell.verdict.short, cell.verdict.judged, colour),)


def _upright(slide: Any, report: Report, area: Box) -> None:
    """Columns, each with its interval and verdict below; alike in all three charts."""
    boxes = area.columns(3, 0.4)
    wide = boxes[0].w / len(report.names)
    widths = [wide] * len(report.names)
    rows = [_below_columns(report, key) for key in HERO]
    size = min(lay_out(layout, widths, area.h - 2.2).size for layout in rows)
    layouts = [lay_out(layout, widths, area.h - 2.2, (size,)) for layout in rows]
    heights = [max(of) for of in zip(*(one.heights for one in layouts), strict=True)]
    for i, (key, box, layout) in enumerate(zip(HERO, boxes, layouts, strict=True)):
        chart = figure_chart(report, key)
        chart = replace(chart, title=f"{chart.title}, {chart.unit}")
        holder, alt_text = placeholder(slide, FIRST_IDX + i), figure_in_words(report, key)
        chart_box = box.top(box.h - sum(heights) - 0.08)
        if drawable_or_note(slide, holder, chart_box, chart):
            columns(holder, chart_box, chart, ChartStyle(number_format(report, key)), alt_text, upright=True)
        draw(
            slide,
            Box(box.x, chart_box.bottom + 0.06, box.w, sum(heights)),
            TableLayout(layout.rows, heights, size),
            widths,
            name=f"{chart.title}: intervals and differences",
            words=alt_text,
            head=True,
            align=PP_ALIGN.CENTER,
            rule=False,
        )


def _below_columns(report: Report, key: str) -> list[Cells]:
    """Names, intervals, differences with their verdicts."""
    compared = [side.cell(key) for side in report.sides]
    ranges = [_own(report, key)[1], *(interval(KPIS[key], c.figure) for c in compared)]
    rows: list[Cells] = [
        tuple(paragraph(escape_marks(name), bold=True) for name in report.names),
        cells(ranges),
    ]
    if compared:
        verdicts = (_verdict(cell, keys) for cell, keys in zip(compared, report.doubted, strict=True))
        rows.append(((TextRun("the baseline"),), *verdicts))
    return rows


def _in_rows(slide: Any, report: Report, area: Box) -> None:
    """Names once at the left; for each figure a bar and its numbers, all in one row for each scenario."""
    count = len(report.names)
    names, bars = (2.4, 1.2) if count <= 7 else (2.0, 0.75)
    gap, head = 0.15, 0.4
    each = (area.w - names - 3 * gap) / 3
    high = min(0.85, (area.h - head) / count)
    rows = Box(area.x, area.y + head, names, high * count)
    names_column(slide, rows, report.names)
    texts_by_key = {
        key: [_line(*_own(report, key)), *(_of_side(side, key) for side in report.sides)] for key in HERO
    }
    size = size_for([(texts, each - bars) for texts in texts_by_key.values()], high)
    for i, key in enumerate(HERO):
        chart, words = figure_chart(report, key), figure_in_words(report, key)
        place = Box(rows.right + gap + i * (each + gap), area.y, each, head)
        title = [paragraph(f"{chart.title}, {chart.unit}", bold=True)]
        text_box(slide, place, title, 14.0, name=f"Heading {i + 1}")
        bar_box = Box(place.x, rows.y, bars, rows.h)
        if drawable_or_note(
            slide, placeholder(slide, FIRST_IDX + i), Box(place.x, rows.y, each, rows.h), chart
        ):
            bare = ChartStyle(number_format(report, key), title_pt=0.0)
            columns(placeholder(slide, FIRST_IDX + i), bar_box, chart, bare, words, upright=False)
            beside = Box(bar_box.right, rows.y, each - bars, rows.h)
            equal_rows(
                slide, beside, texts_by_key[key], high, bold=False, words=words, name=chart.title, size=size
            )


def _line(shown: str, ends: str) -> str:
    return f"**{shown}**{f' ({ends})' if ends else ''}"


def _of_side(side: Side, key: str) -> str:
    cell = side.cell(key)
    if cell.figure.mean is None:
        return cell.word
    shown = figure_text(cell)
    return f"{_line(shown, interval(cell.kpi, cell.figure))}\n{cell.verdict.short}"
