"""What a session asks on the pages of staffing: the link carries it."""

from __future__ import annotations

import streamlit as st

from present.permalink import Staffed

TAKEN_OVER = "staffing question"
SHARE, WITHIN, PER, FLOOR, DAY = (f"staffing {name}" for name in ("share", "within", "per", "floor", "day"))
USUAL_FLOOR = 60


def team_key(stem: str) -> str:
    """Of the choice of a team: each scenario has its own."""
    return f"staffing team {stem}"


def taken_over() -> Staffed | None:
    """The question of the link that was opened last: what its fields begin with."""
    question: Staffed | None = st.session_state.get(TAKEN_OVER)
    return question


def take_over(question: Staffed, stem: str) -> None:
    """Ask what a link asks."""
    st.session_state[TAKEN_OVER] = question
    for key in (SHARE, WITHIN, PER, FLOOR, DAY, team_key(stem)):
        st.session_state.pop(key, None)


def on_screen(stem: str) -> Staffed | None:
    """What a link carries of it: what was asked last, None before anything was."""
    state, before = st.session_state, taken_over()
    if SHARE not in state:
        return before
    before = before or Staffed(1, 0)
    return Staffed(
        state[SHARE],
        state.get(WITHIN, before.within_s),
        state.get(PER) or before.per,
        state.get(FLOOR, before.floor),
        state.get(team_key(stem), before.team),
        state.get(DAY, before.day),
    )
