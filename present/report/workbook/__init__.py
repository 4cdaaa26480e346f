"""A report as a workbook for Excel, LibreOffice and Google Sheets: every figure, difference and input, with charts.

Nothing in it is a formula or a macro; numbers are the screen's, unrounded. The same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from present.report.report import Report
from present.report.workbook.answers import sheets_of, write_answer
from present.report.workbook.book import Book
from present.report.workbook.exhaustion import write_exhaustion
from present.report.workbook.inputs import write_inputs
from present.report.workbook.key_figures import write_differences, write_key_figures
from present.report.workbook.long_tables import write_calls, write_day, write_hours, write_weeks
from present.report.workbook.summary import write_summary
from present.report.workbook.text_sheets import write_definitions, write_limits

SHEETS: tuple[tuple[str, str, Callable[[Book], None], bool], ...] = (
    ("Key figures", "every key figure of every scenario with its interval", write_key_figures, False),
    (
        "Differences",
        "every difference from the baseline, its verdict and what it rests on",
        write_differences,
        True,
    ),
    ("By week", "the figures of the tiles week by week", write_weeks, False),
    ("By half-hour", "calls, people, waits and calls in time over the average open day", write_day, False),
    ("Calls", "where calls go: resolved, calling again or gone, and by which way", write_calls, False),
    ("Hours", "what the hours on duty are spent on", write_hours, False),
    ("Exhaustion", "every position on every day, in one simulated run", write_exhaustion, False),
    (
        "Inputs",
        "every setting with its unit, value and source, and whether it is assumed",
        write_inputs,
        False,
    ),
    ("What it does not show", "what to know before acting on any of this", write_limits, False),
    ("Definitions", "what each key figure and word means", write_definitions, False),
)
"""Name, what is on it, what writes it, whether it needs more than one scenario; after the summary, in this order."""


WITHOUT_RUNS = ("Inputs", "What it does not show", "Definitions")
"""Sheets for which nothing is simulated: those that the answer of a search has, too. Answers stand before them."""


def to_workbook(report: Report) -> bytes:
    """An .xlsx file."""
    book = Book(report)
    kept = [sheet for sheet in SHEETS if report.is_comparison or not sheet[3]]
    figures = [] if report.is_answer else [sheet for sheet in kept if sheet[0] not in WITHOUT_RUNS]
    others = [sheet for sheet in kept if sheet[0] in WITHOUT_RUNS]
    of_answers = [sheet for answer in report.answers for sheet in sheets_of(answer)]
    listed = ([sheet[:2] for sheet in part] for part in (figures, of_answers, others))
    write_summary(book, list(chain.from_iterable(listed)))
    for _, _, write, _ in figures:
        write(book)
    for answer in report.answers:
        write_answer(book, answer)
    for _, _, write, _ in others:
        write(book)
    return book.bytes()


__all__ = ["to_workbook"]
