"""What searches have answered in this session: each page's last answer, for reports; how far one was when stopped."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import streamlit as st

from present.report.search_answer import SearchAnswer
from sim import Scenario
from ui.work import Work, give_up

ANSWERS, STOPPED = "search answers", "searches stopped"


def remember_answer(answer: SearchAnswer) -> None:
    """Keep a page's answer in place of its last one."""
    _answers()[answer.key] = answer


def answers_about(scenarios: Sequence[Scenario]) -> tuple[SearchAnswer, ...]:
    """The answers that are about one of these scenarios, in the order in which pages gave their first."""
    return tuple(answer for answer in _answers().values() if answer.is_about(scenarios))


def stop_search(slot: str, work: Work[Any]) -> None:
    """Give up a search, but not what it has found: its page shows that until something else is asked."""
    if work.value is not None:
        st.session_state.setdefault(STOPPED, {})[slot] = work.address, work.value
    give_up(slot)


def stopped_at(slot: str, address: Hashable) -> Any:
    """What was known of a question when its search was stopped last; None where nothing was."""
    of, value = st.session_state.get(STOPPED, {}).get(slot, (None, None))
    return value if of == address else None


def _answers() -> dict[str, SearchAnswer]:
    kept: dict[str, SearchAnswer] = st.session_state.setdefault(ANSWERS, {})
    return kept
