"""When the centre is open, and when people call.

Days are numbered from 0 = Monday of week 0; warm-up days are negative. Minutes from Monday 00:00 of week 0.

A day's opening may run past midnight; what is left of it then lies on the next calendar day, but keeps the volume and
the busyness of the day on which it began. Every calendar day is read under the policy in force on it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sim.clock_text import minutes_of
from sim.record import DAY_MIN
from sim.scenario import Scenario
from sim.scenario.demand import SpecialDay
from sim.scenario.fields import WEEKDAYS, Weekday
from sim.scenario.hours import END_OF_DAY, HALF_HOUR, Spans, opening, profile, special_days

HALF_HOUR_MIN = float(HALF_HOUR)
HALF_HOURS = 48
"""Of a calendar day."""
LAST_MOMENT_MIN = 1e-6
"""Nobody comes later than this before a half-hour ends: rounding must not put a contact at the instant of closing."""


@dataclass(frozen=True)
class DayHours:
    """A calendar day's opening hours and calls, minutes from its midnight.

    `spans`: (opens, closes) within the day. `opens`, `closes`: of the opening that begins on it, which may close on the
    next day; None where none begins. `openings`: how many openings lie on it, each by the share of its calls that come
    then: 1 on an ordinary day. `carried`, `own`: the mean number of new issues in each half-hour, as multiples of
    `calls_per_day`, of the opening that runs into the day and of its own; empty where there are none. `profile`: the
    share of the day's calls that come before each half-hour, from 0 to 1 (49 numbers); empty where nobody calls.
    """

    spans: tuple[tuple[int, int], ...]
    opens: int | None
    closes: int | None
    openings: float
    carried: tuple[float, ...]
    own: tuple[float, ...]
    profile: tuple[float, ...]


class Calendar:
    """All days from the first warm-up day to the horizon, under the policies in force.

    The horizon is the end of the last week; where a shift or an opening runs past it, of the day after, on which
    nothing is measured but what began before.
    """

    def __init__(self, policies: tuple[tuple[int, Scenario], ...], weeks: int) -> None:
        self.first_day = policies[0][0] * 7
        self.last_day = weeks * 7 - 1 + _goes_on_after_sunday(policies[-1][1])
        self.horizon = (self.last_day + 1) * DAY_MIN
        self.days: dict[int, DayHours] = {}
        """Calendar days on which the centre is open at some time."""
        self.openings: dict[int, tuple[float, float]] = {}
        """Day on which an opening begins -> (opens, closes), from the day before the first on."""
        self.closed: dict[int, tuple[float, float]] = {}
        """Special days on which none begins, likewise -> when the usual one would; NEVER where there is none."""
        starts = [week for week, _ in policies]
        special = [special_days(scenario) for _, scenario in policies]
        known: dict[Any, DayHours] = {}
        spans: list[tuple[float, float]] = []
        for day in range(self.first_day - 1, self.last_day + 1):
            i = max(0, bisect_right(starts, day // 7) - 1)
            before, own = special[i].get(day - 1, USUAL), special[i].get(day, USUAL)
            if day >= 7 * weeks:
                own = USUAL  # past the weeks that special days are for
            midnight = day * DAY_MIN
            if own.closed:
                usual = opening(policies[i][1].demand.open, WEEKDAYS[day % 7])
                self.closed[day] = (midnight + usual[0][0], midnight + usual[-1][1]) if usual else NEVER
            key = i, day % 7, before.closed, before.calls_factor, own.closed, own.calls_factor
            hours = known.get(key)
            if hours is None:
                hours = known[key] = _day_hours(policies[i][1], day % 7, before, own)
            if hours.opens is not None and hours.closes is not None:
                self.openings[day] = midnight + hours.opens, midnight + hours.closes
            if hours.spans and day >= self.first_day:
                self.days[day] = hours
                spans += [(midnight + opens, midnight + closes) for opens, closes in hours.spans]
        self.periods = _merged(spans)
        """(opens, closes) of opening periods; periods that touch are one."""
        self._opens = [opens for opens, _ in self.periods]
        self._closes = [closes for _, closes in self.periods]
        for day, (opens, closes) in self.openings.items():
            midnight = (day + 1) * DAY_MIN
            if closes > midnight:  # another policy, or the horizon, may end it at midnight
                i = bisect_right(self._opens, midnight) - 1
                end = self.periods[i][1] if i >= 0 else midnight
                self.openings[day] = opens, max(midnight, min(closes, end))

    def is_open(self, time: float) -> bool:
        """Whether new calls are taken at this time: from opening up to, not at, closing."""
        i = bisect_right(self._opens, time) - 1
        return i >= 0 and time < self.periods[i][1]

    def is_open_within(self, start: float, end: float) -> bool:
        """Whether the centre is open at some time from `start` up to, not at, `end`."""
        i = bisect_right(self._opens, start) - 1
        return (i >= 0 and start < self.periods[i][1]) or (
            i + 1 < len(self.periods) and self._opens[i + 1] < end
        )

    def opening_on(self, day: int) -> tuple[float, float]:
        """When the opening that begins on a day opens and closes; NaN where none begins."""
        return self.openings.get(day, NEVER)

    def closings(self, day: int) -> list[float]:
        """When opening periods end on a day, its last instant included."""
        first, last = (bisect_right(self._closes, d * DAY_MIN) for d in (day, day + 1))
        return self._closes[first:last]

    def goes_on_at(self, midnight: float) -> bool:
        """Whether an opening begins at this very midnight, so that who is on duty always stays at work."""
        return self.opening_on(math.floor(midnight / DAY_MIN))[0] == midnight

    def profile_of(self, day: int) -> tuple[float, ...]:
        """The day's `profile`; empty where nobody calls."""
        hours = self.days.get(day)
        return () if hours is None else hours.profile

    def share_before_half_hour(self, day: int, number: int) -> float:
        """The share of a day's calls that come before its half-hour of this number; 1 where nobody calls on it."""
        profile = self.profile_of(day)
        return profile[number] if profile else 1.0


