"""The pictures under the tiles, as tabs; only the open one is drawn."""

from __future__ import annotations

from functools import partial

import streamlit as st

from present.figures.pair_figures import DAY, FLOWS, HOURS, TEAM, WEEKS, PairFigure
from ui.charts import as_tables, pair_chart
from ui.runner import Snapshot
from ui.theme import small

TABS: dict[str, tuple[tuple[PairFigure, ...], int, str]] = {
    "Weeks": (WEEKS, 260, ""),
    "Day": (DAY, 320, "The average open day, half-hour by half-hour."),
    "Team": ((TEAM,), 0, ""),
    "Where calls go": ((FLOWS,), 0, ""),
    "Where hours go": ((HOURS,), 0, ""),
}
"""By name: the pictures, the least width of one in px (0: all there is), a line above them."""


def draw_pictures(view: Snapshot | None, *, is_dated: bool) -> None:
    """Five tabs. `is_dated`: the changes hold from some week on only. Without a view there are no pictures yet."""
    tabs = dict(zip(TABS, st.tabs(list(TABS), key="pictures", on_change="rerun"), strict=True))
    name = next((name for name, tab in tabs.items() if tab.open), next(iter(TABS)))
    pictures, width, line = TABS[name]
    with tabs[name]:
        if view is None:
            st.empty().skeleton(height=300)
            return
        if line:
            st.markdown(small(f"{line} All weeks, those before the change too." if is_dated else line))
        pair = view.current, view.baseline
        with st.grid(3 if len(pictures) == 3 else 2, min_column_width=width) if width else st.container():
            for picture in pictures:
                pair_chart(picture, *pair, name)
        as_tables(name, [partial(picture.tabulate, *pair) for picture in pictures])
