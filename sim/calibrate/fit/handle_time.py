"""How long calls take: distribution by likelihood from single calls, mean and CV from interval sums; wrap-up.

From means m_i of n_i calls in k intervals the CV is √(Σ n_i (m_i − m)² / (k − 1)) / m: the spread of means is that of
single calls over √n_i. Shape cannot be had from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from sim.calibrate.fit.estimate import Z95, Fitted, Floats, allowed, declared, mean_of

Distribution = Literal["lognormal", "gamma", "exponential", "empirical"]
LEAST_CALLS = 30
"""Handled calls, below which a distribution is not asked for."""
MISFIT = 0.03
"""Largest gap between the fitted and the seen distribution; beyond it the seen one is taken as it stands."""
LEAST_EMPIRICAL = 500
"""Calls; with fewer the seen distribution is too rough to be taken as it stands."""
QUANTILES = 41
CV = "call_types[].need.cv"


@dataclass(frozen=True)
class HandleTime:
    """Talk and hold of a call, minutes, without wrap-up. `quantiles_min`: for an empirical distribution alone."""

    mean_min: Fitted
    cv: Fitted
    distribution: Distribution
    quantiles_min: Floats | None
    calls: int
    misfit: float
    """largest gap between the best smooth distribution and the seen one; NaN without single calls"""


def unknown(why: str) -> HandleTime:
    """The model's own handle time."""
    mean = declared("call_types[].need.mean_min", why)
    return HandleTime(mean, declared(CV, why), "lognormal", None, 0, math.nan)


def quantiles_of(minutes: Floats) -> Floats:
    """Values at evenly spaced probabilities; the last is set so that linear interpolation keeps the mean."""
    knots = np.quantile(minutes, np.linspace(0.0, 1.0, QUANTILES))
    below = float(((knots[:-2] + knots[1:-1]) / 2.0).sum())
    knots[-1] = max(
        float(knots[-2]), 2.0 * ((QUANTILES - 1) * float(minutes.mean()) - below) - float(knots[-2])
    )
    return np.asarray(np.round(knots, 3), dtype=np.float64)


def _gamma_shape(mean_log_gap: float) -> float:
    """Shape k with ln k − ψ(k) = ln(mean) − mean(ln), the likelihood's equation."""

    def gap(log_shape: float) -> float:
        shape = math.exp(log_shape)
        return log_shape - float(special.digamma(shape)) - mean_log_gap

    return math.exp(optimize.brentq(gap, -6.0, 12.0))


def handle_time(seconds: Floats) -> HandleTime:
    """From single calls' talk and hold, seconds; those of 0 count as half a second. Raises ValueError under 30 calls.

    The smooth distribution of greater likelihood is taken where it stays near the seen one, else the seen one.
    """
    x = np.maximum(np.asarray(seconds, dtype=np.float64), 0.5) / 60.0
    n = len(x)
    if n < LEAST_CALLS:
        raise ValueError(f"{n} handled calls are too few for a distribution of handle time")
    logs, mean = np.log(x), float(x.mean())
    mu, sigma = float(logs.mean()), max(float(logs.std()), 1e-6)
    shape = _gamma_shape(max(math.log(mean) - mu, 1e-8))
    fits = {
        "lognormal": stats.lognorm(sigma, scale=math.exp(mu)),
        "gamma": stats.gamma(shape, scale=mean / shape),
    }
    likely: Distribution = "lognormal"
    if float(fits["gamma"].logpdf(x).sum()) > float(fits["lognormal"].logpdf(x).sum()):
        likely = "gamma"
    misfit = float(stats.ks_1samp(x, fits[likely].cdf).statistic)
    if n >= LEAST_EMPIRICAL and misfit > MISFIT:
        how = f"{n} calls as they stand; no smooth distribution comes closer than {misfit:.0%}"
        cv = float(x.std(ddof=1)) / mean
        half = Z95 * _cv_error(x, cv)
        return HandleTime(
            mean_of(x, f"mean of {n} calls"),
            Fitted(cv, max(0.0, cv - half), cv + half, "measured", how),
            "empirical",
            quantiles_of(x),
            n,
            misfit,
        )
    how = f"{likely} of the greatest likelihood for {n} calls"
    if likely == "lognormal":
        variance, of_variance = sigma * sigma, sigma * sigma * math.sqrt(2.0 / n)
        log_mean = mu + variance / 2.0
        error = Z95 * math.sqrt(variance / n + of_variance**2 / 4.0)
        cv = math.sqrt(math.expm1(variance))
        low, high = (math.sqrt(math.expm1(max(1e-12, variance + s * Z95 * of_variance))) for s in (-1.0, 1.0))
        value, ends = math.exp(log_mean), (math.exp(log_mean - error), math.exp(log_mean + error))
    else:
        cv = 1.0 / math.sqrt(shape)
        of_log = 1.0 / math.sqrt(n * shape * (shape * float(special.polygamma(1, shape)) - 1.0))
        low, high = (cv * math.exp(s * Z95 * of_log / 2.0) for s in (-1.0, 1.0))
        error = Z95 * mean * cv / math.sqrt(n)
        value, ends = mean, (mean - error, mean + error)
    return HandleTime(
        Fitted(value, *ends, "fitted", how), Fitted(cv, low, high, "fitted", how), likely, None, n, misfit
    )


