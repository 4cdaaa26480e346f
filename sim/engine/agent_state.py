"""A seat, the person in it and that person's day; what an agent is doing, the minutes of it, and the strain it leaves.

Shared by both engines. The fields stand here once: SimPy's objects have them, and the compiled engine's records have
those that are plain numbers, each with what an engine needs besides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan, nan
from typing import Any

from sim import rules
from sim.engine.world import behaviour_of, new_activity
from sim.jit import shared
from sim.record import DAY_MIN, NAN, DayStatus

FREE = 0
TALK = 1
WRAP = 2
BREAK = 3
PAUSE = 4
COURSE = 5
OFF_DUTY = 6
"""What an agent is doing; the number is the place of its minutes in a day's `minutes`."""

ACTIVITIES = 7

ON_PHONES, SICK, AWAY, OFF, VACANT, TRAINING = (int(status) for status in DayStatus)
"""Compiled code takes plain numbers."""


@dataclass(eq=False, slots=True)
class SeatState:
    """A post in a team. The person in it changes; `hire` counts them."""

    index: int = 0
    team: int = 0
    number: int = 0
    active: bool = False
    """The policy in force has this seat."""
    removed: bool = False
    """A change of policy has just taken it away; the person in it is to be dismissed."""
    # The person
    hire: int = -1
    in_post: bool = False
    first_day: int = 0
    E: float = NAN
    E_on_monday: float = NAN
    vulnerability: float = 1.0
    skill: float = 0.0
    speed: float = 1.0
    days_on_phones: float = 0.0
    novel: float = 0.0
    coping: float = 0.0
    script: float = 0.0
    training_from: int = 0
    phones_from: int = 0
    course_owed_min: float = 0.0
    # The day
    on_duty: bool = False
    leaving: bool = False
    activity: int = OFF_DUTY
    activity_since: float = NAN
    token: int = 0
    """Raised whenever the end of a break, course or pause that lies ahead no longer counts."""
    breaks_left_min: float = 0.0
    pause_due_min: float = 0.0
    toll: float = 1.0
    F: float = 0.0
    F_at: float = NAN


@dataclass(eq=False, slots=True)
class DayState:
    """One seat's day: planned at its beginning, filled while it is worked, closed at its end. `clear_day` begins it."""

    day: int = 0
    week_end: float = NAN
    """Midnight after the Sunday of the day's week; minutes past it belong to the next."""
    status: int = OFF
    always: bool = False
    """On duty whenever the centre is open."""
    start: float = NAN
    end: float = NAN
    rostered_min: float = 0.0
    rostered_next_min: float = 0.0
    """Of these, in the next week."""
    on_duty_from: float = NAN
    on_duty_to: float = NAN
    strain_area: float = 0.0
    """Integral of F over the shift so far."""
    mean_strain: float = NAN
    legs: int = 0
    talk_min: float = 0.0
    pressure_sum: float = 0.0
    overtime_min: float = 0.0
    overtime_next_min: float = 0.0
    p_sick: float = NAN
    minutes: list[float] = field(default_factory=lambda: [0.0] * ACTIVITIES)
    """By activity."""
    next_minutes: list[float] = field(default_factory=lambda: [0.0] * ACTIVITIES)
    """Of these, in the next week."""


@shared
def clear_day(today: Any, day: int, status: int, always: bool) -> None:
    """A day of which nothing has happened yet."""
    today.day = day
    today.week_end = (day - day % 7 + 7) * DAY_MIN
    today.status = status
    today.always = always
    today.start = nan
    today.end = nan
    today.rostered_min = 0.0
    today.rostered_next_min = 0.0
    today.on_duty_from = nan
    today.on_duty_to = nan
    today.mean_strain = nan
    today.legs = 0
    today.pressure_sum = 0.0
    today.overtime_min = 0.0
    today.overtime_next_min = 0.0
    today.p_sick = nan
    _clear_work(today)


@shared
def _clear_work(today: Any) -> None:
    for activity in range(ACTIVITIES):
        today.minutes[activity] = 0.0
        today.next_minutes[activity] = 0.0
    today.strain_area = 0.0
    today.talk_min = 0.0


@shared
def roster(today: Any, plan: Any, opens: float, closes: float, horizon: float) -> None:
    """When the day's shift begins and ends, in a centre open from `opens` to `closes` on that day."""
    if plan.always:
        today.start = opens
        today.end = closes
    else:
        today.start = today.day * DAY_MIN + plan.start_min
        end = today.start + plan.minutes
        today.end = horizon if horizon < end else end
    today.rostered_min = today.end - today.start
    today.rostered_next_min = _next_week_min(today, today.start, today.end)


