"""Other values for some fields: paths, proportional shares, dated changes."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any

from sim.scenario.errors import ScenarioError, nearest, shown
from sim.scenario.io import from_dict
from sim.scenario.schema import Scenario

FIXED = ("schema", "horizon", "name", "description", "source", "observed", "changes")
"""What a dated change may not touch; neither may it rename a call type or a team."""


def as_dict(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain data, every default written out, keys as in the file."""
    return scenario.model_dump(mode="json", by_alias=True)


def _step(here: Any, key: str, path: str) -> Any:
    if isinstance(here, dict):
        if key in here:
            return here[key]
        raise ScenarioError(path, f"there is no {shown(key)} here{nearest(key, here)}")
    if isinstance(here, list):
        named = {item["name"]: item for item in here if isinstance(item, dict) and "name" in item}
        if key in named:
            return named[key]
        raise ScenarioError(path, f"there is no {shown(key)} here{nearest(key, named)}")
    raise ScenarioError(path, f"there is nothing below {shown(here)}")


OPEN_MAPS = ("demand.weekday_factor", "demand.open.hours", "demand.profile", "observed")
"""Maps whose keys are optional: a path may add one."""


def set_values(data: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of plain data with the values at these paths; unnamed shares scale in proportion.

    Raises ScenarioError for a path that does not exist.
    """
    out = copy.deepcopy(data)
    shares: dict[str, float] = {}
    for path, value in values.items():
        *stem, last = path.split(".")
        if stem[:1] == ["call_types"] and len(stem) == 2 and last == "share":
            _step(out["call_types"], stem[1], path)
            shares[stem[1]] = value
            continue
        here: Any = out
        for key in stem:
            here = _step(here, key, path)
        if not (isinstance(here, dict) and ".".join(stem) in OPEN_MAPS):
            _step(here, last, path)
            if not isinstance(here, dict):
                raise ScenarioError(path, "names a whole list item; name one of its fields")
        here[last] = copy.deepcopy(value)
    if shares:
        _scale_shares(out["call_types"], shares)
    return out


def _scale_shares(types: list[dict[str, Any]], shares: Mapping[str, float]) -> None:
    for name, share in shares.items():
        if not isinstance(share, int | float) or isinstance(share, bool) or not 0.0 <= share <= 1.0:
            raise ScenarioError(f"call_types.{name}.share", f"{shown(share)} is not a share from 0 to 1")
    given = math.fsum(shares.values())
    others = [t for t in types if t["name"] not in shares]
    rest = math.fsum(t["share"] for t in others)
    if given > 1.0 + 1e-6 or (abs(given - 1.0) > 1e-6 and rest <= 0.0):
        raise ScenarioError("call_types", f"shares sum to {given:.6g}, they must sum to 1")
    for t in types:
        if t["name"] in shares:
            t["share"] = float(shares[t["name"]])
        else:
            t["share"] = t["share"] * max(0.0, 1.0 - given) / rest if rest > 0.0 else t["share"]


def replace(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario with other values at these paths, validated. Raises ScenarioError."""
    return from_dict(set_values(as_dict(scenario), values))


def diff(baseline: Scenario, other: Scenario) -> dict[str, tuple[Any, Any]]:
    """Path -> (value in `base`, value in `other`), for every field in which they differ, in the file's order.

    Name, description and source apart. Named list items are compared one by one where both scenarios have the same
    names, else the whole list is one path; so is a list without names.
    """
    found: dict[str, tuple[Any, Any]] = {}
    mine, theirs = as_dict(baseline), as_dict(other)
    for key in mine:
        if key not in ("name", "description", "source"):
            _compare(mine[key], theirs[key], key, found)
    return found


def _compare(a: Any, b: Any, path: str, found: dict[str, tuple[Any, Any]]) -> None:
    if a == b:
        return
    one, other = _named(a), _named(b)
    if one is not None and other is not None and list(one) == list(other):
        for key in one:
            _compare(one[key], other[key], f"{path}.{key}", found)
    else:
        found[path] = a, b


def _named(value: Any) -> dict[str, Any] | None:
    """What can be stepped into by name."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(i, dict) and "name" in i for i in value):
        return {i["name"]: i for i in value}
    return None


def policies(scenario: Scenario) -> tuple[tuple[int, Scenario], ...]:
    """(first week, scenario in force from then on); the first is (-warm_up_weeks, the start).

    Raises ScenarioError where a change leads to a scenario that cannot be run.
    """
    data = as_dict(scenario)
    data["changes"] = []
    start = -scenario.horizon.warm_up_weeks
    found = [(start, from_dict(data) if scenario.changes else scenario)]
    for change in scenario.changes:
        place = f"changes.week {change.week}.set"
        for path in change.set:
            parts = path.split(".")
            if (
                parts[0] in FIXED
                or (len(parts) == 3 and parts[0] in ("call_types", "teams") and parts[2] == "name")
                or path in ("call_types", "teams")
            ):
                raise ScenarioError(f"{place}.{path}", "cannot change in mid-run")
        try:
            data = set_values(data, change.set)
            found.append((change.week, from_dict(data)))
        except ScenarioError as error:
            raise ScenarioError(f"{place}.{error.path}" if error.path else place, error.problem) from None
    return tuple(found)
