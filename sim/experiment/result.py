"""What one replication leaves behind, and what several say together: means, intervals, paired differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.kpis.declarations import KPIS
from sim.kpis.flows import flows
from sim.kpis.hours import hours
from sim.kpis.weekly_totals import count_weeks, exhaustion_by_seat_and_day
from sim.record import Record, Weeks, weeks
from sim.scenario import Scenario, scenario_hash

KEYS = tuple(KPIS)


@dataclass(frozen=True)
class Replication:
    """The figures of one replication. `values`: (KPI,); `by_week`: (KPI, week); `day`: name -> (48 half-hours,).

    `calls`: offered in the measured weeks. `fingerprint`: of every bit of the record from there on; the same from
    two engines means the same calls and agent-days, to the last digit. `flows`: calls by (link of `sim.kpis.flows`,
    week); `hours`: hours on duty by (use of `sim.kpis.hours`, week); `open_days`: by week. `people`: exhaustion index
    by (seat, measured day), NaN where nobody is in post; of replication 0 only, for one is enough to look at.
    """

    number: int
    values: NDArray[np.float64]
    by_week: NDArray[np.float64]
    day: dict[str, NDArray[np.float64]]
    calls: int
    fingerprint: int = 0
    flows: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    hours: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    open_days: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    people: NDArray[np.float32] | None = None

    def flows_per_day(self, first_week: int = 0) -> NDArray[np.float64]:
        """Calls per open day along each link, over the weeks from this one on."""
        return self._per_day(self.flows, first_week)

    def hours_per_day(self, first_week: int = 0) -> NDArray[np.float64]:
        """Hours per open day of each use, over the weeks from this one on."""
        return self._per_day(self.hours, first_week)

    def _per_day(self, by_week: NDArray[np.float64], first_week: int) -> NDArray[np.float64]:
        total: NDArray[np.float64] = by_week[:, first_week:].sum(axis=1)
        return total / max(1.0, float(self.open_days[first_week:].sum()))


def measure(record: Record, scenario: Scenario) -> Replication:
    """All figures of a record that was kept."""
    return measure_weeks(weeks(record, scenario.horizon.weeks), scenario, record.replication)


def measure_weeks(weeks: Weeks, scenario: Scenario, number: int) -> Replication:
    """All figures of a replication, from its weeks as they come."""
    totals = count_weeks(weeks, scenario)
    of_weeks = [totals.week_counts(w) for w in range(scenario.horizon.weeks)]
    run = totals.run_counts()
    return Replication(
        number,
        np.array([KPIS[key].value(run) for key in KEYS]),
        np.array([[KPIS[key].value(week) for week in of_weeks] for key in KEYS]),
        totals.day,
        int(run["offered"]),
        totals.fingerprint,
        np.stack([flows(week) for week in of_weeks], axis=1),
        np.stack([hours(week) for week in of_weeks], axis=1),
        np.array([week["open_days"] for week in of_weeks]),
        exhaustion_by_seat_and_day(totals.agent_days, scenario) if number == 0 else None,
    )


@dataclass(frozen=True)
class Estimate:
    """Mean over replications with a 95 % interval; `low` and `high` are None for a single one, all None for nobody."""

    mean: float | None
    low: float | None
    high: float | None

    @property
    def half_width(self) -> float | None:
        """Half the interval's width."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2.0

    def __sub__(self, amount: float) -> Estimate:
        mean, low, high = (None if x is None else x - amount for x in (self.mean, self.low, self.high))
        return Estimate(mean, low, high)

    def __neg__(self) -> Estimate:
        mean, low, high = (None if x is None else -x for x in (self.mean, self.high, self.low))
        return Estimate(mean, low, high)


@lru_cache(maxsize=1024)
def _t95(degrees: int) -> float:
    return float(stdtrit(degrees, 0.975))  # Student's quantile; scipy.stats takes half a second to import


