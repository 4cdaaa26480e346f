"""The fitted centre with the calls and the people of later days: what the queue is judged by.

Each week of those days is a scenario of its own, whose profile is the calls that came. They are Poisson around it, so a
simulated period has chance of its own beside that of the days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pandas as pd

from sim.calibrate.call_log import call_log
from sim.calibrate.fit.estimate import Floats
from sim.calibrate.fit.fit import Fit
from sim.calibrate.fit.half_hours import HALF_HOURS, HalfHours
from sim.calibrate.fit.people import layers, of_duty, of_staffed
from sim.calibrate.fit.scenario import handled_by
from sim.calibrate.period import Cells
from sim.calibrate.reading.tables import Reading
from sim.calibrate.staffing import presences, skill_sets
from sim.clock_text import clock_text
from sim.scenario import Scenario, as_dict, from_dict
from sim.scenario.fields import WEEKDAYS

Shifts = dict[tuple[str, ...], Counter[tuple[int, int]]]
"""Types of the file not taken -> (start, end) in half-hours of a day -> people."""


def weeks_of(cells: Cells) -> dict[int, list[int]]:
    """Number of the day on which a week's Monday falls -> the judged days of that week."""
    weeks: dict[int, list[int]] = defaultdict(list)
    for day in np.flatnonzero(cells.seen.any(axis=1)):
        weekday = int(cells.first_date.day_of_week + day) % 7
        weeks[int(day) - weekday].append(int(day))
    return dict(weeks)


def people_of_days(fit: Fit, reading: Reading, counts: HalfHours) -> dict[int, Shifts] | None:
    """By day, who was on duty; None where only the service shows it. `reading`, `counts`: of the days judged."""
    if reading.duty is not None and len(reading.duty):
        return _of_table(of_duty(reading.duty, counts).on_duty)
    if fit.people.source == "activity" and fit.staffing is not None and reading.calls is not None:
        log = call_log(reading.calls, counts)
        sets = skill_sets(fit.staffing, log.calls)
        by_day: dict[int, Shifts] = defaultdict(dict)
        for p in presences(log):
            shifts = by_day[p.day].setdefault(sets.get(p.agent, ()), Counter())
            shifts[p.start % HALF_HOURS, p.start % HALF_HOURS + p.end - p.start] += 1
        return dict(by_day)
    if reading.intervals is not None and reading.intervals["staffed_s"].notna().any():
        return _of_table(of_staffed(reading.intervals, counts).on_duty)
    return None


def _of_table(on_duty: Floats | None) -> dict[int, Shifts] | None:
    if on_duty is None:
        return None
    return {
        day: {(): Counter({(s, e): n for s, e, n in layers(np.rint(row).astype(np.int64))})}
        for day, row in enumerate(on_duty)
    }


def given_week(
    fit: Fit,
    scenario: Scenario,
    counts: HalfHours,
    people: dict[int, Shifts] | None,
    days: list[int],
) -> Scenario:
    """The scenario of one week: opened on these days alone, with their calls, and their people where known."""
    data = as_dict(scenario)
    names = [WEEKDAYS[int(counts.first_date.day_of_week + d) % 7] for d in days]
    profile = {n: counts.offered[d][counts.open[n]] for n, d in zip(names, days, strict=True)}
    totals = {n: float(p.sum()) for n, p in profile.items()}
    mean = float(np.mean(list(totals.values())))
    data["horizon"] |= {"weeks": 1, "warm_up_weeks": 0, "start_date": None}
    data["demand"] |= {
        "calls_per_day": mean,
        "day_to_day_cv": 0.0,
        "intraday_cv": 0.0,
        "open": {
            **data["demand"]["open"],
            "days": names,
            "hours": {n: data["demand"]["open"]["hours"][n] for n in names},
        },
        "weekday_factor": {n: t / mean for n, t in totals.items()},
        "profile": {n: [float(x) for x in p] for n, p in profile.items()},
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
    """One team for each set of skills; its shifts are those of each day."""
    shifts: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for day, name in days.items():
        for without, spans in people.get(day, {}).items():
            shifts[without] += [
                {"start": clock_text(30 * s), "hours": (e - s) / 2.0, "agents": n, "days": [name]}
                for (s, e), n in sorted(spans.items())
            ]
    teams = []
    for number, (without, listed) in enumerate(sorted(shifts.items())):
        handles = handled_by(fit.mix, without)
        taken = [k.name for k in fit.mix if k.members[0] not in without]
        breaks = [
            {"after_min": a, "minutes": m, "stagger_min": s} for a, m, s in fit.people.breaks(number % 5)
        ]
        teams.append(
            {
                **like,
                "name": f"Team {number + 1}",
                "agents": sum(s["agents"] for s in listed),
                "handles": "all" if handles == "all" else taken,
                "shifts": listed,
                "days_per_week": 7,
                "breaks": breaks,
                "shrinkage": 0.0,
            }
        )
    return teams


def cells_of(counts: HalfHours, dates: pd.DatetimeIndex) -> Cells:
    """The seen half-hours of these dates."""
    seen = counts.seen & np.asarray(counts.dates.isin(dates))[:, None]
    return Cells(counts.first_date, seen)
