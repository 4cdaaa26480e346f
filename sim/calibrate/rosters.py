"""From a number on duty to shifts, and from a share away to breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from sim.calendar import HALF_HOURS
from sim.calibrate.call_log import CallLog
from sim.calibrate.staffing import Presence, Staffing, on_duty
from sim.scenario.fields import WEEKDAYS

Floats = NDArray[np.float64]

SPLIT_DAYS = 5
"""Days of a kind from which on teams are told apart by skill; below, one team takes all calls."""
LEAST_AGENTS = 3
"""A set of skills held by fewer agents joins that of those who lack the largest of the types."""
SHIFT_DAY_MIN = 480.0
MAX_BREAKS = 20
LEAST_POSITION = 0.2
"""Share of a position below which none is added."""


def fit_shifts(target: Floats, candidates: list[tuple[int, int]]) -> NDArray[np.int64]:
    """Whole seats per team and shift whose sum over time is closest to what was measured.

    `target` (teams, half-hours) agents; candidates (start, end) in the same half-hours. Least absolute
    deviations, each team's and, with double weight, the sum of all teams', as a mixed-integer programme.
    Returns (teams, candidates) seats. A tiny rising cost per seat makes the choice among equal solutions a
    fixed one.
    """
    teams, halves = target.shape
    cover = np.array([[start <= h < end for start, end in candidates] for h in range(halves)], dtype=float)
    seats, rows = teams * len(candidates), (teams + 1) * halves
    total = np.hstack([cover] * teams)
    whole = np.vstack([np.kron(np.eye(teams), cover), total])
    staffing_needed = np.concatenate([target.ravel(), target.sum(axis=0)])
    tie = np.tile(1e-3 * (1.0 + 0.01 * np.arange(len(candidates))), teams)
    weight = np.concatenate([np.ones(teams * halves), np.full(halves, 2.0)])
    matrix = np.block([[whole, -np.eye(rows)], [whole, np.eye(rows)]])  # |whole·k − wanted| <= deviation
    limits = LinearConstraint(
        matrix,
        np.concatenate([np.full(rows, -np.inf), staffing_needed]),
        np.concatenate([staffing_needed, np.full(rows, np.inf)]),
    )
    solution = milp(
        np.concatenate([tie, weight]),
        constraints=[limits],
        bounds=Bounds(0.0, np.inf),
        integrality=np.concatenate([np.ones(seats), np.zeros(rows)]),
        options={"mip_rel_gap": 1e-9},
    )
    if solution.x is None:
        raise ValueError(f"no shifts fit the staffing: {solution.message}")
    return np.asarray(np.rint(solution.x[:seats]).reshape(teams, len(candidates)), dtype=np.int64)


@dataclass(frozen=True)
class TeamRoster:
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


def rosters(log: CallLog, staffing: Staffing) -> list[TeamRoster]:
    """Teams by kind of day and skill, with shifts that reproduce the mean number on duty of each half-hour
    after `shrinkage` (the dispersion of that number from day to day, as if each seat stayed empty at
    random)."""
    sets = skill_sets(staffing, log.calls)
    teams = []
    for group, days in sorted(log.days_by_hours(), key=lambda g: (-len(g[1]), WEEKDAYS.index(g[0][0]))):
        present = [p for p in staffing.presences if p.day in days]
        if not present:
            continue
        split = len(days) >= SPLIT_DAYS
        parts: list[tuple[tuple[str, ...], list[Presence]]] = [((), present)]
        if split:
            kinds = sorted({sets[p.agent] for p in present})
            parts = [(k, [p for p in present if sets[p.agent] == k]) for k in kinds]
        begin, end = log.hours[group[0]]
        target = np.array([on_duty(log, part)[days].mean(axis=0) for _, part in parts])[:, begin:end]
        spans = [(p.start % HALF_HOURS, p.start % HALF_HOURS + p.end - p.start) for p in present]
        often = 2 if split else 1
        candidates = sorted({s for s in spans if spans.count(s) >= often} or set(spans))
        within = [(s - begin, e - begin) for s, e in candidates]
        seats = fit_shifts(target / (1.0 - staffing.dispersion), within)
        for (without, _), row in zip(parts, seats, strict=True):
            name = f"{_label(group)}, " + (f"no {' or '.join(without)}" if without else "all calls")
            shifts = [(s, e, int(n)) for (s, e), n in zip(candidates, row, strict=True) if n > 0]
            if shifts:
                teams.append(TeamRoster(name, group, without, shifts))
    return teams


@dataclass(frozen=True)
class Breaks:
    after_min: list[float]
    minutes: list[float]
    cycle_min: float
    """mean time from one to the next"""


def shift_breaks(share: Floats, absences_min: Floats, turn: int) -> Breaks:
    """Absences as breaks of a shift: of such lengths as the log shows, as dense in it as agents were away.

    `share` (half-hours of the shift): of the time on duty away. Lengths are mid-quantiles of the absences, scaled to
    the sum. `turn` differs between teams, so that they do not all take the long one at the same time.
    """
    minutes = 30.0 * share
    total = float(minutes.sum())
    if total < 1.0 or absences_min.size == 0:
        return Breaks([], [], 0.0)
    number = min(MAX_BREAKS, max(1, round(total / float(absences_min.mean()))))
    lengths = np.quantile(absences_min, (np.arange(number) + 0.5) / number)
    lengths *= total / lengths.sum()
    # Steps of the golden section mix short and long, so that any part of the shift has its share of both.
    order = np.argsort(((np.arange(number) + 1 + 3 * turn) * 0.6180339887498949) % 1.0, kind="stable")
    lengths = np.round(lengths[order], 1)
    middle = np.cumsum(lengths) - lengths / 2.0
    edges = 30.0 * np.arange(len(share) + 1)
    starts = np.interp(middle, np.concatenate([[0.0], np.cumsum(minutes)]), edges) - lengths / 2.0
    for i in range(number):  # one after the other, and within the shift
        starts[i] = max(starts[i], starts[i - 1] + lengths[i - 1] + 0.1 if i else 0.0)
    starts -= max(0.0, float(starts[-1] + lengths[-1] - edges[-1]))
    if starts[0] < 0.0:
        return Breaks([], [], 0.0)
    return Breaks(
        [round(float(s), 1) for s in starts], [float(x) for x in lengths], round(edges[-1] / (number + 1), 1)
    )


def with_positions(
    shifts: Sequence[tuple[int, int, int]], factor: float
) -> tuple[list[tuple[int, int, int]], float]:
    """(start, end, seats) and shrinkage with which `factor` times the shifts' hours are filled on average.

    Above 1 whole positions join the shifts where most are due, the longest first, and shrinkage takes off what is too
    much; less than a fifth of a position is left out.

    Examples:
        >>> with_positions([(16, 32, 10), (18, 34, 5)], 0.75)
        ([(16, 32, 10), (18, 34, 5)], 0.25)
        >>> shifts, shrinkage = with_positions([(16, 32, 10), (18, 34, 5)], 1.04)
        >>> shifts, round(16 * (1.0 - shrinkage), 3)
        ([(16, 32, 11), (18, 34, 5)], 15.6)
    """
    due = factor * sum((end - start) * seats for start, end, seats in shifts)
    hours = due / factor
    if factor <= 1.0:
        return list(shifts), 1.0 - factor
    if not shifts or due - hours < LEAST_POSITION * max(end - start for start, end, _ in shifts):
        return list(shifts), 0.0
    seats = [int(factor * n) for _, _, n in shifts]
    left = [factor * n - whole for (_, _, n), whole in zip(shifts, seats, strict=True)]
    order = sorted(range(len(shifts)), key=lambda i: (-round(left[i], 9), shifts[i][0] - shifts[i][1], i))
    hours = float(sum((end - start) * n for (start, end, _), n in zip(shifts, seats, strict=True)))
    for i in order:
        if hours >= due:
            break
        seats[i] += 1
        hours += shifts[i][1] - shifts[i][0]
    return [(start, end, n) for (start, end, _), n in zip(shifts, seats, strict=True)], 1.0 - due / hours


def spread_breaks(away: float, absences_min: Floats, turn: int) -> Breaks:
    """Breaks of an 8-hour shift, in all `away` of it, evenly spread."""
    return shift_breaks(np.full(round(SHIFT_DAY_MIN / 30.0), away), absences_min, turn)
