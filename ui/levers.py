"""Levers: what a manager can change, in four groups. Rarely used ones stand behind "More"."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from present.changes import CAP, ENDING, QUOTA, group_of
from present.field_names import name_of
from sim import Scenario, ScenarioError
from sim.scenario.field_metadata import field as declared
from sim.scenario.field_metadata import levers
from sim.scenario.fields import LeverGroup, LeverSpec
from ui.field_help import help_text
from ui.folded import fold
from ui.markdown_text import as_text
from ui.state import Draft, at
from ui.widgets import SliderScale, Widgets, around, round_step

COPING = {"none": 0.0, "studies": 0.25, "optimistic": 0.5}
COPING_WORDS = {
    "none": "None",
    "studies": "As large as studies find (spares 25 %)",
    "optimistic": "Optimistic (spares 50 %)",
    "scenario": "As in the scenario",
}
COURSE_WEEK = -6
TYPES_IN_SIGHT = 4
RARELY_USED: tuple[tuple[str, str, LeverGroup], ...] = (
    ("Targets", "flag", "targets"),
    ("More", "more_horiz", "more"),
)
NOBODY_HOSTILE = " It does nothing here: in this scenario no caller is difficult or upset."
NO_SHIFTS = " It does nothing here: this centre's people are on duty whenever it is open, without shifts."


class Levers(Widgets):
    """All levers of one draft."""

    def draw(self) -> None:
        """All groups, into the current container."""
        with st.expander("Demand", expanded=True, icon=":material/call:"):
            self._declared("demand")
            own = [t.name for t in self.baseline.call_types if t.difficult_share is not None]
            if own:
                st.caption(
                    f"The scenario sets its own share for {as_text(', '.join(own))}; this lever moves the others."
                )
        if len(self.baseline.call_types) > TYPES_IN_SIGHT:
            label = f"Call mix: {len(self.baseline.call_types)} kinds"
            fold(label, self.draft.key("mix", "fold"), self._mix, icon="pie_chart")
        with st.expander("People", expanded=True, icon=":material/groups:"):
            self._declared("people")
            self._breaks()
            self._coping()
        with st.expander("Rules", expanded=True, icon=":material/rule:"):
            self._cap()
            self._ending()
            self._quota()
            self._declared("rules")
        for label, icon, group in RARELY_USED:
            fold(label, self.draft.key(group, "fold"), partial(self._declared, group), icon=icon)

    def _mix(self) -> None:
        for kind in self.baseline.call_types:
            self.quantity(
                f"call_types.{kind.name}.share",
                as_text(kind.name),
                SliderScale(0.0, 1.0, 0.01),
                write=self._write_share,
                unit="% of calls",
                words="share of new issues; the other kinds grow or shrink in proportion",
            )

    # Levers as their fields are declared

    def _declared(self, group: LeverGroup) -> None:
        """The levers of a group, one for each team or kind of call where the field is theirs."""
        for field in levers(group):
            head, in_each, rest = field.path.partition("[].")
            paths = [f"{head}.{item.name}.{rest}" for item in at(self.baseline, head)] if in_each else [head]
            for path in paths:
                self._lever(path)
            if field.path == "demand.calls_per_day" and 1 < len(self.baseline.call_types) <= TYPES_IN_SIGHT:
                self._mix()

    def _declared_if(self, on: bool, group: LeverGroup) -> None:
        """The levers of a rule, while it is on; in a place of their own, so that what stands below never moves."""
        with st.container():
            if on:
                self._declared(group)

    def _lever(self, path: str) -> None:
        """One lever, drawn from its declaration."""
        words = declared(path).words
        lever = words.lever or LeverSpec("more")
        label = as_text(name_of(path, label=lever.label))
        if words.options:
            self._options(path, path.rpartition(".")[2], label)
            return
        value = at(self.baseline, path)
        if lever.low is None or lever.high is None:
            scale = around(value, lever.step or round_step(value))
        else:
            scale = SliderScale(lever.low, lever.high, lever.step or (lever.high - lever.low) / 100.0)
        self.quantity(path, label, scale, unit=lever.unit, disabled=self._means_nothing(path))

    def _options(self, path: str, name: str, label: str, words: str = "") -> None:
        """One of the options that a field's declaration names. `words`: its help, where not as declared."""
        options, about = dict(declared(path).words.options), help_text(self.baseline, path, words)
        self.choice(name, label, options, at(self.current, path), lambda new: {path: new}, about, path)

    def _means_nothing(self, path: str) -> bool:
        """Whether a lever is without effect as the others stand."""
        if path == "rules.pause_after_hostile_min":
            return self._nobody_hostile()
        if path == f"{ENDING}.discernment":
            return bool(at(self.current, f"{ENDING}.policy") != "after_minutes")
        return False

    # Levers of their own kind

    def _nobody_hostile(self) -> bool:
        callers = self.current.callers
        of_types = (t.difficult_share for t in self.current.call_types)
        shares = [callers.difficult_share if share is None else share for share in of_types]
        return not any(share > 0.0 for share in shares) and callers.upset_max <= 0.0

    def _breaks(self) -> None:
        """Minutes of breaks a shift, for all teams whose people work shifts: longer or shorter in proportion."""
        teams = [t for t in self.baseline.teams if t.shifts != "always"]
        if not teams:
            return

        def write(_path: str, minutes: float) -> dict[str, Any]:
            return {
                f"teams.{t.name}.breaks": scaled_breaks(self.draft.baseline, t.name, minutes) for t in teams
            }

        self.quantity(
            f"teams.{teams[0].name}.breaks",
            "Breaks",
            SliderScale(0.0, 120.0, 5.0),
            read=break_minutes,
            write=write,
            unit="min a shift",
            words="minutes of breaks in each shift, lunch included, as long or as short in proportion as they are; "
            "strength comes back in them",
        )

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
            help_text(self.baseline, path, "handle-time cap: a target time for the work of a call")
            + " Agents under pressure cut work short; what is not settled calls again. Time per call stays above the "
            "target: it is obeyed as far as it is enforced, and difficult callers and wrap-up come on top."
        )
        others = [f.path for f in levers("cap") if f.path != path]
        self._declared_if(self.switch(path, "Time target per call", 4.0, others, words), "cap")

    def _quota(self) -> None:
        path = f"{QUOTA}.calls_per_shift"
        always = any(t.shifts == "always" for t in self.baseline.teams)
        words = (
            help_text(self.baseline, path, "how many calls each agent must take in a shift")
            + " It hurries agents as the shift goes on."
            + (NO_SHIFTS if always else "")
        )
        others = [f.path for f in levers("quota") if f.path != path]
        on = self.switch(path, "Quota of calls per shift", 40, others, words, disabled=always)
        self._declared_if(on, "quota")

    def _ending(self) -> None:
        path = f"{ENDING}.policy"
        words = "whether an agent may end a call with a caller whom nothing pleases"
        self._options(path, "ending", declared(path).words.name, words)
        self._declared_if(at(self.current, path) == "after_minutes", "ending")

    def _write_share(self, path: str, share: float) -> dict[str, Any]:
        """All shares, so that a later move of another one starts from what is on screen."""
        moved = path.split(".")[1]
        others = {t.name: t.share for t in self.draft.levers.call_types if t.name != moved}
        if sum(others.values()) <= 0.0:
            others = {t.name: t.share for t in self.draft.baseline.call_types if t.name != moved}
        total = sum(others.values())
        new = {name: s * (1.0 - share) / total if total else s for name, s in others.items()}
        return {f"call_types.{name}.share": s for name, s in {**new, moved: share}.items()}


