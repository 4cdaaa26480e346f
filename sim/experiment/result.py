"""What one replication leaves behind, and what several say together: means and intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.experiment import frames
from sim.kpis.counting import seats_by_team
from sim.kpis.declarations import KPIS
from sim.kpis.flows import flows
from sim.kpis.hours import hours
from sim.kpis.weekly_totals import count_weeks, exhaustion_by_seat_and_day
from sim.record import Record, Weeks, weeks
from sim.run_control import UNCONTROLLED, RunControl
from sim.scenario import Scenario, scenario_hash
from sim.scenario.errors import nearest

if TYPE_CHECKING:
    import pandas as pd

KEYS = tuple(KPIS)
_INDEX = {key: i for i, key in enumerate(KEYS)}


def index_of(key: str) -> int:
    """Where a KPI stands in `KEYS`. Raises ValueError that names the nearest one for an unknown KPI.

    Examples:
        >>> index_of("fcrr")
        Traceback (most recent call last):
        ValueError: unknown key figure "fcrr"; did you mean "fcr"?
    """
    try:
        return _INDEX[key]
    except (KeyError, TypeError):
        raise ValueError(f'unknown key figure "{key}"{nearest(key, KEYS)}') from None


@dataclass(frozen=True)
class Replication:
    """The figures of one replication. `values`: (KPI,); `by_week`: (KPI, week); `day`: name -> (48 half-hours,).

    `calls`: offered in the measured weeks. `fingerprint`: of every bit of the record from there on; the same from
    two engines means the same calls and agent-days, to the last digit. `flows`: calls by (link of `sim.kpis.flows`,
    week); `hours`: hours on duty by (use of `sim.kpis.hours`, week); `open_days`: by week. `people`: exhaustion index
    by (seat, measured day), NaN where nobody is in post; of replication 0 only, for one is enough to look at.
    `week`: name -> (336 half-hours from Monday 00:00,): calls offered, answered, in_time, abandoned and short_abandons,
    summed over the measured weeks by the half-hour in which they come, and people on_duty, breaks included, the mean of
    the weeks. `days`: the same calls by measured day. So in_time over offered is the service level of each, and the
    sums give those of the whole run.
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
    week: dict[str, NDArray[np.number]] = field(default_factory=dict)
    days: dict[str, NDArray[np.int32]] = field(default_factory=dict)

    def flows_per_day(self, first_week: int = 0) -> NDArray[np.float64]:
        """Calls per open day along each link, over the weeks from this one on."""
        return self._per_day(self.flows, first_week)

    def hours_per_day(self, first_week: int = 0) -> NDArray[np.float64]:
        """Hours per open day of each use, over the weeks from this one on."""
        return self._per_day(self.hours, first_week)

    def __repr__(self) -> str:
        return f"Replication {self.number}: {self.calls:,} calls in {len(self.open_days)} weeks"

    def _per_day(self, by_week: NDArray[np.float64], first_week: int) -> NDArray[np.float64]:
        total: NDArray[np.float64] = by_week[:, first_week:].sum(axis=1)
        return total / (float(self.open_days[first_week:].sum()) or 1.0)


def is_simulated(scenario: Scenario, key: str) -> bool:
    """False for what strain does to people where the scenario switches strain off: such a KPI has no value."""
    return scenario.behaviour.strain or KPIS[key].group != "burnout"


def measure(record: Record, scenario: Scenario) -> Replication:
    """All figures of a record that was kept."""
    return measure_weeks(weeks(record, scenario.horizon.weeks), scenario, record.replication)


def measure_weeks(
    weeks: Weeks, scenario: Scenario, number: int, control: RunControl = UNCONTROLLED
) -> Replication:
    """All figures of a replication, from its weeks as they come. `control` as for `simulate`."""
    totals = count_weeks(weeks, scenario, control)
    of_weeks = []
    for week in range(scenario.horizon.weeks):
        control.check()
        of_weeks.append(totals.week_counts(week))
    run = totals.run_counts()

    def values(counts: Mapping[str, float]) -> list[float]:
        return [kpi.value(counts) if is_simulated(scenario, key) else math.nan for key, kpi in KPIS.items()]

    return Replication(
        number,
        np.array(values(run)),
        np.array([values(week) for week in of_weeks]).T.copy(),
        totals.day,
        int(run["offered"]),
        totals.fingerprint,
        np.stack([flows(week) for week in of_weeks], axis=1),
        np.stack([hours(week) for week in of_weeks], axis=1),
        np.array([week["open_days"] for week in of_weeks]),
        exhaustion_by_seat_and_day(totals.agent_days, scenario) if number == 0 else None,
        totals.week,
        totals.days,
    )


