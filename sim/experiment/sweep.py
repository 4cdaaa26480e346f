"""A grid of scenarios: every combination of some levers' values, all on the same callers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment import frames
from sim.experiment.result import KEYS, Estimate, estimate, index_of
from sim.kpis import KPIS
from sim.scenario import Scenario, ScenarioError, replace, scenario_hash

if TYPE_CHECKING:
    import pandas as pd

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
    """One combination: the levers' values by path, and the scenario with them.

    `base_hash`: of the scenario whose levers these are.
    """

    values: Mapping[str, Number]
    scenario: Scenario
    base_hash: str = ""


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
    points, base = [], scenario_hash(scenario)
    for combination in product(*(lever.values for lever in levers)):
        values = dict(zip(paths, combination, strict=True))
        try:
            points.append(SweepPoint(values, replace(scenario, values), base))
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
        return estimate(self.values[:, index_of(key)], 0.0, KPIS[key].most)

    def to_frame(self) -> pd.DataFrame:
        """All KPIs of this point as a tidy table: see `SweepOutcomes.to_frame`."""
        return SweepOutcomes([self]).to_frame()

    def rows(self) -> list[frames.Row]:
        """One row of a tidy table for each KPI: the levers, then what the KPI is and comes to."""
        currency = self.point.scenario.costs.currency
        return [
            {
                **self.point.values,
                **frames.row(key, self.kpi(key), frames.with_values(self.values[:, i]), currency),
            }
            for i, key in enumerate(KEYS)
        ]

    def _title(self) -> str:
        levers = ", ".join(f"{path}={value:g}" for path, value in self.point.values.items())
        return f"SweepOutcome at {levers}: {len(self.values)} run{'' if len(self.values) == 1 else 's'}"

    def __repr__(self) -> str:
        short = {key: self.kpi(key) for key in frames.SHORT}
        return frames.text(self._title(), short, self.point.scenario.costs.currency)

    def _repr_html_(self) -> str:
        return frames.html(self._title(), self.to_frame())


class SweepOutcomes(list[SweepOutcome]):
    """The outcomes of a sweep, one a point, in their order. `attributes` say how they were simulated."""

    def __init__(self, outcomes: Iterable[SweepOutcome] = (), **attributes: Any) -> None:
        super().__init__(outcomes)
        self.attributes = attributes

    @property
    def levers(self) -> tuple[str, ...]:
        """The paths of the levers."""
        return tuple(self[0].point.values) if self else ()

    @property
    def units(self) -> dict[str, str]:
        """The units of levers, by path, and of KPIs, by key; "" for a lever without one."""
        currency = self[0].point.scenario.costs.currency if self else "currency"
        of_levers = frames.lever_units(self.levers, currency)
        return of_levers | {key: frames.unit_of(key, currency) for key in KEYS}

    def to_frame(self) -> pd.DataFrame:
        """A tidy pandas table: one row a point and KPI.

        Columns: each lever, named by its path, then those of `Result.to_frame`. `attrs` holds `units` of levers and
        KPIs, scenario and hash (those before the levers move), seed, engine, runs and versions.
        """
        rows = [row for outcome in self for row in outcome.rows()]
        of = {(outcome.point.scenario.name, outcome.point.base_hash) for outcome in self}
        what = dict(zip(("scenario", "hash"), of.pop(), strict=True)) if len(of) == 1 else {}
        return frames.frame(rows, {path: self.units[path] for path in self.levers}, what | self.attributes)

    def _title(self) -> str:
        names = (
            f"{len(self)} point{'' if len(self) == 1 else 's'} over {', '.join(self.levers) or 'no lever'}"
        )
        return f"Sweep of {names}"

    def _lines(self) -> list[dict[str, float | None]]:
        return [
            {**outcome.point.values, **{key: outcome.kpi(key).mean for key in frames.SHORT}}
            for outcome in self
        ]

    def __repr__(self) -> str:
        shown = [
            "  " + ", ".join(f"{name}={frames.number(value) or 'no value'}" for name, value in line.items())
            for line in self._lines()[:SHOWN]
        ]
        return "\n".join([self._title(), *shown, *(["  …"] if len(self) > SHOWN else [])])

    def _repr_html_(self) -> str:
        import pandas as pd

        table = pd.DataFrame(self._lines(), dtype=float)
        units = self.units
        table.columns = [f"{name} ({units[name]})" if units[name] else name for name in table.columns]
        return frames.html_table(self._title(), table)


SHOWN = 5
"""Points in a sweep's short text."""
