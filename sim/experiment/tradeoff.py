"""Trade-offs: of all designs that some levers allow, those that no other beats in every goal, within limits.

What is asked, what is known of it, and how it is judged; `sim.experiment.tradeoff_search` finds it. What is said of a
design is said on callers that the search has not seen: the best of many on the callers that chose it is lucky.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.experiment.exploring import LEVEL, At, Point
from sim.experiment.pareto import front_shares, is_clearly_beaten, non_dominated
from sim.experiment.result import KEYS, Estimate, index_of
from sim.experiment.verdict import VERDICT_FROM
from sim.experiment.window import Window
from sim.kpis import KPIS
from sim.scenario import Scenario

Floats = NDArray[np.float64]
Value = int | float | str | None
"""What a lever may stand at: a number, the name of an option, or None where it is off."""
GOALS = ("cost_per_week", "satisfaction_all", "exhaustion_mean")
SURE_SHARE = 0.95
"""Of resamples: from here on a design is called efficient."""
TODAY: At = ()
"""Place of the scenario as it stands, where the levers cannot be set so."""

Mark = Literal["efficient", "maybe", "beaten"]


class TradeoffError(ValueError):
    """Trade-offs that cannot be asked for. `str()` is one sentence for a person."""


@dataclass(frozen=True)
class FreeLever:
    """A lever that may be moved. `values`: what it may stand at, in order."""

    name: str
    values: tuple[Value, ...]

    @property
    def is_ordered(self) -> bool:
        """Whether one value leads to the next: numbers, and off at one end of them."""
        return not any(isinstance(value, str) for value in self.values)


@dataclass(frozen=True)
class Limit:
    """What a key figure may be at most, or at least with `at_least`, in its own unit."""

    key: str
    bound: float
    at_least: bool = False

    def beyond(self, values: Floats) -> Floats:
        """How far figures are beyond it, negative where they keep it."""
        return self.bound - values if self.at_least else values - self.bound

    def is_broken(self, figure: Estimate) -> bool:
        """Whether the figure's interval lies wholly beyond; a figure without a value breaks it."""
        nearest = figure.high if self.at_least else figure.low
        if figure.mean is None:
            return True
        return bool(self.beyond(np.array(figure.mean if nearest is None else nearest)) > 0.0)


ScenarioAt = Callable[[tuple[Value, ...]], Scenario]


