"""The fitted centre with the calls and the people of later days: what the queue is judged by.

Each week of those days is a scenario of its own. The calls are those that came, to the second where the files know it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sim.calendar import HALF_HOURS
from sim.calibrate.call_log import call_log
from sim.calibrate.fit.fit import Fit
from sim.calibrate.fit.half_hours import HalfHours, half_hour_of, is_seen
from sim.calibrate.fit.people import LONGEST_SHIFT, PlannedBreak, layers, of_staffed, stretches
from sim.calibrate.given_calls import DayCalls
from sim.calibrate.period import Cells
from sim.calibrate.reading.tables import Reading, completed_counts
from sim.calibrate.rosters import MAX_BREAKS, skill_sets
from sim.calibrate.staffing import presences
from sim.clock_text import clock_text
from sim.scenario import Scenario, as_dict, from_dict
from sim.scenario.fields import WEEKDAYS

Span = tuple[int, int, tuple[PlannedBreak, ...]]
"""A shift: start and end in half-hours of its day, and its breaks."""
Shifts = dict[tuple[str, ...], Counter[Span]]
"""Types of the file not taken -> shift -> people."""
MOST_SHIFTS = 400
"""Of a team; more of them are several teams."""


def weeks_of(cells: Cells) -> dict[int, list[int]]:
    """Number of the day on which a week's Monday falls -> the judged days of that week."""
    weeks: dict[int, list[int]] = defaultdict(list)
    for day in np.flatnonzero(cells.seen.any(axis=1)):
        weekday = int(cells.first_date.day_of_week + day) % 7
        weeks[int(day) - weekday].append(int(day))
    return dict(weeks)


def people_of_days(fit: Fit, reading: Reading, counts: HalfHours) -> dict[int, Shifts] | None:
    """By day, who was on duty; None where only the service shows it.

    Where log-ins show breaks, everybody has those of the day; else such as were fitted. A shift ends on its half-hour,
    for the call that outlasts it is simulated too.
    """
    by_day: dict[int, Shifts] = defaultdict(lambda: defaultdict(Counter))
    if reading.duty is not None and len(reading.duty):
        for day, span in _with_own_breaks(reading.duty, counts):
            by_day[day][()][span] += 1
    elif fit.people.source == "activity" and fit.staffing is not None and reading.calls is not None:
        log = call_log(reading.calls, counts)
        sets = skill_sets(fit.staffing, log.calls)
        turns = sorted({(), *sets.values()})
        for p in presences(log):
            without, start = sets.get(p.agent, ()), p.start % HALF_HOURS
            end = start + p.end - p.start
            breaks = tuple(fit.people.breaks(start, end, turns.index(without) % 5))
            by_day[p.day][without][start, end, breaks] += 1
    elif reading.intervals is not None and reading.intervals["staffed_s"].notna().any():
        on_duty = of_staffed(reading.intervals, counts).on_duty
        assert on_duty is not None
        for day, row in enumerate(on_duty):
            for start, end, number in layers(np.rint(row).astype(np.int64)):
                by_day[day][()][start, end, tuple(fit.people.breaks(start, end, 0))] += number
    else:
        return None
    return dict(by_day)


def _with_own_breaks(duty: pd.DataFrame, counts: HalfHours) -> Iterator[tuple[int, Span]]:
    """Every stretch on duty with its day and the breaks in it."""
    breaks = duty[duty["state"] == "break"]
    begin, end = (
        (breaks[c] - counts.first_date).dt.total_seconds().to_numpy() / 60.0 for c in ("start", "end")
    )
    own = breaks.groupby("agent").indices
    for s in stretches(duty, counts.first_date):
        rows = own.get(s.agent, np.zeros(0, dtype=np.int64))
        inside = (
            (begin[rows] >= 30.0 * s.start) & (end[rows] <= 30.0 * s.end) & (end[rows] - begin[rows] >= 0.5)
        )
        taken = tuple(
            PlannedBreak(round(float(b) - 30.0 * s.start, 1), round(float(e - b), 1), 0.0)
            for b, e in zip(begin[rows][inside][:MAX_BREAKS], end[rows][inside][:MAX_BREAKS], strict=True)
        )
        start = s.start % HALF_HOURS
        yield s.start // HALF_HOURS, (start, start + min(s.end - s.start, LONGEST_SHIFT), taken)


