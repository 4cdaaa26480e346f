"""Who calls, when, and with what: drawn by address before the clock starts.

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
from sim.calendar import HALF_HOUR_MIN, HALF_HOURS, LAST_MOMENT_MIN, DayHours
from sim.draws import exponential, lognormal, normal, uniform, uniforms, weibull
from sim.jit import compiled, shared
from sim.record import DAY_MIN
from sim.run_control import UNCONTROLLED, RunControl, is_cancelled
from sim.scenario import Scenario
from sim.scenario.demand import CallType

DAY_OFFSET = 2**15
"""Added to a day's number, so that warm-up days have addresses too."""

AT_ONCE = 32
"""Gaps drawn together."""
CHUNK = 8192
"""Callers whose draws are made before it is asked again whether anybody still waits for them."""
ARRIVAL_BYTES = 57
"""Memory of a day's caller while the day is drawn: its five figures, and what puts them in order."""

LOGNORMAL, EXPONENTIAL, GAMMA, DETERMINISTIC, EMPIRICAL = range(5)


def issue_id(day: int, half_hour: int, k: int) -> int:
    """The issue's address as one integer below 2**46; larger is later, k from 0 to 2**24 - 1."""
    return ((day + DAY_OFFSET) << 30) | (half_hour << 24) | k


@compiled
def need_min(u: float, row: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    """Need in minutes from its quantile, by a row of `DemandTables.needs`; a gamma need stays its quantile."""
    kind = int(row[0])
    a: float = row[1]
    overhead: float = row[3]
    if kind == LOGNORMAL:
        return overhead + lognormal(u, a, row[2])
    if kind == EXPONENTIAL:
        return overhead + exponential(u, a)
    if kind == GAMMA:
        return u
    if kind == EMPIRICAL:
        first, last = int(row[4]), int(row[5]) - 1
        place = u * (last - first)
        i = first + int(place)
        need: float = values[i]
        if i < last:
            need = values[i] + (values[i + 1] - values[i]) * (place - int(place))
        return need if need > overhead else overhead
    return a


@compiled
def _part(moment: float, parts: int) -> int:
    """Which of `parts` equal parts of the half-hour a moment lies in."""
    part = int(moment * parts)
    return part if part < parts else parts - 1


@compiled
def _in_order(
    moments: NDArray[np.float64],
    ids: NDArray[np.int64],
    count: NDArray[np.int64],
    slot: NDArray[np.int64],
    run: int,
) -> None:
    """Sort both by moment, ties as they stand; `count` is zeroed working space, one longer than they are.

    Moments are uniform, so dealing them into as many equal parts of the half-hour as there are callers
    leaves next to nothing to sort.
    """
    n = len(moments)
    for i in range(n):
        if i % CHUNK == 0 and is_cancelled(slot, run):
            return
        count[_part(moments[i], n) + 1] += 1
    for i in range(n):
        count[i + 1] += count[i]
    dealt_moments, dealt_ids = np.empty(n), np.empty(n, np.int64)
    for i in range(n):
        if i % CHUNK == 0 and is_cancelled(slot, run):
            return
        part = _part(moments[i], n)
        dealt_moments[count[part]] = moments[i]
        dealt_ids[count[part]] = ids[i]
        count[part] += 1
    for i in range(n):
        if i % CHUNK == 0 and is_cancelled(slot, run):
            return
        moment, id = dealt_moments[i], dealt_ids[i]
        j = i
        while j > 0 and moments[j - 1] > moment:
            moments[j], ids[j] = moments[j - 1], ids[j - 1]
            j -= 1
        moments[j], ids[j] = moment, id


@compiled
def _first_calls(
    seed: int,
    replication: int,
    day: int,
    rates: NDArray[np.float64],
    time: NDArray[np.float64],
    issue: NDArray[np.int64],
    slot: NDArray[np.int64],
    run: int,
) -> int:
    """Fill time and issue of everybody who calls today, in order; -1 if the arrays are too short, -2 if cancelled.

    `slot`, `run`: see `sim.run_control`. `rates`: mean calls of each half-hour from midnight. Caller k of a
    half-hour exists if the running sum of exponential gaps to k is within its rate.
    """
    n = 0
    addresses, us = np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE)
    for half_hour in range(len(rates)):
        if rates[half_hour] <= 0.0:
            continue
        first_id = ((day + DAY_OFFSET) << 30) | (half_hour << 24)
        begin, k, gaps_sum = n, 0, 0.0
        while True:
            place = k % AT_ONCE
            if place == 0:
                if is_cancelled(slot, run):
                    return -2
                for i in range(AT_ONCE):
                    addresses[i] = first_id + k + i
                uniforms(seed, replication, draws.GAP, addresses, us)
            gaps_sum += exponential(us[place], 1.0)
            if gaps_sum > rates[half_hour]:
                break
            if n == len(issue):
                return -1
            issue[n] = first_id + k
            n += 1
            k += 1
        for first in range(begin, n, CHUNK):
            end = min(first + CHUNK, n)
            uniforms(seed, replication, draws.MOMENT, issue[first:end], time[first:end])
            if is_cancelled(slot, run):
                return -2
        _in_order(time[begin:n], issue[begin:n], np.zeros(n - begin + 1, np.int64), slot, run)
        start = day * DAY_MIN + HALF_HOUR_MIN * half_hour
        last_moment = start + HALF_HOUR_MIN - LAST_MOMENT_MIN
        for i in range(begin, n):
            at = start + HALF_HOUR_MIN * time[i]
            time[i] = at if at < last_moment else last_moment
    return n


