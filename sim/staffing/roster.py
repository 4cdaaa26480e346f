"""The roster: who comes when, so that each half-hour of the week has the people it requires at least cost."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.clock_text import clock_text
from sim.scenario.fields import WEEKDAYS, Weekday
from sim.scenario.hours import END_OF_DAY, HALF_HOUR
from sim.staffing.break_programme import BreakProgramme, size
from sim.staffing.contracts import Contracts
from sim.staffing.covering import TIME_LIMIT_S, Covering
from sim.staffing.week_columns import WeekColumns
from sim.staffing.weeks import Clock, Counts, Prices, Week, Weeks

HALF_HOURS = END_OF_DAY // HALF_HOUR
MOST_EXACT, SHARE_EXACT = 1200, 0.4
"""Columns up to which lines and breaks are tried as one programme, and for which share of the time."""


@dataclass(frozen=True)
class WorkedShift:
    """A shift on some weekdays. `breaks`: (begins so many minutes after the start, minutes)."""

    start_min: int
    hours: float
    breaks: tuple[tuple[int, int], ...]
    days: tuple[Weekday, ...]

    @property
    def start(self) -> str:
        return clock_text(self.start_min)


@dataclass(frozen=True)
class Line:
    """So many people whose weeks are alike: one shift, or several where a person's start may change."""

    contract: str
    people: int
    shifts: tuple[WorkedShift, ...]


@dataclass(frozen=True)
class Uncovered:
    """A half-hour in which people are missing. `coverable`: whether any shift of the contracts could cover it."""

    day: Weekday
    start: str
    missing: int
    coverable: bool


@dataclass(frozen=True, eq=False)
class Roster:
    """Who works when. Hours and money are for one week; the week repeats."""

    lines: tuple[Line, ...]
    required: Counts
    """(7, 48), Monday 00:00 first"""
    present: Counts
    """(7, 48): at work and in no break, the fewest at any moment of the half-hour"""
    uncovered: tuple[Uncovered, ...]
    coverable: NDArray[np.bool_]
    """(7, 48): whether any shift of the contracts could cover it"""
    cost: float
    paid_hours: float
    idle_hours: float
    """hours present beyond what is required"""
    objective: float
    """cost, and the prices of what is missing but could be covered and of idle time"""
    bound: float
    """no roster has a lower objective"""
    gap: float
    """share by which another roster could be cheaper at most"""
    is_proven: bool
    """whether none is cheaper, up to rounding"""

    @property
    def people(self) -> int:
        return sum(line.people for line in self.lines)

    def to_shifts(self) -> list[dict[str, Any]]:
        """The shifts as a scenario file has them: start, hours, agents, breaks, days.

        A person whose start changes within the week stands in several of them.
        """
        agents: Counter[WorkedShift] = Counter()
        for line in self.lines:
            for shift in line.shifts:
                agents[shift] += line.people
        return [
            {
                "start": shift.start,
                "hours": shift.hours,
                "agents": people,
                "breaks": [{"after_min": after, "minutes": minutes} for after, minutes in shift.breaks],
                "days": list(shift.days),
            }
            for shift, people in sorted(agents.items(), key=lambda one: _by_time(one[0]))
        ]


def _by_time(shift: WorkedShift) -> tuple[Any, ...]:
    return [WEEKDAYS.index(day) for day in shift.days], shift.start_min, shift.hours, shift.breaks


def _missing_price(contracts: Contracts, pay: float) -> float:
    """Dearer than all people whom one more at work may take with them, where shares tie contracts together."""
    of = contracts.contracts
    dearest = max(one.days_per_week * hours * one.pay_factor * pay for one in of for hours in one.hours)
    least = max(one.share_min for one in of)
    most = min((one.share_max for one in of if one.share_max > 0.0), default=1.0)
    return 2.0 * max(1.0, dearest) / (max(0.05, 1.0 - least) * max(0.05, most))


def coverable(contracts: Contracts) -> NDArray[np.bool_]:
    """Half-hours that some shift could cover from end to end, (7, 48)."""
    can = Clock(contracts).coverable(contracts)
    return np.asarray(can.reshape(7, HALF_HOURS, -1).all(axis=2))


