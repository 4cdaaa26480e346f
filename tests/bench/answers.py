"""Is the answer right? The share abandoned against Erlang A, with the standard error that theory gives.

Callers who give up do so in bursts, so the share's standard error is several times the binomial one. It is known
exactly: with R = abandoned − p·offered and h solving Poisson's equation for the mean growth of R in each state,
R + h(state) is a martingale, and the mean square of its jumps is the growth of R's variance (Glynn & Meyn 1996).
h(empty) is what a run that begins with nobody there lacks of R in the long run. With exponential patience the mean
wait of all is the share abandoned times the mean patience: one answer checks both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.theory import erlang_a
from tests.bench.load import AGENTS, CALLS_PER_MIN, LOAD, PATIENCE_MIN, TALK_MIN

MOST_ERRORS = 4.0
"""Standard errors an answer may be off: by chance one in some 16,000 is."""

STATES = 400
"""Callers in the centre, cut where the chance of so many is far below 1e-50."""


@dataclass(frozen=True)
class Exact:
    """Share abandoned in the long run; calls lacking when begun empty; variance per call, and over the binomial."""

    share: float
    lacking: float
    variance: float
    inflation: float


@cache
def exact() -> Exact:
    """For the load of `tests.bench.load`."""
    p = erlang_a(**LOAD).p_abandon
    k = np.arange(STATES + 1)
    ends = np.minimum(k, AGENTS) / TALK_MIN
    gives_up = np.maximum(k - AGENTS, 0) / PATIENCE_MIN
    joins = np.where(k < STATES, CALLS_PER_MIN, 0.0)
    down = ends + gives_up
    chance = np.cumprod(np.concatenate(([1.0], joins[:-1] / down[1:])))
    chance /= chance.sum()
    Q = np.diag(joins[:-1], 1) + np.diag(down[1:], -1) - np.diag(joins + down)
    # One equation too many, as the states' equations only fix h up to a constant: its mean shall be 0.
    system = np.vstack((Q, chance))
    growth = gives_up - p * joins
    h = np.linalg.lstsq(system, np.append(-growth, 0.0), rcond=None)[0]
    up_step, down_step = np.diff(h, append=h[-1]), np.diff(h, prepend=h[0])
    squares = joins * (up_step - p) ** 2 + ends * down_step**2 + gives_up * (1.0 - down_step) ** 2
    variance = float(chance @ squares) / CALLS_PER_MIN
    return Exact(p, -float(h[0]), variance, variance / (p * (1.0 - p)))


@dataclass(frozen=True)
class Check:
    """A share abandoned beside what it should be."""

    share: float
    expected: float
    standard_error: float

    @property
    def errors_off(self) -> float:
        """How far off, in standard errors."""
        return (self.share - self.expected) / self.standard_error

    @property
    def right(self) -> bool:
        """Near enough. What is not a number is not."""
        return abs(self.errors_off) <= MOST_ERRORS


def check(runs: list[tuple[int, float]]) -> Check:
    """Several runs together, each (calls offered, share abandoned) and begun with an empty centre."""
    calls = sum(offered for offered, _ in runs)
    share = math.fsum(offered * lost for offered, lost in runs) / calls
    expected = exact().share - exact().lacking * len(runs) / calls
    return Check(share, expected, math.sqrt(exact().variance / calls))