@dataclass(frozen=True)
class Estimate:
    """Mean over replications with a 95 % interval; `low` and `high` are None for a single one, all None for nobody.

    `reason`: why there is no value where it is not for want of anybody served, as of money in two currencies.
    """

    mean: float | None
    low: float | None
    high: float | None
    reason: str = field(default="", kw_only=True)

    @property
    def half_width(self) -> float | None:
        """Half the interval's width."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2.0

    def __sub__(self, amount: float) -> Estimate:
        mean, low, high = (None if x is None else x - amount for x in (self.mean, self.low, self.high))
        return Estimate(mean, low, high)

    def __eq__(self, other: object) -> bool:
        """Whether mean and interval are the same, whatever they are of."""
        if not isinstance(other, Estimate):
            return NotImplemented
        return (self.mean, self.low, self.high) == (other.mean, other.low, other.high)

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


def within(part: Estimate, whole: Estimate) -> Estimate:
    """The estimate of a part, whose interval goes no further up than that of the whole.

    The whole is itself known only so well, so this is no bound for `estimate`, near which runs would lie closer.
    """
    if part.mean is None or part.high is None or whole.high is None:
        return part
    return replace(part, high=max(part.mean, min(part.high, whole.high)))


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
        i = index_of(key)
        return estimate([r.values[i] for r in self.replications], 0.0, KPIS[key].most)

    def path(self, key: str) -> list[Estimate]:
        """A KPI week by week."""
        i = index_of(key)
        most = KPIS[key].most
        return [
            estimate([r.by_week[i, w] for r in self.replications], 0.0, most)
            for w in range(self.scenario.horizon.weeks)
        ]

    def mean_of_weeks(self, key: str, first: int = 0, end: int | None = None) -> Estimate:
        """Mean of a KPI's weekly values over the weeks from `first` up to, not with, `end`."""
        return estimate([weekly_mean(r, key, first, end) for r in self.replications], 0.0, KPIS[key].most)

    def change_in_time(self, key: str, week: int, last_weeks: int) -> Estimate:
        """The mean of the last weeks less the mean of those before `week`, paired within replications."""
        most = KPIS[KEYS[index_of(key)]].most
        start = self.scenario.horizon.weeks - last_weeks
        changes = [weekly_mean(r, key, start) - weekly_mean(r, key, 0, week) for r in self.replications]
        return estimate(changes, -most, most)

    def half_hour(self, name: str) -> list[Estimate]:
        """A figure of the average open day by half-hour: see `sim.kpis.weekly_totals.half_hours`.

        Raises ValueError for an unknown one.
        """
        for r in self.replications[:1]:
            if name not in r.day:
                raise ValueError(f'unknown figure of the day "{name}"{nearest(name, r.day)}')
        most = self.most_on_duty if name == "on_duty" else math.inf
        own = [estimate([r.day[name][i] for r in self.replications], 0.0, most) for i in range(48)]
        if name not in ("answered", "abandoned", "in_time"):
            return own
        return [within(*pair) for pair in zip(own, self.half_hour("offered"), strict=True)]

    @property
    def most_on_duty(self) -> float:
        """The most people that can be on duty in a half-hour of the average open day.

        All seats; more where people are on duty on days that are not open, for those count too.
        """
        seats = float(sum(seats_by_team(self.scenario)))
        if all(r.day["on_duty"].max() <= seats for r in self.replications):
            return seats
        fewest = min(float(r.open_days.sum()) for r in self.replications)
        return seats * 7.0 * self.scenario.horizon.weeks / max(1.0, fewest)

    @property
    def people(self) -> NDArray[np.float32] | None:
        """Exhaustion index by (seat, measured day) of replication 0; None where it is not among these."""
        return next((r.people for r in self.replications if r.people is not None), None)

    def to_frame(self, *, by_week: bool = False) -> pd.DataFrame:
        """All KPIs as a tidy pandas table: one row a KPI, or with `by_week` one a KPI and measured week from 0 on.

        Columns: `key`, `name`, `group`, `unit`, `mean`, the ends `low` and `high` of the 95 % interval (NaN for a
        single run), and `runs`, how many have a value. Shares are from 0 to 1. `attrs` holds scenario, hash, seed,
        engine, runs, versions and `units` by key.

        Examples:
            >>> from sim import load, replace, run
            >>> small = {"horizon.weeks": 2, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 100}
            >>> centre = replace(load("configs/typical_centre.yaml"), {**small, "teams.Front line.agents": 6})
            >>> (result,) = run([centre], replications=3, engine="simpy")
            >>> figures = result.to_frame().set_index("key")
            >>> figures.loc["asa_s", "unit"], figures.attrs["units"]["cost_per_week"]
            ('s', 'AUD a week')
            >>> result.to_frame(by_week=True).query("key == 'asa_s'")["week"].tolist()
            [0, 1]
        """
        currency = self.scenario.costs.currency
        rows = []
        for key, i in _INDEX.items():
            if by_week:
                for week, figure in enumerate(self.path(key)):
                    runs = frames.with_values(np.array([r.by_week[i, week] for r in self.replications]))
                    rows.append({"week": week, **frames.row(key, figure, runs, currency)})
            else:
                runs = frames.with_values(np.array([r.values[i] for r in self.replications]))
                rows.append(frames.row(key, self.kpi(key), runs, currency))
        return frames.frame(rows, {"week": "week"} if by_week else {}, self.attributes)

    @property
    def attributes(self) -> dict[str, Any]:
        """What it is of, how it was simulated, and by which Headroom: the `attrs` of its tables, units apart."""
        return {
            **frames.versions(),
            "scenario": self.scenario.name,
            "hash": self.hash,
            "seed": self.seed,
            "engine": self.engine,
            "runs": len(self.replications),
        }

    def _title(self) -> str:
        runs = f"{len(self.replications)} run{'' if len(self.replications) == 1 else 's'}"
        return f"{self.scenario.name} ({self.hash}): {runs}, seed {self.seed}, engine {self.engine}"

    def __repr__(self) -> str:
        short = {key: self.kpi(key) for key in frames.SHORT}
        return frames.text(f"Result of {self._title()}", short, self.scenario.costs.currency)

    def _repr_html_(self) -> str:
        return frames.html(f"Result of {self._title()}", self.to_frame())


def weekly_mean(replication: Replication, key: str, first: int = 0, end: int | None = None) -> float:
    """Mean of a KPI's weekly values in one replication, weeks without a value left out; NaN if there is none."""
    known = [float(v) for v in replication.by_week[index_of(key), first:end] if not math.isnan(v)]
    return math.fsum(known) / len(known) if known else math.nan
