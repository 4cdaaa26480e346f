"""The model of record: a call centre as SimPy events, one method per event of Model 6.

Order of events at one time: (time, rank, entity); see `clock`. Hand-overs that take no time happen
inside the event that causes them. Read `call_flow` for calls, `shifts` for shifts, and here for midnight.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.agent_state import OFF, begin_day_at_work, clear_day, end_day_at_work, roster
from sim.engine.event_order import CLOSING, DAY_BEGINS, DAY_ENDS, SHIFT_ENDS, SHIFT_STARTS_OR_BREAK_ENDS
from sim.engine.people import begin_day, owe_course, refresh_skills, warm_up_week_ends
from sim.engine.simpy.clock import ScheduledEvent
from sim.engine.simpy.seat import Seat, SeatDay
from sim.engine.simpy.shifts import Shifts
from sim.engine.world import is_rostered
from sim.record import DAY_MIN, NO_DAY, Record, activities_in_order, agent_days_in_order, legs_in_order
from sim.run_control import UNCONTROLLED, RunControl
from sim.scenario import Scenario

COPIES = 3
"""Rows are written, read, and put in order."""
OBJECT_BYTES = 700
"""Of somebody who waits or is expected: the person and the event."""


class Centre(Shifts):
    """One replication of one scenario, from the first day to the last."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        replication: int,
        on_week: Callable[[int], None] | None = None,
        activities_from: int = NO_DAY,
        control: RunControl = UNCONTROLLED,
    ) -> None:
        super().__init__(scenario, seed, replication, activities_from, control)
        self.on_week = on_week

    def run(self) -> Record:
        """Everything, from the first warm-up day until the last person has gone home."""
        self.clock.at(self.clock.now, DAY_BEGINS, self.day_begins, self.day)
        self.clock.run_all(self._check)
        return Record(
            legs_in_order(self.legs.array()),
            agent_days_in_order(self.world.agent_days.array()),
            self.generator.seed,
            self.generator.replication,
            activities_in_order(self.world.activities.array()),
        )

    def _check(self) -> None:
        self.control.check()
        rows = len(self.legs) + len(self.world.agent_days) + len(self.world.activities)
        self.control.check_memory(COPIES * rows + OBJECT_BYTES * (self.lines.count + self.clock.expected))

    # -- 0 and 1: midnight --

    def day_ends(self, event: ScheduledEvent) -> None:
        """The end-of-day step of everybody who is not at work; after a warm-up week, its stretch and staffing."""
        now = self.clock.now
        goes_on = self.calendar.goes_on_at(now)
        for seat in self.world.seats:
            if not seat.on_duty:
                self._close_days(seat, now)
            elif seat.today.always and seat.today.end <= now and goes_on:
                end_day_at_work(self.world, seat, seat.today, now)
                self._close_days(seat, now)
        next_day = event.subject + 1
        if next_day % 7 == 0 and next_day <= 0:
            warm_up_week_ends(self.world, next_day)
        if next_day <= self.calendar.last_day:
            self.clock.at(now, DAY_BEGINS, self.day_begins, next_day)

    def day_begins(self, event: ScheduledEvent) -> None:
        """A dated change, if one is due; then today's roster, calls and closing time."""
        now, self.day = self.clock.now, event.subject
        if self.day % 7 == 0:
            self._begin_week(self.day // 7)
        for seat in self.world.seats:
            if seat.active:
                if self.day == self.calendar.first_day:
                    self._plan_eve(seat, now)
                self._plan(seat, now)
        if self.day % 7 == 0:
            self._match_waiting(now)
        if self.day in self.calendar.days:
            self._expect_calls()
        for closes in self.calendar.closings(self.day):
            self.clock.at(closes, CLOSING, self.closing, None)
        self.clock.at((self.day + 1) * DAY_MIN, DAY_ENDS, self.day_ends, self.day)

    def _begin_week(self, week: int) -> None:
        if self.on_week is not None and week < self.policy.scenario.horizon.weeks:
            self.on_week(week)
        for policy in self.policies[1:]:
            if policy.week == week:
                self.policy = policy
                self.world.change_policy(policy, self.day)
                for seat in self.world.seats:
                    if seat.removed:
                        seat.removed = False
                        self._dismiss(seat)
        self.world.courses = self.policy.courses(week)
        for seat in self.world.seats:
            if seat.in_post:
                refresh_skills(self.world, seat, self.day)

    def _match_waiting(self, now: float) -> None:
        """Free agents take what waits, where a change lets them serve it."""
        for seat in self.free.in_order() if self.lines.count else []:
            if self.lines.first_for(self.policy, seat.team) is not None:
                self.free.remove(seat)
                self._serve_next(seat, now)

    def _plan(self, seat: Seat, now: float) -> None:
        """Today's shift of a seat, if it has one."""
        plan = self.policy.plans[seat.team][seat.number]
        today = SeatDay()
        clear_day(today, self.day, begin_day(self.world, seat, self.day), plan.always)
        seat.days.append(today)
        rostered = seat.in_post and is_rostered(self.world, seat, self.day)
        if seat.on_duty and seat.today.always:
            self._roll_over(seat, today, now, rostered and plan.always)
        if rostered:
            roster(today, plan, *self.calendar.opening_on(self.day), self.calendar.horizon)
            owe_course(self.world, seat, self.day)
            self._expect_shift(seat, today, now)

    def _plan_eve(self, seat: Seat, now: float) -> None:
        """The shift of the day before the first, where it runs into the first."""
        plan, eve = self.policy.plans[seat.team][seat.number], self.day - 1
        if not (seat.in_post and is_rostered(self.world, seat, eve)):
            return
        today = SeatDay()
        clear_day(today, eve, OFF, plan.always)
        roster(today, plan, *self.calendar.opening_on(eve), self.calendar.horizon)
        if today.end > now:
            seat.days.append(today)
            self._expect_shift(seat, today, now)

    def _expect_shift(self, seat: Seat, today: SeatDay, now: float) -> None:
        plan = self.policy.plans[seat.team][seat.number]
        today.breaks = plan.breaks[today.day % 7]
        if today.end > self.rostered_until[seat.team]:
            self.rostered_until[seat.team] = today.end
        start = now if today.start < now else today.start
        self.clock.at(start, SHIFT_STARTS_OR_BREAK_ENDS + seat.index, self.shift_starts, (seat, today))
        if not (plan.always and self.calendar.goes_on_at(today.end)):
            self.clock.at(today.end, SHIFT_ENDS + seat.index, self.shift_ends, (seat, today))

    def _roll_over(self, seat: Seat, today: SeatDay, now: float, stays: bool) -> None:
        """Midnight within an opening period for somebody on duty always: a new day begins at work."""
        if seat.today.day == self.day - 1 and seat.today.end <= now and self.calendar.goes_on_at(now):
            seat.today = today
            begin_day_at_work(self.world, seat, today, now)
            if not stays:
                self._dismiss(seat)
