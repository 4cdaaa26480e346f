"""Scheduled events: four heaps in order of (time, rank and entity, scheduling).

Events that come and go often are kept apart from those that lie waiting for long; the next event of all is
the least of the heaps' firsts. The ranks are those of the SimPy engine's clock.
"""

from __future__ import annotations

from math import inf
from typing import Any

from sim.engine.compiled.layout import event_at, heap_at
from sim.jit import shared

AGENTS, DUTY, PATIENCE, AGAIN = range(4)
"""Heaps: ends of talks, wrap-ups, pauses and breaks; shifts, breaks due and closing; patience; later calls."""
HEAPS = 4
MAX_PER_EVENT = (4, 24, 2, 2)
"""What one event may add to each heap, midnight left aside: a shift's breaks are the most."""
MAX_ACTIVITIES_PER_EVENT = 8
MAX_ACTIVITIES_PER_MIDNIGHT = 12
"""What one event, and midnight for each seat, may at most add to the rows of activities."""


@shared
def is_before(time: float, order: int, seq: int, other: Any) -> bool:
    """Whether something comes before an event."""
    if time != other.time:
        return time < other.time
    if order != other.order:
        return order < other.order
    return seq < other.seq


@shared
def put(event: Any, time: float, order: int, seq: int, data: int) -> None:
    """Write an event's fields."""
    event.time = time
    event.order = order
    event.seq = seq
    event.data = data


@shared
def move(heap: Any, to: int, event: Any) -> None:
    """Write an event's fields into a place."""
    put(event_at(heap.entries, to), event.time, event.order, event.seq, event.data)


@shared
def earlier_child(heap: Any, place: int) -> int:
    """The place of the first of what stands below a place that has something below it.

    Which of two it is cannot be foreseen, so it is worked out instead of branched on.
    """
    below = 2 * place + 1
    if below + 1 >= heap.n:
        return below
    left = event_at(heap.entries, below)
    right = event_at(heap.entries, below + 1)
    if left.time == right.time:
        return below + 1 if is_before(right.time, right.order, right.seq, left) else below
    return below + int(right.time < left.time)


@shared
def sift_up(heap: Any, place: int, time: float, order: int, seq: int, data: int) -> None:
    """Put an event at this place or, past those it comes before, above it."""
    while place > 0:
        above = (place - 1) >> 1
        parent = event_at(heap.entries, above)
        if not is_before(time, order, seq, parent):
            break
        move(heap, place, parent)
        place = above
    put(event_at(heap.entries, place), time, order, seq, data)


@shared
def push(w: Any, which: int, time: float, order: int, data: int) -> None:
    """Schedule an event. `order` is a rank plus the entity's number; memory is checked between events."""
    heap = heap_at(w.heaps, which)
    seq = w.seq
    w.seq = seq + 1
    if not heap.is_open_above:
        heap.n += 1
        sift_up(heap, heap.n - 1, time, order, seq, data)
    else:  # into the place of the event that is happening, or down from it
        heap.is_open_above = False
        place, n = 0, heap.n
        while 2 * place + 1 < n:
            below = earlier_child(heap, place)
            child = event_at(heap.entries, below)
            if is_before(time, order, seq, child):
                break
            move(heap, place, child)
            place = below
        put(event_at(heap.entries, place), time, order, seq, data)
    heap.first = event_at(heap.entries, 0).time


@shared
def take_first(heap: Any) -> None:
    """The first event is happening: its place is open to the next that is pushed."""
    heap.is_open_above = True


@shared
def close_up(heap: Any) -> None:
    """After an event: if nothing took its place, the last does, which nearly always belongs far below."""
    if not heap.is_open_above:
        return
    heap.is_open_above = False
    n = heap.n - 1
    heap.n = n
    if n == 0:
        heap.first = inf
        return
    place = 0
    while 2 * place + 1 < n:
        below = earlier_child(heap, place)
        move(heap, place, event_at(heap.entries, below))
        place = below
    last = event_at(heap.entries, n)
    sift_up(heap, place, last.time, last.order, last.seq, last.data)
    heap.first = event_at(heap.entries, 0).time
