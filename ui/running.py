"""Running what the page asks for on the shared worker processes, and handing over results as they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from sim import Result, Scenario, scenario_hash
from sim.experiment.pool import Pool, Store, tasks

SEED = 1
POLL_S = 0.25
"""How often the page gets a word in: a superseded page only stops at its next Streamlit call."""


@st.cache_resource(show_spinner=False, on_release=Pool.close)
def pool() -> Pool:
    """One pool for all users; it is thread-safe and keeps their runs apart."""
    return Pool()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Results by address, for all users: what one has simulated, another gets at once."""
    return Store()


@dataclass(frozen=True)
class Snapshot:
    """What is known so far. `now` is `base` itself where nothing was changed."""

    base: Result
    now: Result
    done: int
    total: int

    @property
    def compared(self) -> int:
        """Replications that both have."""
        return len({r.number for r in self.base.replications} & {r.number for r in self.now.replications})


def results(base: Scenario, now: Scenario, replications: int) -> Iterator[Snapshot]:
    """What is known, at once and then every quarter of a second until all is there.

    Close it when it is no longer wanted: that cancels what has not finished. Raises PoolBrokenError when a worker
    process died.
    """
    wanted = tasks([base, now], seed=SEED, replications=replications)
    hashes = scenario_hash(base), scenario_hash(now)
    known = {t.key: r for t in wanted if (r := store().get(t.key)) is not None}

    def snapshot() -> Snapshot:
        mine = [
            Result(
                scenario,
                SEED,
                "simpy",
                tuple(known[t.key] for t in wanted if t.key in known and t.key[0] == h),
            )
            for scenario, h in zip((base, now), hashes, strict=True)
        ]
        return Snapshot(mine[0], mine[1], len(known), len(wanted))

    run = pool().start([t for t in wanted if t.key not in known])
    try:
        yield snapshot()
        while not run.finished:
            for task, replication in run.read(POLL_S):
                store().put(task.key, replication)
                known[task.key] = replication
            yield snapshot()
    finally:
        run.cancel()
