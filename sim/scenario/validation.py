"""What must hold between fields: shares, names, lengths, and every dated change."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.kpis import KPIS
from sim.scenario.errors import ScenarioError, check_unique, from_validation, nearest, shown
from sim.scenario.hours import check_hours, check_profile, check_special_days, opening
from sim.scenario.paths import as_dict, set_values

if TYPE_CHECKING:
    from sim.scenario.people import Team
    from sim.scenario.schema import Scenario

M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], data: Any, *, as_written: bool = False) -> M:
    """Plain data as a model. Raises ScenarioError.

    `as_written`: by a person, so that what is there was meant; else defaults may have been written out by `as_dict`.
    """
    try:
        return model.model_validate(data, context=as_written)
    except ValidationError as error:
        raise from_validation(error, data, model) from None


def _sums_to_one(path: str, shares: list[float]) -> None:
    total = math.fsum(shares)
    if abs(total - 1.0) > 1e-6:
        raise ScenarioError(path, f"shares sum to {total:.6g}, they must sum to 1")


def _check_types(s: Scenario) -> None:
    check_unique("call_types", [t.name for t in s.call_types])
    _sums_to_one("call_types", [t.share for t in s.call_types])
    for t in s.call_types:
        place = f"call_types.{t.name}"
        need = t.need
        if need.distribution == "empirical":
            values = need.quantiles_min
            if values is None:
                raise ScenarioError(
                    f"{place}.need.quantiles_min",
                    "is missing; with distribution empirical it lists the values",
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
                f"{shown(t.escalates_to)} is not a team"
                f"{nearest(t.escalates_to, [team.name for team in s.teams])}",
            )
        if not any(team.handles == "all" or t.name in team.handles for team in s.teams):
            raise ScenarioError(place, "no team handles this call type")


def _check_always(s: Scenario, team: Team, place: str, as_written: bool) -> None:
    """What means nothing to a team that is on duty always is refused."""
    quota = s.rules.quota.calls_per_shift
    open_days = len(s.demand.open.days)
    if quota is not None:
        raise ScenarioError(
            "rules.quota.calls_per_shift",
            f"{quota} calls a shift, but team {shown(team.name)} is always on duty and has no shifts",
        )
    if team.breaks:
        raise ScenarioError(
            f"{place}.breaks", "this team is always on duty and takes no breaks; give it shifts"
        )
    if team.days_per_week < open_days and team.is_given("days_per_week", as_written):
        raise ScenarioError(
            f"{place}.days_per_week",
            f"{team.days_per_week}, but this team is always on duty, on all {open_days} open days; give it shifts",
        )
    for day in s.demand.open.days:
        if len(opening(s.demand.open, day)) > 1:
            raise ScenarioError(
                f"{place}.shifts",
                f"this team is always on duty, but {day} has several opening periods; give it shifts",
            )


def _check_counts(team: Team, place: str) -> None:
    """The shifts of a team have numbers of people or shares of them."""
    missing = [number for number, shift in enumerate(team.listed_shifts, 1) if shift.agents is None]
    if team.counted is None:
        _sums_to_one(place, [shift.share for shift in team.listed_shifts])
    elif missing:
        raise ScenarioError(
            f"{place}.item {missing[0]}.agents",
            "is missing; give the people of every shift of the team, or shares of them to all",
        )
    for number, shift in enumerate(team.listed_shifts, 1):
        if shift.agents is not None and "share" in shift.model_fields_set:
            raise ScenarioError(
                f"{place}.item {number}.share",
                f"goes without agents, {shift.agents}; leave out one of the two",
            )


def _check_teams(s: Scenario, as_written: bool) -> None:
    check_unique("teams", [t.name for t in s.teams])
    types = [t.name for t in s.call_types]
    for team in s.teams:
        place = f"teams.{team.name}"
        if team.handles != "all":
            check_unique(f"{place}.handles", list(team.handles))
            for name in team.handles:
                if name not in types:
                    raise ScenarioError(
                        f"{place}.handles", f"{shown(name)} is not a call type{nearest(name, types)}"
                    )
        if team.shifts == "always":
            _check_always(s, team, place, as_written)
            continue
        _check_counts(team, f"{place}.shifts")
        for number, shift in enumerate(team.shifts, 1):
            if shift.days is not None:
                check_unique(f"{place}.shifts.item {number}.days", list(shift.days))
            if shift.start == "24:00":
                raise ScenarioError(f"{place}.shifts.item {number}.start", 'write "00:00" of the next day')
    if sum(team.agents for team in s.teams) == 0 and s.demand.calls_per_day > 0:
        raise ScenarioError("teams", "there are no agents in any team")


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


def check(s: Scenario, as_written: bool) -> None:
    """Raise ScenarioError where fields contradict each other or a change leads to a wrong scenario.

    `as_written`: see `validated`.
    """
    if not s.name.strip():
        raise ScenarioError("name", "is empty")
    check_hours(s.demand.open, as_written)
    check_profile(s)
    check_special_days(s)
    _check_types(s)
    _check_teams(s, as_written)
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


FIXED = ("schema", "horizon", "name", "description", "source", "locale", "observed", "changes")
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
                raise ScenarioError(f"{place}.{path}", "cannot change during the run")
        try:
            data = set_values(data, change.set)
            in_force.append((change.week, validated(kind, data)))
        except ScenarioError as error:
            raise ScenarioError(f"{place}.{error.path}" if error.path else place, error.problem) from None
    return tuple(in_force)
