"""Whether the browser has put the page's widgets in their places since the session began.

A browser that has just opened a page puts its levers in place as soon as nothing more arrives for a moment. Were
something to arrive all the time, it would show grey places instead for ten seconds and more. So what is only nice to
have waits until a part of the page that nobody sees reports that it is there.
"""

from __future__ import annotations

from time import monotonic, sleep

import streamlit as st

from ui.runner import POLL_S, on_idle

READY = "page_ready"
REPORT = """export default ({ setStateValue }) => {
  const link = document.activeElement?.closest("a[href]")
  const leaves = link && new URL(link.href).pathname !== location.pathname
  if (!leaves) setStateValue("here", true)
}"""
"""A report asks the server for this page once more. Sent after a click on a link to another page, it would undo it."""
LONGEST_S = 8.0
"""How long a browser that says nothing is waited for."""


def report_when_ready() -> None:
    """The part that reports, drawn after the levers until it has."""
    if not st.session_state.get(READY):
        report = st.components.v2.component("headroom_page_ready", html="<span></span>", js=REPORT)
        if report(key="page ready report", on_here_change=lambda: None).get("here"):
            st.session_state[READY] = True


def wait_until_ready() -> None:
    """Send nothing until the browser has reported; its report begins another run."""
    began = monotonic()
    while not st.session_state.get(READY) and monotonic() - began < LONGEST_S:
        sleep(POLL_S)
        on_idle()
    st.session_state[READY] = True
