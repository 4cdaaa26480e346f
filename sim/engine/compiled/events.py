"""What is to come: four heaps of events in order of (time, rank and entity, scheduling).

Events that come and go often are kept apart from those that lie waiting for long; the next event of all is
the least of the heaps' firsts. The ranks are those of the SimPy engine's clock.
"""

from __future__ import annotations

from typing import Any

from sim.engine.compiled.layout import event_at, heap_at
from sim.jit import shared

AGENTS, DUTY, PATIENCE, AGAIN = range(4)
"""Heaps: ends of talks, wrap-ups, pauses and breaks; shifts, breaks due and closing; patience; later calls."""
HEAPS = 4


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
def push(w: Any, which: int, time: float, order: int, data: int) -> None:
    """Have something happen. `order` is a rank plus the entity's number; room is seen to between events."""
    heap = heap_at(w.heaps, which)
    seq = w.seq
    w.seq = seq + 1
    place = heap.n
    heap.n = place + 1
    while place > 0:
        above = (place - 1) >> 1
        parent = event_at(heap.entries, above)
        if not is_before(time, order, seq, parent):
            break
        put(event_at(heap.entries, place), parent.time, parent.order, parent.seq, parent.data)
        place = above
    put(event_at(heap.entries, place), time, order, seq, data)


@shared
def drop_first(heap: Any) -> None:
    """Take the first event off."""
    n = heap.n - 1
    heap.n = n
    if n == 0:
        return
    last = event_at(heap.entries, n)
    time, order, seq, data = last.time, last.order, last.seq, last.data
    place = 0
    while True:
        below = 2 * place + 1
        if below >= n:
            break
        child = event_at(heap.entries, below)
        if below + 1 < n:
            other = event_at(heap.entries, below + 1)
            if is_before(other.time, other.order, other.seq, child):
                below += 1
                child = other
        if is_before(time, order, seq, child):
            break
        put(event_at(heap.entries, place), child.time, child.order, child.seq, child.data)
        place = below
    put(event_at(heap.entries, place), time, order, seq, data)
