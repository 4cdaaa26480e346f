"""The slides of words: the question, the answer, the limits."""

from __future__ import annotations

from typing import Any

from present.report.marks import escape_marks
from present.report.outline import Section
from present.report.slides.context import Context, notes
from present.report.slides.master import CLIENT_IDX
from present.report.slides.measure import height
from present.report.slides.style import CONTENT, Box
from present.report.slides.text import paragraph
from present.report.slides.write import fill_body, place_of, placeholder, remove, write_in_box


def question(context: Context, section: Section) -> Any:
    """The opening: for whom, the question, what is compared."""
    layout = "Opening"
    slide = context.slide(layout, section)
    notes(slide, context.shortened)
    for_whom = placeholder(slide, CLIENT_IDX)
    if context.report.client:
        write_in_box(
            for_whom.text_frame,
            escape_marks(context.report.client),
            place_of(layout, CLIENT_IDX),
            (20, 18, 16),
        )
    else:
        remove(for_whom)
    title, written = place_of(layout, 0), slide.shapes.title.text_frame
    size = written.paragraphs[0].runs[0].font.size.pt
    used = height([paragraph(written.text, bold=True)], title.w * 72.0, size) / 72.0 + 0.25
    _lines(slide, layout, section, Box(title.x, title.y + used, title.w, CONTENT.bottom - title.y - used))
    return slide


def answer(context: Context, section: Section) -> Any:
    """The answer or the limits in a few sentences."""
    slide = context.slide("Text", section)
    _lines(slide, "Text", section)
    return slide


def _lines(slide: Any, layout: str, section: Section, box: Box | None = None) -> None:
    shown = fill_body(slide, layout, section.lines, box)
    notes(slide, section.lines[shown:])
