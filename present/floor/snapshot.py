"""What can be asked of a day: who waits, who does what, how strained they are, at any time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from present.field_names import number
from present.floor.day import Day, SeatTimeline
from present.floor.duty_periods import Activity
from sim.engine.agent_state import BREAK, TALK, WRAP
from sim.record import NAN, Kind


def waiting_at(day: Day, time: float) -> NDArray[np.int64]:
    """The numbers of those who wait at this time, longest first."""
    return np.flatnonzero((day.waits.joined <= time) & (day.waits.left > time))


def line_lengths(day: Day) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(when, how many wait from then on) each time somebody joins the line."""
    joined, left = day.waits.joined, np.sort(day.waits.left)
    length = np.arange(1, len(joined) + 1) - np.searchsorted(left, joined, side="right")
    return np.maximum(joined, day.start), length.astype(np.int64)


def most_waiting(day: Day, start: float, end: float) -> int:
    """The longest line from `start` up to, not at, `end`."""
    times, length = line_lengths(day)
    within = length[(times >= start) & (times < end)]
    return max(len(waiting_at(day, start)), int(within.max()) if len(within) else 0)


def longest_line(day: Day) -> tuple[float, int] | None:
    """(when the line was first at its longest, how many waited); None where nobody waited."""
    times, length = line_lengths(day)
    if not len(length):
        return None
    at = int(np.argmax(length))
    return float(times[at]), int(length[at])


def activity_at(seat: SeatTimeline, time: float) -> Activity | None:
    """What somebody does at this time; None where nobody is there."""
    return next((x for x in seat.activities if x.start <= time < x.end), None)


def strain_at(seat: SeatTimeline, time: float) -> float:
    """F at this time, NaN where nobody is there."""
    for strain in reversed(seat.strain):
        if strain.times[0] <= time <= strain.times[-1]:
            return float(np.interp(time, strain.times, strain.values))
    return NAN


def kind_of(day: Day, activity: Activity) -> Kind:
    """The mood of the caller in hand."""
    return Kind(int(day.legs["kind"][activity.leg])) if activity.code in (TALK, WRAP) else Kind.ORDINARY


@dataclass(frozen=True)
class Moment:
    """The floor at one time. `strain`: mean F of those there, NaN where nobody is.

    `most_waiting`: the longest line in the half-hour that begins here.
    """

    time: float
    waiting: int
    most_waiting: int
    longest_min: float
    difficult_waiting: int
    on_duty: int
    on_calls: int
    hostile: int
    at_rest: int
    strain: float


def moment(day: Day, time: float) -> Moment:
    """Everything countable at one time."""
    who = waiting_at(day, time)
    on = [(s, activity) for s in day.seats if (activity := activity_at(s, time)) is not None]
    talking = [activity for _, activity in on if activity.code == TALK]
    strains = [strain_at(s, time) for s, _ in on]
    return Moment(
        time,
        len(who),
        most_waiting(day, time, time + 30.0),
        float(time - day.waits.joined[who[0]]) if len(who) else 0.0,
        int((day.waits.mood[who] == Kind.DIFFICULT).sum()),
        len(on),
        len(talking),
        sum(kind_of(day, activity) != Kind.ORDINARY for activity in talking),
        sum(activity.code >= BREAK for _, activity in on),
        float(np.mean(strains)) if strains else NAN,
    )


def minutes_in_words(minutes: float) -> str:
    """ "40 s" under a minute, else "4 min"."""
    return f"{number(round(minutes * 60.0))} s" if minutes < 1.0 else f"{number(round(minutes))} min"
