"""The file and its sheets: formats, cells, print setup. Text is written as text and as nothing else."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from present.comparison_tables import STARTS_A_FORMULA
from present.figures.style import PALETTES
from present.report.outline import question
from present.report.report import Report
from present.report.workbook.numbers import Number
from present.report.workbook.text import clean, in_header
from present.text_layout import counted
from sim import model_version

LIGHT = PALETTES["light"]
FONT = "Arial"
BASE: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": LIGHT.text, "valign": "top"}
TITLE = {"font_size": 15, "bold": True, "font_color": LIGHT.current}
NOTE = {"font_color": LIGHT.faint}
HEAD = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": LIGHT.current,
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
    "border_color": LIGHT.grid,
}
CELL = {"bottom": 1, "bottom_color": LIGHT.grid}
WRAP = CELL | {"text_wrap": True}
A4 = 9
ROW_PX, LINE_PT = 21, 12.75
"""px of every row that holds one line, set so that charts are as high everywhere; points of a line of text."""
PAGE_PX = 10.7 * 96.0
"""Width of a printed A4 page across, without its margins."""

Style = dict[str, Any]


class Book:
    """A workbook in the making."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._out = io.BytesIO()
        self.file = xlsxwriter.Workbook(
            self._out,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
                "default_format_properties": {"font_name": FONT, "font_size": 10},
            },
        )
        self.file.set_properties(
            {
                "title": clean(question(report), 250),
                "subject": clean(f"For {report.client}" if report.client else "", 250),
                "author": "Headroom",
                "comments": clean(f"Model version {model_version()}, seed {report.baseline.seed}"),
                "created": datetime(report.made_on.year, report.made_on.month, report.made_on.day),
            }
        )
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, style: Style, **more: Any) -> Format:
        """The format of these properties over the workbook's own; each is made once."""
        properties = BASE | style | more
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.file.add_format(properties)
        return self._styles[key]

    def sheet(self, name: str, about: str, *notes: str, zoom: int = 100) -> Sheet:
        """A sheet with a title and a line or more about it. `name` is ours and never a scenario's."""
        return Sheet(self, self.file.add_worksheet(name), name, about, notes, zoom)

    def bytes(self) -> bytes:
        """The finished file."""
        self.file.close()
        return self._out.getvalue()


class Sheet:
    """One sheet. `row`: the first free one."""

    def __init__(
        self, book: Book, raw: Worksheet, name: str, about: str, notes: tuple[str, ...], zoom: int
    ) -> None:
        self.book, self.raw, self.name = book, raw, name
        self.row = 0
        raw.hide_gridlines(2)
        raw.set_zoom(zoom)
        raw.set_default_row(ROW_PX * 0.75)
        self._print_setup()
        if about:
            raw.set_row(0, 24)
            self.text(0, 0, about, TITLE)
            for i, note in enumerate(notes):
                self.text(1 + i, 0, note, NOTE)
            self.row = len(notes) + 2

    def _print_setup(self) -> None:
        report, raw = self.book.report, self.raw
        raw.set_paper(A4)
        raw.set_landscape()
        raw.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
        raw.fit_to_pages(1, 0)
        client = f"&L&8 {in_header(report.client, 80)}" if report.client else ""
        raw.set_header(f"{client}&R&8 Headroom, {in_header(self.name, 40)}")
        count = counted(report.replications, "simulated run", "simulated runs")
        runs = f"seed {report.baseline.seed}, {count}, model {model_version()}"
        raw.set_footer(f"&L&8 {report.day}, {in_header(runs, 90)}&R&8 Page &P of &N")

    def text(self, row: int, col: int, text: str, style: Style = CELL, **more: Any) -> None:
        """Write text. A text that a spreadsheet would take for a formula when edited is marked as none."""
        text = clean(text)
        if text.startswith(STARTS_A_FORMULA):
            more = more | {"quote_prefix": True}
        if text:
            self.raw.write_string(row, col, text, self.book.style(style, **more))
        else:
            self.raw.write_blank(row, col, None, self.book.style(style, **more))

    def number(self, row: int, col: int, number: Number, style: Style = CELL, **more: Any) -> None:
        """Write a number; an empty cell where there is none."""
        cell_format = self.book.style(style, num_format=number.shown, **more)
        if number.value is None:
            self.raw.write_blank(row, col, None, cell_format)
        else:
            self.raw.write_number(row, col, number.value, cell_format)

    def across(
        self, row: int, col: int, last: int, text: str, style: Style, *, height: float = 0.0, **more: Any
    ) -> None:
        """Text over several columns. `height`: of the row in points, since merged cells do not grow by themselves."""
        if last > col:
            self.raw.merge_range(row, col, row, last, "", self.book.style(style, **more))
        self.text(row, col, text, style, **more)
        if height:
            self.raw.set_row(row, height)
