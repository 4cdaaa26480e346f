"""The part that is in the browser: it shows one step at a time and listens to keys wherever the focus is."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import streamlit as st

from ui.present.screen import Screen
from ui.work import draw_again_soon

_HERE = Path(__file__).parent
_SCREEN, _ASKED = "present screen", "present screen asked for"
LONGEST_S = 3.0
"""A browser that does not say how large its screen is within this time is taken for a small one."""


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_player = st.components.v2.component(
    "headroom_present", html=_text("player.html"), css=_text("player.css"), js=_text("player.js")
)


def player() -> bool:
    """Show the steps that are on the page; True when the user wants to leave."""
    with st.container(key="present_player"):
        answer = _player(key="present player", on_screen_change=lambda: None, on_leave_change=lambda: None)
    reported = Screen.of(answer.get("screen"))
    if reported is not None:
        st.session_state[_SCREEN] = reported
    return bool(answer.get("leave"))


def screen() -> Screen | None:
    """The browser's, once it has reported, which begins another run; None until then, for a moment at most."""
    began: float = st.session_state.setdefault(_ASKED, monotonic())
    if _SCREEN not in st.session_state and monotonic() - began < LONGEST_S:
        draw_again_soon()
        return None
    reported: Screen = st.session_state.setdefault(_SCREEN, Screen())
    return reported
