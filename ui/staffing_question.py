"""What is asked on the pages of staffing: the target in full, and whose people. One for all of them; a link has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from present.floor.day import DAY_NAMES
from present.permalink import Staffed
from sim.staffing import ServiceTarget, team_to_staff
from ui.number_fields import NumberFields, outside
from ui.state import Draft
from ui.theme import small

TAKEN_OVER, ASKED = "staffing question", "staffing asked"
SHARE, WITHIN, PER, FLOOR, DAY = (f"staffing {name}" for name in ("share", "within", "per", "floor", "day"))
USUAL_FLOOR = 60
BOUNDS = {SHARE: (1, 99), WITHIN: (0, 3600), FLOOR: (0, 99)}


def team_key(stem: str) -> str:
    """Of the choice of a team: each scenario has its own."""
    return f"staffing team {stem}"


def taken_over() -> Staffed | None:
    """The question of the link that was opened last: what its fields begin with."""
    question: Staffed | None = st.session_state.get(TAKEN_OVER)
    return question


def take_over(question: Staffed, stem: str) -> None:
    """Ask what a link asks."""
    st.session_state[TAKEN_OVER] = question
    for key in (ASKED, SHARE, WITHIN, PER, FLOOR, DAY, team_key(stem)):
        st.session_state.pop(key, None)


def on_screen(stem: str) -> Staffed | None:
    """What a link carries of it: what was asked last and can be, None before anything was."""
    state, before = st.session_state, taken_over()
    if SHARE not in state:
        return before
    before = state.get(ASKED) or before or Staffed(1, 0)

    def number(key: str, last: int) -> int:
        typed: float | None = state.get(key)
        return last if typed is None or outside(typed, *BOUNDS[key]) else int(typed)

    return Staffed(
        number(SHARE, before.share),
        number(WITHIN, before.within_s),
        state.get(PER) or before.per,
        number(FLOOR, before.floor),
        state.get(team_key(stem), before.team),
        state.get(DAY, before.day),
    )


def where_set() -> None:
    """Where the scenario's calls and hours are set."""
    with st.container(horizontal=True, vertical_alignment="center", key="staffing_centre"):
        st.markdown(small("Its calls, opening hours and shifts are those of What if."), width="content")
        st.page_link("ui/views/six_numbers.py", label="Another centre? Six numbers", width="content")


def target_form(draft: Draft) -> tuple[ServiceTarget | None, str]:
    """The target in full, None where a number of it cannot be, and whose people. It is one for all pages."""
    scenario, linked, fields = draft.current, taken_over(), NumberFields()
    with st.container(horizontal=True, vertical_alignment="bottom", key="staffing_target"):
        share = fields.ask(
            "Answered in time",
            "%",
            BOUNDS[SHARE],
            linked.share if linked else round(100 * scenario.targets.service_level),
            key=SHARE,
            words="Of all calls; callers who hang up count as missed.",
            width=150,
        )
        within_s = fields.ask(
            "Within",
            "seconds",
            BOUNDS[WITHIN],
            linked.within_s if linked else round(scenario.targets.within_s),
            key=WITHIN,
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
        floor: float | None = 0.0
        if per == "day":
            floor = fields.ask(
                "No half-hour below",
                "%",
                BOUNDS[FLOOR],
                linked.floor if linked else USUAL_FLOOR,
                key=FLOOR,
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
    fields.say()
    team = team_to_staff(scenario, team)
    if share is None or within_s is None or floor is None:
        return None, team
    st.session_state[ASKED] = on_screen(draft.stem)
    whole_or_part: Literal["day", "half_hour"] = "day" if per == "day" else "half_hour"
    return ServiceTarget("service_level", share / 100.0, within_s, whole_or_part, floor / 100.0), team


def choose_day(days: Sequence[int], key: str, first: int | None = None) -> int:
    """Which of the open days the picture is of. In short names: seven stand in one row on a phone."""
    day = st.segmented_control(
        "Day",
        days,
        format_func=lambda number: DAY_NAMES[number][:3],
        default=first if first in days else days[0],
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    return days[0] if day is None or day not in days else day
