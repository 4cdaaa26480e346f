"""Present mode: a comparison step by step on a projector, by keys or a clicker, with nothing else on screen.

The server draws every step once; the browser shows one of them at a time, so a step comes at once and needs no
connection.
"""

from __future__ import annotations

import streamlit as st

from ui.present.selection import COMPARE, OF, WHAT_IF

PAGE = "ui/views/present.py"
_OF_PAGE = {"what if": WHAT_IF, "compare": COMPARE}


def present_link(page: str) -> None:
    """The link "Present" of a page, "what if" or "compare": it presents what that page is about."""
    st.page_link(
        PAGE,
        label="Present",
        icon=":material/present_to_all:",
        help="Step by step on a projector: large, without controls; arrow keys or a clicker move on",
        query_params={OF: _OF_PAGE[page]},
    )
