"""How a roster stands against a target when the whole centre is simulated, and on how many runs that is judged."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.staffing.crews import Crews, paid_hours_of
from sim.staffing.requirement import Requirement
from sim.staffing.service_target import (
    NO_MATTER,
    UNSEEN,
    Floats,
    ServiceTarget,
    Shares,
    held_together,
    zones_of,
)

CAUTION = 1.0
"""Standard errors by which a search wants a target to be reached: what just reaches it by luck does not elsewhere."""
ENOUGH_ERROR = 0.02
"""Standard error of a half-hour's share below which caution costs less than a person, a step of some five points."""
FEWEST_JUDGED, MOST_JUDGED = 2, 8
"""Runs by which rosters are judged, in multiples of those of the requirement."""
MOST_CLAIMS = 3
"""How often a roster is claimed, each time on callers of their own."""


@dataclass(frozen=True)
class Standing:
    """How a roster stands against a target. `judged`: half-hours that are held to it, (7, 48)."""

    crews: Crews
    figure: Shares
    target: ServiceTarget
    judged: NDArray[np.bool_]

    def lacking(self, caution: float = CAUTION) -> Floats:
        """Calls of all runs that every half-hour lacks, (7, 48); of a day as a whole, with its worst half-hour."""
        good, all = self.figure.good.sum(axis=0), self.figure.all.sum(axis=0)
        return self.lacking_with(good, all, caution)

    def lacking_with(self, good: Floats, all: Floats, caution: float = CAUTION) -> Floats:
        """The same, of sums over all runs that were only worked out."""
        target = self.target
        own = target.sign * (target.of_half_hour * all - good)
        cautious = own + caution * np.nan_to_num(self.figure.error) * all
        if target.per == "half_hour":
            return np.where(self.judged, np.maximum(0.0, cautious), 0.0)
        lacking = np.where(self.judged & (target.floor > 0.0), np.maximum(0.0, cautious), 0.0)
        of_day = self.figure.by_day
        missing = target.sign * (target.share * all.sum(axis=1) - good.sum(axis=1))
        missing = missing + caution * np.nan_to_num(of_day.error[:, 0]) * all.sum(axis=1)
        by_half_hour = np.where(self.judged, target.sign * (target.share * all - good), -np.inf)
        for day in np.flatnonzero((missing > 0.0) & self.judged.any(axis=1)):
            lacking[day, int(np.argmax(by_half_hour[day]))] += missing[day]
        return lacking

    def lack(self, caution: float = CAUTION) -> float:
        """Calls that are lacking, in all."""
        return float(self.lacking(caution).sum())

    @property
    def cost(self) -> float:
        """Hours of the team's pay, a week."""
        return paid_hours_of(self.crews, with_factor=True)

    def zones(self) -> NDArray[np.int64]:
        """How each half-hour stands to what it has to reach (`zones_of`), UNSEEN where it is not held to it.

        Together for half-hours, days and all claims. Over days as a whole each half-hour has its floor, and none where
        there is none.
        """
        interval = self.figure.interval(self._sure)
        zones = zones_of(self.figure.mean, *interval, self.target.of_half_hour, self.target.sign)
        return np.where(self._held_half_hours, zones, UNSEEN)

    def day_zones(self) -> NDArray[np.int64]:
        """The same of days, (7,), where days are held to the target."""
        of_day = self.figure.by_day
        zones = zones_of(of_day.mean, *of_day.interval(self._sure), self.target.share, self.target.sign)[:, 0]
        return np.where(self._held_days, zones, UNSEEN)

    @property
    def _held_half_hours(self) -> NDArray[np.bool_]:
        return self.judged & ((self.target.per == "half_hour") | (self.target.floor > 0.0))

    @property
    def _held_days(self) -> NDArray[np.bool_]:
        return np.asarray(self.judged.any(axis=1) & (self.target.per == "day"))

    @property
    def _sure(self) -> float:
        return held_together(MOST_CLAIMS * int(self._held_half_hours.sum() + self._held_days.sum()))

    @property
    def below(self) -> int:
        """How many half-hours, or days where days are held to the target, are below it as they were seen."""
        lacking = self.lacking(caution=0.0) > 0.0
        return int((lacking.any(axis=1) if self.target.per == "day" else lacking).sum())

    @property
    def is_kept(self) -> bool:
        """Whether all that is held to the target reaches it, but for what does not matter."""
        good, all = self.figure.good.sum(axis=0), self.figure.all.sum(axis=0)
        return not (self.lacking_with(good + self.target.sign * NO_MATTER * all, all, 0.0) > 1e-9).any()


def judged_half_hours(figure: Shares, but_for: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Half-hours in which anybody rings, but for some."""
    return np.asarray((figure.all.sum(axis=0) > 0.0) & ~but_for)


def runs_to_judge(requirement: Requirement) -> int:
    """Runs on which a half-hour's share, or a day's, is known to `ENOUGH_ERROR`, by those of the requirement.

    With fewer, or weeks that are few, caution would be people: each half-hour has to reach its target by its error.
    """
    figure, target = requirement.figure, requirement.target
    runs = figure.runs
    by_half_hour = target.per == "half_hour" or target.floor > 0.0
    error = float(np.nanmedian((figure if by_half_hour else figure.by_day).error))
    times = (error / ENOUGH_ERROR) ** 2
    return math.ceil(runs * min(max(times, FEWEST_JUDGED), MOST_JUDGED))
