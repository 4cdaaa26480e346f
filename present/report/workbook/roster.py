"""A roster as a workbook: people by shift, people on the phones by half-hour, and every figure beside today's."""

from __future__ import annotations

from datetime import date

import numpy as np

from present.floor.day import DAY_NAMES
from present.formats import difference_unit, mark
from present.locale import reading_as
from present.pair import Pair
from present.report.report import Report, ReportResults, names_of
from present.report.workbook.book import Book
from present.report.workbook.key_figures import write_key_figures
from present.report.workbook.numbers import Number, shown
from present.report.workbook.table import Cell, WorkbookColumn, numeric, write_table
from present.roster_text import (
    basis,
    breaks_of,
    days_in_words,
    end_of,
    headline,
    in_order,
    sentences,
    target_in_short,
)
from present.spelling import texts_of
from present.staffing_text import clock
from sim.kpis import KPIS
from sim.scenario import replace
from sim.staffing import SimulatedRoster
from sim.staffing.people_on_phones import people_at_work


def to_roster_workbook(found: SimulatedRoster, made_on: date) -> bytes:
    """An .xlsx file. The same roster gives the same bytes."""
    scenarios = [found.today.scenario, replace(found.scenario, {"name": f"{found.scenario.name}: roster"})]
    results = ReportResults((found.today, found.result), (), (), None)
    report = Report(results, names_of(scenarios), made_on)
    with reading_as(found.scenario.locale, texts_of(scenarios)):
        book = Book(report)
        _write_people(book, found)
        _write_coverage(book, found)
        write_key_figures(book)
        _write_differences(book, found)
        return book.bytes()


def _write_people(book: Book, found: SimulatedRoster) -> None:
    sheet = book.sheet("Roster", headline(found), *sentences(found), basis(found))
    columns = [
        numeric("People"),
        WorkbookColumn("From", 9.0),
        WorkbookColumn("To", 9.0),
        WorkbookColumn("Days", 24.0),
        WorkbookColumn("Breaks", 56.0),
        WorkbookColumn("Contract", 20.0),
        numeric("Paid hours a week", 14.0),
    ]
    write_table(
        sheet,
        columns,
        [
            [
                Number(float(crew.people), "0"),
                shift.start,
                end_of(shift),
                days_in_words(shift),
                breaks_of(shift),
                crew.contract,
                Number(crew.people * crew.paid_hours if shift is crew.shifts[0] else None, "#,##0.0"),
            ]
            for crew, shift in in_order(found.crews)
        ],
    )


def _write_coverage(book: Book, found: SimulatedRoster) -> None:
    sheet = book.sheet(
        "Coverage",
        f"People on the phones by half-hour, for {target_in_short(found.target)}",
        "People who are away that day are counted, those in a break are not. What is reached is in per cent, with "
        "its 95% interval.",
    )
    columns = [
        WorkbookColumn("Day", 13.0),
        WorkbookColumn("From", 9.0),
        *(numeric(head) for head in ("Needed", "On this roster", "Today", "Reached %", "95% from", "95% to")),
    ]
    now, today = (people_at_work(scenario, found.team) for scenario in (found.scenario, found.today.scenario))
    figure = found.standing.figure
    low, high = figure.interval()

    def share(x: float) -> Number:
        return Number(None if np.isnan(x) else 100.0 * float(x), "0.0")

    write_table(
        sheet,
        columns,
        [
            [
                DAY_NAMES[day],
                clock(at),
                Number(float(found.needed[day, at]), "0"),
                Number(float(now[day, at]), "0.0"),
                Number(float(today[day, at]), "0.0"),
                *(share(x[day, at]) for x in (figure.mean, low, high)),
            ]
            for day, at in np.argwhere((found.needed > 0) | (now > 0.0) | (today > 0.0)).tolist()
        ],
        frozen=2,
    )


def _write_differences(book: Book, found: SimulatedRoster) -> None:
    sheet = book.sheet(
        "Beside today",
        "Every key figure beside today's roster, paired on the same callers",
        "Shares are in per cent. The 95% interval is about chance alone.",
    )
    columns = [
        WorkbookColumn("Key figure", 40.0),
        *(numeric(head) for head in ("Today", "On this roster", "Difference", "95% from", "95% to")),
        WorkbookColumn("Unit of the difference", 24.0),
        WorkbookColumn("Verdict", 34.0),
    ]
    pair, currency = Pair(found.result, found.today), found.scenario.costs.currency
    rows: list[list[Cell]] = []
    for key, kpi in KPIS.items():
        apart = pair.difference(key)
        rows.append(
            [
                f"{kpi.name}{mark(kpi)}",
                shown(kpi, pair.before(key).mean),
                shown(kpi, pair.figure(key).mean),
                *(shown(kpi, x, signed=True) for x in (apart.mean, apart.low, apart.high)),
                difference_unit(kpi, currency),
                pair.verdict(key).short,
            ]
        )
    write_table(sheet, columns, rows, frozen=1)
