"""A tour of three steps for somebody who opens Headroom for the first time: one line above the page, gone when read."""

from __future__ import annotations

import streamlit as st

from ui.session import session
from ui.state import Draft

STEPS = (
    ("Ask", "Pick a question, or move a lever. The whole centre is simulated again, call by call."),
    ("Read", "For whom it is better, three figures, then a line each. Each line opens to more."),
    ("Doubt", "† rests on assumptions about people. *How sure* shows how far they move the answer."),
)

BEGAN = "moves before the tour"


def tour(draft: Draft) -> None:
    """Draw the step the user is at; nothing for one who has come by a link, has seen it, or is at work already."""
    state = session()
    if state.tour is None:
        state.tour = len(STEPS) if state.arrived_by_link else 0
    steps = len(draft.steps.past)
    moves = steps - st.session_state.setdefault(BEGAN, steps)
    if state.tour == 0 and moves > 0:
        state.tour = 1
    elif state.tour == 1 and moves > 1:
        state.tour = len(STEPS)
    if state.tour >= len(STEPS):
        return
    title, words = STEPS[state.tour]
    with st.container(border=True, key="tour", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{state.tour + 1} of {len(STEPS)} · {title}** {words}")
        if state.tour < len(STEPS) - 1:
            st.button("Next", key="tour next", type="tertiary", on_click=_to, args=(state.tour + 1,))
        st.button("Close", key="tour skip", type="tertiary", on_click=_to, args=(len(STEPS),))


def _to(step: int) -> None:
    session().tour = step


def restart() -> None:
    """Begin the tour again."""
    session().tour = 0
    st.session_state.pop(BEGAN, None)
