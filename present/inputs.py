"""What can be moved in a setting, with its words: levers over their bounds, and what nobody knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from present.field_names import number, value_of
from present.provenance import BARE
from present.range_levers import RangeLever, Setting, Values, range_levers
from present.ranges import IF
from present.text_layout import joined, upper_first
from sim import Scenario
from sim.experiment.inputs import Group, Input, unknowns
from sim.experiment.sensitivity import ASSUMPTIONS, ENDS, End
from sim.experiment.sweep import Number
from sim.scenario.field_metadata import declared_path
from sim.scenario.field_metadata import field as declared

Bounds = tuple[Number, Number]
DECIDED = ("call_types[].self_service_share",)
"""Levers that stand with the demand but are the centre's own choice."""
SHARE = "call_types[].share"


@dataclass(frozen=True)
class Movable:
    """One input and what it is called. `ends`: its values there, "29 agents"; `where`: the same in a sentence.

    `lever` and `bounds`: of one that is a lever.
    """

    input: Input
    name: str
    ends: Mapping[End, str]
    where: Mapping[End, str]
    lever: RangeLever | None = None
    bounds: Bounds = (0, 1)

    @property
    def span(self) -> str:
        """From end to end, to stand behind the name: "29 to 63" of agents, "10 to 20 min" of a wait."""
        low, high = (self._behind_name(self.ends[end]) for end in ENDS)
        (number, *unit), (_, *other) = (re.split(r"(\s)", text, maxsplit=1) for text in (low, high))
        return f"{number if unit == other else low} to {high}"

    def at(self, end: End) -> str:
        """One end with the name: "Agents: 29", "Patience: 2 min"."""
        return f"{self.name}: {self._behind_name(self.ends[end])}"

    def _behind_name(self, text: str) -> str:
        """A value without a unit that the name has said."""
        number, *unit = text.split(maxsplit=1)
        said = unit and " ".join(self.name.lower().split()).startswith(" ".join(unit[0].lower().split()))
        return number if said else text


def movables(setting: Setting, current: Scenario, own_bounds: Mapping[str, Bounds]) -> dict[str, Movable]:
    """All inputs of a setting, by key. `current`: the scenario as it stands; `own_bounds`: chosen, by a lever's path.

    What nobody knows is no lever beside that. Neither is a rule that is off, nor a yardstick, which moves nothing.
    """
    not_known = {one.key: _unknown(one) for one in unknowns([current])}
    levers = {
        path: _of_lever(lever, setting, own_bounds.get(path))
        for path, lever in range_levers(setting).items()
        if not ({path, declared_path(path)} & not_known.keys() or path.startswith("targets."))
        and not _is_off(lever, setting)
    }
    return {**levers, **not_known}


def group_of(path: str) -> Group:
    """Whether a lever is something one can do, or something that the callers bring."""
    place = declared_path(path)
    spec = None if place.startswith("teams[].breaks") else declared(path).words.lever
    is_demand = place == SHARE or (spec is not None and spec.group == "demand")
    return "demand" if is_demand and place not in DECIDED else "lever"


def _of_lever(lever: RangeLever, setting: Setting, own_bounds: Bounds | None) -> Movable:
    words, whole = lever.in_words(setting.baseline), lever.is_whole(setting.levers)
    low, high = own_bounds or lever.near_range(setting)
    bounds = (round(low), round(high)) if whole else (low, high)
    one = Input(
        lever.path,
        group_of(lever.path),
        partial(_placed, lever, setting, bounds, whole),
        alone=declared_path(lever.path) == SHARE,
    )
    ends = dict(zip(ENDS, map(words.amount, bounds), strict=True))
    where = {end: f"{'with' if words.counted else 'at'} {amount}" for end, amount in ends.items()}
    return Movable(one, words.name, ends, where, lever, bounds)


def _placed(lever: RangeLever, setting: Setting, bounds: Bounds, whole: bool, part: float) -> Values:
    low, high = bounds
    x = low * (1.0 - part) + high * part
    return lever.values(setting, round(x) if whole else round(x, 9))


def unknown_name(one: Input) -> str:
    """What something that nobody knows is called."""
    words = {a.key: upper_first(a.words) for a in ASSUMPTIONS}
    if one.key in words:
        return words[one.key]
    field = declared(one.key)
    return field.words.name or upper_first(field.help)


def _unknown(one: Input) -> Movable:
    ends: dict[End, str] = {}
    for end, part in zip(ENDS, (0.0, 1.0), strict=True):
        ends[end] = joined(list(dict.fromkeys(_constant(path, x) for path, x in one.values(part).items())))
    where = {end: f"if {IF[one.key, end]}" if (one.key, end) in IF else f"at {ends[end]}" for end in ENDS}
    return Movable(one, unknown_name(one), ends, where)


def _constant(path: str, x: float) -> str:
    return number(x) if declared(path).unit in BARE else value_of(path, x)


def off_now(setting: Setting) -> list[str]:
    """Names of the levers that are no inputs because their rule is off."""
    return [
        one.in_words(setting.baseline).name for one in range_levers(setting).values() if _is_off(one, setting)
    ]


def _is_off(lever: RangeLever, setting: Setting) -> bool:
    return lever.value(setting.levers) is None
