"""The clock: which event comes next, until Python has to provide something.

What SimPy does for the other engine.
"""

from __future__ import annotations

from math import inf
from typing import Any

from sim.engine import call
from sim.engine.compiled.call_flow import arrive, first_call, patience_ends
from sim.engine.compiled.centre import day_begins, day_ends
from sim.engine.compiled.events import (
    AGAIN,
    AGENTS,
    HEAPS,
    MAX_ACTIVITIES_PER_EVENT,
    MAX_ACTIVITIES_PER_MIDNIGHT,
    MAX_PER_EVENT,
    PATIENCE,
    close_up,
    is_before,
    take_first,
)
from sim.engine.compiled.layout import event_at, heap_at, real_at, seat_at, whole_at, world_at
from sim.engine.compiled.shifts import (
    DAY_BIAS,
    DAY_SHIFT,
    break_due,
    break_ends,
    give_up_unservable,
    shift_ends,
    shift_starts,
)
from sim.engine.compiled.talk import talk_ends, wrap_up_or_pause_ends
from sim.engine.compiled.world import is_cancelled
from sim.engine.event_order import (
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
from sim.engine.people import begin_people
from sim.jit import compiled, shared
from sim.record import DAY_MIN

DONE, NEEDS_CALLS, NEEDS_MEMORY, NEEDS_DAYS, CANCELLED = range(5)
"""Why `run` returned: all is over; it needs the calls of `next_day`; larger arrays; places for more days that somebody
at work has not finished; or it was cancelled."""

FIRST_CALL = HEAPS
MIDNIGHT = HEAPS + 1
"""What may come next besides the heaps' firsts."""


MAX_EVENTS_PER_CHECK = 500
"""Most events that are processed before arrays are checked for free places again, and whether it was cancelled.

Fewer where the last ones walked along lists: see `walked` in `world`."""

MAX_STEPS_PER_CHECK = 1_000_000
"""Of walks along lists: some milliseconds."""


@shared
def events_that_fit(w: Any) -> int:
    """How many events surely have space for what they write and schedule, midnight left aside; 0: too few.

    What waits counts as written: at closing it may be, all at once.
    """
    seats = w.all_seats
    fit = MAX_EVENTS_PER_CHECK
    fit = min(fit, (w.legs_capacity - w.legs_n - w.waiting) // 2)
    fit = min(fit, w.issues_capacity - w.issues_in_use - 1)
    fit = min(fit, w.pending_capacity - w.max_pending - 1)
    fit = min(fit, (w.agent_days_capacity - w.agent_days_n - seats * (w.ring + 1)) // (w.ring + 1))
    activities = w.activities_capacity - w.activities_n - MAX_ACTIVITIES_PER_MIDNIGHT * seats
    fit = min(fit, activities // MAX_ACTIVITIES_PER_EVENT)
    for which in range(HEAPS):
        heap = heap_at(w.heaps, which)
        fit = min(fit, (heap.capacity - heap.n - 3 * seats - 24) // MAX_PER_EVENT[which])
    return fit if fit > 0 else 0


@shared
def ring_is_long_enough(w: Any) -> bool:
    """Whether every seat's place for `next_day` holds no day that is still needed."""
    for i in range(w.all_seats):
        seat = seat_at(w.seats, i)
        if seat.active or seat.on_duty:
            oldest = w.next_day
            if seat.unclosed_from <= seat.unclosed_to:
                oldest = seat.unclosed_from
            if seat.on_duty and seat.today < oldest:
                oldest = seat.today
            if w.next_day - oldest >= w.ring:
                return False
    return True


@compiled
def run(address: int) -> int:
    """Process events in order until all is over or Python has to provide something; return which (see above).

    `address`: of the WORLD record.
    """
    w = world_at(address, 0)
    if w.started == 0:
        w.started = 1
        begin_people(w)
    slack = 0
    while True:
        if slack == 0:
            if is_cancelled(w):
                return CANCELLED
            slack = events_that_fit(w)
            if slack == 0:
                return NEEDS_MEMORY
            if w.steps > MAX_STEPS_PER_CHECK:
                slack = max(1, slack * MAX_STEPS_PER_CHECK // w.steps)
            w.steps = 0
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
                own_order = ARRIVAL + call.leg_number(whole_at(w.call_issue, w.next_call).n, 1, 0)
                if at < time or own_order < order:
                    source, time, order = FIRST_CALL, at, own_order
        if w.day_time <= time:
            own_order = DAY_ENDS if w.day_is_over_next else DAY_BEGINS
            if w.day_time < time or own_order < order:
                source, time, order = MIDNIGHT, w.day_time, own_order
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
                return NEEDS_CALLS
            elif not ring_is_long_enough(w):
                return NEEDS_DAYS
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
