"""Who was on duty, from what the agents did: shifts, absences, wrap-up, skills, speed.
 A log of calls has no roster. An agent idle between two calls looks like one on a break, so the estimates
rest on moments that tell them apart: while a caller waits whom an agent could take, an agent on duty is
serving or wrapping up, and whoever does neither is away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calendar import HALF_HOURS
from sim.calibrate.call_log import SHORT_SERVICE_S, CallLog
from sim.calibrate.reading.tables import DAY_S, HALF_HOUR_S
from sim.calibrate.survival import kaplan_meier

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]

WRAP_UP_LIMIT_S = 120
"""A pause after a call while callers wait is wrap-up up to this, an absence beyond it."""
SPLIT_S = 2 * 3600
"""A longer gap between an agent's calls splits the day into two presences."""
LEAST_PRESENCE_S, LEAST_CALLS = 3600, 5
"""Shorter or with fewer calls, somebody helped out and worked no shift."""
EARLY_S, LATE_S = 600, 1200
"""A shift starts on a half-hour; the first call may come up to 10 min before (early log-in) or 20 min after
it, and the last call ends up to 20 min before or 10 min after its end."""
SKILL_SHARE, SKILL_RATIO, SKILL_EXPECTED = 0.05, 0.30, 5.0
"""Types with at least this share of calls count as a skill; an agent lacks it who took less than this ratio
of what colleagues took in the same half-hours, if at least so many calls were to be expected."""
AWAY_READS_OVER = 0.08
"""Calibrated. Callers wait mostly when many agents are away, so the share read while they wait is too high.
Simulated logs with breaks of a known share .17, .21, .25, read by the same code, gave .24, .29, .32. Found
from this reading alone, not from any waiting time or abandonment."""
QUEUES = (1, 2, 3, 5)
DAY_HOURS = 24
MOST_DISPERSION = 0.9
"""A larger one counts as this: positions are the people seen, divided by what it leaves of them."""
LEAST_SHARE_AWAY = 0.02
"""Of an hour's time on duty, however few are seen away in it."""


@dataclass(frozen=True)
class Presence:
    """One stretch on duty: half-hours [start, end) counted from 00:00 of the log's first date."""

    agent: str
    day: int
    start: int
    end: int


@dataclass(frozen=True)
class Speed:
    """Unequal speed: time an agent takes as a multiple of what the call type needs."""

    sd: float
    """of a lognormal with mean 1"""
    log_variance: float
    log_variance_se: float
    of: dict[str, float]
    """agent: factor, shrunk towards 1 by its sampling noise; mean over hours on duty is 1"""


@dataclass(frozen=True)
class Staffing:
    presences: list[Presence]
    lacks: dict[str, tuple[str, ...]]
    """agent: call types that agent does not take"""
    wrap_up_s: float
    pause_median_s: float
    """median pause between two services while callers waited all along"""
    away_by_waiting: dict[int, float]
    """number of callers waiting, at least: share of agents on duty then who were away"""
    away_by_hour: Floats
    """(24,): the same while anybody waited, by hour of the day; NaN where nobody did"""
    absences_min: Floats
    """lengths of absences begun while callers waited, sorted"""
    dispersion: float
    """variance / mean of agents on duty in the same half-hour of like days"""
    speed: Speed

    @property
    def away(self) -> float:
        """Share of time on duty that agents spend away: read while anybody waited, less what that reads
        over."""
        return max(0.0, self.away_by_waiting[QUEUES[0]] - AWAY_READS_OVER)

    @property
    def away_in_hour(self) -> Floats:
        """(24,): that share by hour of the day; that of the whole day where an hour shows none."""
        read = np.nan_to_num(self.away_by_hour, nan=self.away_by_waiting[QUEUES[0]])
        return np.maximum(LEAST_SHARE_AWAY, read - AWAY_READS_OVER)


