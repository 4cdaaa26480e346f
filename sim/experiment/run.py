"""Replications of scenarios over any `concurrent.futures` executor, results as they finish."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import closing
from functools import lru_cache
from itertools import islice

from sim.engine import ENGINES, simulate_weeks
from sim.experiment.result import Replication, Result, measure_weeks
from sim.experiment.store import Store
from sim.experiment.task import Key, Task, tasks
from sim.experiment.worker import stops_with
from sim.scenario import Scenario, as_dict, from_dict, scenario_hash
from sim.version import model_version

Progress = Callable[[int, int], None]
"""Called with (replications done, replications in all)."""

Finished = tuple[Task, Replication]

IN_FLIGHT = 512
"""Tasks handed to an executor at a time: enough for hundreds of workers, and little memory."""
POLL_S = 0.1
"""How often a run asks whether it was cancelled while it waits for results."""


def one_replication(
    scenario: Scenario,
    seed: int,
    replication: int,
    engine: str = ENGINES[0],
    on_week: Callable[[int], None] | None = None,
) -> Replication:
    """Simulate and measure; the record is not kept. `on_week` as for `simulate`."""
    weeks = simulate_weeks(scenario, seed=seed, replication=replication, engine=engine, on_week=on_week)
    return measure_weeks(weeks, scenario, replication)


class VersionError(RuntimeError):
    """A worker that has another version of the model than who asked it."""


def simulate_task(text: str, key: Key, engine: str, run: int = 1) -> Replication:
    """One replication, in whatever process: everything it needs is plain data.

    `text`: the scenario as JSON. `run`: by which number it can be stopped, see `sim.experiment.worker`.
    Raises VersionError where the sources here are not those of the key.
    """
    if key.model != model_version():
        raise VersionError(f"asked for a result of Headroom {key.model}, but a worker has {model_version()}")
    on_week = stops_with(run)
    on_week(0)
    return one_replication(_scenario(text), key.seed, key.number, engine, on_week)


def as_text(scenario: Scenario) -> str:
    """The scenario as JSON, every default written out: what travels to workers."""
    return json.dumps(as_dict(scenario))


@lru_cache(maxsize=64)
def _scenario(text: str) -> Scenario:
    return from_dict(json.loads(text))


def stream(
    wanted: Iterable[Task],
    *,
    executor: Executor | None = None,
    store: Store | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Finished]:
    """Yield (task, replication): first what the store holds, then the rest as it finishes.

    Without an executor the tasks run here, in their order. Closing the generator, or `cancelled` turning true,
    ends it: what has not begun never does.
    """
    missing = []
    for task in wanted:
        kept = None if store is None else store.get(task.key)
        if kept is None:
            missing.append(task)
        else:
            yield task, kept
    cancelled = cancelled or (lambda: False)
    with closing(
        _here(missing, cancelled) if executor is None else _over(executor, missing, cancelled)
    ) as finished:
        for task, replication in finished:
            if store is not None:
                store.put(task.key, replication)
            yield task, replication


Found = Generator[Finished, None, None]


def _here(missing: Iterable[Task], cancelled: Callable[[], bool]) -> Found:
    for task in missing:
        if cancelled():
            return
        yield task, one_replication(task.scenario, task.key.seed, task.key.number, task.engine)


def _over(executor: Executor, missing: Iterable[Task], cancelled: Callable[[], bool]) -> Found:
    waiting = iter(missing)
    texts: dict[str, str] = {}
    running: dict[Future[Replication], Task] = {}

    def begin(task: Task) -> None:
        name = task.key.scenario
        text = texts.get(name) or texts.setdefault(name, as_text(task.scenario))
        running[executor.submit(simulate_task, text, task.key, task.engine)] = task

    try:
        while not cancelled():
            for task in islice(waiting, IN_FLIGHT - len(running)):
                begin(task)
            if not running:
                return
            for future in wait(running, timeout=POLL_S, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    finally:
        for future in running:
            future.cancel()


def replicate(
    scenario: Scenario,
    *,
    seed: int = 1,
    replications: int | range = 10,
    engine: str = ENGINES[0],
    executor: Executor | None = None,
    store: Store | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Replication]:
    """Yield replications as they finish (in order without an executor). See `stream` for stopping early.

    `replications`: how many, or which.
    """
    wanted = tasks([scenario], seed=seed, replications=replications, engine=engine)
    for _, replication in stream(wanted, executor=executor, store=store, cancelled=cancelled):
        yield replication


def run(
    scenarios: Sequence[Scenario],
    *,
    seed: int = 1,
    replications: int | range = 10,
    engine: str = ENGINES[0],
    executor: Executor | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Result]:
    """Replicate scenarios on the same callers; one Result each, in their order.

    Scenarios with the same hash are simulated once. A run that is cancelled gives what was finished.
    """
    wanted = tasks(scenarios, seed=seed, replications=replications, engine=engine)
    hashes = [scenario_hash(s) for s in scenarios]
    found: dict[str, list[Replication]] = {h: [] for h in hashes}
    for done, (task, replication) in enumerate(
        stream(wanted, executor=executor, store=store, cancelled=cancelled), start=1
    ):
        found[task.key.scenario].append(replication)
        if progress is not None:
            progress(done, len(wanted))
    return [
        Result(s, seed, engine, tuple(sorted(found[h], key=lambda r: r.number)))
        for s, h in zip(scenarios, hashes, strict=True)
    ]
