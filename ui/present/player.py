"""The part that is in the browser: it shows one step at a time and listens to keys wherever the focus is."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import streamlit as st

from ui.guess_first import switch
from ui.present.screen import Screen
from ui.work import draw_again_soon

_HERE = Path(__file__).parent
_SCREEN, _ASKED, _REMEMBERED = "present screen", "present screen asked for", "present guess remembered"
LONGEST_S = 3.0
"""A browser that does not say how large its screen is within this time is taken for a small one."""


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


SCRIPTS = ("fit.js", "guesses.js", "player.js")
"""One after the other they are one module."""

_player = st.components.v2.component(
    "headroom_present",
    html=_text("player.html"),
    css=_text("player.css"),
    js="\n".join(_text(name) for name in SCRIPTS),
)


def player() -> bool:
    """Show the steps that are on the page; True when the user wants to leave."""
    with st.container(key="present_player"):
        answer = _player(
            key="present player",
            on_screen_change=_nothing,
            on_leave_change=_nothing,
            on_guess_change=_nothing,
        )
    size = answer.get("screen") or {}
    reported = Screen.of(size)
    if reported is not None:
        st.session_state[_SCREEN] = reported
        if size.get("guess") == "off" and _REMEMBERED not in st.session_state:  # of an earlier session
            switch(False)
        st.session_state[_REMEMBERED] = True
    if answer.get("guess") in ("on", "off"):
        switch(answer["guess"] == "on")
    return bool(answer.get("leave"))


def _nothing() -> None:
    """Reports begin a run of the page; there is nothing to do before."""


def screen() -> Screen | None:
    """The browser's, once it has reported, which begins another run; None until then, for a moment at most."""
    began: float = st.session_state.setdefault(_ASKED, monotonic())
    if _SCREEN not in st.session_state and monotonic() - began < LONGEST_S:
        draw_again_soon()
        return None
    reported: Screen = st.session_state.setdefault(_SCREEN, Screen())
    return reported
