"""Counting a week: pure functions of its rows, in the record's order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.calendar import Calendar
from sim.engine.roster import plan
from sim.kpis.flows import count_ends
from sim.kpis.hours import DUTY_COUNTS
from sim.record import DAY_MIN, WEEK_MIN, DayStatus, Kind, Outcome
from sim.scenario import Scenario, policies
from sim.scenario.demand import Open
from sim.scenario.memo import memoised
from sim.scenario.people import Team

FloatArray = NDArray[np.float64]
Rows = NDArray[np.void]

DEFAULT_HOURS_PER_WEEK = 38.0
CALLS = ("offered", "answered", "in_time", "abandoned", "short_abandons")
"""What any definition of the service level is counted from."""
BY_HALF_HOUR = (*CALLS, "wait_min")
"""Counted by the half-hour in which calls come in."""


def hours_per_week(team: Team, hours: Open) -> float:
    """Mean rostered hours a week of a team's seats; 38 for one that is on duty always."""
    plans = [] if team.shifts == "always" else plan(team, hours)
    if not plans:
        return DEFAULT_HOURS_PER_WEEK
    return sum(p.minutes / 60.0 * len(p.weekdays) for p in plans) / len(plans)


@dataclass(frozen=True)
class WeekFrame:
    """What counting needs to know of one measured week. `wage`, `hours`: by team.

    `open_days`: on which an opening begins. `openings`: how many the week has, one that runs over its end counted in
    both weeks by the share of its calls. `extra_costs`: besides pay and replacing people.
    """

    policy: Scenario
    open_days: tuple[int, ...]
    openings: float
    within_min: float
    wage: FloatArray
    hours: FloatArray
    extra_costs: float


def extra_costs(policy: Scenario, week: int) -> float:
    """What a measured week costs besides pay and replacing people: trainers of its courses, and what else is given."""
    courses = policy.training.coping, policy.training.script
    trainers = sum(course.cost_per_agent for course in courses if week in course.weeks)
    return trainers * sum(team.agents for team in policy.teams) + policy.costs.other_per_week


@memoised
def frames(scenario: Scenario) -> tuple[WeekFrame, ...]:
    """One per measured week, under the policy in force in it."""
    weeks = scenario.horizon.weeks
    in_force = policies(scenario)
    calendar = Calendar(in_force, weeks)
    known: dict[int, tuple[float, FloatArray, FloatArray]] = {}
    frames_by_week = []
    for week in range(weeks):
        index, policy = [(i, s) for i, (start, s) in enumerate(in_force) if start <= week][-1]
        if index not in known:
            wage = np.array([t.wage_per_hour for t in policy.teams])
            hours = np.array([hours_per_week(t, policy.demand.open) for t in policy.teams])
            known[index] = policy.targets.within_s / 60.0, wage, hours
        days = range(week * 7, week * 7 + 7)
        openings = math.fsum(calendar.days[d].openings for d in days if d in calendar.days)
        open_days = tuple(d for d in days if d in calendar.openings)
        frames_by_week.append(
            WeekFrame(policy, open_days, openings, *known[index], extra_costs(policy, week))
        )
    return tuple(frames_by_week)


def seats_by_team(scenario: Scenario) -> tuple[int, ...]:
    """Seats of each team in the record: as many as under the policy that has most. They are numbered team by team."""
    in_force = [policy.teams for _, policy in policies(scenario)]
    return tuple(max(team.agents for team in teams) for teams in zip(*in_force, strict=True))


SLOTS = 7 * 48
"""Half-hours of a week, from Monday 00:00."""


def _per_slot(slot: NDArray[np.int64], weights: NDArray[np.generic] | None = None) -> FloatArray:
    return np.bincount(slot, weights=weights, minlength=SLOTS).astype(np.float64)


def _many(which: NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(which))


