"""Sheets of long tables: one row for each figure, series and category, and the chart of each figure beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from xlsxwriter.utility import xl_range_abs

from present.comparison import windows
from present.figures.flows import NAMES, along, passing
from present.figures.hours import in_all
from present.report.chart import Chart, Series
from present.report.chart_data import (
    day_chart,
    ends_chart,
    hours_chart,
    parts_chart,
    ways_chart,
    weeks_chart,
)
from present.report.frames import decimals_in
from present.report.report import Report
from present.report.workbook.book import PAGE_PX, ROW_PX, Book, Sheet
from present.report.workbook.charts import (
    WIDE,
    SeriesCells,
    lines,
    lines_in_words,
    place_chart,
    stacked,
    stacked_in_words,
)
from present.report.workbook.numbers import Number, pattern
from present.report.workbook.table import Cell, WorkbookColumn, numeric, px, write_table
from present.text_layout import columns as letters
from present.text_layout import upper_first
from present.tiles import HERO, SECOND_ROW
from sim import KPIS
from sim.kpis.flows import LINKS, SOURCE

WEEKLY = tuple(dict.fromkeys((*HERO, *SECOND_ROW)))
"""The key figures of the tiles: large ones first."""
HALF_HOURLY = ("offered", "on_duty", "average_wait_s", "in_time")


def columns_of(series: str, charts: Sequence[Chart]) -> list[WorkbookColumn]:
    """Return a long table's columns: wide enough for most names, on one line so that the charts keep their height."""
    names = [s.name for chart in charts for s in chart.series]
    category = upper_first(charts[0].across)
    categories = [c for chart in charts for c in chart.categories]
    return [
        WorkbookColumn("Figure", fitting([chart.title for chart in charts], 20.0)),
        WorkbookColumn("Unit", 14.0),
        WorkbookColumn(series, fitting([series, *names], 22.0)),
        WorkbookColumn(
            category,
            fitting([category, *categories], 8.0),
            right=charts[0].across == "week" or bool(charts[0].at),
        ),
        numeric("Mean"),
        numeric("95% from"),
        numeric("95% to"),
    ]


def _counts(chart: Chart) -> bool:
    """Whether a chart's categories are written as numbers."""
    return chart.across == "week" or bool(chart.at)


WIDEST = 60.0


def fitting(texts: Sequence[str], least: float) -> float:
    """A column's width for texts in one line."""
    return min(WIDEST, max(least, *(letters(text) + 3.0 for text in texts)))


