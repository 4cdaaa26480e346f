"""What an agent is doing, the minutes of it, and the strain it leaves within the day.

Shared by both engines: `seat` and `today` are an engine's own state, known here by the names of their fields.
"""

from __future__ import annotations

from typing import Any

from sim import rules
from sim.jit import shared

FREE = 0
TALK = 1
WRAP = 2
BREAK = 3
PAUSE = 4
COURSE = 5
OFF_DUTY = 6
"""What an agent is doing; the number is the place of its minutes in a day's `minutes`."""

DOINGS = 7


@shared
def turn_to(seat: Any, today: Any, doing: int, now: float) -> None:
    """Book the minutes since the last turn and do something else."""
    today.minutes[seat.doing] += now - seat.doing_since
    seat.doing = doing
    seat.doing_since = now


@shared
def advance_strain(b: Any, seat: Any, today: Any, now: float) -> None:
    """Bring F, and its integral over the shift, up to now, by what the agent has been doing."""
    minutes = now - seat.F_at
    if minutes > 0.0 and b.strain:
        F = seat.F
        if seat.doing == TALK or seat.doing == WRAP:
            toll = seat.toll if seat.doing == TALK else 1.0
            seat.F = rules.strain_on_call(b, F, toll, minutes)
            today.area += rules.strain_area_on_call(b, F, seat.F, toll, minutes)
        else:
            seat.F = rules.strain_at_rest(b, F, minutes)
            today.area += rules.strain_area_at_rest(b, F, seat.F)
    seat.F_at = now


@shared
def close_strain(seat: Any, today: Any, now: float) -> None:
    """Fix the shift's time-average of F, once F has been advanced to its last instant."""
    today.went = now
    span = now - today.began
    today.mean_strain = today.area / span if span > 0.0 else seat.F
