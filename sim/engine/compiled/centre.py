"""Midnight: the end-of-day step, dated changes, today's roster: ranks 0 and 1.

The counterpart of `sim.engine.simpy.centre`, function by function.
"""

from __future__ import annotations

from typing import Any

from sim.engine.agent_state import OFF, begin_day_at_work, clear_day, end_day_at_work, roster
from sim.engine.compiled.call_flow import serve_next
from sim.engine.compiled.events import DUTY, push
from sim.engine.compiled.layout import free_list_at, period_at, policy_at, real_at, seat_at
from sim.engine.compiled.queues import first_for, idle_before, remove_free
from sim.engine.compiled.shifts import close_days, dismiss, planned
from sim.engine.compiled.world import day_of, goes_on_at, hours_of, is_rostered, plan_of
from sim.engine.event_order import CLOSING, SHIFT_ENDS, SHIFT_STARTS_OR_BREAK_ENDS
from sim.engine.people import adopt_policy, begin_day, owe_course, refresh_skills, warm_up_week_ends
from sim.jit import shared
from sim.record import DAY_MIN


@shared
def day_ends(w: Any, day: int, now: float) -> None:
    """The end-of-day step of everybody who is not at work; after a warm-up week, its stretch and staffing."""
    goes_on = goes_on_at(w, now)
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if not seat.on_duty:
            close_days(w, seat, now)
            continue
        today = day_of(w, seat, seat.today)
        if today.always and today.end <= now and goes_on:
            end_day_at_work(w, seat, today, now)
            close_days(w, seat, now)
    if (day + 1) % 7 == 0 and day + 1 <= 0:
        warm_up_week_ends(w, day + 1)


@shared
def day_begins(w: Any, now: float) -> None:
    """A dated change, if one is due; then today's roster and closing time. Today's calls are there already."""
    day = w.next_day
    w.day = day
    if day % 7 == 0:
        begin_week(w, day, now)
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if seat.active:
            if day == w.first_day:
                plan_eve(w, seat, now)
            plan_day(w, seat, now)
    if day % 7 == 0:
        match_waiting(w, now)
    while w.next_period < w.periods_n and period_at(w.periods, w.next_period).closes <= (day + 1) * DAY_MIN:
        push(w, DUTY, period_at(w.periods, w.next_period).closes, CLOSING, 0)
        w.next_period += 1


@shared
def begin_week(w: Any, day: int, now: float) -> None:
    """Another policy, if this is its week; this week's skills."""
    week = day // 7
    for number in range(1, w.policies_n):
        if policy_at(w.policies, number).week == week:
            w.policy = number
            adopt_policy(w, day)
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
def match_waiting(w: Any, now: float) -> None:
    """Free agents, the longest idle first, take what waits, where a change lets them serve it."""
    if w.waiting == 0:
        return
    for team in range(w.teams):
        free = free_list_at(w.free_lists, team)
        free.next = free.first
    while True:
        at = -1
        for team in range(w.teams):
            k = free_list_at(w.free_lists, team).next
            if k >= 0 and (at < 0 or idle_before(seat_at(w.seats, k), seat_at(w.seats, at))):
                at = k
        if at < 0:
            return
        seat = seat_at(w.seats, at)
        free_list_at(w.free_lists, seat.team).next = seat.after
        if first_for(w, seat.team) >= 0:
            remove_free(w, seat)
            serve_next(w, seat, now)


@shared
def new_day(w: Any, seat: Any, day: int, status: int) -> Any:
    """Another day of a seat, of which nothing has happened yet."""
    today = day_of(w, seat, day)
    clear_day(today, day, status, plan_of(w, seat).always)
    today.unclosed = True
    today.breaks_from = 0
    today.breaks_to = 0
    if seat.unclosed_from > seat.unclosed_to:
        seat.unclosed_from = day
    seat.unclosed_to = day
    return today


@shared
def plan_day(w: Any, seat: Any, now: float) -> None:
    """Today's shift of a seat, if it has one."""
    day = w.day
    plan = plan_of(w, seat)
    today = new_day(w, seat, day, begin_day(w, seat, day))
    rostered = seat.in_post and is_rostered(w, seat, day)
    if seat.on_duty and day_of(w, seat, seat.today).always:
        roll_over(w, seat, now, rostered and plan.always)
    if rostered:
        hours = hours_of(w, day)
        roster(today, plan, hours.opens, hours.closes, w.horizon)
        owe_course(w, seat, day)
        expect_shift(w, seat, today, now)


@shared
def plan_eve(w: Any, seat: Any, now: float) -> None:
    """The shift of the day before the first, where it runs into the first."""
    eve = w.day - 1
    if not (seat.in_post and is_rostered(w, seat, eve)):
        return
    plan = plan_of(w, seat)
    hours = hours_of(w, eve)
    if (hours.closes if plan.always else eve * DAY_MIN + plan.start_min + plan.minutes) > now:
        today = new_day(w, seat, eve, OFF)
        roster(today, plan, hours.opens, hours.closes, w.horizon)
        expect_shift(w, seat, today, now)


@shared
def expect_shift(w: Any, seat: Any, today: Any, now: float) -> None:
    """The beginning and the end of a shift lie ahead."""
    plan = plan_of(w, seat)
    weekday = today.day % 7
    today.breaks_from = plan.breaks_from[weekday]
    today.breaks_to = plan.breaks_to[weekday]
    until = real_at(w.rostered_until, seat.team)
    if today.end > until.x:
        until.x = today.end
    start = now if today.start < now else today.start
    push(w, DUTY, start, SHIFT_STARTS_OR_BREAK_ENDS + seat.index, planned(today.day, 0))
    if not (plan.always and goes_on_at(w, today.end)):
        push(w, DUTY, today.end, SHIFT_ENDS + seat.index, planned(today.day, 0))


@shared
def roll_over(w: Any, seat: Any, now: float, stays: bool) -> None:
    """Midnight within an opening period for somebody on duty always: a new day begins at work."""
    if seat.today == w.day - 1 and day_of(w, seat, seat.today).end <= now and goes_on_at(w, now):
        seat.today = w.day
        begin_day_at_work(w, seat, day_of(w, seat, w.day), now)
        if not stays:
            dismiss(w, seat, now)
