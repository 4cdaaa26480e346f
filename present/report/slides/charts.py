"""Native charts: columns, bars, lines and stacked bars, each with a workbook inside and its intervals as error bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from present.report.chart import Chart, Series
from present.report.slides.chart_book import SheetColumn, book, reference
from present.report.slides.chart_xml import (
    C,
    alternative,
    error_bars,
    inner_plot,
    labels_every,
    title_left,
    unsigned_axis_ids,
    upright_labels,
)
from present.report.slides.measure import width
from present.report.slides.scale import AxisScale
from present.report.slides.style import SMALL_PT, Box, line_style
from present.report.slides.text import clean
from present.spelling import english

TEXT = MSO_THEME_COLOR.TEXT_1
FAINT = MSO_THEME_COLOR.TEXT_2


@dataclass(frozen=True)
class ChartStyle:
    """How a chart is drawn. `format`: of numbers on it; `intervals`: whether they are drawn."""

    format: str = "#,##0.0"
    intervals: bool = True
    title_pt: float = 16.0


def place(
    holder: Any, box: Box, kind: XL_CHART_TYPE, data: Any, title: str, words: str, points: float = 16.0
) -> Any:
    """A chart in a placeholder or, where `holder` is a slide, on it. `words`: its alternative text.

    `points`: size of its title, 0 for none.
    """
    if hasattr(holder, "insert_chart"):
        frame = holder.insert_chart(kind, data)
        frame.left, frame.top, frame.width, frame.height = box.emu
    else:
        frame = holder.shapes.add_chart(kind, *box.emu, data)
    drawn = frame.chart
    unsigned_axis_ids(drawn)
    alternative(frame, title, words)
    drawn.font.size, drawn.font.color.theme_color = Pt(SMALL_PT), TEXT
    drawn.has_legend = drawn.has_title = False
    if points:
        drawn.has_title = True
        _write_title(drawn.chart_title, title, title_size(title, box, points), True, TEXT)
        drawn.chart_title.include_in_layout = False
        title_left(drawn)
    return frame


TITLE_SHARE = 0.76
"""Of a chart's width: a longer title is broken, by each program at another place."""


def title_size(title: str, box: Box, most: float) -> float:
    """The largest size up to `most` in which a title stays in one line; the smallest legible one where none does."""
    points_wide = box.w * 72.0 * TITLE_SHARE
    fits = (
        size for size in (most, 14.0, 13.0) if size <= most and width(title, size, bold=True) <= points_wide
    )
    return next(fits, SMALL_PT)


def title_high(title: str, box: Box, most: float) -> float:
    """Return the height to leave for a chart's title, in inches; 0 without a title."""
    if not most:
        return 0.0
    size = title_size(title, box, most)
    lines = 1 if width(title, size, bold=True) <= box.w * 72.0 * TITLE_SHARE else 2
    return size * (0.6 + 1.2 * lines) / 72.0


def insert(holder: Any, box: Box, kind: XL_CHART_TYPE, chart: Chart, style: ChartStyle, words: str) -> Any:
    """A chart of categories, with its workbook."""
    data = CategoryChartData(number_format=style.format)
    data.categories = [clean(c) for c in chart.categories]
    for one in chart.series:
        data.add_series(clean(one.name), one.values)
    frame = place(holder, box, kind, data, chart.title, words, style.title_pt)
    frame.chart.part.chart_workbook.update_from_xlsx_blob(book(columns_of(chart)))
    return frame


def columns_of(chart: Chart, across: tuple[Any, ...] | None = None) -> list[SheetColumn]:
    """Return the workbook's columns: those of the chart, then those its error bars refer to.

    `across`: in place of the categories' names.
    """
    first = [SheetColumn(chart.across, across or tuple(clean(c) for c in chart.categories))]
    own = [SheetColumn(clean(s.name), s.values) for s in chart.series]
    ends = []
    for s in chart.series:
        minus, plus = arms(s)
        ends += [
            SheetColumn(f"{clean(s.name)}: 95% interval, less", minus),
            SheetColumn(f"{clean(s.name)}: 95% interval, more", plus),
        ]
    return [*first, *own, *ends]


def arms(series: Series) -> list[tuple[float | None, ...]]:
    """Return the interval's lengths below each value, and those above."""
    blank = (None,) * len(series.values)
    return [
        tuple(
            None if end is None or x is None else max(0.0, way * (end - x))
            for end, x in zip(ends or blank, series.values, strict=True)
        )
        for ends, way in ((series.low, -1.0), (series.high, 1.0))
    ]


def with_intervals(frame: Any, chart: Chart, points: float, *, colour: str = "tx1") -> None:
    """Draw the 95% intervals of every series as error bars, tied to the workbook's cells."""
    rows, own = len(chart.categories), len(chart.series)
    for i, (series, drawn) in enumerate(zip(chart.series, frame.chart.plots[0].series, strict=True)):
        minus, plus = arms(series)
        if not any(plus) and not any(minus):
            continue
        at = 1 + own + 2 * i
        error_bars(
            drawn._element,
            (reference(at, rows), minus),
            (reference(at + 1, rows), plus),
            points=points,
            colour=colour or _scheme(i, own),
        )


def _scheme(number: int, count: int) -> str:
    of = line_style(number, count).colour
    return {"ACCENT_1": "accent1", "ACCENT_2": "accent2"}.get(of.name, "tx2")


def _write_title(owner: Any, text: str, points: float, bold: bool, colour: MSO_THEME_COLOR) -> None:
    frame = owner.text_frame
    frame.text = clean(text)
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.color.theme_color = Pt(points), bold, colour
    run._r.get_or_add_rPr().set("lang", english())


