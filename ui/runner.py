"""Running what the page asks for on the shared workers, and handing over results as they come."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Hashable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any, TypeVar

import streamlit as st

from sim import Result, Scenario, scenario_hash
from sim.check.record_comparison import Comparison, compare_replications
from sim.engine import ENGINES
from sim.engine.compiled import ready
from sim.experiment import (
    AbandonedError,
    AdaptiveExperiment,
    Budget,
    OverBudgetError,
    Pool,
    PoolBrokenError,
    Runner,
    Store,
    limits_from_environment,
)
from sim.experiment.disk_store import on_disk
from sim.experiment.verdict import VERDICT_FROM
from ui.markdown_text import as_text
from ui.work import AT_ONCE_S, Work, ask, draw_again_soon

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")
SEED = 1
MAX_VERDICTS, MAX_ANSWERS = 500, 500


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


@st.cache_resource(show_spinner=False, on_release=Store.close)
def store(engine: str) -> Store:
    """Results by address, for all users: what one has simulated, another gets at once, after a restart too.

    One an engine, though results are the same: who asks for SimPy gets what SimPy has simulated.
    """
    return Store(beneath=on_disk(engine, partial(print, file=sys.stderr, flush=True)))


@st.cache_resource(show_spinner=False)
def verdicts() -> dict[tuple[str, int], Comparison]:
    """What second engines have said, by scenario and seed."""
    return {}


@st.cache_resource(show_spinner=False)
def answers() -> dict[tuple[Hashable, ...], Any]:
    """What was looked for and found, for everybody: going back to a setting shows it at once."""
    return {}


def engine_for(requested: str) -> str:
    """The engine to simulate with now: the one asked for, or SimPy until that is compiled."""
    if requested == "compiled" and not ready.is_ready():
        ready.prepare_elsewhere()
        return "simpy"
    return requested


def centre_waits_for_engine() -> bool:
    """Whether the fast engine, by which a centre is built, is not compiled yet; then say so, and look again soon."""
    if engine_for("compiled") == "compiled":
        return False
    st.info(
        "The fast engine is being prepared, once for this version: about half a minute. Your centre is built "
        "after that.",
        icon=":material/hourglass_top:",
    )
    draw_again_soon()
    return True


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


def why_not(error: Exception, otherwise: str) -> str:
    """The sentence that a page shows where work ended without its answer: what is too much, or `otherwise`."""
    return as_text(f"{error}.") if isinstance(error, OverBudgetError) else otherwise


def runner(engine: str, replications: int) -> Runner:
    """On the shared workers and results of an engine, within this session's budget.

    It raises PoolBrokenError when a worker died, OverBudgetError before it begins what is too much.
    """
    return Runner(SEED, replications, engine, pool(engine), store(engine), budget=session_budget())


def simulated(
    slot: str, scenarios: Sequence[Scenario], replications: int, engine: str, *, wait_s: float = AT_ONCE_S
) -> Work[Snapshot]:
    """Results of these scenarios, as far as they are known; the first is the baseline.

    Waits a moment for as many runs as a verdict needs.

    Where a worker process dies, it begins again with new ones, once, and says so; then its error is PoolBrokenError.
    """
    by = runner(engine, replications)

    def job(work: Work[Snapshot]) -> Snapshot:
        for attempt in (1, 2):
            try:
                for gathered in replace(by, cancelled=work.is_given_up).gather(scenarios):
                    work.publish(Snapshot(tuple(gathered.results()), gathered.done, gathered.total))
                    work.progress(gathered.done, gathered.total)
            except PoolBrokenError:
                if attempt == 2:
                    raise
                work.notice = STARTING_AGAIN
            else:
                break
        if work.value is None or not work.value.finished:
            raise AbandonedError("given up before all was simulated")
        return work.value

    address = (engine, replications, *(scenario_hash(scenario) for scenario in scenarios))
    return ask(slot, address, job, wait_s=wait_s, enough=lambda view: view.compared >= VERDICT_FROM)


def answered(
    slot: str,
    address: tuple[Hashable, ...],
    experiment: Callable[[], AdaptiveExperiment[T]],
    replications: int,
    engine: str,
) -> Work[T]:
    """An experiment's answer; kept for everybody under its address, which says what it depends on."""
    finder = Finder(runner(engine, replications), answers())
    return ask(slot, address, lambda work: finder.find(address, experiment, work))


