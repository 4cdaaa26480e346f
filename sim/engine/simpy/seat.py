"""A seat and its day in the SimPy engine: the shared state, and what this engine needs besides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.engine.agent_state import DayState, SeatState
from sim.engine.roster import PlannedBreak


@dataclass(eq=False, slots=True)
class SeatDay(DayState):
    """One seat's day."""

    breaks: tuple[PlannedBreak, ...] = ()


@dataclass(eq=False, slots=True)
class Seat(SeatState):
    """A post in a team."""

    days: list[SeatDay] = field(default_factory=list)
    """Not closed yet, in turn."""
    today: SeatDay = field(default_factory=SeatDay)
    """The day of the shift at work, or of the last one."""
    late_start: SeatDay | None = None
    """A shift that has begun while the agent was still busy with the one before."""
    pending: list[tuple[int, float]] = field(default_factory=list)
    """(activity, minutes) put off until after the call in hand."""
    key: tuple[float, int, int] = (0.0, 0, 0)
    issue: Any = None
