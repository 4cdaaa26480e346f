"""What the user has changed, kept per scenario for the session: the truth that all widgets show.

Widgets are drawn from it and write to it through `change`, so nothing hangs on a widget being on screen. Figures
are kept elsewhere, by the scenario's hash: undoing a change finds its results again.

A widget whose value was changed by anything but itself gets a new key. Under the old one the browser, which sends
all its widgets' values with every rerun, could report the old value a moment later, and that would count as a move.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from sim import Scenario, ScenarioError, but

Values = dict[str, Any]
STEPS_BACK = 100


@dataclass
class Draft:
    """Changes to one scenario: path -> value; `past`: earlier ones, for undo; `problems`: path -> sentence."""

    stem: str
    base: Scenario
    values: Values = field(default_factory=dict)
    past: list[Values] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    turn: int = 0
    turns: dict[str, int] = field(default_factory=dict)

    @property
    def now(self) -> Scenario:
        """The current scenario."""
        return but(self.base, self.values) if self.values else self.base

    def _set(self, values: Values) -> None:
        if values != self.values:
            self.past = [*self.past, self.values][-STEPS_BACK:]
            self.values = values

    def change(self, values: Mapping[str, Any]) -> None:
        """Take over new values at these paths; one equal to the picked scenario's is no change.

        Raises ScenarioError, and then nothing changes.
        """
        merged = {**self.values, **values}
        kept = {p: v for p, v in merged.items() if not same(at(self.base, p), v)}
        if kept:
            but(self.base, kept)
        self._set(kept)

    def remove(self, paths: list[str]) -> None:
        """Take back the changes at these paths."""
        self._set({p: v for p, v in self.values.items() if p not in paths})
        self.redraw()

    def undo(self) -> None:
        """One step back."""
        if self.past:
            self.values = self.past[-1]
            self.past = self.past[:-1]
        self.redraw()

    def reset(self) -> None:
        """Back to the picked scenario; undo brings the changes back."""
        self._set({})
        self.redraw()

    def key(self, path: str, kind: str) -> str:
        """The present key of a widget ("slider", "box", …) for a path."""
        return f"{self.stem}|{self.turn}|{path}|{kind}|{self.turns.get(f'{path}|{kind}', 0)}"

    def redraw(self) -> None:
        """Let every widget show the truth again."""
        self.problems = {}
        self.turn += 1

    def redraw_others(self, paths: Iterable[str], path: str, kind: str) -> None:
        """Let the sliders and boxes of these paths show the truth, but for the one in the user's hand."""
        for other in (f"{p}|{k}" for p in paths for k in ("slider", "box")):
            if other != f"{path}|{kind}":
                self.turns[other] = self.turns.get(other, 0) + 1


def draft(stem: str, base: Scenario) -> Draft:
    """The session's draft of a scenario; begun anew where its file has changed under changes that no longer fit."""
    drafts = st.session_state.setdefault("drafts", {})
    mine = drafts.get(stem)
    if mine is None:
        mine = drafts[stem] = Draft(stem, base)
    elif mine.base != base:
        mine.base = base
        try:
            but(base, mine.values)
        except ScenarioError:
            mine.values, mine.past = {}, []
        mine.redraw()
    return mine


def at(scenario: Scenario, path: str) -> Any:
    """The value at a path such as "teams.Front line.agents"."""
    holder, name = holder_of(scenario, path)
    return getattr(holder, name)


def holder_of(scenario: Scenario, path: str) -> tuple[Any, str]:
    """The model that holds a path's last field, and that field's name."""
    *stem, last = path.split(".")
    here: Any = scenario
    for key in stem:
        if isinstance(here, tuple):
            here = next(item for item in here if item.name == key)
        else:
            here = getattr(here, key)
    return here, last


def same(a: Any, b: Any) -> bool:
    """Equal, but for the last digits of a number."""
    if isinstance(a, int | float) and isinstance(b, int | float):
        return abs(a - b) <= 1e-9 * max(1.0, abs(a))
    return list(a) == list(b) if isinstance(a, tuple | list) and isinstance(b, tuple | list) else bool(a == b)
