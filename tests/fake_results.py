"""Answers to an adaptive experiment without simulating: key figures are formulas of the scenario, with given noise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from sim.experiment import KEYS, AdaptiveExperiment, Replication, Result
from sim.scenario import Scenario

T = TypeVar("T")
Formula = Callable[[Scenario], float]

HALF_WIDTH = 1.8374
"""Half the 95 % interval of four replications that lie 1 above and below their mean by turns."""


@dataclass
class Answers:
    """Formulas by KPI. `noise`: half-width of every figure's interval, the same chance in all scenarios, so that it
    falls out of a difference; `apart`: half-width of a difference from a scenario named "Aim".

    `asked`: the scenarios of every step.
    """

    formulas: Mapping[str, Formula]
    noise: float = 0.0
    apart: float = 0.0
    asked: list[list[Scenario]] = field(default_factory=list)

    def result(self, scenario: Scenario) -> Result:
        """Four replications; the weekly values are those of the run, but the first week's is spoilt."""
        size = (self.noise + (0.0 if scenario.name == "Aim" else self.apart)) / HALF_WIDTH
        found = []
        for number, sign in enumerate((-1, 1, -1, 1)):
            values = np.full(len(KEYS), np.nan)
            for key, formula in self.formulas.items():
                values[KEYS.index(key)] = formula(scenario) + sign * size
            by_week = np.repeat(values[:, None], scenario.horizon.weeks, axis=1)
            by_week[:, 0] = -1000.0
            found.append(Replication(number, values, by_week, {}, 0))
        return Result(scenario, 1, "made up", tuple(found))

    def complete(self, experiment: AdaptiveExperiment[T]) -> T:
        """Answer until there is an answer."""
        try:
            requested = next(experiment)
            while True:
                self.asked.append(list(requested))
                requested = experiment.send([self.result(scenario) for scenario in requested])
        except StopIteration as end:
            answer: T = end.value
            return answer


def seats(scenario: Scenario) -> int:
    """All teams' seats at the start."""
    return sum(team.agents for team in scenario.teams)


def flat_result(
    scenario: Scenario, *, n: int = 4, noise: float = 0.0, rest: float = 0.5, **values: float
) -> Result:
    """A result with these KPI values and `rest` for all others, the same in every week of `n` replications.

    `noise`: by how much every value rises from one replication to the next, around its mean. Half the 95 % interval of
    four replications is 2.054 times as wide.
    """
    made = []
    for i in range(n):
        row = np.array([values.get(key, rest) + noise * (i - (n - 1) / 2) for key in KEYS])
        made.append(Replication(i, row, np.tile(row[:, None], (1, scenario.horizon.weeks)), {}, 100))
    return Result(scenario, 1, "simpy", tuple(made))
