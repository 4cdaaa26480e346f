"""The answer on the page: a headline, three large figures, then one line each that opens to more."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from present.answer import Answer, Line
from present.report.difference_ranges import ranges_figure, ranges_in_words, rows_of
from present.report.report import Report, ReportResults
from present.text_layout import together
from present.tiles import HERO
from sim.experiment import AssumptionRange
from ui.charts import chart, row_of_three
from ui.folded import line_fold
from ui.markdown_text import as_text
from ui.runner import Snapshot
from ui.theme import mode

NAMES = ("As it was", "With your changes")


def draw_headline(answer: Answer) -> None:
    """For whom it is better, for whom worse."""
    st.subheader(as_text(answer.headline), anchor=False)


def draw_lines(answer: Answer, view: Snapshot, ranges: AssumptionRange | None) -> None:
    """A fold for each line; what is in it is drawn when somebody opens it."""
    with st.container(key="lines", gap=None):
        for line in answer.lines:
            key = f"line {line.head}"
            line_fold(f"**{line.head}:** {line.words}", key, partial(_open, line, view, ranges))


def _open(line: Line, view: Snapshot, ranges: AssumptionRange | None) -> None:
    if line.head == "How sure" and ranges is not None:
        _pictures(view, ranges)
    if line.more:
        st.markdown("\n\n".join(map(together, line.more)))


def _pictures(view: Snapshot, ranges: AssumptionRange) -> None:
    """Each large difference: by chance alone within, under other assumptions without."""
    simulated = ReportResults((view.baseline, view.current), (ranges,), (), None)
    report = Report(simulated, NAMES, date.today())
    panels = [rows for key in HERO if (rows := rows_of(report, key))]
    with row_of_three("sure"):
        for rows in panels:
            alt = ranges_in_words(rows, NAMES[0])
            chart(ranges_figure(rows, mode()), alt, f"sure {rows[0].cell.kpi.key}")
