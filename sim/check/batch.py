"""Some days of a record, and what can be measured in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.calendar import DAY_MIN
from sim.kpis import KPIS
from sim.kpis.totals import count
from sim.record import Outcome, Record
from sim.scenario import Scenario
from sim.scenario.fields import minutes_of

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """`days` days from `first_day` (0 = the first measured) of one replication.

    For scenarios without repeats and transfers: every leg is a call of its own.
    """

    record: Record
    scenario: Scenario
    first_day: int
    days: int

    @property
    def start_min(self) -> float:
        """Midnight before the first day."""
        return self.first_day * DAY_MIN

    @property
    def end_min(self) -> float:
        """Midnight after the last day."""
        return (self.first_day + self.days) * DAY_MIN

    @cached_property
    def legs(self) -> NDArray[np.void]:
        """Calls that came in on these days, whenever they were answered."""
        arrived = self.record.legs["arrived"]
        return self.record.legs[(arrived >= self.start_min) & (arrived < self.end_min)]

    @cached_property
    def wait_min(self) -> FloatArray:
        """Time in queue of each of `legs`."""
        return np.asarray(self.legs["left_queue"] - self.legs["queued"], dtype=np.float64)

    @cached_property
    def counts(self) -> dict[str, float]:
        """What the KPIs are made from, of these days. `open_days` and `weeks` are those of the horizon."""
        day = self.record.agent_days["day"]
        agent_days = self.record.agent_days[(day >= self.first_day) & (day < self.first_day + self.days)]
        mine = Record(self.legs, agent_days, self.record.seed, self.record.replication)
        return count(mine, self.scenario).of_run()

    def outcome(self, outcome: Outcome) -> NDArray[np.bool_]:
        """Which of `legs` ended so."""
        return np.asarray(self.legs["outcome"] == outcome)

    @cached_property
    def presence(self) -> tuple[FloatArray, FloatArray]:
        """When callers joined and when they left the centre, talking or not: all of the record, each sorted."""
        legs = self.record.legs
        left = np.where(legs["outcome"] == Outcome.ANSWERED, legs["talk_end"], legs["left_queue"])
        return np.sort(legs["queued"]), np.sort(left)


def batches(record: Record, scenario: Scenario, skip_days: int, batch_days: int) -> Iterator[Batch]:
    """The batches of one replication, in order; the first `skip_days` measured days are left out."""
    for day in range(skip_days, 7 * scenario.horizon.weeks, batch_days):
        yield Batch(record, scenario, day, batch_days)


# ── Measures: functions of a batch, picklable ─────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class OfKpi:
    """The KPI of this key, in its own unit. Not for those per day or week, which count the whole horizon."""

    key: str

    def __call__(self, batch: Batch) -> float:
        return KPIS[self.key].value(batch.counts)


def blocked(batch: Batch) -> float:
    """Share of calls turned away."""
    return batch.counts["blocked"] / batch.counts["offered"]


def p_wait(batch: Batch) -> float:
    """Share of calls not answered at once."""
    return float((batch.wait_min > 0.0).mean())


def mean_wait_all_s(batch: Batch) -> float:
    """Mean time in queue of all calls, seconds."""
    return float(batch.wait_min.mean()) * 60.0


def mean_time_to_abandon_s(batch: Batch) -> float:
    """Mean time in queue of the calls abandoned, seconds."""
    return float(batch.wait_min[batch.outcome(Outcome.ABANDONED)].mean()) * 60.0


def abandoned_per_day(batch: Batch) -> float:
    """Calls abandoned, per day."""
    return batch.counts["abandoned"] / batch.days


def mean_queue(batch: Batch) -> float:
    """Average over time of the number of callers waiting: whoever waits in these days, cut off at their ends."""
    legs = batch.record.legs
    return _overlap_min(batch, legs["queued"], legs["left_queue"]) / (batch.end_min - batch.start_min)


def mean_in_system(batch: Batch) -> float:
    """Average over time of the number of callers waiting or talking."""
    joined, left = (
        batch.presence
    )  # a sum of overlaps is one of ends less one of starts: sorting apart is fine
    return _overlap_min(batch, joined, left) / (batch.end_min - batch.start_min)


def _overlap_min(batch: Batch, start: FloatArray, end: FloatArray) -> float:
    low, high = batch.start_min, batch.end_min
    return float(np.clip(end, low, high).sum() - np.clip(start, low, high).sum())


def p_all_busy(batch: Batch) -> float:
    """Share of time with at least as many callers in the centre as agents."""
    joined, left = batch.presence
    at = np.concatenate(([batch.start_min], np.clip(np.concatenate((joined, left)), batch.start_min, None)))
    change = np.concatenate(([0], np.ones(len(joined), np.int64), -np.ones(len(left), np.int64)))
    order = np.argsort(at, kind="stable")
    number = np.cumsum(change[order])
    lasts = np.diff(np.append(np.minimum(at[order], batch.end_min), batch.end_min))
    agents = sum(team.agents for team in batch.scenario.teams)
    return float(lasts[number >= agents].sum()) / (batch.end_min - batch.start_min)


@dataclass(frozen=True)
class Spread:
    """Mean of (N − m)²/m, N callers in the centre at given minutes of every day, m their exact means.

    1 where N is Poisson, whose variance is its mean.
    """

    at_min: tuple[float, ...]
    means: tuple[float, ...]

    def __call__(self, batch: Batch) -> float:
        joined, left = batch.presence
        days = batch.start_min + DAY_MIN * np.arange(batch.days)
        at = (days[:, None] + np.array(self.at_min)).ravel()
        number = np.searchsorted(joined, at, side="right") - np.searchsorted(left, at, side="right")
        mean = np.tile(np.array(self.means), batch.days)
        return float(((number - mean) ** 2 / mean).mean())


def occupancy_while_open(batch: Batch) -> float:
    """Talk within opening hours / agents' opening hours: the occupancy KPI without the work after closing.

    For a centre with the same opening hours every day.
    """
    legs = batch.legs[batch.outcome(Outcome.ANSWERED)]
    hours = batch.scenario.demand.open
    opens, closes = minutes_of(hours.from_), minutes_of(hours.to)
    closing = np.floor_divide(legs["arrived"], DAY_MIN) * DAY_MIN + closes
    talk_min = np.minimum(legs["talk_end"], closing) - np.minimum(legs["answered"], closing)
    agents = sum(team.agents for team in batch.scenario.teams)
    return float(talk_min.sum()) / (agents * (closes - opens) * batch.days)
