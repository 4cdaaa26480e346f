"""Lines over the half-hours of a day: native scatter charts, whose axis counts in hours and stays legible."""

from __future__ import annotations

import math
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn

from present.report.chart_data import Chart
from present.report.slides.chart_book import book, heading, reference
from present.report.slides.charts import (
    ChartStyle,
    columns_of,
    draw_lines,
    place,
    scaled,
)
from present.report.slides.scale import AxisScale
from present.report.slides.style import Box
from sim.clock_text import minutes_of

HOUR = 1.0 / 24.0
"""In days, as spreadsheets count time."""
CLOCK = "hh:mm"
FEW_HOURS, MOST_LABELS = (1, 2, 3, 4, 6), 8


def clock_lines(holder: Any, box: Box, chart: Chart, style: ChartStyle, words: str, scale: AxisScale) -> Any:
    """One line a scenario over the categories, which are times of day."""
    times = tuple(minutes_of(text) / 60.0 * HOUR for text in chart.categories)
    data = XyChartData(number_format=style.format)
    for series in chart.series:
        one = data.add_series(series.name)
        for time, x in zip(times, series.values, strict=True):
            one.add_data_point(time, x or 0.0)
    frame = place(holder, box, XL_CHART_TYPE.XY_SCATTER_LINES, data, chart.title, words, style.title_pt)
    drawn = frame.chart
    drawn.part.chart_workbook.update_from_xlsx_blob(book(columns_of(chart, times), {0: CLOCK}))
    for i, (one, series) in enumerate(zip(drawn.plots[0].series, chart.series, strict=True)):
        cells = {
            "c:tx": heading(i + 1),
            "c:xVal": reference(0, len(times)),
            "c:yVal": reference(i + 1, len(times)),
        }
        for tag, where in cells.items():
            one._element.find(qn(tag)).find(f".//{qn('c:f')}").text = where
        cache = one._element.find(qn("c:yVal")).find(f".//{qn('c:numCache')}")
        for point in list(cache.findall(qn("c:pt"))):
            if series.values[int(point.get("idx"))] is None:
                cache.remove(point)
    draw_lines(frame, chart, style, scale)
    scaled(drawn.category_axis, _hours(times))
    drawn.category_axis.tick_labels.number_format = CLOCK
    return frame


def _hours(times: tuple[float, ...]) -> AxisScale:
    """Whole hours around all times, labelled every few hours."""
    first, last = math.floor(min(times) * 24.0 + 1e-6), math.ceil(max(times) * 24.0 - 1e-6)
    last = max(last, first + 1)
    step = next((s for s in FEW_HOURS if (last - first) / s <= MOST_LABELS), FEW_HOURS[-1])
    return AxisScale(first * HOUR, last * HOUR, step * HOUR)
