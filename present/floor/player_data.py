"""A day as plain data for a player: everything is decided here, the player only looks up and draws between points.

Times are whole seconds from midnight, each written as the difference from the one before; strain in thousandths. What
somebody does is a letter of `STATES`, one for each time.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from present.floor.colours import bands, ink_on
from present.floor.day import Day, SeatTimeline
from present.floor.snapshot import kind_of, line_lengths, longest_line, waiting_at
from sim import scenario_hash
from sim.clock_text import clock_text
from sim.engine.agent_state import BREAK, COURSE, FREE, PAUSE, TALK, WRAP
from sim.record import DayStatus, Kind

STATES = {
    "t": "on an ordinary call",
    "u": "on a call with an upset caller",
    "d": "on a call with a difficult caller",
    "w": "wrapping up",
    "f": "free",
    "b": "on a break",
    "p": "in a pause after a hard call",
    "c": "in a course",
    "o": "not on duty",
}
TALKS = {Kind.ORDINARY: "t", Kind.UPSET: "u", Kind.DIFFICULT: "d"}
LETTERS = {WRAP: "w", FREE: "f", BREAK: "b", PAUSE: "p", COURSE: "c"}
SEATS_SHOWN = 240
"""More tiles cannot be told apart on a screen."""
LINE_STEP_S = 60


def seats_shown(day: Day) -> list[SeatTimeline]:
    """The seats that get a tile: all but those whose day off it is; the first of very many."""
    return [s for s in day.seats if not s.absent or s.status is not DayStatus.OFF][:SEATS_SHOWN]


def plain(day: Day) -> dict[str, Any]:
    """The data of a player. Under 1 MB for 240 seats."""
    teams = [t.name for t in day.scenario.teams]
    shown, longest = seats_shown(day), longest_line(day)
    joined, left = _all_seconds(day, day.waits.joined), _all_seconds(day, day.waits.left)
    return {
        "key": f"{scenario_hash(day.scenario)} {day.number}",
        "name": day.name,
        "from": _seconds(day, day.start),
        "to": max(_seconds(day, day.start) + 60, math.ceil((day.end - day.midnight) * 60.0)),
        "opens": None if math.isnan(day.opens) else _seconds(day, day.opens),
        "longest": None if longest is None else [_seconds(day, longest[0]), longest[1]],
        "teams": [name for i, name in enumerate(teams) if any(s.team == i for s in shown)],
        "states": STATES,
        "strain": day.has_strain,
        "seats": [_seat(day, seat, teams) for seat in shown],
        "queue": {
            "joined": _deltas(joined),
            "waited": [max(0, b - a) for a, b in zip(joined, left, strict=True)],
            "mood": "".join("tud"[m] for m in day.waits.mood),
        },
        "moments": {name: _deltas(_all_seconds(day, times)) for name, times in day.moments.items()},
        "line": line(day),
        "line_step": LINE_STEP_S,
        "colours": {mode: [[c, ink_on(c)] for c in bands(mode)] for mode in ("light", "dark")},
    }


def line(day: Day) -> list[int]:
    """Calls waiting, the most in every minute from the start of the day's replay."""
    first = _seconds(day, day.start)
    length = [0] * (math.ceil((math.ceil((day.end - day.midnight) * 60.0) - first) / LINE_STEP_S) + 1)
    for k in range(len(length)):
        length[k] = len(waiting_at(day, day.midnight + (first + k * LINE_STEP_S) / 60.0))
    for time, n in zip(*line_lengths(day), strict=True):
        k = (_seconds(day, float(time)) - first) // LINE_STEP_S
        if 0 <= k < len(length):
            length[k] = max(length[k], int(n))
    return length


def _seat(day: Day, seat: SeatTimeline, teams: list[str]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "n": seat.number + 1,
        "team": teams[seat.team],
        "e": None if math.isnan(seat.exhaustion) else round(seat.exhaustion * 100.0),
        "absent": seat.absent,
        "status": seat.status.name.lower(),
        "before": "",
        "after": "",
    }
    if seat.absent:
        return data
    if seat.start > day.midnight:
        data["before"] = f"comes at {clock_text(seat.start - day.midnight)}"
    if seat.end < day.midnight + 1440.0:
        data["after"] = f"went home at {clock_text(seat.end - day.midnight)}"
    times, letters = [], ""
    last_end = None
    for activity in seat.activities:
        if last_end is not None and activity.start - last_end > 1e-6:
            times.append(_seconds(day, last_end))
            letters += "o"
        times.append(_seconds(day, activity.start))
        letters += TALKS[kind_of(day, activity)] if activity.code == TALK else LETTERS[activity.code]
        last_end = activity.end
    if last_end is not None:
        times.append(_seconds(day, last_end))
        letters += "o"
    points = np.concatenate([s.times for s in seat.strain])
    values = np.concatenate([s.values for s in seat.strain])
    data["t"], data["s"] = _deltas(times), letters
    data["ft"] = _deltas(_all_seconds(day, points)) if day.has_strain else []
    data["f"] = [round(float(v) * 1000.0) for v in values] if day.has_strain else []
    return data


def _seconds(day: Day, time: float) -> int:
    return math.floor((time - day.midnight) * 60.0 + 1e-6)


def _all_seconds(day: Day, times: NDArray[np.float64]) -> list[int]:
    return [_seconds(day, float(t)) for t in times]


def _deltas(times: list[int]) -> list[int]:
    """Return the first number, then each one's difference from the one before."""
    return [b - a for a, b in zip([0, *times], times, strict=False)]
