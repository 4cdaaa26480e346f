"""What the user has changed, kept per scenario for the session, and the steps there: the truth that all widgets show.

Widgets are drawn from it and write to it through `change`, so nothing hangs on a widget being on screen. Figures
are kept elsewhere, by the scenario's hash: undoing a change finds its results again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from present.field_names import at
from sim import Scenario, ScenarioError, replace, scenario_hash
from sim.scenario import as_dict

Values = dict[str, Any]
KeptSetting = tuple[Scenario, Values, int]
"""A setting as it is kept: baseline, values, week; without the scenarios made of them."""
STEPS_BACK = 100
NEVER_DATED = ("targets.", "costs.")
"""What a comparison is judged by holds for all of it, whenever the changes begin."""


@dataclass(frozen=True)
class DraftState:
    """A baseline, the changes to it (path -> value) and the measured week from which they hold; 0: all the time."""

    baseline: Scenario
    values: Values = field(default_factory=dict)
    week: int = 0

    @property
    def kept(self) -> KeptSetting:
        """The setting as it is kept."""
        return self.baseline, self.values, self.week

    @cached_property
    def digest(self) -> str:
        """A short text that tells this setting from others."""
        baseline = self.baseline.name, scenario_hash(self.baseline)
        text = json.dumps([baseline, self.values, self.week], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @cached_property
    def current(self) -> Scenario:
        """The baseline with the changes."""
        return dated(self.baseline, self.values, self.week)

    @cached_property
    def levers(self) -> Scenario:
        """The changes as if they held from the start."""
        return self.current if self.week == 0 else dated(self.baseline, self.values, 0)


def dated(baseline: Scenario, values: Mapping[str, Any], week: int) -> Scenario:
    """The baseline with these values: from the start, or as a dated change from a week on.

    What the baseline's description says is not said of it. Raises ScenarioError.
    """
    if not values:
        return baseline
    if week == 0:
        return replace(baseline, {**values, "description": ""})
    at_once = {p: v for p, v in values.items() if p.startswith(NEVER_DATED)}
    later = {p: v for p, v in values.items() if p not in at_once}
    current = replace(baseline, {**at_once, "description": ""})
    if not later:
        return current
    by_week = {c.week: dict(c.set) for c in baseline.changes}
    by_week[week] = {**by_week.get(week, {}), **later}
    return replace(current, {"changes": [{"week": w, "set": s} for w, s in sorted(by_week.items())]})


Step = tuple[str, DraftState]
"""A scenario's key and its setting."""


@dataclass
class Steps:
    """One way through all scenarios of a session. `picked`: key of the one at work; `settings`: where each stands.

    `past` and `future`: steps that undo and redo go to, the nearest last; `start`: where each stood before them.
    """

    picked: str = ""
    settings: dict[str, DraftState] = field(default_factory=dict)
    past: list[Step] = field(default_factory=list)
    future: list[Step] = field(default_factory=list)
    start: dict[str, DraftState] = field(default_factory=dict)

    def restart(self, key: str, setting: DraftState) -> None:
        """Let a scenario stand there, with no way back to what was before."""
        self.settings[key] = setting
        self.start, self.past, self.future = dict(self.settings), [], []

    def begin(self, key: str, origin: Scenario) -> None:
        """A scenario that has not been at work yet has nothing changed."""
        if key not in self.settings:
            self.settings[key] = self.start[key] = DraftState(origin)

    @property
    def here(self) -> Step:
        """The scenario at work and its setting."""
        return self.picked, self.settings[self.picked]

    def move(self, key: str, setting: DraftState) -> None:
        """A step to a setting of this scenario, or of another. It ends what could be redone."""
        if self.picked in self.settings:
            if (key, setting) == self.here:
                return
            self.past.append(self.here)
            self.future = []
            if len(self.past) > STEPS_BACK:
                self.start.update([self.past.pop(0)])
        self._stand(key, setting)

    def undo(self) -> None:
        """One step back; the scenario that is left stands again where it did before that step."""
        if self.past:
            left, _ = self.here
            self.future.append(self.here)
            self._stand(*self.past.pop())
            steps = reversed([*self.past, self.here])
            self.settings[left] = next((setting for key, setting in steps if key == left), self.start[left])

    def redo(self) -> None:
        """One step forward again: what was undone last."""
        if self.future:
            self.past.append(self.here)
            self._stand(*self.future.pop())

    def go_to(self, there: Step) -> None:
        """Be where one was before: by as many steps as lead there, the fewer the better; else by a move.

        Undo and redo then go on from there.
        """
        if there == self.here:
            return
        back, forth = (_steps_to(there, steps) for steps in (self.past, self.future))
        if min(back, forth) > STEPS_BACK:
            self.move(*there)
            return
        step = self.undo if back <= forth else self.redo
        for _ in range(min(back, forth)):
            step()

    def _stand(self, key: str, setting: DraftState) -> None:
        self.picked = key
        self.settings[key] = setting


