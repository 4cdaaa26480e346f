"""The files a report can be had as, each declared once: for the command line, for the screen, for the docs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from present.locale import reading_as
from present.report.report import Report
from present.spelling import texts_of


def _written_for_readers(report: Report) -> AbstractContextManager[None]:
    """As the baseline's locale has it, whatever users wrote as they did."""
    own = [*texts_of(result.scenario for result in report.results), *report.names, report.client]
    return reading_as(report.baseline.scenario.locale, own)


def _slides(report: Report) -> bytes:
    from present.report.slides import to_slides

    with _written_for_readers(report):
        return to_slides(report)


def _workbook(report: Report) -> bytes:
    from present.report.workbook import to_workbook

    with _written_for_readers(report):
        return to_workbook(report)


def _page(report: Report) -> bytes:
    from present.report.page import to_page

    with _written_for_readers(report):
        return to_page(report)


@dataclass(frozen=True)
class Format:
    """One kind of file. `words`: what it is, for a button's help; `make`: its bytes."""

    ending: str
    label: str
    words: str
    mime: str
    make: Callable[[Report], bytes]


FORMATS = {
    f.ending: f
    for f in (
        Format(
            ".pptx",
            "Slides",
            "PowerPoint, 10 to 12 slides with charts that can be edited and notes for the speaker",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            _slides,
        ),
        Format(
            ".xlsx",
            "Workbook",
            "Excel, with every figure, difference and input, its unit, interval and source",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _workbook,
        ),
        Format(
            ".html",
            "Web page",
            "one file that opens in any browser without a connection, with charts to point at",
            "text/html",
            _page,
        ),
    )
}
"""By the file's ending. Each module is loaded when first used."""
