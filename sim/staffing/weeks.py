"""What one person may work in a week, and when a week has them at work."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from sim.scenario.hours import END_OF_DAY, HALF_HOUR
from sim.staffing.contracts import Contract, Contracts

Counts = NDArray[np.int64]
Placement = tuple[tuple[int, int], ...]
"""Breaks: (begins so many minutes after the start, minutes)."""


@dataclass(frozen=True, order=True)
class Duty:
    """A shift without its breaks, minutes from midnight; its end may lie on the next day."""

    start_min: int
    end_min: int

    @property
    def hours(self) -> float:
        return (self.end_min - self.start_min) / 60.0


@dataclass(frozen=True)
class Week:
    """A person's week: number of the contract, and (weekdays, duty, breaks) of each shift that differs."""

    contract: int
    shifts: tuple[tuple[tuple[int, ...], Duty, Placement], ...]


Weeks = Counter[Week]
"""How many people work each week."""


def duties(contract: Contract) -> list[Duty]:
    """All duties of a contract, by length and start."""
    return [
        Duty(start, start + round(60 * hours))
        for hours in contract.hours
        for start in sorted(contract.starts(hours))
    ]


@dataclass(frozen=True)
class Prices:
    """What an hour costs: of pay, of one person more at work than required, of one who is missing (in each step)."""

    pay: float
    idle: float
    missing_step: float

    def of(self, contract: Contract, hours: float) -> float:
        """Pay for a shift of this length."""
        return contract.paid_hours(hours) * contract.pay_factor * self.pay


class Clock:
    """The week in steps so fine that every start, end and break begins with one."""

    def __init__(self, contracts: Contracts) -> None:
        times = (minutes for one in contracts.contracts for minutes in one.times_min())
        self.minutes = math.gcd(HALF_HOUR, *times)
        self.day = END_OF_DAY // self.minutes
        self.steps = 7 * self.day

    @property
    def hours(self) -> float:
        return self.minutes / 60.0

    def steps_of(self, day: int, start_min: int, minutes: int) -> Counts:
        """The steps of the week that lie in these minutes; Sunday's night is Monday's morning."""
        first = day * self.day + start_min // self.minutes
        return np.arange(first, first + minutes // self.minutes) % self.steps

    def at_work(self, week: Week) -> Counts:
        """(steps,): 1 where a person of this week is at work and in no break."""
        there = np.zeros(self.steps, dtype=np.int64)
        for days, duty, breaks in week.shifts:
            for day in days:
                there[self.steps_of(day, duty.start_min, duty.end_min - duty.start_min)] += 1
                for after, minutes in breaks:
                    there[self.steps_of(day, duty.start_min + after, minutes)] -= 1
        return there

    def coverable(self, contracts: Contracts) -> NDArray[np.bool_]:
        """(steps,): whether some shift can have somebody at work and in no break."""
        can = np.zeros(self.steps, dtype=bool)
        for contract in contracts.contracts:
            for duty in duties(contract):
                length = (duty.end_min - duty.start_min) // self.minutes
                free = np.ones(length, dtype=bool)
                for placements in contract.break_groups(duty.hours):
                    free[list(set.intersection(*(self.in_break(one) for one in placements)))] = False
                for days in contract.day_sets():
                    if not contracts.same_start_all_week or contracts.enough_rest(days, duty.hours):
                        for day in days:
                            can[self.steps_of(day, duty.start_min, duty.end_min - duty.start_min)[free]] = (
                                True
                            )
        return can

    def in_break(self, placement: Placement) -> set[int]:
        """The steps after the start that are in one of these breaks."""
        step = self.minutes
        return set(chain(*(range(after // step, (after + minutes) // step) for after, minutes in placement)))

    def all_at_work(self, weeks: Mapping[Week, int]) -> Counts:
        """(steps,): how many are at work and in no break."""
        return sum((n * self.at_work(week) for week, n in weeks.items()), np.zeros(self.steps, np.int64))


def people_limits(contracts: Contracts) -> list[tuple[float, float, list[float]]]:
    """low <= Σ factor · people of each contract <= high."""
    all_ = contracts.contracts
    limits: list[tuple[float, float, list[float]]] = []
    if contracts.people_max is not None:
        limits.append((0.0, contracts.people_max, [1.0] * len(all_)))
    for number, one in enumerate(all_):
        own = [float(number == other) for other in range(len(all_))]
        if one.people_min > 0 or one.people_max is not None:
            limits.append((one.people_min, np.inf if one.people_max is None else one.people_max, own))
        if one.share_min > 0.0:
            limits.append((0.0, np.inf, [mine - one.share_min for mine in own]))
        if one.share_max < 1.0:
            limits.append((-np.inf, 0.0, [mine - one.share_max for mine in own]))
    return limits


def merged(
    shifts: Iterable[tuple[int, Duty, Placement]],
) -> tuple[tuple[tuple[int, ...], Duty, Placement], ...]:
    """(day, duty, breaks) of each day -> days of the same duty and breaks together."""
    days: dict[tuple[Duty, Placement], list[int]] = defaultdict(list)
    for day, duty, breaks in sorted(shifts):
        days[duty, breaks].append(day)
    return tuple((tuple(worked), duty, breaks) for (duty, breaks), worked in days.items())
