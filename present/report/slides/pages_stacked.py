"""The slides of stacked bars: where calls go, where hours go."""

from __future__ import annotations

from typing import Any

from present.report.chart_data import ends_chart, hours_chart, ways_chart
from present.report.outline import Section
from present.report.report import Report
from present.report.slides import words
from present.report.slides.charts import ChartStyle
from present.report.slides.context import Context
from present.report.slides.drawing import UPRIGHT, or_words
from present.report.slides.master import FIRST_IDX
from present.report.slides.rows import names_column
from present.report.slides.stacked_chart import rows_of, stacked
from present.report.slides.style import CONTENT, Box
from present.report.slides.write import placeholder

NAMES_IN, MANY_NAMES_IN, GAP_IN = 2.4, 3.0, 0.12
MANY = 4


def calls(context: Context, section: Section) -> Any:
    """What becomes of calls, and by which way those went that ended unsettled."""
    report = context.report
    slide = context.slide("Two charts", section)
    charts = ends_chart(report), ways_chart(report)
    few = len(report.names) <= UPRIGHT
    style = ChartStyle("#,##0", title_pt=16.0 if few else 14.0)
    if few:
        places = [_beside(box, report) for box in CONTENT.rows(2)]
    else:
        left = _beside(CONTENT, report)[0]
        places = [(left, box) for box in _beside(CONTENT, report)[1].columns(2, 0.3)]
    rows = [rows_of(chart, box, style) for chart, (_, box) in zip(charts, places, strict=True)]
    if few:  # bars of one height
        rows = [Box(r.x, r.y, r.w, min(one.h for one in rows)) for r in rows]
    else:  # one column of names serves both
        top, foot = max(r.y for r in rows), min(r.bottom for r in rows)
        rows = [Box(r.x, top, r.w, foot - top) for r in rows]
    for i, (chart, (left, box), at) in enumerate(zip(charts, places, rows, strict=True)):
        holder = placeholder(slide, FIRST_IDX + i)
        if or_words(slide, holder, box, chart):
            stacked(holder, box, chart, style, words.of_flows(report), at)
        if (few and not chart.is_empty) or i == 0:
            names_column(slide, Box(left.x, at.y, left.w, at.h), report.names)
    return slide


def hours(context: Context, section: Section) -> Any:
    """What the hours on duty are spent on."""
    report = context.report
    slide = context.slide("One chart", section)
    chart, holder = hours_chart(report), placeholder(slide, FIRST_IDX)
    left, box = _beside(CONTENT.top(min(CONTENT.h, 2.1 + 0.9 * len(report.names))), report)
    if or_words(slide, holder, box, chart):
        style = ChartStyle("#,##0")
        at = rows_of(chart, box, style)
        stacked(holder, box, chart, style, words.of_hours(report), at)
        names_column(slide, Box(left.x, at.y, left.w, at.h), report.names)
    return slide


def _beside(area: Box, report: Report) -> tuple[Box, Box]:
    """A column for names, and what is left for a chart."""
    wide = NAMES_IN if len(report.names) < MANY else MANY_NAMES_IN
    taken = wide + GAP_IN
    return Box(area.x, area.y, wide, area.h), Box(area.x + taken, area.y, area.w - taken, area.h)
