"""Levers: the scenario's fields as widgets, in groups. Each is drawn from the draft and writes back to it.

A number has a slider for trying out and a box for an exact figure; the box takes anything, and a sentence beside it
says what is wrong, while the figures stay those of the last good value.

While a page computes, the browser keeps what the run before drew at places that this run has not written. So every
run writes the same number of elements in the same order: what comes and goes has a place that is empty otherwise.
A widget with a new key is put before its old self, so each stands alone in a box whose second element is hidden.
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
from ui.declared import MISSING, declared, help_text, out_of_bounds, shown
from ui.state import Draft, at

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
EMPTIED = -(10**12)
"""What an emptied box sends: its least number. (A box that may be empty reports None in the middle of quick moves.)"""
NOTHING_TO_ACT_ON = "Nothing to act on: this scenario has no difficult or upset callers."
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

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.base = draft.base
        self.now = draft.now

    def draw(self) -> None:
        """All groups, into the current container."""
        with st.expander("Demand", expanded=True, icon=":material/call:"):
            self._demand()
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
            "demand.calls_per_day",
            "New issues a day",
            _around(calls, _round_step(calls)),
            unit=NO_UNIT,
            said="issues a day",
            words="each person's first call about an issue on an average open day; repeat calls come on top",
        )
        if len(self.base.call_types) > 1:
            if len(self.base.call_types) <= TYPES_IN_SIGHT:
                self._mix()
            else:
                with st.popover(f"Call mix: {len(self.base.call_types)} kinds", width="stretch"):
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
                f"teams.{team.name}.agents",
                f"Agents, {team.name}",
                _around(team.agents, 1.0),
                unit=NO_UNIT,
                said="agents",
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
            idle="" if meets_hostile(self.now) or self.now.behaviour.strain else NOTHING_TO_ACT_ON,
        )

    @staticmethod
    def _is_coping(choice: str, effect: float, weeks: list[int]) -> bool:
        if COPING[choice] == 0.0:
            return effect == 0.0 or not weeks
        return effect == COPING[choice] and weeks == [COURSE_WEEK]

    def _cap(self) -> None:
        path, base = f"{CAP}.minutes", self.base.rules.handle_time_cap
        key = self.draft.key(CAP, "on")
        st.session_state.setdefault(key, at(self.now, path) is not None)

        def switch() -> None:
            if st.session_state[key]:
                self.draft.change({path: 4.0 if base.minutes is None else base.minutes})
            elif base.minutes is None:  # nothing of the target is left
                self.draft.remove([path, f"{CAP}.basis", f"{CAP}.enforcement"])
            else:
                self.draft.change({path: None})

        with st.container(key="one-cap"):
            st.toggle(
                "Time target per call",
                key=key,
                on_change=switch,
                help=help_text(self.base, path, "handle-time cap: a target time for the work of a call")
                + " Agents under pressure cut work short; what is not settled calls again.",
            )
        self._says_changes(path)
        if not st.session_state[key]:
            st.empty()
            return
        with st.container():
            self.quantity(path, "Target", Scale(1.0, 15.0, 0.5), says_changes=False)
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
            idle="" if meets_hostile(self.now) else NOTHING_TO_ACT_ON,
            unchanged="As in the scenario.",
        )
        if at(self.now, path) == "after_minutes" and meets_hostile(self.now):
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
        *,
        idle: str = "",
        unchanged: str = "",
    ) -> None:
        """Radio buttons. `idle`: why the lever cannot do anything; `unchanged`: said while nothing is changed."""
        key = self.draft.key(name, "choice")
        st.session_state.setdefault(key, chosen)

        def write() -> None:
            self._try(path, take(st.session_state[key]))

        with st.container(key=f"one-{name}"):
            st.radio(
                label,
                list(options),
                format_func=options.__getitem__,
                key=key,
                on_change=write,
                help=words,
                disabled=bool(idle),
            )
        _caption(idle or (unchanged if at(self.now, path) == at(self.base, path) else ""))
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
        said: str = "",
        says_changes: bool = True,
    ) -> None:
        """A slider and a box for one number.

        `write` turns the new value into changes; `said` is the unit in sentences where the field's is not meant for
        a reader's eye.
        """
        field, value = declared(path), at(self.now, path)
        times = 100.0 if field.is_share else 1.0
        whole = isinstance(value, int)
        as_shown: Callable[[float], Any] = (lambda x: round(x)) if whole else (lambda x: round(x * times, 6))
        low, high = min(scale.low, value), max(scale.high, value)
        step = as_shown(scale.step)
        slider = f"{self.draft.key(path, 'slider')}|{low:g} to {high:g}"
        box = self.draft.key(path, "box")
        st.session_state.setdefault(slider, as_shown(value))
        st.session_state.setdefault(box, as_shown(value))

        def take(key: str, kind: str) -> None:
            shown_value = st.session_state[key]
            missing = shown_value is None or shown_value <= EMPTIED
            typed = None if missing else (shown_value if whole else shown_value / times)
            wrong = out_of_bounds(field, typed, said)
            if wrong:
                self.draft.problems[path] = self._sentence(label, wrong, field, path, said)
                if missing:
                    self.draft.redraw_others([path], path, "slider")
                return
            values = write(path, typed) if write else {path: typed}
            if self._try(path, values, label, said):
                self.draft.redraw_others(values, path, kind)

        unit = unit or ("%" if field.is_share else field.unit)
        name = label if unit == NO_UNIT else f"{label} ({unit})"
        left, right = st.columns([3.2, 1], vertical_alignment="bottom", wrap=False, gap="small")
        # As many digits as the chip shows: a share has one decimal, another number those it has.
        form = "%d" if whole else ("%.1f" if field.is_share else "%.7g")
        left.slider(
            name,
            as_shown(low),
            as_shown(high),
            step=step,
            key=slider,
            format=form,
            on_change=take,
            args=(slider, "slider"),
            help=help_text(self.base, path, words, said),
        )
        right.number_input(
            f"{name}, exact",
            EMPTIED if whole else float(EMPTIED),
            key=box,
            step=step,
            format=form,
            on_change=take,
            args=(box, "box"),
            label_visibility="collapsed",
        )
        if says_changes:
            self._says_changes(path)
        self._problem(path)

    # Writing

    def _write_share(self, path: str, share: float) -> dict[str, Any]:
        """All shares, so that a later move of another one starts from what is on screen."""
        mine = path.split(".")[1]
        others = {t.name: t.share for t in self.now.call_types if t.name != mine}
        if sum(others.values()) <= 0.0:
            others = {t.name: t.share for t in self.base.call_types if t.name != mine}
        total = sum(others.values())
        new = {name: s * (1.0 - share) / total if total else s for name, s in others.items()}
        return {f"call_types.{name}.share": s for name, s in {**new, mine: share}.items()}

    def _try(self, path: str, values: dict[str, Any], label: str = "", said: str = "") -> bool:
        self.draft.problems.pop(path, None)
        try:
            self.draft.change(values)
        except ScenarioError as error:
            field = declared(path)
            self.draft.problems[path] = self._sentence(label or error.path, error.problem, field, path, said)
            return False
        return True

    def _sentence(self, label: str, wrong: str, field: Any, path: str, said: str = "") -> str:
        return f"{label}: {wrong}. The figures stay at {shown(field, at(self.now, path), said)}."

    def _problem(self, path: str) -> None:
        if path in self.draft.problems:
            st.error(self.draft.problems[path], icon=":material/error:")
            if MISSING in self.draft.problems[path]:  # the box shows the last good value again: said once
                del self.draft.problems[path]
        else:
            st.empty()

    def _says_changes(self, path: str) -> None:
        """Say it where the scenario itself changes this field at a date."""
        said = [
            _says(declared(path), new, change.week)
            for change in self.base.changes
            for changed, new in change.set.items()
            if path == changed or path.startswith(f"{changed}.")
        ]
        _caption("  \n".join(f":material/event: {sentence}" for sentence in said))


def _says(field: Any, new: Any, week: int) -> str:
    if new is None or (isinstance(new, int | float) and not new):
        return f"The scenario itself drops this {after(week)}."
    if str(new) in POLICIES:
        words = POLICIES[str(new)]
        return f"The scenario itself changes this {after(week)} to “{words}”."
    return f"The scenario itself sets this to {shown(field, new)} {after(week)}."


def _caption(words: str) -> None:
    """A caption, or its empty place."""
    if words:
        st.caption(words)
    else:
        st.empty()


def meets_hostile(scenario: Scenario) -> bool:
    """Whether any caller can be difficult or upset; training and end-call rule act on no others."""
    callers, b = scenario.callers, scenario.behaviour
    if any("difficult" in p or "upset" in p for c in scenario.changes for p in c.set):
        return True
    shares = [
        callers.difficult_share if t.difficult_share is None else t.difficult_share
        for t in scenario.call_types
    ]
    upset = callers.upset_share or b.upset_per_wait_min or b.upset_per_attempt or b.upset_per_transfer
    return any(shares) or bool(callers.upset_max and upset)


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
    agents = [f"agents.{team.name}" for team in scenario.teams]
    found = list(GROUPS)
    at_agents = found.index("coping")
    return [*found[:at_agents], *agents, *found[at_agents:]]


def paths_of(draft: Draft, group: str) -> list[str]:
    """The changed paths behind one chip."""
    if group.startswith("agents."):
        return [p for p in draft.values if p == f"teams.{group.removeprefix('agents.')}.agents"]
    return [p for p in draft.values if GROUPS[group](p)]
