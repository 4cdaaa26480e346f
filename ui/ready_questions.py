"""The questions that What if offers: each sets the levers and shows the answer."""

from __future__ import annotations

import streamlit as st

from present.ready_questions import Offer, offers
from ui.markdown_text import as_text
from ui.scenario_files import scenarios
from ui.session import open_comparison
from ui.state import Draft
from ui.stories.common import STORY
from ui.widget_sync import widget_sync

STORIES = "ui/views/stories.py"
ANOTHER = "another question"
"""Key of the panel with the questions while something is changed."""


def draw_questions(draft: Draft) -> None:
    """A chip for each that can be asked of this centre or of an example, but for the one that is being answered."""
    shipped, _ = scenarios()
    for offer in offers(draft.baseline, shipped):
        question = offer.question
        if offer.values and not offer.stem and offer.values == draft.values:
            continue
        icon = f":material/{question.icon}:"
        if question.story:
            st.page_link(
                STORIES,
                label=as_text(offer.words),
                icon=icon,
                query_params={STORY: question.story},
                help="Opens the story of another centre: six remedies, ranked",
            )
            continue
        name = shipped[offer.stem].name if offer.stem else ""
        sets = f"Goes to {name} and makes the change there." if name else "Makes the change in this centre."
        widget_sync().button(
            as_text(offer.words),
            _ask,
            draft,
            offer,
            icon=icon,
            key=f"ask {question.key}",
            help=as_text(f"{sets} Undo takes it back."),
        )


def draw_other_questions(draft: Draft) -> None:
    """The same below each other, for a panel."""
    with st.container(key="questions", gap="small"):
        draw_questions(draft)


def _ask(draft: Draft, offer: Offer) -> None:
    """Make it the current comparison, by one step."""
    st.session_state[ANOTHER] = False  # it would cover the answer
    if offer.stem:
        open_comparison(scenarios()[0][offer.stem], offer.values)
        return
    # What a centre's own dated changes become is a change from the start.
    week = 0 if "changes" in offer.values else draft.week
    draft.open(draft.baseline, dict(offer.values), week)
