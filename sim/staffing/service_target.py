"""A service target stated in full, and what a simulation says of it: calls half-hour by half-hour and day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.experiment.result import Estimate, Result, estimate

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
WEEK = (7, 48)
"""Days from Monday, half-hours from midnight."""

RATIOS: dict[str, tuple[str, str]] = {
    "service_level": ("in_time", "offered"),
    "service_level_answered": ("in_time", "answered"),
    "abandonment": ("abandoned", "offered"),
}
"""Key figures that a half-hour can be held to: counts of calls that ring in it, one of the other."""
SURE = 0.95
"""Of all statements about half-hours together."""
NO_MATTER = 0.005
"""Half a point of a share: what lies nearer to the target need not be decided."""
ENOUGH, OPEN, NOT_ENOUGH, UNSEEN = 1, 0, -1, 9
"""How what was seen stands to a target: surely reached, undecided, surely missed, nothing seen or not held to it."""


@dataclass(frozen=True)
class ServiceTarget:
    """What is asked for. `share`: of `kpi`, calls within `within_s`; in every half-hour, or over each day.

    Over a day calls count alike, and no half-hour may be below `floor`.
    """

    kpi: str = "service_level"
    share: float = 0.80
    within_s: float = 20.0
    per: Literal["half_hour", "day"] = "half_hour"
    floor: float = 0.0

    def __post_init__(self) -> None:
        if self.kpi not in RATIOS:
            raise ValueError(f"{self.kpi} is not one of {', '.join(RATIOS)}")

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return -1 if self.kpi == "abandonment" else 1

    def margin(self, reached: Floats) -> Floats:
        """How far shares are on the right side of the target; below 0 where they miss it."""
        return np.asarray(self.sign * (reached - self.share))

    @property
    def of_half_hour(self) -> float:
        """What each half-hour has to reach."""
        return self.share if self.per == "half_hour" else self.floor


@dataclass(frozen=True)
class Shares:
    """A share in each half-hour of the week, NaN where nobody rings; `error`: its standard error.

    `good`, `all`: calls by replication, (replications, 7, 48). `degrees`: of freedom of the errors. `days`: of each
    weekday in a replication, the share that reach the target as a whole, (replications, 7); NaN where nobody rings.
    """

    good: Floats
    all: Floats
    days: Floats = field(default_factory=lambda: np.zeros((0, 7)))

    @property
    def mean(self) -> Floats:
        """By half-hour."""
        return _ratio(self.good.sum(axis=0), self.all.sum(axis=0))

    @property
    def error(self) -> Floats:
        """Of a ratio of sums over replications; never less than that of as many calls one by one.

        Few replications in which all went well would else claim certainty.
        """
        count, calls = len(self.good), self.all.sum(axis=0)
        spread = np.sqrt((self.residual**2).sum(axis=0) / max(1, count - 1) / max(1, count))
        return np.where(calls > 0.0, np.maximum(spread, self.one_by_one), np.nan)

    @property
    def one_by_one(self) -> Floats:
        """The standard error of as many calls, were each by itself."""
        calls = self.all.sum(axis=0)
        likely = (self.good.sum(axis=0) + 2.0) / (calls + 4.0)
        return np.asarray(np.sqrt(likely * (1.0 - likely) / (calls + 4.0)))

    @property
    def residual(self) -> Floats:
        """By how much each replication moves the ratio: of the linear form, in units of the share."""
        usual = self.all.mean(axis=0)
        of_calls = self.good - np.nan_to_num(self.mean) * self.all
        return np.asarray(np.divide(of_calls, usual, out=np.zeros(of_calls.shape), where=usual > 0.0))

    def followed_by(self, more: Shares) -> Shares:
        """With the replications that come after these."""
        parts = zip(*((each.good, each.all, each.days) for each in (self, more)), strict=True)
        return Shares(*(np.concatenate(part) for part in parts))

    def days_reaching(self, day: int) -> Estimate:
        """The share of a weekday's days that reach the target as a whole: each replication is one observation."""
        return estimate(self.days[:, day], 0.0, 1.0)

    @property
    def runs(self) -> int:
        """Replications that it rests on."""
        return len(self.good)

    @property
    def degrees(self) -> Floats:
        """Of freedom."""
        return np.asarray(self.runs - 1.0)

    @property
    def by_day(self) -> Shares:
        """The same over whole days: (replications, 7, 1)."""
        return Shares(self.good.sum(axis=2, keepdims=True), self.all.sum(axis=2, keepdims=True))

    def interval(self, sure: float = SURE) -> tuple[Floats, Floats]:
        """Low and high end, within 0 and 1."""
        half = stdtrit(self.degrees, 0.5 + sure / 2.0) * self.error
        return np.clip(self.mean - half, 0.0, 1.0), np.clip(self.mean + half, 0.0, 1.0)


