"""What was simulated once is not simulated again, and memory stays within a limit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sim.engine import ENGINES
from sim.experiment import KEYS, Replication, Store, assumption_ranges, replicate, run, until_precise
from sim.experiment import task as task_module
from sim.experiment.precision import HalfWidth
from sim.experiment.store import OVERHEAD_BYTES, size_bytes
from sim.experiment.task import Key
from sim.scenario import replace
from tests.builders import scenario

SMALL = scenario({"demand.calls_per_day": 100.0})


def key(n: int) -> Key:
    return Key("hash", 1, n, "model")


def replication(n: int, weeks: int = 1) -> Replication:
    return Replication(n, np.zeros(len(KEYS)), np.zeros((len(KEYS), weeks)), {"offered": np.zeros(48)}, 0)


SIZE = size_bytes(replication(0))


@pytest.fixture
def simulated(monkeypatch):
    """The numbers of the replications that were really simulated, in order."""
    numbers: list[int] = []
    original = task_module.one_replication

    def counting(scenario, seed, replication, *others):
        numbers.append(replication)
        return original(scenario, seed, replication, *others)

    monkeypatch.setattr(task_module, "one_replication", counting)
    return numbers


# ── The store itself ──────────────────────────────────────────────────────────────────────────────


def test_it_forgets_what_was_used_longest_ago():
    store = Store(limit_bytes=2 * SIZE)
    one, two, three = (replication(n) for n in range(3))
    store.put(key(0), one)
    store.put(key(1), two)
    assert store.get(key(0)) is one
    store.put(key(2), three)
    assert len(store) == 2
    assert store.get(key(1)) is None
    assert store.get(key(0)) is one
    assert store.get(key(2)) is three


def test_its_limit_is_memory_not_number():
    assert size_bytes(replication(0, weeks=101)) - SIZE == 100 * 8 * len(KEYS)
    assert OVERHEAD_BYTES + 8 * (2 * len(KEYS) + 48) == SIZE
    store = Store(limit_bytes=size_bytes(replication(0, weeks=101)))
    for n in range(3):
        store.put(key(n), replication(n))
    assert len(store) == 3
    store.put(key(9), replication(9, weeks=101))
    assert (len(store), store.get(key(0))) == (1, None)
    store.put(key(10), replication(10, weeks=200))
    assert store.get(key(10)) is None, "larger than everything allowed"
    assert store.get(key(9)) is not None, "and nothing had to go for it"


def test_putting_one_again_counts_it_once():
    store = Store(limit_bytes=2 * SIZE)
    for _ in range(5):
        store.put(key(0), replication(0))
    store.put(key(1), replication(1))
    assert len(store) == 2


def test_a_session_that_holds_more_than_half_makes_room_for_its_own():
    store = Store(limit_bytes=10 * SIZE)
    few, many = object(), object()
    for n in range(4):
        store.put(key(n), replication(n), few)
    for n in range(100, 130):
        store.put(key(n), replication(n), many)
    assert [n for n in range(4) if store.get(key(n)) is not None] == [0, 1, 2, 3]
    assert len(store) == 10
    for n in range(4, 9):
        store.put(key(n), replication(n), few)
    assert [n for n in range(9) if store.get(key(n)) is not None] == list(range(4, 9)), (
        "then it is the oldest that go"
    )


def test_many_threads_keep_it_within_its_limit():
    store = Store(limit_bytes=10 * SIZE)

    def work(offset: int) -> None:
        for n in range(300):
            store.put(key(n + offset), replication(n))
            found = store.get(key(n + offset))
            assert found is None or found.number == n

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(work, 1000 * i) for i in range(8)]:
            done.result()
    assert len(store) == 10
    assert store._bytes == 10 * SIZE


# ── What it saves ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("threads", [0, 2])
def test_asking_for_20_after_10_costs_10(simulated, threads):
    store = Store()
    pool = ThreadPoolExecutor(threads) if threads else None
    (first,) = run([SMALL], replications=10, store=store, executor=pool)
    assert sorted(simulated) == list(range(10))
    (second,) = run([SMALL], replications=20, store=store, executor=pool)
    assert sorted(simulated) == list(range(20))
    assert [r.number for r in second.replications] == list(range(20))
    assert all(a is b for a, b in zip(first.replications, second.replications, strict=False))
    (again,) = run([SMALL], replications=20, store=store, executor=pool)
    assert len(simulated) == 20
    assert all(a is b for a, b in zip(again.replications, second.replications, strict=True))
    if pool:
        pool.shutdown()


def test_another_seed_scenario_or_model_costs_anew_and_another_engine_nothing(simulated, monkeypatch):
    store = Store()
    run([SMALL], replications=2, store=store)
    run([SMALL], replications=2, store=store, seed=2)
    assert len(simulated) == 4
    run([replace(SMALL, {"teams.Agents.agents": 2})], replications=2, store=store)
    assert len(simulated) == 6
    run([replace(SMALL, {"name": "Another word for it"})], replications=2, store=store)
    for engine in ENGINES:
        run([SMALL], replications=2, store=store, engine=engine)
    assert len(simulated) == 6
    monkeypatch.setattr("sim.experiment.task.model_version", lambda: "another")
    run([SMALL], replications=2, store=store)
    assert len(simulated) == 8


def test_what_is_kept_comes_before_what_must_be_simulated(simulated):
    store = Store()
    list(replicate(SMALL, replications=range(3, 5), store=store))
    stream = replicate(SMALL, replications=6, store=store)
    assert [next(stream).number, next(stream).number] == [3, 4]
    assert simulated == [3, 4]
    assert [r.number for r in stream] == [0, 1, 2, 5]


def test_precision_and_assumptions_use_it_too(simulated):
    store = Store()
    other = replace(SMALL, {"teams.Agents.agents": 2})
    run([SMALL, other], replications=10, store=store)
    simulated.clear()
    until_precise(SMALL, {"asa_s": HalfWidth(1e9)}, store=store)
    assert simulated == []
    assumption_ranges(SMALL, [other], replications=10, store=store)
    assert len(simulated) == 160, "two scenarios at the eight ends of four assumptions; their own are kept"
