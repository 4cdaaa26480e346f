"""Who calls again: redials after hanging up, against how often anybody calls again.

share = (a − b) / (1 − b), a: of those who hung up, who call again within the window; b: of the answered, at the same
hours of the day, likewise. Without b busy callers count as redials. Calls that follow one of the same caller within the
window are in neither: they are again themselves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.calibrate.fit.estimate import Z95, Bools, Fitted, Floats, declared, share_of
from sim.scenario.field_metadata import field

WINDOW_S = 4.0 * 3600.0
"""A call within this after hanging up is a redial."""
AGAIN_S = 7.0 * 86_400.0
LEAST_CASES = 30
"""Calls of the kind that is followed, below which nothing is said of what came after them."""


@dataclass(frozen=True)
class Repeats:
    redial: Fitted
    """chance that a caller who hung up dials again"""
    redial_after_min: Fitted
    call_again: Fitted
    """share of the answered who call again within 7 days, whatever the reason"""


def _gaps_s(calls: pd.DataFrame) -> tuple[Floats, Floats]:
    """Seconds from the end of each call's wait to the same caller's next call, and from the last one's to its start;
    infinite without one."""
    by_caller = calls.sort_values(["caller", "start"], kind="stable")
    following = by_caller.groupby("caller", sort=False)["start"].shift(-1)
    ended = by_caller["start"] + pd.to_timedelta(by_caller["wait_s"].fillna(0.0), unit="s")
    until = (following - ended).dt.total_seconds()
    since = until.groupby(by_caller["caller"], sort=False).shift(1)
    until_s, since_s = (
        x.fillna(np.inf).reindex(calls.index).to_numpy(dtype=np.float64) for x in (until, since)
    )
    return until_s, since_s


def unknown(why: str) -> Repeats:
    """The model's defaults, where callers cannot be told apart."""
    return Repeats(
        declared("callers.redial", f"{why}; usual {field('callers.redial').source}"),
        declared("callers.redial_after_min", why),
        Fitted(math.nan, math.nan, math.nan, "default", why),
    )


def repeats(calls: pd.DataFrame | None) -> Repeats:
    """From single calls with the callers' codes; defaults without."""
    if calls is None or not (calls["caller"] >= 0).any():
        return unknown("the file does not tell callers apart")
    known = calls[calls["caller"] >= 0]
    last = known["start"].max()
    gap, since = _gaps_s(known)
    outcome = known["outcome"].to_numpy()
    left_s = (last - known["start"]).dt.total_seconds().to_numpy()
    hung, answered = outcome == "abandoned", outcome == "answered"
    complete = (left_s >= WINDOW_S) & (since > WINDOW_S)
    trials = int((hung & complete).sum())
    if trials < LEAST_CASES:
        return unknown(f"{trials} hang-ups by known callers are too few")
    again = gap <= WINDOW_S
    base, trials_base = _base_rate(known["start"], again, hung & complete, answered & complete)
    a = share_of(float(again[hung & complete].sum()), trials, "")
    value = (a.value - base) / (1.0 - base)
    of_a = a.value * (1.0 - a.value) / trials
    of_b = base * (1.0 - base) / max(trials_base, 1)
    half = Z95 * math.sqrt(of_a + of_b * ((1.0 - a.value) / (1.0 - base)) ** 2) / (1.0 - base)
    how = (
        f"{a.value:.0%} of {trials:,} who hung up called again within {WINDOW_S / 3600:g} hours, "
        f"{base:.0%} of the answered at the same hours"
    )
    redial = Fitted(
        min(1.0, max(0.0, value)),
        max(0.0, value - half),
        min(1.0, value + half),
        "measured",
        how,
        "a redial from another number is not seen",
    )
    return Repeats(
        redial, _delay(gap, hung & complete, answered & complete), _call_again(gap, answered, left_s)
    )


def _base_rate(start: pd.Series, again: Bools, hung: Bools, answered: Bools) -> tuple[float, int]:
    """Of the answered, weighted to the hours of the day at which people hang up; and how many answered."""
    hour = start.dt.hour.to_numpy()
    weight = np.bincount(hour[hung], minlength=24).astype(np.float64)
    number = np.bincount(hour[answered], minlength=24).astype(np.float64)
    hits = np.bincount(hour[answered & again], minlength=24).astype(np.float64)
    some = number > 0.0
    if not weight[some].any():
        return 0.0, 0
    return float((weight[some] * hits[some] / number[some]).sum() / weight[some].sum()), int(number.sum())


def _delay(gap: Floats, hung: Bools, answered: Bools) -> Fitted:
    """Mean minutes until a redial within the window, net of the calls that would have come anyway."""
    after = gap[hung & (gap <= WINDOW_S)]
    if len(after) < LEAST_CASES:
        return declared("callers.redial_after_min", f"{len(after)} redials are too few")
    anyway = gap[answered & (gap <= WINDOW_S)]
    rate = len(anyway) / max(int(answered.sum()), 1)
    extra = min(0.5 * len(after), rate * int(hung.sum()))
    mean_anyway = float(anyway.mean()) if len(anyway) else 0.0
    mean = max(1.0, (float(after.sum()) - extra * mean_anyway) / max(1.0, len(after) - extra)) / 60.0
    half = Z95 * float(after.std(ddof=1)) / 60.0 / math.sqrt(max(1.0, len(after) - extra))
    how = f"mean of {len(after):,} redials, less the calls that would have come anyway"
    return Fitted(
        mean,
        max(0.0, mean - half),
        mean + half,
        "measured",
        how,
        f"redials after {WINDOW_S / 3600:g} hours are not seen",
    )


def _call_again(gap: Floats, answered: Bools, left_s: Floats) -> Fitted:
    complete = answered & (left_s >= AGAIN_S)
    if complete.sum() < LEAST_CASES:
        why = "the file does not reach 7 days beyond enough answered calls"
        return Fitted(math.nan, math.nan, math.nan, "default", why)
    hits = float((gap[complete] <= AGAIN_S).sum())
    return share_of(
        hits, float(complete.sum()), f"{int(complete.sum()):,} answered calls, followed for 7 days"
    )
