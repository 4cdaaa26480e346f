"""People inverted from the service: how many Erlang A needs for the hang-ups and waits of each half-hour.

Two unknowns (effective agents, patience) for three facts (in time, hang-ups, mean wait): one is left as a check.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy import stats

from sim import theory
from sim.calendar import HALF_HOURS
from sim.calibrate.fit.estimate import Z95, Fitted, Floats, default
from sim.calibrate.fit.half_hours import HalfHours
from sim.calibrate.fit.people import People, label, layers
from sim.calibrate.rosters import TeamRoster

LEVELS = 15
"""Equally likely levels of demand that stand for how much days and half-hours differ."""
LEAST_SHARE = 0.0015
"""Of hang-ups: with fewer than this share seen, more agents make no difference."""
SMOOTHED = 1
"""Half-hours on either side over which hang-ups are pooled."""
LEAST_POOLED = 25.0
"""Expected hang-ups below which neighbours are pooled further."""


def demand_levels(cv: float) -> Floats:
    """Equally likely factors of mean 1 with about this CV."""
    if cv <= 0.0:
        return np.ones(1)
    shape = 1.0 / (cv * cv)
    middle = stats.gamma.ppf((np.arange(LEVELS) + 0.5) / LEVELS, shape, scale=1.0 / shape)
    return np.asarray(middle / middle.mean(), dtype=np.float64)


def agents_for(
    calls_per_hour: float, aht_s: float, patience_s: float, abandonment: float, levels: Floats
) -> float:
    """The real number of agents at which Erlang A loses this share of callers, between whole ones linear."""

    @cache
    def lost(agents: int) -> float:
        shares = [
            theory.erlang_a(calls_per_hour * x, aht_s, agents, patience_s, 20.0).p_abandon for x in levels
        ]
        return float(np.dot(levels, shares) / levels.sum())

    target = max(abandonment, LEAST_SHARE)
    agents = max(1, math.floor(calls_per_hour * aht_s / 3600.0 * (1.0 - min(0.95, target))))
    while agents > 1 and lost(agents) < target:
        agents -= 1
    if lost(agents) <= target:
        return float(agents)
    while lost(agents + 1) > target:
        agents += 1
    above, below = math.log(lost(agents)), math.log(max(lost(agents + 1), 1e-12))
    return agents + (above - math.log(target)) / max(above - below, 1e-9)


def pooled(hung_up: Floats, offered: Floats) -> Floats:
    """Share of hang-ups by half-hour, with as many neighbours as it takes for enough of them."""
    share = np.zeros(len(offered))
    overall = float(hung_up.sum()) / max(float(offered.sum()), 1.0)
    for b in range(len(offered)):
        width = SMOOTHED
        while True:
            some = slice(max(0, b - width), b + width + 1)
            if overall * offered[some].sum() >= LEAST_POOLED or width >= len(offered):
                break
            width += 1
        share[b] = hung_up[some].sum() / max(float(offered[some].sum()), 1.0)
    return share


def effective_agents(
    counts: HalfHours, expected: dict[str, Floats], aht_s: float, patience_s: float, cv: float
) -> People:
    """`expected`: calls in the 48 half-hours of an average weekday; `aht_s`: wrap-up included; `cv`: of demand."""
    levels = demand_levels(cv)
    rosters, hours, spread = [], 0.0, 0.0
    weekdays = 0
    for names in counts.kinds():
        days = counts.days_of(names)
        is_open = counts.open[names[0]]
        if not days:
            continue
        seen = counts.seen[days][:, is_open]
        offered, hung_up = (
            np.where(seen, table[days][:, is_open], 0.0).sum(axis=0)
            for table in (counts.offered, counts.abandoned)
        )
        share = pooled(hung_up, offered)
        mean = np.mean([expected[w][is_open] for w in names if w in expected], axis=0)
        agents = np.zeros(HALF_HOURS)
        agents[is_open] = [
            agents_for(2.0 * m, aht_s, patience_s, s, levels) if m > 0.0 else 0.0
            for m, s in zip(mean, share, strict=True)
        ]
        chance = math.sqrt(1.0 / max(float(hung_up.sum()), 1.0))
        shifts = layers(np.maximum(np.rint(agents), (agents > 0.0).astype(np.float64)).astype(np.int64))
        rosters.append(TeamRoster(label(names), tuple(names), (), shifts))
        hours += len(names) * float(agents.sum()) / 2.0
        spread += len(names) * float(agents.sum()) / 2.0 * 0.5 * chance
        weekdays += len(names)
    how = "as many as Erlang A needs for the share of hang-ups of each half-hour"
    cannot = "wrap-up outside the times, breaks and absence hide in it: it is no headcount"
    value, half = hours / max(weekdays, 1), Z95 * spread / max(weekdays, 1)
    on_duty = Fitted(value, value - half, value + half, "fitted", how, cannot)
    if not counts.abandoned.any():
        on_duty = default(
            value, "the file shows nobody hanging up: as many as it takes that hardly anybody does"
        )
    return People(
        "effective",
        rosters,
        None,
        on_duty,
        default(0.0, "breaks cannot be told from people who are not there"),
        np.zeros(0),
        default(0.0, "absence cannot be told from people who are not there"),
        default(0.0, "the file does not tell agents apart"),
    )
