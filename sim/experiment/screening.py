"""Whether an input acts alone or depends on where the others stand: screening by elementary effects (Morris 1991).

A trajectory starts somewhere on a grid of four levels and moves every input once, in random order, by two thirds of
its way. What a step changes, per whole way, is an elementary effect. Their mean size tells how much an input moves a
figure wherever the others stand, their spread that it does not do so everywhere alike. Part of the spread is curvature
of the input's own and part is chance: both are taken off before anything is said to depend on others. Effects of the
same step, from the same level up, differ by the others alone; what replications of one step differ by is chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.experiment.adaptive import AdaptiveExperiment, WithRuns
from sim.experiment.exploring import values_in
from sim.experiment.inputs import Input, ScenarioWith
from sim.experiment.result import index_of
from sim.experiment.window import Window, since_last_change
from sim.kpis import KPIS
from sim.scenario import Scenario, ScenarioError

LEVELS = 4
STEP = LEVELS / (2.0 * (LEVELS - 1.0))
"""Of a whole way."""
TRAJECTORIES, RUNS = (10, 20), 2
"""From so many to so many; two runs of each point, so that chance can be told from what depends on others."""
DEPENDS_FROM = 0.5
"""An input depends on others where they alone spread its effect by more than this part of its mean size."""
RESAMPLES = 1000
TRIES = 20
"""For a trajectory on which every scenario can be."""

Floats = NDArray[np.float64]
Kind = Literal["alone", "depends", "open", "hardly"]


def trajectory(inputs: int, random: np.random.Generator) -> Floats:
    """Points on the grid, (inputs + 1, inputs): each differs from the one before in one input, by a step."""
    start = random.integers(0, LEVELS, inputs) / (LEVELS - 1.0)
    points: Floats = np.tile(start, (inputs + 1, 1))
    for row, place in enumerate(random.permutation(inputs), start=1):
        points[row:, place] += STEP if start[place] < 0.5 else -STEP
    return points


@dataclass(frozen=True)
class Steps:
    """Each input's step on each trajectory. `effects`: (trajectory, input, run), change per whole way.

    `lower`: (trajectory, input), the lower end of the step.
    """

    effects: Floats
    lower: Floats


def steps_of(points: Floats, values: Floats) -> Steps:
    """The steps of trajectories. `points`: (trajectory, inputs + 1, input); `values`: (trajectory, inputs + 1, run)."""
    moved = np.diff(points, axis=1)
    rows = np.argmax(np.abs(moved), axis=1)  # (trajectory, input): in which step each is moved
    change = np.take_along_axis(moved, rows[:, None, :], axis=1)[:, 0, :]
    before = np.take_along_axis(points, rows[:, None, :], axis=1)[:, 0, :]
    effects = np.take_along_axis(np.diff(values, axis=1), rows[:, :, None], axis=1) / change[:, :, None]
    return Steps(effects, np.minimum(before, before + change))


@dataclass(frozen=True)
class Effect:
    """What one input does to one KPI, per whole way. `mean`, `size`, `sd`: Morris's mu, mu* and sigma.

    `by_others`: the part of `sd` that comes of where the others stand. `size_ends` and `share_ends`: 95 % intervals of
    `size` and of `by_others` as a part of it, from trajectories drawn again.
    """

    mean: float
    size: float
    sd: float
    by_others: float
    size_ends: tuple[float, float]
    share_ends: tuple[float, float]

    def kind(self, matters_from: float) -> Kind:
        """Whether an input acts alone; `matters_from`: the size of a difference that is worth noticing."""
        if self.size_ends[1] < matters_from:
            return "hardly"
        if self.share_ends[0] > DEPENDS_FROM:
            return "depends"
        return "alone" if self.share_ends[1] <= DEPENDS_FROM else "open"


def effect(steps: Steps, place: int, random: np.random.Generator) -> Effect:
    """Of the input at a place. All its steps need a value."""
    effects, lower = steps.effects[:, place, :], steps.lower[:, place]
    count, means = len(effects), effects.mean(axis=1)
    drawn = random.integers(0, count, (RESAMPLES, count))
    sizes = np.abs(means[drawn]).mean(axis=1)
    by_others = _by_others(effects[drawn], lower[drawn])
    shares = np.divide(by_others, sizes, out=np.zeros(RESAMPLES), where=sizes > 0.0)
    return Effect(
        float(means.mean()),
        float(np.abs(means).mean()),
        float(means.std(ddof=1)) if count > 1 else 0.0,
        float(_by_others(effects, lower)),
        _ends(sizes),
        _ends(shares) if count > 1 else (0.0, np.inf),
    )


def _ends(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _by_others(effects: Floats, lower: Floats) -> Floats:
    """SD of the effects of the same step, less what chance gives. `effects`: (…, trajectory, run); `lower`: without
    the runs. 0 where no step was taken twice.
    """
    means, runs = effects.mean(axis=-1), effects.shape[-1]
    squares, degrees = np.zeros(means.shape[:-1]), np.zeros(means.shape[:-1])
    for level in np.unique(np.round(lower, 6)):
        alike = np.abs(lower - level) < 1e-5
        count = alike.sum(axis=-1)
        middle = (means * alike).sum(axis=-1) / np.maximum(1, count)
        squares += (((means - middle[..., None]) ** 2) * alike).sum(axis=-1)
        degrees += np.maximum(0, count - 1)
    chance = effects.var(axis=-1, ddof=1).mean(axis=-1) / runs if runs > 1 else 0.0
    left: Floats = np.maximum(0.0, squares / np.maximum(1.0, degrees) - chance)
    return np.sqrt(np.where(degrees > 0.0, left, 0.0))


# ── The search ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Screening:
    """What is known of the inputs together. `points`: (trajectory, inputs + 1, input); `values`: (trajectory,
    inputs + 1, run, KPI). `wanted`: trajectories asked for; `skipped`: those on which no scenario could be found.
    """

    scenario: Scenario
    inputs: tuple[Input, ...]
    points: Floats
    values: Floats
    wanted: int
    skipped: int = 0
    finished: bool = False
    window: Window = field(default_factory=Window)

    def kind(self, effect: Effect, key: str) -> Kind:
        """Whether an input acts alone on a KPI, whose mean over all points says from what size an effect matters."""
        values = self.values[..., index_of(key)]
        known = values[~np.isnan(values)]
        return effect.kind(KPIS[key].matters_from(float(known.mean()) if len(known) else None))

    def effects(self, key: str) -> dict[str, Effect]:
        """What each input does to a KPI, by the input's key; the largest first. Empty where it has no value."""
        if not len(self.points):
            return {}
        values = self.values[..., index_of(key)]
        has_all = ~np.isnan(values).any(axis=(1, 2))
        if not has_all.any():
            return {}
        steps, random = steps_of(self.points[has_all], values[has_all]), np.random.default_rng(1)
        found = {one.key: effect(steps, place, random) for place, one in enumerate(self.inputs)}
        return dict(sorted(found.items(), key=lambda item: -item[1].size))


