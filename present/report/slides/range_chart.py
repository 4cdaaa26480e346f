"""How far a difference moves, as a native chart: a bar for it, its range by chance alone and under other assumptions.

Both ranges are error bars. Unlike floating stacked bars they may cross zero, and the workbook holds the difference
itself and not pieces of a bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Pt

from present.report.chart import Series
from present.report.chart_data import DifferenceRange
from present.report.slides.chart_book import SheetColumn, book, reference
from present.report.slides.chart_xml import error_bars, inner_plot, numbers_at_foot
from present.report.slides.charts import arms, axis, place, scaled
from present.report.slides.scale import AxisScale
from present.report.slides.style import Box
from present.report.slides.text import clean

BAR, CHANCE, ASSUMED = "The difference", "95% interval, by chance alone", "Range under other assumptions"
TITLE_IN, AXIS_IN = 0.42, 0.66
"""Above and below the rows."""
CHANCE_PT, ASSUMED_PT = 6.0, 1.75


def range_chart(
    holder: Any,
    box: Box,
    title: str,
    names: Sequence[str],
    differences: Sequence[DifferenceRange],
    words: str,
) -> Any:
    """One row for each scenario, the first on top. All of `differences` are of one figure and have a difference."""
    own = tuple(r.own for r in differences)
    by_chance, assumed = (
        arms(Series(name, own, low, high))
        for name, low, high in (
            (CHANCE, tuple(r.low for r in differences), tuple(r.high for r in differences)),
            (ASSUMED, tuple(r.lowest for r in differences), tuple(r.highest for r in differences)),
        )
    )
    data = CategoryChartData(number_format="#,##0.0")
    data.categories = [clean(name) for name in names]
    for name in (BAR, CHANCE):
        data.add_series(name, own)
    columns = [
        SheetColumn("Scenario", tuple(clean(name) for name in names)),
        SheetColumn(BAR, own),
        SheetColumn(CHANCE, own),
        SheetColumn(f"{CHANCE}: less", by_chance[0]),
        SheetColumn(f"{CHANCE}: more", by_chance[1]),
        SheetColumn(f"{ASSUMED}: less", assumed[0]),
        SheetColumn(f"{ASSUMED}: more", assumed[1]),
    ]
    frame = place(holder, box, XL_CHART_TYPE.BAR_CLUSTERED, data, title, words)
    drawn, plot = frame.chart, frame.chart.plots[0]
    drawn.part.chart_workbook.update_from_xlsx_blob(book(columns))
    plot.gap_width, plot.overlap, plot.vary_by_categories = 70, 100, False
    _axes(drawn, differences)
    bar, ghost = plot.series
    bar.format.fill.solid()
    colour = bar.format.fill.fore_color
    colour.theme_color, colour.brightness = MSO_THEME_COLOR.ACCENT_4, 0.6
    bar.invert_if_negative = ghost.invert_if_negative = False
    ghost.format.fill.background()
    rows = len(differences)
    for series, (minus, plus), first, points, cap in (
        (bar, assumed, 5, ASSUMED_PT, True),
        (ghost, by_chance, 3, CHANCE_PT, False),
    ):
        error_bars(
            series._element,
            (reference(first, rows), minus),
            (reference(first + 1, rows), plus),
            points=points,
            colour="tx1",
            cap=cap,
        )
    top, foot = TITLE_IN / box.h, AXIS_IN / box.h
    inner_plot(drawn, 0.03, top, 0.94, 1.0 - top - foot)
    return frame


def _axes(drawn: Any, differences: Sequence[DifferenceRange]) -> None:
    ends = [x for r in differences for x in (r.own, r.low, r.high, r.lowest, r.highest) if x is not None]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    margin = 0.03 * (high - low)
    axis(drawn.value_axis, differences[0].unit, grid=True)
    scaled(
        drawn.value_axis,
        AxisScale.over(low - margin if low < 0.0 else 0.0, high + margin if high > 0.0 else 0.0),
    )
    axis(drawn.category_axis, "")
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    numbers_at_foot(drawn)
    drawn.category_axis.format.line.width = Pt(1.5)
