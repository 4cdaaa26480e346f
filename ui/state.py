"""What the user has changed, kept per scenario for the session: the truth that all widgets show.

Widgets are drawn from it and write to it through `change`, so nothing hangs on a widget being on screen. Figures
are kept elsewhere, by the scenario's hash: undoing a change finds its results again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from sim import Scenario, ScenarioError, but

Values = dict[str, Any]
STEPS_BACK = 100


@dataclass
class Draft:
    """Changes to one scenario: path -> value; `past`: earlier ones, for undo; `problems`: path -> sentence.

    `reach`: path -> lowest and highest value that its slider has had to show since the levers were last set back.
    """

    stem: str
    base: Scenario
    values: Values = field(default_factory=dict)
    past: list[Values] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    reach: dict[str, tuple[float, float]] = field(default_factory=dict)

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
        self.set_back()

    def undo(self) -> None:
        """One step back."""
        if self.past:
            self.values = self.past[-1]
            self.past = self.past[:-1]
        self.set_back()

    def reset(self) -> None:
        """Back to the picked scenario; undo brings the changes back."""
        self._set({})
        self.set_back()

    def key(self, path: str, kind: str) -> str:
        """The key of a widget ("slider", "box", …) for a path."""
        return f"{self.stem}|{path}|{kind}"

    def widen(self, path: str, low: float, high: float, value: float) -> tuple[float, float]:
        """A slider's bounds: those given, or wider ones where it has had to show a value beyond.

        They only grow under the user's hand: a slider whose bounds change is another element, and loses the focus.
        """
        was_low, was_high = self.reach.get(path, (low, high))
        self.reach[path] = min(was_low, low, value), max(was_high, high, value)
        return self.reach[path]

    def set_back(self) -> None:
        """Forget what belongs to moves that are taken back."""
        self.problems, self.reach = {}, {}


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
        mine.set_back()
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
