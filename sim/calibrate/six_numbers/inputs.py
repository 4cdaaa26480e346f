"""The six numbers a manager knows by heart, a few facts that go with them, and the bounds of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.clock_text import minutes_of
from sim.scenario.fields import WEEKDAYS

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
    wrap-up. `people`: posts, vacancies included. `abandonment`: of calls offered. `leavers_per_year`: people.
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
    currency: str = "AUD"
    name: str = "Your centre"

    @property
    def open_hours(self) -> float:
        """Hours from opening to closing."""
        return (minutes_of(self.closes) - minutes_of(self.opens)) / 60.0

    @property
    def days_per_week(self) -> int:
        """Days a week that one person works."""
        return min(5, len(self.open_days))

    @property
    def leavers_share(self) -> float:
        """Leavers a year as a share of posts: what the KPI `quits_per_year` counts."""
        return self.leavers_per_year / self.people


@dataclass(frozen=True)
class Bound:
    """What a field may hold, as shown: `scale` times the number, in `unit`."""

    label: str
    low: float
    high: float
    unit: str
    scale: float = 1.0
    why_high: str = ""


BOUNDS = {
    "calls_per_day": Bound("Calls a day", 10.0, 50_000.0, "calls"),
    "aht_min": Bound("Average handle time", 0.5, 60.0, "min"),
    "people": Bound("People", 3.0, 500.0, "people", why_high="take one site or one queue at a time"),
    "service_level": Bound("Answered in time", 0.01, 1.0, "%", 100.0),
    "abandonment": Bound("Hung up waiting", 0.0, 0.8, "%", 100.0),
    "leavers_per_year": Bound("Leavers a year", 0.0, 750.0, "people"),
    "within_s": Bound("In time means within", 1.0, 600.0, "s"),
    "hours_per_week": Bound("Hours a week", 8.0, 60.0, "h"),
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


def out_of_bounds(field: str, value: float | None) -> str:
    """What is wrong with one number by itself; "" where nothing is. `value` as in `SixNumbers`."""
    bound = BOUNDS[field]
    if value is None or value != value:
        return f"{bound.label}: a number is missing."
    shown, low, high = (number(v * bound.scale) for v in (value, bound.low, bound.high))
    if value < bound.low:
        return f"{bound.label}: {shown} is below the least that can be fitted, {low} {bound.unit}."
    if value > bound.high:
        why = f"; {bound.why_high}" if bound.why_high else ""
        return f"{bound.label}: {shown} is above the most that can be fitted, {high} {bound.unit}{why}."
    return ""


def fields_out_of_bounds(six: SixNumbers) -> tuple[Problem, ...]:
    """Every field that is out of bounds by itself."""
    problems = [Problem(field, out_of_bounds(field, getattr(six, field))) for field in BOUNDS]
    if not six.open_days or any(day not in WEEKDAYS for day in six.open_days):
        problems.append(Problem("open_days", "Open days: choose at least one day of the week."))
    if six.open_hours < 2.0:
        problems.append(
            Problem(
                "closes",
                f"Opening hours: {six.opens} to {six.closes} is {number(six.open_hours)} hours; at least 2 are needed, "
                "and closing must be later than opening.",
            )
        )
    return tuple(p for p in problems if p.sentence)
