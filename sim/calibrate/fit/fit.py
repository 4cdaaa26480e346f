"""Everything that the files show of a centre, each number with its interval and with what it rests on."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.calibrate.borrowed_times import WRAP_UP, borrowed_min, time_scale
from sim.calibrate.call_log import SHORT_SERVICE_S
from sim.calibrate.fit.activity import names_agents, of_activity
from sim.calibrate.fit.arrivals import Arrivals, expected_calls, fit_arrivals
from sim.calibrate.fit.call_mix import CallKind, call_mix
from sim.calibrate.fit.effective import effective_agents
from sim.calibrate.fit.estimate import Fitted, Floats, default, mean_of
from sim.calibrate.fit.half_hours import HalfHours, half_hour_of, half_hours, is_seen, on_days
from sim.calibrate.fit.handle_time import HandleTime, handle_time, handle_time_of_sums, unknown
from sim.calibrate.fit.observed import handle_sums, observed_kpis, within_s
from sim.calibrate.fit.patience import Patience, from_calls, from_classes, from_sums
from sim.calibrate.fit.people import People, of_duty, of_staffed
from sim.calibrate.fit.repeats import Repeats, repeats
from sim.calibrate.fit.special_days import SpecialDay, special_days, without
from sim.calibrate.reading.tables import Reading, completed_counts
from sim.calibrate.staffing import Staffing
from sim.scenario.field_metadata import field

if TYPE_CHECKING:
    from sim.calibrate.fit.human_side import HumanSide

LEAST_HANGUPS_OF_KIND = 100
"""Hang-ups of a kind of call, from which on it has a patience of its own."""
LEAST_HANDLED = 100
"""Handled calls of a kind, from which on it has a handle time of its own."""
LEAST_WRAPPED = 0.3
"""Share of answered calls that must have a wrap-up for it to be measured."""


@dataclass(frozen=True)
class Fit:
    """`counts`: with special days unseen. `patience`: by name of a kind of call; "" is that of all calls, and of the
    kinds that have none of their own; empty where the data show none. `doubts`: sentences on what could not be
    fitted, and why.
    """

    counts: HalfHours
    special: list[SpecialDay]
    arrivals: Arrivals
    mix: list[CallKind]
    handle_time: Mapping[str, HandleTime]
    wrap_up_min: Fitted
    patience: Mapping[str, Patience]
    repeats: Repeats
    people: People
    observed: Mapping[str, float]
    within_s: float
    doubts: tuple[str, ...]
    staffing: Staffing | None = None
    """what agents did, where calls name them"""
    human: HumanSide | None = None
    """None: the queue alone, with nobody difficult, exhausted, sick or calling again about the same issue"""

    def patience_of(self, kind: CallKind) -> Patience | None:
        return self.patience.get(kind.name, self.patience.get(""))

    @property
    def time_scale(self) -> float:
        """Times borrowed for the human side, as a share of a typical centre's: see `sim.calibrate.borrowed_times`."""
        return time_scale(self.observed.get("aht_min", self.aht_min))

    @property
    def aht_min(self) -> float:
        """Mean handle time over the kinds of calls, wrap-up included."""
        talk = sum(k.share.value * self.handle_time[k.name].mean_min.value for k in self.mix)
        return talk / sum(k.share.value for k in self.mix) + self.wrap_up_min.value


