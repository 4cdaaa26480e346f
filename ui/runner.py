"""Running what the page asks for on the shared workers, and handing over results as they come."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st

from sim import Result, Scenario, scenario_hash
from sim.check.record_comparison import Comparison, compare_replications
from sim.engine import ENGINES
from sim.engine.compiled import ready
from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.pool import Pool, Store, tasks

T = TypeVar("T")
SEED = 1
POLL_S = 0.05
"""How often a page looks whether it was superseded."""
VERDICTS_KEPT = 500


@st.cache_resource(show_spinner=False, on_release=Pool.close)
def pool(engine: str) -> Pool:
    """One pool an engine for all users; it is thread-safe and keeps their runs apart."""
    if engine == "compiled":
        ready.prepare()
        gc.collect()
        gc.freeze()  # the compiler's many objects are for good: looking through them took 50 ms now and then
    return Pool(engine)


@st.cache_resource(show_spinner=False, on_release=Pool.close)
def second_pool(engine: str) -> Pool:
    """One worker that repeats on another engine what is on somebody's screen."""
    return Pool(engine, workers=1)


@st.cache_resource(show_spinner=False)
def store(engine: str) -> Store:
    """Results by address, for all users: what one has simulated, another gets at once.

    One an engine, though results are the same: who asks for SimPy gets what SimPy has simulated.
    """
    return Store()


@st.cache_resource(show_spinner=False)
def verdicts() -> dict[tuple[str, int], Comparison]:
    """What second engines have said, by scenario and seed."""
    return {}


def engine_for(asked: str) -> str:
    """The engine to simulate with now: the one asked for, or SimPy until that is compiled."""
    if asked == "compiled" and not ready.is_ready():
        ready.prepare_elsewhere()
        return "simpy"
    return asked


@dataclass(frozen=True)
class Snapshot:
    """What is known so far of some scenarios, in their order; the first is the baseline, the last the current one."""

    results: tuple[Result, ...]
    done: int
    total: int

    @property
    def paired(self) -> Snapshot:
        """The same with those replications only that all have: figures and differences then go together."""
        common = set.intersection(*({r.number for r in result.replications} for result in self.results))
        return replace(
            self,
            results=tuple(
                replace(result, replications=tuple(r for r in result.replications if r.number in common))
                for result in self.results
            ),
        )

    @property
    def baseline(self) -> Result:
        """Of the baseline."""
        return self.results[0]

    @property
    def current(self) -> Result:
        """Of the current scenario: the baseline itself where nothing was changed."""
        return self.results[-1]

    @property
    def compared(self) -> int:
        """Replications that all have."""
        return len(set.intersection(*({r.number for r in result.replications} for result in self.results)))

    @property
    def finished(self) -> bool:
        """Whether all is there."""
        return self.done == self.total


@dataclass(frozen=True)
class Workers:
    """Who simulates for a page or for a thread of ours. `idle`: called while nothing arrives, twenty times a second."""

    engine: str
    pool: Pool
    store: Store
    idle: Callable[[], None]


def workers(engine: str, idle: Callable[[], None] | None = None) -> Workers:
    """The shared ones of an engine, for this page unless `idle` is given."""
    return Workers(engine, pool(engine), store(engine), on_idle if idle is None else idle)


def results(scenarios: Sequence[Scenario], replications: int, engine: str) -> Iterator[Snapshot]:
    """What is known, at once and then whenever more has arrived, until all is there.

    Close it when it is no longer wanted: that cancels what has not finished. Raises PoolBrokenError when a worker
    process died.
    """
    return results_by(workers(engine), scenarios, replications)


def results_by(by: Workers, scenarios: Sequence[Scenario], replications: int) -> Iterator[Snapshot]:
    """The same, by given workers."""
    wanted = tasks(scenarios, seed=SEED, replications=replications, engine=by.engine)
    hashes = [scenario_hash(s) for s in scenarios]
    known = {t.key: r for t in wanted if (r := by.store.get(t.key)) is not None}

    def snapshot() -> Snapshot:
        mine = (
            Result(
                scenario,
                SEED,
                by.engine,
                tuple(known[t.key] for t in wanted if t.key in known and t.key.scenario == h),
            )
            for scenario, h in zip(scenarios, hashes, strict=True)
        )
        return Snapshot(tuple(mine), len(known), len(wanted))

    run = by.pool.start([t for t in wanted if t.key not in known])
    try:
        yield snapshot()
        while not run.finished:
            arrived = run.read(POLL_S)
            for task, replication in arrived:
                by.store.put(task.key, replication)
                known[task.key] = replication
            if arrived or run.finished:
                yield snapshot()
            else:
                by.idle()
    finally:
        run.cancel()


WHILE_IDLE = "while idle"
"""Key of what a session has to do while nothing arrives."""


def on_idle() -> None:
    """End here if the page was superseded. Nothing is sent: a browser that draws all the time loads no levers.

    But for what the session has to do meanwhile.
    """
    also: Callable[[], None] | None = st.session_state.get(WHILE_IDLE)
    if also is not None:
        also()


@dataclass(frozen=True)
class Progress:
    """How far an inquiry has come: replications done, of those asked for so far."""

    done: int
    total: int


def answer(inquiry: AdaptiveExperiment[T], replications: int, engine: str) -> Iterator[Progress | T]:
    """Drive an inquiry: how far it is, twenty times a second, and last its answer.

    Close it when it is no longer wanted. Raises PoolBrokenError when a worker process died.
    """
    return answer_by(workers(engine), inquiry, replications)


def answer_by(by: Workers, inquiry: AdaptiveExperiment[T], replications: int) -> Iterator[Progress | T]:
    """The same, by given workers."""
    before, found = 0, None
    try:
        while True:
            try:
                wanted = inquiry.send(found) if found is not None else next(inquiry)
            except StopIteration as end:
                yield end.value
                return
            view = None
            with closing(results_by(by, wanted, replications)) as stream:
                for view in stream:
                    yield Progress(before + view.done, before + view.total)
            found, before = view.results, before + view.total
    finally:
        inquiry.close()


def cross_check(shown: Snapshot) -> Iterator[tuple[Comparison, ...]]:
    """What another engine says of replication 0 of what is on screen: the verdicts so far, until all are there.

    The first is of the current scenario, a second one of the baseline where that is another. Close it when it is no
    longer wanted. Raises PoolBrokenError when a worker process died.
    """
    by_hash = {result.hash: result for result in (shown.current, shown.baseline) if result.replications}
    second = next(engine for engine in ENGINES if engine != shown.current.engine)
    if engine_for(second) != second:
        return
    missing = {h: result for h, result in by_hash.items() if (h, SEED) not in verdicts()}
    wanted = tasks([r.scenario for r in missing.values()], seed=SEED, replications=1, engine=second)

    def found() -> tuple[Comparison, ...]:
        return tuple(v for h in by_hash if (v := verdicts().get((h, SEED))) is not None)

    run = second_pool(second).start(wanted)
    try:
        yield found()
        while not run.finished:
            arrived = run.read(POLL_S)
            for task, theirs in arrived:
                (mine,) = (r for r in missing[task.key.scenario].replications if r.number == 0)
                verdicts()[task.key.scenario, SEED] = compare_replications(mine, theirs)
                while len(verdicts()) > VERDICTS_KEPT:
                    verdicts().pop(next(iter(verdicts())), None)
            if arrived or run.finished:
                yield found()
            else:
                on_idle()
    finally:
        run.cancel()
