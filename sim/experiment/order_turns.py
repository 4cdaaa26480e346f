"""Whether the order of several options rests on what nobody knows: in how many samples of the assumptions it turns.

All assumptions are moved together, each drawn evenly from its evidence (a Latin hypercube), in all options alike and
on the same callers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from sim.experiment.adaptive import AdaptiveExperiment, WithRuns
from sim.experiment.differences import not_compared
from sim.experiment.exploring import Point, values_in
from sim.experiment.inputs import Input, placed_in
from sim.experiment.result import Estimate
from sim.experiment.sensitivity import clear_sign
from sim.experiment.verdict import VERDICT_FROM
from sim.experiment.window import Window, since_last_change
from sim.kpis import KPIS
from sim.scenario import Scenario

SAMPLES = 48
STEP_SAMPLES = 8
"""Samples asked for at a time: what is known is shown after each step."""


@dataclass(frozen=True)
class Turns:
    """In how many samples the order of a KPI stands, turns, or cannot be told. `pairs`: options that are clearly apart
    under the scenarios' own assumptions, the lower one first; where none are, there is no order.
    """

    pairs: tuple[tuple[int, int], ...]
    stands: int
    turns: int
    untold: int

    @property
    def samples(self) -> int:
        """All of them."""
        return self.stands + self.turns + self.untold

    @property
    def share(self) -> Estimate:
        """The share in which it turns, with its 95 % interval."""
        return binomial(self.turns, self.samples)


def binomial(hits: int, of: int) -> Estimate:
    """A share with its exact 95 % interval (Clopper and Pearson). Samples spread over their range differ no more.

    >>> share = binomial(0, 48)
    >>> share.mean, share.low, round(share.high, 3)
    (0.0, 0.0, 0.074)
    """
    if not of:
        return Estimate(None, None, None)
    low = float(betaincinv(hits, of - hits + 1, 0.025)) if hits else 0.0
    high = float(betaincinv(hits + 1, of - hits, 0.975)) if hits < of else 1.0
    return Estimate(hits / of, low, high)


@dataclass(frozen=True)
class OrderTurns:
    """What is known of `options`. `own`: each under the scenarios' own assumptions; `samples`: each in each sample.

    `moved`: the assumptions that were; `wanted`: samples asked for.
    """

    options: tuple[Scenario, ...]
    moved: tuple[Input, ...]
    own: tuple[Point, ...]
    samples: tuple[tuple[Point, ...], ...]
    wanted: int
    finished: bool = False
    window: Window = field(default_factory=Window)

    def turns(self, key: str) -> Turns:
        """How the order in a KPI fares.

        It turns in a sample where two options that are clearly apart are clearly so the other way round; it stands
        where all that are apart are so there, too.
        """
        signs = {
            (a, b): _clear_sign(self.own[b], self.own[a], key)
            for a, b in combinations(range(len(self.own)), 2)
            if not not_compared(self.options[a], self.options[b], key)
        }
        pairs = tuple((a, b) if sign > 0 else (b, a) for (a, b), sign in signs.items() if sign)
        stands = turned = 0
        for options in self.samples if pairs else ():
            now = [_clear_sign(options[high], options[low], key) for low, high in pairs]
            turned += -1 in now
            stands += all(sign > 0 for sign in now)
        total = len(self.samples) if pairs else 0
        return Turns(pairs, stands, turned, total - stands - turned)


def _clear_sign(option: Point, other: Point, key: str) -> int:
    return clear_sign(option.difference(other, key), KPIS[key].matters_from(other.figure(key).mean))


def samples_of(inputs: int, count: int, seed: int = 1) -> NDArray[np.float64]:
    """(sample, input): parts of the way, of each input one in every `count`-th of it."""
    from scipy.stats import qmc  # takes half a second

    drawn: NDArray[np.float64] = qmc.LatinHypercube(inputs, rng=seed).random(count)
    return drawn


def order_turns(
    options: Sequence[Scenario],
    assumptions: Sequence[Input],
    *,
    samples: int = SAMPLES,
    runs: int = VERDICT_FROM,
    seed: int = 1,
    publish: Callable[[OrderTurns], None] = lambda _: None,
) -> AdaptiveExperiment[OrderTurns]:
    """Ask for all options as they are, then in every sample. `assumptions`: those in which they are alike."""
    window, moved = since_last_change(*options), tuple(assumptions)
    own: tuple[Point, ...] = ()
    known: list[tuple[Point, ...]] = []
    parts = samples_of(len(moved), samples, seed).tolist() if moved else []

    def so_far(*, finished: bool = False) -> OrderTurns:
        return OrderTurns(tuple(options), moved, own, tuple(known), len(parts), finished, window)

    for start in range(0, max(1, len(parts)), STEP_SAMPLES):
        step = parts[start : start + STEP_SAMPLES]
        placed = [list(zip(moved, sample, strict=True)) for sample in step]
        asked = [*options, *(placed_in(option, one) for one in placed for option in options)]
        results = yield WithRuns(asked, runs)
        points = [Point((), values_in(result, window)) for result in results]
        size = len(options)
        own = tuple(points[:size])
        known += [tuple(points[at : at + size]) for at in range(size, len(points), size)]
        publish(so_far())
    return so_far(finished=True)
