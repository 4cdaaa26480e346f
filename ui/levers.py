"""Levers: what a manager can change, in four questions. Rarely used ones stand behind "More"."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from present.changes import CAP, ENDING, QUOTA, group_of
from present.field_names import at, name_of
from present.problem_text import problem_in_words
from present.range_levers import breaks, calls_in_reality, mix, of_field
from present.tiles import ABOVE_TARGET
from sim import Scenario, ScenarioError
from sim.clock_text import clock_text
from sim.scenario.field_metadata import declared_path, levers
from sim.scenario.field_metadata import field as declared
from sim.scenario.fields import LeverGroup, LeverSpec
from sim.scenario.levers_together import is_one_span, open_between
from ui.field_help import help_text
from ui.folded import fold
from ui.markdown_text import as_text
from ui.state import Draft
from ui.widgets import Widgets

COPING = {"none": 0.0, "studies": 0.25, "optimistic": 0.5}
COPING_WORDS = {
    "none": "None",
    "studies": "Typical in studies (25% less strain)",
    "optimistic": "Optimistic (50% less strain)",
    "scenario": "As in the scenario",
}
COURSE_WEEK = -6
NOBODY_HOSTILE = " It does nothing here: in this scenario no caller is difficult or upset."
NO_JUDGING = " It does nothing here: callers are judged only where an agent may end the call."
NO_SHIFTS = " It does nothing here: this centre's people are on duty whenever it is open, without shifts."
CLOCK = tuple(clock_text(minutes) for minutes in range(0, 24 * 60 + 30, 30))

CLOCK_PX = 100

QUESTIONS: dict[LeverGroup, tuple[str, str, str]] = {
    "demand": ("Who calls", "call", "More: call mix, patience, bot, opening hours"),
    "people": ("Who answers", "groups", "More: coping training, pay"),
    "rules": ("What are the rules", "rule", "More: quota, judging callers, pause, routing"),
    "targets": ("What counts as good", "flag", ""),
}
"""A group's heading, its icon, and what stands behind its "More"."""
OPEN_AT_FIRST = ("demand", "people")
OF_RULE: dict[LeverGroup, LeverGroup] = {"cap": "rules", "quota": "rules", "ending": "rules"}
ELSEWHERE: dict[str, tuple[LeverGroup, bool]] = {
    "call_types[].share": ("demand", True),
    "call_types[].need.quantiles_min": ("demand", False),
    "demand.open": ("demand", True),
    "demand.profile": ("demand", True),
    "teams[].breaks": ("people", False),
    "teams[].shifts": ("people", False),
    "training.coping.effect": ("people", True),
    "training.coping.weeks": ("people", True),
    f"{ENDING}.policy": ("rules", False),
}
"""Levers of their own kind: their group, and whether they stand behind "More"."""


def place_of(path: str) -> tuple[LeverGroup, bool] | None:
    """The group in which a path's lever stands, and whether behind "More"; None where it has no lever."""
    field = declared_path(path)
    if field in ELSEWHERE:
        return ELSEWHERE[field]
    try:
        lever = declared(path).words.lever
    except KeyError:
        return None
    if lever is None:
        return None
    return OF_RULE.get(lever.group, lever.group), lever.more or lever.group == "quota"


