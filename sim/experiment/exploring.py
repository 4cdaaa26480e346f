"""One or two levers over a range: key figures at every point, coarse at once and then finer, on the same callers.

A search names the points it needs next and how many runs of each (`sim.experiment.adaptive`). What it knows it hands
over after every step. Whether a target is met is judged at each point by its own 95 % interval; whether one point is
the best, by paired differences from all others with intervals that hold for all of them together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, product
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.experiment.adaptive import AdaptiveExperiment, WithRuns
from sim.experiment.capacity_margin import TARGETS, TargetStatus
from sim.experiment.cost import cost
from sim.experiment.result import KEYS, Estimate, Result, estimate, index_of, is_simulated, weekly_mean
from sim.experiment.sweep import Number
from sim.experiment.verdict import VERDICT_FROM
from sim.experiment.window import Window, since_last_change
from sim.kpis import KPIS
from sim.scenario import Scenario, policies

At = tuple[Number, ...]
"""The values of the levers at a point."""

COARSE = 5
"""Values of each lever in the first picture."""
MOST_VALUES = {1: 21, 2: 15}
"""Values of a lever, by how many levers are moved."""
FIRST_LOOK = {1: VERDICT_FROM, 2: 2}
"""Runs of each point of the first picture, by how many levers are moved."""
STEP_POINTS = 25
"""Points asked for at a time: what is known is shown after each step."""
STEP_CELLS = STEP_POINTS * VERDICT_FROM
"""Cells asked for at a time once each gets a single further run: about as many runs as a step of points takes."""
LEVEL = 0.95

Standing = Literal["met", "open", "missed"]
WORST_FIRST: tuple[Standing, ...] = ("missed", "open", "met")


@dataclass(frozen=True)
class Point:
    """The figures of one scenario: `values` is (replication, KPI), in order of replications and of `KEYS`."""

    at: At
    values: NDArray[np.float64]

    @property
    def runs(self) -> int:
        """How many replications it has."""
        return len(self.values)

    def figure(self, key: str) -> Estimate:
        """A KPI's mean with its 95 % interval."""
        return estimate(self.values[:, index_of(key)], 0.0, KPIS[key].most)

    def narrowest(self, key: str, runs: int) -> float:
        """Half the width that a KPI's interval would have after so many runs if all further ones were at the mean.

        Whatever they show, it is not narrower: squares are only added.
        """
        known = self.values[~np.isnan(self.values[:, index_of(key)]), index_of(key)]
        further = np.full(max(0, runs - self.runs), known.mean() if len(known) else math.nan)
        return estimate(np.concatenate([known, further]), 0.0, KPIS[key].most).half_width or 0.0

    def difference(self, other: Point, key: str, comparisons: int = 1) -> Estimate:
        """`self` less `other`, paired; with an interval that holds for so many `comparisons` together (Bonferroni)."""
        i, runs = index_of(key), min(self.runs, other.runs)
        return of_pairs(self.values[:runs, i] - other.values[:runs, i], comparisons)


def of_pairs(pairs: NDArray[np.float64], comparisons: int = 1) -> Estimate:
    """The mean of paired differences; with an interval that holds for so many `comparisons` together (Bonferroni).

    NaN are left out.
    """
    pairs = pairs[~np.isnan(pairs)]
    if not len(pairs):
        return Estimate(None, None, None)
    mean = math.fsum(pairs) / len(pairs)
    if len(pairs) == 1:
        return Estimate(mean, None, None)
    t = float(stdtrit(len(pairs) - 1, 1.0 - (1.0 - LEVEL) / 2.0 / comparisons))
    half = t * float(np.std(pairs, ddof=1)) / math.sqrt(len(pairs))
    return Estimate(mean, mean - half, mean + half)


@dataclass(frozen=True)
class Zone:
    """Neighbouring points that stand alike to a target: the lever's first and last value."""

    standing: Standing
    first: Number
    last: Number


OptimumKind = Literal["inside", "edge", "plateau", "alike"]


@dataclass(frozen=True)
class Optimum:
    """Where a figure is best.

    `kind`: "inside" where both ends of the range are clearly worse; "edge" where an end is best and the other clearly
    worse; "plateau" where the best cannot be told apart from an end, but from some points; "alike" where it cannot from
    any. `best`: the lever's value with the best mean; from `low` to `high` none is clearly worse.
    """

    kind: OptimumKind
    best: Number
    low: Number
    high: Number


