"""What can be moved to see what it moves: levers, and what nobody knows, each from one end to the other.

The ends of what nobody knows are those that its declaration gives: its evidence range, or the range that its source
names. A constant without either is not moved: an end of our own making would say how far we guess, not how little is
known.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from operator import attrgetter
from typing import Any, Literal

from sim.experiment.sensitivity import ASSUMPTIONS, shortened_to
from sim.scenario import Scenario, replace
from sim.scenario.field_metadata import Field, fields

Group = Literal["lever", "demand", "assumption"]
"""What one can do, what the callers bring, what nobody knows."""
GROUPS: tuple[Group, ...] = ("lever", "demand", "assumption")


@dataclass(frozen=True)
class Input:
    """One thing that is moved. `values`: path -> value at a part of its way, 0 at the low end and 1 at the high one.

    `key`: its own among inputs; `alone`: it cannot be moved along with others.
    """

    key: str
    group: Group
    values: Callable[[float], Mapping[str, Any]]
    alone: bool = False


Placed = Sequence[tuple[Input, float]]
"""Inputs, each with its part of the way; all others stand as they do."""

ScenarioWith = Callable[[Placed], Scenario]
"""The scenario with inputs placed so. Raises ScenarioError where it cannot be."""


def placed_in(scenario: Scenario, placed: Placed) -> Scenario:
    """A scenario whose inputs stand so, from the start on; dated changes of its own apply as ever.

    Raises ScenarioError.
    """
    values = {path: value for one, part in placed for path, value in one.values(part).items()}
    return replace(scenario, values) if values else scenario


# ── What nobody knows ─────────────────────────────────────────────────────────────────────────────

AS_DEFAULT = 1e-3
"""A file may write out a default, "0.1667" for one in six."""
IN_SOURCE = re.compile(r"\brange (\d+(?:\.\d+)?) to (\d+(?:\.\d+)?)")


def evidence_ends(field: Field) -> tuple[float, float] | None:
    """The ends of what the evidence leaves open, as declared or as its source names them; None where neither does."""
    if field.evidence_range is not None:
        return field.evidence_range
    named = IN_SOURCE.search(field.source)
    return (float(named[1]), float(named[2])) if named else None


def unknowns(scenarios: Sequence[Scenario]) -> list[Input]:
    """What nobody knows of these scenarios, in which they are alike: those varied beside every difference first.

    Of the others, what a scenario sets to another value than the default is its own statement and not moved.
    """
    varied = {path for a in ASSUMPTIONS for path in a.paths}
    found = [
        _input(
            a.key,
            {path: ends for path in a.paths if (ends := _scaled_ends(path, shortened_to(scenarios[0], a)))},
        )
        for a in ASSUMPTIONS
        if all(len({attrgetter(path)(s) for s in scenarios}) == 1 for path in a.paths)
    ]
    for field in _declared().values():
        ends = evidence_ends(field) if field.status == "assumption" and field.path not in varied else None
        if ends is not None and all(_is_default(s, field) for s in scenarios):
            found.append(_input(field.path, dict.fromkeys(_paths(scenarios, field), ends)))
    return found


def _scaled_ends(path: str, scale: float) -> tuple[float, float] | None:
    ends = evidence_ends(_declared()[path])
    return None if ends is None else (scale * ends[0], scale * ends[1])


@cache
def _declared() -> dict[str, Field]:
    return {f.path: f for f in fields()}


def _input(key: str, ends: Mapping[str, tuple[float, float]]) -> Input:
    return Input(key, "assumption", partial(_between, ends))


def _between(ends: Mapping[str, tuple[float, float]], part: float) -> dict[str, float]:
    return {path: low * (1.0 - part) + high * part for path, (low, high) in ends.items()}


def _paths(scenarios: Sequence[Scenario], field: Field) -> Iterable[str]:
    """The field's paths in these scenarios: one for each kind of call where the field is the kind's."""
    head, in_each, rest = field.path.partition("[].")
    if not in_each:
        return [head]
    names = {kind.name: None for s in scenarios for kind in s.call_types}
    return [f"{head}.{name}.{rest}" for name in names]


def _is_default(scenario: Scenario, field: Field) -> bool:
    head, in_each, rest = field.path.partition("[].")
    of = attrgetter(head)(scenario)
    values = map(attrgetter(rest), of) if in_each else [of]
    return all(math.isclose(value, field.default, rel_tol=AS_DEFAULT) for value in values)
