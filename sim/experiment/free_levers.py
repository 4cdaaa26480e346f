"""Levers to be freed, and limits, as somebody writes them: `teams.Front line.agents=38:46`, `service_level>=0.8`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sim.experiment.capacity_margin import TARGETS
from sim.experiment.exploring import values_over
from sim.experiment.sweep import Number
from sim.experiment.tradeoff import FreeLever, Limit, Question, TradeoffError, Value, check_goals
from sim.kpis import KPIS
from sim.scenario import Scenario, ScenarioError, replace
from sim.scenario.field_metadata import field
from sim.scenario.levers_together import scaled_breaks
from sim.scenario.paths import as_dict, items_by_name

USUAL_VALUES, MOST_VALUES, MOST_LEVERS = 13, 101, 6
OFF = "off"
COPING, BREAKS = "training.coping.effect", ".breaks"
COURSE_WEEK = -6
"""When a coping course is held that the scenario does not have: long before the first week shown."""
LIMIT = re.compile(r"\s*([a-z_0-9]+)\s*(?:(<=|>=)\s*([^\s%]+)\s*(%?))?\s*")


def settings(scenario: Scenario, path: str, value: Value) -> dict[str, Any]:
    """Path -> value that set a freed lever. A team's breaks are moved in proportion, to so many minutes a shift."""
    if path.endswith(BREAKS) and path.startswith("teams."):
        team = next((team for team in scenario.teams if path == f"teams.{team.name}{BREAKS}"), None)
        if team is not None and isinstance(value, int | float):
            return scaled_breaks(team, team, value)
    if path == COPING and value and not scenario.training.coping.weeks:
        return {path: value, "training.coping.weeks": [COURSE_WEEK]}
    return {path: value}


def value_of_lever(scenario: Scenario, path: str) -> Any:
    """What a lever stands at, in the terms of `settings`. Raises TradeoffError for a path that does not exist."""
    if path == COPING and not scenario.training.coping.weeks:
        return 0.0
    try:
        replace(scenario, {path: None})
    except ScenarioError as error:
        if "there is no" in str(error):
            raise TradeoffError(str(error)) from None
    here: Any = as_dict(scenario)
    for key in path.split("."):
        here = (items_by_name(here) or {}).get(key)
    if path.endswith(BREAKS) and path.startswith("teams."):
        return next(
            float(team.mean_break_min) for team in scenario.teams if path == f"teams.{team.name}{BREAKS}"
        )
    return here


def parse_free(text: str, scenario: Scenario) -> FreeLever:
    """From "PATH=FROM:TO[:STEP]", or "PATH=a,b,c" with names, numbers and `off`.

    Without a step the values are round multiples of the lever's own, 13 at most, that of today among them. Raises
    TradeoffError.
    """
    path, equals, span = text.rpartition("=")
    if not equals or not path or not span:
        raise TradeoffError(f'{text!r} is not PATH=FROM:TO, such as "teams.Front line.agents=38:46"')
    now = value_of_lever(scenario, path)
    if ":" in span:
        values: tuple[Value, ...] = _range(path, span.split(":"), now)
    else:
        values = tuple(_value(part.strip()) for part in span.split(","))
    if len(set(values)) < max(2, len(values)):
        raise TradeoffError(f"{path}: {span} is not two or more different values")
    if len(values) > MOST_VALUES:
        raise TradeoffError(
            f"{path}: that makes {len(values)} values, {MOST_VALUES} are the most; take a larger step"
        )
    if all(isinstance(value, int | float) for value in values):
        values = tuple(sorted(values, key=lambda x: x if isinstance(x, int | float) else 0.0))
    return FreeLever(path, values)


def _range(path: str, parts: Sequence[str], now: Any) -> tuple[Number, ...]:
    if len(parts) > 3:
        raise TradeoffError(f"{path}: {':'.join(parts)} is not FROM:TO or FROM:TO:STEP")
    try:
        low, high, *given = (Fraction(repr(float(part))) for part in parts)
    except ValueError:  # nan and inf are no fractions either
        raise TradeoffError(f"{path}: {':'.join(parts)} are not numbers") from None
    if low >= high:
        raise TradeoffError(f"{path}: the range must end above where it begins")
    if given:
        if given[0] <= 0:
            raise TradeoffError(f"{path}: a step must be above 0")
        count = min(MOST_VALUES, int((high - low) / given[0]))
        return tuple(_plain(low + i * given[0]) for i in range(count + 1))
    whole = isinstance(now, int) or (
        now is None and all(x.denominator == 1 for x in (low, high)) and _is_count(path)
    )
    also = [now] if isinstance(now, int | float) and not isinstance(now, bool) else []
    return values_over(
        _plain(low), _plain(high), _step(path, high - low, whole), USUAL_VALUES, also=also, whole=whole
    )