USUAL = SpecialDay(week=0, day="mon")
"""What a day that is not special is like."""
NEVER = math.nan, math.nan


def _goes_on_after_sunday(s: Scenario) -> bool:
    """Whether a shift or an opening that begins on a Sunday ends on Monday."""
    shifts = [shift for team in s.teams for shift in team.listed_shifts]
    return any(closes > END_OF_DAY for _, closes in opening(s.demand.open, "sun")) or any(
        minutes_of(shift.start) + shift.hours * 60.0 > END_OF_DAY
        for shift in shifts
        if shift.days is None or "sun" in shift.days
    )


def _day_hours(s: Scenario, weekday: int, before: SpecialDay, own: SpecialDay) -> DayHours:
    """A weekday's hours, when the day before and the day itself are what they are."""
    names = WEEKDAYS[weekday - 1], WEEKDAYS[weekday]
    hours = [
        () if how.closed else opening(s.demand.open, name)
        for name, how in zip(names, (before, own), strict=True)
    ]
    spans = [
        (max(0, start - offset), min(END_OF_DAY, end - offset))
        for offset, of_day in zip((END_OF_DAY, 0), hours, strict=True)
        for start, end in of_day
        if end > offset and start - offset < END_OF_DAY
    ]
    volumes = [
        _volume(s, name, how.calls_factor, of_day)
        for name, how, of_day in zip(names, (before, own), hours, strict=True)
    ]
    carried, today = volumes[0][HALF_HOURS:], volumes[1][:HALF_HOURS]
    ends_before, ends_today = (_share_before_midnight(*of_day) for of_day in zip(volumes, hours, strict=True))
    running = list(accumulate((a + b for a, b in zip(carried, today, strict=True)), initial=0.0))
    opens, closes = (hours[1][0][0], hours[1][-1][1]) if hours[1] else (None, None)
    return DayHours(
        tuple(spans),
        opens,
        closes,
        (1.0 - ends_before if hours[0] else 0.0) + (ends_today if hours[1] else 0.0),
        carried if any(carried) else (),
        today if any(today) else (),
        tuple(x / running[-1] for x in running) if running[-1] > 0.0 else (),
    )


def _volume(s: Scenario, weekday: Weekday, calls_factor: float, hours: Spans) -> tuple[float, ...]:
    """The mean calls of an opening in the half-hours of its day and the next, as multiples of `calls_per_day`."""
    out = [0.0] * (2 * HALF_HOURS)
    if hours:
        weights, factors = profile(s, weekday), s.demand.weekday_factor
        total = math.fsum(weights)
        mean = math.fsum(factors.get(d, 1.0) for d in s.demand.open.days) / len(s.demand.open.days)
        factor = factors.get(weekday, 1.0) / mean * calls_factor
        half_hours = [h for start, end in hours for h in range(start // HALF_HOUR, end // HALF_HOUR)]
        for number, weight in zip(half_hours, weights, strict=True):
            out[number] = factor * (weight / total)
    return tuple(out)


def _share_before_midnight(volume: tuple[float, ...], hours: Spans) -> float:
    """The share of an opening's calls that come on the day on which it begins; 1 where nobody calls."""
    if not any(volume) or hours[-1][1] <= END_OF_DAY:
        return 1.0
    return math.fsum(volume[:HALF_HOURS]) / math.fsum(volume)


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    periods: list[tuple[float, float]] = []
    for opens, closes in spans:
        if periods and periods[-1][1] == opens:
            periods[-1] = (periods[-1][0], closes)
        else:
            periods.append((opens, closes))
    return periods
