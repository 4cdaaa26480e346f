"""What a difference may be called: noise is not an effect, and an effect may be too small to matter."""

from __future__ import annotations

from enum import Enum

from sim.experiment.result import Estimate
from sim.kpis.declarations import Kpi


class Verdict(Enum):
    """The word for a difference from a baseline."""

    UNKNOWN = "unknown"
    NOT_DETECTED = "not detected"
    TOO_SMALL = "too small to matter"
    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"


def verdict(difference: Estimate, kpi: Kpi, baseline: Estimate) -> Verdict:
    """Not detected where the 95 % interval spans zero; too small below `worth_noticing`; else better or worse.

    `baseline` decides for KPIs that are best within a band: towards the band is better. A single replication
    has no interval and so no verdict, unless nothing changed at all.
    """
    if difference.mean is None:
        return Verdict.UNKNOWN
    if difference.low is None or difference.high is None:
        return Verdict.NOT_DETECTED if difference.mean == 0.0 else Verdict.UNKNOWN
    if difference.low <= 0.0 <= difference.high:
        return Verdict.NOT_DETECTED
    if abs(difference.mean) < kpi.worth_noticing:
        return Verdict.TOO_SMALL
    if kpi.better == "none":
        return Verdict.CHANGED
    if kpi.better == "band":
        return _towards_band(difference.mean, kpi, baseline)
    return Verdict.BETTER if (difference.mean > 0.0) == (kpi.better == "up") else Verdict.WORSE


def _towards_band(change: float, kpi: Kpi, baseline: Estimate) -> Verdict:
    if kpi.band is None or baseline.mean is None:
        return Verdict.CHANGED
    low, high = kpi.band

    def outside(value: float) -> float:
        return max(low - value, value - high, 0.0)

    before, after = outside(baseline.mean), outside(baseline.mean + change)
    if before == after:
        return Verdict.CHANGED
    return Verdict.BETTER if after < before else Verdict.WORSE
