"""Levers that are a number: what each reads and writes, for sliders, ranges and searches."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from present.changes import CAP, ENDING, QUOTA
from present.explore import LeverWords
from present.field_names import at, name_of, number, shown_unit
from present.formats import plain
from sim import Scenario
from sim.experiment.sweep import Number
from sim.scenario.field_metadata import Field, declared_path, levers
from sim.scenario.field_metadata import field as declared
from sim.scenario.fields import NO_UNIT, LeverGroup, LeverSpec
from sim.scenario.levers_together import in_proportion, over_kinds, scaled_breaks

COUNTED = {
    "teams[].agents": ("agent", "agents"),
    "demand.calls_per_day": ("new issue a day", "new issues a day"),
}
"""Levers that count something, and what: one and many."""
WHOLE = (f"{QUOTA}.calls_per_shift",)
"""Levers of whole numbers that may be off."""
AROUND = (0.7, 1.5)
"""The usual range of a lever without one of its own, in multiples of where it stands."""
WITHOUT_EFFECT = ("targets.service_level", "targets.satisfaction", "targets.exhaustion_line")
"""Yardsticks: no figure moves with them."""


Values = dict[str, Any]


class Setting(Protocol):
    """What levers stand in. `baseline`: before anything was moved; `levers`: as they stand, from the start on."""

    @property
    def baseline(self) -> Scenario: ...
    @property
    def levers(self) -> Scenario: ...


@dataclass(frozen=True)
class SliderScale:
    """A slider's reach and step, in the field's own unit."""

    low: float
    high: float
    step: float


def around(value: float, step: float) -> SliderScale:
    """Half to one and a half times a value, in whole steps, and at least ten steps."""
    low = max(0.0, math.floor(value * 0.5 / step) * step)
    high = max(math.ceil(value * 1.5 / step) * step, low + 10 * step)
    return SliderScale(low, high, step)


def round_step(value: float) -> float:
    """A step of about a hundredth: 1, 5, 10, 50 …"""
    for step in (1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0):
        if value / step <= 150.0:
            return step
    return 10.0 ** math.floor(math.log10(value / 100.0))


def closed_up(unit: str) -> str:
    """A unit as it stands behind a number."""
    return unit if unit.startswith("%") else f" {unit}"


@dataclass(frozen=True)
class RangeLever:
    """One lever. `label`: beside its slider; `words`: its help, where not as declared.

    `read` and `write`: for one that is not a field's value itself.
    """

    path: str
    label: str
    scale: SliderScale
    unit: str = ""
    words: str = ""
    read: Callable[[Scenario], float] | None = None
    write: Callable[[Setting, Any], Values] | None = None

    def value(self, scenario: Scenario) -> Number | None:
        """Where it stands in a scenario; None where it is off."""
        value: Number | None = self.read(scenario) if self.read else at(scenario, self.path)
        return value

    def values(self, setting: Setting, x: Number) -> Values:
        """Path -> value for a setting whose lever is to stand at `x`."""
        return self.write(setting, x) if self.write else {self.path: x}

    def is_whole(self, scenario: Scenario) -> bool:
        """Whether it takes whole numbers alone."""
        return isinstance(self.value(scenario), int) or self.path in WHOLE

    @property
    def times(self) -> float:
        """By what its value is multiplied to be shown: shares are in per cent."""
        return 100.0 if declared(self.path).is_share else 1.0

    def unit_in(self, scenario: Scenario) -> str:
        """Its unit as it is shown; "" where the name or what is counted says it."""
        field = declared(self.path)
        unit = self.unit if self.unit != NO_UNIT else ""
        if not unit and self.unit != NO_UNIT:
            unit = "%" if field.is_share else shown_unit(field.unit)
        if unit.startswith("%"):
            return "%"
        return unit.replace("currency per h", f"{scenario.costs.currency} an hour")

    def in_words(self, scenario: Scenario) -> LeverWords:
        """How it is called in sentences and pictures."""
        alone = len(scenario.teams) == 1 if self.path.startswith("teams.") else False
        one, counted = COUNTED.get(declared_path(self.path), ("", ""))
        in_team = (
            f" in {self.path.split('.')[1]}"
            if counted and self.path.startswith("teams.") and not alone
            else ""
        )
        unit = self.unit_in(scenario)
        name = self.label if self.read else name_of(self.path, alone=alone)
        if declared_path(self.path) == "call_types[].share":
            name = f"Share of {self.path.split('.')[1]}"
        return LeverWords(
            name=name,
            number=lambda x: number(x * self.times),
            unit=closed_up(unit) if unit and not counted else "",
            counted=f"{counted}{in_team}",
            one=f"{one}{in_team}",
        )

    def usual_range(self, setting: Setting) -> tuple[float, float]:
        """Over which values it is looked at unless told: its slider's, or around where it stands."""
        value, spec = self.value(setting.levers), declared(self.path).words.lever
        if not value or spec is None or spec.low is not None:
            return self.scale.low, self.scale.high
        return self._around(value)

    def near_range(self, setting: Setting) -> tuple[float, float]:
        """Around where it stands, within its slider's reach; all of that where it stands at nothing."""
        value, reach = self.value(setting.levers), (self.scale.low, self.scale.high)
        if not value:
            return reach
        low, high = self._around(value)
        return max(low, min(reach[0], value)), min(high, max(reach[1], value))

    def _around(self, value: float) -> tuple[float, float]:
        step = self.scale.step
        low, high = (times * value / step for times in AROUND)
        return max(step, math.floor(low) * step), max(math.floor(low) + 4, math.ceil(high)) * step

    def bounds(self) -> tuple[float, float]:
        """What its field allows."""
        field = declared(self.path)
        if self.read:
            return 0.0, math.inf
        return field.low or 0.0, math.inf if field.high is None else field.high


