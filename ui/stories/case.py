"""A practitioner's case on the page, step by step."""

from __future__ import annotations

from functools import partial

import streamlit as st

from present.figures.before_after import (
    before_after_table,
    dumbbells,
    dumbbells_in_words,
    weeks_in_words,
    weeks_of_change,
    weeks_table,
)
from present.pair import Pair
from present.stories.case import StoryCase, what_changed
from present.stories.claims import check_claims, table, verdict_words
from present.stories.phrases import figure, verdict_line
from sim import Scenario, replace
from ui.charts import as_tables, chart
from ui.markdown_text import bold_only
from ui.scenario_files import scenarios
from ui.stories import common, guess
from ui.stories.sensitivity import draw_sensitivity
from ui.theme import mode
from ui.words_table import words_table


def show(case: StoryCase, step: int) -> None:
    """The open step of a case."""
    parts = [partial(part, case) for part in (_before, _change, _grounds)]
    common.show_pair(case.key, case.files, step, parts)


def _scenarios(case: StoryCase, before: Scenario, after: Scenario) -> list[Scenario]:
    """Before, after and, where the file is there, the change in time beside the same weeks without it."""
    dated = scenarios()[0].get(case.stem)  # a file that the story can do without
    if dated is None or not dated.changes:
        return [before, after]
    return [before, after, dated, replace(dated, {"changes": []})]


def _before(case: StoryCase, before: Scenario, after: Scenario) -> None:
    common.show_before([bold_only(case.situation(before))], _scenarios(case, before, after), case.before)


def _change(case: StoryCase, before: Scenario, after: Scenario) -> None:
    st.markdown(bold_only(case.changed(before, after)), width=860)
    common.chips(what_changed(before, after))
    shown = _scenarios(case, before, after)
    view = common.figures(shown)  # they are simulated while somebody guesses
    if guess.asks_of_figures(case.key, case.lead):
        return
    pair = Pair(view.results[1], view.results[0]) if view is not None else None
    if pair is not None:
        with st.container(key="story"):
            st.markdown(bold_only(verdict_line(case.lead, pair)))
    common.tiles([figure(pair, key) for key in case.tiles] if pair else None, len(case.tiles))
    if len(shown) == 2:
        st.caption(f"The weeks before and after need the file {case.stem}.yaml, with a dated change in it.")
    if view is None or pair is None:
        return
    guess.beside_figures(case.key, pair)
    st.markdown(bold_only(verdict_words(check_claims(pair, case.claims))))
    with st.grid(2, min_column_width=330, gap="medium"):
        with st.container():
            chart(
                dumbbells(pair, case.compared, mode=mode()),
                dumbbells_in_words(pair, case.compared),
                "dumbbells",
            )
            st.markdown(common.bullets(case.remarks(pair)))
        with st.container():
            if len(shown) > 2:
                for key in case.by_week:
                    dated, unchanged = view.results[2:]
                    words = weeks_in_words(dated, unchanged, key)
                    chart(weeks_of_change(dated, unchanged, key, mode=mode()), words, f"weeks {key}")
    figures = dict.fromkeys((*case.tiles, *case.compared))
    tables = [partial(before_after_table, pair, list(figures))]
    if len(shown) > 2:
        tables += [partial(weeks_table, view.results[2], view.results[3], key) for key in case.by_week]
    as_tables(f"change {case.key}", tables)


def _grounds(case: StoryCase, before: Scenario, after: Scenario) -> None:
    st.subheader("The case and the model", anchor=False)
    view = common.figures([before, after])
    if view is not None:
        claims = check_claims(Pair(view.current, view.baseline), case.claims)
        st.markdown(bold_only(verdict_words(claims)))
        words_table(table(claims), "The case and the model")
    st.subheader("What it rests on", anchor=False)
    st.markdown(bold_only(case.put_in), width=860)
    if view is not None and view.finished:
        draw_sensitivity(case.key, case.varied, before, after, case.alternatives)
    st.subheader("What it does not show", anchor=False)
    st.markdown(common.bullets(case.not_shown), width=860)
