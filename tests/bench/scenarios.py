"""The scenarios we run: the common load as a scenario of any length, and the full model."""

from __future__ import annotations

import math
from pathlib import Path

from sim import Scenario, load, replace
from tests.bench.load import AGENTS, CALLS_PER_MIN, PATIENCE_MIN, TALK_MIN

CONFIGS = Path(__file__).parents[2] / "configs"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CALLS_PER_DAY = round(1440 * CALLS_PER_MIN)
CALLS_PER_WEEK = 7 * CALLS_PER_DAY


def common_load(calls: int) -> Scenario:
    """M/M/50+M with about so many calls, half an hour at least: whole weeks, or the first hours of some days of one."""
    weeks = max(1, round(calls / CALLS_PER_WEEK))
    days = max(1, min(7, math.ceil(calls / CALLS_PER_DAY)))
    half_hours = min(48, max(1, round(calls / days / CALLS_PER_MIN / 30.0)))
    return replace(
        load(CONFIGS / "verification/erlang_a.yaml"),
        {
            "demand.calls_per_day": 30.0 * half_hours * CALLS_PER_MIN,
            "demand.open.days": list(WEEKDAYS[:days]),
            "demand.open.to": f"{half_hours // 2:02d}:{half_hours % 2 * 30:02d}",
            "demand.profile": None,
            "call_types.Calls.need.mean_min": TALK_MIN,
            "call_types.Calls.patience.mean_min": PATIENCE_MIN,
            "teams.Agents.agents": AGENTS,
            "horizon.weeks": weeks,
            "horizon.warm_up_weeks": 0,
        },
    )


def typical_centre() -> Scenario:
    """The full model at the size that users meet first."""
    return load(CONFIGS / "typical_centre.yaml")


def with_other_staff(scenario: Scenario, change: int) -> Scenario:
    """The typical centre with so many agents more or fewer: what moving a lever makes."""
    return replace(scenario, {"teams.Front line.agents": scenario.teams[0].agents + change})