@dataclass
class Draft:
    """One scenario at work. `origin`: as it was picked; `steps`: the session's; `problems`: path -> sentence, until the
    next move.

    `slider_ranges`: path -> lowest and highest value that its slider has had to show since the levers were set back.
    """

    stem: str
    origin: Scenario
    steps: Steps = field(default_factory=Steps)
    problems: dict[str, str] = field(default_factory=dict)
    slider_ranges: dict[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.steps.begin(self.stem, self.origin)

    @property
    def by_itself(self) -> Draft:
        """One that stands where this does and stays there, for a search."""
        return Draft(self.stem, self.origin, Steps(self.stem, {self.stem: self.setting}))

    @property
    def setting(self) -> DraftState:
        """Where it stands."""
        return self.steps.settings[self.stem]

    @property
    def baseline(self) -> Scenario:
        """What is compared with: the picked scenario, or what was pinned since."""
        return self.setting.baseline

    @property
    def values(self) -> Values:
        """What is changed in it."""
        return self.setting.values

    @property
    def week(self) -> int:
        """The measured week from which the changes hold."""
        return self.setting.week

    @property
    def is_pinned(self) -> bool:
        """Whether something else than the picked scenario is the baseline."""
        return self.baseline != self.origin

    @property
    def current(self) -> Scenario:
        """The current scenario."""
        return self.setting.current

    @property
    def levers(self) -> Scenario:
        """The changes as if they held from the start: what the levers show."""
        return self.setting.levers

    def change(self, values: Mapping[str, Any]) -> None:
        """Take over new values at these paths; one equal to the baseline's is no change.

        Raises ScenarioError, and then nothing changes.
        """
        changed = self.changed_by(values)
        dated(self.baseline, changed, 0)
        dated(self.baseline, changed, self.week)
        self.steps.move(self.stem, dataclasses.replace(self.setting, values=changed))
        self.problems = {}

    def changed_by(self, values: Mapping[str, Any]) -> Values:
        """All that would be changed with these values, too."""
        merged = {**self.values, **values}
        return {p: v for p, v in merged.items() if not same(at(self.baseline, p), v)}

    def set_start_week(self, week: int, values: Mapping[str, Any]) -> None:
        """Let the changes, and these, hold from this week on. Raises ScenarioError, and then nothing changes."""
        new = {**self.values, **values}
        dated(self.baseline, new, week)
        self.steps.move(self.stem, DraftState(self.baseline, new, week))
        self.problems = {}

    def remove(self, paths: list[str]) -> None:
        """Take back the changes at these paths."""
        left = {p: v for p, v in self.values.items() if p not in paths}
        self.steps.move(self.stem, dataclasses.replace(self.setting, values=left))
        self.clear_notices()

    def open(self, baseline: Scenario, values: Values, week: int) -> None:
        """Take over a whole comparison. Undo goes back to what was before."""
        self.steps.move(self.stem, DraftState(baseline, values, week))
        self.clear_notices()

    def pin(self) -> None:
        """Make what is now the baseline. Undo takes it back."""
        self.steps.move(self.stem, DraftState(self.current))
        self.clear_notices()

    def undo(self) -> None:
        """One step back."""
        self.steps.undo()
        self.clear_notices()

    def redo(self) -> None:
        """One step forward again."""
        self.steps.redo()
        self.clear_notices()

    def reset(self) -> None:
        """Back to what is compared with; from there to the scenario as it was picked. Undo brings all back."""
        self.steps.move(self.stem, DraftState(self.baseline if self.values else self.origin))
        self.clear_notices()

    def key(self, path: str, kind: str) -> str:
        """The key of a widget ("slider", "box", …) for a path."""
        return f"{self.stem}|{path}|{kind}"

    def widen(self, path: str, low: float, high: float, value: float) -> tuple[float, float]:
        """A slider's bounds: those given, or wider ones where it has had to show a value beyond.

        They only grow under the user's hand: a slider whose bounds change is another element, and loses the focus.
        """
        was_low, was_high = self.slider_ranges.get(path, (low, high))
        self.slider_ranges[path] = min(was_low, low, value), max(was_high, high, value)
        return self.slider_ranges[path]

    def clear_notices(self) -> None:
        """Drop the problems and slider ranges that belong to changes now taken back."""
        self.problems, self.slider_ranges = {}, {}


def refreshed(draft: Draft, origin: Scenario) -> None:
    """Take over a scenario file that has changed; drop the changes where they no longer fit."""
    if draft.origin == origin:
        return
    values = {} if draft.is_pinned else draft.values
    try:
        dated(origin, values, draft.week)
    except ScenarioError:
        values = {}
    draft.origin = origin
    draft.steps.restart(draft.stem, DraftState(origin, values, draft.week if values else 0))
    draft.clear_notices()


def _steps_to(there: Step, steps: list[Step]) -> int:
    """How many steps lead there, of which the nearest is the last; more than there can be where none does."""
    return next((n for n, step in enumerate(reversed(steps), start=1) if step == there), STEPS_BACK + 1)


def same(a: Any, b: Any) -> bool:
    """Equal, but for the last digits of a number; a model is the same as its plain data."""
    a, b = (as_dict(x) if isinstance(x, BaseModel) else x for x in (a, b))
    if isinstance(a, int | float) and isinstance(b, int | float):
        return abs(a - b) <= 1e-9 * max(1.0, abs(a))
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return bool(a == b)
