"""A tour of three steps for somebody who opens Headroom for the first time; it stands above the page."""

from __future__ import annotations

import streamlit as st

from ui.session import session

STEPS = (
    (
        "Move a lever",
        "At the left are the rules, the people and the calls of a centre. Move one: end the time target, let people "
        "close hopeless calls, take away three agents. The whole centre is simulated again, call by call.",
    ),
    (
        "Read the answer",
        "The first sentence says what becomes of callers, of the people on the phones and of the work. The three tiles "
        "give the figures with their range; each difference is measured on the same callers in the same moods.",
    ),
    (
        "Doubt it",
        "What rests on assumptions about people carries a †. The paler range under a difference shows how far it moves "
        "when the assumptions do. The page “Trust” says what was checked, what is sourced, what is assumed.",
    ),
)


def tour() -> None:
    """Draw the step the user is at; nothing for one who has come by a link or has seen it."""
    state = session()
    if state.tour is None:
        state.tour = len(STEPS) if state.arrived_by_link else 0
    if state.tour >= len(STEPS):
        return
    title, words = STEPS[state.tour]
    last = state.tour == len(STEPS) - 1
    with st.container(border=True, key="tour", horizontal=True, vertical_alignment="bottom"):
        st.markdown(f"**{state.tour + 1} of {len(STEPS)} · {title}**  \n{words}")
        st.button(
            "Begin" if last else "Next",
            key="tour next",
            type="primary",
            on_click=_to,
            args=(state.tour + 1,),
        )
        if not last:
            st.button("Skip the tour", key="tour skip", type="tertiary", on_click=_to, args=(len(STEPS),))


def _to(step: int) -> None:
    session().tour = step


def restart() -> None:
    """Begin the tour again."""
    session().tour = 0
