"""Opening hours, profiles and special days as the rest reads them, and what must hold between them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.clock_text import clock_text, minutes_of
from sim.scenario.demand import Open, SpecialDay
from sim.scenario.errors import ScenarioError, check_unique
from sim.scenario.fields import WEEKDAYS, Weekday

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

Spans = tuple[tuple[int, int], ...]
"""(opens, closes) in minutes since midnight of the day on which the first opens; the last may close on the next."""
END_OF_DAY = 24 * 60
HALF_HOUR = 30


def opening(hours: Open, weekday: Weekday) -> Spans:
    """The spans of the opening that begins on a weekday; none where none does."""
    if weekday not in hours.days:
        return ()
    given: Any = hours.hours.get(weekday) or hours.spans or (hours.from_, hours.to)
    if isinstance(given[0], str):
        given = (given,)
    spans = [(minutes_of(start), minutes_of(end)) for start, end in given]
    return tuple((start, end if end > start else end + END_OF_DAY) for start, end in spans)


def profile(scenario: Scenario, weekday: Weekday) -> tuple[float, ...]:
    """Weights of an open weekday's half-hours, from opening to closing, those between two spans left out."""
    given = scenario.demand.profile
    if given is None:
        return (1.0,) * half_hours(opening(scenario.demand.open, weekday))
    return given[weekday] if isinstance(given, dict) else given


def half_hours_with_calls(scenario: Scenario) -> Iterator[tuple[int, int]]:
    """(weekday, minute from its midnight) of each half-hour in which people call; from 24:00 on: on the next day."""
    for number, day in enumerate(WEEKDAYS):
        spans = opening(scenario.demand.open, day)
        if spans and scenario.demand.weekday_factor.get(day, 1.0) > 0.0:
            minutes = [minute for opens, closes in spans for minute in range(opens, closes, HALF_HOUR)]
            for minute, weight in zip(minutes, profile(scenario, day), strict=True):
                if weight > 0.0:
                    yield number, minute


def half_hours(spans: Spans) -> int:
    """How many half-hours they hold."""
    return sum(end - start for start, end in spans) // HALF_HOUR


def special_days(scenario: Scenario) -> dict[int, SpecialDay]:
    """Number of the day, 0 = Monday of week 0 -> what is special about it. Some may lie outside the run."""
    demand = scenario.demand
    days = [*demand.special_days, *(SpecialDay(date=date, closed=True) for date in demand.closed_days)]
    return {_day_number(scenario, special): special for special in days}


def _day_number(scenario: Scenario, special: SpecialDay) -> int:
    if special.week is not None and special.day is not None:
        return special.week * 7 + WEEKDAYS.index(special.day)
    first, date = scenario.horizon.start_date, special.date
    assert first is not None, "checked before"
    assert date is not None, "checked before"
    return (datetime.date.fromisoformat(date) - datetime.date.fromisoformat(first)).days


# -- Checks --


def check_hours(hours: Open, as_written: bool) -> None:
    """Raise ScenarioError where opening hours contradict themselves; `as_written` as for `validated`."""
    check_unique("demand.open.days", hours.days)
    if hours.spans and any(hours.is_given(name, as_written) for name in ("from_", "to")):
        raise ScenarioError(
            "demand.open.spans",
            f"are given as well as from and to, {hours.from_} to {hours.to}; leave one of the two out",
        )
    for day in hours.hours:
        if day not in hours.days:
            raise ScenarioError(
                f"demand.open.hours.{day}",
                f"has hours but is not among the open days {', '.join(hours.days)}",
            )
    for day in hours.days:
        where = f"demand.open.hours.{day}" if day in hours.hours else "demand.open"
        _check_spans(where, opening(hours, day))
    for i, day in enumerate(WEEKDAYS):
        spans, following = opening(hours, day), opening(hours, WEEKDAYS[(i + 1) % 7])
        if spans and following and spans[-1][1] > following[0][0] + END_OF_DAY:
            raise ScenarioError(
                f"demand.open.hours.{day}" if day in hours.hours else "demand.open",
                f"{day} closes {clock_text(spans[-1][1] - END_OF_DAY)} on the next day, after "
                f"{WEEKDAYS[(i + 1) % 7]} has opened, {clock_text(following[0][0])}",
            )


