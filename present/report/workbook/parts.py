"""Where calls go and where hours go: parts of an average open day, stacked by scenario."""

from __future__ import annotations

from collections.abc import Callable

from present.comparison import windows
from present.figures.flows import NAMES
from present.report.chart_data import Chart, Value, ends_chart, hours_chart, parts_chart, ways_chart
from present.report.report import Report
from present.report.workbook.book import Book
from present.report.workbook.charts import stacked, stacked_in_words
from present.report.workbook.paths import write_long
from sim.kpis.flows import LINKS, SOURCE, through


def weeks_note(report: Report) -> tuple[str, ...]:
    """Which weeks are meant where not all: one line, or none."""
    lines = [f"{name}: {weeks}" for name, weeks in windows(report.sides)]
    return (f"Weeks counted where not all are: {'; '.join(lines)}.",) if lines else ()


def links_chart(report: Report) -> Chart:
    """All calls in, then every way that calls go from one state to the next."""

    def along(i: int) -> Callable[[int], Value]:
        return lambda first: lambda r: float(r.flows_per_day(first)[i])

    parts: dict[str, Callable[[int], Value]] = {
        NAMES[SOURCE]: lambda first: lambda r: through(r.flows_per_day(first), SOURCE)
    }
    parts |= {f"{NAMES[a]} → {NAMES[b]}": along(i) for i, (a, b) in enumerate(LINKS)}
    return parts_chart(report, "links", "Every way calls go", "calls a day", parts, least=0.0)


def total_hours_chart(report: Report) -> Chart:
    """All hours on duty together."""
    parts: dict[str, Callable[[int], Value]] = {
        "All hours on duty": lambda first: lambda r: float(r.hours_per_day(first).sum())
    }
    return parts_chart(report, "all_hours", "Hours on duty", "hours a day", parts, least=0.0)


def write_calls(book: Book) -> None:
    """Where calls go."""
    report = book.report
    sheet = book.sheet(
        "Calls",
        "Where calls go on an average open day",
        "Calls a day, mean of the simulated runs and its 95 % interval. Each call goes one way and ends settled, "
        "calling again or gone; how many ring again is expected by the model's chance, not counted.",
        *weeks_note(report),
    )
    charts = [ends_chart(report), ways_chart(report)]
    write_long(sheet, "What becomes of a call", charts, stacked, stacked_in_words, [links_chart(report)])


def write_hours(book: Book) -> None:
    """Where hours go."""
    report = book.report
    sheet = book.sheet(
        "Hours",
        "What the hours on duty are spent on",
        "Hours of all people together on an average open day, mean of the simulated runs and its 95 % interval.",
        *weeks_note(report),
    )
    rest = [total_hours_chart(report)]
    write_long(sheet, "Use", [hours_chart(report)], stacked, stacked_in_words, rest)
