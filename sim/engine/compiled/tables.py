"""A scenario as the compiled engine reads it: tables of plain records, filled once and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, astuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import NEVER, Calendar
from sim.callers import DemandTables
from sim.engine.compiled.layout import (
    BREAK_PLAN,
    COURSES,
    DAY_HOURS,
    NONE,
    PERIOD,
    PLAN,
    POLICY,
    REAL,
    TEAM,
    TYPE,
    WHOLE,
    number_fields,
)
from sim.engine.policy import Policy, WeekCourses, capacities
from sim.scenario import Scenario, policies

Table = NDArray[np.void]


class Tables:
    """All that the replications of a scenario have in common. Safe to use from several threads."""

    def __init__(self, scenario: Scenario) -> None:
        in_force = policies(scenario)
        self.scenario = scenario
        self.policies = [Policy(i, week, s) for i, (week, s) in enumerate(in_force)]
        self.demand_tables = [DemandTables(s) for _, s in in_force]
        self.calendar = Calendar(in_force, scenario.horizon.weeks)
        self.teams = len(scenario.teams)
        self.types = len(scenario.call_types)
        self.capacities = capacities(self.policies)
        self.seats = sum(self.capacities)
        self._lane_numbers: list[int] = []
        self.policy = np.zeros(len(self.policies), POLICY)
        self.type_rules = np.zeros(len(self.policies) * self.types, TYPE)
        self.team_rules = np.zeros(len(self.policies) * self.teams, TEAM)
        self.handles = np.zeros(len(self.policies) * self.types * self.teams, WHOLE)
        self.plans = np.zeros(max(1, len(self.policies) * self.seats), PLAN)
        breaks: list[tuple[float, float]] = []
        for i, policy in enumerate(self.policies):
            self._fill_policy(i, policy)
            self._fill_types(i, policy)
            self._fill_plans(i, policy, breaks)
        self._fill_lanes()
        self.breaks = _records(BREAK_PLAN, breaks)
        self.courses = _records(COURSES, [astuple(c) for c in self._courses()])
        self.lane_numbers = _records(WHOLE, [(n,) for n in self._lane_numbers])
        self.periods = _records(PERIOD, self.calendar.periods)
        self._fill_days()

    def _fill_days(self) -> None:
        """Each day's hours, from two days before the first to two after the last."""
        calendar = self.calendar
        days = range(calendar.first_day - 2, calendar.last_day + 3)
        first_of: dict[tuple[float, ...], int] = {}
        for hours in calendar.days.values():
            first_of.setdefault(hours.profile, sum(len(profile) for profile in first_of))
        self.profiles = _records(REAL, [(share,) for profile in first_of for share in profile])
        self.day_hours = _records(
            DAY_HOURS,
            [
                (
                    first_of[profile] if (profile := calendar.profile_of(day)) else NONE,
                    *calendar.opening_on(day),
                    *calendar.closed.get(day, NEVER),
                    day in calendar.openings,
                    day in calendar.closed,
                )
                for day in days
            ],
        )

    def _fill_policy(self, i: int, policy: Policy) -> None:
        row = self.policy[i]
        for branch in (policy.behaviour, policy.callers, policy):
            for name, *_ in number_fields(type(branch)):
                row[name] = getattr(branch, name)

    def _fill_types(self, i: int, policy: Policy) -> None:
        for t, kind in enumerate(policy.types):
            self.type_rules[i * self.types + t] = tuple(getattr(kind, name) for name in TYPE.names or ())
            for team in kind.teams:
                self.handles[(i * self.types + t) * self.teams + team] = (1,)
        for team in range(self.teams):
            row = self.team_rules[i * self.teams + team]
            for name, value in asdict(policy.teams[team]).items():
                row[name] = value

    def _fill_plans(self, i: int, policy: Policy, breaks: list[tuple[float, float]]) -> None:
        seat = i * self.seats
        known: dict[Any, tuple[int, int]] = {}
        for team, capacity in enumerate(self.capacities):
            for plan in policy.plans[team]:
                row = self.plans[seat]
                row["start_min"], row["minutes"] = plan.start_min, plan.minutes
                row["weekdays"] = sum(1 << d for d in plan.weekdays)
                row["always"], row["exists"] = plan.always, True
                for day, of_day in enumerate(plan.breaks):
                    if of_day not in known:
                        known[of_day] = len(breaks), len(breaks) + len(of_day)
                        breaks += [(b.after_min, b.minutes) for b in of_day]
                    row["breaks_from"][day], row["breaks_to"][day] = known[of_day]
                seat += 1
            seat += capacity - len(policy.plans[team])

    def _courses(self) -> Iterator[WeekCourses]:
        """Of each week from the first of the warm-up, under the policy then in force."""
        for week in range(self.policies[0].week, self.calendar.last_day // 7 + 1):
            yield [p for p in self.policies if p.week <= week][-1].courses(
                week
            )  # of equal weeks the later holds

    def _fill_lanes(self) -> None:
        """Which lanes each team serves; those meant for one team only where some policy passes calls on to it."""
        directed = {
            t * (self.teams + 1) + 1 + kind.escalates_to
            for policy in self.policies
            for t, kind in enumerate(policy.types)
            if kind.escalates_to >= 0
        }
        for i, policy in enumerate(self.policies):
            for team in range(self.teams):
                row = self.team_rules[i * self.teams + team]
                row["lanes_from"] = len(self._lane_numbers)
                self._lane_numbers += [
                    lane
                    for lane in policy.lanes_of_team[team]
                    if lane % (self.teams + 1) == 0 or lane in directed
                ]
                row["lanes_to"] = len(self._lane_numbers)


def _records(dtype: np.dtype[np.void], rows: list[tuple[Any, ...]]) -> Table:
    """Rows as records; never empty, so that there is an address."""
    table = np.zeros(max(1, len(rows)), dtype)
    if rows:
        table[: len(rows)] = rows
    return table
