"""Fitted distributions as curves, to be drawn beside what was seen."""

from __future__ import annotations

import math

import numpy as np
from scipy import special, stats

from sim.calibrate.fit.estimate import Floats
from sim.calibrate.fit.handle_time import HandleTime
from sim.calibrate.fit.patience import Patience


def share_handled_within(handle: HandleTime, minutes: Floats) -> Floats:
    """Share of calls whose talk and hold take no longer, by the fitted distribution."""
    mean, cv = handle.mean_min.value, max(handle.cv.value, 1e-6)
    if handle.quantiles_min is not None:
        knots = handle.quantiles_min
        return np.interp(minutes, knots, np.linspace(0.0, 1.0, len(knots)), left=0.0, right=1.0)
    match handle.distribution:
        case "gamma":
            shares = stats.gamma.cdf(minutes, 1.0 / cv**2, scale=mean * cv**2)
        case "exponential":
            shares = stats.expon.cdf(minutes, scale=mean)
        case _:
            sigma = math.sqrt(math.log1p(cv**2))
            shares = stats.lognorm.cdf(minutes, sigma, scale=mean * math.exp(-(sigma**2) / 2.0))
    return np.asarray(shares, dtype=np.float64)


def share_hung_up_within(patience: Patience, seconds: Floats) -> Floats:
    """Chance that a caller who must wait so long hangs up before, by the fitted distribution."""
    shape = patience.shape.value
    scale_s = 60.0 * patience.mean_min.value / float(special.gamma(1.0 + 1.0 / shape))
    left = (1.0 - patience.give_up_at_once.value) * np.exp(-((np.maximum(seconds, 0.0) / scale_s) ** shape))
    return np.asarray(1.0 - left, dtype=np.float64)
