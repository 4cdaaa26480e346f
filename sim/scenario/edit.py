"""A scenario with other values, and the fields in which two scenarios differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.io import from_dict
from sim.scenario.paths import as_dict, differences, set_values
from sim.scenario.schema import Scenario


def replace(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario with other values at these paths, validated.

    `values`: path -> value in the unit of the field (minutes, shares in [0, 1], …). List items go by their name.
    Raises ScenarioError where a path does not exist or a value is out of bounds.

    Examples:
        >>> from sim import load
        >>> centre = load("configs/typical_centre.yaml")
        >>> smaller = replace(centre, {"teams.Front line.agents": 40, "behaviour.strain": False})
        >>> smaller.teams[0].agents
        40
        >>> replace(centre, {"teams.Front line.agent": 40})
        Traceback (most recent call last):
        sim.scenario.errors.ScenarioError: teams.Front line.agent: there is no "agent" here; did you mean "agents"?
    """
    return from_dict(set_values(as_dict(scenario), values))


def diff(baseline: Scenario, other: Scenario) -> dict[str, tuple[Any, Any]]:
    """Path -> (value in `baseline`, value in `other`), for every field in which they differ, in the file's order.

    Name, description, source and locale apart. Named list items are compared one by one where both scenarios have the
    same names, else the whole list is one path; so is a list without names.
    """
    old, new = as_dict(baseline), as_dict(other)
    fields = [field for field in old if field not in ("name", "description", "source", "locale")]
    return {path: pair for f in fields for path, pair in differences(old[f], new[f], f).items()}