def _check_spans(where: str, spans: Spans) -> None:
    for start, end in spans:
        written = f"{clock_text(start)} to {clock_text(end if end <= END_OF_DAY else end - END_OF_DAY)}"
        if start % HALF_HOUR or end % HALF_HOUR:
            raise ScenarioError(where, f"{written}: both must be on the hour or half-hour")
        if end - start == END_OF_DAY and start > 0:
            raise ScenarioError(
                where, f"{written}: opens and closes at the same time; a whole day is from 00:00 to 24:00"
            )
        if start == END_OF_DAY:
            raise ScenarioError(where, f'{written}: write "00:00" of the next day')
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise ScenarioError(
                where,
                f"a period begins at {clock_text(start)}, before the one before it has ended; write them in order",
            )


def check_profile(s: Scenario) -> None:
    """Raise ScenarioError where a profile has another length than its day, or no weight at all."""
    given = s.demand.profile
    for day in s.demand.open.days:
        if isinstance(given, dict) and day not in given:
            raise ScenarioError(f"demand.profile.{day}", "is missing; a map needs a list for every open day")
        weights, halves = profile(s, day), half_hours(opening(s.demand.open, day))
        place = f"demand.profile.{day}" if isinstance(given, dict) else "demand.profile"
        if len(weights) != halves:
            extra = (
                ""
                if isinstance(given, dict)
                else f" on {day}; days with other hours need their own list, in a map by weekday"
            )
            raise ScenarioError(place, f"has {len(weights)} weights for {halves} half-hours{extra}")
        if math.fsum(weights) <= 0.0:
            raise ScenarioError(place, "all weights are 0")
    if math.fsum(s.demand.weekday_factor.get(d, 1.0) for d in s.demand.open.days) <= 0.0:
        raise ScenarioError("demand.weekday_factor", "all open days have factor 0")


def check_special_days(s: Scenario) -> None:
    """Raise ScenarioError where a special day cannot be placed, or stands twice."""
    first = s.horizon.start_date
    if first is not None and datetime.date.fromisoformat(first).weekday() != 0:
        weekday = WEEKDAYS[datetime.date.fromisoformat(first).weekday()]
        raise ScenarioError("horizon.start_date", f"{first} is a {weekday}; weeks begin on a Monday")
    if s.demand.closed_days and first is None:
        raise ScenarioError("demand.closed_days", "are dates, which need horizon.start_date")
    for number, special in enumerate(s.demand.special_days, 1):
        place = f"demand.special_days.item {number}"
        by_week = special.week is not None and special.day is not None
        if by_week == (special.date is not None) or (special.week is None) != (special.day is None):
            raise ScenarioError(place, "needs either a week and a day, or a date")
        if special.closed and special.calls_factor != 1.0:
            raise ScenarioError(
                f"{place}.calls_factor",
                f"{special.calls_factor:g}, but the day is closed and has no calls; leave one of the two out",
            )
        if special.date is not None and first is None:
            raise ScenarioError(f"{place}.date", f"{special.date} needs horizon.start_date")
        if special.week is not None and special.week >= s.horizon.weeks:
            raise ScenarioError(
                "demand.special_days", f"week {special.week} lies past the horizon of {s.horizon.weeks} weeks"
            )
    closed = [SpecialDay(date=date, closed=True) for date in s.demand.closed_days]
    seen: dict[int, str] = {}
    for special, field in [(one, "special_days") for one in s.demand.special_days] + [
        (one, "closed_days") for one in closed
    ]:
        day = _day_number(s, special)
        if day in seen:
            name = special.date or f"{special.day} of week {special.week}"
            both = f"twice in {field}" if seen[day] == field else f"in {seen[day]} and in {field}"
            raise ScenarioError(f"demand.{field}", f"{name} is {both}; write one entry per day")
        seen[day] = field