@dataclass(frozen=True)
class SharesBeside(Shares):
    """Shares known by their difference from others, `base`, that more replications are known of, these the first.

    Both are alike in most calls, so the difference is known well from few; it is added to what is known of the others.
    """

    base: Shares = field(kw_only=True)

    @property
    def mean(self) -> Floats:
        """By half-hour."""
        return np.asarray(np.clip(self.base.mean + self._own.mean - self._same.mean, 0.0, 1.0))

    @property
    def runs(self) -> int:
        """Replications that it rests on: those of the others."""
        return self.base.runs

    @property
    def error(self) -> Floats:
        """Of the difference and of the others, and of both together."""
        return np.asarray(np.sqrt(self._variances[0]))

    @property
    def degrees(self) -> Floats:
        """Of freedom, by Satterthwaite."""
        total, of_change = self._variances
        few, many = len(self.good), self.runs
        rest = np.maximum(total - of_change, 0.0)
        return np.asarray(total**2 / (of_change**2 / max(1, few - 1) + rest**2 / max(1, many - 1)))

    @property
    def by_day(self) -> SharesBeside:
        """The same over whole days: (replications, 7, 1)."""
        of_day = self._own.by_day
        return SharesBeside(of_day.good, of_day.all, base=self.base.by_day)

    @property
    def _own(self) -> Shares:
        return Shares(self.good, self.all)

    @property
    def _same(self) -> Shares:
        """The others, in the replications that both have."""
        few = len(self.good)
        return Shares(self.base.good[:few], self.base.all[:few])

    @property
    def _variances(self) -> tuple[Floats, Floats]:
        """In all, and of the difference."""
        base, same, few, many = self.base, self._same, len(self.good), self.runs
        of_base = base.residual
        change = self._own.residual - of_base[:few]
        together = (change * (of_base[:few] - of_base[:few].mean(axis=0))).sum(axis=0) / max(1, few - 1)
        of_change = (change**2).sum(axis=0) / max(1, few - 1) / few
        of_figure = (of_base**2).sum(axis=0) / max(1, many - 1) / many
        lost = np.abs(self.good.sum(axis=0) - same.good.sum(axis=0)) + 2.0
        of_change = np.maximum(of_change, lost / np.maximum(1.0, same.all.sum(axis=0)) ** 2)
        least = np.maximum(of_change, base.one_by_one**2)
        return np.maximum(of_change + of_figure + 2.0 * together / many, least), of_change


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0.0))


def shares(result: Result, target: ServiceTarget) -> Shares:
    """What the target counts, of a result."""
    names = RATIOS[target.kpi]
    good, all = (
        np.stack([replication.week[name] for replication in result.replications]).reshape(-1, *WEEK)
        for name in names
    )
    of_days = (
        np.stack([replication.days[name].astype(float) for replication in result.replications]).reshape(
            len(good), -1, WEEK[0]
        )
        for name in names
    )
    reached = target.margin(_ratio(*of_days))
    rings = ~np.isnan(reached)
    days = _ratio((rings & (np.nan_to_num(reached) >= 0.0)).sum(axis=1), rings.sum(axis=1))
    return Shares(good, all, days)


def held_together(statements: float) -> float:
    """Level of two-sided intervals by which so many statements hold together with `SURE` (Bonferroni).

    A figure that reaches its target can only wrongly be said to miss it, and the other way round: one side each.
    """
    return 1.0 - 2.0 * (1.0 - SURE) / max(1, statements)


def zones_of(mean: Floats, low: Floats, high: Floats, line: float, sign: int) -> NDArray[np.int64]:
    """Whether each share with this interval surely reaches a line, surely does not, is open, or was not seen.

    `sign`: of the target, -1 where less is better.
    """
    if sign < 0:
        line, low, high = 1.0 - line, 1.0 - high, 1.0 - low
    zones = np.where(low >= line, ENOUGH, np.where(high < line, NOT_ENOUGH, OPEN))
    return np.where(np.isnan(mean), UNSEEN, zones)


def day_zones(
    figure: Shares, target: ServiceTarget, rings: NDArray[np.bool_], sure: float
) -> NDArray[np.int64]:
    """How each weekday as a whole stands to the target, (7,); the worst of it and of the floors of its half-hours.

    `rings`: half-hours that are held to the floor, (7, 48). UNSEEN on days without any.
    """
    of_day = figure.by_day
    zones = zones_of(of_day.mean, *of_day.interval(sure), target.share, target.sign)[:, 0]
    if target.floor > 0.0:
        floors = zones_of(figure.mean, *figure.interval(sure), target.floor, target.sign)
        zones = np.minimum(zones, np.where(rings, floors, ENOUGH).min(axis=1))
    return np.where(rings.any(axis=1), zones, UNSEEN)
