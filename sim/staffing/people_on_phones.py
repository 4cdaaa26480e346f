"""A scenario in which so many people are on the phones in each half-hour of the week, and who they are."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.clock_text import clock_text
from sim.engine.roster import plan
from sim.scenario import Scenario, policies, replace
from sim.scenario.fields import WEEKDAYS
from sim.scenario.hours import opening

HALF_HOURS = 48
LONGEST, LONGEST_WITHOUT_STRAIN = 16, 32
"""Half-hours that one person stays at most, and where nothing tires anybody: what is longer is shared out."""
LEAST_ROOM, TURNS = 4, 5
"""Half-hours by which those are relieved earlier or later who would be all at once, and in how many turns."""
MOST_SHIFTS = 400
"""Of a team, in a scenario."""


def in_force(scenario: Scenario) -> Scenario:
    """As the last dated change leaves it, from the start."""
    return replace(policies(scenario)[-1][1], {"changes": []}) if scenario.changes else scenario


def with_people_on_phones(scenario: Scenario, team: str, people: NDArray[np.int64]) -> Scenario:
    """The scenario with `people` (7, 48) of a team at work and in no break, whatever their shifts would be.

    The first person works whenever anybody is needed, the second whenever two are, and so on; stretches that recur on
    several days are one person's. So people do not change when a half-hour elsewhere does. Whoever is relieved ends the
    call in hand, while the next one is free already: so they are relieved one after another, and as seldom as can be.
    """
    longest = LONGEST if scenario.behaviour.strain else LONGEST_WITHOUT_STRAIN
    found = stretches(people, longest)
    if len(found) > MOST_SHIFTS:
        found = stretches(people, longest, turns=1)
    shifts = [
        {
            "start": clock_text(30 * start),
            "hours": length / 2.0,
            "agents": agents,
            "days": [WEEKDAYS[day] for day in days],
        }
        for (start, length, days), agents in found.items()
    ]
    return replace(
        scenario,
        {
            f"teams.{team}.breaks": [],
            f"teams.{team}.days_per_week": 7,
            f"teams.{team}.shifts": shifts,
            f"teams.{team}.agents": sum(shift["agents"] for shift in shifts),
        },
    )


def stretches(
    people: NDArray[np.int64], longest: int = LONGEST, turns: int = TURNS
) -> dict[tuple[int, int, tuple[int, ...]], int]:
    """How many people work each stretch: (first half-hour of the day, half-hours, days) -> people."""
    count: Counter[tuple[int, int, tuple[int, ...]]] = Counter()
    week = people.ravel()
    for level in range(1, int(week.max(initial=0)) + 1):
        days_of: dict[tuple[int, int], list[int]] = {}
        for first, length in _runs(week >= level, level):
            for start, size in _cut(first, length, longest, TURNS // 2 + level % turns - turns // 2):
                day, at = divmod(start % week.size, HALF_HOURS)
                days_of.setdefault((at, size), []).append(day)
        for (at, size), days in days_of.items():
            count[at, size, tuple(sorted(days))] += 1
    return dict(sorted(count.items()))


def _runs(needed: NDArray[np.bool_], level: int) -> list[tuple[int, int]]:
    """(first, length) of every run of half-hours in a week without end; one that never stops is seven days long."""
    if needed.all():
        return [(day * HALF_HOURS + level * 5 % HALF_HOURS, HALF_HOURS) for day in range(7)]
    begin = np.flatnonzero(needed & ~np.roll(needed, 1))
    stop = np.flatnonzero(needed & ~np.roll(needed, -1)) + 1
    if begin.size and stop[0] <= begin[0]:  # one run goes on from Sunday to Monday
        stop = np.append(stop[1:], stop[0] + needed.size)
    return [(int(first), int(end - first)) for first, end in zip(begin, stop, strict=True)]


def _cut(first: int, length: int, longest: int, turn: int) -> list[tuple[int, int]]:
    """In parts of nearly equal length, none longer than a person stays; in other turns at other times."""
    parts = -(-length // longest)
    if parts == 1:
        return [(first, length)]
    room = longest - -(-length // parts)
    if room < LEAST_ROOM:
        parts += 1
        room = longest - -(-length // parts)
    later = round(room * (turn - TURNS // 2) / (TURNS // 2))
    inner = [first + round(length * part / parts) + later for part in range(1, parts)]
    return [(start, end - start) for start, end in pairwise([first, *inner, first + length])]


def people_at_work(scenario: Scenario, team: str) -> NDArray[np.float64]:
    """People of a team that are at work and in no break by half-hour of the week, as planned: means, (7, 48)."""
    of_team = next(each for each in scenario.teams if each.name == team)
    minutes = np.zeros(2 * 7 * 1440)
    always = _open_minutes(scenario)
    for seat, count in Counter(plan(of_team, scenario.demand.open)).items():
        if seat.always:
            minutes += count * always
            continue
        for day in seat.weekdays:
            one = np.zeros(2 * 1440)
            one[round(seat.start_min) : round(seat.start_min + seat.minutes)] = 1.0
            for pause in seat.breaks[day]:
                begin = seat.start_min + pause.after_min
                if pause.after_min + pause.minutes <= seat.minutes:
                    one[round(begin) : round(begin + pause.minutes)] = 0.0
            minutes[day * 1440 : day * 1440 + one.size] += count * one
    week = minutes[: 7 * 1440] + minutes[7 * 1440 :]
    return np.asarray(week.reshape(7, HALF_HOURS, 30).mean(axis=2))


def _open_minutes(scenario: Scenario) -> NDArray[np.float64]:
    """1 for every minute in which the centre is open, of a week and the night after it."""
    minutes = np.zeros(2 * 7 * 1440)
    for day, name in enumerate(WEEKDAYS):
        for opens, closes in opening(scenario.demand.open, name):
            minutes[day * 1440 + round(opens) : day * 1440 + round(closes)] = 1.0
    return minutes
