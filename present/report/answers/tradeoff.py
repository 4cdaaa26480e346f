"""The answer of Trade-offs: the designs that no other beats."""

from __future__ import annotations

from functools import partial

import pandas as pd

from present.figures.tradeoff import in_order, tradeoff_figure
from present.formats import scale, unit
from present.pair import NOW
from present.report.chart import HOLLOW, Chart, Series
from present.report.search_answer import AnswerFigure, AnswerTable, SearchAnswer, SearchSettings
from present.text_layout import joined, upper_first
from present.tradeoff_text import (
    MARKS,
    DesignNames,
    against_now_in_words,
    basis,
    design_in_words,
    goal_name,
    headline,
    limit_in_words,
    lines_of_table,
    picture_in_words,
    recommended,
    sentences,
    table,
)
from sim import KPIS
from sim.experiment.exploring import At
from sim.experiment.tradeoff import Tradeoff


def tradeoff_answer(
    found: Tradeoff, settings: SearchSettings, start: str, chosen: At | None = None
) -> SearchAnswer:
    """The answer as it stands. `start`: the scenario as it stands; `chosen`: the design that is looked at."""
    names, question = DesignNames(found.question), found.question
    chosen = recommended(found) if chosen is None and found.finished else chosen
    of_chosen = (
        [
            f"{design_in_words(found, names, chosen)}.",
            f"Compared with now: {against_now_in_words(found, chosen)}.",
        ]
        if chosen is not None
        else []
    )
    return SearchAnswer(
        key="tradeoff",
        page="Trade-offs",
        asked=f"Which designs does no other beat in {joined([KPIS[key].noun for key in question.goals])}?",
        title=headline(found, names),
        lines=(*sentences(found, names), *of_chosen),
        pictures="Every design by its first two goals",
        figures=(
            AnswerFigure(
                "dots",
                partial(tradeoff_figure, found, names, chosen=chosen),
                partial(picture_in_words, found, names),
                partial(_dots, found, names),
            ),
        ),
        tables=(
            AnswerTable(
                "Designs that are or may be efficient",
                partial(table, found, names),
                partial(_on_slide, found, names),
            ),
        ),
        footnotes=(basis(found),),
        question=(
            ("Now", start),
            *(
                (names.lever(place), joined(list(dict.fromkeys(values))))
                for place, values in enumerate(_values(found, names))
            ),
            ("Goals", joined([goal_name(question, key) for key in question.goals])),
            (
                "Limits",
                joined([limit_in_words(question, one.key) for one in question.limits]) or "none",
            ),
        ),
        settings=settings,
    )


def _values(found: Tradeoff, names: DesignNames) -> list[list[str]]:
    """What each lever may stand at, in words."""
    levers = found.question.levers
    first = (0,) * len(levers)
    return [
        [names.value(place, (*first[:place], i, *first[place + 1 :])) for i in range(len(lever.values))]
        for place, lever in enumerate(levers)
    ]


def _on_slide(found: Tradeoff, names: DesignNames) -> pd.DataFrame:
    head, rows = lines_of_table(found, names)
    return pd.DataFrame(rows, columns=[*head[:-1], upper_first(head[-1])])


def _dots(found: Tradeoff, names: DesignNames) -> Chart:
    """The second goal over the first: now, then each mark. Of designs that are alike one stands for all."""
    question = found.question
    alike = {at: blob.first for blob in found.blobs for at in blob.places}
    figures = {at: [found.best(at).figure(key).mean for key in question.goals[:2]] for at in in_order(found)}
    known = [at for at, means in figures.items() if None not in means and alike.get(at, at) == at]
    x, y = (scale(KPIS[key]) for key in question.goals[:2])

    def series(name: str, places: set[At], meaning: str = "") -> Series:
        values = tuple((figures[at][1] or 0.0) * y if at in places else None for at in known)
        return Series(name, values, meaning=meaning)

    by_mark = {mark: {at for at in known if found.marks[at] == mark} for mark in MARKS}
    today = {at for at in known if at == question.today}
    currency = question.scenario.costs.currency
    (across, across_unit), (up, up_unit) = (
        (goal_name(question, key), unit(KPIS[key], currency)) for key in question.goals[:2]
    )
    return Chart(
        question.goals[1],
        up,
        up_unit,
        f"{across}, {across_unit}",
        tuple(upper_first(names.name(at)) for at in known),
        (
            *([series(upper_first(NOW), today)] if today else []),
            *(
                series(upper_first(MARKS[mark]), places, HOLLOW if mark == "maybe" else "")
                for mark, places in by_mark.items()
                if places
            ),
        ),
        tuple((figures[at][0] or 0.0) * x for at in known),
    )
