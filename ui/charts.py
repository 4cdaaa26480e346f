"""One way to show a figure: with its text alternative and, folded below it, its numbers as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from present.figures.difference_table import with_flat_heads
from present.figures.pair_figures import PairFigure
from sim import Result
from ui.theme import mode

CONFIG = {"displayModeBar": False, "scrollZoom": False}
TABLE = "The figures as a table"


def chart(
    place: Any,
    figure: go.Figure,
    alt: str,
    table: pd.DataFrame | None = None,
    key: str = "",
    config: dict[str, Any] = CONFIG,
) -> None:
    """Draw a figure into a place (`st.empty()`, a container or `st` itself).

    `alt`: its text alternative. `table`: its numbers, units in the column names. `key`: distinguishes this drawing
    from others of the same run. `config`: what a reader may do with it.
    """
    figure.update_layout(meta=key)
    with place.container() if hasattr(place, "container") else place:
        st.plotly_chart(figure, width="stretch", theme=None, config=config, alt=alt)
        if table is not None and len(table):
            as_table(table)


def pair_chart(place: Any, picture: PairFigure, current: Result, baseline: Result, key: str) -> None:
    """Draw a picture of two results, as `chart` does."""
    figure, alt = picture.draw(current, baseline, mode=mode()), picture.describe(current, baseline)
    chart(place, figure, alt, picture.tabulate(current, baseline), key)


def as_table(table: pd.DataFrame) -> None:
    """A figure's numbers, folded."""
    with st.expander(TABLE, icon=":material/table:"):
        st.dataframe(with_flat_heads(table), width="stretch", hide_index=True)
