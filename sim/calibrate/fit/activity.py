"""People from what agents did, where calls name them: stretches on duty, absences, wrap-up, skills, speed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.calibrate.call_log import CallLog, Counts
from sim.calibrate.fit.estimate import Fitted, default
from sim.calibrate.fit.half_hours import DAY_S, HALF_HOUR_S, HALF_HOURS, HalfHours
from sim.calibrate.fit.people import MOST_SHRINKAGE, People, hours_of
from sim.calibrate.staffing import Staffing, measure_staffing, on_duty, rosters

MOST_DAYS = 28
"""Days, the last ones, whose seconds are looked at one by one."""
LEAST_NAMED = 0.5
"""Share of the answered calls that must name an agent."""


def names_agents(calls: pd.DataFrame) -> bool:
    """Whether enough answered calls say who took them, and for how long."""
    answered = calls[calls["outcome"] == "answered"]
    timed = (answered["agent"] >= 0) & answered["talk_s"].notna()
    return len(answered) > 0 and float(timed.mean()) >= LEAST_NAMED


def call_log(calls: pd.DataFrame, counts: HalfHours, last_days: int | None = None) -> CallLog:
    """The calls of open half-hours as `sim.calibrate.staffing` reads them: seconds since the first midnight."""
    skipped = 0 if last_days is None else max(0, counts.days - last_days)
    first = counts.first_date + pd.Timedelta(days=skipped)
    days = counts.days - skipped
    is_open = np.array(
        [
            counts.open.get(counts.weekday(d + skipped), np.zeros(HALF_HOURS, dtype=np.bool_))
            for d in range(days)
        ]
    )
    disturbed = is_open & ~counts.seen[skipped:]
    since = (calls["start"] - first).dt.total_seconds().to_numpy()
    inside = (since >= 0.0) & calls["wait_s"].notna().to_numpy()
    since, of = since[inside], calls[inside]
    day, half = (since // DAY_S).astype(np.int64), ((since % DAY_S) // HALF_HOUR_S).astype(np.int64)
    answered = (of["outcome"] == "answered").to_numpy()
    service = of["talk_s"] + of["hold_s"].fillna(0.0) + of["wrap_s"].fillna(0.0)
    begins = of["service_start_s"].fillna(of["wait_s"])
    named = answered & (of["agent"] >= 0).to_numpy()
    timed = named & (service > 0.0).to_numpy()
    frame = pd.DataFrame(
        {
            "day": day,
            "weekday": [counts.weekday(d + skipped) for d in day],
            "arrived_s": np.floor(since),
            "wait_s": of["wait_s"].to_numpy(),
            "queued": (of["wait_s"] > 0.0).to_numpy() | ~answered,
            "answered": answered,
            "call_type": of["call_type"].to_numpy(),
            "high": np.zeros(len(of), dtype=np.bool_),
            "agent": np.where(named, "agent " + of["agent"].astype(str).str.zfill(5), ""),
            "service_start_s": np.where(timed, np.floor(since + begins), np.nan),
            "service_s": np.where(timed, np.maximum(1.0, np.rint(service)), np.nan),
            "half_hour": half,
        }
    )
    frame = frame[is_open[day, half]].sort_values("arrived_s", kind="stable").reset_index(drop=True)
    frame["disturbed"] = disturbed[frame["day"], frame["half_hour"]]
    hours = {}
    for name, mask in counts.open.items():
        places = np.flatnonzero(mask)
        hours[str(name)] = int(places[0]), int(places[-1]) + 1
    counted = Counts(
        **{**dict.fromkeys(Counts.__dataclass_fields__, 0), "rows": len(calls), "offered": len(frame)}
    )
    return CallLog(frame, counted, first, days, hours, disturbed)


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
    half = 1.96 * held * (2.0 / max(number - 1, 1)) ** 0.5
    speed, variance = staffing.speed, staffing.speed.log_variance
    low, high = (
        float(np.sqrt(np.expm1(max(0.0, variance + s * 1.96 * speed.log_variance_se)))) for s in (-1.0, 1.0)
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
        ),
        staffing,
    )
