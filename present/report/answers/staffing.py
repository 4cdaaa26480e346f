"""The answer of Staffing: people needed by half-hour of the week."""

from __future__ import annotations

from functools import partial

import numpy as np

from present.figures.needed import (
    FORMULA,
    NEEDED,
    ROSTERED,
    describe,
    half_hours,
    needed_figure,
    needed_table,
    needed_week,
)
from present.figures.style import ROSTERED_MEANING
from present.floor.day import DAY_NAMES
from present.report.chart import Chart, Series
from present.report.search_answer import AnswerFigure, AnswerTable, SearchAnswer, SearchSettings
from present.staffing_text import basis, clock, headline, open_days, sentences, target_in_words
from present.text_layout import upper_first
from sim.staffing import Requirement, runs_to_tell

PEOPLE, HALF_HOUR = "people on the phones", "half-hour beginning"


def staffing_answer(
    found: Requirement, settings: SearchSettings, start: str, team: str, day: int | None = None
) -> SearchAnswer:
    """The answer as it stands. `start`: the scenario, in words; `day`: on show, None for that of the peak."""
    peak = int(np.unravel_index(int(found.needed.argmax()), found.needed.shape)[0])
    shown = peak if day is None else day
    return SearchAnswer(
        key="staffing",
        page="Staffing",
        asked="How many people does each half-hour of the week need?",
        title=headline(found),
        lines=tuple(sentences(found, runs_to_tell(found))),
        pictures="People needed on the phones, on the roster, and what Erlang A says",
        figures=tuple(
            AnswerFigure(
                "lines",
                partial(needed_figure, found, one),
                partial(describe, found, one),
                partial(_day, found, one),
            )
            for one in open_days(found)
        ),
        tables=(
            AnswerTable(
                "People by half-hour",
                partial(needed_week, found),
                partial(needed_table, found, shown),
                DAY_NAMES[shown],
            ),
        ),
        footnotes=(basis(found), "Erlang A takes each half-hour by itself."),
        question=(
            ("Now", start),
            ("Target", upper_first(target_in_words(found.target))),
            ("Team", team),
        ),
        settings=settings,
        legend="Solid: needed. Dashed: on the roster. Dotted: Erlang A. Filled strongly: short; palely: idle. A thick "
        "bar: open, perhaps one more or one fewer.",
    )


def _day(found: Requirement, day: int) -> Chart:
    slots = half_hours(found, day)
    lines = (
        (ROSTERED, found.rostered, ROSTERED_MEANING),
        (NEEDED, found.needed, ""),
        (FORMULA, found.erlang_a, ""),
    )
    return Chart(
        f"staffing {day}",
        DAY_NAMES[day],
        PEOPLE,
        HALF_HOUR,
        tuple(clock(at) for at in slots),
        tuple(
            Series(upper_first(name), tuple(float(people[day, at]) for at in slots), meaning=meaning)
            for name, people, meaning in lines
        ),
    )
