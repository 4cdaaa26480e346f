"""One replication on the compiled engine: days supplied, weeks taken out, arrays enlarged, until all is over."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import numpy as np

from sim.callers import ArrivalGenerator, Arrivals
from sim.engine.compiled.clock import CANCELLED, DONE, NEEDS_CALLS, NEEDS_DAYS, run
from sim.engine.compiled.memory import Array, Memory
from sim.engine.compiled.tables import Tables
from sim.record import (
    NO_DAY,
    WEEK_MIN,
    Pieces,
    Record,
    activities_in_order,
    agent_days_in_order,
    leg_pieces,
    legs_in_order,
    rows_of_week,
)
from sim.run_control import UNCONTROLLED, RunControl, SupersededError
from sim.scenario import Scenario
from sim.scenario.memo import memoised

tables_of = memoised(Tables)
"""A scenario's tables, kept for its next replications."""


class CompiledReplication:
    """One scenario, one seed, one replication, on the compiled engine."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        replication: int,
        on_week: Callable[[int], None] | None = None,
        control: RunControl = UNCONTROLLED,
    ) -> None:
        self.scenario = scenario
        self.generator = ArrivalGenerator(seed, replication, control)
        self.tables = tables_of(scenario)
        self.on_week = on_week
        self.control = control

    def record(self, activities_from: int = NO_DAY) -> Record:
        """All that happened, with everybody's activities from a day on."""
        horizon = self.scenario.horizon
        memory = self._memory(horizon.weeks + horizon.warm_up_weeks, activities_from)
        for _ in self._days(memory):
            pass
        legs = legs_in_order(memory.legs_written)
        memory.release()
        agent_days = agent_days_in_order(memory.agent_days_written)
        activities = activities_in_order(memory.activities_written)
        return Record(legs, agent_days, self.generator.seed, self.generator.replication, activities)

    def weeks(self) -> Generator[Pieces, None, Array]:
        """The legs of each measured week in turn, at the end all agent-days: see `sim.record.Weeks`.

        A week is handed out on the first midnight when the last call that came in in it is over, and forgotten.
        """
        memory = self._memory(1)
        given, weeks = 0, self.scenario.horizon.weeks
        for day in self._days(memory):
            over = min(day // 7, weeks)
            if over <= given and not (day <= 0 and day % 7 == 0):
                continue
            over = min(over, int(min(memory.earliest_open_call, over * WEEK_MIN) // WEEK_MIN))
            arrived = np.ascontiguousarray(memory.legs_written["arrived"])  # from every row, so only once
            while given < over:
                yield leg_pieces(memory.legs_written, rows_of_week(arrived, given))
                given += 1
            memory.keep_legs(np.flatnonzero(arrived >= given * WEEK_MIN))
        memory.release()
        return agent_days_in_order(memory.agent_days_written)

    def _memory(self, weeks_in_memory: int, activities_from: int = NO_DAY) -> Memory:
        return Memory(
            self.tables,
            self.generator.seed,
            self.generator.replication,
            weeks_in_memory,
            activities_from,
            self.control,
        )

    def _days(self, memory: Memory) -> Iterator[int]:
        """Run in `memory`, yielding each day before it begins, and at the end the first day after the last week."""
        w, address = memory.w, memory.world.ctypes.data
        while True:
            reason = run(address)
            if reason == NEEDS_CALLS:
                day = int(w["next_day"])
                yield day
                if day % 7 == 0 and day < 7 * self.scenario.horizon.weeks and self.on_week is not None:
                    self.on_week(day // 7)
                memory.supply(self._first_calls(day))
            elif reason == NEEDS_DAYS:
                memory.widen_ring()
            elif reason == CANCELLED:
                raise SupersededError
            elif reason == DONE:
                yield 7 * (int(w["last_day"]) // 7 + 1)
                return
            else:
                memory.grow()

    def _first_calls(self, day: int) -> Arrivals | None:
        hours = self.tables.calendar.days.get(day)
        if hours is None:
            return None
        number = max(i for i, p in enumerate(self.tables.policies) if p.week <= day // 7)
        policy = self.tables.policies[number].scenario
        return self.generator.arrivals(policy, day, hours, self.tables.demand_tables[number])
