"""What the files show under the names of the model's KPIs and in their units; nothing is left out of it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.calibrate.fit.half_hours import HalfHours
from sim.calibrate.reading.tables import Reading, completed_counts
from sim.scenario.field_metadata import field


def within_s(reading: Reading) -> float:
    """Seconds that count as in time: as answered by the user, else as the files have them, else the model's."""
    given = reading.ledger.answers.service_level_s
    if given is not None:
        return given
    if reading.calls is None and reading.intervals is not None:
        stated = reading.intervals["within_s"].dropna()
        if len(stated):
            return float(stated.mode().iloc[0])
    return float(field("targets.within_s").default)


def observed_kpis(reading: Reading, counts: HalfHours, wrap_up_min: float) -> dict[str, float]:
    """KPI key -> value; what the files do not hold is absent. `wrap_up_min` is added to handle times that lack it."""
    open_days = max(1, sum(counts.weekday(d) in counts.open for d in range(counts.days)))
    if reading.calls is not None and len(reading.calls):
        found = _of_calls(reading.calls, within_s(reading), wrap_up_min)
    elif reading.intervals is not None:
        found = _of_intervals(reading, wrap_up_min)
    else:
        return {}
    offered, answered = found.pop("offered"), found.pop("answered")
    found |= {"calls_offered_per_day": offered / open_days, "calls_handled_per_day": answered / open_days}
    return {key: value for key, value in found.items() if math.isfinite(value)}


def levels(offered: float, answered: float, in_time: float, short: float) -> dict[str, float]:
    """The service level by its four definitions."""
    return {
        "service_level": in_time / max(offered, 1.0),
        "service_level_answered": in_time / max(answered, 1.0),
        "service_level_excl_short_abandons": in_time / max(offered - short, 1.0),
        "service_level_short_abandons_good": (in_time + short) / max(offered, 1.0),
    }


def _of_calls(calls: pd.DataFrame, limit_s: float, wrap_up_min: float) -> dict[str, float]:
    answered, hung = (calls["outcome"] == o for o in ("answered", "abandoned"))
    wait = calls["wait_s"].to_numpy(dtype=np.float64)
    in_limit = wait <= limit_s
    offered, served = float(len(calls)), float(answered.sum())
    talk = (calls["talk_s"] + calls["hold_s"].fillna(0.0))[answered]
    waited = wait[answered & np.isfinite(wait)]
    found = {
        "offered": offered,
        "answered": served,
        "abandonment": float(hung.sum()) / offered,
        "aht_min": float(talk.mean()) / 60.0 + wrap_up_min,
    }
    if len(waited):
        in_time, short = float((answered & in_limit).sum()), float((hung & in_limit).sum())
        found |= levels(offered, served, in_time, short)
        found |= {"asa_s": float(waited.mean()), "wait_p90_s": float(np.quantile(waited, 0.9))}
    return found


def _of_intervals(reading: Reading, wrap_up_min: float) -> dict[str, float]:
    assert reading.intervals is not None
    rows = reading.intervals
    sums = {
        name: float(rows[name].sum(min_count=1)) for name in rows.columns if name not in ("start", "queue")
    }
    offered, answered, hung = (float(count.sum(min_count=1)) for count in completed_counts(rows))
    handled, handle = handle_sums(reading)
    found = {
        "offered": offered,
        "answered": answered,
        "abandonment": hung / max(offered, 1.0),
        "asa_s": sums["answered_wait_sum_s"] / max(answered, 1.0),
        "aht_min": float(np.nansum(handle)) / max(float(handled.sum()), 1.0) / 60.0 + wrap_up_min,
    }
    if math.isfinite(sums["answered_within"]):
        short = sums["abandoned_within"]
        by_definition = levels(
            offered, answered, sums["answered_within"], 0.0 if math.isnan(short) else short
        )
        if math.isnan(short):
            by_definition = {k: by_definition[k] for k in ("service_level", "service_level_answered")}
        found |= by_definition
    return found


def handle_sums(reading: Reading) -> tuple[np.ndarray, np.ndarray]:
    """Handled calls and their talk and hold, seconds, by interval: wrap-up taken off where it is known to be inside."""
    assert reading.intervals is not None
    rows = reading.intervals
    talk = rows["talk_sum_s"] + rows["hold_sum_s"].fillna(0.0)
    inside = reading.ledger.answers.is_wrap_up_in_handle
    net = rows["handle_sum_s"] - (rows["wrap_sum_s"].fillna(0.0) if inside is not False else 0.0)
    seconds = talk.where(talk.notna(), net)
    return completed_counts(rows)[1].where(seconds.notna(), 0.0).fillna(0.0).to_numpy(), seconds.to_numpy(
        dtype=np.float64
    )
