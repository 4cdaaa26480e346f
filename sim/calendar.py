"""Opening periods, and the time in them at which a contact that fell in closed time comes through.

Days are numbered from 0 = Monday of week 0; warm-up days are negative. Minutes from Monday 00:00 of week 0.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from sim.record import WEEK_MIN
from sim.scenario import Scenario
from sim.scenario.fields import WEEKDAYS
from sim.scenario.validation import opening, profile

DAY_MIN = 1440.0
LAST_MOMENT_MIN = 1e-6
"""Nobody comes later than this before closing: rounding must not put a contact at the instant of closing."""


@dataclass(frozen=True)
class OpenDay:
    """One day on which the centre is open. `half_hours` are weights from opening to closing, summing to 1."""

    day: int
    opens: float
    closes: float
    first_half_hour: int
    half_hours: tuple[float, ...]
    factor: float
    """This day's mean number of new issues as a multiple of `calls_per_day`."""


class Calendar:
    """All open days from the first warm-up day to the horizon, under the policies in force."""

    def __init__(self, policies: tuple[tuple[int, Scenario], ...], weeks: int) -> None:
        self.first_day = policies[0][0] * 7
        self.last_day = weeks * 7 - 1
        self.horizon = weeks * WEEK_MIN
        self.days: dict[int, OpenDay] = {}
        starts = [week for week, _ in policies]
        for day in range(self.first_day, self.last_day + 1):
            scenario = policies[bisect_right(starts, day // 7) - 1][1]
            open_day = _open_day(scenario, day)
            if open_day is not None:
                self.days[day] = open_day
        self._days = sorted(self.days)
        self._opens = [self.days[d].opens for d in self._days]
        self.periods = self._merged()
        """(opens, closes) of opening periods; periods that touch are one."""

    def _merged(self) -> list[tuple[float, float]]:
        periods: list[tuple[float, float]] = []
        for d in self._days:
            day = self.days[d]
            if periods and periods[-1][1] == day.opens:
                periods[-1] = (periods[-1][0], day.closes)
            else:
                periods.append((day.opens, day.closes))
        return periods

    def is_open(self, time: float) -> bool:
        """Whether new calls are taken at this time: from opening up to, not at, closing."""
        i = bisect_right(self._opens, time) - 1
        return i >= 0 and time < self.days[self._days[i]].closes

    def contact_time(self, time: float, u: float) -> float | None:
        """When a contact due at `time` comes through: then, or in the next opening period, where `u` is the
        share of that day's profile that lies before it. None past the horizon."""
        i = bisect_right(self._opens, time) - 1
        if i >= 0 and time < self.days[self._days[i]].closes:
            return time
        if i + 1 >= len(self._days):
            return None
        day = self.days[self._days[i + 1]]
        left = u
        for number, weight in enumerate(day.half_hours):
            if left < weight:
                return min(day.opens + 30.0 * (number + left / weight), day.closes - LAST_MOMENT_MIN)
            left -= weight
        last = max(n for n, w in enumerate(day.half_hours) if w > 0.0)
        return min(day.opens + 30.0 * (last + u), day.closes - LAST_MOMENT_MIN)


def _open_day(s: Scenario, day: int) -> OpenDay | None:
    weekday = WEEKDAYS[day % 7]
    span = opening(s, weekday)
    special = next((x for x in s.demand.special_days if x.week * 7 + WEEKDAYS.index(x.day) == day), None)
    if span is None or (special is not None and special.closed):
        return None
    weights = profile(s, weekday)
    total = sum(weights)
    open_days = s.demand.open.days
    factors = s.demand.weekday_factor
    mean = sum(factors.get(d, 1.0) for d in open_days) / len(open_days)
    factor = factors.get(weekday, 1.0) / mean * (special.calls_factor if special is not None else 1.0)  # type: ignore[call-overload]
    return OpenDay(
        day,
        day * DAY_MIN + span[0],
        day * DAY_MIN + span[1],
        span[0] // 30,
        tuple(w / total for w in weights),
        factor,
    )
