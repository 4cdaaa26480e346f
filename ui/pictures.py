"""The pictures under the tiles, as tabs; places made once, drawn anew as results arrive. Only the open one is drawn."""

from __future__ import annotations

import streamlit as st

from present.figures.pair_figures import DAY, FLOWS, HOURS, TEAM, WEEKS, PairFigure
from ui.charts import pair_chart
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


class Pictures:
    """Five tabs."""

    def __init__(self, *, is_dated: bool) -> None:
        """`is_dated`: the changes hold from some week on only."""
        tabs = dict(zip(TABS, st.tabs(list(TABS), key="pictures", on_change="rerun"), strict=True))
        self._open = next((name for name, tab in tabs.items() if tab.open), next(iter(TABS)))
        pictures, width, line = TABS[self._open]
        with tabs[self._open]:
            if line:
                line += " All weeks, those before the change too." if is_dated else ""
                st.markdown(small(line))
            with st.grid(3 if len(pictures) == 3 else 2, min_column_width=width) if width else st.container():
                self._places = [(picture, st.empty()) for picture in pictures]

    def draw(self, view: Snapshot, number: int) -> None:
        """Draw what is open. `number` tells one drawing from the next: equal figures may not stand twice in a run."""
        for i, (picture, place) in enumerate(self._places):
            pair_chart(place, picture, view.current, view.baseline, f"{self._open} {i} {number}")
