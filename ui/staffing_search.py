"""A search on the pages of staffing: how long it will take, how far it is, why it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from present.explore import time_in_words
from present.locale import whole
from present.text_layout import upper_first
from sim import Scenario
from sim.experiment.cost import cost
from sim.experiment.executors import cores
from sim.staffing import StaffingError
from ui.markdown_text import as_text
from ui.runner import why_not
from ui.work import Work, redraw_page

T = TypeVar("T")
SEARCH_RUNS = 10
STOPPED = "The search stopped because a worker process ended, perhaps for lack of memory. Try again."


def takes(scenario: Scenario, runs: int, more_s: float = 0.0) -> str:
    """How long a search of so many runs will take, by what one run costs here; `more_s`: besides simulating."""
    return time_in_words(cost(scenario).seconds * runs / cores() + more_s)


def draw_search(
    work: Work[T], stages: tuple[str, str], expected: int, draw: Callable[[T], None], *, is_known: bool
) -> None:
    """How far it is, and what is known of it. `stages`: what it does before anything is known, and after.

    `expected`: runs in all. `is_known`: the answer was there when the page was drawn, which then has no button.
    """
    if isinstance(work.error, StaffingError):
        st.error(as_text(f"{upper_first(str(work.error))}."), icon=":material/error:")
    elif work.error is not None:
        st.error(why_not(work.error, STOPPED), icon=":material/error:")
    if not work.is_over:
        stage = stages[work.value is not None]
        done = min(1.0, work.done / max(1, work.total, expected))
        st.progress(done, text=f"{stage}: {whole(work.done)} runs so far.")
    if work.notice:
        st.warning(work.notice)
    if work.value is not None:
        if work.is_over and not is_known:
            redraw_page()  # without the button
        draw(work.value)
