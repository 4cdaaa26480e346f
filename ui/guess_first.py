"""Guess first: whether this reader wants to be asked before a result is shown. It stands in the address."""

from __future__ import annotations

import streamlit as st

PARAMETER, OFF = "guess", "off"
WANTED = "guess first"
_READ = "guess first read"


def is_wanted() -> bool:
    """Whether results wait for a guess; a link may say that they do not."""
    if not st.session_state.get(_READ):
        st.session_state[_READ] = True
        if st.query_params.get(PARAMETER) == OFF:
            st.session_state[WANTED] = False
    return bool(st.session_state.setdefault(WANTED, True))


def switch(wanted: bool) -> None:
    """Keep what this reader wants."""
    st.session_state[_READ] = True
    st.session_state[WANTED] = wanted
