"""Comparison in pairs: the same callers ring in every scenario, so what is common to both cancels in a difference."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.experiment.differences import difference, not_compared
from sim.experiment.result import Estimate, Result, index_of


@dataclass(frozen=True)
class Paired:
    """One KPI of two scenarios: the other less the baseline, replication by replication.

    `variance_saved` by pairing: 1 - Var(A - B) / (Var A + Var B). At 0.75 separate callers would need four times
    as many replications; below 0 pairing does harm. None with fewer than two pairs, without variance, or where the two
    are not compared.
    """

    difference: Estimate
    variance_saved: float | None

    @property
    def narrower(self) -> float | None:
        """How many times wider the interval would be with separate callers; infinite where all pairs agree."""
        if self.variance_saved is None:
            return None
        return math.inf if self.variance_saved >= 1.0 else 1.0 / math.sqrt(1.0 - self.variance_saved)


def paired(other: Result, baseline: Result, key: str) -> Paired:
    """Compare a KPI on the replications that both have. Raises ValueError for an unknown KPI.

    Examples:
        >>> from sim import load, replace, run
        >>> small = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 100}
        >>> centre = replace(load("configs/typical_centre.yaml"), {**small, "teams.Front line.agents": 6})
        >>> before, after = run([centre, replace(centre, {"callers.call_back": 0.2})], replications=4, engine="simpy")
        >>> comparison = paired(after, before, "calls_offered_per_day")
        >>> comparison.difference.mean < 0.0, comparison.variance_saved > 0.0
        (True, True)
    """
    return Paired(difference(other, baseline, key), variance_saved(other, baseline, key))


def variance_saved(other: Result, baseline: Result, key: str) -> float | None:
    """The part of the variance of a difference that pairing removes, see `Paired`."""
    i = index_of(key)
    if not_compared(other.scenario, baseline.scenario, key):
        return None
    reference = {r.number: float(r.values[i]) for r in baseline.replications}
    pairs = np.array(
        [(r.values[i], reference[r.number]) for r in other.replications if r.number in reference]
    )
    pairs = pairs[~np.isnan(pairs).any(axis=1)] if len(pairs) else pairs
    if len(pairs) < 2:
        return None
    apart = float(pairs.var(axis=0, ddof=1).sum())
    paired_variance = float((pairs[:, 0] - pairs[:, 1]).var(ddof=1))
    # a KPI that never varies has a variance of rounding alone
    rounding = 1e-24 * float(np.square(pairs).max())
    return 1.0 - paired_variance / apart if apart > rounding else None
