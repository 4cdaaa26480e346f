"""What arithmetic and exact formulas say of six numbers before anything is simulated: impossible, or how near."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

from sim.calibrate.six_numbers.inputs import (
    Problem,
    SixNumbers,
    fields_out_of_bounds,
    number,
    people_text,
)
from sim.calibrate.six_numbers.roster import least_people, roster_for, shift_hours
from sim.calibrate.six_numbers.template import Unknowns, scenario
from sim.engine.warnings import unstaffed
from sim.theory import erlang_a, offered_load

SICK = 0.035
"""Share of rostered days lost to sickness: what the model gives at usual exhaustion."""
EMPTY_DAYS = 70.0
"""Days for which a position is vacant or its newcomer in training."""
ROUNDING = 0.005
"""Reports round shares."""
MOST_LEAVERS = 1.5
"""Staff turnover a year: a position is vacant or in training for some ten weeks after each."""
LEAST_BUSY = 0.08
"""Share of people's time on calls below which one of the numbers must mean something else."""
PATIENCE_S = 300.0
SL_OF_THEORY = {
    "service_level": "sl_answered_in_awt_over_offered",
    "service_level_answered": "sl_over_answered",
    "service_level_excl_short_abandons": "sl_excl_short_abandons",
    "service_level_short_abandons_good": "sl_answered_or_abandoned_in_awt_over_offered",
}


def hours_of_work(six: SixNumbers) -> float:
    """Hours a day that answered calls take."""
    return six.calls_per_day * (1.0 - six.abandonment) * six.aht_min / 60.0


def hours_of_people(six: SixNumbers) -> float:
    """Hours a day that everybody together has on the phones: after breaks, days off, vacancies and sickness."""
    empty = six.leavers_share * EMPTY_DAYS / 365.0
    working = six.people * six.days_per_week / len(six.open_days) / (1.0 + empty) * (1.0 - SICK)
    return working * roster_for(six).on_phones_h


def problems(six: SixNumbers) -> tuple[Problem, ...]:
    """Why these numbers cannot be fitted, one reason a field; empty where they may be. Out of bounds comes alone."""
    wrong = fields_out_of_bounds(six)
    if wrong:
        return wrong
    checks = (_shares(six), _too_many_leave(six), _nobody_there(six), _load(six))
    by_field = {p.field: p for p in reversed(checks) if p is not None}
    return tuple(by_field[p.field] for p in checks if p is not None and by_field[p.field] is p)


def _shares(six: SixNumbers) -> Problem | None:
    if six.service_level_key != "service_level" or six.service_level + six.abandonment <= 1.0 + ROUNDING:
        return None
    in_time, hung_up = (number(100.0 * x) for x in (six.service_level, six.abandonment))
    return Problem(
        "abandonment",
        f"Abandoned: {in_time}% answered in time and {hung_up}% abandoned are more than 100% of calls. With "
        f"{in_time}% in time, at most {number(100.0 * (1.0 - six.service_level))}% can be abandoned. If your service "
        "level is of the calls answered, choose that definition below.",
    )


def _too_many_leave(six: SixNumbers) -> Problem | None:
    most = math.floor(MOST_LEAVERS * six.people)
    if six.leavers_per_year <= most:
        return None
    return Problem(
        "leavers_per_year",
        f"Staff turnover a year: {number(six.leavers_per_year)} of {people_text(six.people)} is above {most}, the "
        "most possible: a position stays vacant for about six weeks and its newcomer trains for four.",
    )


def _nobody_there(six: SixNumbers) -> Problem | None:
    if covers(six):
        return None
    weekly = six.open_hours * len(six.open_days)
    return Problem(
        "people",
        f"People: {people_text(six.people)} with {number(shift_hours(six) * six.days_per_week)} hours a week "
        f"{'each ' if six.people > 1 else ''}cannot keep the phones staffed for {number(weekly)} opening hours a week; "
        f"that takes at least {least_people(six)}, each of whom keeps to one shift. With fewer, give the hours in "
        "which somebody is there.",
    )


def covers(six: SixNumbers) -> bool:
    """Whether the roster has somebody there in every half-hour in which the centre is open."""
    one = scenario(six, Unknowns(six.calls_per_day), roster_for(six))
    return not any(unstaffed(one, with_breaks=False))


def hours_text(x: float) -> str:
    """Hours for a sentence: whole ones from ten on."""
    return number(x if x < 10.0 else round(x))


def _load(six: SixNumbers) -> Problem | None:
    work, hours = hours_of_work(six), hours_of_people(six)
    have = f"{people_text(six.people)} {'has' if six.people == 1 else 'have'} about {hours_text(hours)}"
    calls = f"{number(six.calls_per_day)} calls of {number(six.aht_min)} min"
    if six.abandonment >= ROUNDING:
        calls += f", less the {number(100.0 * six.abandonment)}% abandoned,"
    if work > hours:
        needed = math.ceil(six.people * work / hours)
        return Problem(
            "people",
            f"People: {calls} are {hours_text(work)} hours of work a day; {have} on the phones, after breaks, days "
            f"off, sickness and vacant positions. It takes at least {needed} people, fewer calls, or shorter ones. "
            "Usual reasons: others help out, part of the calls never reach a person, or the handle time counts "
            "something twice.",
        )
    if work < LEAST_BUSY * hours and six.people > 5:
        return Problem(
            "calls_per_day",
            f"Calls a day: {calls} are {hours_text(work)} hours of work a day; {have} on the phones and would be "
            f"busy {number(100.0 * work / hours)}% of the time; the least possible is "
            f"{number(100.0 * LEAST_BUSY)}%. Usual reasons: calls an hour or of one queue only, or people who mostly "
            "do other work.",
        )
    return None


@dataclass(frozen=True)
class QuickEstimate:
    """An average hour by exact theory (Erlang A, steady traffic, patience 5 min).

    `on_phones`: people on the phones on average with nobody away but for sickness; `needed`: the fewest with which the
    service level is reached.
    """

    on_phones: float
    needed: int


def quick_estimate(six: SixNumbers) -> QuickEstimate:
    """The estimate. For numbers without `problems`."""
    per_hour = six.calls_per_day / six.open_hours
    load = offered_load(per_hour, six.aht_min * 60.0)

    def level(people: int) -> float:
        """The service level, which rises with people."""
        at = erlang_a(per_hour, six.aht_min * 60.0, people, PATIENCE_S, six.within_s)
        return float(getattr(at, SL_OF_THEORY[six.service_level_key]))

    people = range(1, max(2, math.ceil(load * 2.0 + 20.0)))
    needed = 1 + bisect_left(people, min(six.service_level, 0.9999), key=level)
    return QuickEstimate(hours_of_people(six) / six.open_hours, needed)
