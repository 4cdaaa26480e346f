"""What all pages have in common: a heading, a sentence on what the page is for, what there is to say once."""

from __future__ import annotations

import streamlit as st

from ui.session import session

ICONS = {
    "success": ":material/check:",
    "info": ":material/info:",
    "warning": ":material/warning:",
    "error": ":material/error:",
}


def page(title: str, intro: str = "") -> None:
    """Heading and introduction."""
    st.header(title, anchor=False)
    if intro:
        st.markdown(intro, width=760)
    notes()


def simulated_runs() -> int:
    """How many runs of each scenario: one choice for all pages."""
    st.session_state.setdefault("replications", 10)
    return st.segmented_control(
        "Simulated runs",
        [4, 10, 20, 50],
        required=True,
        key="replications",
        persist_state="session",
        help="More runs make the ranges narrower and take longer. Each run simulates all weeks with other callers.",
    )


def notes() -> None:
    """What a link or an upload left to say. A problem stays until the next one that works."""
    mine = session()
    for kind, words in mine.notes:
        getattr(st, kind)(words, icon=ICONS[kind])
    mine.notes = []
    if mine.problem:
        st.error(mine.problem, icon=ICONS["error"])
        mine.problem = ""
