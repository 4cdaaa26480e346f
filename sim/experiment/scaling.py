"""The same centre with more or fewer people, or more or fewer calls; dated changes of either move along."""

from __future__ import annotations

from typing import Any

from sim.engine.roster import apportion
from sim.scenario import Scenario, as_dict, policies, replace
from sim.scenario.field_metadata import field


def seats(scenario: Scenario) -> int:
    """Seats of all teams, as they stand after the last dated change."""
    return sum(team.agents for team in policies(scenario)[-1][1].teams)


def most_more_people(scenario: Scenario) -> int:
    """How many people are added at most: as many as there are, within what a team may have."""
    largest = max(team.agents for _, policy in policies(scenario) for team in policy.teams)
    return max(0, min(seats(scenario), int(field("teams[].agents").high or 0) - largest))


def most_fewer_people(scenario: Scenario) -> int:
    """How many people can be taken away such that one is left at all times."""
    return max(0, min(sum(team.agents for team in policy.teams) for _, policy in policies(scenario)) - 1)


def most_more_calls(scenario: Scenario) -> int:
    """By how many per cent calls are raised at most: 100, within what a centre may have."""
    busiest = max(policy.demand.calls_per_day for _, policy in policies(scenario))
    limit = field("demand.calls_per_day").high or 0.0
    return min(100, int(100.0 * (limit / busiest - 1.0))) if busiest > 0.0 else 0


def with_people(scenario: Scenario, more: int) -> Scenario:
    """`more` people (fewer where negative), shared out over the teams in proportion to their seats.

    By largest remainder, ties to the first team. A dated change that sets the seats of a team is resized in the
    same way, so that the difference holds at any time. Raises ScenarioError where nobody would be left.
    """
    if not more:
        return scenario
    start, *later = (policy for _, policy in policies(scenario))
    changes = as_dict(scenario)["changes"]
    for change, policy in zip(changes, later, strict=True):
        if any(path.startswith("teams.") and path.endswith(".agents") for path in change["set"]):
            change["set"] |= _seats(policy, more)
    return replace(scenario, _seats(start, more) | _dated(changes))


def _seats(policy: Scenario, more: int) -> dict[str, int]:
    current = [team.agents for team in policy.teams]
    share = apportion(abs(more), [n / max(1, sum(current)) for n in current])
    sign = 1 if more > 0 else -1
    return {
        f"teams.{team.name}.agents": n + sign * part
        for team, n, part in zip(policy.teams, current, share, strict=True)
    }


def with_calls(scenario: Scenario, percent: int) -> Scenario:
    """`percent` per cent more new issues a day, fewer where negative; the same for the days set by a dated change."""
    if not percent:
        return scenario
    start, *later = (policy for _, policy in policies(scenario))
    changes = as_dict(scenario)["changes"]
    for change, policy in zip(changes, later, strict=True):
        if {"demand", CALLS} & set(change["set"]):
            change["set"].pop(CALLS, None)  # it is set again last, after a new `demand` as a whole
            change["set"] |= _calls(policy, percent)
    return replace(scenario, _calls(start, percent) | _dated(changes))


CALLS = "demand.calls_per_day"


def _calls(policy: Scenario, percent: int) -> dict[str, float]:
    return {CALLS: policy.demand.calls_per_day * (100 + percent) / 100.0}


def _dated(changes: list[dict[str, Any]]) -> dict[str, Any]:
    return {"changes": changes} if changes else {}