@compiled
def _persons(
    seed: int,
    replication: int,
    issue: NDArray[np.int64],
    time: NDArray[np.float64],
    share_up_to: NDArray[np.float64],
    difficult_share: NDArray[np.float64],
    self_service: NDArray[np.float64],
    needs: NDArray[np.float64],
    values: NDArray[np.float64],
    types: NDArray[np.int64],
    difficult: NDArray[np.bool_],
    need: NDArray[np.float64],
    slot: NDArray[np.int64],
    run: int,
) -> int:
    """Draw type, difficulty and need of each issue; move those whom no bot serves to the front. How many.

    -2 if cancelled, see `sim.run_control`. `needs`, `values`: as in `DemandTables`; a gamma need is left as its
    quantile.
    """
    size = min(len(issue), CHUNK)
    u_type, u_difficult, u_need = np.zeros(size), np.ones(size), np.empty(size)
    some_difficult = np.any(difficult_share > 0.0)
    n = 0
    for first in range(0, len(issue), CHUNK):
        if is_cancelled(slot, run):
            return -2
        end = min(first + CHUNK, len(issue))
        chunk = issue[first:end]
        if len(share_up_to) > 1:
            uniforms(seed, replication, draws.TYPE, chunk, u_type[: end - first])
        if some_difficult:
            uniforms(seed, replication, draws.DIFFICULT, chunk, u_difficult[: end - first])
        uniforms(seed, replication, draws.NEED, chunk, u_need[: end - first])
        for i in range(first, end):
            t = 0
            while t < len(share_up_to) - 1 and u_type[i - first] >= share_up_to[t]:
                t += 1
            trying = u_difficult[i - first] < difficult_share[t]
            u = u_need[i - first]
            if not trying and u < self_service[t]:
                continue
            time[n], issue[n], types[n], difficult[n] = time[i], issue[i], t, trying
            need[n] = need_min(u, needs[t], values)
            n += 1
    return n


@dataclass(frozen=True)
class Arrivals:
    """First calls of one day in order of time (ties by issue), one entry per issue that calls."""

    time: NDArray[np.float64]
    issue: NDArray[np.int64]
    type: NDArray[np.int64]
    difficult: NDArray[np.bool_]
    need: NDArray[np.float64]
    """Minutes of work with a neutral agent, overhead included."""