def calls_of_days(fit: Fit, reading: Reading, counts: HalfHours) -> dict[int, DayCalls]:
    """By day, the calls that came in its seen half-hours."""
    number = {member: i for i, kind in enumerate(fit.mix) for member in kind.members}
    if reading.calls is not None and len(reading.calls):
        since = (reading.calls["start"] - counts.first_date).dt.total_seconds().to_numpy()
        types = reading.calls["call_type"].map(number).fillna(0).to_numpy(dtype=np.int64)
        cell, at = half_hour_of(since), since / 60.0
    else:
        assert reading.intervals is not None
        rows = reading.intervals
        since = (rows["start"] - counts.first_date).dt.total_seconds().to_numpy()
        repeat = np.rint(completed_counts(rows)[0].to_numpy()).astype(np.int64)
        types = np.repeat(rows["queue"].map(number).fillna(0).to_numpy(dtype=np.int64), repeat)
        pieces = np.maximum(1, np.rint(rows["minutes"].to_numpy() / 30.0)).astype(np.int64)
        within = np.arange(len(types)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        cell = np.repeat(half_hour_of(since), repeat) + within % np.repeat(pieces, repeat)
        at = None
    seen = is_seen(cell, counts.seen)
    order = np.argsort(cell[seen], kind="stable")
    cell, types = cell[seen][order], types[seen][order]
    at = None if at is None else at[seen][order]
    found = {}
    for day in np.unique(cell // HALF_HOURS):
        own = slice(*np.searchsorted(cell, [day * HALF_HOURS, (day + 1) * HALF_HOURS]))
        at_min = None if at is None else at[own] - 1440.0 * day
        found[int(day)] = DayCalls(cell[own] % HALF_HOURS, types[own], at_min)
    return found


def given_week(
    fit: Fit,
    scenario: Scenario,
    counts: HalfHours,
    people: dict[int, Shifts] | None,
    days: list[int],
) -> Scenario:
    """The scenario of one week: opened on these days alone, and with their people where known."""
    data = as_dict(scenario)
    names = [WEEKDAYS[int(counts.first_date.day_of_week + d) % 7] for d in days]
    data["horizon"] |= {"weeks": 1, "warm_up_weeks": 0, "start_date": None}
    data["demand"] |= {
        "open": {
            **data["demand"]["open"],
            "days": names,
            "hours": {n: data["demand"]["open"]["hours"][n] for n in names},
        },
        "weekday_factor": {},
        "profile": {n: data["demand"]["profile"][n] for n in names},
        "special_days": [],
        "closed_days": [],
    }
    data["callers"]["redial"] = 0.0  # the calls that came hold the redials
    if people is not None:
        data["teams"] = _teams(fit, data["teams"][0], people, dict(zip(days, names, strict=True)))
    return from_dict(data)


def _teams(
    fit: Fit, like: dict[str, Any], people: dict[int, Shifts], days: dict[int, str]
) -> list[dict[str, Any]]:
    """One team for each set of skills, or several; its shifts are those of each day."""
    shifts: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for day, name in days.items():
        for without, spans in sorted(people.get(day, {}).items()):
            shifts[without] += [
                {
                    "start": clock_text(30 * start),
                    "hours": (end - start) / 2.0,
                    "agents": n,
                    "days": [name],
                    "breaks": [vars(b) for b in breaks],
                }
                for (start, end, breaks), n in spans.items()
            ]
    teams: list[dict[str, Any]] = []
    for without, all_shifts in sorted(shifts.items()):
        taken = [k.name for k in fit.mix if k.members[0] not in without]
        for first in range(0, len(all_shifts), MOST_SHIFTS):
            listed = all_shifts[first : first + MOST_SHIFTS]
            teams.append(
                {
                    **like,
                    "name": f"Team {len(teams) + 1}",
                    "agents": sum(s["agents"] for s in listed),
                    "handles": taken if without and taken else "all",
                    "shifts": listed,
                    "days_per_week": 7,
                    "breaks": [],
                    "shrinkage": 0.0,
                }
            )
    return teams


def cells_of(counts: HalfHours, dates: pd.DatetimeIndex) -> Cells:
    """The seen half-hours of these dates."""
    seen = counts.seen & np.asarray(counts.dates.isin(dates))[:, None]
    return Cells(counts.first_date, seen)
