"""How long something lasts, from durations of which some only ended by being broken off (right-censored).

Taking such a lower bound for the duration, or leaving it out, makes everything last far too short. Durations are in
whatever unit they come in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Survival:
    """A step function: the share that lasts longer than t. `at` are the times of its steps, rising."""

    at: Floats
    share: Floats

    def __call__(self, t: float) -> float:
        step = int(np.searchsorted(self.at, t, side="right"))
        return 1.0 if step == 0 else float(self.share[step - 1])

    def mean_up_to(self, limit: float) -> float:
        """Mean of min(duration, limit): the area under the curve up to the limit."""
        inside = self.at < limit
        edges = np.concatenate([[0.0], self.at[inside], [limit]])
        return float((np.diff(edges) * np.concatenate([[1.0], self.share[inside]])).sum())


def _durations(duration: ArrayLike, ended: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    t = np.asarray(duration, dtype=np.float64)
    e = np.asarray(ended, dtype=np.bool_)
    if t.shape != e.shape or t.ndim != 1:
        raise ValueError(f"duration and ended must be two lists of one length, not {t.shape} and {e.shape}")
    if not np.isfinite(t).all() or (t < 0.0).any():
        raise ValueError("duration must be finite and not below 0")
    if not e.any():
        raise ValueError("no end was seen, so durations cannot be measured")
    return t, e


def kaplan_meier(duration: ArrayLike, ended: ArrayLike) -> Survival:
    """Product-limit estimate (Kaplan & Meier 1958). `ended` is True where the end was seen, False where the
    duration is only a lower bound; at ties the ends come first. Raises ValueError without any end."""
    t, e = _durations(duration, ended)
    times, ends = np.unique(t[e], return_counts=True)
    at_risk = t.size - np.searchsorted(np.sort(t), times, side="left")
    return Survival(times, np.asarray(np.cumprod(1.0 - ends / at_risk), dtype=np.float64))
