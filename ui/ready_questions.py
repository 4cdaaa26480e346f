"""The questions that What if offers while nothing is changed: each sets scenario and levers and shows the answer."""

from __future__ import annotations

from typing import Any

import streamlit as st

from present.ready_questions import QUESTIONS
from ui.markdown_text import as_text
from ui.scenario_files import scenarios
from ui.session import current_draft, pick, session
from ui.state import Draft
from ui.stories.common import STORY
from ui.widget_sync import widget_sync

STORIES = "ui/views/stories.py"
UNASKED = "question taken back"
"""Key of its scenario, the one before it, how that stood and after how many steps."""


def draw_questions() -> None:
    """A chip for each that can be asked of the scenarios there are."""
    by_stem, _ = scenarios()
    for question in QUESTIONS:
        icon = f":material/{question.icon}:"
        if question.story:
            st.page_link(
                STORIES,
                label=as_text(question.words),
                icon=icon,
                query_params={STORY: question.story},
                help="Opens the story: six remedies for the same centre, ranked",
            )
        elif (values := question.values(by_stem)) is not None:
            widget_sync().button(
                as_text(question.words),
                _ask,
                question.stem,
                values,
                icon=icon,
                key=f"ask {question.key}",
                help=as_text(f"Sets {by_stem[question.stem].name} and the change. Undo takes it back."),
            )


def _ask(stem: str, values: dict[str, Any]) -> None:
    """Make it the current comparison."""
    before = session().picked
    pick(stem)
    draft = current_draft()
    steps = len(draft.past)
    draft.open(draft.origin, values, 0)
    if before != stem and len(draft.past) > steps:
        _asked_from()[stem] = before, steps


def undo(draft: Draft) -> None:
    """One step back; from a question to the scenario that was picked before it, too."""
    draft.undo()
    before, steps = _asked_from().get(draft.stem, ("", -1))
    if len(draft.past) <= steps:
        del _asked_from()[draft.stem]
        pick(before)
        here = current_draft()
        st.session_state[UNASKED] = draft.stem, before, here.setting, len(here.past)


def can_redo(draft: Draft) -> bool:
    """Whether there is a step forward: in a scenario, or to a question that was taken back."""
    return bool(draft.future) or _unasked(draft) is not None


def redo(draft: Draft) -> None:
    """One step forward again; to a question's scenario, too."""
    stem = _unasked(draft)
    if stem is None:
        draft.redo()
        return
    st.session_state.pop(UNASKED)
    pick(stem)
    asked = current_draft()
    _asked_from()[stem] = draft.stem, len(asked.past)
    asked.redo()


def _unasked(draft: Draft) -> str | None:
    """The scenario of the question that was taken back last; None once anything else was moved or picked."""
    stem, before, setting, steps = st.session_state.get(UNASKED, ("", "", None, 0))
    is_here = before == draft.stem and setting == draft.setting and steps == len(draft.past)
    return stem if is_here and not draft.future else None


def _asked_from() -> dict[str, tuple[str, int]]:
    """By the scenario of a question: the one before it, and how many steps back there were."""
    asked: dict[str, tuple[str, int]] = st.session_state.setdefault("asked from", {})
    return asked
