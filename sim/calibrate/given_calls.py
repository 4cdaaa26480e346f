"""Calls that came, put before the engine in place of drawn ones: only what they need is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.calendar import HALF_HOUR_MIN, LAST_MOMENT_MIN, DayHours
from sim.callers import DAY_OFFSET, ArrivalGenerator, Arrivals, DemandTables, need_min
from sim.draws import uniforms
from sim.engine.compiled.replication import CompiledReplication
from sim.jit import compiled
from sim.record import DAY_MIN, Record
from sim.run_control import UNCONTROLLED, RunControl
from sim.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class DayCalls:
    """The calls of a day, sorted by half-hour: `half_hour` from midnight, `type` in the scenario's order, and `at_min`,
    minutes from midnight; None where only their half-hours are known, in which they then come at random."""

    half_hour: Ints
    type: Ints
    at_min: Floats | None


@compiled
def _needs(
    us: NDArray[np.float64],
    types: NDArray[np.int64],
    needs: NDArray[np.float64],
    values: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Needs in minutes from their quantiles, as `sim.callers` makes them; a gamma need stays its quantile."""
    for i in range(len(us)):
        out[i] = need_min(us[i], needs[types[i]], values)


class GivenCalls(ArrivalGenerator):
    """`days`: number of the day, 0 = Monday -> its calls; none on other days."""

    def __init__(self, seed: int, replication: int, days: Mapping[int, DayCalls]) -> None:
        super().__init__(seed, replication)
        self.days = days

    def arrivals(
        self, scenario: Scenario, day: int, hours: DayHours, tables: DemandTables | None = None
    ) -> Arrivals:
        """The day's calls, none of them difficult; see `ArrivalGenerator.arrivals`."""
        tables = tables or DemandTables(scenario)
        none = np.zeros(0, np.int64)
        calls = self.days.get(day, DayCalls(none, none, np.zeros(0)))
        n = len(calls.half_hour)
        place = np.arange(n) - np.searchsorted(calls.half_hour, calls.half_hour, side="left")
        issue = ((day + DAY_OFFSET) << 30) | (calls.half_hour << 24) | place
        begin = day * DAY_MIN + HALF_HOUR_MIN * calls.half_hour
        if calls.at_min is None:
            moment = np.empty(n)
            uniforms(self.seed, self.replication, draws.MOMENT, issue, moment)
            time = begin + HALF_HOUR_MIN * moment
        else:
            time = day * DAY_MIN + calls.at_min
        time = np.minimum(time, begin + HALF_HOUR_MIN - LAST_MOMENT_MIN)
        order = np.lexsort((issue, time))
        issue, time, types = issue[order], time[order], calls.type[order]
        us, need = np.empty(n), np.empty(n)
        uniforms(self.seed, self.replication, draws.NEED, issue, us)
        _needs(us, types, tables.needs, tables.values, need)
        tables.finish_needs(types, need)
        return Arrivals(time, issue, types, np.zeros(n, np.bool_), need)


def simulate_given(
    scenario: Scenario,
    days: Mapping[int, DayCalls],
    seed: int,
    replication: int,
    control: RunControl = UNCONTROLLED,
) -> Record:
    """One replication of the scenario with these first calls. `control` as for `sim.engine.simulate`."""
    engine = CompiledReplication(scenario, seed, replication, control=control)
    engine.generator = GivenCalls(seed, replication, days)
    return engine.record()
