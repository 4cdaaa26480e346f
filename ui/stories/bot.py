"""The bot takes the easy third, step by step."""

from __future__ import annotations

from contextlib import closing

import streamlit as st

from present.figures.dots import Dot, dots, dots_in_words
from present.pair import Pair
from present.stories import bot as story
from present.stories.case import what_changed
from present.stories.phrases import figure, label
from sim import Scenario, scenario_hash
from sim.experiment.scaling import seats, with_people
from sim.experiment.staffing_equivalent import staffing_equivalent
from ui.charts import as_table, chart
from ui.markdown_text import bold_only
from ui.stories import common
from ui.stories.sensitivity import SensitivityPanel
from ui.theme import mode


def show(step: int) -> None:
    """The open step."""
    common.show_pair("bot", story.FILES, step, (_before, _change, _grounds))


def _before(before: Scenario, after: Scenario) -> None:
    texts = bold_only(story.situation(before)), bold_only(story.changed(before, after))
    heading = "What the model says of it, before the bot"
    common.show_before(texts, [before, after], story.BEFORE_SHOWN, heading)


def _change(before: Scenario, after: Scenario) -> None:
    st.markdown(bold_only(story.changed(before, after)), width=860)
    common.chips(what_changed(before, after))
    tiles = common.tiles(len(story.BEFORE_SHOWN))
    progress = st.empty()
    with st.container(key="story"):
        answer = st.empty()
    plan, left = st.empty(), st.empty()
    with st.grid(2, min_column_width=330, gap="medium"):
        places = [st.empty() for _ in story.LEFT[:4]]
    all_figures = st.empty()
    scenarios_shown = [before, story.same_people(before, after), after]

    def draw(scenarios: list[Scenario], name: str) -> None:
        with closing(common.figures(scenarios, progress)) as views:
            for number, view in enumerate(views):
                first, same, planned = view.results[:3]
                tiles.draw([figure(Pair(planned, first), key) for key in story.BEFORE_SHOWN])
                plan.markdown(bold_only(story.planned_people_text(Pair(planned, first))))
                left.markdown(common.bullets(story.remaining_calls_text(Pair(same, first))))
                variants = story.variants(view.results)
                for place, key in zip(places, story.LEFT[:4], strict=True):
                    title = label(key, first)
                    rows = [Dot(v.name, v.result.kpi(key), is_strong=i == 0) for i, v in enumerate(variants)]
                    currency = before.costs.currency
                    chart(
                        place,
                        dots(title, rows, key, currency=currency, mode=mode()),
                        dots_in_words(title, rows, key),
                        None,
                        f"{name} {key} {number}",
                    )
                with all_figures.container():
                    as_table(story.table(variants, story.LEFT))

    draw(scenarios_shown, "plan")
    equivalent = common.run_search(
        lambda: staffing_equivalent(after, before, story.PACE),
        ("people", scenario_hash(before), scenario_hash(after)),
        progress,
        "Looking for the number of people it takes",
    )
    if equivalent is None:
        return
    answer.markdown(story.people_needed_in_words(equivalent, before, after))
    people = story.people_needed(equivalent, before, after)
    if people is not None:
        draw([*scenarios_shown, with_people(after, people - seats(after))], "found")


def _grounds(before: Scenario, after: Scenario) -> None:
    st.subheader("What it rests on", anchor=False)
    st.markdown(story.PUT_IN, width=860)
    sensitivity = SensitivityPanel("bot", story.VARIED, "The plan beside before")
    st.subheader("What it does not show", anchor=False)
    st.markdown(common.bullets(story.NOT_SHOWN), width=860)
    sensitivity.draw(before, after)
