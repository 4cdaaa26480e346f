"""One way to show a figure: with its text alternative and, folded below it, its numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from present.figures.difference_table import with_flat_heads
from present.figures.pair_figures import PairFigure
from present.locale import reading
from sim import Result
from ui.folded import fold
from ui.theme import mode

CONFIG = {"displayModeBar": False, "scrollZoom": False}
TABLE = "The figures as a table"
BLANK_CELL = "–"
"""In a table's cell that has no value: the browser would write "None"."""


def row_of_three(key: str) -> DeltaGenerator:
    """A place for three pictures: in a row, or where there is less space the last takes a whole one, or each does.

    The style says how narrow they may be.
    """
    return st.grid(3, key=f"three_pictures_{key}")


def chart(figure: go.Figure, alt: str, key: str = "", config: dict[str, Any] = CONFIG) -> None:
    """Draw a figure. `alt`: its text alternative; `key`: tells it from others of the page; `config`: what a reader may
    do with it.
    """
    figure.update_layout(meta=key)
    st.plotly_chart(figure, width="stretch", theme=None, config=config, alt=alt)


def chart_of_points(figure: go.Figure, alt: str, key: str) -> int | None:
    """Draw a figure whose points can be clicked; the `customdata` of the one that was, None before."""
    figure.update_layout(meta=key)
    chosen = st.plotly_chart(
        figure,
        width="stretch",
        theme=None,
        config=CONFIG,
        alt=alt,
        key=key,
        on_select="rerun",
        selection_mode="points",
    )
    points = chosen["selection"]["points"]
    return int(points[0]["customdata"]) if points and "customdata" in points[0] else None


@st.cache_resource(show_spinner=False, scope="session", max_entries=12)
def _drawn(address: str, _draw: Callable[[], tuple[go.Figure, str]]) -> tuple[go.Figure, str]:
    """A picture that was drawn already: parts of a page are drawn again and again while more becomes known."""
    return _draw()


def pair_chart(
    picture: PairFigure,
    current: Result,
    baseline: Result,
    key: str,
    previous: Result | None = None,
    finish: Callable[[go.Figure], None] = lambda _: None,
    finished_by: str = "",
) -> None:
    """Draw a picture of two results. `previous`: before the last move, as a pale line where it can be drawn.

    `finish`: what is done to the figure at last; `finished_by`: what that depends on.
    """

    def draw() -> tuple[go.Figure, str]:
        figure = picture.beside(previous).draw(current, baseline, mode=mode())
        finish(figure)
        return figure, picture.describe(current, baseline)

    results = [
        f"{r.hash} {r.seed} {r.engine} {len(r.replications)}" for r in (current, baseline, previous) if r
    ]
    figure, alt = _drawn(f"{key} {picture.key} {mode()} {reading()} {results} {finished_by}", draw)
    chart(figure, alt, f"{key} {picture.key}")


def as_tables(key: str, tables: Sequence[Callable[[], pd.DataFrame]], label: str = TABLE) -> None:
    """Numbers of figures, folded; they are made and sent when somebody opens them. `key`: of the fold."""

    def draw() -> None:
        for table in (make() for make in tables):
            if len(table):
                st.dataframe(with_flat_heads(table), width="stretch", hide_index=True, placeholder=BLANK_CELL)

    fold(label, f"table {key}", draw, icon="table")
