"""Where a day's replay comes from: the record of one week, on either engine.

Draws are addressed, so a shorter horizon moves no caller and no mood: the weeks before its end are the same, bit for
bit. Only a shift or a call that crosses the end itself would be cut, so one week more is simulated where there is one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from sim import Record, Scenario, from_dict, simulate
from sim.experiment.worker import run_control
from sim.kpis.counting import seats_by_team
from sim.record import WEEK_MIN, fingerprint
from sim.run_control import UNCONTROLLED, RunControl, SupersededError
from sim.scenario import as_dict

DEFAULT_WEEK_LIMIT = 52
"""The last week is shown first, but not one later than this: it would keep a visitor waiting."""


def cut_to_week(scenario: Scenario, week: int) -> Scenario:
    """The scenario without what lies too late to matter for a measured week; itself where nothing can be left out."""
    weeks = week + 2
    if weeks >= scenario.horizon.weeks:
        return scenario
    data = as_dict(scenario)
    data["horizon"]["weeks"] = weeks
    data["changes"] = [c for c in data["changes"] if c["week"] < weeks]
    data["demand"]["special_days"] = [d for d in data["demand"]["special_days"] if d["week"] < weeks]
    shorter = from_dict(data)
    # The order of routing depends on the seats of each team.
    return shorter if seats_by_team(shorter) == seats_by_team(scenario) else scenario


@dataclass(frozen=True)
class WeekRecord:
    """The rows of one replication that a measured week needs: calls in the centre then, days up to its end.

    `calls`: how many came in during the week; `mark`: fingerprint of all rows.
    """

    week: int
    record: Record
    calls: int
    mark: int


def week_record(
    scenario: Scenario,
    week: int,
    *,
    seed: int = 1,
    engine: str = "simpy",
    control: RunControl = UNCONTROLLED,
) -> WeekRecord:
    """Simulate replication 0 as far as needed and keep what belongs to a measured week. Raises as `simulate` does."""
    first_day, end_day = week * 7 - 2, (week + 1) * 7
    full = simulate(
        cut_to_week(scenario, week), seed=seed, engine=engine, control=control, activities_from=first_day
    )
    begins, ends = week * WEEK_MIN, (week + 1) * WEEK_MIN
    left = np.where(np.isnan(full.legs["wrap_end"]), full.legs["left_queue"], full.legs["wrap_end"])
    legs = full.legs[(full.legs["queued"] < ends) & (left >= begins)]
    days = full.agent_days
    days = days[(days["day"] >= first_day) & (days["day"] < end_day)]
    activities = full.activities[full.activities["day"] < end_day]
    first = (legs["leg"] == 0) & (legs["arrived"] >= begins)
    record = Record(legs, days, full.seed, full.replication, activities)
    mark = fingerprint(activities, fingerprint(days, fingerprint(legs)))
    return WeekRecord(week, record, int(first.sum()), mark)


def busiest_day(shown: WeekRecord) -> int | None:
    """The day of the week with the most calls, the earliest of equals; None where nobody called."""
    legs = shown.record.legs
    arrived = legs["arrived"][(legs["leg"] == 0) & (legs["arrived"] >= shown.week * WEEK_MIN)]
    if not len(arrived):
        return None
    days, calls = np.unique(arrived // 1440.0, return_counts=True)
    return int(days[np.argmax(calls)])


def first_week_shown(scenario: Scenario) -> int:
    """The week a visitor sees first: the last, within reason."""
    return min(scenario.horizon.weeks, DEFAULT_WEEK_LIMIT) - 1


def week_task(text: str, week: int, seed: int, run: int) -> WeekRecord:
    """`week_record` by SimPy, in a worker process. `run`: its number, for cancelling it (`sim.experiment.worker`)."""
    control = run_control(run)
    try:
        control.check()
        return week_record(from_dict(json.loads(text)), week, seed=seed, engine="simpy", control=control)
    except SupersededError:
        pass
    raise SupersededError  # anew: the first one holds, by its frames, all that was simulated so far
