"""A scenario measured from the "Anonymous Bank" call log.

    python -m sim.calibrate.anonymous_bank LOG.csv > configs/anonymous_bank.yaml

The same log gives the same bytes. Nothing is tuned to the waiting that was observed: arrivals, service times,
patience, staffing and speed are measured each by itself, and `observed` stands beside what the model makes of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calibrate.call_log import (
    HALF_HOURS,
    SHORT_SERVICE_S,
    Arrivals,
    CallLog,
    measure_arrivals,
    read_call_log,
    summary,
)
from sim.calibrate.patience import exponential_log_likelihood, exponential_mean, weibull_fit
from sim.calibrate.staffing import (
    WRAP_UP_LIMIT_S,
    Presence,
    Staffing,
    fit_shifts,
    measure_staffing,
    on_duty,
    spread_breaks,
)
from sim.scenario.fields import WEEKDAYS

Floats = NDArray[np.float64]

LEAST_CLASS = 100
"""Calls; a smaller class joins another."""
LEAST_HANGUPS = 30
"""Hang-ups; a class with fewer takes the patience of all calls of its priority."""
CHI2_95 = 3.841
"""A Weibull must beat the exponential by this in twice the log-likelihood."""
QUANTILES = 41
HEAD_START_MIN = 1.5
WITHIN_S = 20.0
SPLIT_DAYS = 5
"""Days of a kind from which on teams are told apart by skill; below, one team takes all calls."""
LEAST_AGENTS = 3
"""A set of skills held by fewer agents joins that of those who lack the largest of the types."""


@dataclass(frozen=True)
class CallClass:
    """One call type of the scenario: cells (type of the log, high priority?) that belong together."""

    name: str
    cells: tuple[tuple[str, bool], ...]
    high: bool
    calls: float
    """estimated number in the undisturbed half-hours of the log"""

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(kind for kind, _ in self.cells))


@dataclass(frozen=True)
class Patience:
    mean_min: float
    shape: float
    """of a Weibull; 1 where the exponential does as well"""
    hangups: int
    borrowed: bool
    """fitted to all calls of its priority, for want of hang-ups of its own"""


def high_shares(calls: pd.DataFrame) -> dict[str, float]:
    """Share of each type's calls with high priority.

    In this log a call gets its priority when it joins the queue; whoever is answered at once is written down as
    priority 0. Counting those as low would put most high-priority calls into the wrong class. Whether a call must
    queue is decided before its priority matters, so queued calls show the shares, each standing for the calls of
    its type and hour. A type of which some unqueued calls carry a priority is counted as it is.
    """
    shares = {}
    for kind, mine in calls.groupby("call_type", sort=True):
        queued = mine[mine["queued"]]
        if bool(mine.loc[~mine["queued"], "high"].any()) or queued.empty:
            shares[str(kind)] = float(mine["high"].mean())
            continue
        hour, queued_hour = mine["half_hour"] // 2, queued["half_hour"] // 2
        stands_for = queued_hour.map(hour.value_counts()) / queued_hour.map(queued_hour.value_counts())
        shares[str(kind)] = float((queued["high"] * stands_for).sum() / stands_for.sum())
    return shares


def call_classes(calls: pd.DataFrame) -> list[CallClass]:
    """Type × priority, the small ones merged: into the other priority of their type or, where the whole type is
    small, into the largest type at their priority. Largest first."""
    share = high_shares(calls)
    counts = {str(k): float(n) for k, n in calls["call_type"].value_counts().items()}
    kinds = sorted(counts, key=lambda k: (-counts[k], k))
    members: dict[tuple[str, bool], list[tuple[str, bool, float]]] = {}
    for kind in kinds:
        level = {True: counts[kind] * share[kind], False: counts[kind] * (1.0 - share[kind])}
        for high, number in level.items():
            home, at = kind, high
            if counts[kind] < LEAST_CLASS:
                home = kinds[0]
            elif number < LEAST_CLASS:
                at = level[True] >= level[False]
            members.setdefault((home, at), []).append((kind, high, number))
    found = [CallClass(f"{home} {'high' if at else 'low'}", tuple((k, h) for k, h, _ in cells), at,
                       sum(n for _, _, n in cells)) for (home, at), cells in members.items()]
    return sorted(found, key=lambda c: (-c.calls, c.name))


def need_quantiles(calls: pd.DataFrame, kinds: Sequence[str], speed: dict[str, float]) -> Floats:
    """Minutes of work at evenly spaced probabilities: service times divided by their agent's speed factor, which the
    simulated agents put back. Services under 10 s stay as they are, for they are no measure of anybody's pace. The
    last value is set so that linear interpolation keeps the mean."""
    mine = calls[calls["call_type"].isin(kinds) & calls["service_s"].notna()]
    factor = np.array([speed.get(a, 1.0) for a in mine["agent"]])
    service_s = mine["service_s"].to_numpy()
    need = np.where(service_s < SHORT_SERVICE_S, service_s, service_s / factor) / 60.0
    knots = np.quantile(need, np.linspace(0.0, 1.0, QUANTILES))
    below = float(((knots[:-2] + knots[1:-1]) / 2.0).sum())
    knots[-1] = max(float(knots[-2]), 2.0 * ((QUANTILES - 1) * float(need.mean()) - below) - float(knots[-2]))
    return np.asarray(np.round(knots, 3), dtype=np.float64)


def fit_patience(calls: pd.DataFrame, chosen: CallClass) -> Patience:
    """Censored likelihood over queued calls of a class; a wait of s whole seconds is taken as s + 0.5."""
    queued = calls[calls["queued"]]
    cell = pd.Series(list(zip(queued["call_type"], queued["high"], strict=True)), index=queued.index, dtype=object)
    used = queued[cell.isin(list(chosen.cells))]
    borrowed = int((~used["answered"]).sum()) < LEAST_HANGUPS
    if borrowed:
        used = queued[queued["high"] == chosen.high]
    wait, hung = (used["wait_s"].to_numpy() + 0.5) / 60.0, ~used["answered"].to_numpy()
    weibull = weibull_fit(wait, hung)
    if 2.0 * (weibull.log_likelihood - exponential_log_likelihood(wait, hung)) < CHI2_95:
        return Patience(exponential_mean(wait, hung), 1.0, int(hung.sum()), borrowed)
    return Patience(weibull.mean, weibull.shape, int(hung.sum()), borrowed)


def observed_kpis(log: CallLog, wrap_up_s: float) -> dict[str, float]:
    """What the log shows, disturbed half-hours included, under the names of the model's KPIs and in their units."""
    calls = log.calls
    answered, wait = calls["answered"].to_numpy(), calls["wait_s"].to_numpy()
    offered, served = float(len(calls)), float(answered.sum())
    in_time, short = float((answered & (wait <= WITHIN_S)).sum()), float((~answered & (wait <= WITHIN_S)).sum())
    open_days = sum(log.weekday(d) in log.hours for d in range(log.days))
    return {
        "service_level": in_time / offered,
        "service_level_answered": in_time / served,
        "service_level_excl_short_abandons": in_time / (offered - short),
        "service_level_short_abandons_good": (in_time + short) / offered,
        "asa_s": float(wait[answered].mean()),
        "wait_p90_s": float(np.quantile(wait[answered], 0.9)),
        "abandonment": 1.0 - served / offered,
        "aht_min": (float(calls["service_s"].mean()) + wrap_up_s) / 60.0,
        "calls_offered_per_day": offered / open_days,
        "calls_handled_per_day": served / open_days,
    }


