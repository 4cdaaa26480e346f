"""What searches have answered in this session: each page's last answer, for the reports on the same scenarios."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from present.report.search_answer import SearchAnswer
from sim import Scenario

ANSWERS = "search answers"


def remember_answer(answer: SearchAnswer) -> None:
    """Keep a page's answer in place of its last one."""
    _answers()[answer.key] = answer


def answers_about(scenarios: Sequence[Scenario]) -> tuple[SearchAnswer, ...]:
    """The answers that are about one of these scenarios, in the order in which pages gave their first."""
    return tuple(answer for answer in _answers().values() if answer.is_about(scenarios))


def _answers() -> dict[str, SearchAnswer]:
    kept: dict[str, SearchAnswer] = st.session_state.setdefault(ANSWERS, {})
    return kept