def estimate(
    values: Sequence[float] | NDArray[np.float64], least: float = -math.inf, most: float = math.inf
) -> Estimate:
    """Mean over replications with a 95 % interval that cannot leave `least` to `most`; NaN are left out.

    A score interval: it holds every p that is at most Student's t standard errors away from the mean m, where the
    standard error at p is that at m times the root of (p - least)(most - p) / (m - least)(most - m). A bound that is
    infinite has no part in it, so without bounds it is Student's own. A value beyond a bound moves the bound.
    """
    known = [float(v) for v in values if not math.isnan(v)]
    if not known:
        return Estimate(None, None, None)
    mean = math.fsum(known) / len(known)
    if len(known) == 1:
        return Estimate(mean, None, None)
    variance = math.fsum((v - mean) ** 2 for v in known) / (len(known) - 1)
    square = _t95(len(known) - 1) ** 2 * variance / len(known)
    below, above = mean - min(least, *known), max(most, *known) - mean
    if not (square > 0.0 and below > 0.0 and above > 0.0):  # all equal, but for rounding
        return Estimate(mean, mean, mean)
    tilt = square * (1.0 / below - 1.0 / above) / 2.0
    root = math.hypot(math.sqrt(square), square * (1.0 / below + 1.0 / above) / 2.0)
    return Estimate(mean, mean - square / (root + tilt), mean + square / (root - tilt))


@dataclass(frozen=True)
class Result:
    """Replications of one scenario, in order of their numbers."""

    scenario: Scenario
    seed: int
    engine: str
    replications: tuple[Replication, ...]

    @property
    def hash(self) -> str:
        """The scenario's hash."""
        return scenario_hash(self.scenario)

    def kpi(self, key: str) -> Estimate:
        """A KPI over the measured weeks."""
        i = KEYS.index(key)
        return estimate([r.values[i] for r in self.replications], 0.0, KPIS[key].most)

    def path(self, key: str) -> list[Estimate]:
        """A KPI week by week."""
        i, most = KEYS.index(key), KPIS[key].most
        return [
            estimate([r.by_week[i, w] for r in self.replications], 0.0, most)
            for w in range(self.scenario.horizon.weeks)
        ]

    def mean_of_weeks(self, key: str, first: int = 0, end: int | None = None) -> Estimate:
        """Mean of a KPI's weekly values over the weeks from `first` up to, not with, `end`."""
        return estimate([weekly_mean(r, key, first, end) for r in self.replications], 0.0, KPIS[key].most)

    def change_in_time(self, key: str, week: int, last_weeks: int) -> Estimate:
        """The mean of the last weeks less the mean of those before `week`, paired within replications."""
        start, most = self.scenario.horizon.weeks - last_weeks, KPIS[key].most
        changes = [weekly_mean(r, key, start) - weekly_mean(r, key, 0, week) for r in self.replications]
        return estimate(changes, -most, most)

    def half_hour(self, name: str) -> list[Estimate]:
        """A figure of the average open day by half-hour: see `sim.kpis.weekly_totals.half_hours`."""
        return [estimate([r.day[name][i] for r in self.replications], 0.0) for i in range(48)]

    @property
    def people(self) -> NDArray[np.float32] | None:
        """Exhaustion index by (seat, measured day) of replication 0; None where it is not among these."""
        return next((r.people for r in self.replications if r.people is not None), None)


def weekly_mean(replication: Replication, key: str, first: int = 0, end: int | None = None) -> float:
    """Mean of a KPI's weekly values in one replication, weeks without a value left out; NaN if there is none."""
    known = [float(v) for v in replication.by_week[KEYS.index(key), first:end] if not math.isnan(v)]
    return math.fsum(known) / len(known) if known else math.nan


def difference(
    other: Result, baseline: Result, key: str, *, of_weeks: bool = False, first_week: int = 0
) -> Estimate:
    """`other` less `baseline`, paired on the same callers: replications that both have.

    `key`: a KPI; the difference is in its unit. `of_weeks` compares the means of the weekly values, from `first_week`
    on, instead of the KPI of the whole run. All None where they share no replication. Raises ValueError for an
    unknown KPI.

    >>> from sim import load, replace, run
    >>> small = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 100}
    >>> centre = replace(load("configs/typical_centre.yaml"), {**small, "teams.Front line.agents": 6})
    >>> more_people = replace(centre, {"teams.Front line.agents": 8})
    >>> before, after = run([centre, more_people], replications=3, engine="simpy")
    >>> wait_s = difference(after, before, "asa_s")
    >>> wait_s.low < wait_s.mean < 0.0
    True
    """
    i = KEYS.index(key)

    def value(r: Replication) -> float:
        return weekly_mean(r, key, first_week) if of_weeks else float(r.values[i])

    return paired_difference(other, baseline, value, KPIS[key].most)


def paired_difference(
    other: Result, baseline: Result, value: Callable[[Replication], float], most: float = math.inf
) -> Estimate:
    """`other` less `baseline` in any figure of a replication from 0 to `most`, paired on the same callers."""
    reference = {r.number: value(r) for r in baseline.replications}
    differences = [value(r) - reference[r.number] for r in other.replications if r.number in reference]
    return estimate(differences, -most, most)
