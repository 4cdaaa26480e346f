"""Acute strain through an agent's day, from the model's own law (Model 4, `sim.rules`) between the record's marks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from present.floor.stints import Roster, Spell, Stint
from sim import rules
from sim.calendar import DAY_MIN
from sim.engine.agent_state import TALK, WRAP
from sim.record import NAN
from sim.scenario.behaviour import Behaviour
from sim.scenario.people import Coping, Training

STEP_MIN = 5.0
"""Between two points strain is drawn as a straight line: so far apart, it is off by two points of 100 at most."""


@dataclass(frozen=True)
class Strain:
    """F at these times (min), and what the law says F was as each call began, to compare with the record's."""

    times: NDArray[np.float64]
    values: NDArray[np.float64]
    at_calls: dict[int, float]


def coping_at(training: Training, since_day: int, first_day: int, day: int) -> float:
    """Coping skill of somebody on the phones since a day, on another. `first_day`: of the simulation."""
    course: Coping = training.coping
    week = day // 7
    newcomer = since_day > first_day
    attended = [w for w in course.weeks if w <= week and (not newcomer or w * 7 >= since_day)]
    if not attended:
        return 0.0
    return course.effect * rules.training_curve(week - attended[-1], course.half_life_weeks)


def toll_of(roster: Roster, leg: np.void, since_day: int) -> float:
    """I: how fast a call's talk wore the agent."""
    policy = roster.policies[leg["policy"]]
    coping = coping_at(
        policy.scenario.training, since_day, roster.calendar.first_day, int(leg["answered"] // DAY_MIN)
    )
    hostile = leg["kind"] != rules.ORDINARY
    return rules.intensity(
        policy.behaviour, float(leg["pressure"]), bool(hostile), coping, float(leg["exhaustion"])
    )


def exhaustion_at_start(
    roster: Roster, stint: Stint, legs: NDArray[np.void], agent_days: NDArray[np.void]
) -> float:
    """E of the day: as the first call tells, else as the chance of being sick does, else after the day before."""
    for spell in stint.spells:
        if spell.leg >= 0 and legs["answered"][spell.leg] >= stint.came:
            return float(legs["exhaustion"][spell.leg])
    row = agent_days[stint.row]
    b = roster.on(int(row["day"])).behaviour
    if not b.strain:
        return b.exhaustion_neutral
    if 0.0 < row["p_sick"] < 1.0 and b.sick_rate > 0.0 and b.sick_exhaustion > 0.0:
        return math.log(float(row["p_sick"]) / b.sick_rate) / b.sick_exhaustion
    same = (agent_days["seat"] == row["seat"]) & (agent_days["hire"] == row["hire"])
    before = np.flatnonzero(same & (agent_days["day"] == row["day"] - 1))
    return float(agent_days["exhaustion"][before[0]]) if len(before) else NAN


def strain_of(roster: Roster, stint: Stint, legs: NDArray[np.void], row: np.void, E: float) -> Strain:
    """F from coming to going, a point at least every `STEP_MIN`. It is set right by the record as each call begins."""
    b = roster.on(int(row["day"])).behaviour
    F = b.strain_carry * E if b.strain and not math.isnan(E) else 0.0
    times, values, at_calls = [stint.came], [F], {}
    for spell in stint.spells:
        if spell.doing == TALK and legs["answered"][spell.leg] == spell.start:
            at_calls[spell.leg] = F
            F = float(legs["strain"][spell.leg])
        toll = toll_of(roster, legs[spell.leg], int(row["since_day"])) if spell.doing == TALK else 1.0
        for minutes in _steps(spell):
            times.append(spell.start + minutes)
            values.append(_after(b, spell, F, toll, minutes))
        F = values[-1]
    return Strain(np.array(times), np.array(values), at_calls)


def _after(b: Behaviour, spell: Spell, F: float, toll: float, minutes: float) -> float:
    if not b.strain:
        return F
    if spell.doing in (TALK, WRAP):
        return rules.strain_on_call(b, F, toll, minutes)
    return rules.strain_at_rest(b, F, minutes)


def _steps(spell: Spell) -> list[float]:
    length = spell.end - spell.start
    pieces = max(1, math.ceil(length / STEP_MIN))
    return [length * k / pieces for k in range(1, pieces)] + [length]
