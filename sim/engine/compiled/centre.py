"""Midnight: the end-of-day step, dated changes, today's roster: ranks 0 and 1.

The counterpart of `sim.engine.simpy.centre`, function by function.
"""

from __future__ import annotations

from math import nan
from typing import Any

from sim.calendar import DAY_MIN
from sim.engine.agent_state import DOINGS, advance_strain, close_strain, turn_to
from sim.engine.compiled.call_flow import day_of, in_force, is_open, last_opening, serves_next
from sim.engine.compiled.events import DUTY, push
from sim.engine.compiled.layout import (
    free_list_at,
    open_day_at,
    plan_at,
    policy_at,
    real_at,
    seat_at,
    whole_at,
)
from sim.engine.compiled.people import (
    begin_day,
    change_policy,
    refresh_skills,
    settle_days,
    warm_up_week_ends,
)
from sim.engine.compiled.queues import first_for, idle_before, remove_free
from sim.engine.compiled.shifts import dismiss, planned
from sim.engine.event_order import CLOSING, SHIFT_ENDS, SHIFT_STARTS_OR_BREAK_ENDS
from sim.jit import shared


@shared
def day_ends(w: Any, day: int, now: float) -> None:
    """The end-of-day step of everybody who is not at work; after a warm-up week, its stretch and staffing."""
    goes_on = is_open(w, now)
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if not seat.on_duty:
            settle_days(w, seat, now)
            continue
        today = day_of(w, seat, seat.today)
        if today.always and goes_on:
            advance_strain(in_force(w), seat, today, now)
            turn_to(seat, today, seat.doing, now)
            close_strain(seat, today, now)
            settle_days(w, seat, now)
    if (day + 1) % 7 == 0 and day + 1 <= 0:
        warm_up_week_ends(w, day + 1)


@shared
def day_begins(w: Any, now: float) -> None:
    """A dated change, if one is due; then today's roster and closing time. Today's calls are there already."""
    day = w.next_day
    w.day = day
    if day % 7 == 0:
        begin_week(w, day, now)
    at = last_opening(w, (day + 1) * DAY_MIN - 1.0)
    open_day = at if at >= 0 and open_day_at(w.calendar, at).day == day else -1
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if seat.active:
            plan_day(w, seat, open_day, now)
    if day % 7 == 0:
        bring_together(w, now)
    if open_day >= 0:
        closes = open_day_at(w.calendar, open_day).closes
        if not is_open(w, closes):
            push(w, DUTY, closes, CLOSING, 0)


@shared
def begin_week(w: Any, day: int, now: float) -> None:
    """Another policy, if this is its week; this week's skills."""
    week = day // 7
    for number in range(1, w.policies_n):
        if policy_at(w.policies, number).week == week:
            change_policy(w, number, day)
            for i in range(w.all_seats):
                seat = seat_at(w.seats, i)
                if seat.removed:
                    seat.removed = False
                    dismiss(w, seat, now)
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if seat.in_post:
            refresh_skills(w, seat, day)


@shared
def bring_together(w: Any, now: float) -> None:
    """Free agents, the longest idle first, take what waits, where a change lets them serve it."""
    if w.waiting == 0:
        return
    last = -1
    while True:
        at = -1
        for team in range(w.teams):
            k = free_list_at(w.free_lists, team).first
            while k >= 0:
                seat = seat_at(w.seats, k)
                if (last < 0 or idle_before(seat_at(w.seats, last), seat)) and (
                    at < 0 or idle_before(seat, seat_at(w.seats, at))
                ):
                    at = k
                k = seat.after
        if at < 0:
            return
        last = at
        seat = seat_at(w.seats, at)
        if first_for(w, seat.team) >= 0:
            remove_free(w, seat)
            serves_next(w, seat, now)


@shared
def plan_day(w: Any, seat: Any, open_day: int, now: float) -> None:
    """Today's shift of a seat, if it has one."""
    day = w.day
    plan = plan_at(w.plans, w.policy * w.all_seats + seat.index)
    status = begin_day(w, seat, day)
    today = day_of(w, seat, day)
    today.day = day
    today.status = status
    today.unsettled = True
    today.always = plan.always
    today.start = nan
    today.end = nan
    today.breaks_from = 0
    today.breaks_to = 0
    today.rostered_min = 0.0
    today.began = nan
    today.went = nan
    today.area = 0.0
    today.mean_strain = nan
    today.legs = 0
    today.talk_min = 0.0
    today.pressure_sum = 0.0
    for doing in range(DOINGS):
        today.minutes[doing] = 0.0
    today.overtime_min = 0.0
    today.p_sick = nan
    if seat.unsettled_from > seat.unsettled_to:
        seat.unsettled_from = day
    seat.unsettled_to = day
    rostered = seat.in_post and open_day >= 0 and (plan.weekdays >> (day % 7)) & 1 == 1
    if seat.on_duty and day_of(w, seat, seat.today).always:
        roll_over(w, seat, now, rostered and plan.always)
    if not rostered:
        return
    if plan.always:
        hours = open_day_at(w.calendar, open_day)
        today.start = hours.opens
        today.end = hours.closes
    else:
        today.start = day * DAY_MIN + plan.start_min
        end = today.start + plan.minutes
        today.end = w.horizon if w.horizon < end else end
        today.breaks_from = plan.breaks_from
        today.breaks_to = plan.breaks_to
    today.rostered_min = today.end - today.start
    owe_course(w, seat, plan)
    until = real_at(w.rostered_until, seat.team)
    if today.end > until.x:
        until.x = today.end
    push(w, DUTY, today.start, SHIFT_STARTS_OR_BREAK_ENDS + seat.index, planned(day, 0))
    if not (plan.always and is_open(w, today.end)):
        push(w, DUTY, today.end, SHIFT_ENDS + seat.index, planned(day, 0))


@shared
def roll_over(w: Any, seat: Any, now: float, stays: bool) -> None:
    """Midnight within an opening period for somebody on duty always: a new day begins at work."""
    if seat.today == w.day - 1 and is_open(w, now):
        b = in_force(w)
        seat.today = w.day
        day_of(w, seat, w.day).began = now
        seat.F = b.strain_carry * seat.E if b.strain and seat.in_post else 0.0
        seat.F_at = now
        if not stays:
            dismiss(w, seat, now)


@shared
def is_course_week(w: Any, first: int, end: int, week: int) -> bool:
    """Whether a list of weeks has this one."""
    for k in range(first, end):
        if whole_at(w.whole_numbers, k).n == week:
            return True
    return False


@shared
def owe_course(w: Any, seat: Any, plan: Any) -> None:
    """On the shift of the week that is this seat's turn, the hours of this week's courses fall due."""
    week = w.day // 7
    p = in_force(w)
    hours = 0.0
    if is_course_week(w, p.coping_from, p.coping_to, week):
        hours = hours + p.coping_hours
    if is_course_week(w, p.script_from, p.script_to, week):
        hours = hours + p.script_hours
    if hours == 0.0 or seat.first_day > week * 7:
        return
    shifts, mine = 0, -1
    for weekday in range(7):
        at = last_opening(w, (week * 7 + weekday + 1) * DAY_MIN - 1.0)
        is_open_day = at >= 0 and open_day_at(w.calendar, at).day == week * 7 + weekday
        if is_open_day and (plan.weekdays >> weekday) & 1 == 1 and shifts < 5:
            if week * 7 + weekday == w.day:
                mine = shifts
            shifts += 1
    if mine == seat.number % shifts:
        seat.course_owed_min += hours * 60.0
