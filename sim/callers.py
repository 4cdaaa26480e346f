"""The caller book: who calls, when, with what. Fixed by address before the clock starts.

Entities: an issue (day, half-hour, k), packed into one integer; (issue, call), (issue, call, leg);
(seat, day), (seat, hire number). See `sim.draws` for how an address becomes a number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from sim import draws
from sim.calendar import DAY_MIN, LAST_MOMENT_MIN, OpenDay
from sim.draws import exponential, lognormal, uniform, weibull
from sim.jit import compiled
from sim.scenario import Scenario
from sim.scenario.demand import CallType

DAY_OFFSET = 2**15
"""Added to a day's number, so that warm-up days have addresses too."""

LOGNORMAL, EXPONENTIAL, GAMMA, DETERMINISTIC, EMPIRICAL = range(5)


def issue_id(day: int, half_hour: int, k: int) -> int:
    """The issue's address as one integer below 2**46; larger is later, k from 0 to 2**24 - 1."""
    return ((day + DAY_OFFSET) << 30) | (half_hour << 24) | k


@compiled
def _moments(
    seed: int,
    replication: int,
    first_id: int,
    rate: float,
    gap_sum: float,
    k: int,
    ids: NDArray[np.int64],
    moments: NDArray[np.float64],
) -> int:
    """Fill ids and moments (share of the half-hour behind) of callers with a running gap sum up to `rate`.

    Returns how many there are, or -1 if the arrays are too short.
    """
    n = 0
    while True:
        gap_sum += exponential(uniform(seed, replication, draws.GAP, first_id + k, 0, 0), 1.0)
        if gap_sum > rate:
            return n
        if n == len(ids):
            return -1
        ids[n] = first_id + k
        moments[n] = uniform(seed, replication, draws.MOMENT, first_id + k, 0, 0)
        n += 1
        k += 1


@compiled
def _persons(
    seed: int,
    replication: int,
    ids: NDArray[np.int64],
    shares: NDArray[np.float64],
    difficult_shares: NDArray[np.float64],
    types: NDArray[np.int64],
    difficult: NDArray[np.bool_],
    need_u: NDArray[np.float64],
) -> None:
    """Draw type, difficulty and need quantile of each issue."""
    for i in range(len(ids)):
        u = uniform(seed, replication, draws.TYPE, ids[i], 0, 0)
        t = 0
        while t < len(shares) - 1 and u >= shares[t]:
            t += 1
        types[i] = t
        difficult[i] = uniform(seed, replication, draws.DIFFICULT, ids[i], 0, 0) < difficult_shares[t]
        need_u[i] = uniform(seed, replication, draws.NEED, ids[i], 0, 0)


@compiled
def _need(u: float, kind: int, a: float, b: float, overhead: float) -> float:
    """Need in minutes from its quantile, for the closed forms."""
    if kind == LOGNORMAL:
        return overhead + lognormal(u, a, b)
    if kind == EXPONENTIAL:
        return overhead + exponential(u, a)
    return a


@compiled
def _empirical(u: float, values: NDArray[np.float64], overhead: float) -> float:
    """Linear interpolation between values at evenly spaced probabilities; never under the overhead."""
    place = u * (len(values) - 1)
    i = int(place)
    need: float = values[i] + (values[i + 1] - values[i]) * (place - i) if i < len(values) - 1 else values[i]
    return need if need > overhead else overhead


@compiled
def _needs(
    us: NDArray[np.float64], kind: int, a: float, b: float, overhead: float, values: NDArray[np.float64]
) -> NDArray[np.float64]:
    out = np.empty(len(us))
    for i in range(len(us)):
        out[i] = (
            _empirical(us[i], values, overhead) if kind == EMPIRICAL else _need(us[i], kind, a, b, overhead)
        )
    return out


@dataclass(frozen=True)
class Arrivals:
    """First calls of one day in order of time (ties by issue), one entry per issue that calls."""

    time: NDArray[np.float64]
    issue: NDArray[np.int64]
    type: NDArray[np.int64]
    difficult: NDArray[np.bool_]
    need: NDArray[np.float64]
    """Minutes of work with a neutral agent, overhead included."""