@dataclass(frozen=True)
class Exploration:
    """What is known of a range. `axes`: the values of each lever; `points`: those known, by the levers' values.

    `current`: the scenario that is moved, as it stands; `baseline`: what that is compared with. `asked`: runs that
    the search takes at most.
    """

    scenario: Scenario
    axes: tuple[tuple[Number, ...], ...]
    points: Mapping[At, Point]
    current: Point
    baseline: Point
    asked: int = 0
    finished: bool = False
    window: Window = field(default_factory=Window)

    @property
    def runs(self) -> tuple[int, int]:
        """The fewest and the most runs that a known point has."""
        counts = [point.runs for point in self.points.values()]
        return min(counts), max(counts)

    def in_order(self) -> list[Point]:
        """The known points, by the levers' values."""
        return [self.points[at] for at in sorted(self.points)]

    def along(self, place: int, other: Number) -> list[Point]:
        """The known points in a row: all values of one of two levers, where the other has this value."""
        return [p for p in self.in_order() if p.at[1 - place] == other]

    def target(self, key: str) -> float | None:
        """The value that a KPI is held to; None for a KPI without target, or one that is not simulated."""
        if key not in TARGETS or not is_simulated(self.scenario, key):
            return None
        return float(getattr(policies(self.scenario)[-1][1].targets, TARGETS[key].split(".")[1]))

    def standing(self, point: Point, keys: Iterable[str]) -> Standing | None:
        """How a point stands to the targets of these KPIs together; None where none has a target and a value."""
        each = [s for key in keys if (s := self._standing(point, key))]
        return min(each, key=WORST_FIRST.index, default=None)

    def _standing(self, point: Point, key: str) -> Standing | None:
        line, figure = self.target(key), point.figure(key)
        if line is None or figure.mean is None:
            return None
        status = TargetStatus(key, line, figure)
        if point.runs < VERDICT_FROM or status.on_edge:
            return "open"
        return "met" if status.met else "missed"

    def zones(self, points: Sequence[Point], keys: Sequence[str], place: int = 0) -> list[Zone]:
        """Neighbouring points that stand alike to the targets of these KPIs together, in the lever's order."""
        zones: list[Zone] = []
        for point in points:
            standing, x = self.standing(point, keys), point.at[place]
            if standing is None:
                continue
            if zones and zones[-1].standing == standing:
                zones[-1] = Zone(standing, zones[-1].first, x)
            else:
                zones.append(Zone(standing, x, x))
        return zones

    @cached_property
    def is_judged(self) -> bool:
        """Whether all known points have the runs that a verdict needs."""
        return self.runs[0] >= VERDICT_FROM

    def optimum(self, key: str) -> Optimum | None:
        """Where a KPI is best over the range of one lever; None without a better direction, values, or enough runs."""
        kpi = KPIS[key]
        points = [p for p in self.in_order() if p.figure(key).mean is not None]
        if kpi.better not in ("up", "down") or len(points) < 3 or not self.is_judged:
            return None
        sign = 1.0 if kpi.better == "up" else -1.0
        means = [sign * (p.figure(key).mean or 0.0) for p in points]
        best = points[means.index(max(means))]

        matters_from = kpi.matters_from(self.baseline.figure(key).mean)

        def is_worse(other: Point) -> bool:
            gap = best.difference(other, key, comparisons=len(points) - 1)
            ends = (gap.low, gap.high) if sign > 0.0 else (gap.high, gap.low)
            mean, nearest = gap.mean, ends[0]
            if mean is None or nearest is None or abs(mean) < matters_from:
                return False
            return sign * nearest > 0.0

        worse = [is_worse(p) for p in points]
        alike = [p.at[0] for p, is_clear in zip(points, worse, strict=True) if not is_clear]
        ends = points[0], points[-1]
        if not any(worse):
            kind: OptimumKind = "alike"
        elif worse[0] and worse[-1]:
            kind = "inside"
        elif best in ends and (worse[0] or worse[-1]):
            kind = "edge"
        else:
            kind = "plateau"
        return Optimum(kind, best.at[0], alike[0], alike[-1])


# ── The search ────────────────────────────────────────────────────────────────────────────────────

ScenarioAt = Callable[[At], Scenario]


