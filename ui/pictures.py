"""The pictures under the tiles, as tabs; places made once, drawn anew as results arrive. Only the open one is drawn."""

from __future__ import annotations

import streamlit as st

from present.figures import day as by_day
from present.figures import flows as of_calls
from present.figures import hours as of_hours
from present.figures import team as by_seat
from present.figures import weeks as by_week
from ui.charts import chart
from ui.look import mode
from ui.running import Snapshot

TABS = ("Weeks", "Day", "Team", "Where calls go", "Where hours go")


class Pictures:
    """Five tabs."""

    def __init__(self) -> None:
        tabs = st.tabs(TABS, key="pictures", on_change="rerun")
        self._open = next((name for name, tab in zip(TABS, tabs, strict=True) if tab.open), TABS[0])
        with tabs[TABS.index(self._open)]:
            match self._open:
                case "Weeks":
                    with st.grid(3, min_column_width=260):
                        self._places = {key: st.empty() for key in by_week.SHOWN}
                case "Day":
                    st.caption("The average open day, half-hour by half-hour.")
                    with st.grid(2, min_column_width=320):
                        self._places = {name: st.empty() for name in by_day.SHOWN}
                case _:
                    self._places = {self._open: st.empty()}

    def draw(self, view: Snapshot, number: int) -> None:
        """Draw what is open. `number` tells one drawing from the next: equal figures may not stand twice in a run."""
        now, base = view.now, view.base
        for name, place in self._places.items():
            key = f"{name} {number}"
            match self._open:
                case "Weeks":
                    figure = by_week.weeks(now, base, name, mode=mode())
                    chart(
                        place,
                        figure,
                        by_week.weeks_in_words(now, base, name),
                        by_week.weeks_table(now, base, name),
                        key,
                    )
                case "Day":
                    figure = by_day.day(now, base, name, mode=mode())
                    chart(
                        place, figure, by_day.day_in_words(now, name), by_day.day_table(now, base, name), key
                    )
                case "Team":
                    figure = by_seat.team(now, base, mode=mode())
                    chart(place, figure, by_seat.team_in_words(now, base), by_seat.team_table(now, base), key)
                case "Where calls go":
                    figure = of_calls.flows(now, base, mode=mode())
                    chart(
                        place,
                        figure,
                        of_calls.flows_in_words(now, base),
                        of_calls.flows_table(now, base),
                        key,
                    )
                case _:
                    figure = of_hours.hours(now, base, mode=mode())
                    chart(
                        place,
                        figure,
                        of_hours.hours_in_words(now, base),
                        of_hours.hours_table(now, base),
                        key,
                    )
