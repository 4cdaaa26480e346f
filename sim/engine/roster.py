"""Who is rostered when: seats to shifts, days off, staggered breaks. Plans only; nothing happens here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock_text import minutes_of
from sim.scenario.demand import Open
from sim.scenario.fields import WEEKDAYS
from sim.scenario.hours import END_OF_DAY, opening
from sim.scenario.people import Break, Shift, Team

WEEK = 7 * END_OF_DAY
Minutes = NDArray[np.bool_]
"""One flag for each minute of a week, from Monday 00:00."""


@dataclass(frozen=True)
class PlannedBreak:
    after_min: float
    """From the start of the shift, stagger included; never before it."""
    minutes: float


@dataclass(frozen=True)
class SeatPlan:
    """One seat's week. `weekdays` are numbers, 0 = Monday. Always on duty: `minutes` is 0.

    `breaks`: of the shift that begins on each weekday, in the order of their times.
    """

    always: bool
    start_min: float
    minutes: float
    weekdays: frozenset[int]
    breaks: tuple[tuple[PlannedBreak, ...], ...]


def apportion(seats: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to shares, summing to `seats`: largest remainder, ties to the first."""
    exact = [seats * share for share in shares]
    counts = [int(x + 1e-9) for x in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: (round(counts[i] - exact[i], 9), i))
    for i in by_remainder[: seats - sum(counts)]:
        counts[i] += 1
    return counts


def people_by_shift(team: Team) -> list[int]:
    """A team's people by shift: as counted, or in proportion where they are not as many."""
    return apportion(team.agents, team.shares)


def interleaved(counts: Sequence[int]) -> list[tuple[int, int]]:
    """(shift, member) of each seat in order, the shifts mixed as evenly as their sizes allow."""
    places = [((member + 0.5) / n, shift, member) for shift, n in enumerate(counts) for member in range(n)]
    return [(shift, member) for _, shift, member in sorted(places)]


def days_of(shift: Shift, hours: Open) -> list[int]:
    """The weekdays on which a shift begins, as numbers: its own, else all on which it covers opening hours."""
    if shift.days is not None:
        return sorted(WEEKDAYS.index(day) for day in shift.days)
    start = minutes_of(shift.start)
    end = start + shift.hours * 60.0
    spans = [opening(hours, day) for day in WEEKDAYS]
    return [
        day
        for day in range(7)
        if any(
            opens + later < end and start < closes + later
            for after in (-1, 0, 1)
            for later in (after * END_OF_DAY,)
            for opens, closes in spans[(day + after) % 7]
        )
    ]


def days_off(
    seats: Sequence[int], days: Sequence[Sequence[int]], days_per_week: int
) -> list[list[frozenset[int]]]:
    """The days off of each seat, by shift: in a row, and spread so that cover is even.

    `seats`: of each shift; `days`: on which it is worked. Within a shift the days off follow one another from seat to
    seat, round and round the week, so its cover differs by at most one. Where the round begins is chosen shift after
    shift so that the team's cover is as even as that allows: shifts of the same days go on where the one before ended.
    """
    cover = [0] * 7
    place = 0
    result: list[list[frozenset[int]]] = []
    for n, worked in zip(seats, days, strict=True):
        size = len(worked)
        off = max(0, size - days_per_week)
        rounds, more = divmod(n * off, max(1, size))

        def at_work(
            first: int, n: int = n, size: int = size, rounds: int = rounds, more: int = more
        ) -> list[int]:
            """People on each of the days, where the round of days off begins at the `first` of them."""
            return [n - rounds - ((i - first) % size < more) for i in range(size)]

        def unevenness(first: int, worked: Sequence[int] = worked) -> int:
            return sum((cover[day] + people) ** 2 for day, people in zip(worked, at_work(first), strict=True))

        first = min(((place + k) % size for k in range(size)), key=unevenness, default=0)
        for day, people in zip(worked, at_work(first), strict=True):
            cover[day] += people
        result.append(
            [frozenset(worked[(first + member * off + k) % size] for k in range(off)) for member in range(n)]
        )
        place = first + n * off
    return result


def plan(team: Team, hours: Open) -> list[SeatPlan]:
    """The plan of each of a team's seats, in order of seat number."""
    if team.shifts == "always":
        return [SeatPlan(True, 0.0, 0.0, frozenset(range(7)), ((),) * 7)] * team.agents
    counts = people_by_shift(team)
    days = [days_of(shift, hours) for shift in team.shifts]
    off = days_off(counts, days, team.days_per_week)
    worked = [[frozenset(on) - none for none in of_members] for on, of_members in zip(days, off, strict=True)]
    plans = []
    for index, member in interleaved(counts):
        shift = team.shifts[index]
        breaks: list[tuple[PlannedBreak, ...]] = [()] * 7
        for day in worked[index][member]:
            there = [day in days for days in worked[index]]
            breaks[day] = in_turn(team.breaks_of(shift), sum(there[:member]), sum(there))
        plans.append(
            SeatPlan(
                False,
                float(minutes_of(shift.start)),
                shift.hours * 60.0,
                worked[index][member],
                tuple(breaks),
            )
        )
    return plans


def in_turn(breaks: Sequence[Break], number: int, people: int) -> tuple[PlannedBreak, ...]:
    """The breaks of one of so many people of a shift who are there on a day, numbered from 0."""
    turn = (number + 0.5) / people - 0.5
    own = (PlannedBreak(max(0.0, b.after_min + turn * b.stagger_min), b.minutes) for b in breaks)
    return tuple(sorted(own, key=lambda b: b.after_min))


def cover(plans: Iterable[SeatPlan], least_break_min: float) -> Minutes:
    """When at least one of these is at work for the whole minute and in no break of that length or more, as planned."""
    there = np.zeros(2 * WEEK, bool)
    for day, start, length, breaks in {
        (day, p.start_min, p.minutes, p.breaks[day]) for p in plans for day in p.weekdays
    }:
        one = np.zeros(2 * END_OF_DAY, bool)
        one[math.ceil(start) : math.floor(start + length)] = True
        for pause in breaks:
            if pause.minutes >= least_break_min and pause.after_min + pause.minutes <= length:
                begin = start + pause.after_min
                one[math.floor(begin) : math.ceil(begin + pause.minutes)] = False
        there[day * END_OF_DAY : day * END_OF_DAY + len(one)] |= one
    return there[:WEEK] | there[WEEK:]
