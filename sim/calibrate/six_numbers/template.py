"""What six numbers leave open: a typical centre's callers, day, shifts and rules, scaled to what is known.

The figures are those of `configs/typical_centre.yaml` (a test keeps them in step), written here because a fit must not
hang on a file. All are assumptions of the model, except the shapes, which are sourced in the declarations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.calibrate.borrowed_times import OVERHEAD, WRAP_UP, borrowed_min
from sim.calibrate.six_numbers.inputs import SixNumbers
from sim.calibrate.six_numbers.roster import Roster, weights
from sim.scenario import Scenario, from_dict

TYPES = (("Billing", 0.45, 4.5, 0.82), ("Service", 0.35, 6.0, 0.78), ("Technical", 0.20, 8.0, 0.72))
"""Name, share of issues, mean need (min, overhead included), chance of resolution."""
LEAST_FIXED = 0.4
"""Greeting and wrap-up shrink with the calls, but not below this share of
theirs (evidence for the greeting: from .5 min)."""
WEEKDAYS = {"mon": 1.12, "tue": 1.02, "wed": 0.98, "thu": 0.95, "fri": 0.93, "sat": 0.55, "sun": 0.45}


DESCRIPTION = (
    "Built from six numbers. Calls, handle time, service level, abandonment and turnover were matched by simulation "
    "where possible; people, opening hours, hours a week and pay are as given; all else is a typical centre's."
)
SOURCE = "Six numbers given by the centre; everything else is an assumption of the model."


@dataclass(frozen=True)
class Unknowns:
    """What is moved to meet the numbers. Defaults: the typical centre's.

    `issues_per_day`: new issues; `work`: factor on the work beyond the greeting (before `time_scale`); `patience_min`:
    mean;
    `shrinkage`: share of seat-days away besides sickness; `quit_rate`: per year, without exhaustion.
    """

    issues_per_day: float
    work: float = 1.0
    patience_min: float = 5.0
    shrinkage: float = 0.0
    quit_rate: float = 0.135


def scenario(
    six: SixNumbers, setting: Unknowns, roster: Roster, weeks: int = 8, warm_up_weeks: int = 4
) -> Scenario:
    """The typical centre with these numbers, under a setting. Raises ScenarioError where a number is out of bounds."""
    scale = six.time_scale
    fixed = scale * min(1.0, max(LEAST_FIXED, setting.work))
    overhead, usual_overhead = borrowed_min(OVERHEAD, fixed), borrowed_min(OVERHEAD, 1.0)
    data: dict[str, Any] = {
        "schema": 1,
        "name": six.name,
        "description": DESCRIPTION,
        "source": SOURCE,
        "horizon": {"weeks": weeks, "warm_up_weeks": warm_up_weeks},
        "demand": {
            "calls_per_day": setting.issues_per_day,
            "open": {"days": list(six.open_days), "from": six.opens, "to": six.closes},
            "weekday_factor": {day: WEEKDAYS[day] for day in six.open_days},
            "profile": weights(six),
        },
        "call_types": [
            {
                "name": name,
                "share": share,
                "need": {"mean_min": overhead + (mean - usual_overhead) * setting.work * scale},
                "overhead_min": overhead,
                "wrap_up_min": borrowed_min(WRAP_UP, fixed),
                "resolvable": resolvable,
                "patience": {"mean_min": setting.patience_min},
            }
            for name, share, mean, resolvable in TYPES
        ],
        "callers": {"difficult_share": 0.1667},
        "teams": [
            {
                "name": "Front line",
                "agents": six.people,
                "shifts": [
                    {"start": start, "hours": roster.hours, "share": share}
                    for start, share in roster.shares.items()
                ],
                "days_per_week": six.days_per_week,
                "breaks": [
                    {"after_min": after, "minutes": minutes, "stagger_min": spread}
                    for after, minutes, spread in roster.breaks
                ],
                "shrinkage": setting.shrinkage,
                "wage_per_hour": six.wage_per_hour,
            }
        ],
        "rules": {"disengagement": {"after_min": borrowed_min("rules.disengagement.after_min", scale)}},
        "behaviour": {
            "quit_rate": setting.quit_rate,
            "difficult_hold_min": borrowed_min("behaviour.difficult_hold_min", scale),
            "upset_hold_min": borrowed_min("behaviour.upset_hold_min", scale),
        },
        "targets": {"service_level": six.service_level, "within_s": six.within_s},
        "costs": {"currency": six.currency},
        "observed": {
            "calls_offered_per_day": six.calls_per_day,
            "aht_min": six.aht_min,
            six.service_level_key: six.service_level,
            "abandonment": six.abandonment,
            "quits_per_year": six.leavers_share,
        },
    }
    return from_dict(data)
