"""The fitted centre with the calls and the people of later days: what the queue is judged by.

Each week of those days is a scenario of its own. The calls are those that came, to the second where the files know it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.calibrate.call_log import call_log
from sim.calibrate.fit.fit import Fit
from sim.calibrate.fit.half_hours import HALF_HOUR_S, HALF_HOURS, HalfHours
from sim.calibrate.fit.people import layers, of_staffed
from sim.calibrate.given_calls import DayCalls
from sim.calibrate.period import Cells
from sim.calibrate.reading.tables import Reading
from sim.calibrate.staffing import presences, skill_sets
from sim.clock_text import clock_text
from sim.scenario import Scenario, as_dict, from_dict
from sim.scenario.fields import WEEKDAYS

Shifts = dict[tuple[str, ...], Counter[tuple[int, int]]]
"""Types of the file not taken -> (start, end) in minutes of a day -> people."""
MOST_SHIFTS = 400
"""Of a team; more of them are several teams."""


@dataclass(frozen=True)
class PeopleOfDays:
    """`by_day`: who was there; with breaks still to be taken off, or on the phones throughout."""

    by_day: dict[int, Shifts]
    takes_breaks: bool


def weeks_of(cells: Cells) -> dict[int, list[int]]:
    """Number of the day on which a week's Monday falls -> the judged days of that week."""
    weeks: dict[int, list[int]] = defaultdict(list)
    for day in np.flatnonzero(cells.seen.any(axis=1)):
        weekday = int(cells.first_date.day_of_week + day) % 7
        weeks[int(day) - weekday].append(int(day))
    return dict(weeks)


def people_of_days(fit: Fit, reading: Reading, counts: HalfHours) -> PeopleOfDays | None:
    """Who was on duty on the days judged; None where only the service shows it."""
    if reading.duty is not None and len(reading.duty):
        return PeopleOfDays(_available(reading.duty, counts), False)
    if fit.people.source == "activity" and fit.staffing is not None and reading.calls is not None:
        log = call_log(reading.calls, counts)
        sets = skill_sets(fit.staffing, log.calls)
        by_day: dict[int, Shifts] = defaultdict(dict)
        for p in presences(log):
            begin = 30 * (p.start % HALF_HOURS)
            spans = by_day[p.day].setdefault(sets.get(p.agent, ()), Counter())
            spans[begin, begin + 30 * (p.end - p.start)] += 1
        return PeopleOfDays(dict(by_day), True)
    if reading.intervals is not None and reading.intervals["staffed_s"].notna().any():
        rows = reading.intervals
        free = rows.assign(staffed_s=rows["staffed_s"] - rows["aux_s"].fillna(0.0))
        on_phones = of_staffed(free, counts).on_duty
        assert on_phones is not None
        by_day = {
            day: {(): Counter({(30 * s, 30 * e): n for s, e, n in layers(np.rint(row).astype(np.int64))})}
            for day, row in enumerate(on_phones)
        }
        return PeopleOfDays(by_day, False)
    return None


def _available(duty: pd.DataFrame, counts: HalfHours) -> dict[int, Shifts]:
    """By day, every spell of somebody available, to the minute."""
    spells = duty[duty["state"] == "available"]
    begin, end = (
        ((spells[c] - counts.first_date).dt.total_seconds() / 60.0).round().astype(np.int64)
        for c in ("start", "end")
    )
    by_day: dict[int, Shifts] = defaultdict(lambda: {(): Counter()})
    for b, e in zip(begin, end, strict=True):
        day = b // 1440
        if e > b:
            by_day[int(day)][()][int(b - 1440 * day), int(min(e - 1440 * day, b - 1440 * day + 960))] += 1
    return dict(by_day)


def calls_of_days(fit: Fit, reading: Reading, counts: HalfHours) -> dict[int, DayCalls]:
    """By day, the calls that came in its seen half-hours."""
    number = {member: i for i, kind in enumerate(fit.mix) for member in kind.members}
    if reading.calls is not None and len(reading.calls):
        since = (reading.calls["start"] - counts.first_date).dt.total_seconds().to_numpy()
        types = reading.calls["call_type"].map(number).fillna(0).to_numpy(dtype=np.int64)
        cell, at = (since // HALF_HOUR_S).astype(np.int64), since / 60.0
    else:
        assert reading.intervals is not None
        rows = reading.intervals
        offered = rows["offered"].fillna(rows["answered"].fillna(0.0) + rows["abandoned"].fillna(0.0))
        since = (rows["start"] - counts.first_date).dt.total_seconds().to_numpy()
        repeat = np.rint(offered.to_numpy()).astype(np.int64)
        types = np.repeat(rows["queue"].map(number).fillna(0).to_numpy(dtype=np.int64), repeat)
        pieces = np.maximum(1, np.rint(rows["minutes"].to_numpy() / 30.0)).astype(np.int64)
        within = np.arange(len(types)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        cell = np.repeat((since // HALF_HOUR_S).astype(np.int64), repeat) + within % np.repeat(pieces, repeat)
        at = None
    inside = (cell >= 0) & (cell < counts.seen.size)
    seen = inside & counts.seen.ravel()[np.clip(cell, 0, counts.seen.size - 1)]
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
    people: PeopleOfDays | None,
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
    fit: Fit, like: dict[str, Any], people: PeopleOfDays, days: dict[int, str]
) -> list[dict[str, Any]]:
    """One team for each set of skills, or several; its shifts are those of each day."""
    shifts: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    sets = sorted({without for day in days for without in people.by_day.get(day, {})})
    for day, name in days.items():
        for without, spans in people.by_day.get(day, {}).items():
            for (start, end), n in sorted(spans.items()):
                breaks = (
                    fit.people.breaks(start // 30, end // 30, sets.index(without) % 5)
                    if people.takes_breaks
                    else []
                )
                shifts[without].append(
                    {
                        "start": clock_text(start),
                        "hours": (end - start) / 60.0,
                        "agents": n,
                        "days": [name],
                        "breaks": [vars(b) for b in breaks],
                    }
                )
    teams: list[dict[str, Any]] = []
    for without in sets:
        taken = [k.name for k in fit.mix if k.members[0] not in without]
        for first in range(0, len(shifts[without]), MOST_SHIFTS):
            listed = shifts[without][first : first + MOST_SHIFTS]
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
