"""A report as slides: PowerPoint, with charts that can be edited, on a master of our own."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from present.report.outline import Section, outline
from present.report.report import Report
from present.report.slides import (
    pages_answers,
    pages_charts,
    pages_figures,
    pages_sure,
    pages_tables,
    pages_text,
)
from present.report.slides.context import Context, with_short_names
from present.report.slides.logo import put_logo
from present.report.slides.master import new_deck
from present.report.slides.reproducible_zip import reproducible_zip
from present.report.slides.text import in_sentence
from present.spelling import english

Page = Callable[[Context, Section], Any]
PAGES: dict[str, Page] = {
    "question": pages_text.question,
    "answer": pages_text.answer,
    "figures": pages_figures.figures,
    "weeks": pages_charts.weeks,
    "day": pages_charts.day,
    "calls": pages_charts.calls,
    "hours": pages_charts.hours,
    "sureness": pages_sure.sureness,
    "assumptions": pages_tables.assumptions,
    "levers": pages_tables.levers,
    "limits": pages_text.answer,
    "made": pages_tables.provenance_table,
}
"""How each section of a report is laid out; one that is not known here stands as words."""


def to_slides(report: Report) -> bytes:
    """The .pptx file; the same report gives the same bytes. Raises ValueError for a logo that is no picture."""
    deck = new_deck()
    short = with_short_names(report)
    if report.logo:
        put_logo(deck, report.logo, short.client)
    context = Context(deck, short, report)
    for section in outline(short, in_sentence):
        for slide in _slides(context, section):
            for number, shape in enumerate(slide.shapes, 2):
                shape._element._nvXxPr.cNvPr.set("id", str(number))
    _properties(deck, short)
    out = io.BytesIO()
    deck.save(out)
    return reproducible_zip(out.getvalue())


def _slides(context: Context, section: Section) -> list[Any]:
    """One slide for each section; several for the answer of a search."""
    if section.answer is not None:
        return pages_answers.answer_slides(context, section, section.answer)
    return [PAGES.get(section.key, pages_text.answer)(context, section)]


def _properties(deck: Any, report: Report) -> None:
    """What a program shows of the file; nothing of when or by whom it was saved."""
    about = deck.core_properties
    moment = datetime.combine(report.made_on, time())
    about.title = deck.slides[0].shapes.title.text_frame.text[:255]
    about.author = about.last_modified_by = "Headroom"
    about.subject = about.keywords = report.client[:255]
    about.language, about.revision = english(), 1
    about.created = about.modified = about.last_printed = moment
    about.comments = about.category = ""


__all__ = ["to_slides"]
