"""Acute strain through an agent's day, by the model's own law (Model 4, `sim.rules`) from each activity's start on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from present.floor.duty_periods import Activity, DutyPeriod
from sim import rules
from sim.engine.agent_state import TALK, WRAP
from sim.scenario.behaviour import Behaviour

STEP_MIN = 5.0
"""Between two points strain is drawn as a straight line: so far apart, it is off by two points of 100 at most."""


@dataclass(frozen=True)
class Strain:
    """F at these times (min)."""

    times: NDArray[np.float64]
    values: NDArray[np.float64]


def strain_of(period: DutyPeriod, b: Behaviour) -> Strain:
    """F from coming to going, a point at least every `STEP_MIN`."""
    times = [period.start]
    values = [period.activities[0].strain if period.activities else 0.0]
    for activity in period.activities:
        for minutes in _steps(activity.end - activity.start):
            times.append(activity.start + minutes)
            values.append(strain_after(activity, b, minutes))
    return Strain(np.array(times), np.array(values))


def strain_after(activity: Activity, b: Behaviour, minutes: float) -> float:
    """Return F after `minutes` of an activity."""
    if not b.strain:
        return activity.strain
    if activity.code in (TALK, WRAP):
        return rules.strain_on_call(b, activity.strain, activity.toll, minutes)
    return rules.strain_at_rest(b, activity.strain, minutes)


def _steps(length: float) -> list[float]:
    pieces = max(1, math.ceil(length / STEP_MIN))
    return [length * k / pieces for k in range(1, pieces)] + [length]
