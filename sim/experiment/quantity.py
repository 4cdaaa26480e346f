"""A figure of every replication that is no KPI, with what it cannot exceed: calls along a way, hours in a use."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.experiment.differences import paired_difference
from sim.experiment.result import Estimate, Replication, Result, estimate, within


def _unbounded(_: Result) -> float:
    return math.inf


@dataclass(frozen=True)
class Quantity:
    """`value`: of one replication, from 0 to `most` of its result; NaN where it has none.

    `whole`: what it is a part of, as calls cut off are of calls answered: see `sim.experiment.result.within`.
    """

    value: Callable[[Replication], float]
    most: Callable[[Result], float] = _unbounded
    whole: Quantity | None = None

    def mean(self, result: Result) -> Estimate:
        """Mean over replications with a 95 % interval."""
        own = estimate([self.value(r) for r in result.replications], 0.0, self.most(result))
        return own if self.whole is None else within(own, self.whole.mean(result))

    def difference(self, other: Result, baseline: Result) -> Estimate:
        """`other` less `baseline`, paired on the same callers."""
        most = max(self.most(other), self.most(baseline))
        own = paired_difference(other, baseline, self.value, most)
        if self.whole is None:
            return own
        own = within(own, self.whole.mean(other))  # at most all there, and nothing in the baseline
        return -within(-own, self.whole.mean(baseline))
