"""What a valid scenario says that cannot be meant: opening hours with nobody rostered, settings that do nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from sim.clock_text import clock_text
from sim.engine.roster import days_of, plan
from sim.scenario import Scenario, policies
from sim.scenario.fields import WEEKDAYS
from sim.scenario.hours import END_OF_DAY, HALF_HOUR, opening, profile, special_days

WEEK = 7 * END_OF_DAY
SHOWN = 6
"""So many spans are named, the rest counted."""


def scenario_warnings(scenario: Scenario) -> tuple[str, ...]:
    """One sentence for each thing about a scenario that a planner should know before reading its figures.

    >>> from sim import load
    >>> scenario_warnings(load("configs/typical_centre.yaml"))
    ()
    """
    found: list[str] = []
    for week, policy in policies(scenario):
        when = f"From week {week + 1} on: " if week > 0 else ""
        found += [f"{when}{sentence}" for sentence in (*_uncovered(policy), *_in_closed_hours(policy))]
    return tuple(dict.fromkeys([*found, *_out_of_reach(scenario)]))


def _uncovered(s: Scenario) -> Iterator[str]:
    """Half-hours in which calls are taken and nobody is rostered, for anybody or for a kind of call."""
    rostered = [_half_hours_rostered(s, number) for number in range(len(s.teams))]
    nobody = _spans_without(s, set().union(*rostered))
    if nobody:
        yield f"Nobody is rostered while the centre is open: {nobody}."
    for kind in s.call_types:
        able = [
            half_hours
            for half_hours, team in zip(rostered, s.teams, strict=True)
            if team.handles == "all" or kind.name in team.handles
        ]
        missing = _spans_without(s, set().union(*able))
        if missing and missing != nobody:
            yield f"Nobody who takes {kind.name} calls is rostered: {missing}."


def _half_hours_rostered(s: Scenario, number: int) -> set[int]:
    """Half-hours of the week, from Monday 00:00, in which somebody of a team is rostered at some time."""
    team = s.teams[number]
    if team.shifts == "always":
        return set(range(WEEK // HALF_HOUR)) if team.agents else set()
    shifts = {(p.start_min, p.minutes, day) for p in plan(team, s.demand.open) for day in p.weekdays}
    return {
        half_hour % (WEEK // HALF_HOUR)
        for start, minutes, day in shifts
        for half_hour in range(
            int(day * END_OF_DAY + start) // HALF_HOUR,
            -int(-(day * END_OF_DAY + start + minutes) // HALF_HOUR),
        )
    }


def _spans_without(s: Scenario, covered: set[int]) -> str:
    """The hours with calls that are not covered: "Mon-Fri 17:30-18:00, Sat 08:00-12:00"; "" where all are."""
    by_span: dict[tuple[int, int], list[int]] = {}
    for day, name in enumerate(WEEKDAYS):
        spans = opening(s.demand.open, name)
        minutes = [minute for opens, closes in spans for minute in range(opens, closes, HALF_HOUR)]
        bare = [
            minute
            for minute, weight in zip(minutes, profile(s, name) if spans else (), strict=True)
            if weight > 0.0 and (day * END_OF_DAY + minute) % WEEK // HALF_HOUR not in covered
        ]
        for minute in bare:
            if minute - HALF_HOUR not in bare:
                start = minute
            if minute + HALF_HOUR not in bare:
                by_span.setdefault((start, minute + HALF_HOUR), []).append(day)
    parts = [f"{_days(days)} {_clock(start)}–{_clock(end)}" for (start, end), days in by_span.items()]
    more = f" and {len(parts) - SHOWN} more" if len(parts) > SHOWN else ""
    return ", ".join(parts[:SHOWN]) + more


def _clock(minute: int) -> str:
    return clock_text(minute if minute <= END_OF_DAY else minute - END_OF_DAY)


def _days(days: Sequence[int]) -> str:
    """ "Mon–Fri", or each day by itself where they do not follow one another."""
    names = [WEEKDAYS[day].capitalize() for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]}–{names[-1]}"
    return ", ".join(names)


def _in_closed_hours(s: Scenario) -> Iterator[str]:
    """Shifts that never meet an open hour."""
    for team in s.teams:
        for number, shift in enumerate(() if team.shifts == "always" else team.shifts, 1):
            covering = days_of(shift.model_copy(update={"days": None}), s.demand.open)
            idle = [day for day in days_of(shift, s.demand.open) if day not in covering]
            where = f"Team {team.name}, shift {number} ({shift.start}, {shift.hours:g} h)"
            if shift.days is None and not covering:
                yield f"{where} covers no opening hours on any day, so nobody works it."
            elif idle:
                yield f"{where} meets no opening hours on {_days(idle)}: paid, without calls."


def _out_of_reach(s: Scenario) -> Iterator[str]:
    """Settings that this run never comes to, or that need another to act."""
    last_day = 7 * s.horizon.weeks - 1
    for day, special in special_days(s).items():
        if special.date is not None and not -7 * s.horizon.warm_up_weeks <= day <= last_day:
            assert s.horizon.start_date is not None, "checked before"
            end = datetime.date.fromisoformat(s.horizon.start_date) + datetime.timedelta(days=last_day)
            yield f"{special.date} is outside the weeks simulated, which end on {end}: it changes nothing."
    for kind, course in (("Coping", s.training.coping), ("Script", s.training.script)):
        late = [week for week in course.weeks if week >= s.horizon.weeks]
        if late:
            yield f"{kind} training in week {late[0] + 1} is past the last week simulated: it changes nothing."
        elif course.effect > 0.0 and not course.weeks:
            yield f"{kind} training has an effect but no week in which it is given: it changes nothing."
