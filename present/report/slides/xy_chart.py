"""Lines and dots over an axis of numbers or of hours: native scatter charts, evenly spaced whatever lies between."""

from __future__ import annotations

import math
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from present.report.chart import HOLLOW, Chart
from present.report.slides.chart_book import book, heading, reference
from present.report.slides.charts import (
    ChartStyle,
    axis,
    columns_of,
    draw_lines,
    place,
    scaled,
)
from present.report.slides.scale import AxisScale
from present.report.slides.style import Box, line_style
from sim.clock_text import minutes_of

HOUR = 1.0 / 24.0
"""In days, as spreadsheets count time."""
CLOCK = "hh:mm"
FEW_HOURS, MOST_LABELS = (1, 2, 3, 4, 6), 8
DOT_PT = 9


def clock_lines(holder: Any, box: Box, chart: Chart, style: ChartStyle, words: str, scale: AxisScale) -> Any:
    """One line a series over the categories, which are times of day."""
    times = tuple(minutes_of(text) / 60.0 * HOUR for text in chart.categories)
    frame = _scatter(holder, box, chart, style, words, times, CLOCK, XL_CHART_TYPE.XY_SCATTER_LINES)
    draw_lines(frame, chart, style, scale)
    scaled(frame.chart.category_axis, _hours(times))
    frame.chart.category_axis.tick_labels.number_format = CLOCK
    return frame


def number_lines(holder: Any, box: Box, chart: Chart, style: ChartStyle, words: str, scale: AxisScale) -> Any:
    """One line a series over the numbers that the categories lie at."""
    kind = XL_CHART_TYPE.XY_SCATTER_LINES
    frame = _scatter(holder, box, chart, style, words, chart.at, "General", kind)
    draw_lines(frame, chart, style, scale)
    scaled(frame.chart.category_axis, AxisScale.over(min(chart.at), max(chart.at)))
    return frame


def dots(holder: Any, box: Box, chart: Chart, style: ChartStyle, words: str, scale: AxisScale) -> Any:
    """One kind of dot a series, never joined; told apart by shape."""
    frame = _scatter(holder, box, chart, style, words, chart.at, "General", XL_CHART_TYPE.XY_SCATTER)
    drawn = frame.chart
    axis(drawn.value_axis, f"{chart.title}, {chart.unit}", grid=True)
    axis(drawn.category_axis, chart.across, grid=True)
    scaled(drawn.value_axis, scale)
    scaled(drawn.category_axis, AxisScale.over(min(chart.at), max(chart.at)))
    for i, (one, series) in enumerate(zip(drawn.plots[0].series, chart.series, strict=True)):
        of = line_style(i)
        one.format.line.fill.background()
        one.marker.style, one.marker.size = of.marker, DOT_PT
        fill, edge = one.marker.format.fill, one.marker.format.line
        fill.solid()
        fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1 if series.meaning == HOLLOW else of.colour
        edge.color.theme_color, edge.width = of.colour, Pt(1.5)
    return frame


def _scatter(
    holder: Any,
    box: Box,
    chart: Chart,
    style: ChartStyle,
    words: str,
    at: tuple[float, ...],
    across_format: str,
    kind: XL_CHART_TYPE,
) -> Any:
    """The chart with its workbook, in which missing values are empty cells."""
    data = XyChartData(number_format=style.format)
    for series in chart.series:
        one = data.add_series(series.name)
        for x, y in zip(at, series.values, strict=True):
            one.add_data_point(x, y or 0.0)
    frame = place(holder, box, kind, data, chart.title, words, style.title_pt)
    drawn = frame.chart
    drawn.part.chart_workbook.update_from_xlsx_blob(book(columns_of(chart, at), {0: across_format}))
    for i, (one, series) in enumerate(zip(drawn.plots[0].series, chart.series, strict=True)):
        cells = {
            "c:tx": heading(i + 1),
            "c:xVal": reference(0, len(at)),
            "c:yVal": reference(i + 1, len(at)),
        }
        for tag, where in cells.items():
            one._element.find(qn(tag)).find(f".//{qn('c:f')}").text = where
        cache = one._element.find(qn("c:yVal")).find(f".//{qn('c:numCache')}")
        for point in list(cache.findall(qn("c:pt"))):
            if series.values[int(point.get("idx"))] is None:
                cache.remove(point)
    return frame


def _hours(times: tuple[float, ...]) -> AxisScale:
    """Whole hours around all times, labelled every few hours."""
    first, last = math.floor(min(times) * 24.0 + 1e-6), math.ceil(max(times) * 24.0 - 1e-6)
    last = max(last, first + 1)
    step = next((s for s in FEW_HOURS if (last - first) / s <= MOST_LABELS), FEW_HOURS[-1])
    return AxisScale(first * HOUR, last * HOUR, step * HOUR)
