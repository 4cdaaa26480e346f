"""A search on the pages of staffing: how long it will take, how far it is, why it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from present.explore import time_in_words
from present.locale import whole
from present.text_layout import upper_first
from sim import Scenario
from sim.experiment.cost import seconds_of_half_hours
from sim.experiment.executors import cores
from sim.staffing import StaffingError
from ui.markdown_text import as_text
from ui.number_fields import SEE_FIELD
from ui.runner import why_not
from ui.search_answers import stop_search
from ui.work import Work, redraw_page

T = TypeVar("T")
STOPS = "You can stop at any time, also by leaving this page; what was simulated is not simulated again."
SEARCH_RUNS = 10
STOPPED = "The search stopped because a worker process ended, perhaps for lack of memory. Try again."


def takes(scenario: Scenario, runs: int, more_s: float = 0.0) -> str:
    """How long a search of so many runs will take, by what one run costs here; `more_s`: besides simulating."""
    return time_in_words(seconds_of_half_hours(scenario) * runs / cores() + more_s)


def no_search(label: str, key: str) -> None:
    """The button of a search, off: something that is asked cannot be."""
    st.button(label, type="primary", icon=":material/groups:", key=key, disabled=True, help=SEE_FIELD)


def draw_search(
    slot: str,
    work: Work[T],
    stages: tuple[str, str],
    expected: int,
    draw: Callable[[T], None],
    stop: Callable[[], None],
    *,
    is_known: bool,
) -> None:
    """How far it is, and what is known of it. `stages`: what it does before anything is known, and after.

    `expected`: runs in all. `stop`: forget that somebody wants to know. `is_known`: the answer was there when the page
    was drawn, which then has no button.
    """
    if isinstance(work.error, StaffingError):
        st.error(as_text(f"{upper_first(str(work.error))}."), icon=":material/error:")
    elif work.error is not None:
        st.error(why_not(work.error, STOPPED), icon=":material/error:")
    if not work.is_over:
        stage = stages[work.value is not None]
        total = max(1, work.total, expected)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(
                min(1.0, work.done / total),
                text=f"{stage}: {whole(work.done)} of about {whole(total)} runs so far{work.to_go(total)}.",
            )
            if st.button("Stop", key=f"{slot} stop", icon=":material/stop:"):
                stop()
                stop_search(slot, work)
                redraw_page()
    if work.notice:
        st.warning(work.notice)
    if work.value is not None:
        if work.is_over and not is_known:
            redraw_page()  # without the button
        draw(work.value)
