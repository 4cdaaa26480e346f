"""Paired differences of two results: the same callers ring in both, so what is common to both cancels."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from sim.experiment import frames
from sim.experiment.result import KEYS, Estimate, Replication, Result, estimate, index_of, weekly_mean
from sim.kpis.declarations import KPIS
from sim.scenario import Scenario
from sim.scenario.errors import nearest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Difference(Estimate):
    """The estimate of a KPI's paired difference, in the KPI's unit. `runs`: pairs that have a value."""

    key: str
    runs: int
    currency: str

    def to_frame(self) -> pd.DataFrame:
        """One row, with the columns of `Result.to_frame`."""
        return _frame_of_differences({self.key: self}, {})

    def _repr_html_(self) -> str:
        return frames.html("Difference", self.to_frame())


class Differences(dict[str, Difference]):
    """Paired differences by KPI, of `other` less `baseline`."""

    def __init__(self, other: Result, baseline: Result, by_key: Iterable[Difference]) -> None:
        super().__init__((one.key, one) for one in by_key)
        self.other, self.baseline = other, baseline

    def __missing__(self, key: str) -> Difference:
        raise KeyError(f'no difference in "{key}" here{nearest(key, self)}')

    def to_frame(self) -> pd.DataFrame:
        """One row a KPI, with the columns of `Result.to_frame`; `runs`: pairs that have a value.

        `attrs` holds those of the other result, `baseline` and `baseline_hash`, and `not_compared`: by KPI, why there
        is no difference.
        """
        baseline = {"baseline": self.baseline.scenario.name, "baseline_hash": self.baseline.hash}
        return _frame_of_differences(self, self.other.attributes | baseline)

    def _title(self) -> str:
        return f"{self.other._title()}, less {self.baseline.scenario.name} ({self.baseline.hash})"

    def __repr__(self) -> str:
        short = {key: self[key] for key in frames.SHORT if key in self} or self
        return frames.text(f"Differences: {self._title()}", short, self.other.scenario.costs.currency)

    def _repr_html_(self) -> str:
        return frames.html(f"Differences: {self._title()}", self.to_frame())


def _frame_of_differences(by_key: Mapping[str, Difference], attributes: Mapping[str, Any]) -> pd.DataFrame:
    rows = [frames.row(key, one, one.runs, one.currency) for key, one in by_key.items()]
    reasons = {key: one.reason for key, one in by_key.items() if one.reason}
    return frames.frame(rows, {}, {**attributes, "not_compared": reasons})


OTHER_CURRENCY = "another currency: not compared"


def not_compared(other: Scenario, baseline: Scenario, key: str) -> str:
    """Why a KPI of two scenarios has no difference; "" where it has one. Money of two currencies has none."""
    return OTHER_CURRENCY if KPIS[key].is_money and other.costs.currency != baseline.costs.currency else ""


@overload
def difference(
    other: Result, baseline: Result, key: str, *, of_weeks: bool = False, first_week: int = 0
) -> Difference: ...
@overload
def difference(
    other: Result,
    baseline: Result,
    key: list[str] | tuple[str, ...] | None = None,
    *,
    of_weeks: bool = False,
    first_week: int = 0,
) -> Differences: ...
def difference(
    other: Result,
    baseline: Result,
    key: str | list[str] | tuple[str, ...] | None = None,
    *,
    of_weeks: bool = False,
    first_week: int = 0,
) -> Difference | Differences:
    """`other` less `baseline`, paired on the same callers: replications that both have.

    `key`: a KPI, whose difference comes as an Estimate in its unit; or several, or none for all, whose differences
    come by KPI. Either has `to_frame()`. `of_weeks` compares the means of the weekly values, from `first_week` on,
    instead of the KPI of the whole run. All None where they share no replication, or with a `reason` where they are
    not compared: see `not_compared`. Raises ValueError for an unknown KPI.

    Examples:
        >>> from sim import load, replace, run
        >>> small = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 100}
        >>> centre = replace(load("configs/typical_centre.yaml"), {**small, "teams.Front line.agents": 6})
        >>> more_people = replace(centre, {"teams.Front line.agents": 8})
        >>> before, after = run([centre, more_people], replications=3, engine="simpy")
        >>> wait_s = difference(after, before, "asa_s")
        >>> wait_s.low < wait_s.mean < 0.0
        True
        >>> table = difference(after, before).to_frame().set_index("key")
        >>> table.loc["asa_s", "unit"], bool(table.loc["asa_s", "mean"] == wait_s.mean)
        ('s', True)
    """
    if not isinstance(key, str):
        keys = KEYS if key is None else tuple(key)
        one_by_one = [
            difference(other, baseline, one, of_weeks=of_weeks, first_week=first_week) for one in keys
        ]
        return Differences(other, baseline, one_by_one)
    i, currency = index_of(key), other.scenario.costs.currency
    if reason := not_compared(other.scenario, baseline.scenario, key):
        return Difference(None, None, None, key, 0, currency, reason=reason)

    def value(r: Replication) -> float:
        return weekly_mean(r, key, first_week) if of_weeks else float(r.values[i])

    e = paired_difference(other, baseline, value, KPIS[key].most)
    runs = frames.with_values(np.array(list(_paired(other, baseline, value))))
    return Difference(e.mean, e.low, e.high, key, runs, currency)


def _paired(other: Result, baseline: Result, value: Callable[[Replication], float]) -> Iterator[float]:
    reference = {r.number: value(r) for r in baseline.replications}
    return (value(r) - reference[r.number] for r in other.replications if r.number in reference)


def paired_difference(
    other: Result, baseline: Result, value: Callable[[Replication], float], most: float = math.inf
) -> Estimate:
    """`other` less `baseline` in any figure of a replication from 0 to `most`, paired on the same callers."""
    return estimate(list(_paired(other, baseline, value)), -most, most)
