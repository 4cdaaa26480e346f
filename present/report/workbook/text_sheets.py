"""Sheets of words: what the model does not show, and what each figure means."""

from __future__ import annotations

from present.formats import ASSUMED, difference_unit, mark, unit
from present.glossary import WORDS, better_in_words
from present.limits import limits
from present.report.workbook.book import Book
from present.report.workbook.numbers import Number, pattern, shown
from present.report.workbook.table import Cell, WorkbookColumn, numeric, write_row, write_table
from present.text_layout import upper_first
from sim import KPIS
from sim.kpis import GROUPS, Kpi


def write_limits(book: Book) -> None:
    """What a reader must know before acting."""
    sheet = book.sheet("What it does not show", "What this does not show", "The weightiest first.")
    write_table(
        sheet,
        [WorkbookColumn("In short", 46.0, wrap=True), WorkbookColumn("In full", 110.0, wrap=True)],
        [[heading, words] for heading, words in limits()],
    )


def _least_that_matters(kpi: Kpi, currency: str) -> list[Cell]:
    """Number and unit."""
    if kpi.min_important_share:
        return [Number(100.0 * kpi.min_important_share, pattern(0)), "% of the baseline"]
    return [shown(kpi, kpi.min_important_difference), difference_unit(kpi, currency)]


def write_definitions(book: Book) -> None:
    """Every key figure, then the words used."""
    sheet = book.sheet(
        "Definitions",
        "What the key figures mean",
        f"{ASSUMED}: rests on the model's assumptions about people; all others are counted from the simulated calls. "
        "A difference smaller than what is worth noticing is called too small to matter.",
    )
    currency = book.report.baseline.scenario.costs.currency
    rows: list[list[Cell]] = [
        [
            GROUPS[kpi.group],
            f"{kpi.name}{mark(kpi)}",
            unit(kpi, currency),
            f"{upper_first(kpi.definition)}.",
            better_in_words(kpi),
            *_least_that_matters(kpi, currency),
            upper_first(kpi.source),
            kpi.key,
        ]
        for kpi in KPIS.values()
    ]
    columns = [
        WorkbookColumn("About", 17.0),
        WorkbookColumn("Key figure", 30.0, wrap=True),
        WorkbookColumn("Unit", 20.0),
        WorkbookColumn("Definition", 54.0, wrap=True),
        WorkbookColumn("Better", 20.0, wrap=True),
        numeric("Worth noticing from"),
        WorkbookColumn("Unit", 20.0),
        WorkbookColumn("Rests on", 34.0, wrap=True),
        WorkbookColumn("Key in files", 31.0),
    ]
    write_table(sheet, columns, rows, frozen=2)
    sheet.row += 1
    for w in WORDS:
        trade = f"In the trade: {w.trade}" if w.trade else ""
        write_row(sheet, sheet.row, columns, ["Words used", w.name, "", w.meaning, "", "", "", trade, ""])
        sheet.row += 1
