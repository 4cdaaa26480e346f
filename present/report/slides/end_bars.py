"""What inputs do at both their ends, as a native chart: two bars in each row, their intervals as error bars."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Pt

from present.report.chart import Chart
from present.report.slides.chart_xml import numbers_at_foot
from present.report.slides.charts import ChartStyle, axis, insert, scaled, with_intervals
from present.report.slides.scale import AxisScale
from present.report.slides.style import SMALL_PT, Box

PALE = 0.6
"""Brightness of the low end's colour."""


def end_bars(holder: Any, box: Box, chart: Chart, style: ChartStyle, words: str) -> Any:
    """A row for each category, the first on top, and in it a bar for each series."""
    frame = insert(holder, box, XL_CHART_TYPE.BAR_CLUSTERED, chart, style, words)
    drawn, plot = frame.chart, frame.chart.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 35, 0, False
    ends = [x for s in chart.series for x in (*s.values, *s.low, *s.high) if x is not None]
    axis(drawn.value_axis, chart.unit, grid=True)
    scaled(drawn.value_axis, AxisScale.over(min([0.0, *ends]), max([0.0, *ends]), 8))
    axis(drawn.category_axis, "")
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    numbers_at_foot(drawn)
    drawn.category_axis.format.line.width = Pt(1.5)
    for number, one in enumerate(plot.series):
        one.invert_if_negative = False
        one.format.fill.solid()
        colour = one.format.fill.fore_color
        colour.theme_color = MSO_THEME_COLOR.ACCENT_1
        colour.brightness = 0.0 if number else PALE
    with_intervals(frame, chart, 1.0)
    drawn.has_legend = True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    drawn.legend.font.size = Pt(SMALL_PT)
    return frame
