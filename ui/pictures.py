"""The pictures under the tiles, as tabs; places made once, drawn anew as results arrive."""

from __future__ import annotations

from typing import Any

import streamlit as st

from present.figures import day as by_day
from present.figures import weeks as by_week
from ui.look import mode
from ui.running import Snapshot

CONFIG = {"displayModeBar": False, "scrollZoom": False}


class Pictures:
    """Two tabs: Weeks and Day."""

    def __init__(self) -> None:
        weeks, day = st.tabs(["Weeks", "Day"])
        with weeks:
            self._weeks = {key: c.empty() for key, c in zip(by_week.SHOWN, st.columns(3), strict=True)}
        with day:
            st.caption("The average open day, half-hour by half-hour.")
            with st.grid(2, min_column_width=320):
                self._day = {name: st.empty() for name in by_day.SHOWN}

    def draw(self, view: Snapshot, number: int) -> None:
        """Draw all figures. `number` tells one drawing from the next: equal figures may not stand twice in a run."""
        for key, place in self._weeks.items():
            figure = by_week.weeks(view.now, view.base, key, mode=mode())
            _chart(place, figure, by_week.weeks_in_words(view.now, view.base, key), number)
        for name, place in self._day.items():
            figure = by_day.day(view.now, view.base, name, mode=mode())
            _chart(place, figure, by_day.day_in_words(view.now, name), number)


def _chart(place: Any, figure: Any, words: str, number: int) -> None:
    figure.update_layout(meta=number)
    place.plotly_chart(figure, width="stretch", theme="streamlit", config=CONFIG, alt=words)