class ArrivalGenerator:
    """All draws of one replication. Cheap to make; nothing is kept."""

    def __init__(self, seed: int, replication: int, control: RunControl = UNCONTROLLED) -> None:
        if not 0 <= seed <= draws.MAX_SEED:
            raise ValueError(f"seed {seed} is not between 0 and {draws.MAX_SEED}")
        if not 0 <= replication <= draws.MAX_REPLICATION:
            raise ValueError(f"replication {replication} is not between 0 and {draws.MAX_REPLICATION}")
        self.seed = seed
        self.replication = replication
        self.control = control

    def busyness(self, day: int, cv: float) -> float:
        """How busy a day is beyond chance: Gamma with mean 1 and this CV, exactly 1 for CV 0."""
        if cv == 0.0:
            return 1.0
        u = uniform(self.seed, self.replication, draws.BUSYNESS, day + DAY_OFFSET, 0, 0)
        return float(gammaincinv(1.0 / (cv * cv), u)) * cv * cv

    def intraday_levels(self, day: int, cv: float, correlation: float) -> NDArray[np.float64]:
        """How busy each half-hour of a day and the next is beyond the day: 96 factors, exactly 1 for CV 0.

        Lognormal with mean 1 and this CV; their logarithms are a first-order autoregression along the half-hours from
        the day's midnight, with this correlation between neighbours. Open or closed, each has its own draw, so that
        other hours or another CV move none.
        """
        if cv == 0.0:
            return np.ones(2 * HALF_HOURS)
        us = np.empty(2 * HALF_HOURS)
        first = (day + DAY_OFFSET) << 7
        uniforms(self.seed, self.replication, draws.INTRADAY, np.arange(first, first + len(us)), us)
        variance = math.log1p(cv * cv)
        sd, rest = math.sqrt(variance), math.sqrt(1.0 - correlation * correlation)
        levels, deviation = np.empty(len(us)), 0.0
        for i, u in enumerate(us.tolist()):
            deviation = normal(u) if i == 0 else correlation * deviation + rest * normal(u)
            levels[i] = math.exp(sd * deviation - variance / 2.0)
        return levels

    def arrivals(
        self, scenario: Scenario, day: int, hours: DayHours, tables: DemandTables | None = None
    ) -> Arrivals:
        """The calendar day's first calls under the scenario in force. `tables`: `DemandTables(scenario)`, if at hand.

        What is left of an opening past midnight is as busy as the day on which it began, and goes on with its
        half-hours. Raises SupersededError where the run was cancelled, OverBudgetError where the day does not fit into
        its memory.
        """
        tables = tables or DemandTables(scenario)
        demand = scenario.demand
        rates = np.zeros(HALF_HOURS)
        for began, half_hours, first in ((day - 1, hours.carried, HALF_HOURS), (day, hours.own, 0)):
            if half_hours:
                busyness = self.busyness(began, demand.day_to_day_cv)
                levels = self.intraday_levels(began, demand.intraday_cv, demand.intraday_correlation)
                mean = demand.calls_per_day * busyness * np.array(half_hours)
                rates += mean * levels[first : first + HALF_HOURS]
        rate = float(rates.sum())
        self.control.check_memory(ARRIVAL_BYTES * rate)
        slot, run = self.control.slot, self.control.run
        capacity = int(rate + 8.0 * math.sqrt(rate) + 20.0)
        while True:
            time, issue = np.empty(capacity), np.empty(capacity, np.int64)
            n = _first_calls(self.seed, self.replication, day, rates, time, issue, slot, run)
            if n != -1:
                break
            capacity *= 2
        self.control.check()
        types, difficult, need = np.empty(n, np.int64), np.empty(n, np.bool_), np.empty(n)
        n = _persons(
            self.seed,
            self.replication,
            issue[:n],
            time,
            tables.share_up_to,
            tables.difficult_share,
            tables.self_service,
            tables.needs,
            tables.values,
            types,
            difficult,
            need,
            slot,
            run,
        )
        self.control.check()
        tables.finish_needs(types[:n], need[:n], self.control)
        return Arrivals(time[:n], issue[:n], types[:n], difficult[:n], need[:n])


class DemandTables:
    """What `ArrivalGenerator` needs of a scenario's call types, by position: shares and distributions of need."""

    def __init__(self, scenario: Scenario) -> None:
        kinds = scenario.call_types
        self.share_up_to = np.cumsum([t.share for t in kinds])
        self.difficult_share = np.array([difficult_share(scenario, t) for t in kinds])
        self.self_service = np.array([t.self_service_share for t in kinds])
        self.needs = np.zeros((len(kinds), 6))
        """(distribution, a, b, overhead, first of `values`, end of them) of each type: see `need_min`."""
        self._gamma: list[tuple[int, float, float, float]] = []
        values: list[float] = []
        for i, kind in enumerate(kinds):
            need, o = kind.need, kind.overhead_min
            beyond = need.mean_min - o
            first = len(values)
            match need.distribution:
                case "lognormal":
                    code, (a, b) = LOGNORMAL, draws.lognormal_parameters(beyond, need.cv)
                case "exponential":
                    code, a, b = EXPONENTIAL, beyond, 0.0
                case "deterministic":
                    code, a, b = DETERMINISTIC, need.mean_min, 0.0
                case "gamma":
                    code, a, b = GAMMA, 0.0, 0.0
                    self._gamma.append((i, 1.0 / (need.cv * need.cv), beyond * need.cv * need.cv, o))
                case "empirical":
                    code, a, b = EMPIRICAL, 0.0, 0.0
                    values += need.quantiles_min or ()
            self.needs[i] = code, a, b, o, first, len(values)
        self.values = np.array(values, dtype=np.float64)

    def finish_needs(
        self, types: NDArray[np.int64], need: NDArray[np.float64], control: RunControl = UNCONTROLLED
    ) -> None:
        """Turn quantiles of gamma needs into minutes, in place: no compiled code has that function."""
        for i, shape, scale, overhead in self._gamma:
            of_type = np.flatnonzero(types == i)
            for first in range(0, len(of_type), CHUNK):
                control.check()
                some = of_type[first : first + CHUNK]
                need[some] = overhead + gammaincinv(shape, need[some]) * scale


def difficult_share(scenario: Scenario, kind: CallType) -> float:
    """A type's share of difficult callers."""
    return scenario.callers.difficult_share if kind.difficult_share is None else kind.difficult_share


@shared
def seat_day_uniform(seed: int, replication: int, purpose: int, team: int, number: int, day: int) -> float:
    """The uniform for a purpose of (seat, day)."""
    return uniform(seed, replication, purpose, number, team, day + DAY_OFFSET)


@shared
def seat_hire_uniform(seed: int, replication: int, purpose: int, team: int, number: int, hire: int) -> float:
    """The uniform for a purpose of (seat, hire number)."""
    return uniform(seed, replication, purpose, number, team, hire)


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
