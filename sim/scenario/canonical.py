"""One scenario, one text, one hash: the address under which results are kept."""

from __future__ import annotations

import hashlib
import json
import weakref
from typing import TYPE_CHECKING, Any

from sim.scenario.paths import as_dict
from sim.scenario.yaml_text import write_yaml

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

WORDS = ("name", "description", "source", "locale", "observed")
"""Fields that no result depends on: two scenarios that differ in these alone have one hash."""


LATER = {"demand": {"intraday_cv": 0.0, "intraday_correlation": 0.8}}
"""Fields that came later, and the values at which they change nothing: there the canonical text leaves them out, so
that scenarios without them keep their hashes."""


def canonical(scenario: Scenario) -> str:
    """Canonical JSON: every default written out but `LATER`, keys sorted, shortest exact numbers, words left out."""
    data = {k: v for k, v in as_dict(scenario).items() if k not in WORDS}
    for part, fields in LATER.items():
        data[part] = {k: v for k, v in data[part].items() if k not in fields or v != fields[k]}
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


_hashes: dict[int, tuple[weakref.ref[Scenario], str]] = {}
"""By the identity of a scenario, which never changes: a page asks for the same hash a hundred times."""


def scenario_hash(scenario: Scenario) -> str:
    """First 16 hex digits of the SHA-256 of the canonical form."""
    key = id(scenario)
    known = _hashes.get(key)
    if known is not None and known[0]() is scenario:
        return known[1]
    text = hashlib.sha256(canonical(scenario).encode()).hexdigest()[:16]
    _hashes[key] = weakref.ref(scenario, lambda gone: _forget(key, gone)), text
    return text


def _forget(key: int, gone: weakref.ref[Scenario]) -> None:
    known = _hashes.get(key)
    if known is not None and known[0] is gone:
        _hashes.pop(key, None)


def to_yaml(scenario: Scenario) -> str:
    """The scenario as a file that `parse` reads back to an equal one; defaults are left out, and sums over shifts."""
    data: dict[str, Any] = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for team, written in zip(scenario.teams, data["teams"], strict=True):
        if team.counted == team.agents:
            del written["agents"]
    return write_yaml({"schema": 1, **data})
