"""A centre simulated by Headroom, as a phone system would have logged it: the truth behind it is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim import simulate
from sim.calibrate.reading.tables import Reading, calls_frame, intervals_frame
from sim.record import Outcome
from sim.scenario import Scenario

MONDAY = pd.Timestamp("2026-01-05")
EDGES_S = (5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, np.inf)


def logged_calls(scenario: Scenario, seed: int, replication: int = 0) -> pd.DataFrame:
    """CALLS of the measured weeks, waits and times in whole seconds; the caller is the issue."""
    legs = simulate(scenario, seed=seed, replication=replication).legs
    legs = legs[(legs["arrived"] >= 0.0) & (legs["outcome"] != Outcome.OPEN)]
    legs = legs[np.argsort(legs["arrived"], kind="stable")]
    answered = legs["outcome"] != Outcome.ABANDONED

    def seconds(start: str, end: str) -> np.ndarray:
        return np.where(answered, np.rint(60.0 * (legs[end] - legs[start])), np.nan)

    types = np.array([kind.name for kind in scenario.call_types])
    return calls_frame(
        start=pd.Series(MONDAY + pd.to_timedelta(np.floor(60.0 * legs["arrived"]), unit="s")),
        queue=pd.Series(types[legs["type"]]),
        wait_s=np.rint(60.0 * (legs["left_queue"] - legs["queued"])),
        outcome=pd.Series(np.where(answered, "answered", "abandoned")),
        talk_s=seconds("answered", "talk_end"),
        wrap_s=seconds("talk_end", "wrap_end"),
        agent=pd.Series(np.where(answered, legs["agent"], -1)),
        caller=pd.Series(pd.factorize(legs["issue"])[0]),
    )


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