def write_long(
    sheet: Sheet,
    series: str,
    charts: Sequence[Chart],
    draw: Callable[[Sheet, Chart, SeriesCells], Any],
    describe: Callable[[Chart], str],
    rest: Sequence[Chart] = (),
) -> None:
    """A row for each value of `charts` and then of `rest`; at the right `charts` as pictures, two beside each other.

    `series`: what one is; `describe`: a chart's text alternative.
    """
    columns = columns_of(series, [*charts, *rest])
    rows: list[list[Cell]] = []
    first = sheet.row + 1
    places = []
    for chart in (*charts, *rest):
        firsts = []
        for one in chart.series:
            firsts.append(first + len(rows))
            rows += _rows(chart, one)
        places.append(SeriesCells(tuple(firsts), len(chart.categories)))
    write_table(sheet, columns, rows)
    beside = len(columns) + 1
    sheet.raw.set_column(beside - 1, beside - 1, 2.0, sheet.book.style({}))
    sheet.raw.set_column(beside, beside + ABREAST - 1, CHART_COLUMN, sheet.book.style({}))
    drawn = [(c, p) for c, p in zip(charts, places, strict=False) if not c.is_empty]
    row, used, breaks = first, 0, []
    for k in range(0, len(drawn), ABREAST):
        pictures = [(draw(sheet, chart, place), describe(chart)) for chart, place in drawn[k : k + ABREAST]]
        high = max(-(-int(picture.height) // ROW_PX) for picture, _ in pictures) + 1
        if used and used + high > ROWS_A_PAGE:
            breaks.append(row)
            used = 0
        for i, (picture, words) in enumerate(pictures):
            place_chart(sheet, picture, row, beside + i, words)
        row, used = row + high, used + high
    _print_apart(sheet, columns, breaks, first, row if drawn else 0)


ABREAST = 2
CHART_COLUMN = (WIDE + 12.0 - 5.0) / 7.0
"""Width in letters: a chart and a gap."""
ROWS_A_PAGE = 30
"""Of charts; a page also holds the title."""
LARGEST = 80
"""Per cent: at that scale a printed page holds those rows."""


def _rows(chart: Chart, series: Series) -> list[list[Cell]]:
    how = _pattern(chart, series)
    blank = (None,) * len(series.values)
    rows: list[list[Cell]] = []
    for name, at, *numbers in zip(
        chart.categories,
        chart.at or blank,
        series.values,
        series.low or blank,
        series.high or blank,
        strict=True,
    ):
        category = Number(float(name), "0") if chart.across == "week" else name
        if chart.at:
            if numbers[0] is None:
                continue
            category = Number(at, "General")
        rows.append([chart.title, chart.unit, series.name, category, *(Number(x, how) for x in numbers)])
    return rows


def _pattern(chart: Chart, series: Series) -> str:
    """As many digits as the screen gives the largest of them."""
    if chart.key not in KPIS:
        return pattern(1)
    return pattern(decimals_in(replace(chart, series=(series,))))


def _print_apart(
    sheet: Sheet, columns: Sequence[WorkbookColumn], breaks: list[int], first: int, charts_end: int
) -> None:
    """Printed: first the table, then on pages of their own the charts, none cut in two."""
    raw, beside = sheet.raw, len(columns) + 1
    table = sum(px(c.width) for c in columns)
    wide = max(table, ABREAST * px(CHART_COLUMN)) if charts_end else table
    raw.set_print_scale(max(30, min(LARGEST, int(92.0 * PAGE_PX / wide))))
    if breaks:
        raw.set_h_pagebreaks(breaks)
    areas = [(0, 0, sheet.row - 1, len(columns) - 1)]
    if charts_end:
        areas.append((first, beside, charts_end - 1, beside + ABREAST - 1))
    ranges = ",".join(f"'{sheet.name}'!{xl_range_abs(*area)}" for area in areas)
    sheet.book.file.define_name(f"'{sheet.name}'!_xlnm.Print_Area", f"={ranges}")


# ── The sheets ────────────────────────────────────────────────────────────────────────────────────


def write_weeks(book: Book) -> None:
    """The key figures of the tiles, week by week."""
    sheet = book.sheet(
        "By week",
        "Key figures week by week",
        "Mean of the simulated runs and its 95% interval, which is about chance alone. Week 1 is the first after the "
        "warm-up. Shares are in per cent.",
    )
    charts = [weeks_chart(book.report, key) for key in WEEKLY]
    write_long(sheet, "Scenario", charts, lines, lines_in_words)


def write_day(book: Book) -> None:
    """The average open day."""
    sheet = book.sheet(
        "By half-hour",
        "The average open day by half-hour",
        "Mean of the simulated runs over all simulated weeks and its 95% interval, which is about chance alone.",
    )
    charts = [day_chart(book.report, name) for name in HALF_HOURLY]
    write_long(sheet, "Scenario", charts, partial(lines, from_zero=True), lines_in_words)


def weeks_note(report: Report) -> tuple[str, ...]:
    """Name the weeks shown, where they are not all weeks: one line, or none."""
    lines = [f"{name}: {weeks}" for name, weeks in windows(report.sides)]
    return (f"Weeks counted where not all are: {'; '.join(lines)}.",) if lines else ()


def links_chart(report: Report) -> Chart:
    """All calls in, then every way that calls go from one state to the next."""
    parts = {NAMES[SOURCE]: partial(passing, SOURCE)}
    parts |= {f"{NAMES[a]} → {NAMES[b]}": partial(along, [(a, b)]) for a, b in LINKS}
    return parts_chart(report, "links", "Every way calls go", "calls a day", parts, least=0.0)


def total_hours_chart(report: Report) -> Chart:
    """All hours on duty together."""
    parts = {"All hours on duty": in_all}
    return parts_chart(report, "all_hours", "Hours on duty", "hours a day", parts, least=0.0)


def write_calls(book: Book) -> None:
    """Where calls go."""
    report = book.report
    sheet = book.sheet(
        "Calls",
        "Where calls go on an average open day",
        "Calls a day, mean of the simulated runs and its 95% interval. Each call goes one way and ends resolved, "
        "calling again or gone. How many call again is worked out from the model's chances, not counted.",
        *weeks_note(report),
    )
    charts = [ends_chart(report), ways_chart(report)]
    write_long(sheet, "What happens to a call", charts, stacked, stacked_in_words, [links_chart(report)])


def write_hours(book: Book) -> None:
    """Where hours go."""
    report = book.report
    sheet = book.sheet(
        "Hours",
        "What the hours on duty are spent on",
        "Hours of all people together on an average open day, mean of the simulated runs and its 95% interval.",
        *weeks_note(report),
    )
    rest = [total_hours_chart(report)]
    write_long(sheet, "Use", [hours_chart(report)], stacked, stacked_in_words, rest)