def _cv_error(x: Floats, cv: float) -> float:
    """Standard error of a CV, from the sample's own third and fourth moments."""
    n, mean = len(x), float(x.mean())
    d = x / mean - 1.0
    influence = (d * d - cv * cv) / (2.0 * cv) - cv * d
    return float(influence.std(ddof=1)) / math.sqrt(n)


def handle_time_of_sums(calls: Floats, sums_s: Floats) -> HandleTime:
    """From handled calls and their seconds by interval. Lognormal, for sums do not show a shape."""
    some = (calls > 0.0) & np.isfinite(sums_s)
    n, s = calls[some], sums_s[some] / 60.0
    if n.sum() < LEAST_CALLS or s.sum() <= 0.0:
        raise ValueError(f"{n.sum():.0f} handled calls are too few for a handle time")
    mean, k = float(s.sum() / n.sum()), len(n)
    means = s / n
    how = f"{n.sum():.0f} calls in {k} intervals"
    cannot = "sums do not show the shape; lognormal is taken"
    if k < 3:
        return HandleTime(
            Fitted(mean, math.nan, math.nan, "measured", how),
            declared(CV, "too few intervals to show how calls differ"),
            "lognormal",
            None,
            int(n.sum()),
            math.nan,
        )
    squares = n * (means - mean) ** 2
    cv = math.sqrt(float(squares.sum()) / (k - 1)) / mean
    error = Z95 * cv * mean / math.sqrt(float(n.sum()))
    draw = np.random.Generator(np.random.PCG64(1)).integers(0, k, (200, k))
    again = np.sqrt(squares[draw].sum(axis=1) / (k - 1)) / mean
    spread = Z95 * float(again.std())
    return HandleTime(
        Fitted(mean, mean - error, mean + error, "measured", how),
        Fitted(
            allowed(CV, cv),
            max(0.0, cv - spread),
            cv + spread,
            "fitted",
            f"spread of the means of {how}",
            cannot,
        ),
        "lognormal",
        None,
        int(n.sum()),
        math.nan,
    )


def by_type(calls: pd.DataFrame) -> dict[str, Floats]:
    """Call type -> talk and hold of its handled calls, seconds."""
    answered = calls[calls["outcome"] == "answered"]
    seconds = answered["talk_s"] + answered["hold_s"].fillna(0.0)
    have = seconds.notna()
    return {
        str(t): s.to_numpy(dtype=np.float64) for t, s in seconds[have].groupby(answered["call_type"][have])
    }
