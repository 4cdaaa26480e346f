"""Being on duty: shifts, breaks, courses, going home, closing: ranks 4 to 7.

The counterpart of `sim.engine.simpy.shifts`, function by function. The data of a planned event
hold its day and, for a break, which one it is. The data of the end of a break or pause hold the seat's token: the
event is void once the token has been raised.
"""

from __future__ import annotations

from typing import Any

from sim.engine.agent_state import (
    BREAK,
    COURSE,
    FREE,
    PAUSE,
    begin_shift,
    change_activity,
    end_shift,
    is_at_rest,
    is_on_call,
    take_course_min,
)
from sim.engine.call import OPEN
from sim.engine.compiled.call_flow import become_free, end_issue, serve_next, write_unanswered
from sim.engine.compiled.events import AGENTS, DUTY, push
from sim.engine.compiled.layout import NONE, break_at, issue_at, lane_at, pending_at, seat_at, whole_at
from sim.engine.compiled.queues import is_servable, leave_line, remove_free
from sim.engine.compiled.world import day_of, in_force, is_cancelled, is_open, walked
from sim.engine.event_order import BREAK_DUE, SHIFT_STARTS_OR_BREAK_ENDS
from sim.engine.people import close_day, is_absent
from sim.jit import shared
from sim.record import DAY_MIN

DAY_SHIFT = 24
"""A planned event's data: (day + DAY_BIAS) << DAY_SHIFT | number of the break."""
DAY_BIAS = 2**15


@shared
def planned(day: int, number: int) -> int:
    """Data of a planned event."""
    return ((day + DAY_BIAS) << DAY_SHIFT) | number


# -- 4, 5 and 6: breaks and shifts --


@shared
def break_due(w: Any, seat: Any, day: int, number: int, now: float) -> None:
    """A break is taken at once by who is free or in a pause, after the call by who is not, and not in a course."""
    if not seat.on_duty or seat.today != day:
        return
    minutes = break_at(w.breaks, number).minutes
    if seat.activity == COURSE:
        seat.breaks_left_min -= minutes
    elif seat.activity == FREE or seat.activity == PAUSE:
        leave_phones(w, seat, BREAK, minutes, now)
    else:
        postpone(w, seat, BREAK, minutes)


@shared
def postpone(w: Any, seat: Any, activity: int, minutes: float) -> None:
    """To be taken after the call in hand."""
    place = (seat.pending_first + seat.pending) % w.pending_capacity
    due = pending_at(w.pendings, seat.index * w.pending_capacity + place)
    due.activity = activity
    due.minutes = minutes
    seat.pending += 1
    if seat.pending > w.max_pending:
        w.max_pending = seat.pending


@shared
def leave_phones(w: Any, seat: Any, activity: int, minutes: float, now: float) -> bool:
    """Begin a break or course unless it would overlap the end of the shift."""
    today = day_of(w, seat, seat.today)
    if activity == BREAK:
        seat.breaks_left_min -= minutes
        if now + minutes > today.end:
            return False
    if seat.activity == FREE:
        remove_free(w, seat)
    change_activity(w, seat, today, activity, now)
    seat.token += 1
    push(w, AGENTS, now + minutes, SHIFT_STARTS_OR_BREAK_ENDS + seat.index, seat.token)
    return True


@shared
def take_pending(w: Any, seat: Any, now: float) -> bool:
    """The first put-off break or course that still fits."""
    while seat.pending > 0:
        due = pending_at(w.pendings, seat.index * w.pending_capacity + seat.pending_first)
        seat.pending_first = (seat.pending_first + 1) % w.pending_capacity
        seat.pending -= 1
        if leave_phones(w, seat, due.activity, due.minutes, now):
            return True
    return False


@shared
def break_ends(w: Any, seat: Any, token: int, now: float) -> None:
    """Back from a break or course."""
    if seat.token != token or not seat.on_duty:
        return
    if seat.leaving or now >= day_of(w, seat, seat.today).end:
        finish_shift(w, seat, now)
    elif not take_pending(w, seat, now):
        become_free(w, seat, now)


@shared
def shift_ends(w: Any, seat: Any, day: int, now: float) -> None:
    """Home, unless on a call; who is busy leaves later."""
    if not seat.on_duty or seat.today != day:
        return
    if is_open(w, day_of(w, seat, day).end):
        seat.leaving = True
    if is_at_rest(seat):
        finish_shift(w, seat, now)


