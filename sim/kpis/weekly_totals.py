"""What is counted, per week: the only numbers KPIs are made from.

Weeks are counted apart and combined in their order, so a KPI of the whole run and of one week are the
same function, and it makes no difference whether a record was kept or counted week by week as it came.
Calls belong to the week they arrive in, minutes on duty to the week in which they fall, agent-days else to the week of
their day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.kpis.counting import (
    BY_HALF_HOUR,
    CALLS,
    SLOTS,
    FloatArray,
    Rows,
    count_days,
    count_legs,
    duty_by_half_hour,
    frames,
    seats_by_team,
)
from sim.kpis.flows import FLOW_COUNTS
from sim.kpis.hours import DUTY_COUNTS, TALK_COUNTS
from sim.record import Record, Weeks, fingerprint, weeks
from sim.run_control import UNCONTROLLED, RunControl
from sim.scenario import Scenario

LEG_COUNTS = (
    "offered",
    "answered",
    "abandoned",
    "blocked",
    "open",
    "in_time",
    "short_abandons",
    "wait_min",
    "lost",
    "satisfied",
    "repeats",
    "first_answered",
    "first_settled",
    "resolved",
    "legs",
    "quality",
    "passed_on",
    "squeezed",
    "cut",
    "upset",
    "upset_cut",
    "handle_min",
    "difficult_min",
    *TALK_COUNTS,
    *FLOW_COUNTS,
)
DAY_COUNTS = (
    "weeks",
    "open_days",
    "agent_days",
    "busy_min",
    "free_min",
    "seat_weeks",
    "p_quit",
    "p_sick",
    "rostered_days",
    "wages",
    "replacement",
    "extra_costs",
    *DUTY_COUNTS,
)
COUNTED = (*LEG_COUNTS, *DAY_COUNTS)
"""Counted over time: a run's figure is the sum of its weeks'."""

STATE = ("exhaustion", "people", "over_line", "stayer_exhaustion", "stayers")
"""As things stand, over everybody in post and all days of a week: a run's figure is that of its last week."""

FIELDS = (*COUNTED, *STATE)


@dataclass(frozen=True)
class Totals:
    """One replication, counted. `by_week`: (weeks, FIELDS); `waits_min`: answered calls' waits, week by week;
    `day`: the average open day, see `half_hours`; `week`: by half-hour of the week, and `days`: by measured day, see
    `Replication`; `agent_days`: the record's, warm-up included; `fingerprint`: of every bit that was counted.
    """

    by_week: FloatArray
    waits_min: tuple[FloatArray, ...]
    day: dict[str, FloatArray]
    week: dict[str, NDArray[np.number]]
    days: dict[str, NDArray[np.int32]]
    agent_days: Rows
    fingerprint: int

    def week_counts(self, week: int) -> dict[str, float]:
        """The counts of one week."""
        return _as_counts(self.by_week[week], self.waits_min[week])

    def run_counts(self) -> dict[str, float]:
        """The counts of all weeks, added in their order."""
        total = np.zeros(len(FIELDS))
        for row in self.by_week:
            total += row
        total[len(COUNTED) :] = self.by_week[-1, len(COUNTED) :]
        return _as_counts(total, np.concatenate(self.waits_min))


def _as_counts(row: FloatArray, waits_min: FloatArray) -> dict[str, float]:
    counts = dict(zip(FIELDS, row.tolist(), strict=True))
    counts["wait_p90_min"] = float(np.percentile(waits_min, 90)) if len(waits_min) else float("nan")
    return counts


def count_weeks(weeks: Weeks, scenario: Scenario, control: RunControl = UNCONTROLLED) -> Totals:
    """Count a replication by measured week, under the policy in force in each, as the weeks come.

    Raises SupersededError once it is cancelled by `control`.
    """
    counted: list[dict[str, float]] = []
    waits: list[FloatArray] = []
    by_half_hour = np.zeros((len(BY_HALF_HOUR), SLOTS))
    by_day = np.zeros((len(CALLS), scenario.horizon.weeks, 7), np.int32)
    seen = 0
    week_frames = frames(scenario)
    while True:
        try:
            pieces = next(weeks)
        except StopIteration as end:
            agent_days: Rows = end.value
            break
        total = dict.fromkeys(LEG_COUNTS, 0.0)
        wait = [np.empty(0)]
        for legs in pieces:
            control.check()
            seen = fingerprint(legs, seen)
            week = len(counted)
            counts, waits_min, half_hour = count_legs(legs, week_frames[week])
            for name in LEG_COUNTS:
                total[name] += counts[name]
            wait.append(waits_min)
            by_half_hour += half_hour
            by_day[:, week] += half_hour[: len(CALLS)].reshape(len(CALLS), 7, 48).sum(axis=2).astype(np.int32)
        counted.append(total)
        waits.append(np.concatenate(wait))
    by_week = np.zeros((len(week_frames), len(FIELDS)))
    on_duty = np.zeros(SLOTS)
    day = np.ascontiguousarray(agent_days["day"])  # in order
    for week, frame in enumerate(week_frames):
        control.check()
        before, eve, monday, after = np.searchsorted(day, 7 * week + np.array([-7, -1, 0, 7]))
        counts = counted[week] | count_days(agent_days[monday:after], agent_days[before:monday], frame)
        by_week[week] = [counts[name] for name in FIELDS]
        on_duty += duty_by_half_hour(agent_days[eve:after], week)
    open_days = sum(frame.openings for frame in week_frames) or 1.0
    of_week = dict(zip((*BY_HALF_HOUR, "on_duty"), (*by_half_hour, on_duty), strict=True))
    average_day = {name: total.reshape(7, 48).sum(axis=0) / open_days for name, total in of_week.items()}
    calls = {name: of_week[name].astype(np.int32) for name in CALLS}
    people = (on_duty / len(week_frames)).astype(np.float32)
    return Totals(
        by_week,
        tuple(waits),
        average_day,
        calls | {"on_duty": people},
        dict(zip(CALLS, by_day.reshape(len(CALLS), -1), strict=True)),
        agent_days,
        fingerprint(agent_days, seen),
    )


def count(record: Record, scenario: Scenario) -> Totals:
    """Count a record that was kept."""
    return count_weeks(weeks(record, scenario.horizon.weeks), scenario)


def half_hours(record: Record, scenario: Scenario) -> dict[str, FloatArray]:
    """The average measured open day by half-hour from midnight: arrays of 48.

    offered, answered, in_time, abandoned, short_abandons: calls a day; wait_min: their summed waits a day; on_duty:
    people.
    """
    return count(record, scenario).day


def exhaustion_by_seat_and_day(agent_days: Rows, scenario: Scenario) -> NDArray[np.float32]:
    """Exhaustion index (0-100) by (seat, measured day); NaN where nobody is in post on the phones."""
    days = 7 * scenario.horizon.weeks
    out = np.full((sum(seats_by_team(scenario)), days), np.nan, np.float32)
    rows = agent_days[(agent_days["day"] >= 0) & (agent_days["day"] < days)]
    out[rows["seat"], rows["day"]] = rows["exhaustion"] * 100.0
    return out