@dataclass(frozen=True)
class Finder:
    """Finds what nobody has found yet; for the threads that do the work. `known`: what everybody has found."""

    by: Runner
    known: dict[tuple[Hashable, ...], Any]

    def find(
        self, address: tuple[Hashable, ...], experiment: Callable[[], AdaptiveExperiment[T]], work: Work[Any]
    ) -> T:
        """An experiment's answer."""
        return self._known_or(address, lambda by: by.complete(experiment(), work.progress), work)

    def search(self, address: tuple[Hashable, ...], search: Callable[..., T], work: Work[Any]) -> T:
        """The answer of a search in several stages; once more with new workers where they died.

        `search` takes a runner as `runner` and a callback of its progress as `overall`.
        """

        def twice(by: Runner) -> T:
            try:
                return search(runner=by, overall=work.progress)
            except PoolBrokenError:
                work.notice = STARTING_AGAIN
                return search(runner=by, overall=work.progress)

        return self._known_or(address, twice, work)

    def _known_or(self, address: tuple[Hashable, ...], find: Callable[[Runner], T], work: Work[Any]) -> T:
        if address not in self.known:
            self.known[address] = find(replace(self.by, cancelled=work.is_given_up))
            forget_oldest(self.known, MAX_ANSWERS)
        answer: T = self.known[address]
        return answer


STARTING_AGAIN = "A worker process ended unexpectedly; starting again with new ones."
STOPPED_TWICE = (
    "The simulation stopped twice because a worker process ended, perhaps for lack of memory. "
    "You see the last figures that arrived. Change a setting to try again."
)


def progress_words(view: Snapshot) -> str:
    """How far it is, on a progress bar: of the runs of each scenario, as all that is said of runs."""
    of_each = view.total // len({result.hash for result in view.results})
    return f"Calculating… {view.compared} of {of_each} runs; ranges narrow as more arrive."


@dataclass(frozen=True)
class CrossCheck:
    """Repeats replication 0 of what is on screen on another engine. `known`: what has been repeated for anybody."""

    second: Runner
    known: dict[tuple[str, int], Comparison]

    def run(self, shown: Snapshot, work: Work[Any]) -> tuple[Comparison, ...]:
        """What the other engine says of the current scenario and, where that is another, of the baseline.

        Raises PoolBrokenError when a worker process died, AbandonedError when nobody waits for it any more.
        """
        by_hash = {result.hash: result for result in (shown.current, shown.baseline) if result.replications}
        missing = {h: result for h, result in by_hash.items() if (h, SEED) not in self.known}
        by = replace(self.second, cancelled=work.is_given_up)
        with closing(by.batches([result.scenario for result in missing.values()])) as batches:
            for task, repeated in chain.from_iterable(batches):
                (first_run,) = (r for r in missing[task.key.scenario].replications if r.number == 0)
                self.known[task.key.scenario, SEED] = compare_replications(first_run, repeated)
                forget_oldest(self.known, MAX_VERDICTS)
        if work.is_given_up():
            raise AbandonedError("given up before the second engine was there")
        return tuple(self.known[h, SEED] for h in by_hash)


def cross_check(shown: Snapshot) -> CrossCheck | None:
    """Who checks these figures; None while the other engine is being compiled, and where it is too much for it."""
    second, budget = next(other for other in ENGINES if other != shown.current.engine), session_budget()
    if engine_for(second) != second or any(budget.problem(r.scenario, second) for r in shown.results):
        return None
    return CrossCheck(Runner(SEED, 1, second, second_pool(second), budget=budget), verdicts())


def forget_oldest(known: dict[K, V], most: int) -> None:
    """Drop what was put in first, until no more than `most` are left."""
    while len(known) > most:
        known.pop(next(iter(known)), None)  # another session may have dropped it meanwhile
