"""The six numbers a manager knows by heart, a few facts that go with them, and the bounds of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sim.calibrate.borrowed_times import time_scale
from sim.clock_text import minutes_of
from sim.scenario.fields import WEEKDAYS

CURRENCY = "AUD"
"""Of the assumed pay."""

ServiceLevel = Literal[
    "service_level",
    "service_level_answered",
    "service_level_excl_short_abandons",
    "service_level_short_abandons_good",
]
"""Which of the four definitions in use the service level follows: the key of its KPI."""


@dataclass(frozen=True)
class SixNumbers:
    """What is known of a centre. Shares in [0, 1].

    `calls_per_day`: offered on an average open day, repeats and those who hang up included. `aht_min`: talk and
    wrap-up. `people`: posts, vacancies included. `abandonment`: of calls offered. `leavers_per_year`: people. `closes`:
    on the next day where it is no later than `opens`.
    """

    calls_per_day: float
    aht_min: float
    people: int
    service_level: float
    abandonment: float
    leavers_per_year: float
    within_s: float = 20.0
    service_level_key: ServiceLevel = "service_level"
    open_days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    opens: str = "08:00"
    closes: str = "18:00"
    hours_per_week: float = 40.0
    """Of one person, breaks included."""
    wage_per_hour: float = 34.0
    """In `currency`. The default is an assumption for AUD: give your own in any other."""
    currency: str = CURRENCY
    name: str = "Your centre"

    @property
    def open_hours(self) -> float:
        """Hours from opening to closing."""
        minutes = minutes_of(self.closes) - minutes_of(self.opens)
        return (minutes if minutes > 0 else minutes + 24 * 60) / 60.0

    @property
    def days_per_week(self) -> int:
        """Days a week that one person works."""
        return min(5, len(self.open_days))

    @property
    def leavers_share(self) -> float:
        """People who leave a year as a share of positions: what the KPI `quits_per_year` counts."""
        return self.leavers_per_year / self.people

    @property
    def time_scale(self) -> float:
        """The parts of a call that are assumed, as a share of the typical centre's: below 1 where calls are short."""
        return time_scale(self.aht_min)


@dataclass(frozen=True)
class Bound:
    """What a field may hold, as shown: `scale` times the number, in `unit`."""

    label: str
    low: float
    high: float
    unit: str
    scale: float = 1.0
    why_high: str = ""
    whole: bool = False


BOUNDS = {
    "calls_per_day": Bound("Calls a day", 10.0, 500_000.0, "calls"),
    "aht_min": Bound("Average handle time", 0.5, 60.0, "min"),
    "people": Bound(
        "People", 1.0, 5_000.0, "people", why_high="take one site or one queue at a time", whole=True
    ),
    "service_level": Bound("Answered in time", 0.01, 1.0, "%", 100.0),
    "abandonment": Bound("Abandoned", 0.0, 0.8, "%", 100.0),
    "leavers_per_year": Bound("Staff turnover a year", 0.0, 7_500.0, "people"),
    "within_s": Bound("Answer within", 1.0, 600.0, "s"),
    "hours_per_week": Bound("Hours a week", 4.0, 60.0, "h"),
    "wage_per_hour": Bound("Pay", 0.0, 10_000.0, "an hour"),
}


@dataclass(frozen=True)
class Problem:
    """Why there is no fit. `field`: of `SixNumbers`; `sentence` names it, the value and the bound."""

    field: str
    sentence: str


def number(x: float) -> str:
    """A number for a sentence: at most one decimal, thousands separated."""
    text = f"{x:,.1f}" if abs(x) < 100.0 else f"{x:,.0f}"
    return text.removesuffix(".0").replace("-", "\N{MINUS SIGN}")


def people_text(n: int) -> str:
    """ "1 person", "2,000 people"."""
    return f"{n:,} {'person' if n == 1 else 'people'}"


def out_of_bounds(field: str, value: float | None) -> str:
    """What is wrong with one number by itself; "" where nothing is. `value` as in `SixNumbers`."""
    bound = BOUNDS[field]
    if value is None or value != value:
        return f"{bound.label}: a number is missing."
    if bound.whole and value % 1.0:
        return f"{bound.label}: {number(value)} is not a whole number."
    shown, low, high = (number(v * bound.scale) for v in (value, bound.low, bound.high))
    unit = bound.unit if bound.unit == "%" else f" {bound.unit}"
    if value < bound.low:
        least = people_text(int(bound.low)) if bound.unit == "people" else f"{low}{unit}"
        return f"{bound.label}: {shown} is below the minimum, {least}."
    if value > bound.high:
        why = f"; {bound.why_high}" if bound.why_high else ""
        return f"{bound.label}: {shown} is above the maximum, {high}{unit}{why}."
    return ""


def fields_out_of_bounds(six: SixNumbers) -> tuple[Problem, ...]:
    """Every field that is out of bounds by itself."""
    problems = [Problem(field, out_of_bounds(field, getattr(six, field))) for field in BOUNDS]
    if not six.open_days or any(day not in WEEKDAYS for day in six.open_days):
        problems.append(Problem("open_days", "Open days: choose at least one day of the week."))
    if six.opens == six.closes:
        problems.append(
            Problem(
                "closes",
                f"Opening hours: {six.opens} to {six.closes} opens and closes at the same time; round the clock is "
                "00:00 to 24:00.",
            )
        )
    elif six.open_hours < 2.0:
        problems.append(
            Problem(
                "closes",
                f"Opening hours: {six.opens} to {six.closes} is {number(six.open_hours)} h; at least 2 h are needed.",
            )
        )
    if not re.fullmatch("[A-Z]{3}", six.currency):
        problems.append(
            Problem(
                "currency", f"Currency: “{six.currency}” is not a code of three capital letters, such as EUR."
            )
        )
    return tuple(p for p in problems if p.sentence)
