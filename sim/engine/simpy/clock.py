"""SimPy's environment with absolute times and one explicit order of simultaneous events.

Order: (time, rank, entity). SimPy keeps events sorted by (time, priority, insertion); here the priority
holds rank and entity, so that the insertion counter never decides. Times are absolute because
`now + (t - now)` is not `t` in floating point.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
from typing import Any

import simpy
from simpy.core import EmptySchedule


class ScheduledEvent(simpy.Event):
    """One thing that happens at a known time to a known subject. It cannot fail and is not waited for."""

    _ok = True
    _value = None

    def __init__(
        self, env: simpy.Environment, handler: Callable[[ScheduledEvent], None], subject: Any
    ) -> None:
        self.env = env
        self.callbacks = [handler]
        self.subject = subject


EVENTS_PER_CHECK = 1000
"""About ten milliseconds."""


class Clock(simpy.Environment):
    """SimPy's environment, with `at` beside its relative `timeout`."""

    def run_all(self, check: Callable[[], None]) -> None:
        """Process events until none is left; `check` is called now and then, and may raise to stop."""
        try:
            while True:
                check()
                for _ in range(EVENTS_PER_CHECK):
                    self.step()
        except EmptySchedule:
            return

    @property
    def expected(self) -> int:
        """How many events lie ahead."""
        return len(self._queue)

    def at(self, time: float, priority: int, handler: Callable[[ScheduledEvent], None], subject: Any) -> None:
        """Have `handler` called at an absolute time; `priority` is a rank plus the entity's number."""
        entry: Any = (time, priority, next(self._eid), ScheduledEvent(self, handler, subject))
        heappush(self._queue, entry)
