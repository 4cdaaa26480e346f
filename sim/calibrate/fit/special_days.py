"""Days that are not like others: holidays, outages, mail-outs. Found, named, and left out of what is usual."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sim.calibrate.fit.half_hours import HalfHours
from sim.scenario.fields import WEEKDAYS

ROBUST_SDS = 4.0
"""Robust standard deviations of the log factor from which on a day is special."""
LEAST_DAYS = 5
"""Days, below which nothing can be called unusual."""
LEAST_WEEKDAY_DAYS = 4
"""Days of a weekday, below which its usual calls are those of all weekdays with its opening hours."""
LEAST_SHARE_SEEN = 0.5
"""Of a day's usual calls; with less of it in the file a day's volume says nothing."""


@dataclass(frozen=True)
class SpecialDay:
    """`factor`: the day's calls as a multiple of usual; 0 for a day on which the centre did not open."""

    date: pd.Timestamp
    factor: float

    def __str__(self) -> str:
        name = f"{self.date:%Y-%m-%d} ({WEEKDAYS[self.date.day_of_week].capitalize()})"
        return f"{name}: closed" if self.factor == 0.0 else f"{name}: {self.factor:.2f} times the usual calls"


def special_days(counts: HalfHours) -> list[SpecialDay]:
    """In order of date. A day's log factor is judged by the spread of those of all days, Poisson's at least."""
    closed = [
        SpecialDay(counts.dates[d], 0.0)
        for d in range(counts.days)
        if counts.weekday(d) in counts.open and not counts.offered[d].any()
    ]
    days, logs, noise = [], [], []
    for names, weekday in [(kind, w) for kind in counts.kinds() for w in kind]:
        own = counts.days_of([weekday])
        like = own if len(own) >= LEAST_WEEKDAY_DAYS else counts.days_of(names)
        if not own:
            continue
        usual = (
            np.median(counts.offered[like], axis=0) if len(like) > 2 else counts.offered[like].mean(axis=0)
        )
        for day in own:
            seen = counts.seen[day]
            due, came = float(usual[seen].sum()), float(counts.offered[day][seen].sum())
            if due >= LEAST_SHARE_SEEN * usual.sum() and due > 0.0:
                days.append(day)
                logs.append(math.log(max(came, 0.5) / due))
                noise.append(1.0 / due)
    if len(days) < LEAST_DAYS:
        return closed
    log = np.array(logs)
    centre = float(np.median(log))
    spread = max(1.4826 * float(np.median(np.abs(log - centre))), math.sqrt(float(np.median(noise))))
    found = [
        SpecialDay(counts.dates[day], math.exp(value))
        for day, value in zip(days, logs, strict=True)
        if abs(value - centre) > ROBUST_SDS * spread
    ]
    return sorted(closed + found, key=lambda one: one.date)


def without(counts: HalfHours, special: list[SpecialDay]) -> HalfHours:
    """The counts with these days unseen."""
    seen = counts.seen.copy()
    for one in special:
        seen[(one.date - counts.first_date).days] = False
    return replace(counts, seen=seen)
