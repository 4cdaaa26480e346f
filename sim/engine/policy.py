"""A scenario in force, in the shape the engines read: plain numbers, by position.

The fields of `TypeRules`, `TeamRules`, `WeekCourses` and `PolicyRules` that hold a plain number are, by the same
names, the compiled engine's records.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim import rules
from sim.engine.roster import SeatPlan, plan
from sim.scenario import Scenario
from sim.scenario.demand import CallType

POLICY_CODES = {
    "until_satisfied": rules.UNTIL_SATISFIED,
    "caller_ends": rules.CALLER_ENDS,
    "after_minutes": rules.AFTER_MINUTES,
}


@dataclass(frozen=True, slots=True)
class TypeRules:
    """What the engine needs of one call type. `patience_scale` is infinite where patience has no end."""

    overhead_min: float
    wrap_up_min: float
    resolvable: float
    patience_scale: float
    patience_shape: float
    give_up: float
    priority: int
    head_start_min: float
    escalates_to: int
    """A team's number, -1: none."""
    teams: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TeamRules:
    """What the engine needs of one team."""

    shrinkage: float
    speed_sd: float


@dataclass(frozen=True, slots=True)
class WeekCourses:
    """The latest course of each kind up to a week (`rules.NO_COURSE` if none), and hours of this week's courses."""

    coping: int
    script: int
    hours: float


@dataclass
class PolicyRules:
    """The rules in force that are one number each. A cap, quota or queue limit that is not there: 0, 0, -1."""

    index: int
    week: int
    queue_limit: int
    cap_min: float
    cap_enforcement: float
    cap_on_average: bool
    quota: int
    quota_enforcement: float
    disengagement: int
    close_after_min: float
    discernment: float
    pause_min: float
    most_rested: bool
    coping_effect: float
    script_effect: float
    half_life_weeks: float


class Policy(PolicyRules):
    """The scenario in force from `week` on."""

    def __init__(self, index: int, week: int, scenario: Scenario) -> None:
        cap, quota, ending = (
            scenario.rules.handle_time_cap,
            scenario.rules.quota,
            scenario.rules.disengagement,
        )
        coping, script = scenario.training.coping, scenario.training.script
        has_cap = cap.minutes is not None and cap.enforcement > 0.0
        has_quota = quota.calls_per_shift is not None and quota.enforcement > 0.0
        limit = scenario.demand.queue_limit
        super().__init__(
            index=index,
            week=week,
            queue_limit=-1 if limit is None else limit,
            cap_min=cap.minutes if has_cap and cap.minutes is not None else 0.0,
            cap_enforcement=cap.enforcement,
            cap_on_average=cap.basis == "shift_average",
            quota=quota.calls_per_shift if has_quota and quota.calls_per_shift is not None else 0,
            quota_enforcement=quota.enforcement,
            disengagement=POLICY_CODES[ending.policy],
            close_after_min=ending.after_min,
            discernment=ending.discernment,
            pause_min=scenario.rules.pause_after_hostile_min,
            most_rested=scenario.rules.routing == "most_rested",
            coping_effect=coping.effect,
            script_effect=script.effect,
            half_life_weeks=coping.half_life_weeks,
        )
        self.scenario = scenario
        self.behaviour = scenario.behaviour
        self.callers = scenario.callers
        self.types = [_type_rules(scenario, kind) for kind in scenario.call_types]
        self.teams = [TeamRules(team.shrinkage, team.speed_sd) for team in scenario.teams]
        self.plans: list[list[SeatPlan]] = [plan(team, scenario.demand.open) for team in scenario.teams]
        self.lanes_of_team = [self._lanes(team) for team in range(len(scenario.teams))]

    def courses(self, week: int) -> WeekCourses:
        """The courses that matter in a week."""
        training = self.scenario.training
        both = (training.coping, training.script)
        last = min(week, self.scenario.horizon.weeks - 1)  # none on the day on which the last shifts end
        latest = [max((w for w in c.weeks if w <= last), default=rules.NO_COURSE) for c in both]
        hours = sum(c.hours_per_agent for c in both if week in c.weeks and week == last)
        return WeekCourses(latest[0], latest[1], float(hours))

    def _lanes(self, team: int) -> tuple[int, ...]:
        """Waiting lines this team serves: those open to all that handle the type, and those meant for it alone."""
        teams = len(self.scenario.teams)
        shared = [t * (teams + 1) for t, kind in enumerate(self.types) if team in kind.teams]
        directed = [t * (teams + 1) + 1 + team for t in range(len(self.types))]
        return tuple(shared + directed)


def capacities(policies: list[Policy]) -> list[int]:
    """Seats of each team, the most that any policy gives it."""
    return [max(len(p.plans[team]) for p in policies) for team in range(len(policies[0].plans))]


def _type_rules(s: Scenario, kind: CallType) -> TypeRules:
    patience = kind.patience
    shape = patience.shape if patience.distribution == "weibull" else 1.0
    scale = patience.mean_min / (math.gamma(1.0 + 1.0 / shape) if shape != 1.0 else 1.0)
    if patience.distribution == "none":
        scale = math.inf
    names = [team.name for team in s.teams]
    return TypeRules(
        kind.overhead_min,
        kind.wrap_up_min,
        kind.resolvable,
        scale,
        shape,
        patience.give_up_at_once,
        kind.priority,
        kind.head_start_min,
        -1 if kind.escalates_to is None else names.index(kind.escalates_to),
        tuple(i for i, team in enumerate(s.teams) if team.handles == "all" or kind.name in team.handles),
    )
