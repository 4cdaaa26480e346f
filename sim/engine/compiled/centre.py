"""The compiled engine's clock: talk, wrap-up, midnight, and which event comes next.

The counterpart of `sim.engine.simpy.centre` and of the talk in `sim.engine.simpy.floor`.
"""

from __future__ import annotations

from math import inf, nan
from typing import Any

from sim import rules
from sim.engine import call
from sim.engine.compiled.duty import (
    DAY_BIAS,
    DAY_SHIFT,
    break_due,
    break_ends,
    dismiss,
    give_up_unservable,
    goes_elsewhere,
    planned,
    shift_ends,
    shift_starts,
)
from sim.engine.compiled.events import (
    AGAIN,
    AGENTS,
    DUTY,
    HEAPS,
    MOST_AN_EVENT,
    PATIENCE,
    close_up,
    is_before,
    push,
    take_first,
)
from sim.engine.compiled.floor import (
    arrive,
    become_free,
    can_pass_on,
    day_of,
    decide_to_call_back,
    first_call,
    in_force,
    is_open,
    last_opening,
    pass_on,
    patience_ends,
    serves_next,
    write_answered,
)
from sim.engine.compiled.layout import (
    ANSWERED,
    PASSED_ON,
    event_at,
    free_list_at,
    heap_at,
    issue_at,
    open_day_at,
    plan_at,
    policy_at,
    real_at,
    seat_at,
    type_at,
    whole_at,
    world_at,
)
from sim.engine.compiled.lines import first_for, idle_before, remove_free
from sim.engine.compiled.people import (
    begin_day,
    begin_people,
    change_policy,
    refresh_skills,
    settle_days,
    warm_up_week_ends,
)
from sim.engine.order import (
    ARRIVAL,
    CLOSING,
    DAY_BEGINS,
    DAY_ENDS,
    RANK_BITS,
    SHIFT_ENDS,
    SHIFT_STARTS_OR_BREAK_ENDS,
    TALK_ENDS,
    WRAP_OR_PAUSE_ENDS,
)
from sim.engine.work import DOINGS, PAUSE, WRAP, advance_strain, close_strain, turn_to
from sim.jit import compiled, shared

DONE, DAY_WANTED, ROOM_WANTED, RING_WANTED = range(4)
"""Why `run` came back: all is over; the calls of `next_day` are wanted; larger arrays are; room for more days
that somebody at work has not finished."""

FIRST_CALL = HEAPS
MIDNIGHT = HEAPS + 1
"""What may come next besides the heaps' firsts."""

PAUSE_DATA = 1 << 62
"""Marks the end of a pause, whose rank is that of the end of a wrap-up."""

DAY_MIN = 1440.0


# -- 2 and 3: talk, wrap-up, pause --


@shared
def talk_ends(w: Any, seat: Any, now: float) -> None:
    """What came of the leg; the caller goes, is passed on or means to call again; the agent wraps up."""
    slot = seat.issue
    issue = issue_at(w.issues, slot)
    policy = policy_at(w.policies, issue.policy)
    today = day_of(w, seat, seat.today)
    advance_strain(policy, seat, today, now)
    today.talk_min += now - issue.answered
    wrap_up = type_at(w.type_rules, issue.policy * w.types + issue.type).wrap_up_min
    turn_to(seat, today, WRAP, now)
    outcome, p_again = ANSWERED, 0.0
    if not issue.resolved:
        if call.is_passed_on(w.seed, w.replication, policy, issue) and can_pass_on(w, issue, now):
            outcome = PASSED_ON
        else:
            p_again = call.p_calls_again(policy, policy, issue)
    write_answered(w, policy, seat, issue, outcome, now, now + wrap_up, p_again)
    hostile = issue.kind != rules.ORDINARY
    if outcome == PASSED_ON:
        pass_on(w, slot, now)
    else:
        decide_to_call_back(w, slot, p_again, now)
    seat.pause_due_min = policy.pause_min if hostile else 0.0
    if wrap_up > 0.0:
        push(w, AGENTS, now + wrap_up, WRAP_OR_PAUSE_ENDS + seat.index, 0)
    else:
        after_wrap_up(w, seat, now)


@shared
def after_wrap_up(w: Any, seat: Any, now: float) -> None:
    """Home, a break that fell due, a pause, or the next call."""
    if goes_elsewhere(w, seat, now):
        return
    if seat.pause_due_min > 0.0:
        turn_to(seat, day_of(w, seat, seat.today), PAUSE, now)
        seat.token += 1
        push(
            w,
            AGENTS,
            now + seat.pause_due_min,
            WRAP_OR_PAUSE_ENDS + seat.index,
            PAUSE_DATA | seat.token,
        )
    else:
        become_free(w, seat, now)


@shared
def wrap_up_or_pause_ends(w: Any, seat: Any, data: int, now: float) -> None:
    """The agent is done with the call, or with a pause that nothing has cut short."""
    if data == 0:
        advance_strain(in_force(w), seat, day_of(w, seat, seat.today), now)
        after_wrap_up(w, seat, now)
    elif seat.token == data & ~PAUSE_DATA and seat.doing == PAUSE:
        become_free(w, seat, now)


