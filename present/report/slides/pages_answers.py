"""The slides of what a search has found: the answer in words, its pictures as native charts, its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from pptx.dml.color import RGBColor

from present.figures.explore import SCALES
from present.formats import plain
from present.report.chart import Chart, Series
from present.report.frames import decimals_in
from present.report.marks import escape_marks
from present.report.outline import Section
from present.report.search_answer import AnswerFigure, AnswerTable, SearchAnswer
from present.report.slides import alternative_text
from present.report.slides.charts import ChartStyle
from present.report.slides.context import Context
from present.report.slides.drawing import drawable_or_note
from present.report.slides.end_bars import end_bars
from present.report.slides.key import line_key
from present.report.slides.master import FIRST_IDX
from present.report.slides.pages_charts import axis_around
from present.report.slides.pages_tables import table_of
from present.report.slides.pages_text import answer
from present.report.slides.scale import AxisScale
from present.report.slides.style import CONTENT, Box, hexa
from present.report.slides.tables import cells, draw, lay_out
from present.report.slides.text import paragraph
from present.report.slides.write import is_title_whole, placeholder, text_box
from present.report.slides.xy_chart import clock_lines, dots, number_lines
from present.text_layout import columns

BY_COUNT = ("One chart", "Two charts", "Three charts", "Four charts")
"""The layout for so many pictures; more go on further slides."""
GRID_SIZES = (14.0, 13.0, 12.0)
CAPTION_IN = 0.36
STANDS = "**Bold**: the target is surely met. In brackets: open. Otherwise surely missed."


def answer_slides(context: Context, section: Section, found: SearchAnswer) -> list[Any]:
    """All slides of an answer."""
    if not is_title_whole("Text", section.title):  # the sentence that answers is never cut
        section = replace(section, lines=(f"**{section.title}**", *section.lines))
    slides = [answer(context, section)]
    for first in range(0, len(found.figures), len(BY_COUNT)):
        slides.append(_pictures(context, found, found.figures[first : first + len(BY_COUNT)]))
    slides += [slide for table in found.tables if (slide := _table(context, found, table)) is not None]
    return slides


def _section(found: SearchAnswer, title: str, notes: Sequence[str] = ()) -> Section:
    return Section(
        found.key, found.page, escape_marks(title), (), tuple(escape_marks(note) for note in notes)
    )


def _pictures(context: Context, found: SearchAnswer, figures: Sequence[AnswerFigure]) -> Any:
    """Up to four pictures of one kind on a slide, with one key for all."""
    charts = [figure.chart() for figure in figures]
    if figures[0].kind == "grid":
        return _grid(context, found, figures[0], charts[0])
    layout = BY_COUNT[len(figures) - 1]
    slide = context.slide(layout, _section(found, found.pictures, found.footnotes))
    area = CONTENT
    names = [series.name for series in charts[0].series]
    if figures[0].kind != "bars" and len(names) > 1 and all(_names(chart) == names for chart in charts):
        meanings = [series.meaning for series in charts[0].series]
        area = CONTENT.below(line_key(slide, CONTENT, names, meanings))
    for i, (figure, chart, box) in enumerate(zip(figures, charts, _boxes(area, len(figures)), strict=True)):
        holder = placeholder(slide, FIRST_IDX + i)
        if drawable_or_note(slide, holder, box, chart):
            words = alternative_text.shortened(figure.words())
            _draw(holder, box, figure, chart, words, title_pt=16.0 if len(figures) < 3 else 14.0)
    return slide


def _names(chart: Chart) -> list[str]:
    return [series.name for series in chart.series]


def _boxes(area: Box, count: int) -> list[Box]:
    if count == 3:
        return area.columns(3)
    if count == 4:
        return [box for row in area.rows(2) for box in row.columns(2, 0.35)]
    return area.rows(count)


def _draw(holder: Any, box: Box, figure: AnswerFigure, chart: Chart, words: str, *, title_pt: float) -> None:
    has_intervals = any(x is not None for series in chart.series for x in series.low)
    style = ChartStyle(_format(decimals_in(chart)), has_intervals, title_pt)
    if figure.kind == "bars":
        end_bars(holder, box, chart, style, words)
    elif figure.kind == "dots":
        dots(holder, box, chart, style, words, axis_around(chart, 0.0, drawn=False))
    elif chart.at:
        number_lines(holder, box, chart, style, words, axis_around(chart, 0.0, drawn=True))
    else:
        most = max(x for series in chart.series for x in series.values if x is not None)
        clock_lines(holder, box, chart, style, words, AxisScale.over(0.0, most, 4))


def _format(places: int) -> str:
    return "#,##0" + (f".{'0' * places}" if places else "")


def _grid(context: Context, found: SearchAnswer, figure: AnswerFigure, chart: Chart) -> Any:
    """A table of cells, darker where the figure is higher: as the picture, and it can be edited."""
    slide = context.slide("Table", _section(found, f"{chart.title}, {chart.unit}", found.footnotes))
    area = CONTENT.below(CAPTION_IN)
    legend = f" {STANDS}" if any(one for series in chart.series for one in series.stands) else ""
    caption = paragraph(f"{escape_marks(chart.across)}.{legend}")
    text_box(slide, CONTENT.top(CAPTION_IN), [caption], 14.0, name="Levers")
    places = decimals_in(chart)
    rows = [["", *chart.categories]]
    rows += [
        [series.name, *(_cell(x, stands, places) for x, stands in _each(series))] for series in chart.series
    ]
    widths = [area.w / len(rows[0])] * len(rows[0])
    layout = lay_out([cells(row, bold=i == 0) for i, row in enumerate(rows)], widths, area.h, GRID_SIZES)
    words = alternative_text.shortened(figure.words())
    frame = draw(
        placeholder(slide, FIRST_IDX), area, layout, widths, name=chart.title, words=words, head=True
    )
    known = [x for series in chart.series for x in series.values if x is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    for i, series in enumerate(chart.series[: len(layout.rows) - 1], 1):
        for j, x in enumerate(series.values, 1):
            if x is not None:
                shade = int((len(SHADES) - 1) * (x - low) / (high - low or 1.0) + 0.5)
                fill = frame.table.cell(i, j).fill
                fill.solid()
                fill.fore_color.rgb = RGBColor.from_string(hexa(SHADES[shade]))
    return slide


SHADES = SCALES["light"]


def _each(series: Series) -> Iterator[tuple[float | None, str]]:
    return zip(series.values, series.stands or ("",) * len(series.values), strict=True)


def _cell(x: float | None, stands: str, places: int) -> str:
    text = "" if x is None else plain(x, places)
    return {"met": f"**{text}**", "open": f"({text})"}.get(stands, text)


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────

LEAST_SHARE, MOST_SHARE = 7, 36
"""Of a column's width, in letters."""


def _table(context: Context, found: SearchAnswer, table: AnswerTable) -> Any | None:
    """A table's slide, None where it has none."""
    if table.on_slide is None or not len(frame := table.on_slide()):
        return None
    title = f"{table.title}, {table.part}" if table.part else table.title
    slide = context.slide("Table", _section(found, title, found.footnotes))
    head, rows = texts_of(frame)
    shares = [
        min(MOST_SHARE, max(LEAST_SHARE, columns(name) / 2.0, *(columns(row[i]) for row in rows)))
        for i, name in enumerate(head)
    ]
    words = alternative_text.of_table(title, head, rows)
    marked = [[escape_marks(cell) for cell in row] for row in rows]
    table_of(slide, CONTENT, head, marked, shares, table.title, words)
    return slide


def texts_of(frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """A frame's head and its cells as texts; a number as it stands, for its digits were chosen before."""
    rows = [["" if pd.isna(cell) else str(cell) for cell in row] for row in frame.to_numpy(object).tolist()]
    return [str(name) for name in frame.columns], rows