def _is_count(path: str) -> bool:
    return path == "rules.quota.calls_per_shift"


def _step(path: str, span: Fraction, whole: bool) -> float:
    """The step of the lever's slider; else a round tenth of the range or less."""
    try:
        spec = field(path).words.lever
    except KeyError:
        spec = None
    if path.endswith(BREAKS):
        return 5.0
    if spec is not None and spec.step is not None:
        return spec.step
    return max(1.0 if whole else 0.0, 10.0 ** math.floor(math.log10(float(span) / 10.0)))


def _plain(x: Fraction) -> Number:
    return int(x) if x.denominator == 1 else float(x)


def _value(text: str) -> Value:
    if text in (OFF, "none"):
        return None
    try:
        return _plain(Fraction(repr(float(text))))
    except ValueError:
        return text


def parse_limit(text: str, scenario: Scenario) -> Limit:
    """From "KPI<=X" or "KPI>=X", in the figure's unit or in per cent, or "KPI" alone: the scenario's own target.

    Raises TradeoffError.
    """
    match = LIMIT.fullmatch(text)
    if match is None:
        raise TradeoffError(f"{text!r} is not KPI<=X or KPI>=X, such as service_level>=0.8")
    key, sign, amount, percent = match.groups()
    check_goals(("cost_per_week", "satisfaction_all"), [Limit(key, 0.0)])
    if sign is None:
        return limit_of_target(scenario, key)
    try:
        bound = float(amount) / (100.0 if percent else 1.0)
    except ValueError:
        raise TradeoffError(f"{key}: {amount!r} is not a number") from None
    if not math.isfinite(bound):
        raise TradeoffError(f"{key}: {amount!r} is not a number")
    most = KPIS[key].most
    if not 0.0 <= bound <= most:
        bounds = "0 or more" if math.isinf(most) else f"between 0 and {most:g}"
        example = ", such as 0.8 or 80%" if most == 1.0 else ""
        raise TradeoffError(f"{key}: {amount}{percent} is not {bounds}{example}")
    return Limit(key, bound, at_least=sign == ">=")


def limit_of_target(scenario: Scenario, key: str) -> Limit:
    """A key figure's target as a limit. Raises TradeoffError for one without."""
    if key not in TARGETS:
        raise TradeoffError(
            f"{key} has no target; say which limit, such as {key}<=1, or take {', '.join(TARGETS)}"
        )
    bound = float(getattr(scenario.targets, TARGETS[key].split(".")[1]))
    return Limit(key, bound, at_least=KPIS[key].better == "up")


def question_of(
    scenario: Scenario, levers: Sequence[FreeLever], goals: Sequence[str], limits: Sequence[Limit] = ()
) -> Question:
    """What is asked of a scenario whose levers are named by their paths. Raises TradeoffError."""
    check_goals(goals, limits)
    paths = [lever.name for lever in levers]
    for path in paths:
        if paths.count(path) > 1:
            raise TradeoffError(f"{path} is there {paths.count(path)} times; name each lever once")
    if not 1 <= len(levers) <= MOST_LEVERS:
        raise TradeoffError(f"one to {MOST_LEVERS} levers can be freed")

    def scenario_at(values: tuple[Value, ...]) -> Scenario:
        merged: dict[str, Any] = {}
        for path, value in zip(paths, values, strict=True):
            merged |= settings(scenario, path, value)
        return replace(scenario, merged)

    for lever in levers:
        for value in (lever.values[0], lever.values[-1]):
            try:
                replace(scenario, settings(scenario, lever.name, value))
            except ScenarioError as error:
                raise TradeoffError(str(error)) from None
    now = tuple(value_of_lever(scenario, path) for path in paths)
    return Question(scenario, tuple(levers), now, scenario_at, tuple(goals), tuple(limits))
