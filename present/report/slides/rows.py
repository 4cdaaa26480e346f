"""A table of one column whose rows are equally high, beside a chart's rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches

from present.report.marks import own
from present.report.slides.chart_xml import alternative
from present.report.slides.measure import height
from present.report.slides.style import Box
from present.report.slides.tables import NO_STYLE
from present.report.slides.text import Paragraph, paragraph
from present.report.slides.write import within, write

SIZES = (16.0, 15.0, 14.0, 13.0, 12.0)
LEFT_IN = 0.06


def size_for(columns: Sequence[tuple[Sequence[str], float]], high: float, *, bold: bool = False) -> float:
    """The largest size in which every text fits its row; else the smallest. `columns`: (texts, width in inches)."""

    def fits(text: str, wide: float, size: float) -> bool:
        area = _margin(wide, high)
        return height(_parts(text, bold), area.w * 72.0, size) <= area.h * 72.0

    return next(
        (s for s in SIZES if all(fits(text, wide, s) for texts, wide in columns for text in texts)), SIZES[-1]
    )


def _margin(wide: float, high: float) -> Box:
    return Box(0.0, 0.0, wide - 2 * LEFT_IN, high - 0.02)


def _parts(text: str, bold: bool) -> list[Paragraph]:
    return [paragraph(_marked(part, bold), bold=bold) for part in text.split("\n")]


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
    texts_of_rows = [_parts(text, bold) for text in texts]
    area = _margin(box.w, high)
    size = size or size_for([(texts, box.w)], high, bold=bold)
    frame = slide.shapes.add_table(len(texts_of_rows), 1, *box.emu)
    table = frame.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    table.first_row = table.horz_banding = False
    for row, parts in enumerate(texts_of_rows):
        table.rows[row].height = Inches(high)
        cell = table.cell(row, 0)
        cell.margin_left = cell.margin_right = Inches(LEFT_IN)
        cell.margin_top = cell.margin_bottom = 0
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        write(cell.text_frame, within(parts, area, size), size)
    alternative(frame, name, words.replace("**", "").replace("\n", ", "))
    return frame


def names_column(slide: Any, box: Box, names: Sequence[str]) -> None:
    """Every scenario's name beside its bar: a box of rows for all of them."""
    words = f"Scenarios: {'; '.join(names)}."
    equal_rows(slide, box, names, box.h / len(names), bold=True, words=words, name="Scenarios")


def _marked(text: str, bold: bool) -> str:
    """A name's asterisks are its own; in other texts they mark what is strong."""
    return own(text) if bold else text