class Levers(Widgets):
    """All levers of one draft."""

    def draw(self) -> None:
        """All groups, into the current container. A group is open that holds what was changed last."""
        for group, (heading, icon, more) in QUESTIONS.items():
            key = self.draft.key(group, "fold")
            self._open_for_changes(key, group, behind_more=False)
            fold(heading, key, partial(self._group, group, more), icon=icon, expanded=group in OPEN_AT_FIRST)

    def _open_for_changes(self, key: str, group: LeverGroup, *, behind_more: bool) -> None:
        """Open a fold when a lever in it has been changed elsewhere: by a question, a link, a step back."""
        places = {path: place_of(path) for path in self.draft.values}
        inside = {p for p, place in places.items() if place and place[0] == group and place[1] >= behind_more}
        known = st.session_state.get(f"{key} holds", set())
        if inside - known:
            st.session_state[key] = True
        st.session_state[f"{key} holds"] = inside

    def _group(self, group: LeverGroup, more: str) -> None:
        in_sight: dict[str, Callable[[], None]] = {"people": self._breaks, "rules": self._first_rules}
        self._declared(group)
        if group in in_sight:
            in_sight[group]()
        if more:
            key = self.draft.key(f"{group} more", "fold")
            self._open_for_changes(key, group, behind_more=True)
            fold(more, key, partial(self._more, group))

    def _more(self, group: LeverGroup) -> None:
        rarely: dict[str, Callable[[], None]] = {
            "demand": self._rarely_demand, "people": self._coping, "rules": self._quota,
        }  # fmt: skip
        rarely[group]()
        self._declared(group, more=True)

    def _first_rules(self) -> None:
        self._cap()
        self._ending()

    def _rarely_demand(self) -> None:
        for lever in mix(self.baseline):
            self.quantity(lever)
        self._hours()

    # Levers as their fields are declared

    def _declared(self, group: LeverGroup, *, more: bool = False) -> None:
        """The levers of a group, one for each team where the field is the team's."""
        for field in levers(group):
            lever = field.words.lever or LeverSpec(group)
            if lever.more != more:
                continue
            if field.words.options:
                name = name_of(field.path, label=lever.label)
                self._options(field.path, field.path.rpartition(".")[2], as_text(name))
                continue
            for one in of_field(self.baseline, field):
                self.quantity(one, nothing=self._means_nothing(one.path))
            if field.path == "demand.calls_per_day" and (calls := calls_in_reality(self.baseline)):
                st.caption(calls)
            if field.path == "callers.difficult_share":
                own = [t.name for t in self.baseline.call_types if t.difficult_share is not None]
                if own:
                    st.caption(
                        f"{as_text(', '.join(own))}: a share of their own; this lever moves the others."
                    )

    def _declared_if(self, on: bool, group: LeverGroup) -> None:
        """The levers of a rule, while it is on; in a place of their own, so that what stands below never moves."""
        with st.container():
            if on:
                self._declared(group)

    def _options(self, path: str, name: str, label: str, words: str = "") -> None:
        """One of the options that a field's declaration names. `words`: its help, where not as declared."""
        options, about = dict(declared(path).words.options), help_text(self.baseline, path, words)
        self.choice(name, label, options, at(self.current, path), lambda new: {path: new}, about, path)

    def _means_nothing(self, path: str) -> str:
        """Why a lever is without effect as the others stand; "" where it has one."""
        if path == "rules.pause_after_hostile_min" and self._nobody_hostile():
            return NOBODY_HOSTILE
        if path == f"{ENDING}.discernment" and at(self.current, f"{ENDING}.policy") != "after_minutes":
            return NO_JUDGING
        return ""

    # Levers of their own kind

    def _nobody_hostile(self) -> bool:
        callers = self.current.callers
        of_types = (t.difficult_share for t in self.current.call_types)
        shares = [callers.difficult_share if share is None else share for share in of_types]
        return not any(share > 0.0 for share in shares) and callers.upset_max <= 0.0

    def _hours(self) -> None:
        """From when to when the centre is open, where that is one span on every open day."""
        path, simple = "demand.open", is_one_span(self.baseline) and is_one_span(self.current)
        hours = self.current.demand.open
        shown = (hours.from_, hours.to) if simple else (CLOCK[0], CLOCK[-1])

        def taker(place: int) -> Callable[[str], None]:
            def take(clock: str) -> None:
                now = self.draft.levers.demand.open
                opens, closes = (clock, now.to) if place == 0 else (now.from_, clock)
                if opens < closes:
                    values = open_between(self.draft.baseline, opens, closes)
                    self.attempt(path, values, "Opening hours", _open)
                else:
                    self.draft.problems[path] = "Opening hours: closing must be later than opening."

            return take

        about = (
            "As many calls a day as before: an added half-hour gets as many as the nearest. Shifts stay as they are."
            if simple
            else "This scenario's hours differ by weekday or run past midnight; change them in its file."
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            for place, label in enumerate(("Opens", "Closes")):
                key = self.draft.key(path, label)
                self.widget_sync.show(key, shown[place], taker(place))
                st.selectbox(label, CLOCK, key=key, help=about, disabled=not simple, width=CLOCK_PX)
            self.beside(path)

    def _breaks(self) -> None:
        if (lever := breaks(self.baseline)) is not None:
            self.quantity(lever)

    def _coping(self) -> None:
        own = self._coping_of(self.baseline) == "scenario"
        options = ["scenario", *COPING] if own else list(COPING)

        def take(choice: str) -> dict[str, Any]:
            coping, week = self.draft.baseline.training.coping, self.draft.week or COURSE_WEEK
            if choice == "scenario":
                return {"training.coping.effect": coping.effect, "training.coping.weeks": list(coping.weeks)}
            weeks = [week] if COPING[choice] else []
            return {"training.coping.effect": COPING[choice], "training.coping.weeks": weeks}

        nobody = self._nobody_hostile()
        self.choice(
            "coping",
            "Coping training",
            {o: COPING_WORDS[o] for o in options},
            self._coping_of(self.current),
            take,
            help_text(self.baseline, "training.coping.effect")
            + (
                f" The course is in week {self.draft.week + 1}; its hours are off the phones."
                if self.draft.week
                else f" The course is {-COURSE_WEEK} weeks before the first week shown, so its hours are not in the "
                "cost."
            )
            + (NOBODY_HOSTILE if nobody else ""),
            "training.coping.effect",
            disabled=nobody,
        )

    def _coping_of(self, scenario: Scenario) -> str:
        """Which of the choices a scenario's course is; "scenario" for none of them."""
        effect, weeks = scenario.training.coping.effect, list(scenario.training.coping.weeks)
        if effect == 0.0 or not weeks:
            return "none"
        as_offered = weeks == [self.draft.week or COURSE_WEEK]
        return next((c for c, spared in COPING.items() if as_offered and spared == effect), "scenario")

    def _cap(self) -> None:
        path = f"{CAP}.minutes"
        words = (
            help_text(self.baseline, path, "handle-time target: how long the work of a call should take")
            + f" Agents under pressure cut work short; unresolved issues call again. {ABOVE_TARGET}"
        )
        others = [f.path for f in levers("cap") if f.path != path]
        self._declared_if(self.switch(path, declared(path).words.name, 4.0, others, words), "cap")

    def _quota(self) -> None:
        path = f"{QUOTA}.calls_per_shift"
        always = any(t.shifts == "always" for t in self.baseline.teams)
        words = (
            help_text(self.baseline, path, "how many calls each agent must take in a shift")
            + " It hurries agents as the shift goes on."
            + (NO_SHIFTS if always else "")
        )
        others = [f.path for f in levers("quota") if f.path != path]
        on = self.switch(path, declared(path).words.name, 40, others, words, disabled=always)
        self._declared_if(on, "quota")

    def _ending(self) -> None:
        path = f"{ENDING}.policy"
        words = "whether an agent may end a call with a caller whom nothing satisfies"
        self._options(path, "ending", declared(path).words.name, words)
        self._declared_if(at(self.current, path) == "after_minutes", "ending")


def _open(scenario: Scenario) -> str:
    return f"{scenario.demand.open.from_} to {scenario.demand.open.to}"


def paths_of(draft: Draft, group: str) -> list[str]:
    """The changed paths behind one chip."""
    return [p for p in draft.values if group_of(p) == group]


def week_setter(draft: Draft) -> Callable[[int], None]:
    """Takes the measured week from which the changes apply; a coping course of these changes is held in it."""

    def take(week: int) -> None:
        weeks = "training.coping.weeks"
        moves = draft.values.get(weeks) == [draft.week or COURSE_WEEK]
        try:
            draft.set_start_week(week, {weeks: [week or COURSE_WEEK]} if moves else {})
        except ScenarioError as error:
            draft.problems["week"] = (
                f"These changes cannot begin in week {week + 1}: {problem_in_words(error)}."
            )

    return take
