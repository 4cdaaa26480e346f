"""Being on duty: shifts, breaks, courses, going home, closing: ranks 4 to 7."""

from __future__ import annotations

from sim.engine.agent_state import (
    BREAK,
    COURSE,
    FREE,
    PAUSE,
    begin_shift,
    change_activity,
    end_shift,
    is_at_rest,
    is_on_call,
    take_course_min,
)
from sim.engine.call import OPEN
from sim.engine.event_order import BREAK_DUE, SHIFT_STARTS_OR_BREAK_ENDS
from sim.engine.people import close_day, is_absent
from sim.engine.simpy.call_flow import CallFlow
from sim.engine.simpy.clock import ScheduledEvent
from sim.engine.simpy.seat import Seat, SeatDay
from sim.record import DAY_MIN


class Shifts(CallFlow):
    """The floor, with agents who come, take breaks and go."""

    # -- 4, 5 and 6: breaks and shifts --

    def break_due(self, event: ScheduledEvent) -> None:
        """A break is taken at once by who is free or in a pause, after the call by who is not, and not in a course."""
        seat, today, minutes = event.subject
        if not seat.on_duty or seat.today is not today:
            return
        if seat.activity == COURSE:
            seat.breaks_left_min -= minutes
        elif seat.activity in (FREE, PAUSE):
            self._leave_phones(seat, BREAK, minutes, self.clock.now)
        else:
            seat.pending.append((BREAK, minutes))

    def _leave_phones(self, seat: Seat, activity: int, minutes: float, now: float) -> bool:
        """Begin a break or course unless it would overlap the end of the shift."""
        if activity == BREAK:
            seat.breaks_left_min -= minutes
            if now + minutes > seat.today.end:
                return False
        if seat.activity == FREE:
            self.free.remove(seat)
        change_activity(self.world, seat, seat.today, activity, now)
        seat.token += 1
        self.clock.at(
            now + minutes, SHIFT_STARTS_OR_BREAK_ENDS + seat.index, self.break_ends, (seat, seat.token)
        )
        return True

    def _take_pending(self, seat: Seat, now: float) -> bool:
        while seat.pending:
            activity, minutes = seat.pending.pop(0)
            if self._leave_phones(seat, activity, minutes, now):
                return True
        return False

    def break_ends(self, event: ScheduledEvent) -> None:
        """Back from a break or course."""
        seat, token = event.subject
        if seat.token != token or not seat.on_duty:
            return
        now = self.clock.now
        if seat.leaving or now >= seat.today.end:
            self._finish_shift(seat, now)
        elif not self._take_pending(seat, now):
            self._become_free(seat, now)

    def shift_ends(self, event: ScheduledEvent) -> None:
        """Home, unless on a call; who is busy leaves later."""
        seat, today = event.subject
        if not seat.on_duty or seat.today is not today:
            return
        if self.calendar.is_open(today.end):
            seat.leaving = True
        if is_at_rest(seat):
            self._finish_shift(seat, self.clock.now)

    def shift_starts(self, event: ScheduledEvent) -> None:
        """Sick, away, or on the phones."""
        seat, today = event.subject
        now = self.clock.now
        if not seat.active or not seat.in_post:
            return
        if seat.on_duty:
            if seat.today is not today:
                seat.late_start = today
            elif is_absent(self.world, seat, today):
                self._dismiss(seat)
            else:
                self._begin_course(seat, now)
        elif not is_absent(self.world, seat, today):
            self._come_on_duty(seat, today, now)

    def _come_on_duty(self, seat: Seat, today: SeatDay, now: float) -> None:
        seat.today = today
        begin_shift(self.policy.behaviour, seat, today, now)
        seat.pending = []
        for planned in today.breaks:
            due = today.start + planned.after_min
            if due >= now:
                seat.breaks_left_min += planned.minutes
                self.clock.at(due, BREAK_DUE + seat.index, self.break_due, (seat, today, planned.minutes))
        if not self._begin_course(seat, now):
            self._become_free(seat, now)

    def _begin_course(self, seat: Seat, now: float) -> bool:
        """Off to a course that is due, at once or after the call in hand."""
        minutes = take_course_min(seat, seat.today, now)
        if minutes <= 0.0:
            return False
        if is_on_call(seat):
            seat.pending.append((COURSE, minutes))
        else:
            self._leave_phones(seat, COURSE, minutes, now)
        return True

    # -- Going home --

    def _leave_after_call(self, seat: Seat, now: float) -> bool:
        if seat.leaving or now >= seat.today.end:
            self._finish_shift(seat, now)
            return True
        return self._take_pending(seat, now)

    def _finish_shift(self, seat: Seat, now: float) -> None:
        """The shift is over: home, but after closing not while somebody waits whom this agent can serve."""
        stays = not seat.leaving and now < self.calendar.horizon and not self.calendar.is_open(now)
        if stays and seat.activity != FREE and self._serve_next(seat, now):  # who is free has nobody to serve
            seat.token += 1  # a break or course that ends at this very time is no longer theirs to end
            return
        self._go_home(seat, now)

    def _dismiss(self, seat: Seat) -> None:
        """Somebody who is no longer to be here leaves now, or after the call and wrap-up in hand."""
        if seat.on_duty:
            seat.leaving = True
            if is_at_rest(seat):
                self._go_home(seat, self.clock.now)

    def _go_home(self, seat: Seat, now: float) -> None:
        if seat.activity == FREE:
            self.free.remove(seat)
        end_shift(self.world, seat, seat.today, now)
        self._close_days(seat, now)
        if self.lines.count and not self.calendar.is_open(now):
            self._give_up_unservable(now)
        late, seat.late_start = seat.late_start, None
        if late is not None and seat.in_post and now < late.end and not is_absent(self.world, seat, late):
            self._come_on_duty(seat, late, now)
        else:
            self._close_days(seat, now)

    def _close_days(self, seat: Seat, now: float) -> None:
        """Close all of a seat's days that are over, up to one whose shift has yet to begin."""
        while seat.days and seat.days[0] is not seat.late_start and (seat.days[0].day + 1) * DAY_MIN <= now:
            close_day(self.world, seat, seat.days.pop(0))

    # -- 7: closing --

    def closing(self, event: ScheduledEvent) -> None:
        """Take no new calls; end the wait of those who cannot be served any more."""
        if self.lines.count:
            self._give_up_unservable(self.clock.now)

    def _give_up_unservable(self, now: float) -> None:
        on_duty = (
            set()
            if now >= self.calendar.horizon
            else {s.team for s in self.world.seats if s.on_duty and not s.leaving}
        )
        for issue in self.lines.unservable(self.policy, on_duty):
            self.control.check()
            self.lines.leave(issue)
            self._write_unanswered(issue, OPEN, now, 0.0)
