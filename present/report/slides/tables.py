"""Native tables whose rows are measured beforehand, so that none grows when the file is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches

from present.report.marks import escape_marks
from present.report.slides.chart_xml import A, alternative
from present.report.slides.measure import LATIN, cut, height, leading, lines_of
from present.report.slides.style import TABLE_SIZES, Box
from present.report.slides.text import Paragraph, paragraph, text_of
from present.report.slides.write import cut_to_box, write
from present.spelling import english
from present.text_layout import apart

ACROSS_IN, DOWN_IN = 0.08, 0.05
"""Margins of a cell."""
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
MOST_LINES = 3
"""Of a cell in the smallest size; what is longer is cut."""

Cells = tuple[Paragraph, ...]


@dataclass(frozen=True)
class TableLayout:
    """Rows as they are written. `heights`: in inches, one for each row."""

    rows: list[Cells]
    heights: list[float]
    size: float


def cells(texts: Sequence[str], *, bold: bool = False) -> Cells:
    """Texts with `**strong**` parts as cells."""
    return tuple(paragraph(text, bold=bold) for text in texts)


def _high(row: Cells, widths: Sequence[float], size: float) -> float:
    tall = (
        lines_of(p, (w - 2 * ACROSS_IN) * 72.0, size) * size * leading(text_of(p))
        for p, w in zip(row, widths, strict=True)
    )
    return max(tall) / 72.0 + 2 * DOWN_IN


def lay_out(
    rows: Sequence[Cells], widths: Sequence[float], high: float, sizes: Sequence[float] = TABLE_SIZES
) -> TableLayout:
    """The largest size in which all rows fit; in the smallest, cells are cut and the last rows only counted."""
    for size in sizes:
        heights = [_high(row, widths, size) for row in rows]
        if sum(heights) <= high:
            return TableLayout(list(rows), heights, size)
    size = sizes[-1]
    short = [
        tuple(cut(p, (w - 2 * ACROSS_IN) * 72.0, size, MOST_LINES) for p, w in zip(row, widths, strict=True))
        for row in rows
    ]
    heights = [_high(row, widths, size) for row in short]
    if sum(heights) <= high:
        return TableLayout(short, heights, size)
    count = len(short)
    while count > 1:
        count -= 1
        more = (paragraph(f"and {len(short) - count} more: see the workbook"), *([()] * (len(widths) - 1)))
        last = size * 1.2 / 72.0 + 2 * DOWN_IN
        if sum(heights[:count]) + last <= high:
            return TableLayout([*short[:count], more], [*heights[:count], last], size)
    return TableLayout(short[:1], heights[:1], size)


def draw(
    holder: Any,
    box: Box,
    layout: TableLayout,
    widths: Sequence[float],
    *,
    name: str,
    words: str,
    head: bool,
    align: PP_ALIGN | None = None,
    rule: bool = True,
) -> Any:
    """A table as it was laid out, in a placeholder or on a slide."""
    high = sum(layout.heights)
    if hasattr(holder, "insert_table"):
        frame = holder.insert_table(len(layout.rows), len(widths))
    else:
        frame = holder.shapes.add_table(len(layout.rows), len(widths), *box.emu)
    frame.left, frame.top, frame.width, frame.height = Box(box.x, box.y, box.w, high).emu
    grid = _plain(frame, head=head)
    for column, wide in zip(grid.columns, widths, strict=True):
        column.width = Inches(wide)
    for i, (row, tall) in enumerate(zip(layout.rows, layout.heights, strict=True)):
        grid.rows[i].height = Inches(tall)
        for j, runs in enumerate(row):
            cell = _cell(grid, i, j, Inches(ACROSS_IN), Inches(DOWN_IN), MSO_ANCHOR.TOP)
            write(cell.text_frame, [runs], layout.size, align=align)
            if not runs:
                _empty(cell, layout.size)
            if rule:
                _rule(cell, strong=head and i == 0)
    if len(layout.rows) > 1 and len(widths) > 1 and not any(layout.rows[-1][1:]):
        grid.cell(len(layout.rows) - 1, 0).merge(grid.cell(len(layout.rows) - 1, len(widths) - 1))
    alternative(frame, name, words)
    return frame


def _plain(frame: Any, *, head: bool) -> Any:
    """A frame's table, without a style of the program's own."""
    frame.table._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    frame.table.first_row, frame.table.horz_banding = head, False
    return frame.table


def _cell(table: Any, row: int, column: int, across: int, down: int, anchor: MSO_ANCHOR) -> Any:
    cell = table.cell(row, column)
    cell.margin_left = cell.margin_right = across
    cell.margin_top = cell.margin_bottom = down
    cell.vertical_anchor = anchor
    return cell


def _empty(cell: Any, size: float) -> None:
    """An empty cell is as high as its font, which would be the default's 18 points."""
    end = parse_xml(f'<a:endParaRPr {A} lang="{english()}" sz="{round(size * 100)}"/>')
    cell.text_frame.paragraphs[0]._p.append(end)


