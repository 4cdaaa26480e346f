"""Text as HTML: nothing that a user wrote is ever markup, and no name turns the words around it."""

from __future__ import annotations

import re

from present.comparison_tables import distinct
from present.html_table import name as name
from present.html_table import safe as safe
from present.report.marks import STAR, escape_marks
from present.report.report import Report
from present.text_layout import apart, escaped, isolated

IN_FIGURE = 36
"""How wide a name may be in a chart's legend, in Latin letters: what fits on a telephone."""
NARROW = 22
"""The same above one half of a chart."""


def as_text(name: str) -> str:
    """A name fit for a sentence in which `**` marks what is strong."""
    return isolated(escape_marks(name))


def marks_as_html(sentence: str) -> str:
    """A sentence as HTML, its `**` as strong."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", safe(sentence)).replace(STAR, "*")


def names_in_figures(report: Report, wide: int = IN_FIGURE, lines: int = 1) -> tuple[str, ...]:
    """The scenarios' names as Plotly shows them: short, no two alike, neither markup nor formula."""
    short = distinct(["\n".join(cut) for cut in apart(report.names, wide, lines)])
    return tuple("<br>".join(isolated(escaped(line)) for line in one.split("\n")) for one in short)
