"""One replication on the compiled engine: days supplied, weeks taken out, arrays enlarged, until all is over."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator

import numpy as np

from sim.callers import CallerBook
from sim.engine.compiled.centre import DAY_WANTED, DONE, RING_WANTED, run
from sim.engine.compiled.memory import Array, Memory
from sim.engine.compiled.tables import Tables
from sim.record import Record, in_order
from sim.scenario import Scenario

_TABLES_KEPT = 32
_tables: OrderedDict[int, Tables] = OrderedDict()
_lock = threading.Lock()


def tables_of(scenario: Scenario) -> Tables:
    """The scenario's tables, kept for its next replications."""
    with _lock:
        found = _tables.get(id(scenario))
        if found is not None:  # it holds the scenario, so nothing else can have that id
            _tables.move_to_end(id(scenario))
            return found
    made = Tables(scenario)
    with _lock:
        _tables[id(scenario)] = made
        while len(_tables) > _TABLES_KEPT:
            _tables.popitem(last=False)
    return made


class Replication:
    """One scenario, one seed, one replication, on the compiled engine."""

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, on_week: Callable[[int], None] | None = None
    ) -> None:
        self.book = CallerBook(seed, replication)
        self.tables = tables_of(scenario)
        self.memory = Memory(self.tables, seed, replication)
        self.on_week = on_week

    def weeks(self) -> Iterator[tuple[int, Array, Array]]:
        """Let it happen. Yields (week, legs, agent-days written since) as each week begins, and at the end.

        The rows come as they were written, in no order; when `week` begins, calls that came in before
        `memory.earliest_open_call` are all there.
        """
        memory, w = self.memory, self.memory.w
        address = memory.world.ctypes.data
        while True:
            wanted = run(address)
            if wanted == DAY_WANTED:
                day = int(w["next_day"])
                if day % 7 == 0:
                    yield day // 7, *memory.take_rows()
                    if self.on_week is not None:
                        self.on_week(day // 7)
                self._supply(day)
            elif wanted == RING_WANTED:
                memory.widen_ring()
            elif wanted == DONE:
                yield int(w["last_day"]) // 7 + 1, *memory.take_rows()
                return
            else:
                memory.grow()

    def _supply(self, day: int) -> None:
        open_day = self.tables.calendar.days.get(day)
        if open_day is None:
            self.memory.supply(None)
            return
        number = max(i for i, p in enumerate(self.tables.policies) if p.week <= day // 7)
        policy = self.tables.policies[number]
        self.memory.supply(self.book.arrivals(policy.scenario, open_day, self.tables.crowds[number]))

    def record(self) -> Record:
        """All that happened."""
        parts = list(self.weeks())
        return Record(
            in_order(np.concatenate([legs for _, legs, _ in parts]), "issue", "call", "leg"),
            in_order(np.concatenate([days for _, _, days in parts]), "day", "seat"),
            self.book.seed,
            self.book.replication,
        )
