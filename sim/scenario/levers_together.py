"""Levers that move several fields at once: a figure of all kinds of calls in proportion, opening hours, breaks."""

from __future__ import annotations

from itertools import pairwise
from operator import attrgetter
from statistics import fmean
from typing import Any

from sim.scenario.demand import CallType
from sim.scenario.hours import HALF_HOUR, opening
from sim.scenario.paths import as_dict
from sim.scenario.people import Break, Team
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


# ── Breaks ────────────────────────────────────────────────────────────────────────────────────────

USUAL_BREAKS = tuple(
    Break(after_min=after, minutes=minutes, stagger_min=90.0)
    for after, minutes in ((120.0, 15.0), (240.0, 30.0), (360.0, 15.0))
)
"""Shape of the breaks for a team that had none."""


def scaled_breaks(baseline: Team, current: Team, minutes: float) -> dict[str, Any]:
    """Path -> value for a team's breaks, longer or shorter in proportion, so that they add up to `minutes` a shift.

    Their shape is the baseline's, so that breaks that are gone come back as they were; or the current one where the
    shifts are others.
    """
    team = baseline if shifts_without_breaks(baseline) == shifts_without_breaks(current) else current
    mean = team.mean_break_min
    total = mean or sum(b.minutes for b in USUAL_BREAKS)

    def scaled(breaks: tuple[Break, ...]) -> list[dict[str, Any]]:
        shape = breaks if mean else USUAL_BREAKS
        new = [{**as_dict(b), "minutes": round(b.minutes * minutes / total, DIGITS)} for b in shape]
        return new if minutes else []

    values: dict[str, Any] = {}
    if any(shift.breaks is None for shift in team.listed_shifts):
        values[f"teams.{team.name}.breaks"] = scaled(team.breaks)
    if any(shift.breaks is not None for shift in team.listed_shifts):
        values[f"teams.{team.name}.shifts"] = [
            as_dict(shift) | ({} if shift.breaks is None else {"breaks": scaled(shift.breaks)})
            for shift in team.listed_shifts
        ]
    return values


def shifts_without_breaks(team: Team) -> list[dict[str, Any]]:
    """A team's shifts, whatever breaks they have."""
    return [as_dict(shift.model_copy(update={"breaks": None})) for shift in team.listed_shifts]
