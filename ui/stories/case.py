"""A practitioner's case on the page, step by step."""

from __future__ import annotations

from contextlib import closing
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
from present.stories.phrases import figure, headline
from sim import Scenario, replace
from ui.charts import chart
from ui.markdown_text import bold_only
from ui.scenario_files import scenarios
from ui.stories import common
from ui.stories.sensitivity import SensitivityPanel
from ui.theme import mode


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
    tiles, progress = common.tiles(len(case.tiles)), st.empty()
    with st.container(key="story"):
        headline_place = st.empty()
    verdict = st.empty()
    shown = _scenarios(case, before, after)
    with st.grid(2, min_column_width=330, gap="medium"):
        with st.container():
            dumbbell, caveats = st.empty(), st.empty()
        with st.container():
            weeks = [st.empty() for _ in case.by_week] if len(shown) > 2 else []
            if not weeks:
                st.caption(
                    f"The weeks before and after need the file {case.stem}.yaml, with a dated change in it."
                )
    with closing(common.figures(shown, progress)) as views:
        for number, view in enumerate(views):
            pair = Pair(view.results[1], view.results[0])
            tiles.draw([figure(pair, key) for key in case.tiles])
            headline_place.markdown(bold_only(headline(case.lead, pair, case.headline)))
            verdict.markdown(verdict_words(check_claims(pair, case.claims)))
            chart(
                dumbbell,
                dumbbells(pair, case.compared, mode=mode()),
                dumbbells_in_words(pair, case.compared),
                before_after_table(
                    pair, [*case.compared, *(k for k in case.headline if k not in case.compared)]
                ),
                f"dumbbells {number}",
            )
            for place, key in zip(weeks, case.by_week, strict=False):
                dated, unchanged = view.results[2:]
                chart(
                    place,
                    weeks_of_change(dated, unchanged, key, mode=mode()),
                    weeks_in_words(dated, unchanged, key),
                    weeks_table(dated, unchanged, key),
                    f"weeks {key} {number}",
                )
            caveats.markdown(common.bullets(case.remarks(pair)))


def _grounds(case: StoryCase, before: Scenario, after: Scenario) -> None:
    st.subheader("Model against story", anchor=False)
    verdict, rows = st.empty(), st.empty()
    st.subheader("What it rests on", anchor=False)
    st.markdown(case.put_in, width=860)
    sensitivity = SensitivityPanel(case.key, case.varied)
    st.subheader("What it does not show", anchor=False)
    st.markdown(common.bullets(case.not_shown), width=860)
    with closing(common.figures([before, after], sensitivity.progress)) as views:
        for view in views:
            claims = check_claims(Pair(view.current, view.baseline), case.claims)
            verdict.markdown(verdict_words(claims))
            rows.table(table(claims).set_index("In the story"))
    sensitivity.draw(before, after, case.alternatives)