@dataclass(frozen=True)
class Question:
    """What is asked. `scenario`: as it stands, "today"; `levers`: those that may be moved, which stand at `now`.

    `scenario_at` makes the scenario with the levers at these values, or raises ScenarioError where it cannot be.
    A place (`At`) holds, for each lever, the index of its value.
    """

    scenario: Scenario
    levers: tuple[FreeLever, ...]
    now: tuple[Value, ...]
    scenario_at: ScenarioAt
    goals: tuple[str, ...] = GOALS
    limits: tuple[Limit, ...] = ()

    @property
    def today(self) -> At:
        """The place of the scenario as it stands; `TODAY` where a lever cannot be set so."""
        pairs = list(zip(self.levers, self.now, strict=True))
        if any(value not in lever.values for lever, value in pairs):
            return TODAY
        return tuple(lever.values.index(value) for lever, value in pairs)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many values each lever has."""
        return tuple(len(lever.values) for lever in self.levers)

    @property
    def cells(self) -> int:
        """How many designs there are."""
        return math.prod(self.sizes)

    def values(self, at: At) -> tuple[Value, ...]:
        """What the levers stand at."""
        return tuple(lever.values[int(i)] for lever, i in zip(self.levers, at, strict=True))

    def design_at(self, at: At) -> Scenario:
        """The scenario at a place. Raises ScenarioError."""
        return self.scenario if at == self.today else self.scenario_at(self.values(at))


def check_goals(goals: Sequence[str], limits: Sequence[Limit] = ()) -> None:
    """Raise TradeoffError for goals or limits that cannot be."""
    for key in [*goals, *(limit.key for limit in limits)]:
        try:
            index_of(key)
        except ValueError as error:
            raise TradeoffError(str(error)) from None
    if not 2 <= len(goals) <= 4 or len(set(goals)) < len(goals):
        raise TradeoffError("two to four different goals can be traded off")
    for key in goals:
        if KPIS[key].better not in ("up", "down"):
            possible = ", ".join(k for k in KEYS if KPIS[k].better in ("up", "down"))
            raise TradeoffError(f"{key} is not better one way, so it is no goal; these are: {possible}")


@dataclass(frozen=True)
class Blob:
    """Designs that differ by less than matters in every goal from the first of them, which stands for all."""

    places: tuple[At, ...]

    @property
    def first(self) -> At:
        """The design that stands for all."""
        return self.places[0]


@dataclass(frozen=True)
class Tradeoff:
    """What is known. `searched`: all designs simulated, on the callers of the search; `claimed`: those simulated again.

    The scenario as it stands is at `question.today` in both. `impossible`: places that are no valid scenario.
    """

    question: Question
    searched: Mapping[At, Point]
    claimed: Mapping[At, Point] = field(default_factory=dict)
    impossible: frozenset[At] = frozenset()
    finished: bool = False
    window: Window = field(default_factory=Window)

    def best(self, at: At) -> Point:
        """What is known best of a design: on fresh callers where it has been claimed."""
        return self.claimed.get(at) or self.searched[at]

    def losses(self, point: Point) -> Floats:
        """(replication, goal): less is better."""
        return losses(point, self.question.goals)

    def broken(self, at: At) -> list[str]:
        """The key figures whose limits a design clearly breaks."""
        point = self.best(at)
        return [limit.key for limit in self.question.limits if limit.is_broken(point.figure(limit.key))]

    @property
    def simulated(self) -> list[At]:
        """All designs simulated, where today's is not one that the levers allow without it."""
        return [at for at in self.searched if at != TODAY]

    @cached_property
    def breaking(self) -> frozenset[At]:
        """Designs that clearly break a limit, today's among them."""
        return frozenset(at for at in self.searched if self.broken(at))

    @cached_property
    def shares(self) -> dict[At, float]:
        """In which share of resamples of its fresh replications each claimed design is on the front."""
        if not self.claimed:
            return {}
        return dict(
            zip(self.claimed, shares_on_front(self.question, list(self.claimed.values())), strict=True)
        )

    @cached_property
    def marks(self) -> dict[At, Mark]:
        """How sure it is that a design is efficient: "efficient", "maybe", or clearly "beaten" or beyond a limit.

        None is called efficient before it was claimed.
        """
        marks: dict[At, Mark] = {}
        of_search = clearly_beaten(
            self.question, {at: p for at, p in self.searched.items() if at not in self.breaking}
        )
        of_claim = clearly_beaten(
            self.question, {at: p for at, p in self.claimed.items() if at not in self.breaking}
        )
        for at in self.searched:
            is_claimed = at in self.claimed
            if at in self.breaking or at in (of_claim if is_claimed else of_search):
                marks[at] = "beaten"
            else:
                is_sure = is_claimed and self.shares[at] >= SURE_SHARE and self.best(at).runs >= VERDICT_FROM
                marks[at] = "efficient" if is_sure else "maybe"
        return marks

    @cached_property
    def blobs(self) -> tuple[Blob, ...]:
        """The designs that are or may be efficient, those that are alike together, by the first goal."""
        left = [
            at
            for at, mark in self.marks.items()
            if mark != "beaten" and (at in self.claimed or not self.finished)
        ]
        left.sort(key=lambda at: (self.marks[at] != "efficient", *self.losses(self.best(at)).mean(axis=0)))
        blobs = []
        while left:
            alike = [at for at in left if at == left[0] or self.are_alike(at, left[0])]
            blobs.append(Blob(tuple(alike)))
            left = [at for at in left if at not in alike]
        return tuple(sorted(blobs, key=lambda blob: tuple(self.losses(self.best(blob.first)).mean(axis=0))))

    def are_alike(self, one: At, other: At) -> bool:
        """Whether two designs differ by less than matters in every goal, by their means."""
        a, b = self.best(one), self.best(other)
        for key in self.question.goals:
            mean = a.difference(b, key).mean
            if mean is None or abs(mean) >= KPIS[key].min_important_difference:
                return False
        return True

    def against_today(self, at: At, key: str) -> Estimate:
        """A design less today, paired; with intervals that hold for all designs claimed and all goals together."""
        pool = self.claimed if at in self.claimed and self.question.today in self.claimed else self.searched
        comparisons = max(1, len(pool) - 1) * len(self.question.goals)
        return pool[at].difference(pool[self.question.today], key, comparisons)


def losses(point: Point, goals: Sequence[str]) -> Floats:
    """(replication, goal): less is better, infinite where there is no value."""
    signs = np.array([-1.0 if KPIS[key].better == "up" else 1.0 for key in goals])
    values = point.values[:, [index_of(key) for key in goals]] * signs
    return np.asarray(np.where(np.isnan(values), np.inf, values))


def clearly_beaten(question: Question, points: Mapping[At, Point]) -> set[At]:
    """Designs that another one, among the best by its means, clearly beats."""
    if not points:
        return set()
    of_each = {at: losses(point, question.goals) for at, point in points.items()}
    means = np.stack([values.mean(axis=0) for values in of_each.values()])
    has_value = np.isfinite(means).all(axis=1)
    best = [at for at, is_best in zip(of_each, non_dominated(means) & has_value, strict=True) if is_best]
    beaten = set()
    for at, mean, known in zip(of_each, means, has_value, strict=True):
        better = [of_each[b] for b in best if b != at and (of_each[b].mean(axis=0) <= mean).all()]
        if not known or (better and is_clearly_beaten(of_each[at], better, len(best), LEVEL)):
            beaten.add(at)
    return beaten


def shares_on_front(question: Question, points: Sequence[Point]) -> Floats:
    """In which share of resamples each is on the front; all on the replications that all have."""
    runs = min(point.runs for point in points)
    beyond = [
        np.stack(
            [limit.beyond(point.values[:runs, index_of(limit.key)]) for limit in question.limits], axis=-1
        )
        if question.limits
        else np.zeros((runs, 0))
        for point in points
    ]
    return front_shares([losses(p, question.goals)[:runs] for p in points], np.nan_to_num(beyond, nan=np.inf))
