"""The bot takes the easy third, step by step."""

from __future__ import annotations

from functools import partial

import streamlit as st

from present.figures.dots import Dot, dots, dots_in_words
from present.pair import Pair
from present.stories import bot as story
from present.stories.case import what_changed
from present.stories.phrases import figure, label, verdict_line
from sim import Scenario, scenario_hash
from sim.experiment.scaling import seats, with_people
from sim.experiment.staffing_equivalent import staffing_equivalent
from ui.charts import as_tables, chart
from ui.markdown_text import bold_only
from ui.stories import common, guess
from ui.stories.sensitivity import draw_sensitivity
from ui.theme import mode


def show(step: int) -> None:
    """The open step."""
    common.show_pair(story.KEY, story.FILES, step, (_before, _change, _grounds))


def _before(before: Scenario, after: Scenario) -> None:
    texts = bold_only(story.situation(before)), bold_only(story.changed(before, after))
    common.show_before(texts, [before, after], story.BEFORE_SHOWN, "What the model shows, before the bot")


def _change(before: Scenario, after: Scenario) -> None:
    st.markdown(bold_only(story.changed(before, after)), width=860)
    common.chips(what_changed(before, after))
    view = common.figures([before, story.same_people(before, after), after])
    lead = story.lead(after)
    if guess.asks_of_figures(story.KEY, lead):
        return
    pair = Pair(view.current, view.baseline) if view is not None else None
    if pair is not None:
        with st.container(key="story"):
            st.markdown(bold_only(verdict_line(lead, pair)))
    shown = [figure(pair, key) for key in story.BEFORE_SHOWN] if pair is not None else None
    common.tiles(shown, len(story.BEFORE_SHOWN))
    if view is None or pair is None:
        return
    guess.beside_figures(story.KEY, pair)
    first, same, _ = results = view.results
    with st.container(key="story_people"):
        if view.finished and (people := _people_needed(before, after)) is not None:
            enough = common.figures([with_people(after, people - seats(after))], "people needed")
            results += enough.results if enough is not None else ()
    st.markdown(bold_only(story.remaining_calls_heading(same.scenario)))
    st.markdown(common.bullets(story.remaining_calls_text(Pair(same, first))))
    variants = story.variants(results)
    with st.grid(2, min_column_width=330, gap="medium"):
        for key in story.LEFT[:4]:
            title = label(key, first)
            rows = [Dot(v.name, v.result.kpi(key), is_strong=i == 0) for i, v in enumerate(variants)]
            picture = dots(title, rows, key, currency=before.costs.currency, mode=mode())
            chart(picture, dots_in_words(title, rows, key), f"bot {key}")
    as_tables("bot", [partial(story.table, variants, story.LEFT)])


def _people_needed(before: Scenario, after: Scenario) -> int | None:
    """How many people it takes, and the sentence that says so; None while it is looked for and where nobody knows."""
    equivalent = common.run_search(
        lambda: staffing_equivalent(after, before, story.PACE, of_headcount=True),
        ("people", scenario_hash(before), scenario_hash(after)),
        "Finding how many people it takes",
    )
    if equivalent is None:
        return None
    st.markdown(bold_only(story.people_needed_in_words(equivalent, before, after)))
    return story.people_needed(equivalent, before, after)


def _grounds(before: Scenario, after: Scenario) -> None:
    st.subheader("What it rests on", anchor=False)
    st.markdown(bold_only(story.PUT_IN), width=860)
    draw_sensitivity(
        story.KEY, story.VARIED, before, after, title=f"{story.lead(after)}, compared with before"
    )
    st.subheader("What it does not show", anchor=False)
    st.markdown(common.bullets(story.NOT_SHOWN), width=860)
