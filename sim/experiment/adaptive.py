"""Experiments that ask step by step: they name the scenarios they need, get the results, and ask on or answer.

An inquiry simulates nothing itself, so whoever drives it decides where the work is done and may abandon it between
any two steps: a page streams it on its pool, a command or a test runs it at once with `complete`. It may ask for a
scenario again and again; whoever drives it keeps results in a store.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from itertools import islice
from typing import TypeAlias, TypeVar

from sim.engine import ENGINES
from sim.experiment.result import Result
from sim.experiment.run import Progress, run
from sim.experiment.store import Store
from sim.scenario import Scenario

T = TypeVar("T")

AdaptiveExperiment: TypeAlias = Generator[Sequence[Scenario], Sequence[Result], T]
"""Yields scenarios, is sent a result for each in their order (same seed, same replications), returns its answer."""


class AbandonedError(RuntimeError):
    """An inquiry was cancelled before it had its answer."""


def complete(
    inquiry: AdaptiveExperiment[T],
    *,
    seed: int = 1,
    replications: int | range = 10,
    engine: str = ENGINES[0],
    executor: Executor | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> T:
    """Simulate what an inquiry asks for until it answers; `progress` tells of one step at a time.

    Raises AbandonedError where `cancelled` turned true before.
    """
    store = Store() if store is None else store
    count = replications if isinstance(replications, int) else len(replications)
    with closing(inquiry):
        try:
            wanted = next(inquiry)
            while True:
                results = run(
                    wanted,
                    seed=seed,
                    replications=replications,
                    engine=engine,
                    executor=executor,
                    store=store,
                    progress=progress,
                    cancelled=cancelled,
                )
                if any(len(result.replications) < count for result in results):
                    raise AbandonedError("cancelled before there was an answer")
                wanted = inquiry.send(results)
        except StopIteration as end:
            answer: T = end.value
            return answer


def together(inquiries: Sequence[AdaptiveExperiment[T]]) -> AdaptiveExperiment[list[T]]:
    """Several inquiries side by side: each step asks for what all of them need next."""
    answers: dict[int, T] = {}
    wanted: dict[int, Sequence[Scenario]] = {}

    def step(number: int, results: Sequence[Result] | None) -> None:
        inquiry = inquiries[number]
        try:
            wanted[number] = next(inquiry) if results is None else inquiry.send(results)
        except StopIteration as end:
            wanted.pop(number, None)
            answers[number] = end.value

    try:
        for number in range(len(inquiries)):
            step(number, None)
        while wanted:
            results = iter((yield [scenario for asked in wanted.values() for scenario in asked]))
            for number, asked in list(wanted.items()):
                step(number, list(islice(results, len(asked))))
    finally:
        for inquiry in inquiries:
            inquiry.close()
    return [answers[number] for number in range(len(inquiries))]
