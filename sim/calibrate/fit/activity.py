"""People from what agents did, where calls name them: stretches on duty, absences, wrap-up, skills, speed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.calendar import HALF_HOURS
from sim.calibrate.call_log import call_log
from sim.calibrate.fit.estimate import Z95, Fitted, default
from sim.calibrate.fit.half_hours import HalfHours
from sim.calibrate.fit.people import MOST_SHRINKAGE, People, hours_of
from sim.calibrate.rosters import rosters
from sim.calibrate.staffing import Staffing, measure_staffing, on_duty

MOST_DAYS = 28
"""Days, the last ones, whose seconds are looked at one by one."""
LEAST_NAMED = 0.5
"""Share of the answered calls that must name an agent."""


def names_agents(calls: pd.DataFrame) -> bool:
    """Whether enough answered calls say who took them, and for how long."""
    answered = calls[calls["outcome"] == "answered"]
    timed = (answered["agent"] >= 0) & answered["talk_s"].notna()
    return len(answered) > 0 and float(timed.mean()) >= LEAST_NAMED


def of_activity(calls: pd.DataFrame, counts: HalfHours) -> tuple[People, Staffing]:
    """Raises ValueError in a sentence where the calls show too little of the agents."""
    log = call_log(calls, counts, MOST_DAYS)
    staffing = measure_staffing(log)
    table = on_duty(log, staffing.presences)
    last = slice(counts.days - log.days, None)
    of_days = replace(
        counts,
        first_date=log.first_date,
        offered=counts.offered[last],
        answered=counts.answered[last],
        abandoned=counts.abandoned[last],
        seen=counts.seen[last],
    )
    number = len({p.day for p in staffing.presences})
    how = f"what {len(staffing.presences)} stretches on duty did while callers waited, on {number} days"
    away, held = staffing.away, min(MOST_SHRINKAGE, staffing.dispersion)
    half = Z95 * held * (2.0 / max(number - 1, 1)) ** 0.5
    speed, variance = staffing.speed, staffing.speed.log_variance
    low, high = (
        float(np.sqrt(np.expm1(max(0.0, variance + s * Z95 * speed.log_variance_se)))) for s in (-1.0, 1.0)
    )
    whole = np.zeros((counts.days, HALF_HOURS))
    whole[counts.days - log.days :] = table
    return (
        People(
            "activity",
            rosters(log, staffing),
            whole,
            hours_of(table, of_days, "first to last calls"),
            Fitted(
                away,
                max(0.0, away - 0.05),
                min(1.0, away + 0.05),
                "fitted",
                how,
                "whoever is idle looks like whoever is on a break, but for moments in which somebody waits",
            ),
            staffing.absences_min,
            Fitted(
                held,
                max(0.0, held - half),
                held + half,
                "fitted",
                f"variance / mean of the number on duty on {number} days",
            ),
            Fitted(
                speed.sd,
                low,
                high,
                "fitted",
                "variance of log service time between agents given the kind of call",
            )
            if speed.sd > 0.0
            else default(0.0, "agents do not differ beyond chance"),
            staffing.away_in_hour,
        ),
        staffing,
    )
