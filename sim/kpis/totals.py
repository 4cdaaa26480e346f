"""What is counted, per week: the only numbers KPIs are made from.

Weeks are counted apart and combined in their order, so a KPI of the whole run and of one week are the
same function. Calls belong to the week they arrive in, agent-days to the week of their day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calendar import DAY_MIN, WEEK_MIN, Calendar
from sim.engine.roster import plan
from sim.record import DayStatus, Kind, Outcome, Record
from sim.scenario import Scenario, policies
from sim.scenario.people import Team

FloatArray = NDArray[np.float64]

COUNTED = (
    "weeks",
    "open_days",
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
    "agent_days",
    "busy_min",
    "free_min",
    "seat_weeks",
    "p_quit",
    "p_sick",
    "rostered_days",
    "wages",
    "replacement",
)
"""Counted over time: a run's figure is the sum of its weeks'."""

STATE = ("exhaustion", "people", "over_line", "stayer_exhaustion", "stayers")
"""As things stand on the last working day: a run's figure is that of its last week with an open day."""

FIELDS = (*COUNTED, *STATE)
DEFAULT_HOURS_PER_WEEK = 38.0


@dataclass(frozen=True)
class Totals:
    """One replication, counted. `by_week`: (weeks, FIELDS); `waits_min`: answered calls' waits, week by week."""

    by_week: FloatArray
    waits_min: tuple[FloatArray, ...]

    def of_week(self, week: int) -> dict[str, float]:
        """The counts of one week."""
        return _as_counts(self.by_week[week], self.waits_min[week])

    def of_run(self) -> dict[str, float]:
        """The counts of all weeks, added in their order."""
        total = np.zeros(len(FIELDS))
        for row in self.by_week:
            total += row
        worked = self.by_week[self.by_week[:, FIELDS.index("open_days")] > 0]
        total[len(COUNTED) :] = worked[-1, len(COUNTED) :] if len(worked) else 0.0
        return _as_counts(total, np.concatenate(self.waits_min))


def _as_counts(row: FloatArray, waits_min: FloatArray) -> dict[str, float]:
    counts = dict(zip(FIELDS, row.tolist(), strict=True))
    counts["wait_p90_min"] = float(np.percentile(waits_min, 90)) if len(waits_min) else float("nan")
    return counts


def hours_per_week(team: Team, open_days: tuple[str, ...]) -> float:
    """Mean rostered hours a week of a team's seats; 38 for one that is on duty always."""
    plans = [] if team.shifts == "always" else plan(team, open_days)
    if not plans:
        return DEFAULT_HOURS_PER_WEEK
    return sum(p.minutes / 60.0 * len(p.weekdays) for p in plans) / len(plans)


def count(record: Record, scenario: Scenario) -> Totals:
    """Count a record by measured week, under the policy in force in each."""
    weeks = scenario.horizon.weeks
    in_force = policies(scenario)
    calendar = Calendar(in_force, weeks)
    leg_week = np.floor_divide(record.legs["arrived"], WEEK_MIN).astype(np.int64)
    day_week = np.floor_divide(record.agent_days["day"], 7).astype(np.int64)
    days_of_week = _rows_of_weeks(day_week, weeks)
    legs_of_week = _rows_of_weeks(leg_week, weeks)
    by_week = np.zeros((weeks, len(FIELDS)))
    waits = []
    for week in range(weeks):
        policy = [s for start, s in in_force if start <= week][-1]
        legs = record.legs[legs_of_week[week]]
        days = record.agent_days[days_of_week[week]]
        open_days = [d for d in range(week * 7, week * 7 + 7) if d in calendar.days]
        counts, wait = _count_legs(legs, policy)
        counts |= _count_days(days, policy, open_days)
        counts["weeks"] = 1.0
        by_week[week] = [counts[name] for name in FIELDS]
        waits.append(wait)
    return Totals(by_week, tuple(waits))


def _rows_of_weeks(week_of_row: NDArray[np.int64], weeks: int) -> list[NDArray[np.int64]]:
    """Row numbers of each measured week, in the record's order."""
    order = np.argsort(week_of_row, kind="stable")
    bounds = np.searchsorted(week_of_row[order], np.arange(weeks + 1))
    return [order[bounds[w] : bounds[w + 1]] for w in range(weeks)]