@shared
def shift_starts(w: Any, seat: Any, day: int, now: float) -> None:
    """Sick, away, or on the phones."""
    if not seat.active or not seat.in_post:
        return
    if seat.on_duty:
        if seat.today != day:
            seat.late_start = day
        elif is_absent(w, seat, day_of(w, seat, day)):
            dismiss(w, seat, now)
        else:
            begin_course(w, seat, now)
    elif not is_absent(w, seat, day_of(w, seat, day)):
        come_on_duty(w, seat, day, now)


@shared
def come_on_duty(w: Any, seat: Any, day: int, now: float) -> None:
    """The shift begins."""
    today = day_of(w, seat, day)
    seat.today = day
    begin_shift(in_force(w), seat, today, now)
    seat.pending = 0
    for number in range(today.breaks_from, today.breaks_to):
        plan = break_at(w.breaks, number)
        due = today.start + plan.after_min
        if due >= now:
            seat.breaks_left_min += plan.minutes
            push(w, DUTY, due, BREAK_DUE + seat.index, planned(day, number))
    if not begin_course(w, seat, now):
        become_free(w, seat, now)


@shared
def begin_course(w: Any, seat: Any, now: float) -> bool:
    """Off to a course that is due, at once or after the call in hand."""
    minutes = take_course_min(seat, day_of(w, seat, seat.today), now)
    if minutes <= 0.0:
        return False
    if is_on_call(seat):
        postpone(w, seat, COURSE, minutes)
    else:
        leave_phones(w, seat, COURSE, minutes, now)
    return True


# -- Going home --


@shared
def leave_after_call(w: Any, seat: Any, now: float) -> bool:
    """Whether an agent who is done with a call goes home or off the phones instead of on."""
    if seat.leaving or now >= day_of(w, seat, seat.today).end:
        finish_shift(w, seat, now)
        return True
    return take_pending(w, seat, now)


@shared
def finish_shift(w: Any, seat: Any, now: float) -> None:
    """The shift is over: home, but after closing not while somebody waits whom this agent can serve."""
    stays = not seat.leaving and now < w.horizon and not is_open(w, now)
    if stays and seat.activity != FREE and serve_next(w, seat, now):
        seat.token += 1
        return
    go_home(w, seat, now)


@shared
def dismiss(w: Any, seat: Any, now: float) -> None:
    """Somebody who is no longer to be here leaves now, or after the call and wrap-up in hand."""
    if seat.on_duty:
        seat.leaving = True
        if is_at_rest(seat):
            go_home(w, seat, now)


@shared
def go_home(w: Any, seat: Any, now: float) -> None:
    """Off duty; the days that are over are closed; a shift that has begun meanwhile begins for this agent."""
    today = day_of(w, seat, seat.today)
    if seat.activity == FREE:
        remove_free(w, seat)
    end_shift(w, seat, today, now)
    close_days(w, seat, now)
    if w.waiting and not is_open(w, now):
        give_up_unservable(w, now)
    late = seat.late_start
    seat.late_start = NONE
    starts = late != NONE and seat.in_post and now < day_of(w, seat, late).end
    if starts and not is_absent(w, seat, day_of(w, seat, late)):
        come_on_duty(w, seat, late, now)
    else:
        close_days(w, seat, now)


@shared
def close_days(w: Any, seat: Any, now: float) -> None:
    """Close all of a seat's days that are over, up to one whose shift has yet to begin."""
    while (
        seat.unclosed_from <= seat.unclosed_to
        and seat.unclosed_from != seat.late_start
        and (seat.unclosed_from + 1) * DAY_MIN <= now
    ):
        day = day_of(w, seat, seat.unclosed_from)
        if day.unclosed and day.day == seat.unclosed_from:
            day.unclosed = False
            close_day(w, seat, day)
        seat.unclosed_from += 1


# -- 7: closing --


@shared
def give_up_unservable(w: Any, now: float) -> None:
    """End the wait of everybody whom nobody on duty can serve."""
    for team in range(w.teams):
        whole_at(w.on_duty, team).n = 0
    if now < w.horizon:
        i, unseen = 0, w.teams
        while i < w.all_seats and unseen > 0:
            seat = seat_at(w.seats, i)
            if seat.on_duty and not seat.leaving and whole_at(w.on_duty, seat.team).n == 0:
                whole_at(w.on_duty, seat.team).n = 1
                unseen -= 1
            i += 1
        walked(w, i)
    for number in range(w.lanes_n):
        lane = lane_at(w.lanes, number)
        if lane.first < 0 or is_servable(w, lane):
            continue
        while lane.first >= 0 and not is_cancelled(w):
            slot = lane.first
            issue = issue_at(w.issues, slot)
            leave_line(w, issue)
            write_unanswered(w, issue, OPEN, now, 0.0)
            end_issue(w, slot)