def break_minutes(breaks: Any) -> float:
    """Minutes of breaks in a shift, of a team's breaks or of such a value as plain data."""
    return float(sum(b["minutes"] if isinstance(b, dict) else b.minutes for b in breaks))


USUAL_BREAKS = (
    {"after_min": 120.0, "minutes": 15.0, "stagger_min": 90.0},
    {"after_min": 240.0, "minutes": 30.0, "stagger_min": 90.0},
    {"after_min": 360.0, "minutes": 15.0, "stagger_min": 90.0},
)
"""Shape of the breaks for a team that had none."""


def scaled_breaks(baseline: Scenario, team: str, minutes: float) -> list[dict[str, float]]:
    """A team's breaks, longer or shorter in proportion, so that they add up to `minutes` a shift."""
    current = [b.model_dump() for b in at(baseline, f"teams.{team}.breaks")] or USUAL_BREAKS
    total = sum(b["minutes"] for b in current)
    if not minutes:
        return []
    return [{**b, "minutes": round(b["minutes"] * minutes / total, 6)} for b in current]


def paths_of(draft: Draft, group: str) -> list[str]:
    """The changed paths behind one chip."""
    return [p for p in draft.values if group_of(p) == group]


def week_setter(draft: Draft) -> Callable[[int], None]:
    """Takes the measured week from which the changes hold; a coping course of these changes is held in it."""

    def take(week: int) -> None:
        weeks = "training.coping.weeks"
        moves = draft.values.get(weeks) == [draft.week or COURSE_WEEK]
        try:
            draft.set_start_week(week, {weeks: [week or COURSE_WEEK]} if moves else {})
            draft.problems.pop("week", None)
        except ScenarioError as error:
            draft.problems["week"] = f"These changes cannot begin in week {week + 1}: {error}."

    return take
