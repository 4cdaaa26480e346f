"""What happens: one scenario, one seed, one replication; a record.

An engine is imported when it is first used, so that whoever needs only their names starts fast.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.record import NO_DAY, Record, Weeks, weeks
from sim.run_control import UNCONTROLLED, RunControl
from sim.scenario import Scenario

ENGINES = ("compiled", "simpy")


def simulate(
    scenario: Scenario,
    *,
    seed: int = 1,
    replication: int = 0,
    engine: str = ENGINES[0],
    on_week: Callable[[int], None] | None = None,
    activities_from: int = NO_DAY,
    control: RunControl = UNCONTROLLED,
) -> Record:
    """Simulate one replication. Every engine gives the same record, to the last bit.

    `activities_from`: the day from which on the record has everybody's activities; without it, it has none.
    `on_week` is called with each week's number as it begins and may raise to stop the run. `control` cancels it at any
    moment and limits its memory: see `sim.run_control`.
    Raises ValueError for an unknown engine, a seed outside 0..2**32-1 or a replication outside 0..2**20-1.
    """
    if _known(engine) == "compiled":
        from sim.engine.compiled import CompiledReplication

        return CompiledReplication(scenario, seed, replication, on_week, control).record(activities_from)
    from sim.engine.simpy.centre import Centre

    return Centre(scenario, seed, replication, on_week, activities_from, control).run()


def simulate_weeks(
    scenario: Scenario,
    *,
    seed: int = 1,
    replication: int = 0,
    engine: str = ENGINES[0],
    on_week: Callable[[int], None] | None = None,
    control: RunControl = UNCONTROLLED,
) -> Weeks:
    """The same, handed out week by week: see `sim.record.weeks`. The compiled engine keeps one week in memory."""
    if _known(engine) == "compiled":
        from sim.engine.compiled import CompiledReplication

        return CompiledReplication(scenario, seed, replication, on_week, control).weeks()
    record = simulate(
        scenario, seed=seed, replication=replication, engine=engine, on_week=on_week, control=control
    )
    return weeks(record, scenario.horizon.weeks)


def _known(engine: str) -> str:
    if engine not in ENGINES:
        raise ValueError(f'engine "{engine}" is not one of {", ".join(ENGINES)}')
    return engine
