"""Exhaustion by position and day in one simulated run, as a heat map of cells."""

from __future__ import annotations

import math

from present.figures.seats import grid_of, means_of, open_days, seats_of
from present.figures.team import ABOVE, BELOW, NOBODY_YOU_KNOW, OFF, WEEKDAYS
from present.formats import ASSUMED
from present.report.workbook.book import HEAD, LIGHT, Book, Sheet
from present.report.workbook.numbers import Number
from present.report.workbook.table import WorkbookColumn, write_head
from sim import Result

FIRST_COLUMNS = (
    WorkbookColumn("Team", 20.0),
    WorkbookColumn("Position", 12.0),
    WorkbookColumn("Mean of days", 8.0, right=True),
)
DAY_WIDTH = 3.9
MOST_CELLS = 600_000
"""More days by positions than that are thinned: a workbook that nobody can open helps nobody."""
NAME = {"bold": True, "font_size": 11, "font_color": LIGHT.current}
UPRIGHT_HEAD = HEAD | {"rotation": 90, "font_size": 8, "align": "center", "text_wrap": False}
SMALL = {"font_size": 8, "align": "center", "valign": "vcenter"}


def days_shown(results: tuple[Result, ...], most: int = MOST_CELLS) -> tuple[list[int], str]:
    """Return (open days of any of them, what was left out): all, or the last day of every n-th week."""
    days = sorted({day for result in results for day in open_days(result.scenario)})
    seats = sum(len(seats_of(result.scenario)) for result in results)
    if seats * len(days) <= most:
        return days, ""
    last_of_week = {day // 7: day for day in days}
    every = max(1, math.ceil(seats * len(last_of_week) / most))
    days_shown = list(last_of_week.values())[::-1][::every][::-1]
    which = "each week" if every == 1 else f"every {every} weeks"
    return days_shown, f"Of {len(days)} days only the last open day of {which} is shown."


def write_exhaustion(book: Book) -> None:
    """One block for each scenario: seats downwards, open days to the right."""
    results = book.report.results
    days, left_out = days_shown(results)
    sheet = book.sheet(
        "Exhaustion",
        f"Exhaustion{ASSUMED} by position and day, of 100",
        f"One simulated run, the first; the index at the end of each open day. {NOBODY_YOU_KNOW} Empty: "
        f"vacant. {left_out}".strip(),
        "Colours run from green-blue at 0 over white at the scenario's exhaustion threshold to orange at 100.",
        zoom=80,
    )
    _head(sheet, days)
    for name, result in zip(book.report.names, results, strict=True):
        _block(sheet, name, result, days)
    sheet.raw.fit_to_pages(max(1, math.ceil(len(days) / DAYS_A_PAGE)), 0)


DAYS_A_PAGE = 70


def _head(sheet: Sheet, days: list[int]) -> None:
    top, first = sheet.row, len(FIRST_COLUMNS)
    write_head(sheet, top, FIRST_COLUMNS)
    if days:
        sheet.raw.set_column(first, first + len(days) - 1, DAY_WIDTH, sheet.book.style({}))
    for i, day in enumerate(days):
        sheet.text(top, first + i, f"W{day // 7 + 1} {WEEKDAYS[day % 7]}", UPRIGHT_HEAD)
    sheet.raw.set_row(top, 46)
    sheet.raw.freeze_panes(top + 1, first)
    sheet.raw.repeat_rows(top)
    sheet.raw.repeat_columns(0, first - 1)
    sheet.row = top + 1


def _block(sheet: Sheet, name: str, result: Result, days: list[int]) -> None:
    """A scenario's name and its seats."""
    line = result.scenario.targets.exhaustion_line
    grid = grid_of(result)
    sheet.text(sheet.row, 0, f"{name}: exhaustion threshold {line:g}" if grid is not None else name, NAME)
    sheet.row += 1
    if grid is None:
        sheet.text(sheet.row, 0, NO_FIRST_RUN if result.scenario.behaviour.strain else OFF, {})
        sheet.row += 2
        return
    place = {day: i for i, day in enumerate(open_days(result.scenario))}
    top, first = sheet.row, len(FIRST_COLUMNS)
    for seat, mean, row in zip(
        seats_of(result.scenario), means_of(grid).tolist(), grid.tolist(), strict=True
    ):
        sheet.text(sheet.row, 0, seat.team)
        sheet.text(sheet.row, 1, seat.name)
        sheet.number(sheet.row, 2, Number(None if math.isnan(mean) else mean))
        _write_days(sheet, row, [place.get(day) for day in days])
        sheet.row += 1
    if days and sheet.row > top:
        _colour(sheet, top, first, first + len(days) - 1, line)
    sheet.row += 1


NO_FIRST_RUN = "No values: the first run is not among those simulated."


def _write_days(sheet: Sheet, values: list[float], places: list[int | None]) -> None:
    """A seat's days. Written without a detour: there are many."""
    raw, style, first = sheet.raw, sheet.book.style(SMALL, num_format="0"), len(FIRST_COLUMNS)
    for i, at in enumerate(places):
        if at is not None and not math.isnan(values[at]):
            raw.write_number(sheet.row, first + i, values[at], style)


def _colour(sheet: Sheet, top: int, first: int, last: int, line: float) -> None:
    """Three colours, the middle one at the scenario's line, kept off the ends."""
    sheet.raw.conditional_format(
        top,
        first,
        sheet.row - 1,
        last,
        {
            "type": "3_color_scale",
            "min_type": "num",
            "mid_type": "num",
            "max_type": "num",
            "min_value": 0,
            "mid_value": min(99.9, max(0.1, line)),
            "max_value": 100,
            "min_color": BELOW["light"][1],
            "mid_color": "#FFFFFF",
            "max_color": ABOVE["light"][0],
        },
    )
