"""What a run will cost, worked out from the scenario alone: calls, memory, seconds. Nothing is simulated.

A fluid approximation, week by week under the policy in force: how many of those who call can be served, how many of the
others call again, and what is then kept in memory at a time. Meant to tell a thousand from a million, not to be exact;
`tests/unit/test_cost.py` says how far it may be off. What it does not foresee, the engine notices (`sim.run_control`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.callers import ARRIVAL_BYTES, difficult_share
from sim.record import AGENT_DAY, LEG, MAX_CALLS, WEEK_MIN
from sim.scenario import Scenario, policies
from sim.scenario.demand import CallType
from sim.scenario.fields import WEEKDAYS
from sim.scenario.hours import opening, special_days
from sim.scenario.memo import memoised

ROUNDS = 12
"""Of asking how many abandon, and how many of them call again."""
SETTLED, SETTLED_UNDER_PRESSURE = 0.9, 0.7
"""Of calls that could be settled; moods, newcomers, exhaustion and haste take the rest. About so in the presets."""
SLACK = 0.02
"""A shortage of agents smaller than this share of calls is none that lasts."""

LEG_BYTES = LEG.itemsize + 40
"""A row, and what puts a week's rows in order."""
AGENT_DAY_BYTES = 2 * AGENT_DAY.itemsize + 24
"""A row, its copy in order, and what puts it there."""
ISSUE_BYTES = 3 * (240 + 2 * 32)
"""Somebody who waits or will call again, and the events that are due; arrays are doubled while they grow."""
DAY_CALL_BYTES = ARRIVAL_BYTES + 33
"""One of a day's callers, while the day is drawn and the day before is still there."""
SEAT_BYTES = 7_000
"""A seat, its unfinished days, its events, and room for a month of its days."""
SEAT_DAY_BYTES = 192 + AGENT_DAY.itemsize
"""A day of a seat that is not over."""
PLAN_BYTES = 700
"""A seat under a policy: its plan as objects and as a record."""
ON_DUTY_BYTES = 96 * 8 * 4
"""An agent's day while it is counted by half-hours."""
WAIT_BYTES = 24
"""An answered call's wait, kept to the end and copied for its percentile."""
PEOPLE_BYTES = 4
"""Exhaustion of a seat on a day."""
COPIES = 3
"""SimPy's rows are there as they are written, read and put in order."""
OBJECT_BYTES = 1500
"""Somebody who waits or will call again, in SimPy."""

COMPILED_S = (0.45e-6, 2.5e-6)
SIMPY_S = (22e-6, 60e-6)
"""Seconds of one core for a leg and for an agent's day."""
STEP_S = 5e-9
"""To look at one free agent, lane or team more."""
FREE_SHARE = 0.3
"""Of agents, at a time."""


@dataclass(frozen=True)
class Cost:
    """Of one run: calls offered, warm-up and repeats included; bytes of memory; seconds of one core.

    `record_bytes`: of memory where the whole record is kept. `stuck`: calls that wait for ever, because nobody has the
    time for them and they have the patience.
    """

    calls: float
    memory_bytes: float
    seconds: float
    stuck: float
    record_bytes: float


def cost(scenario: Scenario, engine: str = "compiled") -> Cost:
    """What one run costs on an engine. Takes a fraction of a millisecond, more where there are dated changes."""
    return _costs(scenario)[engine]


HALF_HOURS_ALONE = 0.6
"""Of a compiled run's time, where only calls by half-hour are counted and most callers are known."""


def seconds_of_half_hours(scenario: Scenario, engine: str = "compiled") -> float:
    """Seconds of one core for a run of which only calls by half-hour are counted."""
    return cost(scenario, engine).seconds * (HALF_HOURS_ALONE if engine == "compiled" else 1.0)


