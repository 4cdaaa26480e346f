"""A table of words, shown as they are: cells may hold names that users or their files gave."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.markdown_text import as_text


def words_table(frame: pd.DataFrame) -> None:
    """Draw it; nothing in its cells is a mark."""
    st.table(frame.map(as_text), hide_index=True, border="horizontal")
