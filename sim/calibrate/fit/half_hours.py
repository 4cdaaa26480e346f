"""Calls by day and half-hour, and when the centre was open: what arrivals are fitted to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calendar import HALF_HOURS
from sim.calibrate.fit.estimate import Bools, Floats
from sim.calibrate.reading.tables import HALF_HOUR_S, Reading, completed_counts
from sim.clock_text import clock_text
from sim.scenario.fields import WEEKDAYS, Weekday

OPEN_SHARE_OF_PEAK, OPEN_CALLS = 0.05, 3.0
"""A half-hour of a weekday is open where it has at least this share of the busiest one's answered calls, on most dates,
or at least so many on every date."""
HOLE = 2
"""Half-hours; a shorter hole in the opening hours is none."""
LEAST_LIKE_DAYS = 3
"""Days with the same hours, below which nothing can be called usual."""
SILENCE_CALLS = 12.0
"""Calls to be expected in a stretch without any, from which on it is an outage or lies outside the file."""
SURGE_FACTOR, SURGE_CALLS = 3.0, 30.0
"""A half-hour with this many times, and this many more calls than the median like one is a flood."""
LOST_MORE, LOST_CALLS, SERVED_LESS = 0.5, 20.0, 0.75
"""One that loses a share of its callers so much larger than the median like one, so many calls, and serves less than
this part of the usual is an outage: callers are not put through."""


@dataclass(frozen=True)
class HalfHours:
    """Days from the first date of the files to the last, by half-hours from midnight: tables (days, 48) of calls.

    `seen`: open, inside the files and undisturbed. `open`: by weekday, which of 48 half-hours are open. `disturbed`:
    sentences on outages and floods. `minutes`: of the file's own intervals; calls of longer ones are spread evenly.
    """

    first_date: pd.Timestamp
    offered: Floats
    answered: Floats
    abandoned: Floats
    seen: Bools
    open: dict[Weekday, Bools]
    disturbed: tuple[str, ...]
    minutes: float

    @property
    def days(self) -> int:
        return len(self.offered)

    @property
    def dates(self) -> pd.DatetimeIndex:
        return pd.date_range(self.first_date, periods=self.days)

    def weekday(self, day: int) -> Weekday:
        return WEEKDAYS[int(self.first_date.day_of_week + day) % 7]

    def days_of(self, weekdays: Collection[Weekday]) -> list[int]:
        """Days of these weekdays of which some half-hour is seen."""
        return [d for d in range(self.days) if self.weekday(d) in weekdays and self.seen[d].any()]

    def kinds(self) -> list[tuple[Weekday, ...]]:
        """Weekdays with the same opening hours together, in order of the week."""
        by_hours: dict[bytes, list[Weekday]] = {}
        for name, mask in self.open.items():
            by_hours.setdefault(mask.tobytes(), []).append(name)
        return [tuple(names) for names in by_hours.values()]


def on_days(reading: Reading, days: Collection[pd.Timestamp] | None) -> Reading:
    """The reading of these dates alone; all of it for None."""
    if days is None:
        return reading
    dates = pd.DatetimeIndex(sorted(days)).normalize()

    def of(frame: pd.DataFrame | None) -> pd.DataFrame | None:
        return None if frame is None else frame[frame["start"].dt.normalize().isin(dates)]

    intervals = of(reading.intervals)
    keep = None if intervals is None else intervals.index
    classes = (reading.answered_by_wait, reading.abandoned_by_wait)
    answered, abandoned = (None if c is None or keep is None else c.loc[keep] for c in classes)
    return replace(
        reading,
        calls=of(reading.calls),
        duty=of(reading.duty),
        intervals=intervals,
        answered_by_wait=answered,
        abandoned_by_wait=abandoned,
    )


def table_of(start: pd.Series, amount: Floats, minutes: Floats, first: pd.Timestamp, days: int) -> Floats:
    """(days, 48) sums of amounts by half-hour of their start; those of longer intervals spread evenly over them."""
    table = np.zeros((days + 1) * HALF_HOURS)
    begin = ((start - first).dt.total_seconds().to_numpy() // HALF_HOUR_S).astype(np.int64)
    pieces = np.maximum(1, np.rint(minutes / 30.0)).astype(np.int64)
    for piece in range(int(pieces.max(initial=1))):
        some = pieces > piece
        place = np.minimum(begin[some] + piece, len(table) - 1)
        np.add.at(table, place, np.nan_to_num(amount[some]) / pieces[some])
    return table[: days * HALF_HOURS].reshape(days, HALF_HOURS)


def half_hour_of(since_s: Floats) -> NDArray[np.int64]:
    """Number of the half-hour, from the first midnight on, of moments in seconds since then."""
    return np.floor(since_s / HALF_HOUR_S).astype(np.int64)


def is_seen(half_hour: NDArray[np.int64], seen: Bools) -> Bools:
    """Whether half-hours, by number, are among those of a table (days, 48)."""
    inside = (half_hour >= 0) & (half_hour < seen.size)
    return np.asarray(inside & seen.ravel()[np.clip(half_hour, 0, seen.size - 1)])


def half_hours(reading: Reading) -> HalfHours:
    """Raises ValueError in a sentence where there are no calls or no opening hours in them."""
    calls, intervals = reading.calls, reading.intervals
    if calls is not None and len(calls):
        start, minutes = calls["start"], np.full(len(calls), 30.0)
        is_answered = (calls["outcome"] == "answered").to_numpy(dtype=np.float64)
        is_abandoned = (calls["outcome"] == "abandoned").to_numpy(dtype=np.float64)
        amounts = (np.ones(len(calls)), is_answered, is_abandoned)
    elif intervals is not None and len(intervals):
        start, minutes = intervals["start"], intervals["minutes"].to_numpy(dtype=np.float64)
        amounts = tuple(a.to_numpy(dtype=np.float64) for a in completed_counts(intervals))
    else:
        raise ValueError("there are no calls in these days")
    if not np.nansum(amounts[0]) > 0.0:
        raise ValueError("there are no calls in these days")
    first = start.min().normalize()
    days = int((start.max().normalize() - first).days) + 1
    tables = [table_of(start, amount, minutes, first, days) for amount in amounts]
    weekdays = [WEEKDAYS[(first.day_of_week + d) % 7] for d in range(days)]
    hours = _opening(tables[1] if tables[1].any() else tables[0], weekdays)
    if not hours:
        raise ValueError("there are too few calls to tell when the centre is open")
    offered, answered, abandoned = tables
    seen, disturbed = _undisturbed(offered, answered, abandoned, weekdays, hours, first)
    return HalfHours(
        first, offered, answered, abandoned, seen, hours, tuple(disturbed), float(np.median(minutes))
    )


def _opening(answered: Floats, weekdays: list[Weekday]) -> dict[Weekday, Bools]:
    """A single call before opening time, as some agents take, opens nothing; a day of nothing closes nothing."""
    hours: dict[Weekday, Bools] = {}
    for name in WEEKDAYS:
        of_name = answered[[w == name for w in weekdays]]
        of_name = of_name[of_name.any(axis=1)]
        if not len(of_name):
            continue
        mean, often = of_name.mean(axis=0), (of_name > 0.0).mean(axis=0)
        is_open = (mean >= OPEN_SHARE_OF_PEAK * mean.max()) & (often >= -0.75 * np.expm1(-mean))
        is_open |= of_name.min(axis=0) >= OPEN_CALLS
        edges = np.flatnonzero(np.diff(np.concatenate([[False], is_open, [False]]).astype(np.int8)))
        for end, start in zip(edges[1:-1:2], edges[2::2], strict=True):
            if start - end < HOLE:
                is_open[end:start] = True
        if of_name.sum() >= HALF_HOURS / 4.0:
            hours[name] = is_open
    return hours


def _undisturbed(
    offered: Floats,
    answered: Floats,
    abandoned: Floats,
    weekdays: list[Weekday],
    hours: dict[Weekday, Bools],
    first: pd.Timestamp,
) -> tuple[Bools, list[str]]:
    """Which cells are seen: open, without outage or flood; and sentences on those."""
    seen = np.array([hours.get(w, np.zeros(HALF_HOURS, dtype=np.bool_)) for w in weekdays])
    lost = abandoned / np.maximum(offered, 1.0)
    found = []
    for mask in {m.tobytes(): m for m in hours.values()}.values():
        like = [d for d, w in enumerate(weekdays) if w in hours and np.array_equal(hours[w], mask)]
        called = [d for d in like if offered[d].any()]
        for day in set(like) - set(called):
            seen[day] = False
        if len(called) < LEAST_LIKE_DAYS:
            continue
        usual, served, share = (np.median(t[called], axis=0) for t in (offered, answered, lost))
        for day in called:
            silent = np.zeros(HALF_HOURS, dtype=np.bool_)
            for start, end in runs((offered[day] == 0.0) & mask):
                silent[start:end] = usual[start:end].sum() > SILENCE_CALLS
            broken = (lost[day] >= share + LOST_MORE) & (abandoned[day] >= LOST_CALLS)
            broken &= answered[day] < SERVED_LESS * served
            flood = (offered[day] >= SURGE_FACTOR * usual) & (offered[day] - usual >= SURGE_CALLS)
            if offered[day][mask].sum() >= SURGE_FACTOR * usual[mask].sum():
                flood[:] = False  # a day that is busy all day is a special day
            for what, cells in (
                ("no calls where some are usual", silent),
                ("callers are not put through", broken & mask),
                ("a flood of calls, three times the usual and more", flood & mask),
            ):
                seen[day] &= ~cells
                found += [(day, start, end, what) for start, end in runs(cells)]
    return seen, [
        f"{first + pd.Timedelta(days=day):%Y-%m-%d} {clock_text(30 * start)}–{clock_text(30 * end)}: {what}"
        for day, start, end, what in sorted(found)
    ]


def runs(cells: Bools) -> list[tuple[int, int]]:
    """Stretches of cells that are True, as (first, end)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], cells, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