@dataclass(frozen=True)
class _Period:
    """A policy while it is in force. `legs`, `calls`, `answered`, `stuck`: in all; the others as they are at most."""

    calls: float
    legs: float
    answered: float
    stuck: float
    """Calls that wait for ever, because nobody has the time and they have the patience."""
    legs_a_week: float
    busiest_day: float
    open_issues: float
    """People who wait or will call again."""
    longest_weeks: float
    """The longest call."""
    on_phones: float
    """Agents' days on the phones in a week."""
    steps: float
    """Free agents, lanes and teams that are looked at, for all legs."""


@memoised
def _costs(scenario: Scenario) -> dict[str, Cost]:
    in_force, horizon = policies(scenario), scenario.horizon
    ends = [week for week, _ in in_force[1:]] + [horizon.weeks]
    periods = [_period(policy, start, end) for (start, policy), end in zip(in_force, ends, strict=True)]
    of_teams = zip(*([team.agents for team in policy.teams] for _, policy in in_force), strict=True)
    seats = float(sum(max(agents) for agents in of_teams))
    seat_days = 7.0 * seats * (horizon.weeks + horizon.warm_up_weeks)
    legs, stuck = sum(p.legs for p in periods), sum(p.stuck for p in periods)
    longest = max(p.longest_weeks for p in periods)
    # A week's rows are counted and dropped once its last call is over.
    kept = legs if stuck >= 1.0 else min(legs, max(p.legs_a_week for p in periods) * (1.0 + longest))
    open_issues = stuck + max(p.open_issues for p in periods)
    both = (
        SEAT_BYTES * seats
        + PLAN_BYTES * seats * len(in_force)
        + SEAT_DAY_BYTES * seats * 14.0 * longest
        + ON_DUTY_BYTES * max(p.on_phones for p in periods)
        + DAY_CALL_BYTES * max(p.busiest_day for p in periods)
        + WAIT_BYTES * sum(p.answered for p in periods)
        + PEOPLE_BYTES * seats * 7.0 * horizon.weeks
    )
    compiled = both + LEG_BYTES * kept + AGENT_DAY_BYTES * seat_days + ISSUE_BYTES * open_issues
    simpy = (
        both + COPIES * (LEG.itemsize * legs + AGENT_DAY.itemsize * seat_days) + OBJECT_BYTES * open_issues
    )
    calls, steps = sum(p.calls for p in periods), STEP_S * sum(p.steps for p in periods)
    return {
        engine: Cost(calls, memory_bytes, of_leg * legs + of_day * seat_days + steps, stuck, simpy)
        for engine, memory_bytes, (of_leg, of_day) in (
            ("compiled", compiled, COMPILED_S),
            ("simpy", simpy, SIMPY_S),
        )
    }


def _period(s: Scenario, start: int, end: int) -> _Period:
    """A scenario in force from one week up to another."""
    weeks = end - start
    issues, busiest_day = _issues(s, start, end)
    kinds = s.call_types
    trying = [kind.share * difficult_share(s, kind) for kind in kinds]
    issues *= 1.0 - sum(k.self_service_share * (k.share - t) for k, t in zip(kinds, trying, strict=True))
    difficult = sum(trying)
    hold_min = difficult * s.behaviour.difficult_hold_min
    work_min = sum(k.share * (_mean_need_min(k) + k.wrap_up_min) for k in kinds) + hold_min
    patient = sum(k.share for k in kinds if k.patience.distribution == "none")
    gives_up = sum(k.share * k.patience.give_up_at_once for k in kinds)
    unsettled = 1.0 - sum(k.share * k.resolvable for k in kinds) * _settling_probability(s)
    passed_on = unsettled * max(s.callers.pass_on, s.callers.pass_on_pressed if _presses(s) else 0.0)
    again = s.callers.call_back * (1.0 - difficult) + s.behaviour.call_back_difficult * difficult
    legs_of_call = 1.0 + passed_on + passed_on * passed_on
    on_phones_min, on_phones = _staffed(s)
    capacity = weeks * on_phones_min / (work_min * legs_of_call)  # in calls
    abandoned, calls = 0.0, issues
    for _ in range(ROUNDS):
        call_again = (1.0 - abandoned) * (unsettled - passed_on * (1.0 - unsettled)) * again
        call_again += abandoned * s.callers.redial
        calls = issues * sum(min(1.0, max(0.0, call_again)) ** k for k in range(MAX_CALLS))
        turned_away = max(0.0, 1.0 - capacity / calls) if calls > 0.0 else 0.0
        abandoned = (abandoned + max(gives_up * turned_away, turned_away * (1.0 - patient))) / 2.0
    stuck = max(0.0, calls * (1.0 - abandoned) - capacity) if patient > 0.0 else 0.0
    answered = calls * (1.0 - abandoned) - stuck
    legs = calls + answered * (legs_of_call - 1.0)
    a_day = calls / max(1, weeks) / 7.0
    later_days = s.behaviour.call_back_earliest_days + s.callers.call_back_days
    waits_days = (
        max((k.patience.mean_min for k in kinds if k.patience.distribution != "none"), default=0.0) / 1440.0
    )
    seats = sum(team.agents for team in s.teams)
    looks = len(kinds) + len(s.teams) + (FREE_SHARE * seats if s.rules.routing == "most_rested" else 0.0)
    return _Period(
        calls,
        legs,
        answered,
        stuck if stuck > SLACK * calls else 0.0,
        legs / max(1, weeks),
        busiest_day,
        a_day * (unsettled * again * 1.4 * later_days + abandoned * s.callers.redial * 0.1 + waits_days),
        max(_longest_need_min(k) for k in kinds) / WEEK_MIN,
        on_phones,
        legs * looks,
    )


