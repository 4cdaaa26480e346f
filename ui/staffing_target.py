"""What the pages of staffing have in common: the scenario, the target in full, how a search is begun and told of."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from present.changes import changes
from sim import Scenario
from sim.experiment import PoolBrokenError, Runner
from sim.experiment.cost import cost
from sim.experiment.executors import cores
from sim.staffing import ServiceTarget, StaffingError, team_to_staff
from ui.markdown_text import as_text
from ui.runner import STARTING_AGAIN, answers, forget_oldest, why_not
from ui.staffing_question import FLOOR, PER, SHARE, USUAL_FLOOR, WITHIN, taken_over, team_key
from ui.state import Draft
from ui.work import Work

T = TypeVar("T")
SEARCH_RUNS = 10
MAX_KEPT = 100
STOPPED = "The search stopped because a worker process ended, perhaps for lack of memory. Try again."


def name_of_scenario(draft: Draft) -> None:
    """Which scenario it is, and how it was changed."""
    differences = "; ".join(part.chip for part in changes(draft.baseline, draft.current))
    changed = f", changed: {as_text(differences)}" if differences else ""
    st.markdown(f"**{as_text(draft.baseline.name)}**{changed}")


def target_form(draft: Draft) -> tuple[ServiceTarget, str]:
    """The target in full, and whose people. It is one for all pages."""
    scenario, linked = draft.current, taken_over()
    with st.container(horizontal=True, vertical_alignment="bottom", key="staffing_target"):
        share = st.number_input(
            "Answered in time, %",
            1,
            99,
            linked.share if linked else round(100 * scenario.targets.service_level),
            key=SHARE,
            persist_state="session",
            help="Of all calls; callers who hang up count as missed.",
            width=150,
        )
        within_s = st.number_input(
            "Within, seconds",
            0,
            3600,
            linked.within_s if linked else round(scenario.targets.within_s),
            key=WITHIN,
            persist_state="session",
            width=150,
        )
        per = st.segmented_control(
            "Reached in",
            ["half_hour", "day"],
            format_func={"half_hour": "every half-hour", "day": "each day as a whole"}.__getitem__,
            default=linked.per if linked else "half_hour",
            required=True,
            key=PER,
            persist_state="session",
            help="A day as a whole can reach its target while one hour is far below: set a floor for that.",
        )
        floor = 0
        if per == "day":
            floor = st.number_input(
                "No half-hour below, %",
                0,
                99,
                linked.floor if linked else USUAL_FLOOR,
                key=FLOOR,
                persist_state="session",
                width=160,
            )
        names = [team.name for team in scenario.teams]
        team = names[0]
        if len(names) > 1:
            team = st.selectbox(
                "Team",
                names,
                names.index(linked.team) if linked and linked.team in names else 0,
                key=team_key(draft.stem),
                help="The others stay as they are.",
                width=200,
            )
    target = ServiceTarget(
        "service_level", share / 100.0, float(within_s), "day" if per == "day" else "half_hour", floor / 100.0
    )
    return target, team_to_staff(scenario, team)


def time_in_words(scenario: Scenario, runs: int, more_s: float = 0.0) -> str:
    """How long a search of so many runs will take, by what one run costs here; `more_s`: besides simulating."""
    seconds = cost(scenario).seconds * runs / cores() + more_s
    return f"about {max(5, round(seconds / 5.0) * 5)} s" if seconds < 90 else f"about {seconds / 60:.0f} min"


def found_by(by: Runner, address: tuple[Hashable, ...], work: Work[T], search: Callable[..., T]) -> T:
    """What is known already, or a search by a runner; once more with new workers where they died.

    `search` takes a runner as `runner` and a callback of its progress as `overall`.
    """
    known = answers()
    if address not in known:
        by = replace(by, cancelled=work.is_given_up)
        try:
            known[address] = search(runner=by, overall=work.progress)
        except PoolBrokenError:
            work.notice = STARTING_AGAIN
            known[address] = search(runner=by, overall=work.progress)
        forget_oldest(known, MAX_KEPT)
    found: T = known[address]
    return found


def say_why_it_ended(work: Work[T]) -> None:
    """Where a search ended without its answer."""
    if isinstance(work.error, StaffingError):
        st.error(as_text(f"{str(work.error)[0].upper()}{str(work.error)[1:]}."), icon=":material/error:")
    elif work.error is not None:
        st.error(why_not(work.error, STOPPED), icon=":material/error:")
