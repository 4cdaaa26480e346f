"""What is asked on the pages of staffing: the target in full, and whose people. One for all of them; a link has it."""

from __future__ import annotations

import streamlit as st

from present.changes import changes
from present.explore import scenario_in_words
from present.permalink import Staffed
from sim.staffing import ServiceTarget, team_to_staff
from ui.markdown_text import as_text
from ui.state import Draft

TAKEN_OVER = "staffing question"
SHARE, WITHIN, PER, FLOOR, DAY = (f"staffing {name}" for name in ("share", "within", "per", "floor", "day"))
USUAL_FLOOR = 60


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
    for key in (SHARE, WITHIN, PER, FLOOR, DAY, team_key(stem)):
        st.session_state.pop(key, None)


def on_screen(stem: str) -> Staffed | None:
    """What a link carries of it: what was asked last, None before anything was."""
    state, before = st.session_state, taken_over()
    if SHARE not in state:
        return before
    before = before or Staffed(1, 0)
    return Staffed(
        state[SHARE],
        state.get(WITHIN, before.within_s),
        state.get(PER) or before.per,
        state.get(FLOOR, before.floor),
        state.get(team_key(stem), before.team),
        state.get(DAY, before.day),
    )


def what_is_asked_about(draft: Draft) -> str:
    """The scenario in words, for a report."""
    return scenario_in_words(draft.baseline, [part.phrase for part in changes(draft.baseline, draft.current)])


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