def _count_legs(legs: NDArray[np.void], policy: Scenario) -> tuple[dict[str, float], FloatArray]:
    outcome, first = legs["outcome"], legs["leg"] == 0
    answered = (outcome == Outcome.ANSWERED) | (outcome == Outcome.PASSED_ON)
    abandoned, blocked, unserved = (
        first & (outcome == o) for o in (Outcome.ABANDONED, Outcome.BLOCKED, Outcome.OPEN)
    )
    wait = legs["left_queue"] - legs["queued"]
    within = policy.targets.within_s / 60.0
    taken = first & answered
    last = answered.copy()  # the last answered leg of its call: the next row is no further answered leg of it
    if len(legs) > 1:
        same_call = (legs["issue"][1:] == legs["issue"][:-1]) & (legs["call"][1:] == legs["call"][:-1])
        last[:-1] &= ~(same_call & answered[1:])
    fresh = taken & (legs["attempt"] == 1)
    kind = legs["kind"]
    upset = answered & (kind == Kind.UPSET)
    handle = np.where(answered, legs["wrap_end"] - legs["answered"], 0.0)
    counts: dict[str, float] = {
        "offered": first.sum(),
        "answered": taken.sum(),
        "abandoned": abandoned.sum(),
        "blocked": blocked.sum(),
        "open": unserved.sum(),
        "in_time": (taken & (wait <= within)).sum(),
        "short_abandons": (abandoned & (wait <= within)).sum(),
        "wait_min": wait[taken].sum(),
        "lost": (1.0 - legs["p_again"][abandoned]).sum() + blocked.sum() + unserved.sum(),
        "satisfied": legs["p_satisfied"][last].sum(),
        "repeats": (first & (legs["attempt"] >= 2)).sum(),
        "first_answered": fresh.sum(),
        "first_settled": (fresh & (legs["resolved"] == 1)).sum(),
        "resolved": legs["resolved"].sum(),
        "legs": answered.sum(),
        "quality": legs["quality"][answered].sum(),
        "passed_on": (outcome == Outcome.PASSED_ON).sum(),
        "squeezed": (legs["given"][answered] < legs["need"][answered]).sum(),
        "cut": legs["cut"].sum(),
        "upset": upset.sum(),
        "upset_cut": (upset & (legs["cut"] == 1)).sum(),
        "handle_min": handle.sum(),
        "difficult_min": handle[kind == Kind.DIFFICULT].sum(),
    }
    return counts, wait[taken]


def _count_days(days: NDArray[np.void], policy: Scenario, open_days: list[int]) -> dict[str, float]:
    status, team = days["status"], days["team"]
    on_phones = status == DayStatus.ON_PHONES
    rostered = on_phones | (status == DayStatus.SICK) | (status == DayStatus.AWAY)
    E = days["exhaustion"]
    last_day = days["day"] == (open_days[-1] if open_days else -1)
    people = on_phones & last_day & ~np.isnan(E)
    stayers = last_day & ~np.isnan(E) & (days["since_day"] <= 0)
    wage = np.array([t.wage_per_hour for t in policy.teams])
    hours = np.array([hours_per_week(t, policy.demand.open.days) for t in policy.teams])
    paid_h = (np.where(rostered, days["rostered_min"], 0.0) + days["overtime_min"]) / 60.0
    quits = np.where(np.isnan(days["p_quit"]), 0.0, days["p_quit"])
    return {
        "open_days": len(open_days),
        "agent_days": on_phones.sum(),
        "busy_min": (days["talk_min"] + days["wrap_min"]).sum(),
        "free_min": days["free_min"].sum(),
        "seat_weeks": sum(t.agents for t in policy.teams),
        "p_quit": quits.sum(),
        "p_sick": np.nansum(days["p_sick"]),
        "rostered_days": rostered.sum(),
        "wages": (paid_h * wage[team]).sum() * (1.0 + policy.costs.on_cost),
        "replacement": (quits * (wage * 52.0 * hours)[team]).sum() * policy.costs.replacement_share,
        "exhaustion": E[people].sum() * 100.0,
        "people": people.sum(),
        "over_line": (E[people] * 100.0 > policy.targets.exhaustion_line).sum(),
        "stayer_exhaustion": E[stayers].sum() * 100.0,
        "stayers": stayers.sum(),
    }


def half_hours(record: Record, scenario: Scenario) -> dict[str, FloatArray]:
    """The average measured open day by half-hour from midnight: arrays of 48.

    offered, answered, abandoned, in_time: calls a day; wait_min: their summed waits a day; on_duty: people.
    """
    in_force = policies(scenario)
    calendar = Calendar(in_force, scenario.horizon.weeks)
    days = max(1, sum(d >= 0 for d in calendar.days))
    legs = record.legs[(record.legs["leg"] == 0) & (record.legs["arrived"] >= 0.0)]
    slot = (np.floor_divide(legs["arrived"], 30.0).astype(np.int64)) % 48
    wait = legs["left_queue"] - legs["queued"]
    answered = (legs["outcome"] == Outcome.ANSWERED) | (legs["outcome"] == Outcome.PASSED_ON)
    within = np.array([s.targets.within_s / 60.0 for _, s in in_force])[legs["policy"]]

    def per_day(weights: NDArray[np.float64]) -> FloatArray:
        return np.bincount(slot, weights=weights, minlength=48) / days

    out = {
        "offered": per_day(np.ones(len(legs))),
        "answered": per_day(answered.astype(float)),
        "abandoned": per_day((legs["outcome"] == Outcome.ABANDONED).astype(float)),
        "in_time": per_day((answered & (wait <= within)).astype(float)),
        "wait_min": per_day(np.where(answered, wait, 0.0)),
    }
    rows = record.agent_days[(record.agent_days["day"] >= 0) & ~np.isnan(record.agent_days["went"])]
    midnight = rows["day"] * DAY_MIN
    on_duty = np.zeros(96)
    for number in range(96):
        start = midnight + 30.0 * number
        overlap = np.minimum(rows["went"], start + 30.0) - np.maximum(rows["came"], start)
        on_duty[number] = np.maximum(overlap, 0.0).sum() / 30.0 / days
    out["on_duty"] = on_duty[:48] + on_duty[48:]
    return out


def exhaustion_by_seat_and_day(record: Record, seats: int, days: int) -> FloatArray:
    """Exhaustion index (0-100) by (seat, measured day); NaN where nobody is in post."""
    out = np.full((seats, days), np.nan)
    rows = record.agent_days[(record.agent_days["day"] >= 0) & (record.agent_days["day"] < days)]
    out[rows["seat"], rows["day"]] = rows["exhaustion"] * 100.0
    return out
