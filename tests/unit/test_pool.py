"""The pool: results in the order of a comparison, cancellation that reaches into a running replication."""

from __future__ import annotations

import multiprocessing
import os
import signal

import numpy as np
import pytest

from sim import parse
from sim.engine import ENGINES
from sim.experiment import Pool, PoolBrokenError, one_replication
from sim.experiment.task import tasks
from tests.processes import cpu_elsewhere_s
from tests.waiting import wait_until

TEXT = """
schema: 1
name: Small centre
horizon: {{weeks: {weeks}, warm_up_weeks: 0}}
demand: {{calls_per_day: {calls}}}
call_types: [{{name: Calls, share: 1.0}}]
teams: [{{name: Front line, agents: {agents}, shifts: [{{start: "08:00"}}]}}]
"""
SHORT = parse(TEXT.format(weeks=1, calls=200, agents=8))
OTHER = parse(TEXT.format(weeks=1, calls=200, agents=9))
ENDLESS = {
    "simpy": parse(TEXT.format(weeks=520, calls=200, agents=8)),
    "compiled": parse(TEXT.format(weeks=520, calls=50_000, agents=2000)),
}
"""A minute of simulation, which nobody waits for the end of."""
FEW_S = 10.0
"""CPU time that is enough for all else."""


@pytest.fixture(scope="module", params=ENGINES)
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def pool(engine):
    made = Pool(engine, workers=1)
    yield made
    made.close()


def read_all(run):
    found = []

    def has_finished():
        found.extend(run.read(0.2))
        return run.finished

    wait_until(has_finished, "the run has finished")
    return found


def start_endless(pool, engine, replications):
    """Begin an endless run, on which a worker is at work when this returns."""
    read_all(pool.start(tasks([SHORT], seed=1, replications=1, engine=engine)))  # the worker is ready
    before = cpu_elsewhere_s()
    run = pool.start(tasks([ENDLESS[engine]], seed=1, replications=replications, engine=engine))
    wait_until(lambda: cpu_elsewhere_s() > before + 0.3, "the worker is at work")
    return run


def test_results_come_interleaved_and_are_those_of_this_process(pool, engine):
    wanted = tasks([SHORT, OTHER, SHORT], seed=3, replications=2, engine=engine)
    assert [t.scenario.teams[0].agents for t in wanted] == [8, 9, 8, 9]
    found = read_all(pool.start(wanted))
    assert [task for task, _ in found] == wanted
    here = one_replication(SHORT, 3, 0)
    assert np.array_equal(found[0][1].values, here.values, equal_nan=True)


def test_cancelling_stops_a_running_replication_and_drops_the_waiting_ones(pool, engine):
    slow = start_endless(pool, engine, 50)
    assert slow.read(0.0) == []
    slow.cancel()
    assert len(read_all(pool.start(tasks([SHORT], seed=1, replications=1, engine=engine)))) == 1
    assert slow.finished
    assert slow.read(0.0) == [], "the only worker did not end it before it began the other"


def test_one_users_long_run_does_not_stand_before_anothers(pool, engine):
    long = pool.start(tasks([SHORT], seed=5, replications=400, engine=engine))
    short = pool.start(tasks([OTHER], seed=5, replications=2, engine=engine))
    read_all(short)
    assert len(long.read(0.0)) < 50
    long.cancel()


def test_an_error_in_a_replication_reaches_the_reader(pool):
    run = pool.start(tasks([SHORT], seed=1, replications=1, engine="abacus"))
    with pytest.raises(ValueError, match="abacus"):
        read_all(run)


def test_closing_stops_what_runs(engine):
    made = Pool(engine, workers=1)
    start_endless(made, engine, 3)
    before = cpu_elsewhere_s()
    made.close()
    assert cpu_elsewhere_s() - before < FEW_S


def test_a_dead_worker_is_reported_and_replaced():
    others = set(multiprocessing.active_children())
    pool = Pool("simpy", workers=1)
    run = start_endless(pool, "simpy", 2)
    for worker in set(multiprocessing.active_children()) - others:
        os.kill(worker.pid, signal.SIGTERM)
    with pytest.raises(PoolBrokenError, match="ended unexpectedly"):
        read_all(run)
    assert len(read_all(pool.start(tasks([SHORT], seed=1, replications=1, engine="simpy")))) == 1
    pool.close()


def test_a_worker_that_dies_with_nothing_to_do_is_replaced():
    """Nobody waits for a result that would report it: the next run must not wait for ever."""
    others = set(multiprocessing.active_children())
    pool = Pool("simpy", workers=1)
    wanted = tasks([SHORT], seed=1, replications=1, engine="simpy")
    first = read_all(pool.start(wanted))
    (child,) = set(multiprocessing.active_children()) - others
    os.kill(child.pid, signal.SIGTERM)
    wait_until(lambda: not child.is_alive(), "the worker has died")
    try:
        again = read_all(pool.start(wanted))
    except PoolBrokenError:  # its death was noticed only now: reported, and replaced as well
        again = read_all(pool.start(wanted))
    assert [task for task, _ in again] == [task for task, _ in first]
    pool.close()
