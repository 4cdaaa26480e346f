"""How long callers would wait: who hangs up at once first, then exponential or Weibull, by likelihood.

S(t) = (1 − p) · exp(−(t/scale)^shape), p the share who hang up at once if they must wait. A caller who is answered had
at least that much patience. From single calls; from classes of wait; from sums over intervals, each with its own error.
What is beyond the longest waits is extrapolation: so patience is said as the chance to hang up within 30 to 300 s.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from scipy import optimize, special

from sim.calibrate.fit.estimate import Z95, Bools, Fitted, Floats, default

HANG_UP_BY_S = (30.0, 60.0, 120.0, 300.0)
AT_ONCE_S = 5.0
"""Who hangs up within this may have hung up at once."""
LEAST_HANGUPS = 10
"""Of all calls, below which patience is not fitted."""
LEAST_AT_ONCE = 0.001
"""A smaller share who hang up at once is none."""
ALONE_READS_SHORT, ALONE_ERROR = 1.1, 0.15
"""Without the waits of those who hung up, mean wait / abandonment is 9 to 11% short where patience is exponential
(simulated, 40,000 calls); beside chance this error stands in its interval."""
SPREAD_WITHIN = 9
"""Points by which the unknown waits in a class are stood for."""
CLASSES_INFLATION = 1.2
"""Variance with classes as a multiple of that of a likelihood that knew the waits inside them."""
PRIOR_ANSWERED_SHARE_QUEUED = 0.5

Distribution = Literal["exponential", "weibull"]


@dataclass(frozen=True)
class Patience:
    """`mean_min`: of those who do not hang up at once. `hang_up_by`: seconds -> chance to hang up within them, of a
    caller who must wait that long."""

    distribution: Distribution
    mean_min: Fitted
    shape: Fitted
    give_up_at_once: Fitted
    hang_up_by: dict[float, Fitted]
    hangups: int
    longest_s: float
    """longest wait seen; what lies beyond is extrapolation"""


Waits = Callable[[Floats], float]
"""Negative log-likelihood of (log scale, log shape, logit of the at-once share)."""


def _survival(t: Floats, scale: float, shape: float) -> Floats:
    return np.asarray(np.exp(-((t / scale) ** shape)), dtype=np.float64)


def _of_calls(wait_s: Floats, hung_up: Bools, beyond_s: float) -> Waits:
    """Of single calls. `beyond_s`: waits up to it are not in the file where they ended by hanging up (0: all are)."""
    early = wait_s <= AT_ONCE_S
    is_whole = bool((np.floor(wait_s[~early]) == wait_s[~early]).all())
    limit_s = AT_ONCE_S + (0.5 if is_whole else 0.0)  # a wait of 5 whole seconds was up to 5.5
    early_hung = int((early & hung_up).sum()) if beyond_s == 0.0 else 0
    answered, later = wait_s[~hung_up], wait_s[hung_up & ~early] if beyond_s == 0.0 else wait_s[hung_up]
    # the same few waits come again and again: each is reckoned once
    (answered, of_answered), (later, of_later) = (np.unique(t, return_counts=True) for t in (answered, later))
    log_later, number = np.log(later), float(of_answered.sum() + of_later.sum())

    def negative(x: Floats) -> float:
        scale, shape, p = math.exp(x[0]), math.exp(x[1]), float(special.expit(x[2]))
        hazard = math.log(shape / scale) + (shape - 1.0) * (log_later - math.log(scale))
        value = (of_later * (hazard - (later / scale) ** shape)).sum()
        value -= (of_answered * (answered / scale) ** shape).sum()
        if beyond_s:
            return -float(value + number * (beyond_s / scale) ** shape)
        rest = -math.expm1(-((limit_s / scale) ** shape))
        value += number * math.log1p(-p)
        return -float(value + early_hung * math.log(max(p + (1.0 - p) * rest, 1e-300)))

    return negative


def _of_classes(edges_s: Floats, answered: Floats, hung_up: Floats, waited_in_first: float) -> Waits:
    """Of classes of wait: `edges_s` upper edges; `waited_in_first`: the share of those answered in the first class who
    had to wait at all. Of the last class, where it is open (inf), only that its callers waited so long is used.
    """
    lower = np.concatenate([[0.0], edges_s[:-1]])
    beyond = 0.0 if np.isfinite(edges_s[-1]) else float(answered[-1] + hung_up[-1])
    closed = np.isfinite(edges_s)
    low, high, lost_in, weight = lower[closed], edges_s[closed], hung_up[closed], answered[closed].copy()
    inside, density = _within(low, high, weight + lost_in)
    weight[0] *= waited_in_first

    def negative(x: Floats) -> float:
        scale, shape, p = math.exp(x[0]), math.exp(x[1]), float(special.expit(x[2]))
        left, right = (1.0 - p) * _survival(low, scale, shape), (1.0 - p) * _survival(high, scale, shape)
        left[0] = 1.0
        lost = np.log(np.maximum(left - right, 1e-300))
        log_stayed = math.log1p(-p) - (density * (inside / scale) ** shape).sum(axis=0)
        longest = math.log1p(-p) - (high[-1] / scale) ** shape
        return -float((lost_in * lost).sum() + (weight * log_stayed).sum() + beyond * longest)

    return negative


def _within(low: Floats, high: Floats, ended: Floats) -> tuple[Floats, Floats]:
    """(points, classes) waits inside the classes and how dense they are, summing to 1.

    Inside a class waits thin out as they do from its neighbours before to those behind.
    """
    log, middle = np.log(np.maximum(ended, 0.5) / (high - low)), (low + high) / 2.0
    slope = np.gradient(log, middle) if len(log) > 1 else np.zeros(1)
    points = (np.arange(SPREAD_WITHIN)[:, None] + 0.5) / SPREAD_WITHIN
    inside = low + (high - low) * points
    density = np.exp(np.clip(slope * (inside - inside.mean(axis=0)), -30.0, 30.0))
    return inside, density / density.sum(axis=0)


def _minimum(negative: Waits, start: Floats, free: list[int]) -> tuple[Floats, float]:
    """The likeliest (log scale, log shape, logit) with only those of `free` moved, and its log-likelihood."""

    def along(y: Floats) -> float:
        x = start.copy()
        x[free] = y
        return negative(np.clip(x, -40.0, 40.0))

    found = optimize.minimize(
        along, start[free], method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-6, "maxiter": 2000}
    )
    best = start.copy()
    best[free] = found.x
    return best, -float(found.fun)


def _covariance(negative: Waits, at: Floats, free: list[int], inflation: float) -> Floats:
    """(3, 3): inverse of the curvature at the minimum, 0 for what is not free."""
    size, step = len(free), 1e-3
    curvature = np.zeros((size, size))

    def value(i: int, j: int, a: float, b: float) -> float:
        x = at.copy()
        x[free[i]] += a * step
        x[free[j]] += b * step
        return negative(x)

    for i in range(size):
        for j in range(i + 1):
            second = value(i, j, 1, 1) - value(i, j, 1, -1) - value(i, j, -1, 1) + value(i, j, -1, -1)
            curvature[i, j] = curvature[j, i] = second / (4.0 * step * step)
    whole = np.zeros((3, 3))
    whole[np.ix_(free, free)] = inflation * np.linalg.pinv(curvature, hermitian=True)
    return whole


NONE, A_FEW = -40.0, -3.0
"""Logits of no share at all, and of one to begin with."""
FORMS = ([0], [0, 1], [0, 2], [0, 1, 2])
"""Which of log scale, log shape and logit are free: exponential, Weibull, and each with a share at once."""


def _fit(
    negative: Waits,
    rate_s: float,
    hangups: int,
    longest_s: float,
    how: str,
    *,
    at_once: bool,
    cannot: str = "",
    inflation: float = 1.0,
) -> Patience:
    """Of the four forms, with and without a share at once and a shape, the one of the least BIC (Schwarz 1978): each
    parameter must raise twice the log-likelihood by the log of the number of hang-ups, 3.84 at least.
    """
    each = inflation * max(3.841, math.log(hangups))
    exponential, _ = _minimum(negative, np.array([math.log(rate_s), 0.0, NONE]), [0])
    best, free, least = exponential, [0], math.inf
    for form in FORMS if at_once else FORMS[:2]:
        start = np.array([exponential[0], 0.0, A_FEW if 2 in form else NONE])
        x, likely = _minimum(negative, start, form)
        is_none = 2 in form and special.expit(x[2]) <= LEAST_AT_ONCE
        cost = each * len(form) - 2.0 * likely
        if not is_none and cost < least:
            best, free, least = x, form, cost
    covariance = _covariance(negative, best, free, inflation)
    return _patience(best, covariance, free, hangups, longest_s, how, cannot, at_once)


def _patience(
    x: Floats,
    covariance: Floats,
    free: list[int],
    hangups: int,
    longest_s: float,
    how: str,
    cannot: str,
    at_once: bool,
) -> Patience:
    """All that is derived from the parameters, each with its interval by the delta method."""
    shape = math.exp(x[1])
    p = float(special.expit(x[2])) if 2 in free else 0.0

    def log_mean(y: Floats) -> float:
        return float(y[0]) + float(special.gammaln(1.0 + math.exp(-y[1])))

    def log_hazard(y: Floats, t: float) -> float:
        """log(−log S(t)): its interval never leaves 0 to 1."""
        gone = float(special.expit(y[2])) if 2 in free else 0.0
        return math.log(max((t / math.exp(y[0])) ** math.exp(y[1]) - math.log1p(-gone), 1e-300))

    def error(of: Callable[[Floats], float]) -> float:
        slope = np.array([(of(x + h) - of(x - h)) / 2e-4 for h in 1e-4 * np.eye(3)])
        return Z95 * math.sqrt(max(0.0, float(slope @ covariance @ slope)))

    wide = error(log_mean)
    mean = math.exp(log_mean(x)) / 60.0
    beyond = cannot
    if mean * 60.0 > longest_s and not beyond:
        beyond = f"the longest wait seen is {longest_s:.0f} s; the mean is an extrapolation"
    hang_up_by = {}
    for t in HANG_UP_BY_S:
        middle, half = log_hazard(x, t), error(partial(log_hazard, t=t))
        chance, low, high = (-math.expm1(-math.exp(middle + s * half)) for s in (0.0, -1.0, 1.0))
        hang_up_by[t] = Fitted(
            chance, low, high, "fitted", how, "" if t <= longest_s else "beyond the longest wait seen"
        )
    shapes = default(1.0, "exponential: no other shape is likelier")
    if 1 in free:
        half = Z95 * math.sqrt(max(0.0, float(covariance[1, 1])))
        shapes = Fitted(shape, shape * math.exp(-half), shape * math.exp(half), "fitted", how)
    once = default(
        0.0,
        "hanging up at once is no likelier than chance"
        if at_once
        else "the data do not show who hangs up at once",
    )
    if 2 in free:
        half = Z95 * math.sqrt(max(0.0, float(covariance[2, 2])))
        low, high = (float(special.expit(x[2] + s * half)) for s in (-1.0, 1.0))
        once = Fitted(p, low, high, "fitted", how)
    return Patience(
        "weibull" if 1 in free else "exponential",
        Fitted(mean, mean * math.exp(-wide), mean * math.exp(wide), "fitted", how, beyond),
        shapes,
        once,
        hang_up_by,
        hangups,
        longest_s,
    )


def must_wait(wait_s: Floats, hung_up: Bools) -> Bools:
    """Who had to wait at all: who hung up, and who was answered later than at once.

    At once is a wait of 0 where the file has such; else, as ringing counts as waiting there, one of 5 s.
    """
    answered = wait_s[~hung_up]
    at_once = 0.0 if len(answered) and float((answered <= 0.0).mean()) >= 0.02 else AT_ONCE_S
    return np.asarray(hung_up | (wait_s > at_once), dtype=np.bool_)


def from_calls(wait_s: Floats, hung_up: Bools, short_abandon_s: float = 0.0) -> Patience:
    """From single waits, seconds; others than those who hung up count as lower bounds.

    `short_abandon_s`: the system leaves out who hung up sooner. Raises ValueError under 10 hang-ups.
    """
    known = np.isfinite(wait_s)
    wait_s, hung_up = wait_s[known], hung_up[known]
    some = must_wait(wait_s, hung_up)
    if short_abandon_s > 0.0:
        some &= wait_s >= short_abandon_s
    t, hung = np.maximum(wait_s[some], 0.5), hung_up[some]
    hangups = int(hung.sum())
    _require(hangups)
    how = f"{hangups:,} hang-ups among {len(t):,} callers who had to wait"
    cannot = ""
    if short_abandon_s > 0.0:
        cannot = f"hang-ups before {short_abandon_s:g} s are not in the file"
    return _fit(
        _of_calls(t, hung, short_abandon_s),
        float(t.sum()) / hangups,
        hangups,
        float(t.max()),
        how,
        at_once=short_abandon_s == 0.0,
        cannot=cannot,
    )


def from_classes(
    edges_s: Floats, answered: Floats, hung_up: Floats, answered_wait_sum_s: float = math.nan
) -> Patience:
    """From calls by class of wait. `edges_s`: upper edges in seconds, rising; the last may be inf."""
    hangups = int(hung_up.sum())
    _require(hangups)
    lower = np.concatenate([[0.0], edges_s[:-1]])
    middle = np.where(np.isfinite(edges_s), (lower + edges_s) / 2.0, 1.5 * lower)
    share = PRIOR_ANSWERED_SHARE_QUEUED
    if math.isfinite(answered_wait_sum_s) and answered[0] > 0.0:
        in_first = answered_wait_sum_s - float((answered[1:] * middle[1:]).sum())
        share = float(np.clip(in_first / (answered[0] * edges_s[0] / 2.0), 0.05, 1.0))
    waits = float((answered * middle).sum() + (hung_up * middle).sum())
    finite = edges_s[np.isfinite(edges_s)]
    return _fit(
        _of_classes(edges_s, answered, hung_up, share),
        max(waits, 1.0) / hangups,
        hangups,
        float(finite[-1]),
        f"{hangups:,} hang-ups in {len(edges_s)} classes of wait",
        at_once=True,
        inflation=CLASSES_INFLATION,
        cannot=f"nobody who waited longer than {finite[-1]:.0f} s can be told apart",
    )


def from_sums(
    offered: Floats, hung_up: Floats, answered_wait_s: Floats, hung_up_wait_s: Floats | None
) -> Patience:
    """From interval sums: patience at short waits, as if exponential. `hung_up_wait_s`: None where not in the file."""
    hangups = float(np.nansum(hung_up))
    _require(int(hangups))
    answered = offered - hung_up
    if hung_up_wait_s is not None:
        waits = np.nan_to_num(answered_wait_s) + np.nan_to_num(hung_up_wait_s)
        factor, wrong = 1.0, 0.0
        how = f"seconds waited by all callers, for each of {hangups:,.0f} hang-ups"
    else:
        mean = np.nansum(answered_wait_s) / max(float(np.nansum(answered)), 1.0)
        waits = np.nan_to_num(answered_wait_s) + np.nan_to_num(hung_up) * mean
        factor, wrong = ALONE_READS_SHORT, ALONE_ERROR
        how = f"mean wait of the answered over the share of {hangups:,.0f} hang-ups; their waits are not in the file"
    rate = hangups / max(float(waits.sum()), 1e-9)
    some = waits > 0.0
    misfit = (hung_up[some] - rate * waits[some]) ** 2 / np.maximum(rate * waits[some], 1e-9)
    if not len(misfit):
        raise ValueError("nobody waited, so nothing shows how long callers would wait")
    # 0.455: median of chi-square with 1 degree of freedom
    inflation = max(1.0, float(np.median(misfit)) / 0.455)
    mean_s = factor / rate
    half = math.hypot(Z95 * math.sqrt(inflation / hangups), wrong)
    cannot = "patience at short waits only: sums show neither its shape nor who hangs up at once"
    longest = float(np.max(waits[some] / np.maximum(offered[some], 1.0))) if some.any() else 0.0
    x = np.array([math.log(mean_s), 0.0, NONE])
    covariance = np.zeros((3, 3))
    covariance[0, 0] = (half / Z95) ** 2
    return _patience(x, covariance, [0], int(hangups), longest, how, cannot, False)


def _require(hangups: int) -> None:
    if hangups < LEAST_HANGUPS:
        raise ValueError(
            f"{hangups} hang-up{'s are' if hangups != 1 else ' is'} too few to tell how long callers would wait"
        )
