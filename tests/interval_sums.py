"""A simulated centre's calls as the fit gets them: single ones, or sums by queue and half-hour."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.calibrate.reading.tables import Reading, calls_frame, intervals_frame
from tests.dialects import SimulatedLog

EDGES_S = (5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, np.inf)


def of_calls(log: SimulatedLog) -> Reading:
    """As a system that logs single calls would give them, without its log-ins."""
    return Reading(calls=calls_frame(**{name: log.calls[name] for name in log.calls}))


def as_intervals(calls: pd.DataFrame, within_s: float = 20.0) -> Reading:
    """The same calls as sums by queue and half-hour, with classes of wait."""
    start = calls["start"].dt.floor("30min")
    answered, hung = calls["outcome"] == "answered", calls["outcome"] == "abandoned"
    wait = calls["wait_s"]
    columns = {
        "offered": pd.Series(1.0, index=calls.index),
        "answered": answered,
        "abandoned": hung,
        "answered_wait_sum_s": wait.where(answered, 0.0),
        "abandoned_wait_sum_s": wait.where(hung, 0.0),
        "answered_within": answered & (wait <= within_s),
        "abandoned_within": hung & (wait <= within_s),
        "talk_sum_s": calls["talk_s"].fillna(0.0),
        "wrap_sum_s": calls["wrap_s"].fillna(0.0),
    }
    by = [calls["queue"], start]
    sums = pd.DataFrame({k: v.astype(float) for k, v in columns.items()}).groupby(by).sum()
    place = np.searchsorted(EDGES_S, wait.to_numpy(), side="left")
    classes = {}
    for name, which in (("answered", answered), ("abandoned", hung)):
        table = pd.DataFrame({e: ((place == i) & which).astype(float) for i, e in enumerate(EDGES_S)})
        classes[name] = table.groupby(by).sum().reset_index(drop=True)
    rows = sums.reset_index()
    intervals = intervals_frame(
        minutes=np.full(len(rows), 30.0), within_s=np.full(len(rows), within_s), **{k: rows[k] for k in rows}
    )
    return Reading(
        intervals=intervals, answered_by_wait=classes["answered"], abandoned_by_wait=classes["abandoned"]
    )
