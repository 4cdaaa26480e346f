"""A seat, the person in it, and that person's day. Only state and its bookkeeping; decisions stand elsewhere."""

from __future__ import annotations

from typing import Any

from sim.engine.agent_state import DOINGS, OFF_DUTY
from sim.engine.roster import PlannedBreak
from sim.record import NAN, DayStatus


class SeatDay:
    """One seat's day: planned at its beginning, filled while it is worked, settled at its end."""

    __slots__ = (
        "always",
        "area",
        "began",
        "breaks",
        "day",
        "end",
        "legs",
        "mean_strain",
        "minutes",
        "overtime_min",
        "p_sick",
        "pressure_sum",
        "rostered_min",
        "start",
        "status",
        "talk_min",
        "went",
    )

    def __init__(self, day: int, status: DayStatus) -> None:
        self.day = day
        self.status = status
        self.always = False
        self.start = NAN
        self.end = NAN
        self.breaks: tuple[PlannedBreak, ...] = ()
        self.rostered_min = 0.0
        self.began = NAN
        self.went = NAN
        self.area = 0.0
        self.mean_strain = NAN
        self.legs = 0
        self.talk_min = 0.0
        self.pressure_sum = 0.0
        self.minutes = [0.0] * DOINGS
        self.overtime_min = 0.0
        self.p_sick = NAN


class Seat:
    """A post in a team. The person in it changes; `hire` counts them."""

    __slots__ = (
        "E",
        "F",
        "F_at",
        "active",
        "breaks_left_min",
        "coping",
        "course_owed_min",
        "days",
        "days_on_phones",
        "doing",
        "doing_since",
        "first_day",
        "hire",
        "in_post",
        "index",
        "issue",
        "key",
        "late_start",
        "leaving",
        "novel",
        "number",
        "on_duty",
        "pause_due_min",
        "pending",
        "phones_from",
        "script",
        "skill",
        "speed",
        "team",
        "today",
        "token",
        "toll",
        "training_from",
        "vulnerability",
        "week_start_E",
    )

    def __init__(self, index: int, team: int, number: int) -> None:
        self.index = index
        self.team = team
        self.number = number
        self.active = False
        # The person
        self.hire = -1
        self.in_post = False
        self.first_day = 0
        self.E = NAN
        self.week_start_E = NAN
        self.vulnerability = 1.0
        self.skill = 0.0
        self.speed = 1.0
        self.days_on_phones = 0.0
        self.novel = 0.0
        self.coping = 0.0
        self.script = 0.0
        self.training_from = 0
        self.phones_from = 0
        self.course_owed_min = 0.0
        # The day
        self.days: list[SeatDay] = []
        self.today: SeatDay = SeatDay(0, DayStatus.OFF)
        self.on_duty = False
        self.late_start: SeatDay | None = None
        self.leaving = False
        self.doing = OFF_DUTY
        self.doing_since = NAN
        self.key: tuple[float, int, int] = (0.0, 0, 0)
        self.token = 0
        self.pending: list[tuple[int, float]] = []
        self.breaks_left_min = 0.0
        self.issue: Any = None
        self.pause_due_min = 0.0
        self.toll = 1.0
        self.F = 0.0
        self.F_at = NAN
