"""The key figures of some days, observed or simulated: in total and by half-hour of the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.calendar import HALF_HOURS
from sim.calibrate.fit.estimate import Bools, Floats
from sim.calibrate.fit.half_hours import half_hour_of, is_seen, table_of
from sim.calibrate.fit.observed import handle_sums
from sim.calibrate.reading.tables import DAY_S, Reading, completed_counts
from sim.record import Outcome, Record

COMPARED = ("abandonment", "service_level", "asa_s", "wait_p90_s", "aht_min", "occupancy")
"""KPI keys, in the order in which they are judged."""


@dataclass(frozen=True)
class Cells:
    """The half-hours judged: `seen` (days, 48) from 00:00 of `first_date`."""

    first_date: pd.Timestamp
    seen: Bools

    def places(self, since_s: Floats) -> tuple[Floats, Bools]:
        """(half-hour of the day, whether it is judged) of moments in seconds since the first midnight."""
        half_hour = half_hour_of(since_s)
        return np.mod(half_hour, HALF_HOURS), is_seen(half_hour, self.seen)


@dataclass(frozen=True)
class Period:
    """KPI key -> its total; and by half-hour of the day (48,). NaN where nothing shows it."""

    total: dict[str, float]
    by_half_hour: dict[str, Floats]
    offered: float


@dataclass(frozen=True)
class _Sums:
    """By half-hour of the day (48,); times in seconds."""

    offered: Floats
    answered: Floats
    abandoned: Floats
    in_time: Floats
    wait_s: Floats
    handle_s: Floats
    handled: Floats
    p90_s: Floats
    p90_total_s: float
    busy_s: float
    available_s: float

    def period(self) -> Period:
        def ratio(top: Floats, below: Floats) -> tuple[float, Floats]:
            whole = float(below.sum())
            with np.errstate(invalid="ignore", divide="ignore"):
                return (float(top.sum()) / whole if whole > 0.0 else np.nan), np.where(
                    below > 0.0, top / below, np.nan
                )

        figures = {
            "abandonment": ratio(self.abandoned, self.offered),
            "service_level": ratio(self.in_time, self.offered),
            "asa_s": ratio(self.wait_s, self.answered),
            "wait_p90_s": (self.p90_total_s, self.p90_s),
            "aht_min": ratio(self.handle_s / 60.0, self.handled),
            "occupancy": (
                self.busy_s / self.available_s if self.available_s > 0.0 else np.nan,
                np.full(HALF_HOURS, np.nan),
            ),
        }
        return Period(
            {key: total for key, (total, _) in figures.items()},
            {key: by for key, (_, by) in figures.items()},
            float(self.offered.sum()),
        )


def _count(half: np.ndarray, which: Bools, weight: Floats | None = None) -> Floats:
    amount = None if weight is None else weight[which]
    return np.bincount(half[which], amount, HALF_HOURS).astype(np.float64)


def _p90(half: np.ndarray, wait_s: Floats) -> tuple[Floats, float]:
    """By half-hour of the day, and over all; NaN without waits."""
    if not len(wait_s):
        return np.full(HALF_HOURS, np.nan), np.nan
    order = np.argsort(half, kind="stable")
    ends = np.cumsum(np.bincount(half, minlength=HALF_HOURS))
    pieces = np.split(wait_s[order], ends[:-1])
    by = np.array([np.quantile(piece, 0.9) if len(piece) else np.nan for piece in pieces])
    return by, float(np.quantile(wait_s, 0.9))


def of_calls(calls: pd.DataFrame, cells: Cells, within_s: float, wrap_up_min: float) -> Period:
    """Observed, from single calls. `wrap_up_min`: of answered calls that have none in the file."""
    half, judged = cells.places((calls["start"] - cells.first_date).dt.total_seconds().to_numpy())
    half, calls = half[judged], calls[judged]
    wait = calls["wait_s"].to_numpy(dtype=np.float64)
    outcome = calls["outcome"].to_numpy()
    answered, abandoned = outcome == "answered", outcome == "abandoned"
    known = answered & np.isfinite(wait)
    handle = (
        calls["talk_s"] + calls["hold_s"].fillna(0.0) + calls["wrap_s"].fillna(60.0 * wrap_up_min)
    ).to_numpy()
    timed = answered & np.isfinite(handle)
    p90, p90_total = _p90(half[known], wait[known])
    return _Sums(
        _count(half, np.ones(len(half), dtype=np.bool_)),
        _count(half, known),
        _count(half, abandoned),
        _count(half, known & (wait <= within_s)) if known.any() else np.full(HALF_HOURS, np.nan),
        _count(half, known, wait),
        _count(half, timed, handle),
        _count(half, timed),
        p90,
        p90_total,
        np.nan,
        np.nan,
    ).period()


def of_intervals(reading: Reading, cells: Cells, wrap_up_min: float) -> Period:
    """Observed, from interval sums; `wrap_up_min` is added where they hold no wrap-up."""
    rows = reading.intervals
    assert rows is not None
    minutes = rows["minutes"].to_numpy(dtype=np.float64)

    def table(amount: Floats) -> Floats:
        """(48,) sums over the judged half-hours; NaN throughout where the file has none."""
        if not np.isfinite(amount).any():
            return np.full(HALF_HOURS, np.nan)
        whole = table_of(rows["start"], amount, minutes, cells.first_date, len(cells.seen))
        return np.asarray(np.where(cells.seen, whole, 0.0).sum(axis=0), dtype=np.float64)

    def column(name: str) -> Floats:
        return np.asarray(rows[name], dtype=np.float64)

    offered, answered, abandoned = (np.asarray(c, dtype=np.float64) for c in completed_counts(rows))
    handled, talk_s = handle_sums(reading)
    wrap_s = np.where(np.isnan(column("wrap_sum_s")), 60.0 * wrap_up_min * handled, column("wrap_sum_s"))
    handle = talk_s + wrap_s
    free_s = column("staffed_s") - np.nan_to_num(column("aux_s"))
    busy = table(np.where(np.isfinite(free_s), handle, np.nan))
    return _Sums(
        table(offered),
        table(answered),
        table(abandoned),
        table(column("answered_within")),
        table(column("answered_wait_sum_s")),
        table(handle),
        table(np.where(np.isfinite(talk_s), handled, 0.0)),
        np.full(HALF_HOURS, np.nan),
        np.nan,
        float(busy.sum()),
        float(table(free_s).sum()),
    ).period()


def of_records(records: Iterable[tuple[Record, int]], cells: Cells, within_s: float) -> Period:
    """Simulated: records, each with the number of the day on which its first measured Monday falls."""
    halves, waits, outcomes, handles, busy, free = [], [], [], [], 0.0, 0.0
    days = np.asarray(cells.seen.any(axis=1))
    for record, first_day in records:
        legs = record.legs
        half, judged = cells.places(60.0 * legs["arrived"] + DAY_S * first_day)
        legs = legs[judged]
        halves.append(half[judged])
        waits.append(60.0 * (legs["left_queue"] - legs["queued"]))
        outcomes.append(legs["outcome"])
        handles.append(60.0 * (legs["wrap_end"] - legs["answered"]))
        duty = record.agent_days
        day = duty["day"] + first_day
        some = duty[(day >= 0) & (day < len(days)) & days[np.clip(day, 0, len(days) - 1)]]
        busy += 60.0 * float(np.nansum(some["talk_min"]) + np.nansum(some["wrap_min"]))
        free += 60.0 * float(np.nansum(some["free_min"]))
    half, wait, outcome, handle = (np.concatenate(x) for x in (halves, waits, outcomes, handles))
    answered = outcome == Outcome.ANSWERED
    timed = answered & np.isfinite(handle)
    p90, p90_total = _p90(half[answered], wait[answered])
    return _Sums(
        _count(half, np.ones(len(half), dtype=np.bool_)),
        _count(half, answered),
        _count(half, outcome == Outcome.ABANDONED),
        _count(half, answered & (wait <= within_s)),
        _count(half, answered, wait),
        _count(half, timed, handle),
        _count(half, timed),
        p90,
        p90_total,
        busy,
        busy + free,
    ).period()
