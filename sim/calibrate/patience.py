"""How long callers would wait: estimates from waits that mostly end by being served.
 A caller who was served had at least that much patience: the wait is a lower bound (right-censored).
Treating it as patience, or leaving it out, gives patience far too short. Durations are in whatever unit
they come in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

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


@dataclass(frozen=True)
class Weibull:
    """Survival exp(−(t/scale)^shape); shape 1 is exponential."""

    shape: float
    scale: float
    log_likelihood: float

    @property
    def mean(self) -> float:
        return self.scale * math.gamma(1.0 + 1.0 / self.shape)

    def __call__(self, t: float) -> float:
        return math.exp(-((t / self.scale) ** self.shape))


def _durations(duration: ArrayLike, ended: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    t = np.asarray(duration, dtype=np.float64)
    e = np.asarray(ended, dtype=np.bool_)
    if t.shape != e.shape or t.ndim != 1:
        raise ValueError(f"duration and ended must be two lists of one length, not {t.shape} and {e.shape}")
    if not np.isfinite(t).all() or (t < 0.0).any():
        raise ValueError("duration must be finite and not below 0")
    if not e.any():
        raise ValueError("nobody hung up: patience cannot be measured")
    return t, e


def kaplan_meier(duration: ArrayLike, ended: ArrayLike) -> Survival:
    """Product-limit estimate (Kaplan & Meier 1958). `ended` is True where the end was seen, False where the
    duration is only a lower bound; at ties the ends come first. Raises ValueError without any end."""
    t, e = _durations(duration, ended)
    times, ends = np.unique(t[e], return_counts=True)
    at_risk = t.size - np.searchsorted(np.sort(t), times, side="left")
    return Survival(times, np.asarray(np.cumprod(1.0 - ends / at_risk), dtype=np.float64))


def exponential_mean(duration: ArrayLike, ended: ArrayLike) -> float:
    """Maximum-likelihood mean of an exponential: total time / number of ends seen."""
    t, e = _durations(duration, ended)
    return float(t.sum() / e.sum())


def exponential_log_likelihood(duration: ArrayLike, ended: ArrayLike) -> float:
    """Log-likelihood of the exponential at its maximum."""
    t, e = _durations(duration, ended)
    return float(-e.sum() * (math.log(t.sum() / e.sum()) + 1.0))


def weibull_fit(duration: ArrayLike, ended: ArrayLike) -> Weibull:
    """Censored maximum likelihood. The likelihood equation for the shape has one root (Cohen 1965).
    Durations must be above 0: give whole seconds as the middle of the second. Raises ValueError otherwise,
    or without ends at two times."""
    t, e = _durations(duration, ended)
    if (t <= 0.0).any():
        raise ValueError("duration must be above 0 for a Weibull fit")
    if np.unique(t[e]).size < 2:
        raise ValueError("a Weibull fit needs ends at two times at least")
    unit = float(t.max())
    logs = np.log(t / unit)
    mean_log = float(logs[e].mean())

    def slope(shape: float) -> float:
        weights = np.exp(shape * logs)
        return float((weights * logs).sum() / weights.sum()) - 1.0 / shape - mean_log

    shape = float(brentq(slope, 0.02, 200.0, xtol=1e-12))
    ends = float(e.sum())
    scale = float((np.exp(shape * logs).sum() / ends) ** (1.0 / shape)) * unit
    log_likelihood = (
        ends * (math.log(shape) - shape * math.log(scale)) + float((shape - 1.0) * np.log(t[e]).sum()) - ends
    )
    return Weibull(shape, scale, log_likelihood)
