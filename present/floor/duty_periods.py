"""What each agent did, minute by minute, from the activities in the record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.agent_state import OFF_DUTY, TALK, WRAP
from sim.record import Record


@dataclass(frozen=True)
class Activity:
    """What an agent did from `start` to `end` (min); `code` as in `sim.engine.agent_state`.

    `leg`: the call's row, -1 where it is none; `strain`: F at the start; `toll`: how fast the talk wears the agent.
    """

    start: float
    end: float
    code: int
    leg: int
    strain: float
    toll: float


@dataclass(frozen=True)
class DutyPeriod:
    """An agent's time at work on one day: its row among the agent-days, E on coming, and what was done in turn."""

    row: int
    start: float
    end: float
    exhaustion: float
    activities: tuple[Activity, ...]


def duty_periods(record: Record) -> list[DutyPeriod]:
    """Everybody's time at work, in the order of the agent-days; rows of people who did not come are left out.

    A call that is not among the record's legs is not known: -1.
    """
    legs, days, activities = record.legs, record.agent_days, record.activities
    answered = np.flatnonzero(legs["agent"] >= 0)
    answered = answered[
        np.lexsort((legs["wrap_end"][answered], legs["answered"][answered], legs["agent"][answered]))
    ]
    agents = legs["agent"][answered]
    periods = []
    for index in np.flatnonzero(~np.isnan(days["came"])):
        day = days[index]
        low, high = np.searchsorted(agents, [day["seat"], day["seat"] + 1])
        first, last = np.searchsorted(activities["seat"], [day["seat"], day["seat"] + 1])
        rows = activities[first:last]
        rows = rows[(rows["day"] == day["day"]) & (rows["start"] >= day["came"])]
        periods.append(_period(int(index), day, rows, legs["answered"], answered[low:high]))
    return periods


def _period(
    index: int,
    day: np.void,
    rows: NDArray[np.void],
    answered: NDArray[np.float64],
    own_legs: NDArray[np.int64],
) -> DutyPeriod:
    """`rows`: the day's activities since the agent came; `own_legs`: the agent's calls, as they followed each other."""
    start, end = float(day["came"]), float(day["went"])
    ends = np.minimum(np.append(rows["start"][1:], end), end)
    done = []
    for row, until in zip(rows, ends, strict=True):
        code, since = int(row["activity"]), float(row["start"])
        if until > since and code != OFF_DUTY:
            leg = -1
            place = int(np.searchsorted(answered[own_legs], since, side="right")) - 1
            if code in (TALK, WRAP) and place >= 0:  # the call answered last
                leg = int(own_legs[place])
            done.append(Activity(since, float(until), code, leg, float(row["strain"]), float(row["toll"])))
    return DutyPeriod(index, start, end, float(rows["exhaustion"][0]), tuple(done))