def count_legs(legs: Rows, frame: WeekFrame) -> tuple[dict[str, float], FloatArray, FloatArray]:
    """A piece of a week's legs: (counts, waits of answered calls in minutes, BY_HALF_HOUR x SLOTS)."""
    outcome, first = np.ascontiguousarray(legs["outcome"]), legs["leg"] == 0
    answered = outcome <= Outcome.PASSED_ON  # the first two
    abandoned, blocked, unserved = (
        first & (outcome == o) for o in (Outcome.ABANDONED, Outcome.BLOCKED, Outcome.OPEN)
    )
    wait = legs["left_queue"] - legs["queued"]
    in_time = wait <= frame.within_min
    taken = first & answered
    taken_in_time, short_abandons = taken & in_time, abandoned & in_time
    last = answered.copy()  # the last answered leg of its call: the next row is no further answered leg of it
    if len(legs) > 1:
        issue, call = legs["issue"], legs["call"]
        last[:-1] &= ~((issue[1:] == issue[:-1]) & (call[1:] == call[:-1]) & answered[1:])
    attempt, kind = legs["attempt"], np.ascontiguousarray(legs["kind"])
    resolved, cut = legs["resolved"] == 1, legs["cut"] == 1
    fresh = taken & (attempt == 1)
    upset = answered & (kind == Kind.UPSET)
    squeezed = answered & (legs["given"] < legs["need"])  # not set where not answered
    handle = np.where(answered, legs["wrap_end"] - legs["answered"], 0.0)
    talk = np.where(answered, legs["talk_end"] - legs["answered"], 0.0)
    hostile = kind != Kind.ORDINARY
    repeat = ~hostile & (attempt >= 2)
    p_again = legs["p_again"]
    waits = wait[taken]
    counts: dict[str, float] = {
        "offered": _many(first),
        "answered": _many(taken),
        "abandoned": _many(abandoned),
        "blocked": _many(blocked),
        "open": _many(unserved),
        "in_time": _many(taken_in_time),
        "short_abandons": _many(short_abandons),
        "wait_min": waits.sum(),
        "lost": (1.0 - p_again[abandoned]).sum() + _many(blocked) + _many(unserved),
        "satisfied": legs["p_satisfied"][last].sum(),
        "repeats": _many(first & (attempt >= 2)),
        "first_answered": _many(fresh),
        "first_settled": _many(fresh & resolved),
        "resolved": _many(resolved),
        "legs": _many(answered),
        "quality": legs["quality"][answered].sum(),
        "passed_on": _many(outcome == Outcome.PASSED_ON),
        "squeezed": _many(squeezed),
        "cut": _many(cut),
        "upset": _many(upset),
        "upset_cut": _many(upset & cut),
        "handle_min": handle.sum(),
        "difficult_min": handle[kind == Kind.DIFFICULT].sum(),
        "ordinary_talk_min": talk[~hostile & ~repeat].sum(),
        "hostile_talk_min": talk[hostile].sum(),
        "repeat_talk_min": talk[repeat].sum(),
        **count_ends(first, outcome, resolved, cut, squeezed, p_again),
    }
    slot = (np.floor_divide(legs["arrived"], 30.0).astype(np.int64)) % SLOTS
    calls = (first, taken, taken_in_time, abandoned, short_abandons)
    by_half_hour = np.stack([*(_per_slot(slot[which]) for which in calls), _per_slot(slot[taken], waits)])
    return counts, waits, by_half_hour


def count_days(days: Rows, before: Rows, frame: WeekFrame) -> dict[str, float]:
    """A week's agent-days, and minutes on duty as they fall: some of those of the week before do into this one."""
    policy = frame.policy
    status, team = days["status"], days["team"]
    on_phones = status == DayStatus.ON_PHONES
    rostered = _is_rostered(status)
    E = days["exhaustion"]
    in_post = ~np.isnan(E)
    stayers = in_post & (days["since_day"] <= 0)

    def minutes(*names: str) -> float:
        own = sum(days[f"{name}_min"] - days[f"{name}{_NEXT}"] for name in names)
        return float(np.sum(own) + sum(before[f"{name}{_NEXT}"].sum() for name in names))

    rostered_min = days["rostered_min"] - days[f"rostered{_NEXT}"]
    paid_h = (np.where(rostered, rostered_min, 0.0) + days["overtime_min"] - days[f"overtime{_NEXT}"]) / 60.0
    rostered_min = np.where(_is_rostered(before["status"]), before[f"rostered{_NEXT}"], 0.0)
    carried_h = (rostered_min + before[f"overtime{_NEXT}"]) / 60.0
    wages = (paid_h * frame.wage[team]).sum() + (carried_h * frame.wage[before["team"]]).sum()
    quits = np.where(np.isnan(days["p_quit"]), 0.0, days["p_quit"])
    return {
        "weeks": 1.0,
        "open_days": frame.openings,
        "agent_days": on_phones.sum(),
        "busy_min": minutes("talk", "wrap"),
        "free_min": minutes("free"),
        "seat_weeks": sum(t.agents for t in policy.teams),
        "p_quit": quits.sum(),
        "p_sick": np.nansum(days["p_sick"]),
        "rostered_days": rostered.sum(),
        "wages": wages * (1.0 + policy.costs.on_cost),
        "replacement": (quits * (frame.wage * 52.0 * frame.hours)[team]).sum()
        * policy.costs.replacement_share,
        "extra_costs": frame.extra_costs,
        "exhaustion": E[in_post].sum() * 100.0,
        "people": in_post.sum(),
        "over_line": (E[in_post] * 100.0 > policy.targets.exhaustion_line).sum(),
        "stayer_exhaustion": E[stayers].sum() * 100.0,
        "stayers": stayers.sum(),
        **{name: minutes(name.removesuffix("_min")) for name in DUTY_COUNTS},
    }


_NEXT = "_next_week_min"


def _is_rostered(status: NDArray[np.int8]) -> NDArray[np.bool_]:
    return np.isin(status, (DayStatus.ON_PHONES, DayStatus.SICK, DayStatus.AWAY))


def duty_by_half_hour(days: Rows, week: int) -> FloatArray:
    """People on duty in each half-hour of a week: (SLOTS,).

    `days`: the week's agent-days and those of the Sunday before, in order of their days.
    """
    rows = days[~np.isnan(days["went"])]
    came, went = (np.clip(rows[name], week * WEEK_MIN, (week + 1) * WEEK_MIN) for name in ("came", "went"))
    start = rows["day"][:, None] * DAY_MIN + 30.0 * np.arange(96)
    overlap = np.minimum(went[:, None], start + 30.0) - np.maximum(came[:, None], start)
    np.maximum(overlap, 0.0, out=overlap)
    of_day = np.searchsorted(rows["day"], np.arange(7 * week - 1, 7 * week + 8))
    on_duty = np.zeros(SLOTS + 96)  # from the Sunday before to the Monday after
    for place, (start_row, end_row) in enumerate(pairwise(of_day.tolist())):
        on_duty[48 * place : 48 * place + 96] += overlap[start_row:end_row].sum(axis=0)
    return on_duty[48:-48] / 30.0
