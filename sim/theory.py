"""Exact queueing formulas: what a centre must do when its behaviour is switched off.

Pure functions, for checking the engines (``python -m sim check``) and for instant estimates. Arrivals are
Poisson, queues first come first served. Rates are per hour (``calls_per_hour``), times in seconds (``aht_s``,
the mean handle time; ``patience_s``, the mean patience; ``within_s``, the y of "x % within y seconds");
probabilities and occupancy lie in [0, 1], queues are numbers of callers. Arguments out of range raise
``ValueError`` naming the value. Figures of nobody (time to abandon where none abandons) are NaN.

All that awaits one caller follows from the place found on arrival. With n agents busy, j callers ahead and
c = n·patience/aht, the wait V of a caller who would never give up is a sum of independent exponentials of
rates (c + i)/patience, i = 0…j; by Rényi's representation of order statistics (1953) exp(−V/patience) is
Beta(c, j + 1). So service levels are incomplete beta functions, without sums of alternating sign.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

DISTRIBUTIONS = ("exponential", "lognormal", "gamma", "deterministic")
FloatArray = NDArray[np.float64]

_HOUR_S = 3600.0
_MOST_STATES = 2_000_000  # more callers than that in a queue is a typing error, not a question
_NEGLIGIBLE = 1e-20  # relative weight at which a tail is cut, far below the rounding of the sum
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(24)


@dataclass(frozen=True)
class ErlangC:
    """Steady state of M/M/n, nobody gives up; ``asa_s`` is over all callers."""

    p_wait: float
    service_level: float
    asa_s: float
    occupancy: float
    mean_queue: float


@dataclass(frozen=True)
class ErlangA:
    """Callers who give up after an exponential time; shares are of the calls offered unless named otherwise.

    ``mean_wait_all_s`` is the time in queue of everybody, ``asa_answered_s`` of the answered (no wait is 0),
    ``mean_time_to_abandon_s`` of the abandoned. The four service levels, with the KPI each is the theory of:
    answered in time / offered (``service_level``); / answered (``service_level_answered``); / (offered −
    abandoned in time) (``service_level_excl_short_abandons``); (answered in time + abandoned in time) /
    offered (``service_level_short_abandons_good``).
    """

    p_wait: float
    p_abandon: float
    mean_wait_all_s: float
    asa_answered_s: float
    mean_time_to_abandon_s: float
    occupancy: float
    mean_queue: float
    sl_answered_in_awt_over_offered: float
    sl_over_answered: float
    sl_excl_short_abandons: float
    sl_answered_or_abandoned_in_awt_over_offered: float


@dataclass(frozen=True)
class NumberInSystem:
    """Time averages over an interval: callers in the centre, and the share of time with all agents busy."""

    mean_in_system: float
    p_all_busy: float


@dataclass(frozen=True)
class CappedHandleTime:
    """Mean handle time under a cap, seconds, and the share of calls that the cap shortens."""

    mean_s: float
    share_capped: float


def _require(above_zero: Sequence[str] = (), **values: float) -> None:
    """Every value finite and at least zero, those named also above zero; ``agents`` a whole number."""
    for name, value in values.items():
        if not 0.0 <= value < math.inf or (value == 0.0 and name in above_zero):
            bound = "above" if name in above_zero else "at least"
            raise ValueError(f"{name} must be finite and {bound} 0, got {value!r}")
        if name == "agents" and value != int(value):
            raise ValueError(f"agents must be a whole number, got {value!r}")


def _require_stable(calls_per_hour: float, aht_s: float, agents: int) -> float:
    """The load in erlangs, if the agents can keep up with it."""
    load = offered_load(calls_per_hour, aht_s)
    if load >= agents:
        raise ValueError(
            f"the queue grows without end: {calls_per_hour:g} calls per hour of {aht_s:g} s are {load:g} "
            f"erlangs, not below {agents} agents"
        )
    return load


def offered_load(calls_per_hour: float, aht_s: float) -> float:
    """Work offered, in erlangs: the mean number of agents it would keep busy if nobody waited or left."""
    _require(calls_per_hour=calls_per_hour, aht_s=aht_s)
    return calls_per_hour * aht_s / _HOUR_S


# ── Constant load, steady state ───────────────────────────────────────────────────────────────────────────


def erlang_b(load_erlangs: float, agents: int) -> float:
    """Share of calls blocked where nobody can wait (M/G/n/n); of the handle times only the load matters.

    Recursion B_k = a·B_{k−1}/(k + a·B_{k−1}), all terms positive; 1 for no agents. Source: Erlang 1917;
    Cooper, Introduction to Queueing Theory, 1981.
    """
    _require(load_erlangs=load_erlangs, agents=agents)
    blocked = 1.0
    for k in range(1, agents + 1):
        blocked = load_erlangs * blocked / (k + load_erlangs * blocked)
    return blocked


def erlang_c(calls_per_hour: float, aht_s: float, agents: int, within_s: float) -> ErlangC:
    """M/M/n in steady state, callers wait for ever. ``ValueError`` if the load is not below ``agents``.

    Source: Erlang 1917 (C from B: C = B/(1 − ρ(1 − B))); the wait of those who wait is exponential.
    """
    _require(("aht_s", "agents"), aht_s=aht_s, agents=agents, within_s=within_s)
    load = _require_stable(calls_per_hour, aht_s, agents)
    occupancy = load / agents
    blocked = erlang_b(load, agents)
    p_wait = blocked / (1.0 - occupancy * (1.0 - blocked))
    spare_per_s = (agents - load) / aht_s
    return ErlangC(
        p_wait=p_wait,
        service_level=1.0 - p_wait * math.exp(-spare_per_s * within_s),
        asa_s=p_wait / spare_per_s,
        occupancy=occupancy,
        mean_queue=p_wait * load / (agents - load),
    )


def pollaczek_khinchine(calls_per_hour: float, aht_s: float, cv: float) -> float:
    """Mean wait of all callers, seconds, in M/G/1: any handle time of mean ``aht_s`` and CV ``cv``.

    ρ·aht·(1 + cv²)/(2(1 − ρ)); ρ, the load, is also the occupancy and the chance of waiting. Source:
    Pollaczek 1930, Khinchine 1932. ``ValueError`` if ρ ≥ 1.
    """
    _require(("aht_s",), aht_s=aht_s, cv=cv)
    load = _require_stable(calls_per_hour, aht_s, 1)
    return load * aht_s * (1.0 + cv * cv) / (2.0 * (1.0 - load))


def erlang_a(calls_per_hour: float, aht_s: float, agents: int, patience_s: float, within_s: float) -> ErlangA:
    """M/M/n+M in steady state: exponential handle time and patience, any load.

    ``patience_s=math.inf`` is Erlang C, then with ``ValueError`` if the load is not below ``agents``. Stable
    at any size: weights of states are products of ratios below one, outwards from the likeliest. Source: Palm
    1957; Garnett, Mandelbaum & Reiman 2002; Mandelbaum & Zeltyn 2007; waits as in the module's text.
    """
    _require(("aht_s", "agents"), aht_s=aht_s, agents=agents, within_s=within_s)
    load = offered_load(calls_per_hour, aht_s)
    if patience_s == math.inf:
        _require_stable(calls_per_hour, aht_s, agents)
    else:
        _require(("patience_s",), patience_s=patience_s)
    size = agents + 256
    while True:
        state = np.arange(1, size)
        departures = np.minimum(state, agents) + np.maximum(state - agents, 0) * (aht_s / patience_s)
        ratio = load / departures  # P(k)/P(k − 1), falling with k
        likeliest = int(np.count_nonzero(ratio >= 1.0))
        above = np.cumprod(ratio[likeliest:])
        if above.size and above[-1] < _NEGLIGIBLE:
            break
        size *= 2
        if size > _MOST_STATES:
            raise ValueError(
                f"more than {_MOST_STATES // 2} callers would wait: {calls_per_hour:g} calls per hour, "
                f"{agents} agents, aht_s {aht_s:g}, patience_s {patience_s:g}"
            )
    below = np.cumprod(1.0 / ratio[:likeliest][::-1])[::-1]
    states = np.concatenate((below, [1.0], above))
    states /= states.sum()
    return _figures(states, states, aht_s, agents, patience_s, within_s)


def _figures(
    seen: FloatArray, over_time: FloatArray, aht_s: float, agents: int, patience_s: float, within_s: float
) -> ErlangA:
    """All figures, from P(k in the centre) as arriving callers see it and as the clock sees it."""
    waiting = seen[agents:]  # waiting[j]: all agents busy, j callers already waiting
    place = np.arange(1.0, waiting.size + 1.0)  # 1 for the head of the queue
    if patience_s == math.inf:
        in_time = special.gammainc(place, within_s * agents / aht_s)
        still_there = special.gammaincc(place, within_s * agents / aht_s)
        answered_s, abandoned_s, gives_up = place * aht_s / agents, 0.0 * place, 0.0 * place
    else:
        c = agents * patience_s / aht_s
        here, gone = math.exp(-within_s / patience_s), -math.expm1(-within_s / patience_s)
        served, gives_up = c / (c + place), place / (c + place)
        in_time = served * special.betainc(place, c + 1.0, gone)
        still_there = here * special.betainc(c, place, here)
        # E[wait; answered] and E[wait; abandoned], step by step from the head of the queue: no differences
        answered_s = patience_s * np.cumsum(served) / (c + place)
        abandoned_s = patience_s * np.cumsum(gives_up) / (c + place)
    p_abandon = float(waiting @ gives_up)
    good = float(seen[:agents].sum() + waiting @ in_time)
    short = float(waiting @ np.maximum(1.0 - in_time - still_there, 0.0))
    wait_answered_s, wait_abandoned_s = float(waiting @ answered_s), float(waiting @ abandoned_s)
    count = np.arange(over_time.size)
    return ErlangA(
        p_wait=float(waiting.sum()),
        p_abandon=p_abandon,
        mean_wait_all_s=wait_answered_s + wait_abandoned_s,
        asa_answered_s=_share(wait_answered_s, 1.0 - p_abandon),
        mean_time_to_abandon_s=_share(wait_abandoned_s, p_abandon),
        occupancy=float(over_time @ np.minimum(count, agents)) / agents,
        mean_queue=float(over_time @ np.maximum(count - agents, 0)),
        sl_answered_in_awt_over_offered=good,
        sl_over_answered=_share(good, 1.0 - p_abandon),
        sl_excl_short_abandons=_share(good, 1.0 - short),
        sl_answered_or_abandoned_in_awt_over_offered=good + short,
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else math.nan


# ── Handle time under a cap ───────────────────────────────────────────────────────────────────────────────


def capped_handle_time(
    distribution: str, mean_s: float, cap_s: float, cv: float = 1.0, enforcement: float = 1.0
) -> CappedHandleTime:
    """E[S] and P(S < X) for S = min(X, cap + (1 − enforcement)·(X − cap)), the model's each_call cap.

    X has mean ``mean_s`` and coefficient of variation ``cv`` (not used for exponential and deterministic). As
    S = enforcement·min(X, cap) + (1 − enforcement)·X, it takes E[min(X, cap)] only. ``cap_s`` may be
    infinite; ``enforcement`` in [0, 1], 0 caps nothing. Source: limited expected values in Klugman, Panjer &
    Willmot, Loss Models, appendix A.
    """
    _require(("mean_s",), mean_s=mean_s, cv=cv, enforcement=enforcement)
    if not cap_s > 0.0 or enforcement > 1.0:
        raise ValueError(f"need cap_s above 0 and enforcement up to 1, got {cap_s!r} and {enforcement!r}")
    if distribution not in DISTRIBUTIONS:
        raise ValueError(f"distribution must be one of {', '.join(DISTRIBUTIONS)}, got {distribution!r}")
    if enforcement == 0.0 or cap_s == math.inf:
        return CappedHandleTime(mean_s=mean_s, share_capped=0.0)
    if distribution == "exponential":
        share, capped = math.exp(-cap_s / mean_s), -mean_s * math.expm1(-cap_s / mean_s)
    elif distribution == "deterministic" or cv == 0.0:
        share, capped = float(mean_s > cap_s), min(mean_s, cap_s)
    elif distribution == "lognormal":
        sigma = math.sqrt(math.log1p(cv * cv))
        z = math.log(cap_s / mean_s) / sigma + sigma / 2.0
        share = float(special.ndtr(-z))
        capped = mean_s * float(special.ndtr(z - sigma)) + cap_s * share
    else:
        shape, scale_s = 1.0 / (cv * cv), mean_s * cv * cv
        share = float(special.gammaincc(shape, cap_s / scale_s))
        capped = mean_s * float(special.gammainc(shape + 1.0, cap_s / scale_s)) + cap_s * share
    return CappedHandleTime(mean_s=enforcement * capped + (1.0 - enforcement) * mean_s, share_capped=share)


# ── Load that varies over the day: M(t)/M/n(t)+M with mean patience = mean handle time ────────────────────
# Everybody leaves at rate 1/aht, served or not, so the number in the centre is that of M(t)/M/∞: Poisson, of
# mean m with m' = λ(t) − m/aht. Source: Eick, Massey & Whitt 1993, The physics of the Mt/G/∞ queue.


@dataclass(frozen=True)
class VaryingLoad:
    """A rate for each piece of ``piece_s`` seconds, repeating for ever; mean handle time and mean patience
    ``aht_s``; at time 0 the number in the centre is Poisson of mean ``start_mean`` (0 = opened empty)."""

    calls_per_hour: tuple[float, ...]
    piece_s: float
    aht_s: float
    start_mean: float = 0.0

    def __post_init__(self) -> None:
        if not self.calls_per_hour:
            raise ValueError("calls_per_hour must hold at least one rate, got none")
        for rate in self.calls_per_hour:
            _require(calls_per_hour=rate)
        _require(("piece_s", "aht_s"), piece_s=self.piece_s, aht_s=self.aht_s, start_mean=self.start_mean)


@dataclass(frozen=True)
class _Stretch:
    """A time of constant rate: calls per second, length in seconds, m at its start and where m tends to."""

    piece: int
    rate: float
    length_s: float
    first: float
    limit: float
    aht_s: float

    @property
    def last(self) -> float:
        return self.limit + (self.first - self.limit) * math.exp(-self.length_s / self.aht_s)

    def mean_in_system_s(self) -> float:
        settling_s = -math.expm1(-self.length_s / self.aht_s) * self.aht_s
        return self.limit * self.length_s + (self.first - self.limit) * settling_s

    def seconds_in_states(self, size: int) -> FloatArray:
        """∫ P(k in the centre) dt for k < size: Gauss–Legendre, 24 points for each half handle time."""
        cuts = math.ceil(2.0 * self.length_s / self.aht_s)
        step_s = self.length_s / cuts
        at_s = ((np.arange(cuts)[:, None] + (_NODES + 1.0) / 2.0) * step_s).reshape(-1, 1)
        m = self.limit + (self.first - self.limit) * np.exp(-at_s / self.aht_s)
        k = np.arange(size)
        p = np.exp(special.xlogy(k, m) - m - special.gammaln(k + 1.0))
        return np.asarray(np.tile(_NODE_WEIGHTS * step_s / 2.0, cuts) @ p, dtype=np.float64)


def _stretches(load: VaryingLoad, from_s: float, to_s: float) -> Iterator[_Stretch]:
    """[from_s, to_s] cut where the rate changes; m is carried along from time 0."""
    _require(from_s=from_s, to_s=to_s)
    at_s, number, mean = 0.0, 0, load.start_mean
    while at_s < to_s:
        piece, piece_end_s = number % len(load.calls_per_hour), (number + 1) * load.piece_s
        end_s = min(piece_end_s, from_s if at_s < from_s else to_s, to_s)
        rate = load.calls_per_hour[piece] / _HOUR_S
        stretch = _Stretch(piece, rate, end_s - at_s, mean, rate * load.aht_s, load.aht_s)
        if at_s >= from_s:
            yield stretch
        at_s, number, mean = end_s, number + (end_s == piece_end_s), stretch.last


def _states_needed(stretches: Sequence[_Stretch], agents: int) -> int:
    """A number that the callers in the centre exceed with negligible probability."""
    most = max(max(part.first, part.limit) for part in stretches)
    return max(agents + 1, math.ceil(most + 12.0 * math.sqrt(most) + 60.0))


def mean_number_in_system(load: VaryingLoad, at_s: float) -> float:
    """m(at_s): mean, and variance, of the number of callers in the centre, talking or waiting."""
    mean = load.start_mean
    for part in _stretches(load, 0.0, at_s):
        mean = part.last
    return mean


def long_run_load(load: VaryingLoad) -> VaryingLoad:
    """The same load in the long run, every round of the rates like the last: 00:00 after enough warm-up."""
    round_s = len(load.calls_per_hour) * load.piece_s
    from_empty = mean_number_in_system(replace(load, start_mean=0.0), round_s)
    return replace(load, start_mean=from_empty / -math.expm1(-round_s / load.aht_s))


def number_in_system_between(
    load: VaryingLoad, agents: Sequence[int], from_s: float, to_s: float
) -> NumberInSystem:
    """Averages over the time [from_s, to_s]; ``agents`` holds n for each piece, as many as there are rates.

    The mean is closed form, P(N ≥ n) a quadrature exact to rounding.
    """
    parts = list(_stretches(load, from_s, to_s))
    if len(agents) != len(load.calls_per_hour) or not parts:
        raise ValueError(
            f"need from_s below to_s and n for each of {len(load.calls_per_hour)} rates, got {from_s!r}, "
            f"{to_s!r} and {list(agents)!r}"
        )
    held_s = sum(part.mean_in_system_s() for part in parts)
    busy_s = 0.0
    for part in parts:
        n = agents[part.piece]
        busy_s += float(part.seconds_in_states(_states_needed([part], n))[n:].sum())
    return NumberInSystem(held_s / (to_s - from_s), busy_s / (to_s - from_s))


def time_varying(load: VaryingLoad, agents: int, within_s: float, from_s: float, to_s: float) -> ErlangA:
    """Figures of the callers who arrive in [from_s, to_s] where n stays the same; some must arrive.

    Exact, because a wait depends on the place found on arrival only, and that is Poisson of mean m(t).
    ``occupancy`` and ``mean_queue`` are averages over the time.
    """
    _require(("agents",), agents=agents, within_s=within_s)
    parts = list(_stretches(load, from_s, to_s))
    offered = sum(part.rate * part.length_s for part in parts)
    if offered <= 0.0:
        raise ValueError(f"no calls arrive between from_s={from_s!r} and to_s={to_s!r}")
    size = _states_needed(parts, agents)
    at_arrivals, over_time = np.zeros(size), np.zeros(size)
    for part in parts:
        seconds = part.seconds_in_states(size)
        over_time += seconds / (to_s - from_s)
        at_arrivals += seconds * (part.rate / offered)
    return _figures(at_arrivals, over_time, load.aht_s, agents, load.aht_s, within_s)
