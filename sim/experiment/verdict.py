"""How many replications a verdict needs: on a difference, a target, or whether a sign turns."""

from __future__ import annotations

import math

from sim.experiment.result import KEYS, Replication, Result, weekly_mean
from sim.experiment.window import WHOLE_RUN, Window

VERDICT_FROM = 4
"""Replications from which on anything is judged; with fewer there are "too few runs to say"."""


def shared_replications(*results: Result) -> int:
    """Replications that all of them have."""
    return len(set.intersection(*({r.number for r in result.replications} for result in results)))


def allows_verdict(*results: Result) -> bool:
    """Whether what is compared, or a result by itself, has the replications that a verdict needs."""
    return shared_replications(*results) >= VERDICT_FROM


def replications_with_value(other: Result, baseline: Result, key: str, window: Window = WHOLE_RUN) -> int:
    """Replications in which both have a value of a KPI."""
    i = KEYS.index(key)

    def has_value(r: Replication) -> bool:
        return not math.isnan(weekly_mean(r, key, window.first_week) if window.of_weeks else r.values[i])

    in_baseline = {r.number for r in baseline.replications if has_value(r)}
    return sum(r.number in in_baseline and has_value(r) for r in other.replications)
