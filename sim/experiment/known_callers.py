"""First calls that are known already: all scenarios of a comparison or a search meet the same callers.

Drawing them takes a tenth of a replication, and a fifth of one of which only calls are counted. Each day is kept under
all that `ArrivalGenerator` makes it from.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from sim.calendar import DayHours
from sim.callers import ArrivalGenerator, Arrivals, DemandTables
from sim.run_control import RunControl
from sim.scenario import Scenario, policies
from sim.scenario.memo import memoised

if TYPE_CHECKING:
    from sim.engine.compiled import CompiledReplication

LIMIT_BYTES = 64 * 2**20
"""Of callers kept in this process: two dozen replications of eight weeks with 1,800 calls a day."""
MOST_OF_ONE = 1 / 8
"""Of that, for one replication: those of larger centres are drawn each time."""
CALLER_BYTES = 36
"""Of one caller, in arrays that are a little longer than need be."""

ENTRY_BYTES = 2048
"""Of a replication or a day, besides: its address, its hours and the objects around them."""

Day = tuple[int, DayHours, str]
"""Its number, its hours and what its callers are drawn from."""
Days = dict[Day, Arrivals]
Address = tuple[int, int, str]
"""Seed, number, and what the callers of the first day are drawn from."""


class KnownCallers:
    """Days of first calls by replication, those used longest ago dropped; for any number of threads."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Address, Days] = OrderedDict()
        self.bytes = 0
        """Of all that is kept."""

    def meet(self, replication: CompiledReplication) -> None:
        """Let a replication that has not begun draw only what is not known."""
        in_force, horizon = policies(replication.scenario), replication.scenario.horizon
        seed, number = replication.generator.seed, replication.generator.replication
        a_week = max(p.demand.calls_per_day * len(p.demand.open.days) for _, p in in_force)
        size = int(CALLER_BYTES * a_week * (horizon.weeks + horizon.warm_up_weeks))
        if size <= MOST_OF_ONE * self._limit:
            address = seed, number, drawn_from(in_force[0][1])
            replication.generator = KnowingGenerator(address, replication.control, self)

    def days(self, address: Address) -> Days:
        """What is known of a replication, for others to add to by `add` alone."""
        with self._lock:
            days = self._kept.get(address)
            if days is None:
                days = self._kept[address] = {}
                self._count(ENTRY_BYTES)
            else:
                self._kept.move_to_end(address)
            return days

    def add(self, address: Address, day: Day, arrivals: Arrivals) -> None:
        """Keep a day that was drawn, unless its replication was dropped meanwhile."""
        with self._lock:
            days = self._kept.get(address)
            if days is not None and day not in days:
                days[day] = arrivals
                self._count(_bytes(arrivals))

    def _count(self, more_bytes: int) -> None:
        self.bytes += more_bytes
        while self.bytes > self._limit and self._kept:
            days = self._kept.popitem(last=False)[1]
            self.bytes -= ENTRY_BYTES + sum(map(_bytes, days.values()))


def _bytes(arrivals: Arrivals) -> int:
    return ENTRY_BYTES + CALLER_BYTES * len(arrivals.time)


class KnowingGenerator(ArrivalGenerator):
    """Draws a day's first calls unless they are among those known, which others use and add to."""

    def __init__(self, address: Address, control: RunControl, known: KnownCallers) -> None:
        super().__init__(*address[:2], control)
        self._address, self._known, self._days = address, known, known.days(address)

    def arrivals(
        self, scenario: Scenario, day: int, hours: DayHours, tables: DemandTables | None = None
    ) -> Arrivals:
        """See `ArrivalGenerator.arrivals`; for nobody to write to."""
        key = day, hours, drawn_from(scenario)
        arrivals = self._days.get(key)
        if arrivals is None:
            arrivals = super().arrivals(scenario, day, hours, tables)
            self._known.add(self._address, key, arrivals)
        return arrivals


@memoised
def drawn_from(scenario: Scenario) -> str:
    """What decides a day's callers, its hours, the seed and the replication's number apart."""
    demand = scenario.demand
    kinds = "".join(kind.model_dump_json() for kind in scenario.call_types)
    return (
        f"{demand.calls_per_day!r} {demand.day_to_day_cv!r} {demand.intraday_cv!r} "
        f"{demand.intraday_correlation!r} {scenario.callers.difficult_share!r} {kinds}"
    )


known_callers = KnownCallers()
"""This process's."""
