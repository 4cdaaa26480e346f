"""What is presented: what Compare has chosen, or What if's baseline and what it has become."""

from __future__ import annotations

import streamlit as st

from sim import Scenario
from ui.comparison_options import key_of_baseline, offered, report_scenarios, shown
from ui.comparison_state import comparison_state
from ui.report.panel import report_scenarios as reported_from_what_if
from ui.session import current_draft

OF = "of"
"""The link's word for where it was opened; without it Compare's choice is presented if there is one."""
WHAT_IF, COMPARE = "what_if", "compare"


def is_from_compare() -> bool:
    """Whether Compare decides what is presented."""
    asked = st.query_params.get(OF)
    return asked == COMPARE or (asked != WHAT_IF and comparison_state().chosen is not None)


def chosen_scenarios() -> list[Scenario]:
    """The scenarios under the names they are shown by, the baseline first; none where Compare has none chosen.

    Raises LookupError where there is no scenario at all.
    """
    draft = current_draft()
    if not is_from_compare():
        return reported_from_what_if(draft)
    state, scenarios = comparison_state(), offered()
    keys = shown(state, scenarios)
    first = key_of_baseline(state, scenarios, keys)
    return report_scenarios(scenarios, [first, *(key for key in keys if key != first)]) if keys else []