def fit(reading: Reading, days: Collection[pd.Timestamp] | None = None) -> Fit:
    """Fit the queue of a reading, or of these of its dates alone; `with_human_side` adds what files do not show.

    Raises ValueError in a sentence where too little is there.
    """
    reading = on_days(reading, days)
    everything = half_hours(reading)
    if not everything.answered.any():
        raise ValueError("no call in the files was answered: see which column says how calls ended")
    special = special_days(everything)
    counts = without(everything, special)
    usual = _usual(reading, counts)
    doubts: list[str] = []
    arrivals = fit_arrivals(counts)
    mix = call_mix(_by_type(usual), max(1.0, arrivals.dispersion))
    patience = _patience(usual, mix, doubts)
    wrap_up, staffing, people = _wrap_up(usual, doubts), None, None
    if usual.calls is not None and names_agents(usual.calls):
        try:
            people, staffing = of_activity(usual.calls, counts)
        except ValueError as problem:
            doubts.append(f"what agents did shows no staffing: {problem}")
    if wrap_up is None and staffing is not None:
        how = "mean pause between two calls of an agent while callers waited all along"
        wrap_up = Fitted(staffing.wrap_up_s / 60.0, math.nan, math.nan, "fitted", how)
    if wrap_up is None:
        inside = reading.ledger.answers.is_wrap_up_in_handle
        wrap_up = (
            default(0.0, "wrap-up is inside the handle time")
            if inside
            else _assumed_wrap_up(observed_kpis(reading, everything, 0.0).get("aht_min", math.nan))
        )
    handle = _handle_times(usual, mix, staffing, doubts)
    if reading.duty is not None and len(reading.duty):
        people = of_duty(reading.duty, counts)
    elif people is None and usual.intervals is not None and usual.intervals["staffed_s"].notna().any():
        people = of_staffed(usual.intervals, counts)
    if people is None:
        shares = [k.share.value for k in mix]
        talk = float(np.average([handle[k.name].mean_min.value for k in mix], weights=shares))
        of_all = patience.get("")
        mean_min = of_all.mean_min.value if of_all else field("call_types[].patience.mean_min").default
        expected = {str(w): calls for w, calls in expected_calls(arrivals, counts.open).items()}
        cv = math.hypot(arrivals.day_to_day_cv.value, arrivals.intraday_cv.value)
        people = effective_agents(counts, expected, 60.0 * (talk + wrap_up.value), 60.0 * mean_min, cv)
    return Fit(
        counts,
        special,
        arrivals,
        mix,
        handle,
        wrap_up,
        patience,
        repeats(usual.calls),
        people,
        observed_kpis(reading, everything, wrap_up.value),
        within_s(reading),
        tuple(doubts),
        staffing,
    )


def _usual(reading: Reading, counts: HalfHours) -> Reading:
    """Only what came in seen half-hours: special days, outages and hours outside opening left out."""

    def rows(frame: pd.DataFrame) -> pd.Series:
        since_s = (frame["start"] - counts.first_date).dt.total_seconds().to_numpy()
        return pd.Series(is_seen(half_hour_of(since_s), counts.seen), index=frame.index)

    calls, intervals = reading.calls, reading.intervals
    calls = None if calls is None else calls[rows(calls)]
    answered, abandoned = reading.answered_by_wait, reading.abandoned_by_wait
    if intervals is not None:
        keep = rows(intervals)
        intervals = intervals[keep]
        answered, abandoned = (None if c is None else c.loc[intervals.index] for c in (answered, abandoned))
    return replace(
        reading, calls=calls, intervals=intervals, answered_by_wait=answered, abandoned_by_wait=abandoned
    )


def _by_type(reading: Reading) -> pd.Series:
    if reading.calls is not None and len(reading.calls):
        return reading.calls["call_type"].value_counts()
    assert reading.intervals is not None
    rows = reading.intervals
    return completed_counts(rows)[0].groupby(rows["queue"]).sum()


# ── Handle time and wrap-up ───────────────────────────────────────────────────────────────────────


def _wrap_up(reading: Reading, doubts: list[str]) -> Fitted | None:
    """Minutes, where calls or intervals have it."""
    if reading.calls is not None and len(reading.calls):
        answered = reading.calls[reading.calls["outcome"] == "answered"]
        seconds = answered["wrap_s"].dropna()
        if len(seconds) > max(30.0, LEAST_WRAPPED * len(answered)):
            return mean_of(seconds / 60.0, f"mean of {len(seconds):,} calls")
        return None
    assert reading.intervals is not None
    rows = reading.intervals
    known = rows["wrap_sum_s"].notna() & rows["answered"].notna()
    calls = float(rows.loc[known, "answered"].sum())
    if calls < 30.0:
        return None
    value = float(rows.loc[known, "wrap_sum_s"].sum()) / calls / 60.0
    per_day = rows[known].groupby(rows.loc[known, "start"].dt.normalize())[["wrap_sum_s", "answered"]].sum()
    means = (per_day["wrap_sum_s"] / per_day["answered"].where(per_day["answered"] > 0)).dropna() / 60.0
    spread = mean_of(means, "") if len(means) > 1 else None
    half = (spread.high - spread.low) / 2.0 if spread else math.nan
    return Fitted(
        value, value - half, value + half, "measured", f"seconds of wrap-up over {calls:,.0f} calls"
    )


def _assumed_wrap_up(talk_min: float) -> Fitted:
    """The model's, in proportion where calls are short."""
    why = f"the file has no wrap-up; {field(WRAP_UP).source}"
    scale = time_scale(talk_min, lacks_min=float(field(WRAP_UP).default))
    if scale < 1.0:
        why += f", here {scale:.0%} of the default, for calls are short"
    return default(borrowed_min(WRAP_UP, scale), why)