def _issues(s: Scenario, start: int, end: int) -> tuple[float, float]:
    """New issues from one week up to another, and those of the busiest day."""
    demand = s.demand
    days = demand.open.days
    mean = math.fsum(demand.weekday_factor.get(day, 1.0) for day in days) / len(days)
    factors = {day: demand.weekday_factor.get(day, 1.0) / mean for day in days}
    usual_days, most = float((end - start) * len(days)), max(factors.values())
    if demand.special_days or demand.closed_days:
        for number, special in special_days(s).items():
            if start * 7 <= number < end * 7:
                factor = factors.get(WEEKDAYS[number % 7], 0.0)
                times = 0.0 if special.closed else special.calls_factor
                usual_days += factor * (times - 1.0)
                most = max(most, factor * times)
    busy = 1.0 + 3.0 * math.hypot(demand.day_to_day_cv, demand.intraday_cv)
    return max(0.0, demand.calls_per_day * usual_days), demand.calls_per_day * most * busy


def _staffed(s: Scenario) -> tuple[float, float]:
    """Minutes on the phones a week, and agents' days: vacancies, sickness and breaks taken off."""
    minutes = people = 0.0
    open_min = sum(end - start for day in WEEKDAYS for start, end in opening(s.demand.open, day))
    for team in s.teams:
        here = team.agents * (1.0 - team.shrinkage) * 0.93
        if team.shifts == "always":
            minutes += here * open_min
            people += here * 7.0
        else:
            minutes += here * team.days_per_week * max(1.0, 60.0 * team.mean_shift_h - team.mean_break_min)
            people += here * team.days_per_week
    return minutes, people


def _presses(s: Scenario) -> bool:
    return s.rules.handle_time_cap.minutes is not None or s.rules.quota.calls_per_shift is not None


def _settling_probability(s: Scenario) -> float:
    return SETTLED_UNDER_PRESSURE if _presses(s) else SETTLED


def _mean_need_min(kind: CallType) -> float:
    values = kind.need.quantiles_min
    return sum(values) / len(values) if values else kind.need.mean_min


def _longest_need_min(kind: CallType) -> float:
    """Of a hundred thousand or so."""
    need = kind.need
    if need.quantiles_min:
        return need.quantiles_min[-1]
    if need.distribution == "deterministic":
        return need.mean_min
    if need.distribution == "lognormal":
        variance = math.log1p(need.cv * need.cv)
        return need.mean_min * math.exp(4.5 * math.sqrt(variance) - variance / 2.0)
    return need.mean_min * 12.0 * max(1.0, need.cv * need.cv)
