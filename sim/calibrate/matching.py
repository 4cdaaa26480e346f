"""Bringing simulated figures to given ones: damped Newton steps with corrected slopes, and how much to simulate.

Unknowns are logarithms. All attempts are simulated on the same callers, so that they differ by the change alone.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.experiment.result import Result
from sim.scenario import Scenario

Floats = NDArray[np.float64]
Horizon = tuple[int, int]
"""Measured and warm-up weeks."""
SearchPart = Generator[Sequence[Scenario], Sequence[Result], None]
"""A part of an adaptive experiment; it stores its results in the search."""

LARGE, VERY_LARGE, HUGE = 2_000.0, 5_000.0, 100_000.0
"""Calls a day from which on the first attempts, and the scenario itself, take fewer weeks: they say as much."""
RUNS, FEWER_RUNS, MANY = 10, 4, 20_000.0
"""Runs of each scenario, and from how many calls a day on fewer."""
SMALLEST = 5e-4
"""Figures are kept so far from 0, and shares from 1, so that their logarithms and odds exist."""


def first_horizon(calls_per_day: float) -> Horizon:
    """Of the first attempts."""
    return (2, 2) if calls_per_day < LARGE else (1, 1)


def whole_horizon(calls_per_day: float) -> Horizon:
    """Of the scenario that is the answer."""
    return (8 if calls_per_day < VERY_LARGE else 4 if calls_per_day < HUGE else 1), 4


def runs_for(calls_per_day: float) -> int:
    """Runs of each scenario."""
    return RUNS if calls_per_day < MANY else FEWER_RUNS


def linearised(values: Floats, shares: Sequence[int]) -> Floats:
    """Figures on a scale on which each is nearly linear in its own unknown: logarithms; of `shares`, by place, the
    logarithms of their odds.

    Examples:
        >>> linearised(np.array([1.0, 0.5]), [1]).tolist()
        [0.0, 0.0]
    """
    bent = np.log(np.maximum(values, SMALLEST))
    share = np.clip(values[list(shares)], SMALLEST, 1.0 - SMALLEST)
    bent[list(shares)] = np.log(share / (1.0 - share))
    return np.asarray(bent)


def newton_step(slopes: Floats, distance: Floats, free: Sequence[int]) -> Floats:
    """The step of all unknowns, by least squares; those that are not `free` stand still."""
    step = np.zeros(len(distance))
    step[free] = np.linalg.lstsq(slopes[np.ix_(free, free)], distance[free], rcond=None)[0]
    return step


def damped(step: Floats, x: Floats, longest: Floats, least: Floats, most: Floats) -> Floats:
    """The same direction, no longer than `longest` in any unknown and within their bounds."""
    step = step / max(1.0, float(np.max(np.abs(step) / longest)))
    return np.clip(x + step, least, most) - x


def corrected(slopes: Floats, step: Floats, change: Floats) -> Floats:
    """Slopes after a step that changed the figures so (Broyden 1965)."""
    return np.asarray(slopes + np.outer(change - slopes @ step, step) / float(step @ step))
