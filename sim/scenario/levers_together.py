"""Levers that move several fields at once: a figure of all kinds of calls in proportion, and the opening hours."""

from __future__ import annotations

from itertools import pairwise
from operator import attrgetter
from statistics import fmean
from typing import Any

from sim.scenario.demand import CallType
from sim.scenario.hours import HALF_HOUR, opening
from sim.scenario.paths import as_dict
from sim.scenario.schema import Scenario

NEED, QUANTILES = "need.mean_min", "need.quantiles_min"
DIGITS = 6


def over_kinds(scenario: Scenario, field: str) -> float:
    """The mean of a field of call types, such as "need.mean_min", over all issues; in the field's unit."""
    return sum(kind.share * _of(kind, field) for kind in scenario.call_types)


def in_proportion(baseline: Scenario, field: str, mean: float) -> dict[str, Any]:
    """Path -> value for every kind of call, so that `over_kinds` becomes `mean` and kinds keep their proportion.

    Where the baseline has nothing of it, all kinds get as much.
    """
    before = over_kinds(baseline, field)
    values: dict[str, Any] = {}
    for kind in baseline.call_types:
        times = mean / before if before else 0.0
        if field == NEED and kind.need.quantiles_min is not None:
            stretched = [round(q * times, DIGITS) for q in kind.need.quantiles_min]
            values[f"call_types.{kind.name}.{QUANTILES}"] = stretched
        else:
            new = _of(kind, field) * times if before else mean
            values[f"call_types.{kind.name}.{field}"] = round(new, DIGITS)
    return values


def _of(kind: CallType, field: str) -> float:
    if field == NEED and kind.need.quantiles_min is not None:
        return fmean((a + b) / 2.0 for a, b in pairwise(kind.need.quantiles_min))
    return float(attrgetter(field)(kind))


# ── Opening hours ─────────────────────────────────────────────────────────────────────────────────


def is_one_span(scenario: Scenario) -> bool:
    """Whether all open days have the same one opening, within the day, and one profile: what `open_between` moves."""
    hours, profile = scenario.demand.open, scenario.demand.profile
    one = len({opening(hours, day) for day in hours.days}) == 1 and not hours.spans and not hours.hours
    (_, closes), *more = opening(hours, hours.days[0])
    return one and not more and closes <= 24 * 60 and not isinstance(profile, dict)


def open_between(baseline: Scenario, opens: str, closes: str) -> dict[str, Any]:
    """Path -> value for other opening hours, "HH:MM", with as many calls a day as before.

    A half-hour that is added gets as many of them as the nearest that was open. `is_one_span` holds.
    """
    hours = baseline.demand.open
    data = {**as_dict(hours), "from": opens, "to": closes}
    values: dict[str, Any] = {"demand.open": data}
    weights = baseline.demand.profile
    if isinstance(weights, tuple):
        ((was, _),) = opening(hours, hours.days[0])
        ((start, end),) = opening(hours.model_validate(data), hours.days[0])
        places = ((at - was) // HALF_HOUR for at in range(start, end, HALF_HOUR))
        values["demand.profile"] = [weights[min(max(place, 0), len(weights) - 1)] for place in places]
    return values
