"""A scenario in force, in the shape the engine reads: plain numbers, by position."""

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
    teams: tuple[int, ...]


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


class Policy:
    """The scenario in force from `week` on."""

    def __init__(self, index: int, week: int, scenario: Scenario) -> None:
        self.index = index
        self.week = week
        self.scenario = scenario
        self.behaviour = scenario.behaviour
        self.callers = scenario.callers
        self.types = [_type_rules(scenario, kind) for kind in scenario.call_types]
        self.plans: list[list[SeatPlan]] = [plan(team, scenario.demand.open.days) for team in scenario.teams]
        self.shrinkage = [team.shrinkage for team in scenario.teams]
        self.speed_sd = [team.speed_sd for team in scenario.teams]
        self.queue_limit = scenario.demand.queue_limit
        cap, quota, ending = (
            scenario.rules.handle_time_cap,
            scenario.rules.quota,
            scenario.rules.disengagement,
        )
        self.cap_min = cap.minutes if cap.minutes is not None and cap.enforcement > 0.0 else 0.0
        self.cap_enforcement = cap.enforcement
        self.cap_on_average = cap.basis == "shift_average"
        self.quota = (
            quota.calls_per_shift if quota.calls_per_shift is not None and quota.enforcement > 0.0 else 0
        )
        self.quota_enforcement = quota.enforcement
        self.disengagement = POLICY_CODES[ending.policy]
        self.close_after_min = ending.after_min
        self.discernment = ending.discernment
        self.pause_min = scenario.rules.pause_after_hostile_min
        self.most_rested = scenario.rules.routing == "most_rested"
        self.lanes_of_team = [self._lanes(team) for team in range(len(scenario.teams))]

    def _lanes(self, team: int) -> tuple[int, ...]:
        """Waiting lines this team serves: those open to all that handle the type, and those meant for it alone."""
        teams = len(self.scenario.teams)
        shared = [t * (teams + 1) for t, kind in enumerate(self.types) if team in kind.teams]
        directed = [t * (teams + 1) + 1 + team for t in range(len(self.types))]
        return tuple(shared + directed)
