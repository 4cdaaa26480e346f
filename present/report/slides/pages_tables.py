"""The slides of tables: assumptions with their sources, what is set differently, how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from present.report.assumption_table import assumption_rows
from present.report.marks import STAR, escape_marks
from present.report.outline import Section, provenance
from present.report.report import Report
from present.report.slides import alternative_text
from present.report.slides.context import Context, notes
from present.report.slides.master import FIRST_IDX
from present.report.slides.style import CONTENT, Box
from present.report.slides.tables import cells, draw, lay_out
from present.report.slides.text import paragraph
from present.report.slides.write import placeholder, remove, text_box
from present.scenario_diff import SAME, SettingRow, differing_rows
from present.text_layout import upper_first

MOST = 9
CLOSING_IN = 0.55
"""For the sentence under the table of levers."""
MOST_COLUMNS = 5
"""Other scenarios up to which each has a column of settings; more are listed one under the other."""


def assumptions(context: Context, section: Section) -> Any:
    """What it is, its value, what the evidence leaves open, where it comes from."""
    report = context.report
    slide = context.slide("Table", section)
    head = (
        "What it is",
        "In the baseline" if report.is_comparison else "Value here",
        "Evidence leaves open",
        "Source",
    )
    rows = [
        (
            _capital(row.meaning),
            escape_marks(row.here),
            row.between or "no range declared",
            _capital(row.source),
        )
        for row in assumption_rows(report)[:MOST]
    ]
    alt_text = alternative_text.of_table("Assumptions with their values, ranges and sources", head, rows)
    table_of(slide, CONTENT, head, rows, (4.4, 1.5, 2.1, 4.2), "Assumptions", alt_text)
    return slide


def _capital(text: str) -> str:
    return escape_marks(upper_first(text))


def levers(context: Context, section: Section) -> Any:
    """Every setting in which the scenarios differ."""
    report = context.report
    slide = context.slide("Table", section)
    differing = differing_rows(report.baseline.scenario, [s.pair.current.scenario for s in report.sides])
    if not differing:
        remove(placeholder(slide, FIRST_IDX))
        sentence = paragraph("All settings are the same in all scenarios.")
        text_box(slide, CONTENT.top(0.5), [sentence], 18.0, name="Nothing")
        return slide
    head, rows, shares = (
        _matrix(report, differing) if len(report.sides) <= MOST_COLUMNS else _list(report, differing)
    )
    alt_text = alternative_text.of_table("What is set differently", head, rows)
    area = Box(CONTENT.x, CONTENT.y, CONTENT.w, CONTENT.h - CLOSING_IN)
    drawn = table_of(slide, area, head, rows, shares, "Levers", alt_text)
    closing = Box(CONTENT.x, drawn.bottom + 0.15, CONTENT.w, CLOSING_IN - 0.15)
    text_box(slide, closing, [paragraph(note) for note in section.notes], 16.0, name="Closing")
    return slide


Matrix = tuple[list[str], list[list[str]], list[float]]


def _matrix(report: Report, differing: Sequence[SettingRow]) -> Matrix:
    """One row for each setting, one column for each scenario."""
    head = ["Setting", f"{report.baseline_name} (baseline)", *(side.name for side in report.sides)]
    rows = [
        [
            escape_marks(row.name),
            escape_marks(row.baseline),
            *(c if c == SAME else f"**{escape_marks(c)}**" for c in row.cells),
        ]
        for row in differing
    ]
    return head, rows, [1.6, *([1.5] * (len(report.sides) + 1))]


def _list(report: Report, differing: Sequence[SettingRow]) -> Matrix:
    """One row for each scenario, with what differs in it."""
    head = ["Scenario", f"What is set differently from {report.baseline_name}"]
    rows = []
    for i, side in enumerate(report.sides):
        own_settings = [
            f"{escape_marks(row.name)}: **{escape_marks(row.cells[i])}** (baseline: {escape_marks(row.baseline)})"
            for row in differing
            if row.cells[i] != SAME
        ]
        rows.append([escape_marks(side.name), "; ".join(own_settings) or "nothing"])
    return [escape_marks(h) for h in head], rows, [3.0, 9.2]


def provenance_table(context: Context, section: Section) -> Any:
    """Everything needed to get the same numbers again."""
    slide = context.slide("Table", section)
    notes(slide, context.shortened)
    rows = [(escape_marks(what), escape_marks(x)) for what, x in provenance(context.report)]
    alt_text = alternative_text.of_table("How this was made", ("What", "Value"), rows)
    area = Box(CONTENT.x, CONTENT.y, 10.6, CONTENT.h)
    table_of(slide, area, ("What", "Value"), rows, (5.2, 5.4), "How made", alt_text)
    return slide


def table_of(
    slide: Any,
    box: Box,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    name: str,
    alt_text: str,
) -> Box:
    """A table with a bold first row. `shares`: of the width for each column. Returns where it stands."""
    widths = [box.w * share / sum(shares) for share in shares]
    heads = cells([escape_marks(h) for h in head], bold=True)
    layout = lay_out([heads, *(cells(row) for row in rows)], widths, box.h)
    alt_text = alt_text.replace(STAR, "*")
    frame = draw(placeholder(slide, FIRST_IDX), box, layout, widths, name=name, words=alt_text, head=True)
    return Box(box.x, box.y, box.w, frame.height.inches)
