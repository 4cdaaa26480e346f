"""The model of record: a call centre as SimPy events, one method per event of Model 6.

Order of events at one time: (time, rank, entity); see `clock`. Hand-overs that take no time happen
inside the event that causes them. Read `floor` for calls, `duty` for shifts, and here for midnight.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.calendar import DAY_MIN
from sim.engine.agent_state import advance_strain, close_strain, turn_to
from sim.engine.event_order import CLOSING, DAY_BEGINS, DAY_ENDS, SHIFT_ENDS, SHIFT_STARTS_OR_BREAK_ENDS
from sim.engine.simpy.clock import ScheduledEvent
from sim.engine.simpy.seat import Seat, SeatDay
from sim.engine.simpy.shifts import Duty
from sim.record import Record, agent_days_in_order, legs_in_order
from sim.scenario import Scenario


class Centre(Duty):
    """One replication of one scenario, from the first day to the last."""

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, on_week: Callable[[int], None] | None = None
    ) -> None:
        super().__init__(scenario, seed, replication)
        self.on_week = on_week

    def run(self) -> Record:
        """Everything, from the first warm-up day until the last person has gone home."""
        self.clock.at(self.clock.now, DAY_BEGINS, self.day_begins, self.day)
        self.clock.run()
        return Record(
            legs_in_order(self.legs.array()),
            agent_days_in_order(self.people.rows.array()),
            self.book.seed,
            self.book.replication,
        )

    # -- 0 and 1: midnight --

    def day_ends(self, event: ScheduledEvent) -> None:
        """The end-of-day step of everybody who is not at work; after a warm-up week, its stretch and staffing."""
        now = self.clock.now
        goes_on = self.calendar.is_open(now)
        for seat in self.people.all:
            if not seat.on_duty:
                self._settle_days(seat, now)
            elif seat.today.always and goes_on:
                advance_strain(self.policy.behaviour, seat, seat.today, now)
                turn_to(seat, seat.today, seat.doing, now)
                close_strain(seat, seat.today, now)
                self._settle_days(seat, now)
        next_day = event.subject + 1
        if next_day % 7 == 0 and next_day <= 0:
            self.people.warm_up_week_ends(next_day)
        if next_day <= self.calendar.last_day:
            self.clock.at(now, DAY_BEGINS, self.day_begins, next_day)

    def day_begins(self, event: ScheduledEvent) -> None:
        """A dated change, if one is due; then today's roster, calls and closing time."""
        now, self.day = self.clock.now, event.subject
        if self.day % 7 == 0:
            self._begin_week(self.day // 7)
        today = self.calendar.days.get(self.day)
        for seat in self.people.all:
            if seat.active:
                self._plan(seat, now)
        if self.day % 7 == 0:
            self._bring_together(now)
        if today is not None:
            self._expect_calls()
            if not self.calendar.is_open(today.closes):
                self.clock.at(today.closes, CLOSING, self.closing, None)
        self.clock.at((self.day + 1) * DAY_MIN, DAY_ENDS, self.day_ends, self.day)

    def _begin_week(self, week: int) -> None:
        if self.on_week is not None:
            self.on_week(week)
        for policy in self.policies[1:]:
            if policy.week == week:
                self.policy = policy
                for seat in self.people.change_policy(policy, self.day):
                    self._dismiss(seat)
        for seat in self.people.all:
            if seat.in_post:
                self.people.refresh_skills(seat, self.day)

    def _bring_together(self, now: float) -> None:
        """Free agents take what waits, where a change lets them serve it."""
        for seat in self.free.in_order() if self.lines.count else []:
            if self.lines.first_for(self.policy, seat.team) is not None:
                self.free.remove(seat)
                self._serves_next(seat, now)

    def _plan(self, seat: Seat, now: float) -> None:
        """Today's shift of a seat, if it has one."""
        plan = self.policy.plans[seat.team][seat.number]
        today = SeatDay(self.day, self.people.begin_day(seat, self.day))
        seat.days.append(today)
        today.always = plan.always
        open_day = self.calendar.days.get(self.day)
        rostered = seat.in_post and open_day is not None and self.day % 7 in plan.weekdays
        if seat.on_duty and seat.today.always:
            self._roll_over(seat, today, now, rostered and plan.always)
        if not rostered or open_day is None:
            return
        if plan.always:
            today.start, today.end = open_day.opens, open_day.closes
        else:
            today.start = self.day * DAY_MIN + plan.start_min
            today.end = min(today.start + plan.minutes, self.calendar.horizon)
            today.breaks = plan.breaks
        today.rostered_min = today.end - today.start
        self._owe_course(seat)
        if today.end > self.rostered_until[seat.team]:
            self.rostered_until[seat.team] = today.end
        self.clock.at(today.start, SHIFT_STARTS_OR_BREAK_ENDS + seat.index, self.shift_starts, (seat, today))
        if not (plan.always and self.calendar.is_open(today.end)):
            self.clock.at(today.end, SHIFT_ENDS + seat.index, self.shift_ends, (seat, today))

    def _roll_over(self, seat: Seat, today: SeatDay, now: float, stays: bool) -> None:
        """Midnight within an opening period for somebody on duty always: a new day begins at work."""
        if seat.today.day == self.day - 1 and self.calendar.is_open(now):
            seat.today = today
            today.began = now
            seat.F = (
                self.policy.behaviour.strain_carry * seat.E
                if self.policy.behaviour.strain and seat.in_post
                else 0.0
            )
            seat.F_at = now
            if not stays:
                self._dismiss(seat)

    def _owe_course(self, seat: Seat) -> None:
        """On the shift of the week that is this seat's turn, the hours of this week's courses fall due."""
        week, training = self.day // 7, self.policy.scenario.training
        hours = sum(c.hours_per_agent for c in (training.coping, training.script) if week in c.weeks)
        if hours == 0.0 or seat.first_day > week * 7:  # who came after Monday waits for the next course
            return
        plan = self.policy.plans[seat.team][seat.number]
        shifts = [
            d for d in range(week * 7, week * 7 + 7) if d in self.calendar.days and d % 7 in plan.weekdays
        ][:5]
        if shifts[seat.number % len(shifts)] == self.day:
            seat.course_owed_min += hours * 60.0
