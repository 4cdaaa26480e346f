"""The workbook inside a chart: what a person finds who edits its data, intervals included."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from present.report.slides.reproducible_zip import reproducible_zip

SHEET = "Sheet1"
LONG_AGO = datetime(1980, 1, 1)


@dataclass(frozen=True)
class SheetColumn:
    """A heading and what stands under it."""

    heading: str
    cells: tuple[Any, ...]


def reference(column: int, rows: int) -> str:
    """The cells under a heading, as a chart names them."""
    letter = xl_col_to_name(column)
    return f"{SHEET}!${letter}$2:${letter}${rows + 1}"


def heading(column: int) -> str:
    """The heading's cell."""
    return f"{SHEET}!${xl_col_to_name(column)}$1"


def book(columns: Sequence[SheetColumn], formats: Mapping[int, str] | None = None) -> bytes:
    """A workbook with one sheet. Text stays text, whatever it begins with; None leaves a cell empty.

    `formats`: of numbers, by column.
    """
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties({"author": "Headroom", "created": LONG_AGO})
    sheet = workbook.add_worksheet(SHEET)
    for number, column in enumerate(columns):
        written = workbook.add_format({"num_format": (formats or {}).get(number, "General")})
        sheet.write_string(0, number, column.heading)
        for row, x in enumerate(column.cells, 1):
            if isinstance(x, str):
                sheet.write_string(row, number, x)
            elif x is not None:
                sheet.write_number(row, number, x, written)
    workbook.close()
    return reproducible_zip(out.getvalue())
