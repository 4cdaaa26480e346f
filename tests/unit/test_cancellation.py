"""Cancelling reaches into whatever a replication does, and its memory comes back. Counted in events, not in time."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from sim.calendar import Calendar
from sim.callers import ArrivalGenerator
from sim.engine import ENGINES, simulate, simulate_weeks
from sim.engine.compiled import CompiledReplication, memory
from sim.engine.compiled.clock import CANCELLED, MAX_EVENTS_PER_CHECK
from sim.engine.compiled.clock import run as run_events
from sim.engine.simpy.clock import EVENTS_PER_CHECK
from sim.experiment import Pool
from sim.experiment.result import measure_weeks
from sim.experiment.task import tasks
from sim.run_control import ALL_RUNS, RunControl, SupersededError
from sim.scenario import policies, replace
from tests.builders import scenario
from tests.waiting import wait_until

RUN = 7
BUSY = scenario({"demand.calls_per_day": 20_000.0, "teams.Agents.agents": 200})
HUGE = replace(BUSY, {"demand.calls_per_day": 1e7, "horizon.weeks": 520})


def cancelled_when(monkeypatch, module, name, control):
    """Have a run cancelled once a function that it calls has returned."""
    original = getattr(module, name)

    def then_cancelled(*args, **options):
        result = original(*args, **options)
        control.slot[0] = RUN
        return result

    monkeypatch.setattr(module, name, then_cancelled)


@pytest.mark.parametrize("number", [RUN, ALL_RUNS])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_that_is_cancelled_before_it_begins_makes_no_callers(engine, number, monkeypatch):
    control = RunControl(run=RUN)
    control.slot[0] = number
    monkeypatch.setattr(ArrivalGenerator, "arrivals", None)
    with pytest.raises(SupersededError):
        simulate(BUSY, engine=engine, control=control)


def test_another_runs_number_cancels_nothing():
    control = RunControl(run=RUN)
    control.slot[0] = RUN + 1
    small = scenario()
    assert simulate(small, control=control).data_bytes() == simulate(small).data_bytes()


def test_the_compiled_engine_looks_every_few_hundred_events():
    replication = CompiledReplication(BUSY, 1, 0, control=RunControl(run=RUN))
    held = replication._memory(1)
    days = replication._days(held)
    next(days)  # the calls of Monday are asked for
    held.supply(replication._first_calls(0))
    replication.control.slot[0] = RUN
    assert run_events(held.world.ctypes.data) == CANCELLED
    assert held.w["legs_n"] <= MAX_EVENTS_PER_CHECK
    assert held.w["next_call"] < 20_000 / 2


def test_simpy_looks_every_thousand_events(monkeypatch):
    from sim.engine.simpy.call_flow import CallFlow

    control = RunControl(run=RUN)
    calls = []

    def counted(self, event):
        calls.append(event)
        control.slot[0] = RUN
        original(self, event)

    original = CallFlow.first_call
    monkeypatch.setattr(CallFlow, "first_call", counted)
    with pytest.raises(SupersededError):
        simulate(BUSY, engine="simpy", control=control)
    assert 0 < len(calls) <= EVENTS_PER_CHECK


def test_making_callers_ends_before_all_are_made(monkeypatch):
    """Ten million callers: cancelled, they take no longer than the arrays they would have filled."""
    control = RunControl(run=RUN)
    control.slot[0] = RUN
    monday = Calendar(policies(HUGE), 1).days[0]
    drawn = []
    monkeypatch.setattr("sim.callers._persons", lambda *_: drawn.append(1))
    with pytest.raises(SupersededError):
        ArrivalGenerator(1, 0, control).arrivals(HUGE, 0, monday)
    assert drawn == []


def test_counting_ends_with_the_piece_in_hand(monkeypatch):
    from sim.kpis import weekly_totals

    control = RunControl(run=RUN)
    cancelled_when(monkeypatch, weekly_totals, "count_legs", control)
    pieces = []
    original = weekly_totals.fingerprint
    monkeypatch.setattr(weekly_totals, "fingerprint", lambda *a: pieces.append(1) or original(*a))
    with pytest.raises(SupersededError):
        measure_weeks(simulate_weeks(BUSY), BUSY, 0, control)
    assert len(pieces) == 1
    assert len(simulate(BUSY).legs) > 2 * 8192, "there was more to count"


def test_enlarging_arrays_ends_too():
    held = CompiledReplication(BUSY, 1, 0, control=RunControl(run=RUN))._memory(1)
    held.control.slot[0] = RUN
    with pytest.raises(SupersededError):
        held._issues(2 * len(held.issues))


def test_ten_million_calls_a_day_are_given_up_and_leave_no_memory_behind(monkeypatch):
    """The worker is free again, and nothing of the run is alive: no error or future holds on to it."""
    alive = weakref.WeakSet()
    original = memory.Memory.__init__

    def remembered(self, *args, **options):
        original(self, *args, **options)
        alive.add(self)

    monkeypatch.setattr(memory.Memory, "__init__", remembered)
    pool = Pool("compiled", workers=1)
    gc.collect()
    gc.disable()  # it must not take the collector to get the memory back
    try:
        run = pool.start(tasks([HUGE], seed=1, replications=3))
        wait_until(lambda: any(held.w["legs_n"] > 0 for held in list(alive)), "it is at work")
        run.cancel()
        wait_until(lambda: not alive, "its memory is given back")
    finally:
        gc.enable()
    after = pool.start(tasks([scenario()], seed=1, replications=1))
    wait_until(lambda: after.read(0.1), "the worker serves others")
    pool.close()


def test_spare_rows_are_kept_within_their_limit():
    spares = memory._Spares()
    half = memory.MAX_SPARE_BYTES // 2
    for size in (half, half, half, half, half):
        spares.give(np.empty(size, np.uint8))
    spares.give(np.empty(memory.MAX_SPARE_BYTES + 1, np.uint8))
    assert sum(array.nbytes for array in spares._arrays) == memory.MAX_SPARES_BYTES
    assert spares.take(memory.MAX_SPARE_BYTES) is None
    assert len(spares.take(10)) == half
