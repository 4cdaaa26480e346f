"""Calls by half-hour and nothing else of a replication, for searches that ask for no other figure.

The same counts, to the call, as `sim.experiment.result.measure` gives. Key figures, the order of rows and agent-days
take half the time of a replication, and most of what is done under Python's lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from sim.engine import simulate_weeks
from sim.engine.compiled import CompiledReplication
from sim.experiment.known_callers import KnownCallers
from sim.experiment.result import Replication
from sim.kpis.counting import CALLS, SLOTS
from sim.record import WEEK_MIN, Outcome
from sim.run_control import UNCONTROLLED, RunControl
from sim.scenario import Scenario, policies

Rows = NDArray[np.void]
NO_ROWS = np.empty(0, np.int64)


def count_half_hours(
    scenario: Scenario,
    seed: int,
    number: int,
    engine: str,
    control: RunControl = UNCONTROLLED,
    callers: KnownCallers | None = None,
) -> Replication:
    """Simulate, and count calls by half-hour of the week and by day: `week` without `on_duty`, and `days`.

    All other figures are left out: their arrays are empty. `control` as for `simulate`. `callers`: where they
    may be known.
    """
    if engine == "compiled":
        replication = UnorderedRows(scenario, seed, number, control=control)
        if callers is not None:
            callers.meet(replication)
        rows = replication.rows()
    else:
        weeks = simulate_weeks(scenario, seed=seed, replication=number, engine=engine, control=control)
        rows = chain.from_iterable(weeks)
    counted = HalfHours(scenario)
    for some in rows:
        control.check()
        counted.add(some)
    by_slot = counted.calls().reshape(len(CALLS), scenario.horizon.weeks, 7, -1)
    week, days = by_slot.sum(axis=1).reshape(len(CALLS), -1), by_slot.sum(axis=3).reshape(len(CALLS), -1)
    return Replication(
        number,
        np.empty(0),
        np.empty((0, scenario.horizon.weeks)),
        {},
        int(week[CALLS.index("offered")].sum()),
        week=dict(zip(CALLS, week.astype(np.int32), strict=True)),
        days=dict(zip(CALLS, days.astype(np.int32), strict=True)),
    )


class UnorderedRows(CompiledReplication):
    """A replication on the compiled engine whose legs are handed out as they were written."""

    def rows(self) -> Iterator[Rows]:
        """The legs that ended in each week, warm-up included; to be read before the next are asked for."""
        memory = self._memory(1)
        for day in self._days(memory):
            if day % 7 == 0:
                yield memory.legs_written
                memory.keep_legs(NO_ROWS)
        yield memory.legs_written
        memory.release()


class HalfHours:
    """Counts legs by the half-hour in which their calls come in, as `sim.kpis.counting.count_legs` does."""

    def __init__(self, scenario: Scenario) -> None:
        in_force, weeks = policies(scenario), range(scenario.horizon.weeks)
        within_s = [[s.targets.within_s for start, s in in_force if start <= week][-1] for week in weeks]
        self._within_min = np.array(within_s) / 60.0
        self._size = len(weeks) * SLOTS
        self._seen: list[NDArray[np.int64]] = []

    def add(self, legs: Rows) -> None:
        """Count rows in any order; calls that did not come in in a measured week are left out."""
        arrived = np.ascontiguousarray(legs["arrived"])
        week = np.floor_divide(arrived, WEEK_MIN).astype(np.int64)
        which = np.flatnonzero((legs["leg"] == 0) & (week >= 0) & (week < len(self._within_min)))
        in_time = (legs["left_queue"] - legs["queued"])[which] <= self._within_min[week[which]]
        slot = np.floor_divide(arrived[which], 30.0).astype(np.int64)
        self._seen.append((slot * len(Outcome) + legs["outcome"][which]) * 2 + in_time)

    def calls(self) -> NDArray[np.int64]:
        """(CALLS, half-hour from the first measured Monday 00:00)."""
        seen = np.concatenate(self._seen) if self._seen else NO_ROWS
        counts = np.bincount(seen, minlength=self._size * len(Outcome) * 2)
        late, in_time = np.moveaxis(counts.reshape(self._size, len(Outcome), 2), 2, 0)
        both = late + in_time
        taken, abandoned = slice(0, Outcome.PASSED_ON + 1), Outcome.ABANDONED
        return np.stack(
            [
                both.sum(axis=1),
                both[:, taken].sum(axis=1),
                in_time[:, taken].sum(axis=1),
                both[:, abandoned],
                in_time[:, abandoned],
            ]
        )
