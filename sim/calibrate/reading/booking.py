"""From calls booked to the interval in which they end to the interval in which they arrive."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calibrate.reading.interval_times import DAY_MIN
from sim.calibrate.reading.tables import INTERVAL_NUMBERS, Ledger, Part

Floats = NDArray[np.float64]
ROUNDS = 20
"""of the Richardson–Lucy iteration"""
LONGEST_STEPS, SHORTEST_MIN = 12, 5
MOVED = tuple(n for n in INTERVAL_NUMBERS if n not in ("minutes", "within_s", "staffed_s", "aux_s"))


def end_shares(mean_min: float, length_min: float) -> Floats:
    """Share of an interval's arrivals that end 0, 1, 2… intervals later, arriving evenly, staying exponentially long.

    Examples:
        >>> end_shares(5.0, 30.0).round(3).tolist()[:2]
        [0.834, 0.166]
    """
    r = mean_min / length_min
    edges = np.arange(LONGEST_STEPS + 1)
    q = np.exp(-1.0 / r)
    shares = np.where(edges == 0, 1.0 - r * (1.0 - q), r * (1.0 - q) ** 2 * q ** np.maximum(edges - 1.0, 0.0))
    return np.asarray(shares / shares.sum())


def moved_back(booked: Floats, shares: Floats) -> Floats:
    """Matrix (arrival interval × end interval) of the share of each end interval's calls that arrived in which.

    Columns sum to 1, so that every total stays. `booked`: mean counts of the intervals of a day, from which Richardson
    and Lucy's iteration (1972, 1974) gives the arrivals. Nothing moves to where nothing was booked: the first interval
    of a day keeps its calls.
    """
    n = len(booked)
    kernel = np.zeros((n, n))
    for step, share in enumerate(shares[:n]):
        kernel += np.diag(np.full(n - step, share), -step)  # kernel[end, arrival]
    kernel /= kernel.sum(axis=0)
    arrivals = booked.astype(np.float64)
    for _ in range(ROUNDS):
        expected = kernel @ arrivals
        arrivals = arrivals * (kernel.T @ np.divide(booked, expected, out=np.zeros(n), where=expected > 0))
    weights = kernel * arrivals
    total = weights.sum(axis=1, keepdims=True)
    back = np.where(total > 0, weights / np.where(total > 0, total, 1.0), np.eye(n))
    return np.asarray(back.T)


def to_arrivals(part: Part, label: str, ledger: Ledger) -> Part:
    """The part with the calls of each queue and day moved back by their mean time in the system; totals stay."""
    frame = part.intervals
    if frame is None or frame.empty:
        return part
    stay = _mean_stay_min(frame)
    length = float(frame["minutes"].iloc[0])
    ledger.lacks(
        "Calls by the time they arrive",
        "The first interval of a day: it holds calls of no other, and is not fitted.",
    )
    if stay is None or not SHORTEST_MIN <= length < DAY_MIN or (frame["minutes"] != length).any():
        ledger.decide(
            f"{label}: calls count when they end, and how long they stayed is not known: they are not moved."
        )
        return part
    shares = end_shares(stay, length)
    columns = [c for c in MOVED if frame[c].notna().any()]
    by_wait = [c for c in (part.answered_by_wait, part.abandoned_by_wait) if c is not None]
    step = ((frame["start"].dt.hour * 60 + frame["start"].dt.minute) // length).astype(np.int64)
    day = frame["start"].dt.normalize()
    for _, of_queue in frame.groupby("queue", sort=False):
        profile = np.bincount(
            step[of_queue.index], of_queue["offered"].fillna(0.0), int(np.ceil(DAY_MIN / length))
        )
        back = moved_back(profile / max(1, day[of_queue.index].nunique()), shares)
        for _, rows in of_queue.groupby(day[of_queue.index], sort=False):
            places = step[rows.index].to_numpy()
            if len(np.unique(places)) < len(places):
                continue
            of_day = back[np.ix_(places, places)]
            whole = of_day.sum(axis=0)
            of_day = np.where(whole > 0, of_day / np.where(whole > 0, whole, 1.0), np.eye(len(places)))
            frame.loc[rows.index, columns] = _times(of_day, rows[columns])
            for classes in by_wait:
                classes.loc[rows.index] = _times(of_day, classes.loc[rows.index])
    ledger.decide(
        f"{label}: calls count when they end; they are moved back by {stay:.1f} minutes, the mean time from queue to "
        "end. Contact records need no such step."
    )
    return part


def _times(back: Floats, values: pd.DataFrame) -> Any:
    numbers = values.to_numpy(dtype=np.float64)
    moved = back @ np.nan_to_num(numbers)
    return np.where(np.isnan(numbers), np.nan, moved)


def _mean_stay_min(frame: pd.DataFrame) -> float | None:
    """Wait and call, without wrap-up, over all calls offered; None where handle or talk time is missing."""

    def total(name: str) -> float:
        return float(frame[name].sum())

    offered = total("offered")
    on_call = total("handle_sum_s") - total("wrap_sum_s")
    if frame["handle_sum_s"].isna().all():
        on_call = total("talk_sum_s") + total("hold_sum_s")
    seconds = on_call + total("answered_wait_sum_s") + total("abandoned_wait_sum_s")
    return seconds / offered / 60 if offered > 0 and on_call > 0 else None
