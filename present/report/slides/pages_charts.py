"""The slides of charts: weeks and half-hours as lines, where calls and hours go as stacked bars."""

from __future__ import annotations

from typing import Any

from present.figures.flows import flows_in_words
from present.figures.hours import hours_in_words
from present.report.chart import Chart
from present.report.chart_data import day_chart, ends_chart, hours_chart, ways_chart, weeks_chart
from present.report.outline import Section
from present.report.report import Report
from present.report.slides import alternative_text
from present.report.slides.charts import ChartStyle, lines
from present.report.slides.context import Context, notes
from present.report.slides.drawing import drawable_or_note, number_format
from present.report.slides.key import line_key
from present.report.slides.master import FIRST_IDX
from present.report.slides.scale import AxisScale
from present.report.slides.stacked_chart import rows_of, stacked
from present.report.slides.style import CONTENT, Box
from present.report.slides.tables import names_column
from present.report.slides.write import placeholder
from present.report.slides.xy_chart import clock_lines
from present.tiles import HERO
from sim import KPIS

DRAWN_INTERVALS = 2
"""Lines up to which intervals are legible on them."""


def _intervals_note(report: Report) -> str:
    if len(report.names) <= DRAWN_INTERVALS:
        return "The thin lines through the points are 95% intervals by chance alone."
    return "So many lines leave no room for their 95% intervals: these are in the workbook and in the charts' data."


def weeks(context: Context, section: Section) -> Any:
    """Three line charts, a line for each scenario."""
    report = context.report
    slide = context.slide("Three charts", section)
    notes(slide, [_intervals_note(report)])
    area = _below_key(slide, report)
    for i, (key, box) in enumerate(zip(HERO, area.columns(3), strict=True)):
        chart, holder = weeks_chart(report, key), placeholder(slide, FIRST_IDX + i)
        if drawable_or_note(slide, holder, box, chart):
            scale = axis_around(chart, KPIS[key].axis_span, drawn=len(report.names) <= DRAWN_INTERVALS)
            style = ChartStyle(number_format(report, key), len(report.names) <= DRAWN_INTERVALS)
            lines(holder, box, chart, style, alternative_text.of_weeks(report, key), scale, dense=10)
    return slide


def _below_key(slide: Any, report: Report) -> Box:
    if not report.is_comparison:
        return CONTENT
    return CONTENT.below(line_key(slide, CONTENT, report.names))


def axis_around(chart: Chart, least: float, *, drawn: bool) -> AxisScale:
    """Return the axis: all that is drawn, at least `least` high, so that noise does not look like a large change."""
    known = [
        x for s in chart.series for x in (*s.values, *((*s.low, *s.high) if drawn else ())) if x is not None
    ]
    low, high = min(known), max(known)
    extra = max(0.05 * (high - low), (least - (high - low)) / 2.0)
    return AxisScale.over(max(0.0, low - extra), high + extra)


DAY = ("offered", "on_duty", "average_wait_s", "in_time")


def day(context: Context, section: Section) -> Any:
    """Four small line charts by half-hour."""
    report = context.report
    slide = context.slide("Four charts", section)
    drawn = len(report.names) <= DRAWN_INTERVALS
    notes(slide, [_intervals_note(report)])
    area = _below_key(slide, report)
    boxes = [b for row in area.rows(2) for b in row.columns(2, 0.35)]
    for i, (name, box) in enumerate(zip(DAY, boxes, strict=True)):
        chart, holder = day_chart(report, name), placeholder(slide, FIRST_IDX + i)
        if drawable_or_note(slide, holder, box, chart):
            if name == "in_time":
                scale = AxisScale(0.0, 100.0, 25.0)
            else:
                scale = AxisScale.over(0.0, axis_around(chart, 0.0, drawn=drawn).high, 4)
            style = ChartStyle("#,##0.0", drawn, title_pt=14.0)
            clock_lines(holder, box, chart, style, alternative_text.of_day(report, name), scale)
    return slide


NAMES_IN, GAP_IN = 3.0, 0.12


def calls(context: Context, section: Section) -> Any:
    """What becomes of calls, and by which way those went that ended unsettled."""
    report = context.report
    slide = context.slide("Two charts", section)
    charts, style = (ends_chart(report), ways_chart(report)), ChartStyle("#,##0", title_pt=14.0)
    left, right = _beside(_high_enough(report, 2.7))
    boxes = right.columns(2, 0.3)
    rows = [rows_of(chart, box, style) for chart, box in zip(charts, boxes, strict=True)]
    top, foot = max(r.y for r in rows), min(r.bottom for r in rows)  # one column of names serves both
    for i, (chart, box) in enumerate(zip(charts, boxes, strict=True)):
        holder = placeholder(slide, FIRST_IDX + i)
        if drawable_or_note(slide, holder, box, chart):
            at = Box(box.x, top, box.w, foot - top)
            stacked(holder, box, chart, style, alternative_text.of_pair(report, flows_in_words), at)
    names_column(slide, Box(left.x, top, left.w, foot - top), report.names)
    return slide


def hours(context: Context, section: Section) -> Any:
    """What the hours on duty are spent on."""
    report = context.report
    slide = context.slide("One chart", section)
    chart, holder = hours_chart(report), placeholder(slide, FIRST_IDX)
    left, box = _beside(_high_enough(report, 2.1))
    if drawable_or_note(slide, holder, box, chart):
        style = ChartStyle("#,##0")
        at = rows_of(chart, box, style)
        stacked(holder, box, chart, style, alternative_text.of_pair(report, hours_in_words), at)
        names_column(slide, Box(left.x, at.y, left.w, at.h), report.names)
    return slide


def _high_enough(report: Report, around_in: float) -> Box:
    """Where stacked bars lie, so high that those of a few scenarios are no blocks. `around_in`: for what is no bar."""
    return CONTENT.top(min(CONTENT.h, around_in + 0.9 * len(report.names)))


def _beside(area: Box) -> tuple[Box, Box]:
    """A column for names, and what is left for a chart."""
    taken = NAMES_IN + GAP_IN
    return Box(area.x, area.y, NAMES_IN, area.h), Box(area.x + taken, area.y, area.w - taken, area.h)