def _speed_adjusted(answered: pd.DataFrame, staffing: Staffing | None) -> Floats:
    """Talk and hold, seconds, as an agent of average speed takes; services too short to show a pace as they are."""
    seconds = (answered["talk_s"] + answered["hold_s"].fillna(0.0)).to_numpy(dtype=np.float64)
    if staffing is None or staffing.speed.sd == 0.0:
        return np.asarray(seconds, dtype=np.float64)
    known = {int(name.split()[-1]): factor for name, factor in staffing.speed.of.items()}
    factor = np.array([known.get(int(a), 1.0) for a in answered["agent"]])
    return np.asarray(np.where(seconds < SHORT_SERVICE_S, seconds, seconds / factor), dtype=np.float64)


def _handle_times(
    reading: Reading, mix: list[CallKind], staffing: Staffing | None, doubts: list[str]
) -> dict[str, HandleTime]:
    """By kind of call; of all calls for kinds with few; the model's own where nothing shows it."""
    try:
        if reading.calls is not None and len(reading.calls):
            return _handle_times_of_calls(reading.calls, mix, staffing)
        return _handle_times_of_sums(reading, mix)
    except ValueError as problem:
        doubts.append(f"handle time is the model's default: {problem}")
        return {kind.name: unknown(str(problem)) for kind in mix}


def _handle_times_of_calls(
    calls: pd.DataFrame, mix: list[CallKind], staffing: Staffing | None
) -> dict[str, HandleTime]:
    answered = calls[(calls["outcome"] == "answered") & calls["talk_s"].notna()]
    seconds = _speed_adjusted(answered, staffing)
    found = {}
    for kind in mix:
        own = seconds[answered["call_type"].isin(kind.members).to_numpy()]
        found[kind.name] = handle_time(own if len(own) >= LEAST_HANDLED else seconds)
    return found


def _handle_times_of_sums(reading: Reading, mix: list[CallKind]) -> dict[str, HandleTime]:
    assert reading.intervals is not None
    handled, sums = handle_sums(reading)
    found = {}
    for kind in mix:
        own = reading.intervals["queue"].isin(kind.members).to_numpy()
        own = own if handled[own].sum() >= LEAST_HANDLED else np.ones(len(own), dtype=np.bool_)
        found[kind.name] = handle_time_of_sums(handled[own], sums[own])
    return found


# ── Patience ──────────────────────────────────────────────────────────────────────────────────────


def _patience(reading: Reading, mix: list[CallKind], doubts: list[str]) -> dict[str, Patience]:
    """Of all calls under "", and of each kind with enough hang-ups; empty where nothing shows it."""
    short = reading.ledger.answers.short_abandon_s or 0.0
    try:
        if reading.calls is not None and len(reading.calls):
            calls = reading.calls
            wait = calls["wait_s"].to_numpy(dtype=np.float64)
            hung = (calls["outcome"] == "abandoned").to_numpy()
            found = {"": from_calls(wait, hung, short)}
            for kind in mix if len(mix) > 1 else ():
                own = calls["call_type"].isin(kind.members).to_numpy()
                if hung[own].sum() >= LEAST_HANGUPS_OF_KIND:
                    found[kind.name] = from_calls(wait[own], hung[own], short)
            return found
        return {"": _patience_of_intervals(reading)}
    except ValueError as problem:
        doubts.append(f"patience is the model's default: {problem}")
        return {}


def _patience_of_intervals(reading: Reading) -> Patience:
    assert reading.intervals is not None
    rows = reading.intervals
    answered_by, hung_by = reading.answered_by_wait, reading.abandoned_by_wait
    wait_sum = rows["answered_wait_sum_s"].to_numpy(dtype=np.float64)
    if answered_by is not None and hung_by is not None and list(answered_by.columns) == list(hung_by.columns):
        edges = np.array([float(c) for c in answered_by.columns])
        known = answered_by.notna().all(axis=1).to_numpy() & hung_by.notna().all(axis=1).to_numpy()
        total = float(np.nansum(wait_sum[known])) if np.isfinite(wait_sum[known]).any() else math.nan
        answered, hung_up = (f[known].sum().to_numpy(dtype=np.float64) for f in (answered_by, hung_by))
        return from_classes(edges, answered, hung_up, total)
    offered, _, hung = (count.to_numpy(dtype=np.float64) for count in completed_counts(rows))
    if not np.isfinite(wait_sum).any():
        raise ValueError("the file has no waits")
    of_hung = rows["abandoned_wait_sum_s"].to_numpy(dtype=np.float64)
    known = np.isfinite(hung) & np.isfinite(offered)
    return from_sums(
        offered[known], hung[known], wait_sum[known], of_hung[known] if np.isfinite(of_hung).any() else None
    )
