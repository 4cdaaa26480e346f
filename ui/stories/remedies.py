"""Train them or change the rule, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from present.figures.dots import Dot, dots, dots_in_words
from present.formats import mark
from present.stories import remedies as story
from present.stories.phrases import short_name
from sim import KPIS, Scenario
from ui.charts import as_tables, chart
from ui.markdown_text import bold_only
from ui.stories import common, guess
from ui.stories.sensitivity import draw_sensitivity
from ui.theme import mode, small
from ui.work import live

BEFORE = ("satisfaction_all", "exhaustion_mean", "issues_resolved_per_day", "quits_per_year")
UNDER = "Difference from doing nothing"
GUESSED = story.RANKED_BY[0]
QUESTION = {GUESSED: "What helps satisfaction most?"}
OPTIONS = {str(kind): words for kind, words in story.KINDS.items()}


def show(step: int) -> None:
    """The open step."""
    scenarios = common.files(story.FILES)
    if scenarios is None:
        return
    live("results", partial((_centre, _remedies, _grounds)[step], scenarios))
    with st.container(horizontal=True, key="foot remedies", vertical_alignment="bottom"):
        common.back_and_next(step)
        if not guess.is_awaited(story.KEY, QUESTION, OPTIONS):
            _open_one(scenarios)


def _open_one(scenarios: Mapping[str, Scenario]) -> None:
    """The way to What if, with a remedy: once a guess is made, since it names them all."""
    chosen = st.selectbox(
        "Remedy to open",
        story.REMEDIES,
        format_func=lambda remedy: remedy.name,
        key="remedy to open",
        persist_state="session",
        width=330,
    )
    common.open_button(scenarios[story.BASE], scenarios[chosen.stem])


def _centre(scenarios: Mapping[str, Scenario]) -> None:
    baseline = scenarios[story.BASE]
    texts = bold_only(story.situation(baseline)), small(story.SAME_MONEY)
    common.show_before(texts, [baseline], BEFORE)


def _remedies(scenarios: Mapping[str, Scenario]) -> None:
    view = common.figures([scenarios[stem] for stem in story.FILES])
    if guess.asks(story.KEY, "The same money for each", QUESTION, OPTIONS):
        return
    key = common.choose_figure("Ranked by", story.RANKED_BY, "ranked by")
    if view is None:
        st.empty().skeleton(height=500)
        return
    baseline, by_remedy = view.baseline, dict(zip(story.REMEDIES, view.results[1:], strict=True))
    by_figure = {
        k: story.ranked(baseline, by_remedy, k) for k in (key, *(k for k in story.RANKED_BY if k != key))
    }
    with st.container(key="story"):
        order = story.ranking(baseline, by_remedy, key)
        st.markdown(bold_only(story.answer(order)))
    guessed = order if key == GUESSED else story.ranking(baseline, by_remedy, GUESSED)
    if guessed.is_decided:
        guess.beside_choice(story.KEY, GUESSED, OPTIONS, *story.most_helpful(guessed))
    st.markdown(bold_only(" ".join(story.order_in_words(by_figure[key], order))))
    currency = scenarios[story.BASE].costs.currency
    with st.grid(2, min_column_width=330, gap="medium"):
        for k, rows in by_figure.items():
            dotted = [
                Dot(r.remedy.name, r.difference, r.verdict, is_strong=i == 0) for i, r in enumerate(rows)
            ]
            title = f"{short_name(k)}{mark(KPIS[k])}"
            chart(
                dots(title, dotted, k, under=UNDER, currency=currency, mode=mode()),
                dots_in_words(f"{short_name(k)}. {UNDER}", dotted, k),
                f"remedies {k}",
            )
    as_tables("remedies", [partial(story.table, rows, k) for k, rows in by_figure.items()])
    st.markdown(small(story.SAME_MONEY))


def _grounds(scenarios: Mapping[str, Scenario]) -> None:
    st.subheader("What we put in ourselves", anchor=False)
    st.markdown(common.bullets(story.own_inputs(scenarios)), width=860)
    st.subheader("Does the answer hold?", anchor=False)
    view = common.figures([scenarios[stem] for stem in story.FILES])
    if view is not None:
        by_remedy = dict(zip(story.REMEDIES, view.results[1:], strict=True))
        rows = story.ranked(view.baseline, by_remedy, story.VARIED[0])
        st.markdown(bold_only(story.compared_words(rows)))
        training, rule = story.best(rows, "training"), story.best(rows, "rule")
        if view.finished and training is not None and rule is not None:
            draw_sensitivity(
                "remedies",
                story.VARIED,
                scenarios[training.remedy.stem],
                scenarios[rule.remedy.stem],
                story.alternatives(training.remedy),
                "A rule rather than training",
            )
    st.subheader("What it does not show", anchor=False)
    st.markdown(common.bullets(story.NOT_SHOWN), width=860)
