"""For whom a session's pages are written: as the current scenario's `locale` has it."""

from __future__ import annotations

import streamlit as st

from present.locale import read_as

KEY = "locale"


def write_for(locale: str | None) -> None:
    """For this locale from now on: this run of the page, and later ones of its parts."""
    st.session_state[KEY] = locale
    read_as(locale)


def write_as_before() -> None:
    """At the beginning of a run of a part of a page, whose thread knows nothing yet."""
    read_as(st.session_state.get(KEY))
