"""What no file says, asked on the page "Your data": at most four questions, and which queues."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import available_timezones

import streamlit as st

from present.your_data import KPI_OF_DEFINITION, QUESTIONS
from sim.calibrate.reading.tables import Answers, Definition
from sim.kpis import KPIS
from ui.your_data_state import YourData

USUAL_WITHIN_S = 20
OUTSIDE_INSIDE = {None: "I do not know", False: "No", True: "Yes"}
ZONE, DEFINITION, WITHIN, SHORT, IVR, WRAP_UP, QUEUES = (
    f"your data {name}" for name in ("zone", "definition", "within", "short", "ivr", "wrap-up", "queues")
)


def draw_questions(state: YourData) -> tuple[Answers, tuple[str, ...]]:
    """Draw those that the files leave open; the answers, and the queues to use (none: all of them)."""
    asked, queues = state.file_answers.open_questions(), state.all_queues
    if not asked and len(queues) < 2:
        return Answers(), ()
    st.subheader("What your files do not say", anchor=False)
    return _answers(asked), _chosen_queues(queues)


def _answers(asked: Sequence[str]) -> Answers:
    zone: str | None = None
    within_s: float | None = None
    definition: Definition | None = None
    short_s: float | None = None
    is_ivr, is_wrap_up = None, None
    if "timezone" in asked:
        zone = st.selectbox(
            QUESTIONS["timezone"].label,
            sorted(available_timezones()),
            index=None,
            placeholder="As the times stand in the files",
            key=ZONE,
            help=QUESTIONS["timezone"].help,
            persist_state="session",
            width=420,
        )
    if "service_level" in asked:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            definition = st.selectbox(
                QUESTIONS["service_level"].label,
                list(KPI_OF_DEFINITION),
                format_func=lambda name: KPIS[KPI_OF_DEFINITION[name]].full_name,
                key=DEFINITION,
                help=QUESTIONS["service_level"].help,
                persist_state="session",
                width=420,
            )
            within_s = st.number_input(
                "Within (seconds)",
                0,
                3600,
                USUAL_WITHIN_S,
                step=5,
                key=WITHIN,
                help="The 20 of “80% in 20 seconds”.",
                persist_state="session",
                width=170,
            )
    if "short_abandon" in asked:
        short_s = st.number_input(
            QUESTIONS["short_abandon"].label,
            0,
            120,
            None,
            step=1,
            placeholder="I do not know",
            key=SHORT,
            help=QUESTIONS["short_abandon"].help,
            persist_state="session",
            width=420,
        )
    if "inside" in asked:
        is_ivr = _inside("Does the wait include the menu (IVR)?", IVR)
        is_wrap_up = _inside("Does the handle time include the work after the call?", WRAP_UP)
    return Answers(
        zone,
        None if within_s is None else float(within_s),
        definition,
        None if short_s is None else float(short_s),
        is_ivr,
        is_wrap_up,
    )


def _inside(label: str, key: str) -> bool | None:
    answer: bool | None = st.radio(
        label,
        list(OUTSIDE_INSIDE),
        format_func=OUTSIDE_INSIDE.__getitem__,
        horizontal=True,
        key=key,
        help=QUESTIONS["inside"].help,
        persist_state="session",
    )
    return answer


def _chosen_queues(queues: Sequence[str]) -> tuple[str, ...]:
    if len(queues) < 2:
        return ()
    chosen = st.multiselect(
        "Queues",
        list(queues),
        key=QUEUES,
        placeholder="All of them",
        help="Those that the same people answer belong together: leave out what others answer.",
        persist_state="session",
    )
    return tuple(chosen)


def forget_answers() -> None:
    """Of files that are no longer there."""
    for key in (ZONE, DEFINITION, WITHIN, SHORT, IVR, WRAP_UP, QUEUES):
        st.session_state.pop(key, None)
