"""Replications of scenarios over any `concurrent.futures` executor, results as they finish."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed

from sim.engine import simulate
from sim.experiment.result import Replication, Result, measure
from sim.scenario import Scenario

Progress = Callable[[int, int], None]
"""Called with (replications done, replications in all)."""


def one_replication(
    scenario: Scenario,
    seed: int,
    replication: int,
    engine: str = "simpy",
    on_week: Callable[[int], None] | None = None,
) -> Replication:
    """Simulate and measure; the record is not kept. `on_week` as for `simulate`."""
    record = simulate(scenario, seed=seed, replication=replication, engine=engine, on_week=on_week)
    return measure(record, scenario)


def replicate(
    scenario: Scenario,
    *,
    seed: int = 1,
    replications: int = 10,
    engine: str = "simpy",
    executor: Executor | None = None,
) -> Iterator[Replication]:
    """Yield replications as they finish (in order without an executor). Stopping early cancels what has not begun."""
    if executor is None:
        for number in range(replications):
            yield one_replication(scenario, seed, number, engine)
        return
    futures = [
        executor.submit(one_replication, scenario, seed, number, engine) for number in range(replications)
    ]
    try:
        for future in as_completed(futures):
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def run(
    scenarios: Sequence[Scenario],
    *,
    seed: int = 1,
    replications: int = 10,
    engine: str = "simpy",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """Replicate scenarios on the same callers; one Result each, in their order."""
    results = []
    for number, scenario in enumerate(scenarios):
        done: list[Replication] = []
        for replication in replicate(
            scenario, seed=seed, replications=replications, engine=engine, executor=executor
        ):
            done.append(replication)
            if progress is not None:
                progress(number * replications + len(done), len(scenarios) * replications)
        results.append(Result(scenario, seed, engine, tuple(sorted(done, key=lambda r: r.number))))
    return results
