"""Some days of a record, and what can be measured in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.clock_text import minutes_of
from sim.kpis import KPIS
from sim.kpis.weekly_totals import FIELDS, count
from sim.record import DAY_MIN, Outcome, Record
from sim.scenario import Scenario

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
        """What the KPIs are made from, of these days."""
        day = self.record.agent_days["day"]
        agent_days = self.record.agent_days[(day >= self.first_day) & (day < self.first_day + self.days)]
        record = Record(self.legs, agent_days, self.record.seed, self.record.replication)
        totals = count(record, self.scenario).by_week.sum(axis=0)
        counts: dict[str, float] = dict(zip(FIELDS, totals.tolist(), strict=True))
        return counts | {"weeks": self.days / 7.0, "open_days": float(self.days)}

    def outcome(self, outcome: Outcome) -> NDArray[np.bool_]:
        """Which of `legs` ended with this outcome."""
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


# ── Measures: a figure as a function of sums over batches, so that it can be taken of any number of them ───

Counts = Mapping[str, float]


class Measure(Protocol):
    """Additive counts of a batch, and the figure that the counts of some batches together give. Picklable."""

    def counts(self, batch: Batch) -> Counts:
        """Of one batch."""

    def value(self, counts: Counts) -> float:
        """Of the sums over any number of batches."""


@dataclass(frozen=True)
class KpiMeasure:
    """The KPI of this key, in its own unit. Not for figures of the last day or percentiles: they do not add up."""

    key: str

    def counts(self, batch: Batch) -> Counts:
        """All that any KPI needs, the same object for all."""
        return batch.counts

    def value(self, counts: Counts) -> float:
        """The KPI's own function."""
        return KPIS[self.key].value(counts)


@dataclass(frozen=True)
class Ratio:
    """A sum over another."""

    top: Callable[[Batch], float]
    bottom: Callable[[Batch], float]

    def counts(self, batch: Batch) -> Counts:
        """Both."""
        return {"top": self.top(batch), "bottom": self.bottom(batch)}

    def value(self, counts: Counts) -> float:
        """NaN of nothing."""
        return counts["top"] / counts["bottom"] if counts["bottom"] else math.nan


@dataclass(frozen=True)
class Spread:
    """Mean of (N − m)²/m, N callers in the centre at given minutes of every day, m their exact means.

    1 where N is Poisson, whose variance is its mean.
    """

    at_min: tuple[float, ...]
    means: tuple[float, ...]

    def counts(self, batch: Batch) -> Counts:
        """The sum of squares and how many."""
        joined, left = batch.presence
        days = batch.start_min + DAY_MIN * np.arange(batch.days)
        at = (days[:, None] + np.array(self.at_min)).ravel()
        number = np.searchsorted(joined, at, side="right") - np.searchsorted(left, at, side="right")
        mean = np.tile(np.array(self.means), batch.days)
        return {"top": float(((number - mean) ** 2 / mean).sum()), "bottom": float(len(at))}

    def value(self, counts: Counts) -> float:
        """Their mean."""
        return counts["top"] / counts["bottom"]


def _calls(batch: Batch) -> float:
    return float(len(batch.legs))


def _ended(outcome: Outcome, batch: Batch) -> float:
    return float(batch.outcome(outcome).sum())


def _waited(batch: Batch) -> float:
    return float((batch.wait_min > 0.0).sum())


def _wait_s(batch: Batch, outcome: Outcome | None = None) -> float:
    of = slice(None) if outcome is None else batch.outcome(outcome)
    return float(batch.wait_min[of].sum()) * 60.0


def _minutes(batch: Batch) -> float:
    return batch.end_min - batch.start_min


def _overlap_min(batch: Batch, start: FloatArray, end: FloatArray) -> float:
    """Minutes of these spells within the batch's days. A sum of ends less a sum of starts: any order will do."""
    low, high = batch.start_min, batch.end_min
    return float(np.clip(end, low, high).sum() - np.clip(start, low, high).sum())


def _queue_min(batch: Batch) -> float:
    return _overlap_min(batch, batch.record.legs["queued"], batch.record.legs["left_queue"])


def _presence_min(batch: Batch) -> float:
    return _overlap_min(batch, *batch.presence)


def _all_busy_min(batch: Batch) -> float:
    """Minutes with at least as many callers in the centre as agents."""
    joined, left = batch.presence
    at = np.concatenate(([batch.start_min], np.clip(np.concatenate((joined, left)), batch.start_min, None)))
    change = np.concatenate(([0], np.ones(len(joined), np.int64), -np.ones(len(left), np.int64)))
    order = np.argsort(at, kind="stable")
    number = np.cumsum(change[order])
    lasts = np.diff(np.append(np.minimum(at[order], batch.end_min), batch.end_min))
    agents = sum(team.agents for team in batch.scenario.teams)
    return float(lasts[number >= agents].sum())


def _talk_while_open_min(batch: Batch) -> float:
    """Talk before closing, where opening hours are the same every day."""
    legs = batch.legs[batch.outcome(Outcome.ANSWERED)]
    closes = minutes_of(batch.scenario.demand.open.to)
    closing = np.floor_divide(legs["arrived"], DAY_MIN) * DAY_MIN + closes
    return float((np.minimum(legs["talk_end"], closing) - np.minimum(legs["answered"], closing)).sum())


def _agent_min_while_open(batch: Batch) -> float:
    hours = batch.scenario.demand.open
    agents = sum(team.agents for team in batch.scenario.teams)
    return float(agents * (minutes_of(hours.to) - minutes_of(hours.from_)) * batch.days)


BLOCKED = Ratio(partial(_ended, Outcome.BLOCKED), _calls)
"""Share of calls turned away."""
P_WAIT = Ratio(_waited, _calls)
"""Share of calls not answered at once."""
MEAN_WAIT_ALL_S = Ratio(_wait_s, _calls)
"""Mean time in queue of all calls, s."""
MEAN_TIME_TO_ABANDON_S = Ratio(
    partial(_wait_s, outcome=Outcome.ABANDONED), partial(_ended, Outcome.ABANDONED)
)
"""Mean time in queue of the calls abandoned, s."""
ABANDONED_PER_DAY = Ratio(partial(_ended, Outcome.ABANDONED), attrgetter("days"))
"""Calls abandoned, per day."""
MEAN_QUEUE = Ratio(_queue_min, _minutes)
"""Average over time of the number of callers waiting."""
MEAN_IN_SYSTEM = Ratio(_presence_min, _minutes)
"""Average over time of the number of callers waiting or talking."""
P_ALL_BUSY = Ratio(_all_busy_min, _minutes)
"""Share of time with at least as many callers in the centre as agents."""
OCCUPANCY_WHILE_OPEN = Ratio(_talk_while_open_min, _agent_min_while_open)
"""The occupancy KPI without the work after closing."""
