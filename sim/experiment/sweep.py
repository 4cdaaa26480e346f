"""A grid of scenarios: every combination of some levers' values, all on the same callers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.experiment.result import KEYS, Estimate, estimate
from sim.kpis import KPIS
from sim.scenario import Scenario, ScenarioError, replace

MOST_POINTS = 10_000

Number = int | float


class SweepError(ValueError):
    """A sweep that cannot be made. `str()` is one sentence for a person."""


@dataclass(frozen=True)
class Lever:
    """A field, named by its path as in a dated change, and the values it takes."""

    path: str
    values: tuple[Number, ...]


def parse_lever(text: str) -> Lever:
    """From "PATH=FROM:TO:STEPS": STEPS values at equal distances, both ends included, in the order given.

    Whole numbers are whole, whatever the field is, and decimals are those one would write: 0.1:0.3:3 gives 0.2.
    Raises SweepError.
    """
    path, equals, span = text.rpartition("=")
    parts = span.split(":")
    if not equals or not path or len(parts) != 3:
        raise SweepError(f"{text!r} is not PATH=FROM:TO:STEPS, such as demand.calls_per_day=900:1100:5")
    try:
        low, high = (Fraction(repr(float(part))) for part in parts[:2])  # 0.1 is a tenth, not its binary kin
    except ValueError:  # nan and inf are no fractions either
        raise SweepError(f"{path}: {parts[0]}:{parts[1]} are not two numbers") from None
    if not parts[2].isdecimal() or not 2 <= int(parts[2]) <= MOST_POINTS:
        raise SweepError(f"{path}: {parts[2]!r} is not a number of steps from 2 to {MOST_POINTS:,}")
    last = int(parts[2]) - 1
    exact = [low + (high - low) * i / last for i in range(last + 1)]
    return Lever(path, tuple(int(x) if x.denominator == 1 else float(x) for x in exact))


@dataclass(frozen=True)
class SweepPoint:
    """One combination: the levers' values by path, and the scenario with them."""

    values: Mapping[str, Number]
    scenario: Scenario


def grid(scenario: Scenario, levers: Sequence[Lever]) -> list[SweepPoint]:
    """Every combination, the last lever moving fastest, each a valid scenario.

    Shares scale the others in proportion. Raises SweepError where a lever is there twice, the combinations are too
    many, or one of them is no valid scenario.
    """
    paths = [lever.path for lever in levers]
    for path in paths:
        if paths.count(path) > 1:
            raise SweepError(f"{path} is there {paths.count(path)} times; name each lever once")
    count = math.prod(len(lever.values) for lever in levers)
    if count > MOST_POINTS:
        raise SweepError(f"that makes {count:,} combinations, {MOST_POINTS:,} are the most; take fewer steps")
    points = []
    for combination in product(*(lever.values for lever in levers)):
        values = dict(zip(paths, combination, strict=True))
        try:
            points.append(SweepPoint(values, replace(scenario, values)))
        except ScenarioError as error:
            at = ", ".join(f"{path}={value:g}" for path, value in values.items())
            where = "" if len(levers) == 1 else f" (at {at})"
            raise SweepError(f"{error}{where}") from None
    return points


@dataclass(frozen=True)
class SweepOutcome:
    """What a point gives. `values`: (replication, KPI), in order of replications and of `KEYS`."""

    point: SweepPoint
    values: NDArray[np.float64]

    def kpi(self, key: str) -> Estimate:
        """A KPI over the measured weeks."""
        return estimate(self.values[:, KEYS.index(key)], 0.0, KPIS[key].most)