def screening(
    current: Scenario,
    inputs: Sequence[Input],
    scenario_with: ScenarioWith,
    *,
    trajectories: int = TRAJECTORIES[0],
    runs: int = RUNS,
    seed: int = 1,
    publish: Callable[[Screening], None] = lambda _: None,
) -> AdaptiveExperiment[Screening]:
    """Ask for one trajectory after another; those inputs alone that can be moved along with others.

    A trajectory with a scenario that cannot be is drawn again, and left out after `TRIES`.
    """
    moved, window = tuple(one for one in inputs if not one.alone), since_last_change(current)
    random = np.random.default_rng(seed)
    known: list[tuple[Floats, Floats]] = []
    skipped = 0

    def so_far(*, finished: bool = False) -> Screening:
        points, values = (np.array([pair[i] for pair in known]) for i in (0, 1))
        return Screening(current, moved, points, values, trajectories, skipped, finished, window)

    for _ in range(trajectories):
        found = _possible(moved, scenario_with, random)
        if found is None:
            skipped += 1
            continue
        points, scenarios = found
        results = yield WithRuns(scenarios, runs)
        known.append((points, np.array([values_in(result, window) for result in results])))
        publish(so_far())
    return so_far(finished=True)


def _possible(
    inputs: Sequence[Input], scenario_with: ScenarioWith, random: np.random.Generator
) -> tuple[Floats, list[Scenario]] | None:
    for _ in range(TRIES):
        points = trajectory(len(inputs), random)
        try:
            return points, [scenario_with(list(zip(inputs, row, strict=True))) for row in points.tolist()]
        except ScenarioError:
            continue
    return None