@dataclass(frozen=True)
class Roster:
    """One team of the scenario."""

    name: str
    days: tuple[str, ...]
    without: tuple[str, ...]
    """types of the log it does not take"""
    shifts: list[tuple[int, int, int]]
    """start and end in half-hours from midnight, seats"""


def _label(days: Sequence[str]) -> str:
    week = [d for d in ("sun", *WEEKDAYS[:6]) if d in days]
    names = [d.capitalize() for d in week]
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def skill_sets(staffing: Staffing, calls: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """agent: types not taken, rare combinations merged into that of the agents who lack the largest type."""
    size = calls["call_type"].value_counts()
    sets = dict(staffing.lacks)
    for agent, without in staffing.lacks.items():
        if sum(other == without for other in staffing.lacks.values()) < LEAST_AGENTS and len(without) > 1:
            sets[agent] = (max(without, key=lambda k: (int(size[k]), k)),)
    return sets


def rosters(log: CallLog, staffing: Staffing) -> list[Roster]:
    """Teams by kind of day and skill, with shifts that reproduce the mean number on duty of each half-hour after
    `shrinkage` (the dispersion of that number from day to day, as if each seat stayed empty at random)."""
    sets = skill_sets(staffing, log.calls)
    found = []
    for group, days in sorted(log.like_days(), key=lambda g: (-len(g[1]), WEEKDAYS.index(g[0][0]))):
        mine = [p for p in staffing.presences if p.day in days]
        split = len(days) >= SPLIT_DAYS
        parts: list[tuple[tuple[str, ...], list[Presence]]] = [((), mine)]
        if split:
            kinds = sorted({sets[p.agent] for p in mine})
            parts = [(k, [p for p in mine if sets[p.agent] == k]) for k in kinds]
        begin, end = log.hours[group[0]]
        target = np.array([on_duty(log, part)[days].mean(axis=0) for _, part in parts])[:, begin:end]
        spans = [(p.start % HALF_HOURS, p.start % HALF_HOURS + p.end - p.start) for p in mine]
        often = 2 if split else 1
        candidates = sorted({s for s in spans if spans.count(s) >= often})
        seats = fit_shifts(target / (1.0 - staffing.dispersion), [(s - begin, e - begin) for s, e in candidates])
        for (without, _), row in zip(parts, seats, strict=True):
            name = f"{_label(group)}, " + (f"no {' or '.join(without)}" if without else "all calls")
            shifts = [(s, e, int(n)) for (s, e), n in zip(candidates, row, strict=True) if n > 0]
            if shifts:
                found.append(Roster(name, group, without, shifts))
    return found