def _served(log: CallLog) -> pd.DataFrame:
    calls = log.calls
    served = calls[(calls["agent"] != "") & calls["service_s"].notna()].copy()
    served["start"] = served["service_start_s"].astype(np.int64)
    served["end"] = served["start"] + served["service_s"].astype(np.int64)
    return served.sort_values(["agent", "start", "end"], kind="stable")


def presences(log: CallLog) -> list[Presence]:
    """Stretches on duty, from each agent's first to last service, widened to the half-hours a shift keeps
    to."""
    stretches = []
    for agent, of_agent in _served(log).groupby("agent", sort=True):
        start, end = of_agent["start"].to_numpy(), np.maximum.accumulate(of_agent["end"].to_numpy())
        next_day = start[1:] // DAY_S != start[:-1] // DAY_S
        cut = np.flatnonzero((start[1:] - end[:-1] > SPLIT_S) | next_day) + 1
        for first, stop in zip([0, *cut], [*cut, len(start)], strict=True):
            s, e, day = int(start[first]), int(end[stop - 1]), int(start[first]) // DAY_S
            opens, closes = (HALF_HOURS * day + h for h in log.hours.get(log.weekday(day), (0, 0)))
            if e - s < LEAST_PRESENCE_S or stop - first < LEAST_CALLS or opens == closes:
                continue
            begin = max(opens, (s + EARLY_S) // HALF_HOUR_S)
            finish = min(closes, -((EARLY_S - e) // HALF_HOUR_S))
            if finish > begin:
                stretches.append(Presence(str(agent), day, begin, finish))
    return stretches


def skills_lacking(log: CallLog) -> dict[str, tuple[str, ...]]:
    """Call types each agent does not take, judged against colleagues serving in the same half-hours."""
    served = _served(log)
    served["slot"] = served["start"] // HALF_HOUR_S
    shares = log.calls["call_type"].value_counts(normalize=True)
    # Everyone takes the largest type.
    skills = sorted(t for t in shares.index[1:] if shares[t] >= SKILL_SHARE)
    lacks: dict[str, list[str]] = {str(a): [] for a in served["agent"].unique()}
    for kind in skills:
        served["hit"] = (served["call_type"] == kind).astype(np.float64)
        all_ = served.groupby("slot")["hit"].agg(["sum", "size"])
        hits = served.groupby(["agent", "slot"])["hit"].agg(["sum", "size"])
        others = all_.loc[hits.index.get_level_values("slot")].set_axis(hits.index) - hits
        hits["expected"] = hits["size"] * others["sum"] / others["size"].where(others["size"] > 0)
        by_agent = hits.groupby("agent")[["sum", "expected"]].sum()
        for agent, row in by_agent.iterrows():
            if row["expected"] >= SKILL_EXPECTED and row["sum"] < SKILL_RATIO * row["expected"]:
                lacks[str(agent)].append(kind)
    return {agent: tuple(kinds) for agent, kinds in lacks.items()}


def _waiting(log: CallLog, without: tuple[str, ...]) -> Counts:
    """Second by second: callers waiting whom an agent lacking these skills could take; none in disturbed
    times."""
    calls = log.calls[log.calls["queued"] & ~log.calls["call_type"].isin(without)]
    size = (log.days + 1) * DAY_S
    change = np.zeros(size + 1, dtype=np.int64)
    start = calls["arrived_s"].to_numpy().astype(np.int64)
    np.add.at(change, start, 1)
    np.add.at(change, np.minimum(start + calls["wait_s"].to_numpy().astype(np.int64), size), -1)
    waiting = np.cumsum(change[:-1])
    for day, half in np.argwhere(log.disturbed):
        at = int(day) * DAY_S + int(half) * HALF_HOUR_S
        waiting[at : at + HALF_HOUR_S] = 0
    return np.asarray(waiting, dtype=np.int64)


def _gaps_and_absence(
    log: CallLog, on_duty: list[Presence], lacks: dict[str, tuple[str, ...]]
) -> tuple[Floats, Bools, Floats, dict[int, float], Floats]:
    """Pauses begun while a caller waited: length until the next service or, censored, until nobody waits;
    whether the next service was seen; lengths in minutes of those that were absences; share away by callers
    waiting, and by hour of the day."""
    served = _served(log)
    queues = {kinds: _waiting(log, kinds) for kinds in sorted(set(lacks.values()))}
    length: list[float] = []
    ended: list[bool] = []
    absent: list[float] = []
    away_s, duty_s = dict.fromkeys(QUEUES, 0), dict.fromkeys(QUEUES, 0)
    by_hour = np.zeros((2, DAY_HOURS))
    spans: dict[str, list[Presence]] = {}
    most = max(QUEUES)
    for p in on_duty:
        spans.setdefault(p.agent, []).append(p)
    for agent, of_agent in served.groupby("agent", sort=True):
        start, end = of_agent["start"].to_numpy(), np.maximum.accumulate(of_agent["end"].to_numpy())
        for p in spans.get(str(agent), []):
            first, last = p.start * HALF_HOUR_S, p.end * HALF_HOUR_S
            waiting = queues[lacks[str(agent)]][first:last]
            size = len(waiting)
            some = slice(int(np.searchsorted(end, first, side="right")), int(np.searchsorted(start, last)))
            begins, ends = start[some] - first, end[some] - first
            change = np.zeros(size + 1, dtype=np.int64)
            np.add.at(change, np.clip(begins, 0, size), 1)
            np.add.at(change, np.clip(ends, 0, size), -1)
            for begin, stop in zip(ends[:-1], begins[1:], strict=True):
                if stop <= begin or begin < 1:
                    continue
                if stop - begin <= WRAP_UP_LIMIT_S:
                    change[begin] += 1
                    change[stop] -= 1
                if waiting[begin - 1]:
                    empty = np.flatnonzero(waiting[begin:stop] == 0)
                    ended.append(empty.size == 0)
                    length.append(float(stop - begin) if empty.size == 0 else float(empty[0]))
                    if stop - begin > WRAP_UP_LIMIT_S:
                        absent.append((stop - begin) / 60.0)
            is_away = np.cumsum(change[:-1]) <= 0
            number = np.bincount(2 * np.minimum(waiting, most) + is_away, minlength=2 * most + 2)
            for callers in QUEUES:
                of_queue = number[2 * callers :]
                duty_s[callers] += int(of_queue.sum())
                away_s[callers] += int(of_queue[1::2].sum())
            hour = np.arange(p.start, p.end) // 2 % DAY_HOURS
            waited = waiting > 0
            for row, seconds in enumerate((waited & is_away, waited)):
                by_half_hour = np.count_nonzero(seconds.reshape(-1, HALF_HOUR_S), axis=1)
                np.add.at(by_hour[row], hour, by_half_hour)
    if not any(ended):
        raise ValueError("no call was taken while others waited: pauses between calls cannot be measured")
    shares = {k: away_s[k] / duty_s[k] for k in QUEUES if duty_s[k] > 0}
    of_hours = np.divide(by_hour[0], by_hour[1], out=np.full(DAY_HOURS, np.nan), where=by_hour[1] > 0.0)
    return np.array(length), np.array(ended), np.sort(np.array(absent, dtype=np.float64)), shares, of_hours


def on_duty(log: CallLog, stretches: Sequence[Presence]) -> Floats:
    """(days, 48): agents on duty."""
    table = np.zeros((log.days + 1) * HALF_HOURS)
    for p in stretches:
        table[p.start : p.end] += 1.0
    return table[: log.days * HALF_HOURS].reshape(log.days, HALF_HOURS)


def variance_to_mean(like_days: Iterable[Floats]) -> float:
    """Σ variance / Σ mean of a number in the same half-hour of like days: (days, half-hours) for each kind of days,
    which weighs by its degrees of freedom. NaN where no kind has two days with anybody."""
    variance = mean = 0.0
    for table in like_days:
        free = len(table) - 1
        if free > 0:
            variance += free * float(table.var(axis=0, ddof=1).sum())
            mean += free * float(table.mean(axis=0).sum())
    return variance / mean if mean > 0.0 else math.nan


def _dispersion(log: CallLog, table: Floats) -> float:
    """Of the number on duty between days with the same opening hours; 0 where none come twice."""
    of_kinds = (table[days, slice(*log.hours[names[0]])] for names, days in log.days_by_hours() if days)
    ratio = variance_to_mean(of_kinds)
    return 0.0 if math.isnan(ratio) else min(MOST_DISPERSION, ratio)


def unequal_speed(
    agent: Sequence[str], kind: Sequence[str], service_s: Floats, hours: dict[str, float]
) -> Speed:
    """Variance component of log service time between agents given type, net of sampling noise (one-way
    analysis of variance after removing type means). `hours` on duty weigh the mean to which the factors are
    scaled."""
    y = np.log(service_s)
    who, a = np.unique(np.asarray(agent), return_inverse=True)
    _, k = np.unique(np.asarray(kind), return_inverse=True)
    n = np.bincount(a).astype(np.float64)
    if who.size < 3:
        raise ValueError("column agent: fewer than three agents; their speeds cannot be compared")
    by_agent, by_kind = np.zeros(who.size), np.zeros(int(k.max()) + 1)
    for _ in range(200):  # least squares for both effects, in turn
        by_kind = np.bincount(k, y - by_agent[a]) / np.bincount(k)
        by_agent = np.bincount(a, y - by_kind[k]) / n
        by_agent -= float((n * by_agent).sum() / n.sum())
    within = float(((y - by_kind[k] - by_agent[a]) ** 2).sum()) / (y.size - who.size - by_kind.size + 1)
    between = float((n * by_agent**2).sum()) / (who.size - 1)
    size = float((n.sum() - (n**2).sum() / n.sum()) / (who.size - 1))
    variance = max(0.0, (between - within) / size)
    error = math.sqrt(2.0 / (who.size - 1)) * between / size
    shrunk = np.exp(by_agent * variance / (variance + within / n))
    weight = np.array([hours.get(str(w), 0.0) for w in who])
    shrunk /= float((shrunk * weight).sum() / weight.sum())
    return Speed(
        math.sqrt(math.expm1(variance)),
        variance,
        error,
        {str(w): float(f) for w, f in zip(who, shrunk, strict=True)},
    )


def measure_staffing(log: CallLog) -> Staffing:
    """All that the log shows of its agents. Raises ValueError where it shows too little."""
    stretches = presences(log)
    if not stretches:
        raise ValueError("column agent: no agent was on duty for an hour; staffing cannot be measured")
    lacks = skills_lacking(log)
    length, ended, absences, away, by_hour = _gaps_and_absence(log, stretches, lacks)
    pauses = kaplan_meier(length, ended)
    beyond = pauses(WRAP_UP_LIMIT_S)
    within = pauses.mean_up_to(WRAP_UP_LIMIT_S) - beyond * WRAP_UP_LIMIT_S
    wrap_up = (
        within / (1.0 - beyond) if beyond < 1.0 else 0.0
    )  # where services hold it, all pauses are absences
    hours: dict[str, float] = {}
    for p in stretches:
        hours[p.agent] = hours.get(p.agent, 0.0) + (p.end - p.start) / 2.0
    served = _served(log)
    timed = served[(served["service_s"] >= SHORT_SERVICE_S) & ~served["disturbed"]]
    timed = timed[timed["agent"].isin(list(hours))]
    speed = unequal_speed(
        timed["agent"].tolist(), timed["call_type"].tolist(), timed["service_s"].to_numpy(), hours
    )
    median = float(pauses.at[np.argmax(pauses.share <= 0.5)])
    return Staffing(
        stretches,
        lacks,
        wrap_up,
        median,
        away,
        by_hour,
        absences,
        _dispersion(log, on_duty(log, stretches)),
        speed,
    )