def field_lever(path: str) -> RangeLever:
    """The lever of one field, whichever it is, for its words: without a range of its own."""
    return RangeLever(path, name_of(path), SliderScale(0.0, 0.0, 0.0))


def single(baseline: Scenario, path: str) -> RangeLever:
    """The lever of one field."""
    lever = declared(path).words.lever or LeverSpec("demand")
    scale = _scale(lever, at(baseline, path))
    return RangeLever(path, name_of(path, label=lever.label), scale, lever.unit)


def _scale(lever: LeverSpec, value: float) -> SliderScale:
    if lever.low is None or lever.high is None:
        return around(value, lever.step or round_step(value))
    return SliderScale(lever.low, lever.high, lever.step or (lever.high - lever.low) / 100.0)


def together(baseline: Scenario, field: Field) -> RangeLever:
    """One lever for a figure of all kinds of calls: it shows their mean and moves them in proportion."""
    lever, kinds, rest = field.words.lever or LeverSpec("demand"), baseline.call_types, _rest(field)
    each = "; its kinds of calls move in proportion" if len(kinds) > 1 else ""
    return RangeLever(
        f"call_types.{kinds[0].name}.{rest}",
        lever.label or field.words.name,
        _scale(lever, over_kinds(baseline, rest)),
        lever.unit,
        f"{field.help}, over all calls{each}",
        read=lambda scenario: over_kinds(scenario, rest),
        write=lambda setting, mean: in_proportion(setting.baseline, rest, mean),
    )


def calls_in_reality(scenario: Scenario) -> str:
    """Beside new issues, which few centres count: the calls of a day as the centre gave them; "" where it gave none."""
    calls = scenario.observed.get("calls_offered_per_day")
    return "" if calls is None else f"With repeat calls, {plain(calls, 0)} calls a day in reality."


def _rest(field: Field) -> str:
    return field.path.partition("[].")[2]


def of_field(baseline: Scenario, field: Field) -> Iterator[RangeLever]:
    """A field's levers, one for each team where the field is the team's."""
    lever = field.words.lever
    if lever is not None and lever.together:
        yield together(baseline, field)
        return
    head, in_each, rest = field.path.partition("[].")
    for path in [f"{head}.{item.name}.{rest}" for item in at(baseline, head)] if in_each else [head]:
        yield single(baseline, path)


def mix(baseline: Scenario) -> list[RangeLever]:
    """The share of each kind of call; none where there is one kind alone."""
    if len(baseline.call_types) < 2:
        return []
    return [
        RangeLever(
            f"call_types.{kind.name}.share",
            kind.name,
            SliderScale(0.0, 1.0, 0.01),
            "% of calls",
            "share of new issues; the other kinds grow or shrink in proportion",
            write=partial(_shares, kind.name),
        )
        for kind in baseline.call_types
    ]


def _shares(moved: str, setting: Setting, share: float) -> Values:
    """All shares, so that a later move of another one starts from what is on screen."""
    others = {t.name: t.share for t in setting.levers.call_types if t.name != moved}
    if sum(others.values()) <= 0.0:
        others = {t.name: t.share for t in setting.baseline.call_types if t.name != moved}
    total = sum(others.values())
    new = {name: s * (1.0 - share) / total if total else s for name, s in others.items()}
    return {f"call_types.{name}.share": s for name, s in {**new, moved: share}.items()}


# ── Breaks ────────────────────────────────────────────────────────────────────────────────────────


def breaks(baseline: Scenario) -> RangeLever | None:
    """Minutes of breaks a shift, for all teams whose people work shifts: longer or shorter in proportion."""
    places = [f"teams.{t.name}" for t in baseline.teams if t.listed_shifts]
    if not places:
        return None
    path = f"{places[0]}.breaks"

    def write(setting: Setting, minutes: float) -> Values:
        was, now = setting.baseline, setting.levers
        of_teams = [scaled_breaks(at(was, place), at(now, place), minutes) for place in places]
        return {path: value for values in of_teams for path, value in values.items()}

    return RangeLever(
        path,
        "Breaks",
        SliderScale(0.0, 120.0, 5.0),
        "min a shift",
        "minutes of breaks in each shift, lunch included, as long or as short in proportion as they are; strength "
        "comes back in them",
        read=lambda scenario: float(at(scenario, places[0]).mean_break_min),
        write=write,
    )


# ── All of a scenario ─────────────────────────────────────────────────────────────────────────────

GROUPS: tuple[LeverGroup, ...] = ("people", "demand", "cap", "quota", "ending", "rules", "targets")


def range_levers(setting: Setting) -> dict[str, RangeLever]:
    """All levers that a range can be made of, by path, as the setting's rules stand."""
    baseline = setting.baseline
    found = {
        lever.path: lever
        for group in GROUPS
        for field in levers(group)
        if not field.words.options
        for lever in of_field(baseline, field)
        if has_range(setting, lever.path)
    }
    if (of_breaks := breaks(baseline)) is not None:
        found[of_breaks.path] = of_breaks
    return found | {lever.path: lever for lever in mix(baseline)}


def has_range(setting: Setting, path: str) -> bool:
    """Whether figures can move with a lever as the other rules stand."""
    rules = setting.levers.rules
    if path in WITHOUT_EFFECT:
        return False
    if path.startswith(f"{CAP}.") and path != f"{CAP}.minutes":
        return rules.handle_time_cap.minutes is not None
    if path.startswith(QUOTA):
        has_shifts = all(t.shifts != "always" for t in setting.baseline.teams)
        return has_shifts and (path in WHOLE or rules.quota.calls_per_shift is not None)
    if path.startswith(ENDING):
        return rules.disengagement.policy == "after_minutes"
    return True