@shared
def _next_week_min(today: Any, start: float, end: float) -> float:
    """The minutes from `start` to `end` that fall into the week after the day's."""
    if end <= today.week_end:
        return 0.0
    return end - (today.week_end if start < today.week_end else start)


# -- What an agent is doing --


@shared
def change_activity(w: Any, seat: Any, today: Any, activity: int, now: float) -> None:
    """Book the minutes since the last turn and do something else. Every change of activity goes through here."""
    today.minutes[seat.activity] += now - seat.activity_since
    today.next_minutes[seat.activity] += _next_week_min(today, seat.activity_since, now)
    seat.activity = activity
    seat.activity_since = now
    if today.day >= w.activities_from:
        _record_activity(w, seat, today, now)


@shared
def _record_activity(w: Any, seat: Any, today: Any, now: float) -> None:
    """The row of what an agent has just turned to, with F at this instant."""
    b = behaviour_of(w)
    row = new_activity(w)
    row.seat = seat.index
    row.day = today.day
    row.activity = seat.activity
    row.start = now
    row.exhaustion = seat.E
    row.strain = rules.strain_at_rest(b, seat.F, now - seat.F_at) if now > seat.F_at and b.strain else seat.F
    row.toll = seat.toll if seat.activity == TALK else 1.0


@shared
def is_on_call(seat: Any) -> bool:
    """Talking or writing up."""
    return bool(seat.activity == TALK or seat.activity == WRAP)


@shared
def is_at_rest(seat: Any) -> bool:
    """On duty, but with nobody on the line and nothing to write up."""
    return not is_on_call(seat) and seat.activity != OFF_DUTY


@shared
def begin_shift(b: Any, seat: Any, today: Any, now: float) -> None:
    """The agent comes on duty. A call from last night may have ended today, before this shift: it is last night's."""
    seat.on_duty = True
    seat.leaving = False
    seat.activity = OFF_DUTY
    seat.activity_since = now
    seat.F = b.strain_carry * seat.E if b.strain else 0.0
    seat.F_at = now
    if not isnan(today.on_duty_from):
        _clear_work(today)
    today.on_duty_from = now
    seat.novel = rules.novelty(b, seat.days_on_phones)  # last night's shift counts from here
    seat.breaks_left_min = 0.0


@shared
def begin_day_at_work(w: Any, seat: Any, today: Any, now: float) -> None:
    """Midnight within an opening period for somebody on duty always: another day begins at work."""
    b = behaviour_of(w)
    today.on_duty_from = now
    seat.F = b.strain_carry * seat.E if b.strain and seat.in_post else 0.0
    seat.F_at = now
    if today.day >= w.activities_from:
        _record_activity(w, seat, today, now)


@shared
def end_day_at_work(w: Any, seat: Any, today: Any, now: float) -> None:
    """The same midnight, for the day that is over."""
    advance_strain(behaviour_of(w), seat, today, now)
    change_activity(w, seat, today, seat.activity, now)
    _close_strain(seat, today, now)


@shared
def end_shift(w: Any, seat: Any, today: Any, now: float) -> None:
    """The agent goes home."""
    advance_strain(behaviour_of(w), seat, today, now)
    change_activity(w, seat, today, OFF_DUTY, now)
    _close_strain(seat, today, now)
    if now > today.end:
        today.overtime_min = now - today.end
        today.overtime_next_min = _next_week_min(today, today.end, now)
    seat.on_duty = False
    seat.token += 1


@shared
def take_course_min(seat: Any, today: Any, now: float) -> float:
    """Minutes in a course that begins now, no longer owed then; none is due if they are not above 0."""
    left = today.end - now
    minutes = left if left < seat.course_owed_min else seat.course_owed_min
    if minutes > 0.0:
        seat.course_owed_min -= minutes
    return minutes


# -- Strain within the day --


@shared
def advance_strain(b: Any, seat: Any, today: Any, now: float) -> None:
    """Bring F, and its integral over the shift, up to now, by what the agent has been doing."""
    minutes = now - seat.F_at
    if minutes > 0.0 and b.strain:
        F = seat.F
        if seat.activity == TALK or seat.activity == WRAP:
            toll = seat.toll if seat.activity == TALK else 1.0
            seat.F = rules.strain_on_call(b, F, toll, minutes)
            today.strain_area += rules.strain_area_on_call(b, F, seat.F, toll, minutes)
        else:
            seat.F = rules.strain_at_rest(b, F, minutes)
            today.strain_area += rules.strain_area_at_rest(b, F, seat.F)
    seat.F_at = now


@shared
def _close_strain(seat: Any, today: Any, now: float) -> None:
    """Fix the shift's time-average of F, once F has been advanced to its last instant."""
    today.on_duty_to = now
    span = now - today.on_duty_from
    today.mean_strain = today.strain_area / span if span > 0.0 else seat.F
