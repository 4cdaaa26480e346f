"""Train them or change the rule, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

import streamlit as st

from present.figures.dots import Dot, dots, dots_in_words
from present.formats import mark
from present.stories import remedies as story
from present.stories.phrases import short_name
from sim import KPIS, Scenario
from ui.charts import chart
from ui.markdown_text import bold_only
from ui.stories import common
from ui.stories.sensitivity import SensitivityPanel
from ui.theme import mode, small

BEFORE = ("satisfaction_all", "fcr", "exhaustion_mean", "quits_per_year")
UNDER = "Difference from doing nothing"


def show(step: int) -> None:
    """The open step."""
    scenarios = common.files(story.FILES)
    if scenarios is None:
        return
    body = st.container(key="results")
    with st.container(horizontal=True, key="foot remedies", vertical_alignment="bottom"):
        common.back_and_next(step)
        chosen = st.selectbox(
            "Remedy to open",
            story.REMEDIES,
            index=len(story.REMEDIES) - 1,
            format_func=lambda remedy: remedy.name,
            key="remedy to open",
            persist_state="session",
            width=330,
        )
        common.open_button(scenarios[story.BASE], scenarios[chosen.stem])
    with body:
        (_centre, _remedies, _grounds)[step](scenarios)


def _centre(scenarios: Mapping[str, Scenario]) -> None:
    baseline = scenarios[story.BASE]
    texts = bold_only(story.situation(baseline)), f":small[{story.SAME_MONEY}]"
    common.show_before(texts, [baseline], BEFORE)


def _remedies(scenarios: Mapping[str, Scenario]) -> None:
    key = common.choose_figure("Ranked by", story.RANKED_BY, "ranked by")
    with st.container(key="story"):
        answer = st.empty()
    order, progress = st.empty(), st.empty()
    shown = [key, *(k for k in story.RANKED_BY if k != key)]
    with st.grid(2, min_column_width=330, gap="medium"):
        places = [st.empty() for _ in shown]
    st.markdown(small(story.SAME_MONEY))
    currency = scenarios[story.BASE].costs.currency
    with closing(common.figures([scenarios[stem] for stem in story.FILES], progress)) as views:
        for number, view in enumerate(views):
            baseline, by_remedy = view.baseline, dict(zip(story.REMEDIES, view.results[1:], strict=True))
            for place, k in zip(places, shown, strict=True):
                rows = story.ranked(baseline, by_remedy, k)
                if k == key:
                    answer.markdown(bold_only(story.answer(by_remedy, rows, k)))
                    order.markdown(bold_only(story.order_in_words(rows, k)))
                dotted = [
                    Dot(r.remedy.name, r.difference, r.verdict, is_strong=i == 0) for i, r in enumerate(rows)
                ]
                title = f"{short_name(k)}{mark(KPIS[k])}"
                chart(
                    place,
                    dots(title, dotted, k, under=UNDER, currency=currency, mode=mode()),
                    dots_in_words(f"{short_name(k)}. {UNDER}", dotted, k),
                    story.table(rows, k),
                    f"remedies {k} {number}",
                )


def _grounds(scenarios: Mapping[str, Scenario]) -> None:
    st.subheader("What we put in ourselves", anchor=False)
    st.markdown(common.bullets(story.own_inputs(scenarios)), width=860)
    st.subheader("Does the answer hold?", anchor=False)
    words = st.empty()
    sensitivity = SensitivityPanel("remedies", story.VARIED, "A rule rather than training")
    st.subheader("What it does not show", anchor=False)
    st.markdown(common.bullets(story.NOT_SHOWN), width=860)
    pair = None
    with closing(common.figures([scenarios[stem] for stem in story.FILES], sensitivity.progress)) as views:
        for view in views:
            by_remedy = dict(zip(story.REMEDIES, view.results[1:], strict=True))
            rows = story.ranked(view.baseline, by_remedy, story.VARIED[0])
            pair = story.best(rows, "training"), story.best(rows, "rule")
            words.markdown(story.compared_words(rows))
    if pair is not None and pair[0] is not None and pair[1] is not None:
        training, rule = pair[0].remedy, pair[1].remedy
        sensitivity.draw(scenarios[training.stem], scenarios[rule.stem], story.alternatives(training))
