"""Running what the page asks for on the shared workers, and handing over results as they come."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st

from sim import Result, Scenario
from sim.check.record_comparison import Comparison, compare_replications
from sim.engine import ENGINES
from sim.engine.compiled import ready
from sim.experiment import Budget, Pool, PoolBrokenError, Runner, Store, limits_from_environment

K = TypeVar("K")
V = TypeVar("V")
SEED = 1
POLL_S = 0.05
"""How often a page looks whether it was superseded."""
MAX_VERDICTS = 500


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


def engine_for(requested: str) -> str:
    """The engine to simulate with now: the one asked for, or SimPy until that is compiled."""
    if requested == "compiled" and not ready.is_ready():
        ready.prepare_elsewhere()
        return "simpy"
    return requested


@dataclass(frozen=True)
class Snapshot:
    """Results so far of some scenarios, in order; the first is the baseline, the last the current one."""

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
        """The baseline's result."""
        return self.results[0]

    @property
    def current(self) -> Result:
        """Of the current scenario: the baseline itself where nothing was changed."""
        return self.results[-1]

    @property
    def compared(self) -> int:
        """Number of replications that all scenarios have."""
        return len(set.intersection(*({r.number for r in result.replications} for result in self.results)))

    @property
    def finished(self) -> bool:
        """Whether all results have arrived."""
        return self.done == self.total


BUDGET = "budget"


def session_budget() -> Budget:
    """How much this session may have simulated: see `sim.experiment.budget`."""
    budget: Budget = st.session_state.setdefault(BUDGET, Budget(limits_from_environment()))
    return budget


def runner(engine: str, replications: int) -> Runner:
    """On the shared workers and results of an engine, for this page, within its session's budget.

    It raises PoolBrokenError when a worker died, OverBudgetError before it begins what is too much.
    """
    return Runner(
        SEED, replications, engine, pool(engine), store(engine), cancelled=on_idle, budget=session_budget()
    )


def results(
    scenarios: Sequence[Scenario],
    replications: int,
    engine: str,
    on_retry: Callable[[], object] = lambda: None,
) -> Generator[Snapshot, None, None]:
    """Yield what is known, at once and then whenever more has arrived, until all is there.

    Close it when nobody waits for it any more: that cancels what has not finished. Where a worker process dies, it
    begins again with new ones, once, and says so by `on_retry`; then it raises PoolBrokenError. OverBudgetError where
    it is too much.
    """
    for attempt in (1, 2):
        try:
            with closing(runner(engine, replications).gather(scenarios)) as steps:
                for gathered in steps:
                    yield Snapshot(tuple(gathered.results()), gathered.done, gathered.total)
            return
        except PoolBrokenError:
            if attempt == 2:
                raise
            on_retry()


STARTING_AGAIN = "A worker process ended unexpectedly; starting again with new ones."
STOPPED_TWICE = (
    "The simulation stopped twice because a worker process ended, perhaps for want of memory. "
    "The figures on screen are the last that arrived. Change something to try again."
)


def progress_words(view: Snapshot) -> str:
    """How far it is, on a progress bar."""
    return f"{view.done} of {view.total} runs simulated; ranges narrow as more come."


WHILE_IDLE = "while idle"
"""Key of what a session has to do while nothing arrives."""


def on_idle() -> bool:
    """Do what the session has to do while nothing arrives; end here if the page was superseded.

    Nothing else is sent: a browser that draws all the time loads no levers. Asking the session is what ends a
    superseded page. Never true: a page is not cancelled in any other way.
    """
    also: Callable[[], None] | None = st.session_state.get(WHILE_IDLE)
    if also is not None:
        also()
    return False


def cross_check(shown: Snapshot) -> Generator[tuple[Comparison, ...], None, None]:
    """What another engine says of replication 0 of what is on screen: the verdicts so far, until all are there.

    The first is of the current scenario, a second one of the baseline where that is another. Close it when it is no
    longer wanted. None where that is too much for the other engine. Raises PoolBrokenError when a worker process died.
    """
    by_hash = {result.hash: result for result in (shown.current, shown.baseline) if result.replications}
    second = next(engine for engine in ENGINES if engine != shown.current.engine)
    if engine_for(second) != second:
        return
    missing = {h: result for h, result in by_hash.items() if (h, SEED) not in verdicts()}
    budget = session_budget()
    if any(budget.problem(result.scenario, second) for result in missing.values()):
        return
    repeat = Runner(SEED, 1, second, second_pool(second), cancelled=on_idle, budget=budget)
    with closing(repeat.batches([result.scenario for result in missing.values()])) as batches:
        for batch in batches:
            for task, repeated in batch:
                (first_run,) = (r for r in missing[task.key.scenario].replications if r.number == 0)
                verdicts()[task.key.scenario, SEED] = compare_replications(first_run, repeated)
                forget_oldest(verdicts(), MAX_VERDICTS)
            yield tuple(v for h in by_hash if (v := verdicts().get((h, SEED))) is not None)


def forget_oldest(known: dict[K, V], most: int) -> None:
    """Drop what was put in first, until no more than `most` are left."""
    while len(known) > most:
        known.pop(next(iter(known)), None)  # another session may have dropped it meanwhile
