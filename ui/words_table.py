"""A table of words, shown as they are: cells may hold names that users or their files gave."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from present.html_table import table_html
from ui.theme import mode


def words_table(frame: pd.DataFrame, label: str) -> None:
    """Draw it; where it is narrow each row is a card. `label`: what it shows, for a screen reader."""
    rows = [[str(cell) for cell in row] for row in frame.itertuples(index=False)]
    st.html(table_html([str(head) for head in frame.columns], rows, label, mode()))