def cover(
    required: ArrayLike,
    contracts: Contracts,
    *,
    pay_per_hour: float = 1.0,
    missing_price: float | None = None,
    idle_price: float = 0.0,
    time_limit_s: float = TIME_LIMIT_S,
) -> Roster:
    """The shifts at least cost with which each half-hour has, at every moment, the people it requires.

    Up to `MOST_EXACT` columns the cheapest roster is found and proven, if the time allows. Else, and where starts may
    change within the week, it is a good one with a bound. The same input gives the same roster, unless the time limit
    ends the search.

    Args:
        required: (7, 48) whole numbers of people at work, Monday 00:00 first.
        contracts: which shifts there may be. A shift past midnight goes on on the next day, Sunday's on Monday.
        pay_per_hour: cost of a paid hour; a contract's `pay_factor` multiplies it. 1 counts hours.
        missing_price: cost of an hour for which one person is missing; by default so dear that whatever can be covered
            is. What no shift can cover has no price; it is named.
        idle_price: cost of an hour for which one person more is at work than required.
        time_limit_s: then the best roster so far is returned, with its gap.

    Raises:
        ScenarioError: where the contracts contradict each other, or allow too many combinations.
    """
    need = np.asarray(required, dtype=np.int64)
    if need.shape != (7, HALF_HOURS):
        raise ValueError(f"required has the shape {need.shape}, not (7, {HALF_HOURS})")
    clock = Clock(contracts)
    by_half_hour = HALF_HOUR // clock.minutes
    wanted = np.repeat(np.maximum(0, need).ravel(), by_half_hour)
    price = _missing_price(contracts, pay_per_hour) if missing_price is None else missing_price * clock.hours
    prices = Prices(pay_per_hour, idle_price, price)
    weeks, answer = _solved(contracts, clock, prices, wanted, time_limit_s)
    at_work = clock.all_at_work(weeks)
    missing = np.maximum(0, wanted - at_work).reshape(-1, by_half_hour).max(axis=1)
    can = coverable(contracts)
    paid = sum(n * _paid_hours(week, contracts) for week, n in weeks.items())
    return Roster(
        lines=tuple(
            sorted(
                (_line(week, n, contracts) for week, n in weeks.items()),
                key=lambda line: _by_time(line.shifts[0]),
            )
        ),
        required=need,
        present=at_work.reshape(-1, by_half_hour).min(axis=1).reshape(7, HALF_HOURS),
        uncovered=tuple(
            Uncovered(
                WEEKDAYS[at // HALF_HOURS],
                clock_text(HALF_HOUR * (at % HALF_HOURS)),
                int(missing[at]),
                bool(can.flat[at]),
            )
            for at in np.flatnonzero(missing).tolist()
        ),
        coverable=can,
        cost=sum(n * _paid_hours(week, contracts, True) for week, n in weeks.items()) * pay_per_hour,
        paid_hours=paid,
        idle_hours=float(np.maximum(0, at_work - wanted).sum()) * clock.hours,
        objective=answer.objective,
        bound=answer.bound,
        gap=answer.gap,
        is_proven=answer.is_proven,
    )


def _solved(
    contracts: Contracts, clock: Clock, prices: Prices, need: Counts, time_limit_s: float
) -> tuple[Weeks, Covering]:
    """The exact programme's answer where it is proven, else the better of this and of generated weeks."""
    begun = time.monotonic()
    exact = None
    if contracts.same_start_all_week and size(contracts) <= MOST_EXACT:
        with suppress(TimeoutError):
            exact = BreakProgramme(contracts, clock, prices).solve(need, SHARE_EXACT * time_limit_s)
    if exact and exact[1].is_proven:
        return exact
    left = max((1.0 - SHARE_EXACT) * time_limit_s, begun + time_limit_s - time.monotonic())
    weeks = WeekColumns(contracts, clock, prices, need).solve(left)
    if not exact:
        return weeks
    bound = max(exact[1].bound, weeks[1].bound)
    best, answer = min(weeks, exact, key=lambda one: one[1].objective)
    return best, replace(answer, bound=min(bound, answer.objective))


def _paid_hours(week: Week, contracts: Contracts, with_factor: bool = False) -> float:
    contract = contracts.contracts[week.contract]
    hours = sum(len(days) * contract.paid_hours(duty.hours) for days, duty, _ in week.shifts)
    return hours * contract.pay_factor if with_factor else hours


def _line(week: Week, people: int, contracts: Contracts) -> Line:
    return Line(
        contracts.contracts[week.contract].name,
        people,
        tuple(
            WorkedShift(duty.start_min, duty.hours, breaks, tuple(WEEKDAYS[day] for day in days))
            for days, duty, breaks in week.shifts
        ),
    )
