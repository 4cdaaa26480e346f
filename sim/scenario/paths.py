"""Plain data of a scenario, edited and compared by path: `teams.Front line.agents`."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from sim.scenario.errors import ScenarioError, nearest, shown

OPEN_MAPS = ("demand.weekday_factor", "demand.open.hours", "demand.profile", "observed")
"""Maps whose keys are optional: a path may add one."""


def as_dict(scenario: BaseModel) -> dict[str, Any]:
    """The scenario as plain data, every default written out, keys as in the file."""
    return scenario.model_dump(mode="json", by_alias=True)


def items_by_name(value: Any) -> dict[str, Any] | None:
    """The parts of a mapping, or of a list whose items all have names; None of anything else."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(i, dict) and "name" in i for i in value):
        return {i["name"]: i for i in value}
    return None


def _step(parent: Any, key: str, path: str) -> Any:
    if not isinstance(parent, dict | list):
        raise ScenarioError(path, f"there is nothing below {shown(parent)}")
    items = items_by_name(parent) or {}
    if key not in items:
        raise ScenarioError(path, f"there is no {shown(key)} here{nearest(key, items)}")
    return items[key]


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
        parent: Any = out
        for key in stem:
            parent = _step(parent, key, path)
        if not (isinstance(parent, dict) and ".".join(stem) in OPEN_MAPS):
            _step(parent, last, path)
            if not isinstance(parent, dict):
                raise ScenarioError(path, "names a whole list item; name one of its fields")
        parent[last] = copy.deepcopy(value)
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


def differences(baseline: Any, other: Any, path: str) -> dict[str, tuple[Any, Any]]:
    """Path -> (value in `baseline`, value in `other`) at and below `path`, in their order.

    Named list items are compared one by one where both lists have the same names, else the whole list is one path;
    so is a list without names.
    """
    if baseline == other:
        return {}
    old, new = items_by_name(baseline), items_by_name(other)
    if old is None or new is None or list(old) != list(new):
        return {path: (baseline, other)}
    return {p: v for key in old for p, v in differences(old[key], new[key], f"{path}.{key}").items()}
