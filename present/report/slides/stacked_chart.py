"""Native stacked bars: a bar for each scenario, of its parts."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from present.report.chart import Chart, Series
from present.report.slides.chart_xml import A, C, inner_plot, numbers_at_foot
from present.report.slides.charts import TEXT, ChartStyle, axis, insert, scaled, title_high
from present.report.slides.measure import width
from present.report.slides.scale import AxisScale
from present.report.slides.style import SMALL_PT, Box, Fill, fill_of

AXIS_IN, LEGEND_ROW_IN = 0.66, 0.29
RIGHT = 0.97
"""Where the bars' ground ends, as a share of the width: the last number of the axis stands beyond."""


def rows_of(chart: Chart, box: Box, style: ChartStyle) -> Box:
    """Where the bars' rows lie on the slide, for what stands beside them."""
    top = title_high(chart.title, box, style.title_pt)
    foot = AXIS_IN + LEGEND_ROW_IN * _legend_rows(chart, box)
    return Box(box.x, box.y + top, box.w, box.h - top - foot)


def stacked(holder: Any, box: Box, chart: Chart, style: ChartStyle, words: str, rows: Box) -> Any:
    """The scenarios' names stand beside the chart, whose rows lie at `rows`."""
    frame = insert(holder, box, XL_CHART_TYPE.BAR_STACKED, chart, style, words)
    drawn, plot = frame.chart, frame.chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    totals = [sum(x or 0.0 for x in at) for at in zip(*(s.values for s in chart.series), strict=True)]
    scale = AxisScale.over(0.0, max(totals, default=1.0) or 1.0, 8 if box.w > 8.0 else 5)
    axis(drawn.value_axis, chart.unit, grid=True)
    scaled(drawn.value_axis, scale)
    drawn.value_axis.format.line.fill.background()
    axis(drawn.category_axis, "")
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    numbers_at_foot(drawn)
    drawn.has_legend = True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    drawn.legend.font.size = Pt(_legend_pt(box))
    inner_plot(drawn, 0.01, (rows.y - box.y) / box.h, RIGHT - 0.01, rows.h / box.h)
    each = box.w * 72.0 * (RIGHT - 0.01) / scale.high
    for one, series in zip(plot.series, chart.series, strict=True):
        fill = fill_of(series.meaning)
        _filled(one, fill)
        _part_labels(one, series, fill, each, style)
    return frame


def _legend_pt(box: Box) -> float:
    return 14.0 if box.w > 8.0 else SMALL_PT


def _legend_rows(chart: Chart, box: Box) -> int:
    """How many lines a legend of these parts takes; a generous guess, as each program sets it in its own way."""
    size = _legend_pt(box)
    entries = [width(s.name, size) + 2.2 * size for s in chart.series]
    if sum(entries) <= 0.75 * box.w * 72.0:
        return 1
    wide = max(entries)
    each_row = max(1, int(0.85 * box.w * 72.0 / wide))
    return -(-len(chart.series) // each_row)


def _filled(drawn_series: Any, fill: Fill) -> None:
    series_fill = drawn_series.format.fill
    if fill.pattern is None:
        series_fill.solid()
        series_fill.fore_color.rgb = RGBColor.from_string(fill.colour)
    else:
        series_fill.patterned()
        series_fill.pattern = fill.pattern
        series_fill.fore_color.rgb = RGBColor.from_string(fill.colour)
        series_fill.back_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    line = drawn_series.format.line
    line.color.theme_color, line.width = MSO_THEME_COLOR.BACKGROUND_1, Pt(1.25)


def _part_labels(
    drawn_series: Any, series: Series, fill: Fill, points_each: float, style: ChartStyle
) -> None:
    """The figure in each part that is wide enough for it."""
    labels = drawn_series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, style.format, False
    labels.position = XL_LABEL_POSITION.CENTER
    labels.font.size, labels.font.bold = Pt(SMALL_PT), True
    labels.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1 if fill.has_light_text else TEXT
    if fill.pattern is not None:
        _on_white(labels._element)
    for i, x in enumerate(series.values):
        if (x or 0.0) * points_each < width(f"{x or 0.0:,.0f}", SMALL_PT, bold=True) + 8.0:
            labels._element._insert_dLbl_in_sequence(i)
            _deleted(labels._element, i)


def _on_white(labels: Any) -> None:
    """A white ground under figures on a hatched part."""
    properties = parse_xml(f'<c:spPr {C} {A}><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></c:spPr>')
    labels.find(qn("c:txPr")).addprevious(properties)


def _deleted(labels: Any, number: int) -> None:
    """Take off the label of one point."""
    label = next(d for d in labels.dLbl_lst if d.idx_val == number)
    del label[1:]
    label.append(parse_xml(f'<c:delete {C} val="1"/>'))
