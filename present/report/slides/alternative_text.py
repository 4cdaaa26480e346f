"""Alternative texts: what a chart or table shows, in sentences with its main numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from present.comparison import Side
from present.figures.average_day import day_in_words
from present.figures.labels import Labels
from present.figures.weeks import weeks_in_words
from present.ranges import range_line
from present.report.report import Report
from present.text_layout import lower_first
from sim import KPIS, Result
from sim.experiment import AssumptionRange

LONGEST = 1500
"""Characters of an alternative text: readers give up, and so do programs."""


def _each(report: Report, describe: Callable[[Result], str]) -> str:
    """Describe every scenario, each under its name where there are several."""
    if not report.is_comparison:
        return _ended(describe(report.baseline))
    descriptions = (
        _ended(f"{name}: {describe(result)}")
        for name, result in zip(report.names, report.results, strict=True)
    )
    return shortened(" ".join(descriptions))


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def shortened(text: str) -> str:
    """Cut at a blank where it is too long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]}…"


def of_weeks(report: Report, key: str) -> str:
    """A line chart by week."""
    return _each(report, lambda r: weeks_in_words(r, r, key))


def of_day(report: Report, name: str) -> str:
    """A line chart by half-hour."""
    return _each(report, lambda r: day_in_words(r, name))


def of_pair(report: Report, describe: Callable[..., str]) -> str:
    """A chart of calls or hours: two scenarios beside each other, several one by one."""
    if len(report.sides) != 1:
        return _each(report, lambda r: describe(r, r))
    labels = Labels(report.sides[0].name, report.baseline_name, are_names=True)
    return shortened(_ended(describe(report.sides[0].pair.current, report.baseline, labels)))


def of_difference(side: Side, assumption_range: AssumptionRange, key: str) -> list[str]:
    """A difference itself, by chance, under other assumptions."""
    cell = side.cell(key)
    line = range_line(assumption_range, key, side.pair)
    chance = f"By chance alone {cell.verdict.range}" if cell.verdict.range else ""
    return [text for text in (cell.verdict.short, chance, line) if text]


def of_ranges(report: Report, key: str) -> str:
    """A chart of ranges."""
    parts = []
    for side, assumption_range in zip(report.sides, report.ranges, strict=True):
        if side.cell(key).difference.mean is None:
            continue
        phrases = [lower_first(phrase) for phrase in of_difference(side, assumption_range, key)]
        parts.append(f"{side.name}: {', '.join(phrases)}.")
    return shortened(f"{KPIS[key].name}, difference from {report.baseline_name}. {' '.join(parts)}")


def of_table(what: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table: what it is, and its rows."""
    rows_text = "; ".join(": ".join([row[0], ", ".join(c for c in row[1:] if c)]) for row in rows)
    return shortened(f"{what} ({', '.join(head)}). {rows_text}.".replace("**", ""))
