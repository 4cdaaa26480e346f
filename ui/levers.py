"""Levers: the scenario's fields as widgets, in groups. Each is drawn from the draft and writes back to it.

A number has a slider for trying out and a box for an exact figure; the box takes anything, and where it cannot be,
both go back to the last good value and a sentence beside them says why.

The browser keeps the elements of the run before until a run ends. So whatever comes and goes has a place of its own,
empty at times: otherwise all that stands below would move by one, and the last lever would stand twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from present.changes import BASES, POLICIES
from present.sentences import after
from sim import Scenario, ScenarioError
from ui.declared import declared, help_text, out_of_bounds, shown
from ui.state import Draft, at
from ui.told import Told

COPING = {"none": 0.0, "studies": 0.25, "optimistic": 0.5}
COPING_WORDS = {
    "none": "None",
    "studies": "As large as studies find (spares 25 %)",
    "optimistic": "Optimistic (spares 50 %)",
    "scenario": "As in the scenario",
}
COURSE_WEEK = -6
CAP, ENDING = "rules.handle_time_cap", "rules.disengagement"
TYPES_IN_SIGHT = 4
NO_UNIT = "none"
"""For a label that names its unit itself."""


@dataclass(frozen=True)
class Scale:
    """A slider's reach and step, in the field's own unit."""

    low: float
    high: float
    step: float


def _around(value: float, step: float, least: float = 0.0) -> Scale:
    """Half to one and a half times a value, in whole steps, and at least ten steps."""
    low = max(least, math.floor(value * 0.5 / step) * step)
    high = max(math.ceil(value * 1.5 / step) * step, low + 10 * step)
    return Scale(low, high, step)


def _round_step(value: float) -> float:
    """A step of about a hundredth: 1, 5, 10, 50 …"""
    for step in (1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0):
        if value / step <= 150.0:
            return step
    return 10.0 ** math.floor(math.log10(value / 100.0))


class Levers:
    """All levers of one draft."""

    def __init__(self, draft: Draft, told: Told) -> None:
        self.draft = draft
        self.told = told
        self.base = draft.base
        self.now = draft.now

    def draw(self) -> None:
        """All groups, into the current container."""
        with st.expander("Demand", expanded=True, icon=":material/call:"):
            self._demand()
        if len(self.base.call_types) > TYPES_IN_SIGHT:
            # Not a popover: a lever that is not on the page could not be told anything.
            with st.expander(f"Call mix: {len(self.base.call_types)} kinds", icon=":material/pie_chart:"):
                self._mix()
        with st.expander("People", expanded=True, icon=":material/groups:"):
            self._people()
        with st.expander("Rules", expanded=True, icon=":material/rule:"):
            self._rules()
        with st.expander("Targets and more", icon=":material/flag:"):
            self._more()

    # The groups

    def _demand(self) -> None:
        calls = self.base.demand.calls_per_day
        self.quantity(
            "demand.calls_per_day", "New issues a day", _around(calls, _round_step(calls)), unit=NO_UNIT
        )
        if 1 < len(self.base.call_types) <= TYPES_IN_SIGHT:
            self._mix()
        own = [t.name for t in self.base.call_types if t.difficult_share is not None]
        self.quantity("callers.difficult_share", "Difficult callers", Scale(0.0, 0.5, 0.01))
        if own:
            st.caption(f"The scenario sets its own share for {', '.join(own)}; this lever moves the others.")

    def _mix(self) -> None:
        for kind in self.base.call_types:
            self.quantity(
                f"call_types.{kind.name}.share",
                kind.name,
                Scale(0.0, 1.0, 0.01),
                write=self._write_share,
                unit="% of calls",
                words="share of new issues; the other kinds grow or shrink in proportion",
            )

    def _people(self) -> None:
        for team in self.base.teams:
            self.quantity(
                f"teams.{team.name}.agents", f"Agents, {team.name}", _around(team.agents, 1.0), unit=NO_UNIT
            )
        self._coping()

    def _rules(self) -> None:
        self._cap()
        self._ending()

    def _more(self) -> None:
        self.quantity("rules.pause_after_hostile_min", "Pause after a hostile call", Scale(0.0, 15.0, 0.5))
        self.quantity("targets.within_s", "In time means within", Scale(0.0, 120.0, 5.0))
        self.quantity("targets.exhaustion_line", "Exhaustion line", Scale(0.0, 100.0, 1.0), unit="of 100")

    # Levers of their own kind

    def _coping(self) -> None:
        coping = self.base.training.coping
        own = not any(self._is_coping(c, coping.effect, list(coping.weeks)) for c in COPING)
        options = ["scenario", *COPING] if own else list(COPING)
        now = self.now.training.coping
        chosen = next((c for c in COPING if self._is_coping(c, now.effect, list(now.weeks))), "scenario")

        def take(choice: str) -> dict[str, Any]:
            if choice == "scenario":
                return {"training.coping.effect": coping.effect, "training.coping.weeks": list(coping.weeks)}
            weeks = [COURSE_WEEK] if COPING[choice] else []
            return {"training.coping.effect": COPING[choice], "training.coping.weeks": weeks}

        self._choice(
            "coping",
            "Coping training",
            {o: COPING_WORDS[o] for o in options},
            chosen,
            take,
            help_text(self.base, "training.coping.effect")
            + f" The course is {-COURSE_WEEK} weeks before the first week shown, so its hours are not in the cost.",
            "training.coping.effect",
        )

    @staticmethod
    def _is_coping(choice: str, effect: float, weeks: list[int]) -> bool:
        if COPING[choice] == 0.0:
            return effect == 0.0 or not weeks
        return effect == COPING[choice] and weeks == [COURSE_WEEK]

    def _cap(self) -> None:
        path, base = f"{CAP}.minutes", self.base.rules.handle_time_cap
        key = self.draft.key(CAP, "on")
        on = at(self.now, path) is not None

        def switch(on: bool) -> None:
            if on:
                self.draft.change({path: 4.0 if base.minutes is None else base.minutes})
            elif base.minutes is None:  # nothing of the target is left
                self.draft.remove([path, f"{CAP}.basis", f"{CAP}.enforcement"])
            else:
                self.draft.change({path: None})

        self.told.tell(key, on, switch)
        st.toggle(
            "Time target per call",
            key=key,
            help=help_text(self.base, path, "handle-time cap: a target time for the work of a call")
            + " Agents under pressure cut work short; what is not settled calls again.",
        )
        self._says_changes(path)
        if not on:
            st.empty()
            return
        with st.container():
            self._cap_in_detail(path)

    def _cap_in_detail(self, path: str) -> None:
        self.quantity(path, "Target", Scale(1.0, 15.0, 0.5))
        basis = f"{CAP}.basis"
        self._choice(
            "basis",
            "Measured on",
            BASES,
            at(self.now, basis),
            lambda c: {basis: c},
            help_text(self.base, basis),
            basis,
        )
        self.quantity(f"{CAP}.enforcement", "How hard it is enforced", Scale(0.0, 1.0, 0.05))

    def _ending(self) -> None:
        path = f"{ENDING}.policy"
        self._choice(
            "ending",
            "When a call leads nowhere",
            POLICIES,
            at(self.now, path),
            lambda choice: {path: choice},
            help_text(self.base, path, "whether an agent may end a call with a caller whom nothing pleases"),
            path,
        )
        if at(self.now, path) == "after_minutes":
            with st.container():
                self.quantity(f"{ENDING}.after_min", "May end it after", Scale(0.0, 30.0, 1.0))
        else:
            st.empty()

    # The widgets

    def _choice(
        self,
        name: str,
        label: str,
        options: dict[str, str],
        chosen: str,
        take: Callable[[str], dict[str, Any]],
        words: str,
        path: str,
    ) -> None:
        key = self.draft.key(name, "choice")
        self.told.tell(key, chosen, lambda choice: self._try(path, take(choice)))
        st.radio(label, list(options), format_func=options.__getitem__, key=key, help=words)
        self._says_changes(path)
        self._problem(path)

    def quantity(
        self,
        path: str,
        label: str,
        scale: Scale,
        *,
        write: Callable[[str, Any], dict[str, Any]] | None = None,
        words: str = "",
        unit: str = "",
    ) -> None:
        """A slider and a box for one number. `write` turns the new value into changes."""
        field, value = declared(path), at(self.now, path)
        times = 100.0 if field.is_share else 1.0
        whole = isinstance(value, int)
        as_shown: Callable[[float], Any] = (lambda x: round(x)) if whole else (lambda x: round(x * times, 6))
        low, high = self.draft.widen(path, scale.low, scale.high, value)
        step = as_shown(scale.step)
        slider = f"{self.draft.key(path, 'slider')}|{low:g} to {high:g}"
        box = self.draft.key(path, "box")

        def take(shown_value: Any) -> None:
            typed = None if shown_value is None else (shown_value if whole else shown_value / times)
            wrong = out_of_bounds(field, typed)
            if wrong:
                self.draft.problems[path] = self._sentence(label, wrong, field, path)
            else:
                self._try(path, write(path, typed) if write else {path: typed}, label)

        unit = unit or ("%" if field.is_share else field.unit)
        name = label if unit == NO_UNIT else f"{label} ({unit})"
        left, right = st.columns([3.2, 1], vertical_alignment="bottom", wrap=False, gap="small")
        decimals = 0 if whole or step >= 1 else 1
        self.told.tell(slider, as_shown(value), take)
        left.slider(
            name,
            as_shown(low),
            as_shown(high),
            step=step,
            key=slider,
            format=f"%.{decimals}f" if not whole else "%d",
            help=help_text(self.base, path, words),
        )
        self.told.tell(box, as_shown(value), take)
        right.number_input(
            f"{name}, exact",
            value=None,  # or an emptied box would report 0
            key=box,
            step=step,
            format="%d" if whole else f"%.{max(decimals, 1 if field.is_share else 0)}f",
            label_visibility="collapsed",
        )
        self._says_changes(path)
        self._problem(path)

    # Writing

    def _write_share(self, path: str, share: float) -> dict[str, Any]:
        """All shares, so that a later move of another one starts from what is on screen."""
        mine = path.split(".")[1]
        others = {t.name: t.share for t in self.draft.now.call_types if t.name != mine}
        if sum(others.values()) <= 0.0:
            others = {t.name: t.share for t in self.base.call_types if t.name != mine}
        total = sum(others.values())
        new = {name: s * (1.0 - share) / total if total else s for name, s in others.items()}
        return {f"call_types.{name}.share": s for name, s in {**new, mine: share}.items()}

    # Moves are taken by the levers of an earlier run: they ask the draft, not `self.now`, what holds at present.

    def _try(self, path: str, values: dict[str, Any], label: str = "") -> None:
        self.draft.problems.pop(path, None)
        try:
            self.draft.change(values)
        except ScenarioError as error:
            field = declared(path)
            self.draft.problems[path] = self._sentence(label or error.path, error.problem, field, path)

    def _sentence(self, label: str, wrong: str, field: Any, path: str) -> str:
        return f"{label}: {wrong}. The figures stay at {shown(field, at(self.draft.now, path))}."

    def _problem(self, path: str) -> None:
        if path in self.draft.problems:
            st.error(self.draft.problems[path], icon=":material/error:")
        else:
            st.empty()

    def _says_changes(self, path: str) -> None:
        """Say it where the scenario itself changes this field at a date."""
        for change in self.base.changes:
            for changed, new in change.set.items():
                if path == changed or path.startswith(f"{changed}."):
                    field = declared(path)
                    words = POLICIES.get(str(new)) or shown(field, new)
                    st.caption(
                        f":material/event: The scenario changes this {after(change.week)}, to: {words}."
                    )


GROUPS: dict[str, Callable[[str], bool]] = {
    "calls": lambda p: p == "demand.calls_per_day",
    "mix": lambda p: p.startswith("call_types.") and p.endswith(".share"),
    "difficult": lambda p: p == "callers.difficult_share",
    "coping": lambda p: p.startswith("training.coping."),
    "cap": lambda p: p.startswith(f"{CAP}."),
    "ending": lambda p: p.startswith(f"{ENDING}."),
    "pause": lambda p: p == "rules.pause_after_hostile_min",
    "within": lambda p: p == "targets.within_s",
    "line": lambda p: p == "targets.exhaustion_line",
}


def groups(scenario: Scenario) -> list[str]:
    """All groups that a chip can stand for, in the order of the levers."""
    found = list(GROUPS)
    found[found.index("coping") : found.index("coping")] = [f"agents.{team.name}" for team in scenario.teams]
    return found


def paths_of(draft: Draft, group: str) -> list[str]:
    """The changed paths behind one chip."""
    if group.startswith("agents."):
        return [p for p in draft.values if p == f"teams.{group.removeprefix('agents.')}.agents"]
    return [p for p in draft.values if GROUPS[group](p)]