def explore(
    baseline: Scenario,
    current: Scenario,
    axes: Sequence[Sequence[Number]],
    scenario_at: ScenarioAt,
    *,
    key: str,
    most_runs: int,
    publish: Callable[[Exploration], None] = lambda _: None,
) -> AdaptiveExperiment[Exploration]:
    """Ask for the figures at all combinations of the levers' values: a coarse picture first, then all points.

    One lever: then all points with `most_runs`. Two: then more runs, `most_runs` at most, for cells where `key` is
    not known to what is worth noticing: those whose interval spans its target first, then those that can be known so
    well by `most_runs`. `publish` gets what is known after every step. Scenarios that cannot be are
    the caller's to refuse: `scenario_at` raises ScenarioError.
    """
    whole = tuple(tuple(values) for values in axes)
    window, levers = since_last_change(baseline, current), len(whole)
    known: dict[At, Point] = {}
    own: list[Point] = []
    asked = len(list(product(*whole))) * most_runs

    def so_far(*, finished: bool = False) -> Exploration:
        return Exploration(current, whole, dict(known), own[0], own[1], asked, finished, window)

    def learn(points: Sequence[At], runs: int, size: int = STEP_POINTS) -> AdaptiveExperiment[None]:
        missing = [at for at in points if at not in known or known[at].runs < runs]
        for start in range(0, len(missing), size):
            step = missing[start : start + size]
            results = yield WithRuns([current, baseline, *map(scenario_at, step)], runs)
            own[:] = [Point((), values_in(result, window)) for result in results[:2]]
            known.update(
                {
                    at: Point(at, values_in(result, window))
                    for at, result in zip(step, results[2:], strict=True)
                }
            )
            publish(so_far())

    first_look = min(FIRST_LOOK[levers], most_runs)
    yield from learn(list(product(*(_spread(values, COARSE) for values in whole))), first_look)
    everywhere = from_coarse_to_fine(whole)
    yield from learn(everywhere, min(VERDICT_FROM, most_runs))
    if levers == 1:
        yield from learn(everywhere, most_runs)
    else:
        for runs in range(
            VERDICT_FROM + 1, most_runs + 1
        ):  # one at a time: three would often be two too many
            view = so_far()
            enough = KPIS[key].matters_from(own[1].figure(key).mean)
            unsure = [at for at in everywhere if (known[at].figure(key).half_width or 0.0) > enough]
            open_ = [at for at in unsure if view.standing(known[at], [key]) == "open"]
            could = [at for at in unsure if at not in open_ and known[at].narrowest(key, most_runs) <= enough]
            yield from learn([*open_, *could], runs, STEP_CELLS)
    return so_far(finished=True)


def values_in(result: Result, window: Window) -> NDArray[np.float64]:
    """(replication, KPI), of the weeks in a window."""
    if not window.of_weeks:
        return np.array([r.values for r in result.replications])
    return np.array(
        [
            [
                r.values[i] if KPIS[key].is_state else weekly_mean(r, key, window.first_week)
                for i, key in enumerate(KEYS)
            ]
            for r in result.replications
        ]
    )


def _spread(values: Sequence[Number], count: int) -> list[Number]:
    """So many of the values, both ends among them, as evenly as can be."""
    if len(values) <= count:
        return list(values)
    return [values[round(i * (len(values) - 1) / (count - 1))] for i in range(count)]


def from_coarse_to_fine(axes: Sequence[Sequence[Number]]) -> list[At]:
    """All combinations, such that every beginning of the list is spread over the whole range."""
    ranks = [{x: rank for rank, x in enumerate(_halving(values))} for values in axes]
    return sorted(product(*axes), key=lambda at: (max(r[x] for r, x in zip(ranks, at, strict=True)), at))


def _halving(values: Sequence[Number]) -> Iterator[Number]:
    """All values: those of the coarse picture, then the middle of every gap, again and again."""
    seen = sorted(values.index(x) for x in _spread(values, COARSE))
    yield from (values[i] for i in seen)
    while len(seen) < len(values):
        new = [(a + b) // 2 for a, b in pairwise(seen) if b - a > 1]
        yield from (values[i] for i in new)
        seen = sorted([*seen, *new])


# ── Ranges and time ───────────────────────────────────────────────────────────────────────────────


STRIDES = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 3, 4, 5))


def values_over(
    low: Number, high: Number, step: Number, most: int, *, also: Iterable[Number] = (), whole: bool = False
) -> tuple[Number, ...]:
    """Up to `most` values from `low` to `high`, both included: between them round multiples of the step.

    `also`: values within the range that are among them too, as where somebody stands; they make no more than `most`.

    >>> values_over(850, 1_630, 10, 12, also=[1_250], whole=True)
    (850, 900, 1000, 1100, 1200, 1250, 1300, 1400, 1500, 1600, 1630)
    """
    inside = {x for x in also if low < x < high}
    for stride in STRIDES:
        width = stride * step
        first, last = math.floor(low / width + 1e-9) + 1, math.ceil(high / width - 1e-9) - 1
        if last - first + 1 + 2 + len(inside) <= most:
            break
    between = [round(i * width) if whole else round(i * width, 9) for i in range(first, last + 1)]
    return tuple(sorted({low, high, *between, *inside}))


def seconds(scenarios: Sequence[Scenario], runs: int, workers: int, engine: str) -> float:
    """About how long so many runs of each take on so many workers."""
    return sum(cost(scenario, engine).seconds for scenario in scenarios) * runs / max(1, workers)