def _rule(cell: Any, *, strong: bool) -> None:
    """A line under a cell; a stronger one under the heading."""
    colour = (
        '<a:schemeClr val="tx2"/>'
        if strong
        else '<a:schemeClr val="bg1"><a:lumMod val="80000"/></a:schemeClr>'
    )
    line = parse_xml(
        f'<a:lnB {A} w="{15875 if strong else 9525}"><a:solidFill>{colour}</a:solidFill></a:lnB>'
    )
    cell._tc.get_or_add_tcPr().insert(0, line)


# ── One column, its rows equally high, beside a chart's rows ──────────────────────────────────────

ROW_SIZES = (16.0, 15.0, 14.0, 13.0, 12.0)
LEFT_IN = 0.06


def size_for(columns: Sequence[tuple[Sequence[str], float]], high: float, *, bold: bool = False) -> float:
    """The largest size in which every text fits its row; else the smallest. `columns`: (texts, width in inches)."""

    def fits(text: str, wide: float, size: float) -> bool:
        area = _margin(wide, high)
        return height(_parts(text, bold), area.w * 72.0, size) <= area.h * 72.0

    return next(
        (s for s in ROW_SIZES if all(fits(text, wide, s) for texts, wide in columns for text in texts)),
        ROW_SIZES[-1],
    )


def _margin(wide: float, high: float) -> Box:
    return Box(0.0, 0.0, wide - 2 * LEFT_IN, high - 0.02)


def _parts(text: str, bold: bool) -> list[Paragraph]:
    """Paragraphs of a text whose `**` mark what is strong or, if bold, of a name, whose asterisks are its own."""
    return [paragraph(escape_marks(part) if bold else part, bold=bold) for part in text.split("\n")]


def equal_rows(
    slide: Any,
    box: Box,
    texts: Sequence[str],
    high: float,
    *,
    bold: bool,
    words: str,
    name: str,
    size: float | None = None,
) -> Any:
    """One row for each text, `high` inches each, all in one size; a line break begins a new paragraph."""
    size = size or size_for([(texts, box.w)], high, bold=bold)
    frame = slide.shapes.add_table(len(texts), 1, *box.emu)
    table = _plain(frame, head=False)
    for row, text in enumerate(texts):
        table.rows[row].height = Inches(high)
        cell = _cell(table, row, 0, Inches(LEFT_IN), 0, MSO_ANCHOR.MIDDLE)
        write(cell.text_frame, cut_to_box(_parts(text, bold), _margin(box.w, high), size), size)
    alternative(frame, name, words.replace("**", "").replace("\n", ", "))
    return frame


def names_column(slide: Any, box: Box, names: Sequence[str]) -> None:
    """Every scenario's name beside its bar: a box of rows for all of them. Those that do not fit are cut apart."""
    words, high = f"Scenarios: {'; '.join(names)}.", box.h / len(names)
    area, size = _margin(box.w, high), ROW_SIZES[-1]
    if any(height(_parts(name, True), area.w * 72.0, size) > area.h * 72.0 for name in names):
        letters = int(area.w * 72.0 / (LETTER_EM * size))
        lines = max(1, int(area.h * 72.0 / (LATIN * size)))
        names = [" ".join(cut) for cut in apart(names, letters, lines)]
    equal_rows(slide, box, names, high, bold=True, words=words, name="Scenarios")


LETTER_EM = 0.6
"""Width of a bold Latin letter of a name as a share of the size, with some to spare."""
