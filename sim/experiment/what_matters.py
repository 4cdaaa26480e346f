"""What moves a key figure most: one input at a time at both its ends, on the same callers, beside what chance does.

Coarse at once and then with all runs. A difference from the present setting is paired; whether one input moves a
figure more than another is judged by the paired difference of their swings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.experiment.adaptive import AdaptiveExperiment, WithRuns
from sim.experiment.exploring import STEP_POINTS, Point, of_pairs, values_in
from sim.experiment.inputs import Group, Input, ScenarioWith
from sim.experiment.result import Estimate, index_of
from sim.experiment.sensitivity import ENDS, End, clear_sign
from sim.experiment.verdict import VERDICT_FROM
from sim.experiment.window import Window, since_last_change
from sim.kpis import KPIS
from sim.scenario import Scenario, ScenarioError

PART = {"low": 0.0, "high": 1.0}
UNKNOWN = Estimate(None, None, None)

EndKind = Literal["clear", "small", "not detected", "as now", "impossible", "no value"]
"""What a difference at an end is: there and worth noticing; there; not shown; where it stands already; none."""


@dataclass(frozen=True)
class Bar:
    """What one input does to one KPI. `at`: by end, the difference from the present setting, paired.

    `swing`: from the lowest to the highest of both ends and the present setting; `by_run`: the same in each run.
    `matters_from`: the size of a difference that is worth noticing.
    """

    input: Input
    at: Mapping[End, Estimate]
    kinds: Mapping[End, EndKind]
    swing: Estimate
    by_run: NDArray[np.float64]
    matters_from: float

    @property
    def is_detected(self) -> bool:
        """Whether either end is shown to differ from the present setting."""
        return any(kind in ("clear", "small") for kind in self.kinds.values())

    @property
    def matters(self) -> bool:
        """Whether either end differs by what is worth noticing."""
        return "clear" in self.kinds.values()

    @property
    def same_way(self) -> bool:
        """Whether both ends clearly go the same way: between them lies a best or a worst value."""
        means = [self.at[end].mean or 0.0 for end in ENDS if self.kinds[end] == "clear"]
        return len(means) == 2 and means[0] * means[1] > 0.0


@dataclass(frozen=True)
class Matters:
    """What is known of a setting's inputs. `own`: the present setting's figures; `ends`: those of the known ends.

    `as_now`: ends at which the scenario is the present one; `impossible`: ends that cannot be, and why. `asked`: runs
    that the search takes at most.
    """

    scenario: Scenario
    inputs: tuple[Input, ...]
    own: Point
    ends: Mapping[tuple[str, End], Point]
    as_now: frozenset[tuple[str, End]] = frozenset()
    impossible: Mapping[tuple[str, End], ScenarioError] = field(default_factory=dict)
    asked: int = 0
    finished: bool = False
    window: Window = field(default_factory=Window)

    @property
    def runs(self) -> tuple[int, int]:
        """The fewest and the most runs of what is known."""
        counts = [self.own.runs, *(point.runs for point in self.ends.values())]
        return min(counts), max(counts)

    def chance(self, key: str) -> float | None:
        """What chance alone does to a KPI with these runs: half the 95 % interval of its own present value."""
        return self.own.figure(key).half_width

    def bars(self, key: str, group: Group | None = None) -> list[Bar]:
        """What each known input of a group, or any, does to a KPI: the longest swing first."""
        known = [one for one in self.inputs if group in (None, one.group) and self._is_known(one)]
        made = [self.bar(one, key) for one in known]
        return sorted(made, key=lambda bar: -(bar.swing.mean or 0.0))

    def knows_all(self, group: Group) -> bool:
        """Whether every input of a group is known."""
        return all(self._is_known(one) for one in self.inputs if one.group == group)

    def _is_known(self, one: Input) -> bool:
        return all((one.key, end) in {*self.ends, *self.impossible} for end in ENDS)

    def bar(self, one: Input, key: str) -> Bar:
        """What one input does to a KPI. Raises KeyError for one that is not known yet."""
        at = {
            end: self.ends[one.key, end].difference(self.own, key)
            if (one.key, end) not in self.impossible
            else UNKNOWN
            for end in ENDS
        }
        reached = [(at[end].mean or 0.0, self.ends[one.key, end]) for end in ENDS if at[end].mean is not None]
        stands = [(0.0, self.own), *reached]
        lowest, highest = (pick(stands, key=lambda one: one[0])[1] for pick in (min, max))
        runs, i = min(lowest.runs, highest.runs), index_of(key)
        by_run = highest.values[:runs, i] - lowest.values[:runs, i]
        swing = of_pairs(by_run) if reached else UNKNOWN
        matters_from = self.matters_from(key)
        kinds = {end: self._kind(one, end, at[end], matters_from) for end in ENDS}
        return Bar(one, at, kinds, swing, by_run, matters_from)

    def matters_from(self, key: str) -> float:
        """The size from which a difference from the present setting matters."""
        return KPIS[key].matters_from(self.own.figure(key).mean)

    def _kind(self, one: Input, end: End, difference: Estimate, matters_from: float) -> EndKind:
        if (one.key, end) in self.impossible:
            return "impossible"
        if (one.key, end) in self.as_now:
            return "as now"
        if difference.mean is None:
            return "no value"
        if clear_sign(difference, matters_from):
            return "clear"
        low, high = difference.low, difference.high
        is_there = low is not None and high is not None and not low <= 0.0 <= high
        return "small" if is_there else "not detected"

    def first(self, key: str, bars: Sequence[Bar]) -> list[Bar]:
        """Of bars in order, the first that matters and all that cannot be told apart from it; none where none does."""
        some = [bar for bar in bars if bar.matters]
        return some[:1] + [bar for bar in some[1:] if not is_longer(some[0], bar, len(some) - 1)]


def is_longer(bar: Bar, other: Bar, comparisons: int = 1) -> bool:
    """Whether one input is shown to move a KPI more than another does, by what is worth noticing."""
    runs = min(len(bar.by_run), len(other.by_run))
    gap = of_pairs(bar.by_run[:runs] - other.by_run[:runs], comparisons)
    return gap.mean is not None and gap.mean > 0.0 and clear_sign(gap, bar.matters_from) > 0


def what_matters(
    current: Scenario,
    inputs: Sequence[Input],
    scenario_with: ScenarioWith,
    *,
    most_runs: int,
    publish: Callable[[Matters], None] = lambda _: None,
) -> AdaptiveExperiment[Matters]:
    """Ask for every input at both ends: first with the runs that a verdict needs, then with `most_runs`.

    An end that cannot be is left out and says why. `publish` gets what is known after every step.
    """
    window = since_last_change(current)
    at: dict[tuple[str, End], Scenario] = {}
    impossible: dict[tuple[str, End], ScenarioError] = {}
    for one in inputs:
        for end in ENDS:
            try:
                at[one.key, end] = scenario_with([(one, PART[end])])
            except ScenarioError as error:
                impossible[one.key, end] = error
    as_now = frozenset(place for place, scenario in at.items() if scenario == current)
    known: dict[tuple[str, End], Point] = {}
    own: list[Point] = []

    def so_far(*, finished: bool = False) -> Matters:
        asked = (len(at) + 1) * most_runs
        return Matters(
            current, tuple(inputs), own[0], dict(known), as_now, impossible, asked, finished, window
        )

    for runs in sorted({min(VERDICT_FROM, most_runs), most_runs}):
        places = list(at)
        for start in range(0, max(1, len(places)), STEP_POINTS):
            step = places[start : start + STEP_POINTS]
            results = yield WithRuns([current, *(at[place] for place in step)], runs)
            own[:] = [Point((), values_in(results[0], window))]
            known.update(
                {
                    place: Point((), values_in(result, window))
                    for place, result in zip(step, results[1:], strict=True)
                }
            )
            publish(so_far())
    return so_far(finished=True)
