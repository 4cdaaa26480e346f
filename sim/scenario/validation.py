"""What must hold between fields: shares, names, lengths, and every dated change."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.clock_text import clock_text, minutes_of
from sim.kpis import KPIS
from sim.scenario.errors import ScenarioError, from_validation, nearest, shown
from sim.scenario.fields import WEEKDAYS
from sim.scenario.paths import as_dict, set_values

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], data: Any) -> M:
    """Plain data as a model. Raises ScenarioError."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise from_validation(error, data, model) from None


def opening(scenario: Scenario, weekday: str) -> tuple[int, int] | None:
    """Opening and closing of a weekday in minutes since midnight, or None where closed."""
    hours = scenario.demand.open
    if weekday not in hours.days:
        return None
    start, end = hours.hours.get(weekday, (hours.from_, hours.to))
    return minutes_of(start), minutes_of(end)


def profile(scenario: Scenario, weekday: str) -> tuple[float, ...]:
    """Weights of an open weekday's half-hours, from opening to closing."""
    span = opening(scenario, weekday)
    assert span is not None
    given = scenario.demand.profile
    if given is None:
        return (1.0,) * ((span[1] - span[0]) // 30)
    return given[weekday] if isinstance(given, dict) else given  # type: ignore[index]


def _unique(path: str, names: list[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ScenarioError(path, f"{shown(name)} is there {count} times; names must differ")


def _sums_to_one(path: str, shares: list[float]) -> None:
    total = math.fsum(shares)
    if abs(total - 1.0) > 1e-6:
        raise ScenarioError(path, f"shares sum to {total:.6g}, they must sum to 1")


def _check_demand(s: Scenario) -> None:
    hours = s.demand.open
    _unique("demand.open.days", list(hours.days))
    for day in hours.hours:
        if day not in hours.days:
            raise ScenarioError(
                f"demand.open.hours.{day}",
                f"has hours but is not among the open days {', '.join(hours.days)}",
            )
    for day in hours.days:
        span = opening(s, day)
        assert span is not None
        where = f"demand.open.hours.{day}" if day in hours.hours else "demand.open"
        if span[0] % 30 or span[1] % 30:
            raise ScenarioError(
                where,
                f"{clock_text(span[0])} to {clock_text(span[1])}: both must be on the hour or half-hour",
            )
        if span[0] >= span[1]:
            raise ScenarioError(
                where,
                f"opens {clock_text(span[0])} and closes {clock_text(span[1])}, which is not later that day; "
                "hours past midnight belong to the next day",
            )
        halves = (span[1] - span[0]) // 30
        given = s.demand.profile
        if isinstance(given, dict) and day not in given:
            raise ScenarioError(f"demand.profile.{day}", "is missing; a map needs a list for every open day")
        weights = profile(s, day)
        place = f"demand.profile.{day}" if isinstance(given, dict) else "demand.profile"
        if len(weights) != halves:
            extra = (
                ""
                if isinstance(given, dict)
                else f" on {day}; days with other hours need their own list, in a map by weekday"
            )
            raise ScenarioError(place, f"has {len(weights)} weights for {halves} half-hours{extra}")
        if math.fsum(weights) <= 0.0:
            raise ScenarioError(place, "all weights are 0")
    for day in s.demand.weekday_factor:
        if day not in WEEKDAYS:
            raise ScenarioError(f"demand.weekday_factor.{day}", f"unknown key{nearest(day, WEEKDAYS)}")
    if math.fsum(s.demand.weekday_factor.get(d, 1.0) for d in hours.days) <= 0.0:
        raise ScenarioError("demand.weekday_factor", "all open days have factor 0")
    for special in s.demand.special_days:
        if special.week >= s.horizon.weeks:
            raise ScenarioError(
                "demand.special_days", f"week {special.week} lies past the horizon of {s.horizon.weeks} weeks"
            )
    _unique("demand.special_days", [f"{d.week} {d.day}" for d in s.demand.special_days])


def _check_types(s: Scenario) -> None:
    _unique("call_types", [t.name for t in s.call_types])
    _sums_to_one("call_types", [t.share for t in s.call_types])
    for t in s.call_types:
        place = f"call_types.{t.name}"
        need = t.need
        if need.distribution == "empirical":
            values = need.quantiles_min
            if values is None:
                raise ScenarioError(
                    f"{place}.need.quantiles_min", "is missing; an empirical need is a list of values"
                )
            if any(b < a for a, b in pairwise(values)):
                raise ScenarioError(f"{place}.need.quantiles_min", "must rise from each value to the next")
        elif need.quantiles_min is not None:
            raise ScenarioError(
                f"{place}.need.quantiles_min", f"goes with distribution empirical, not {need.distribution}"
            )
        elif need.mean_min < t.overhead_min or (
            need.mean_min == t.overhead_min and need.distribution != "deterministic"
        ):
            raise ScenarioError(
                f"{place}.need.mean_min",
                f"{need.mean_min:g} must be greater than overhead_min, {t.overhead_min:g}, which it includes",
            )
        if t.escalates_to is not None and t.escalates_to not in [team.name for team in s.teams]:
            raise ScenarioError(
                f"{place}.escalates_to",
                f"{shown(t.escalates_to)} is no team"
                f"{nearest(t.escalates_to, [team.name for team in s.teams])}",
            )
        if not any(team.handles == "all" or t.name in team.handles for team in s.teams):
            raise ScenarioError(place, "no team handles this call type")


def _check_teams(s: Scenario) -> None:
    _unique("teams", [t.name for t in s.teams])
    types = [t.name for t in s.call_types]
    for team in s.teams:
        place = f"teams.{team.name}"
        if team.handles != "all":
            _unique(f"{place}.handles", list(team.handles))
            for name in team.handles:
                if name not in types:
                    raise ScenarioError(
                        f"{place}.handles", f"{shown(name)} is no call type{nearest(name, types)}"
                    )
        if team.shifts == "always":
            if s.rules.quota.calls_per_shift is not None:
                raise ScenarioError(
                    "rules.quota.calls_per_shift",
                    f"{s.rules.quota.calls_per_shift} calls a shift, but team {shown(team.name)} is on duty "
                    "always and has no shifts",
                )
            continue
        _sums_to_one(f"{place}.shifts", [shift.share for shift in team.shifts])
        for number, shift in enumerate(team.shifts, 1):
            if shift.days is not None:
                _unique(f"{place}.shifts.item {number}.days", list(shift.days))
            if shift.start == "24:00":
                raise ScenarioError(f"{place}.shifts.item {number}.start", 'write "00:00" of the next day')
    if sum(team.agents for team in s.teams) == 0 and s.demand.calls_per_day > 0:
        raise ScenarioError("teams", "there is not one agent in any team")


def _check_training(s: Scenario) -> None:
    for kind in ("coping", "script"):
        weeks = list(getattr(s.training, kind).weeks)
        if sorted(set(weeks)) != weeks:
            raise ScenarioError(f"training.{kind}.weeks", f"{shown(weeks)} must rise, without repeats")


def _check_behaviour(s: Scenario) -> None:
    b = s.behaviour
    for low, high in (("resolve_min", "resolve_max"), ("satisfied_min", "satisfied_max")):
        if getattr(b, low) > getattr(b, high):
            raise ScenarioError(
                f"behaviour.{low}", f"{getattr(b, low):g} is above {high}, {getattr(b, high):g}"
            )
    if b.need_exhaustion * b.exhaustion_neutral >= 1.0:
        raise ScenarioError(
            "behaviour.need_exhaustion",
            f"{b.need_exhaustion:g} times exhaustion_neutral, {b.exhaustion_neutral:g}, must stay below 1, "
            "or a rested agent would need no time at all",
        )


def check(s: Scenario) -> None:
    """Raise ScenarioError where fields contradict each other or a change leads to a wrong scenario."""
    if not s.name.strip():
        raise ScenarioError("name", "is empty")
    _check_demand(s)
    _check_types(s)
    _check_teams(s)
    _check_training(s)
    _check_behaviour(s)
    for key in s.observed:
        if key not in KPIS:
            raise ScenarioError(f"observed.{key}", f"unknown KPI{nearest(key, KPIS)}")
    weeks = [c.week for c in s.changes]
    if sorted(set(weeks)) != weeks:
        raise ScenarioError(
            "changes", f"weeks {shown(weeks)} must rise; put what happens in one week into one change"
        )
    if weeks and weeks[-1] >= s.horizon.weeks:
        raise ScenarioError("changes", f"week {weeks[-1]} lies past the horizon of {s.horizon.weeks} weeks")
    policies(s)


FIXED = ("schema", "horizon", "name", "description", "source", "observed", "changes")
"""What a dated change may not touch; neither may it rename a call type or a team."""


def policies(scenario: Scenario) -> tuple[tuple[int, Scenario], ...]:
    """(first week, scenario in force from then on); the first is (-warm_up_weeks, the start).

    Raises ScenarioError where a change leads to a scenario that cannot be run.
    """
    start = -scenario.horizon.warm_up_weeks
    if not scenario.changes:
        return ((start, scenario),)
    kind = type(scenario)
    data = as_dict(scenario) | {"changes": []}
    in_force = [(start, validated(kind, data))]
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
            in_force.append((change.week, validated(kind, data)))
        except ScenarioError as error:
            raise ScenarioError(f"{place}.{error.path}" if error.path else place, error.problem) from None
    return tuple(in_force)