class CallerBook:
    """All draws of one replication. Cheap to make; nothing is kept."""

    def __init__(self, seed: int, replication: int) -> None:
        if not 0 <= seed <= draws.MAX_SEED:
            raise ValueError(f"seed {seed} is not between 0 and {draws.MAX_SEED}")
        if not 0 <= replication <= draws.MAX_REPLICATION:
            raise ValueError(f"replication {replication} is not between 0 and {draws.MAX_REPLICATION}")
        self.seed = seed
        self.replication = replication

    def of_issue(self, purpose: int, issue: int, call: int, leg: int = 0) -> float:
        """The uniform for a purpose of (issue, call from 1, leg from 0); leg 0 also serves (issue, call)."""
        return uniform(self.seed, self.replication, purpose, issue, (call << 8) | leg, 0)

    def of_seat_day(self, purpose: int, team: int, number: int, day: int) -> float:
        """The uniform for a purpose of (seat, day)."""
        return uniform(self.seed, self.replication, purpose, number, team, day + DAY_OFFSET)

    def of_seat_hire(self, purpose: int, team: int, number: int, hire: int) -> float:
        """The uniform for a purpose of (seat, hire number)."""
        return uniform(self.seed, self.replication, purpose, number, team, hire)

    def busyness(self, day: int, cv: float) -> float:
        """How busy a day is beyond chance: Gamma with mean 1 and this CV, exactly 1 for CV 0."""
        if cv == 0.0:
            return 1.0
        u = uniform(self.seed, self.replication, draws.BUSYNESS, day + DAY_OFFSET, 0, 0)
        return float(gammaincinv(1.0 / (cv * cv), u)) * cv * cv

    def arrivals(self, scenario: Scenario, day: OpenDay) -> Arrivals:
        """The day's first calls under the scenario in force."""
        rate = (
            scenario.demand.calls_per_day * day.factor * self.busyness(day.day, scenario.demand.day_to_day_cv)
        )
        times, ids = [], []
        for number, weight in enumerate(day.half_hours):
            half_hour = day.first_half_hour + number
            moment, found = self._half_hour(issue_id(day.day, half_hour, 0), rate * weight)
            times.append(day.day * DAY_MIN + 30.0 * half_hour + 30.0 * moment)
            ids.append(found)
        time = np.minimum(np.concatenate(times), day.closes - LAST_MOMENT_MIN)
        return self._with_persons(scenario, time, np.concatenate(ids))

    def _half_hour(self, first_id: int, rate: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        room = int(rate + 8.0 * math.sqrt(rate) + 20.0)
        while True:
            ids = np.empty(room, np.int64)
            moments = np.empty(room)
            n = _moments(self.seed, self.replication, first_id, rate, 0.0, 0, ids, moments)
            if n >= 0:
                order = np.argsort(moments[:n], kind="stable")
                return moments[order], ids[order]
            room *= 2

    def _with_persons(
        self, scenario: Scenario, time: NDArray[np.float64], issue: NDArray[np.int64]
    ) -> Arrivals:
        kinds = scenario.call_types
        types, difficult = np.empty(len(issue), np.int64), np.empty(len(issue), np.bool_)
        need_u, need = np.empty(len(issue)), np.empty(len(issue))
        shares = np.cumsum([t.share for t in kinds])
        _persons(
            self.seed,
            self.replication,
            issue,
            shares,
            np.array([difficult_share(scenario, t) for t in kinds]),
            types,
            difficult,
            need_u,
        )
        for i, kind in enumerate(kinds):
            mine = types == i
            need[mine] = needs_min(kind, need_u[mine])
        bot = np.array([t.self_service_share for t in kinds])
        calls = difficult | (need_u >= bot[types])
        return Arrivals(time[calls], issue[calls], types[calls], difficult[calls], need[calls])


def difficult_share(scenario: Scenario, kind: CallType) -> float:
    """A type's share of difficult callers."""
    return scenario.callers.difficult_share if kind.difficult_share is None else kind.difficult_share


def needs_min(kind: CallType, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Needs in minutes, overhead included, from their quantiles."""
    need, o = kind.need, kind.overhead_min
    beyond = need.mean_min - o
    none = np.empty(0)
    match need.distribution:
        case "lognormal":
            mu, sigma = draws.lognormal_parameters(beyond, need.cv)
            return _needs(u, LOGNORMAL, mu, sigma, o, none)
        case "exponential":
            return _needs(u, EXPONENTIAL, beyond, 0.0, o, none)
        case "deterministic":
            return _needs(u, DETERMINISTIC, need.mean_min, 0.0, o, none)
        case "gamma":
            beyond_min: NDArray[np.float64] = gammaincinv(1.0 / (need.cv * need.cv), u) * (
                beyond * need.cv * need.cv
            )
            return o + beyond_min
        case "empirical":
            return _needs(u, EMPIRICAL, 0.0, 0.0, o, np.array(need.quantiles_min, dtype=np.float64))


@compiled
def patience_min(
    seed: int, replication: int, issue: int, call: int, leg: int, scale: float, shape: float, give_up: float
) -> float:
    """Patience of a leg in minutes; shape 1 is exponential with mean `scale`."""
    leg_word = (call << 8) | leg
    if give_up > 0.0 and uniform(seed, replication, draws.GIVE_UP, issue, leg_word, 0) < give_up:
        return 0.0
    u = uniform(seed, replication, draws.PATIENCE, issue, leg_word, 0)
    return exponential(u, scale) if shape == 1.0 else weibull(u, scale, shape)


@compiled
def talk_uniforms(
    seed: int, replication: int, issue: int, call: int, leg: int
) -> tuple[float, float, float, float, float]:
    """What a leg may need when it is answered: (upset, hold, discernment, resolved, passed on)."""
    leg_word = (call << 8) | leg
    return (
        uniform(seed, replication, draws.UPSET, issue, leg_word, 0),
        uniform(seed, replication, draws.HOLD, issue, leg_word, 0),
        uniform(seed, replication, draws.DISCERNMENT, issue, leg_word, 0),
        uniform(seed, replication, draws.RESOLVED, issue, leg_word, 0),
        uniform(seed, replication, draws.PASSED_ON, issue, leg_word, 0),
    )
