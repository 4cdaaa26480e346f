"""The compiled engine's answers to what shared code asks (`sim.engine.world`): views into the WORLD record."""

from __future__ import annotations

import math
from typing import Any

from sim.engine import world
from sim.engine.compiled.layout import (
    NONE,
    activity_at,
    agent_day_at,
    courses_at,
    day_hours_at,
    period_at,
    plan_at,
    policy_at,
    real_at,
    seat_at,
    seat_day_at,
    team_at,
    whole_at,
)
from sim.jit import compiled_form, shared
from sim.record import DAY_MIN
from sim.run_control import ALL_RUNS


@compiled_form(of=world.seat_of)
def seat_of(w: Any, index: int) -> Any:
    """A seat, counted over all teams."""
    return seat_at(w.seats, index)


@compiled_form(of=world.policy_of)
@compiled_form(of=world.behaviour_of)
def in_force(w: Any) -> Any:
    """The policy in force: its rules, callers and constants of behaviour."""
    return policy_at(w.policies, w.policy)


@compiled_form(of=world.team_of)
def team_of(w: Any, team: int) -> Any:
    """A team's rules in force."""
    return team_at(w.team_rules, w.policy * w.teams + team)


@compiled_form(of=world.courses_of)
def courses_of(w: Any, week: int) -> Any:
    """The courses that matter in a week."""
    return courses_at(w.courses, week - w.first_day // 7)


@shared
def plan_of(w: Any, seat: Any) -> Any:
    """The policy's plan of a seat."""
    return plan_at(w.plans, w.policy * w.all_seats + seat.index)


@compiled_form(of=world.is_planned)
def is_planned(w: Any, seat: Any) -> bool:
    """Whether the policy in force has this seat."""
    return bool(plan_of(w, seat).exists)


@shared
def hours_of(w: Any, day: int) -> Any:
    """A day's hours, from two days before the first to two after the last."""
    return day_hours_at(w.day_hours, day - w.first_day + 2)


@compiled_form(of=world.is_rostered)
def is_rostered(w: Any, seat: Any, day: int) -> bool:
    """Whether the policy in force plans a shift of this seat for a day: see `sim.engine.world`."""
    plan = plan_of(w, seat)
    hours = hours_of(w, day)
    if plan.always:
        return bool(hours.is_opening)
    if (plan.weekdays >> (day % 7)) & 1 == 0:
        return False
    start = day * DAY_MIN + plan.start_min
    end = start + plan.minutes
    if is_open_within(w, start, end):
        return True
    before, after = hours_of(w, day - 1), hours_of(w, day + 1)
    return not (hours.is_closed or start < before.lost_to or after.lost_from < end)


@compiled_form(of=world.share_before_half_hour)
def share_before_half_hour(w: Any, day: int, number: int) -> float:
    """The share of a day's calls that come before its half-hour of this number; 1 where nobody calls on it."""
    first = hours_of(w, day).profile
    return real_at(w.profiles, first + number).x if first != NONE else 1.0


@compiled_form(of=world.new_agent_day)
def new_agent_day(w: Any) -> Any:
    """Another row of agent-days, to be filled."""
    w.agent_days_n += 1
    return agent_day_at(w.agent_days, w.agent_days_n - 1)


@compiled_form(of=world.new_activity)
def new_activity(w: Any) -> Any:
    """Another row of activities, to be filled."""
    w.activities_n += 1
    return activity_at(w.activities, w.activities_n - 1)


@shared
def day_of(w: Any, seat: Any, day: int) -> Any:
    """A seat's day; NONE gives a record that nobody reads."""
    ring = w.ring
    return seat_day_at(w.seat_days, seat.index * (ring + 1) + (ring if day == NONE else day & (ring - 1)))


# -- Being cancelled --


@shared
def is_cancelled(w: Any) -> bool:
    """Whether nobody waits for this replication any more: see `sim.run_control`."""
    number = whole_at(w.cancel_slot, 0).n
    return bool(number == w.run or number == ALL_RUNS)


@shared
def walked(w: Any, steps: int) -> None:
    """An event took so many steps along a list: look sooner whether all this was cancelled."""
    if steps > 0:
        w.steps += steps


# -- Opening hours --


@shared
def last_opening(w: Any, time: float) -> int:
    """The last opening period that has begun by `time`; -1 before the first."""
    low, high = 0, w.periods_n
    while low < high:
        middle = (low + high) >> 1
        if time < period_at(w.periods, middle).opens:
            high = middle
        else:
            low = middle + 1
    return low - 1


@shared
def is_open(w: Any, time: float) -> bool:
    """Whether new calls are taken at this time."""
    i = last_opening(w, time)
    return i >= 0 and time < period_at(w.periods, i).closes


@shared
def is_open_within(w: Any, start: float, end: float) -> bool:
    """Whether the centre is open at some time from `start` up to, not at, `end`."""
    i = last_opening(w, start)
    if i >= 0 and start < period_at(w.periods, i).closes:
        return True
    return i + 1 < w.periods_n and period_at(w.periods, i + 1).opens < end


@shared
def goes_on_at(w: Any, midnight: float) -> bool:
    """Whether an opening begins at this very midnight, so that who is on duty always stays at work."""
    day = math.floor(midnight / DAY_MIN)
    return day <= w.last_day and hours_of(w, day).opens == midnight
