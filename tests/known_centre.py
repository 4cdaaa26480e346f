"""A centre of which everything that a fit estimates is known."""

from __future__ import annotations

from typing import Any

from sim.scenario import Scenario
from tests.builders import WEEK, call_type, scenario

CALLS_PER_DAY, DAY_CV, INTRADAY_CV, CORRELATION = 700.0, 0.12, 0.2, 0.7
NEED_MIN, NEED_CV, WRAP_UP_MIN, PATIENCE_MIN, AT_ONCE, REDIAL = 4.0, 0.9, 0.5, 4.0, 0.04, 0.4
PROFILE = [1.0, 1.5, 2.0, 2.3, 2.4, 2.3, 2.0, 1.8, 1.7, 1.6, 1.7, 1.8, 1.9, 1.8, 1.6, 1.4, 1.2, 1.0, 0.8, 0.6]
SHIFTS = [
    {"start": "08:00", "hours": 8.0, "agents": 4},
    {"start": "09:00", "hours": 8.0, "agents": 3},
    {"start": "10:00", "hours": 8.0, "agents": 2},
]
BREAKS = [
    {"after_min": 120.0, "minutes": 15.0, "stagger_min": 60.0},
    {"after_min": 240.0, "minutes": 30.0, "stagger_min": 90.0},
]


def known_centre(weeks: int = 6, values: dict[str, Any] | None = None) -> Scenario:
    """Monday to Friday, 08:00 to 18:00; each call an issue of its own but for redials."""
    kind = call_type(
        "Support",
        need={"distribution": "lognormal", "mean_min": NEED_MIN, "cv": NEED_CV},
        wrap_up_min=WRAP_UP_MIN,
        patience={"distribution": "exponential", "mean_min": PATIENCE_MIN, "give_up_at_once": AT_ONCE},
    )
    return scenario(
        {
            "callers.redial": REDIAL,
            "callers.redial_after_min": 15.0,
            "horizon.weeks": weeks,
            **(values or {}),
        },
        demand={
            "calls_per_day": CALLS_PER_DAY,
            "day_to_day_cv": DAY_CV,
            "intraday_cv": INTRADAY_CV,
            "intraday_correlation": CORRELATION,
            "open": {"days": WEEK[:5], "from": "08:00", "to": "18:00"},
            "profile": PROFILE,
        },
        call_types=[kind],
        teams=[{"name": "Agents", "shifts": SHIFTS, "days_per_week": 7, "breaks": BREAKS}],
    )
