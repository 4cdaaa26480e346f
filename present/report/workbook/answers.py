"""The sheets of what a search has found: its words with its first table, its other tables, its pictures' numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from present.figures.explore import SCALES
from present.report.chart import Chart
from present.report.frames import decimals_in, decimals_of, is_number
from present.report.outline import asked
from present.report.search_answer import AnswerFigure, AnswerTable, SearchAnswer, ShownNumber
from present.report.workbook.book import NOTE, Book, Sheet
from present.report.workbook.charts import SeriesCells, dots, end_bars, lines, number_lines
from present.report.workbook.long_tables import fitting, write_long
from present.report.workbook.numbers import Number, pattern
from present.report.workbook.table import Cell, WorkbookColumn, numeric, write_table
from present.text_layout import upper_first

SHADES = SCALES["light"]


def sheets_of(answer: SearchAnswer) -> list[tuple[str, str]]:
    """The name of each of its sheets, and what is on it."""
    first, *others = answer.tables
    return [
        (answer.page, f"{answer.asked} {first.title}"),
        *((table.title, table.title) for table in others),
        (_pictures_name(answer), answer.pictures),
    ]


def _pictures_name(answer: SearchAnswer) -> str:
    return f"{answer.page}, charts"


def write_answer(book: Book, answer: SearchAnswer) -> None:
    """All its sheets, in the order of `sheets_of`."""
    first, *others = answer.tables
    sheet = book.sheet(answer.page, answer.title)
    _write(sheet, first)
    for line in (
        *answer.lines,
        *asked(answer),
        *answer.footnotes,
    ):  # below: what stands above a head stays in view
        sheet.row += 1
        sheet.text(sheet.row, 0, line, NOTE)
    for table in others:
        _write(book.sheet(table.title, f"{answer.page}: {table.title}", *answer.footnotes), table)
    charts = [(figure, figure.chart()) for figure in answer.figures]
    sheet = book.sheet(_pictures_name(answer), upper_first(answer.pictures), *answer.footnotes)
    if answer.figures[0].kind == "grid":
        _write_grid(sheet, charts[0][1])
        return
    words = {chart.key: figure.words for figure, chart in charts}
    draw = _drawing(answer.figures[0], charts[0][1])
    write_long(sheet, "Series", [chart for _, chart in charts], draw, lambda chart: words[chart.key]())


def _drawing(figure: AnswerFigure, chart: Chart) -> Callable[[Sheet, Chart, SeriesCells], Any]:
    if figure.kind == "lines":
        return number_lines if chart.at else partial(lines, from_zero=True)
    return dots if figure.kind == "dots" else end_bars


def _write(sheet: Sheet, table: AnswerTable) -> None:
    """A table of numbers and words; a column's numbers have the same decimals, but for those that bring their own."""
    frame = table.make()
    values = [frame.iloc[:, i].tolist() for i in range(frame.shape[1])]
    columns, cells = [], []
    for head, column in zip(map(str, frame.columns), values, strict=True):
        places = decimals_of(column)
        cells.append([_cell(x, places) for x in column])
        has_numbers = any(is_number(x) or isinstance(x, ShownNumber) for x in column)
        texts = [x for x in column if isinstance(x, str)]
        columns.append(numeric(head) if has_numbers else WorkbookColumn(head, fitting([head, *texts], 8.0)))
    write_table(sheet, columns, list(zip(*cells, strict=True)), frozen=1)


def _cell(x: Any, places: int) -> Cell:
    if isinstance(x, ShownNumber):
        return Number(x.value, pattern(x.places, signed=x.signed, value=x.value))
    if is_number(x):
        return Number(float(x), pattern(places))
    return "" if pd.isna(x) else str(x)


def _write_grid(sheet: Sheet, chart: Chart) -> None:
    """A row for each series, darker where the figure is higher."""
    places = decimals_in(chart)
    columns = [WorkbookColumn(chart.across, fitting([chart.across], 12.0))]
    columns += [numeric(name, 9.0) for name in chart.categories]
    first = sheet.row + 1
    write_table(
        sheet,
        columns,
        [[series.name, *(Number(x, pattern(places)) for x in series.values)] for series in chart.series],
        frozen=1,
    )
    shades = {"min_color": SHADES[0], "mid_color": SHADES[1], "max_color": SHADES[-1]}
    last = first + len(chart.series) - 1, len(chart.categories)
    sheet.raw.conditional_format(first, 1, *last, {"type": "3_color_scale", **shades})