def axis(chart_axis: Any, words: str, *, grid: bool = False) -> None:
    """Give an axis the common style, and its title."""
    chart_axis.has_major_gridlines = grid
    if grid:
        line = chart_axis.major_gridlines.format.line
        line.color.theme_color, line.color.brightness = MSO_THEME_COLOR.BACKGROUND_1, -0.15
        line.width = Pt(0.75)
    chart_axis.has_minor_gridlines = False
    chart_axis.minor_tick_mark = XL_TICK_MARK.NONE
    chart_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart_axis.tick_labels.font.size = Pt(SMALL_PT)
    chart_axis.tick_labels.font.color.theme_color = TEXT
    chart_axis.format.line.color.theme_color = FAINT
    chart_axis.format.line.width = Pt(0.75)
    chart_axis.has_title = bool(words)
    if words:
        _write_title(chart_axis.axis_title, words, SMALL_PT, False, FAINT)


def scaled(chart_axis: Any, scale: AxisScale) -> None:
    """The axis's ends and steps."""
    chart_axis.minimum_scale, chart_axis.maximum_scale, chart_axis.major_unit = (
        scale.low,
        scale.high,
        scale.step,
    )
    chart_axis.tick_labels.number_format, chart_axis.tick_labels.number_format_is_linked = scale.format, False


# ── One bar a scenario ────────────────────────────────────────────────────────────────────────────


def columns(holder: Any, box: Box, chart: Chart, style: ChartStyle, words: str, *, upright: bool) -> Any:
    """Draw a bar from zero for each scenario, with its interval. `upright`: as columns with their values inside."""
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED if upright else XL_CHART_TYPE.BAR_CLUSTERED
    frame = insert(holder, box, kind, chart, style, words)
    drawn, plot = frame.chart, frame.chart.plots[0]
    plot.gap_width, plot.vary_by_categories = 60, False
    ends = [x for s in chart.series for x in (*s.values, *s.high) if x is not None]
    most = max(ends, default=1.0) or 1.0
    drawn.value_axis.minimum_scale, drawn.value_axis.maximum_scale = 0.0, most * 1.1
    axis(drawn.value_axis, "")
    drawn.value_axis.visible = False
    axis(drawn.category_axis, "")
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    drawn.category_axis.reverse_order = not upright
    series = plot.series[0]
    for i in range(len(chart.categories)):
        fill = series.points[i].format.fill
        fill.solid()
        fill.fore_color.theme_color = line_style(min(i, 1), len(chart.categories)).colour
    with_intervals(frame, chart, 1.75)
    title = title_high(chart.title, box, style.title_pt) / box.h
    inner_plot(drawn, 0.0, title, 1.0, 1.0 - title - 0.01)
    if upright:
        _value_labels(series, chart, most, style)
    return frame


def _value_labels(series: Any, chart: Chart, most: float, style: ChartStyle) -> None:
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, style.format, False
    labels.font.size, labels.font.bold = Pt(18), True
    labels.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    labels.position = XL_LABEL_POSITION.CENTER
    for i, x in enumerate(chart.series[0].values):
        if x is not None and x < 0.25 * most:  # too low for a figure inside
            label = series.points[i].data_label
            label.position = XL_LABEL_POSITION.OUTSIDE_END
            label.font.size, label.font.bold, label.font.color.theme_color = Pt(18), True, TEXT
            _shows_value(label, style.format)


def _shows_value(label: Any, number_format: str) -> None:
    """A single point's label says its value, written as those of the others are."""
    written = parse_xml(f'<c:numFmt {C} sourceLinked="0"/>')
    written.set("formatCode", number_format)
    label._get_or_add_dLbl().find(qn("c:idx")).addnext(written)


# ── Lines ─────────────────────────────────────────────────────────────────────────────────────────


def lines(
    holder: Any, box: Box, chart: Chart, style: ChartStyle, words: str, scale: AxisScale, *, dense: int
) -> Any:
    """One line a scenario. `dense`: how many categories' labels fit side by side."""
    frame = insert(holder, box, XL_CHART_TYPE.LINE_MARKERS, chart, style, words)
    drawn = frame.chart
    draw_lines(frame, chart, style, scale)
    upright_labels(drawn.category_axis)
    labels_every(drawn.category_axis, -(-len(chart.categories) // dense))
    return frame


def draw_lines(frame: Any, chart: Chart, style: ChartStyle, scale: AxisScale) -> None:
    """Axes, intervals and every scenario's line in its colour, dash and marker."""
    drawn, points = frame.chart, len(chart.categories)
    axis(drawn.value_axis, chart.unit, grid=True)
    scaled(drawn.value_axis, scale)
    axis(drawn.category_axis, chart.across)
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if style.intervals:
        with_intervals(frame, chart, 1.0, colour="")
    all_series = list(drawn.plots[0].series)
    for i, one in enumerate(all_series):
        of = line_style(i, len(all_series), chart.series[i].meaning)
        one.smooth = False
        line = one.format.line
        line.width, line.dash_style = Pt(2.5 if len(all_series) <= 3 else 2.0), of.dash
        of.paint(line.color)
        one.marker.style = of.marker
        one.marker.size = 7 if points <= 20 and len(all_series) <= 3 else 5
        fill, edge = one.marker.format.fill, one.marker.format.line
        fill.solid()
        of.paint(fill.fore_color)
        of.paint(edge.color)
