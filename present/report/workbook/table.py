"""A table in a sheet: a header that stays, a filter, columns as wide as what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from present.report.workbook.book import CELL, HEAD, LINE_PT, WRAP, Sheet, Style
from present.report.workbook.numbers import Number
from present.report.workbook.text import lines_of

Cell = str | Number | None
LEFT: Style = {"align": "left", "indent": 1}
RIGHT: Style = {"align": "right"}
"""Text keeps off the numbers at its left."""


@dataclass(frozen=True)
class WorkbookColumn:
    """`width` in letters. `wrap`: long text over several lines. `right`: its head is above numbers."""

    head: str
    width: float
    wrap: bool = False
    right: bool = False


NUMBER = 11.0
"""Width of a column of numbers."""


def numeric(head: str, width: float = NUMBER) -> WorkbookColumn:
    """A column of numbers."""
    return WorkbookColumn(head, width, right=True)


def px(width: float) -> float:
    """A column's width on screen."""
    return 7.0 * width + 5.0


def height_of(lines: int) -> float:
    """Return the height in points of a row with `lines` lines; Excel allows 409."""
    return min(405.0, 3.0 + LINE_PT * lines)


def write_head(sheet: Sheet, row: int, columns: Sequence[WorkbookColumn]) -> None:
    """The header row and the columns' widths."""
    for i, column in enumerate(columns):
        sheet.raw.set_column(i, i, column.width, sheet.book.style({}))
        sheet.text(row, i, column.head, HEAD, **(RIGHT if column.right else LEFT))
    most = max(lines_of(c.head, c.width - 1.0) for c in columns)
    sheet.raw.set_row(row, height_of(most))


def write_row(
    sheet: Sheet,
    row: int,
    columns: Sequence[WorkbookColumn],
    cells: Sequence[Cell],
    over: Style | None = None,
) -> None:
    """One row, as high as its longest text needs. `over`: further properties of this row."""
    pairs = list(zip(columns, cells, strict=True))
    wrapped = [(c, x) for c, x in pairs if c.wrap and isinstance(x, str) and not _cut(c, x)]
    most = max((lines_of(x, c.width) for c, x in wrapped), default=1)
    if most > 1:
        sheet.raw.set_row(row, height_of(most))
    for i, (column, cell) in enumerate(pairs):
        if isinstance(cell, Number):
            sheet.number(row, i, cell, CELL | RIGHT | (over or {}))
            continue
        style = (WRAP if column.wrap else CELL) | (RIGHT if column.right else LEFT)
        if _cut(column, cell or ""):
            style = CELL | {"align": "fill"}
        sheet.text(row, i, cell or "", style | (over or {}))


LONG = 60
"""Letters from which on a text among numbers stays in one line, cut at the cell's edge: it is read in the cell."""


def _cut(column: WorkbookColumn, text: str) -> bool:
    return column.right and len(text) > LONG


def write_table(
    sheet: Sheet,
    columns: Sequence[WorkbookColumn],
    rows: Sequence[Sequence[Cell]],
    *,
    frozen: int = 0,
    over: Sequence[Style | None] = (),
) -> int:
    """A sheet's one table, from its first free row on; the header and `frozen` columns stay. The first row of data."""
    head = sheet.row
    write_head(sheet, head, columns)
    for i, cells in enumerate(rows):
        write_row(sheet, head + 1 + i, columns, cells, over[i] if over else None)
    sheet.row = head + 1 + len(rows)
    sheet.raw.freeze_panes(head + 1, frozen)
    sheet.raw.autofilter(head, 0, max(head + 1, sheet.row - 1), len(columns) - 1)
    sheet.raw.repeat_rows(head)
    if frozen:
        sheet.raw.repeat_columns(0, frozen - 1)
    return head + 1