# -- 0 and 1: midnight --


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


# -- The clock --


EVENTS_A_CHECK = 500
"""Events between two looks at how full the arrays are, at the most."""


@shared
def events_that_fit(w: Any) -> int:
    """How many events are sure to find room for what they write and schedule, midnight left aside; 0: too few.

    What waits counts as written: at closing it may be, all at once.
    """
    seats = w.all_seats
    fit = EVENTS_A_CHECK
    fit = min(fit, (w.legs_room - w.legs_n - w.waiting) // 2)
    fit = min(fit, w.issues_room - w.issues_in_use - 1)
    fit = min(fit, w.pending_room - w.max_pending - 1)
    fit = min(fit, (w.agent_days_room - w.agent_days_n - seats * (w.ring + 1)) // (w.ring + 1))
    for which in range(HEAPS):
        heap = heap_at(w.heaps, which)
        fit = min(fit, (heap.room - heap.n - 3 * seats - 24) // MOST_AN_EVENT[which])
    return fit if fit > 0 else 0


@shared
def ring_has_room(w: Any) -> bool:
    """Whether every seat's place for `next_day` holds no day that is still needed."""
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if seat.active or seat.on_duty:
            oldest = w.next_day
            if seat.unsettled_from <= seat.unsettled_to:
                oldest = seat.unsettled_from
            if seat.on_duty and seat.today < oldest:
                oldest = seat.today
            if w.next_day - oldest >= w.ring:
                return False
    return True


@compiled
def run(address: int) -> int:
    """Let happen what is due, until something is wanted from outside: see above.

    `address`: of the WORLD record.
    """
    w = world_at(address, 0)
    if w.started == 0:
        w.started = 1
        begin_people(w)
    slack = 0
    while True:
        if slack == 0:
            slack = events_that_fit(w)
            if slack == 0:
                return ROOM_WANTED
        slack -= 1

        # What comes first of all
        source, time, order, seq = -1, inf, 0, 0
        for which in range(HEAPS):
            heap = heap_at(w.heaps, which)
            if heap.first < time:
                event = event_at(heap.entries, 0)
                source, time, order, seq = which, event.time, event.order, event.seq
            elif heap.first == time and source >= 0:
                event = event_at(heap.entries, 0)
                if not is_before(time, order, seq, event):
                    source, order, seq = which, event.order, event.seq
        if w.next_call < w.calls_n:
            at = real_at(w.call_time, w.next_call).x
            if at <= time:
                mine = ARRIVAL + call.leg_number(whole_at(w.call_issue, w.next_call).n, 1, 0)
                if at < time or mine < order:
                    source, time, order = FIRST_CALL, at, mine
        if w.day_time <= time:
            mine = DAY_ENDS if w.day_is_over_next else DAY_BEGINS
            if w.day_time < time or mine < order:
                source, time, order = MIDNIGHT, w.day_time, mine
        if source < 0:
            return DONE

        if source == FIRST_CALL:
            first_call(w, time)
        elif source == MIDNIGHT:
            if order == DAY_ENDS:
                day_ends(w, w.day, time)
                w.next_day = w.day + 1
                w.day_is_over_next = False
                if w.next_day > w.last_day:
                    w.day_time = inf
            elif w.supplied_day != w.next_day:
                return DAY_WANTED
            elif not ring_has_room(w):
                return RING_WANTED
            else:
                day_begins(w, time)
                w.day_is_over_next = True
                w.day_time = (w.day + 1) * DAY_MIN
            slack = 0  # midnight may write and schedule much
        else:
            heap = heap_at(w.heaps, source)
            data = event_at(heap.entries, 0).data
            take_first(heap)
            entity = order & ((1 << RANK_BITS) - 1)
            if source == AGENTS:
                agent_event(w, order >> RANK_BITS, entity, data, time)
            elif source == PATIENCE:
                patience_ends(w, data, entity, time)
            elif source == AGAIN:
                arrive(w, data, time)
            else:
                duty_event(w, order >> RANK_BITS, entity, data, time)
            close_up(heap)


@shared
def agent_event(w: Any, rank: int, entity: int, data: int, now: float) -> None:
    """Something an agent was doing is over."""
    seat = seat_at(w.seats, entity)
    if rank == TALK_ENDS >> RANK_BITS:
        talk_ends(w, seat, now)
    elif rank == WRAP_OR_PAUSE_ENDS >> RANK_BITS:
        wrap_up_or_pause_ends(w, seat, data, now)
    else:
        break_ends(w, seat, data, now)


@shared
def duty_event(w: Any, rank: int, entity: int, data: int, now: float) -> None:
    """Something planned is due."""
    if rank == CLOSING >> RANK_BITS:
        if w.waiting:
            give_up_unservable(w, now)
        return
    seat = seat_at(w.seats, entity)
    day = (data >> DAY_SHIFT) - DAY_BIAS
    if rank == SHIFT_STARTS_OR_BREAK_ENDS >> RANK_BITS:
        shift_starts(w, seat, day, now)
    elif rank == SHIFT_ENDS >> RANK_BITS:
        shift_ends(w, seat, day, now)
    else:
        break_due(w, seat, day, data & ((1 << DAY_SHIFT) - 1), now)
