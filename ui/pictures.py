"""The pictures under the tiles, as tabs; places made once, drawn anew as results arrive. Only the open one is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from present.figures import day, flows, hours, team, weeks
from present.tiles import HERO
from sim import Result
from ui.charts import chart
from ui.runner import Snapshot
from ui.theme import mode


@dataclass(frozen=True)
class Picture:
    """A figure, its text alternative and its table, each made of the current result and the baseline's."""

    figure: Callable[..., go.Figure]
    words: Callable[[Result, Result], str]
    table: Callable[[Result, Result], pd.DataFrame]


def _of_weeks(key: str) -> Picture:
    return Picture(
        partial(weeks.weeks, key=key),
        partial(weeks.weeks_in_words, key=key),
        partial(weeks.weeks_table, key=key),
    )


def _of_day(name: str) -> Picture:
    return Picture(
        partial(day.day, name=name),
        lambda current, baseline: day.day_in_words(current, name),
        partial(day.day_table, name=name),
    )


TABS: dict[str, tuple[list[Picture], int, str]] = {
    "Weeks": ([_of_weeks(key) for key in HERO], 260, ""),
    "Day": ([_of_day(name) for name in day.SHOWN], 320, "The average open day, half-hour by half-hour."),
    "Team": ([Picture(team.team, team.team_in_words, team.team_table)], 0, ""),
    "Where calls go": ([Picture(flows.flows, flows.flows_in_words, flows.flows_table)], 0, ""),
    "Where hours go": ([Picture(hours.hours, hours.hours_in_words, hours.hours_table)], 0, ""),
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
                st.markdown(f":small[:gray[{line}]]")
            with st.grid(3 if len(pictures) == 3 else 2, min_column_width=width) if width else st.container():
                self._places = [(picture, st.empty()) for picture in pictures]

    def draw(self, view: Snapshot, number: int) -> None:
        """Draw what is open. `number` tells one drawing from the next: equal figures may not stand twice in a run."""
        current, baseline = view.current, view.baseline
        for i, (picture, place) in enumerate(self._places):
            chart(
                place,
                picture.figure(current, baseline, mode=mode()),
                picture.words(current, baseline),
                picture.table(current, baseline),
                f"{self._open} {i} {number}",
            )
