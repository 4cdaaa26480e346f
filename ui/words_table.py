"""A table of words, shown as they are: cells may hold names that users or their files gave."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from present.html_table import table_html
from ui.charts import BLANK_CELL
from ui.theme import mode

EXAMPLE_PX, MOST_COLUMNS = 96, 16
"""Least width of a column of figures; beyond so many a card would be longer than a screen."""


def words_table(frame: pd.DataFrame, label: str) -> None:
    """Draw it; where it is narrow each row is a card. `label`: what it shows, for a screen reader."""
    rows = [[str(cell) for cell in row] for row in frame.itertuples(index=False)]
    st.html(table_html([str(head) for head in frame.columns], rows, label, mode()))


def first_rows(frame: pd.DataFrame, label: str) -> None:
    """The first rows of a longer table. On a phone the first three are cards; very many columns are to be scrolled."""
    if frame.shape[1] > MOST_COLUMNS:
        st.dataframe(frame, width="stretch", hide_index=True, placeholder=BLANK_CELL)
        return
    rows = [
        [BLANK_CELL if pd.isna(cell) else str(cell) for cell in row] for row in frame.to_numpy(dtype=object)
    ]
    heads = [str(head) for head in frame.columns]
    st.html(table_html(heads, rows, label, mode(), column_px=EXAMPLE_PX, few_cards=True))
