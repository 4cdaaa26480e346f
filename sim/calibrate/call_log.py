"""Single calls by second, as what agents did is read from them (`sim.calibrate.staffing`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calendar import HALF_HOURS
from sim.calibrate.fit.half_hours import HalfHours
from sim.calibrate.reading.tables import DAY_S, HALF_HOUR_S
from sim.scenario.fields import WEEKDAYS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SHORT_SERVICE_S = 10
HIGH_PRIORITY = 2
"""Priorities 0 and 1 queue alike in the Anonymous Bank; 2 enters the queue as if it had waited 1.5 min."""


@dataclass(frozen=True)
class CallLog:
    """Offered calls of open half-hours; `calls` has one row a call, in order of arrival.

    Columns: day (0 = first date), weekday ("mon"...), arrived_s, wait_s, queued (bool), answered (bool;
    otherwise abandoned), call_type, high (bool: priority 2; recorded only once a call queues), agent ("" if
    not named), service_start_s and service_s (NaN without), half_hour (0...47 of the day), disturbed
    (bool). Times are seconds since 00:00 of the first date; a service includes a wrap-up that the file has.
    """

    calls: pd.DataFrame
    first_date: pd.Timestamp
    days: int
    """calendar days from the first to the last date"""
    hours: dict[str, tuple[int, int]]
    """weekday: first half-hour open, half-hour of closing (counted from midnight)"""
    disturbed: Bools
    """(days, 48): half-hours in which something out of the ordinary happened"""

    def weekday(self, day: int) -> str:
        return str(WEEKDAYS[(self.first_date.day_of_week + day) % 7])

    def days_by_hours(self) -> list[tuple[tuple[str, ...], list[int]]]:
        """Weekdays with the same opening hours, with the days of the log that fall on them."""
        spans = sorted(set(self.hours.values()))
        groups = [tuple(w for w in WEEKDAYS if self.hours.get(w) == span) for span in spans]
        return [(g, [d for d in range(self.days) if self.weekday(d) in g]) for g in groups]


def call_log(calls: pd.DataFrame, counts: HalfHours, last_days: int | None = None) -> CallLog:
    """Of the canonical CALLS, those in open half-hours; `last_days`: only of so many days."""
    skipped = 0 if last_days is None else max(0, counts.days - last_days)
    first = counts.first_date + pd.Timedelta(days=skipped)
    days = counts.days - skipped
    closed = np.zeros(HALF_HOURS, dtype=np.bool_)
    is_open = np.array([counts.open.get(counts.weekday(d + skipped), closed) for d in range(days)])
    disturbed = is_open & ~counts.seen[skipped:]
    since = (calls["start"] - first).dt.total_seconds().to_numpy()
    inside = (since >= 0.0) & (since < days * DAY_S) & calls["wait_s"].notna().to_numpy()
    since, of = since[inside], calls[inside]
    day, half = (since // DAY_S).astype(np.int64), ((since % DAY_S) // HALF_HOUR_S).astype(np.int64)
    answered = (of["outcome"] == "answered").to_numpy()
    service = (of["talk_s"] + of["hold_s"].fillna(0.0) + of["wrap_s"].fillna(0.0)).to_numpy()
    begins = of["service_start_s"].fillna(of["wait_s"]).to_numpy()
    named = answered & (of["agent"] >= 0).to_numpy()
    timed = answered & (service > 0.0)
    frame = pd.DataFrame(
        {
            "day": day,
            "weekday": np.array([counts.weekday(d + skipped) for d in range(days)])[day],
            "arrived_s": np.floor(since),
            "wait_s": of["wait_s"].to_numpy(),
            "queued": (of["wait_s"] > 0.0).to_numpy() | ~answered,
            "answered": answered,
            "call_type": of["call_type"].to_numpy(),
            "high": (of["priority"] >= HIGH_PRIORITY).to_numpy(),
            "agent": np.where(named, "agent " + of["agent"].astype(str).str.zfill(5), ""),
            "service_start_s": np.where(timed, np.floor(since + begins), np.nan),
            "service_s": np.where(timed, np.maximum(1.0, np.rint(service)), np.nan),
            "half_hour": half,
        }
    )
    frame = frame[is_open[day, half]].sort_values("arrived_s", kind="stable").reset_index(drop=True)
    frame["disturbed"] = disturbed[frame["day"], frame["half_hour"]]
    hours = {}
    for name, mask in counts.open.items():
        places = np.flatnonzero(mask)
        hours[str(name)] = int(places[0]), int(places[-1]) + 1
    return CallLog(frame, first, days, hours, disturbed)
