"""What is drawn, and sent to the browser, when somebody opens it: folds and panels behind a button."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def fold(label: str, key: str, draw: Callable[[], object], *, icon: str = "", expanded: bool = False) -> None:
    """A fold; `icon`: a Material symbol's name."""
    symbol = f":material/{icon}:" if icon else None
    with st.expander(label, icon=symbol, key=key, expanded=expanded, on_change="rerun") as body:
        if body.open:
            draw()


def line_fold(label: str, key: str, draw: Callable[[], object]) -> None:
    """A fold whose label says what matters and changes with it. It stays as it was left.

    To Streamlit 1.67 an expander of another label is another one, which begins closed; so it is told.
    """
    kept = f"{key} is open"
    st.session_state[key] = bool(st.session_state.get(key, st.session_state.get(kept, False)))
    with st.expander(label, key=key, type="compact", on_change="rerun") as body:
        st.session_state[kept] = body.open
        if body.open:
            draw()


def panel(label: str, key: str, draw: Callable[[], object], *, icon: str, help: str = "") -> None:
    """A panel behind a button; a callback closes it by setting its key's state to False."""
    symbol = f":material/{icon}:"
    with st.popover(
        label, type="tertiary", icon=symbol, key=key, on_change="rerun", help=help or None
    ) as body:
        if body.open:
            draw()
