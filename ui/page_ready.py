"""Whether the browser has put the page's widgets in their places since the session began.

A browser that has just opened a page puts its levers in place as soon as nothing more arrives for a moment. Were
something to arrive all the time, it would show grey places instead for ten seconds and more. So what is only nice to
have waits until a part of the page that nobody sees reports that it is there.
"""

from __future__ import annotations

from time import monotonic, sleep

import streamlit as st

from ui.runner import POLL_S, let_go

SETTLED = "settled"
LONGEST_S = 8.0
"""A browser that says nothing for so long is not waited for."""


def report_when_settled() -> None:
    """The part that reports, drawn after the levers until it has."""
    if not st.session_state.get(SETTLED):
        report = st.components.v2.component(
            "headroom_settled",
            html="<span></span>",
            js="export default ({ setStateValue }) => setStateValue('here', true)",
        )
        if report(key="settled report", on_here_change=lambda: None).get("here"):
            st.session_state[SETTLED] = True


def settle() -> None:
    """Send nothing until the browser has reported; its report begins another run."""
    began = monotonic()
    while not st.session_state.get(SETTLED) and monotonic() - began < LONGEST_S:
        sleep(POLL_S)
        let_go()
    st.session_state[SETTLED] = True
