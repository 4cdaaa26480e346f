"""Experiments that ask step by step: they name the scenarios they need, get the results, and ask on or answer.

An experiment simulates nothing itself, so whoever drives it (`sim.experiment.runner.Runner.complete`) decides where
the work is done and may abandon it between any two steps. It may ask for a scenario again and again; whoever drives it
keeps results in a store.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from itertools import islice
from typing import TypeAlias, TypeVar

from sim.experiment.result import Result
from sim.experiment.task import Figures
from sim.scenario import Scenario

T = TypeVar("T")

AdaptiveExperiment: TypeAlias = Generator[Sequence[Scenario], Sequence[Result], T]
"""Yields scenarios, is sent a result for each in their order (same seed, same replications), returns its answer."""


class WithRuns(tuple[Scenario, ...]):
    """Scenarios of a step for which `replications` are wanted, whatever other steps get.

    The first so many of all: fewer for a first look, more where it matters, on the same callers. Or, as a range, those
    with these numbers: on callers that earlier steps have not seen. None: as many as other steps get.
    """

    replications: int | range | None
    figures: Figures
    """What is wanted of each."""

    def __new__(
        cls, scenarios: Iterable[Scenario], replications: int | range | None, figures: Figures = "all"
    ) -> WithRuns:
        """`replications`: how many of each scenario, or which."""
        made = super().__new__(cls, scenarios)
        made.replications, made.figures = replications, figures
        return made


class AbandonedError(RuntimeError):
    """An experiment was cancelled before it had its answer."""


def together(experiments: Sequence[AdaptiveExperiment[T]]) -> AdaptiveExperiment[list[T]]:
    """Several experiments side by side: each step asks for what all of them need next."""
    answers: dict[int, T] = {}
    needed: dict[int, Sequence[Scenario]] = {}

    def step(number: int, results: Sequence[Result] | None) -> None:
        experiment = experiments[number]
        try:
            needed[number] = next(experiment) if results is None else experiment.send(results)
        except StopIteration as end:
            needed.pop(number, None)
            answers[number] = end.value

    try:
        for number in range(len(experiments)):
            step(number, None)
        while needed:
            results = iter((yield [scenario for scenarios in needed.values() for scenario in scenarios]))
            for number, scenarios in list(needed.items()):
                step(number, list(islice(results, len(scenarios))))
    finally:
        for experiment in experiments:
            experiment.close()
    return [answers[number] for number in range(len(experiments))]
