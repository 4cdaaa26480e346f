"""The model of record: a call centre as SimPy events, one method per event of the specification.

Order of events at one time: (time, rank, entity); see `clock`. Hand-overs that take no time happen
inside the event that causes them.
"""

from __future__ import annotations

from collections.abc import Callable

from sim import draws, rules
from sim.calendar import DAY_MIN, Calendar
from sim.callers import CallerBook, patience_min
from sim.engine.policy import Policy
from sim.engine.simpy import calls
from sim.engine.simpy.clock import (
    ARRIVAL,
    BREAK_DUE,
    CLOSING,
    DAY_BEGINS,
    DAY_ENDS,
    PATIENCE_ENDS,
    SHIFT_ENDS,
    SHIFT_STARTS_OR_BREAK_ENDS,
    TALK_ENDS,
    WRAP_OR_PAUSE_ENDS,
    Clock,
    Happening,
)
from sim.engine.simpy.lines import FreeAgents, Issue, WaitingLines
from sim.engine.simpy.people import People
from sim.engine.simpy.seat import BREAK, COURSE, FREE, OFF_DUTY, PAUSE, TALK, WRAP, Doing, Seat, SeatDay
from sim.record import ABANDONED, ANSWERED, BLOCKED, LEG_COLUMNS, OPEN, PASSED_ON, Record, Rows
from sim.scenario import Scenario, policies

AT_REST_ON_DUTY = (FREE, PAUSE, COURSE, BREAK)


class Centre:
    """One replication of one scenario."""

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, on_week: Callable[[int], None] | None = None
    ) -> None:
        in_force = policies(scenario)
        self.policies = [Policy(i, week, s) for i, (week, s) in enumerate(in_force)]
        self.policy = self.policies[0]
        self.calendar = Calendar(in_force, scenario.horizon.weeks)
        self.book = CallerBook(seed, replication)
        self.people = People(self.policies, self.book)
        teams = len(scenario.teams)
        self.lines = WaitingLines(len(scenario.call_types), teams)
        self.free = FreeAgents(self.people.all, teams)
        self.rostered_until = [self.calendar.first_day * DAY_MIN] * teams
        self.clock = Clock(self.calendar.first_day * DAY_MIN)
        self.legs = Rows(LEG_COLUMNS)
        self.on_week = on_week
        self.day = self.calendar.first_day

    def run(self) -> Record:
        """Everything, from the first warm-up day until the last person has gone home."""
        self.clock.at(self.clock.now, DAY_BEGINS, self.day_begins, self.day)
        self.clock.run()
        return Record(
            self.legs.array("issue", "call", "leg"),
            self.people.rows.array("day", "seat"),
            self.book.seed,
            self.book.replication,
        )

    # -- 0 and 1: midnight --

    def day_ends(self, event: Happening) -> None:
        """The end-of-day step of everybody who is not at work; after a warm-up week, its stretch and staffing."""
        now = self.clock.now
        goes_on = self.calendar.is_open(now)
        for seat in self.people.all:
            if not seat.on_duty:
                self._settle_days(seat, now)
            elif seat.today.always and goes_on:
                seat.advance_strain(self.policy.behaviour, now)
                seat.turn_to(seat.doing, now)
                seat.close_strain(now)
                self._settle_days(seat, now)
        next_day = event.subject + 1
        if next_day % 7 == 0 and next_day <= 0:
            self.people.warm_up_week_ends(next_day)
        if next_day <= self.calendar.last_day:
            self.clock.at(now, DAY_BEGINS, self.day_begins, next_day)

    def _settle_days(self, seat: Seat, now: float) -> None:
        """Settle all of a seat's days that are over and not being worked."""
        while seat.days and (seat.days[0].day + 1) * DAY_MIN <= now:
            self.people.settle(seat, seat.days.pop(0))

    def day_begins(self, event: Happening) -> None:
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
            issue = self.lines.first_for(self.policy, seat.team)
            if issue is not None:
                self.free.remove(seat)
                self.lines.leave(issue)
                self._answer(seat, issue, now)

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

    def _expect_calls(self) -> None:
        """Fetch today's first calls from the caller book and expect the first of them."""
        arrivals = self.book.arrivals(self.policy.scenario, self.calendar.days[self.day])
        issues = zip(
            arrivals.time.tolist(),
            arrivals.issue.tolist(),
            arrivals.type.tolist(),
            arrivals.difficult.tolist(),
            arrivals.need.tolist(),
            strict=True,
        )
        self._expect_next(iter(issues))

    def _expect_next(self, issues: object) -> None:
        entry = next(issues, None)  # type: ignore[call-overload]
        if entry is not None:
            time, id, kind, difficult, need = entry
            issue = Issue(id, kind, difficult, need)
            self.clock.at(time, ARRIVAL + issue.leg_id, self.first_call, (issue, issues))

    # -- 2 and 3: talk, wrap-up, pause --

    def talk_ends(self, event: Happening) -> None:
        """What came of the leg; the caller goes, is passed on or means to call again; the agent wraps up."""
        seat: Seat = event.subject
        issue: Issue = seat.issue
        policy: Policy = issue.policy
        now = self.clock.now
        seat.advance_strain(policy.behaviour, now)
        seat.today.talk_min += now - issue.answered
        wrap_up = policy.types[issue.type].wrap_up_min
        seat.turn_to(WRAP, now)
        outcome, p_again = ANSWERED, 0.0
        if not issue.resolved:
            if calls.is_passed_on(issue) and self._can_pass_on(issue, now):
                outcome = PASSED_ON
            else:
                p_again = calls.p_calls_again(issue)
        calls.write_answered(self.legs, seat, issue, outcome, now, now + wrap_up, p_again)
        hostile = issue.kind != rules.ORDINARY
        if outcome is PASSED_ON:
            self._pass_on(issue, now)
        else:
            self._decide_to_call_back(issue, p_again, now)
        seat.pause_due_min = policy.pause_min if hostile else 0.0
        if wrap_up > 0.0:
            self.clock.at(now + wrap_up, WRAP_OR_PAUSE_ENDS + seat.index, self.wrap_up_ends, seat)
        else:
            self._after_wrap_up(seat, now)

    def wrap_up_ends(self, event: Happening) -> None:
        """The agent is done with the call."""
        seat, now = event.subject, self.clock.now
        seat.advance_strain(self.policy.behaviour, now)
        self._after_wrap_up(seat, now)

    def _after_wrap_up(self, seat: Seat, now: float) -> None:
        """Home, a break that fell due, a pause, or the next call."""
        if seat.leaving or now >= seat.today.end:
            self._finish(seat, now)
        elif self._takes_pending(seat, now):
            return
        elif seat.pause_due_min > 0.0:
            seat.turn_to(PAUSE, now)
            seat.token += 1
            self.clock.at(
                now + seat.pause_due_min, WRAP_OR_PAUSE_ENDS + seat.index, self.pause_ends, (seat, seat.token)
            )
        else:
            self._become_free(seat, now)

    def pause_ends(self, event: Happening) -> None:
        """A pause that nothing has cut short is over."""
        seat, token = event.subject
        if seat.token == token and seat.doing is PAUSE:
            self._become_free(seat, self.clock.now)

    # -- 4, 5 and 6: breaks and shifts --

    def break_due(self, event: Happening) -> None:
        """A break is taken at once by who is free or in a pause, after the call by who is not, and not in a course."""
        seat, today, minutes = event.subject
        if not seat.on_duty or seat.today is not today:
            return
        if seat.doing is COURSE:
            seat.breaks_left_min -= minutes
        elif seat.doing in (FREE, PAUSE):
            self._goes_off(seat, BREAK, minutes, self.clock.now)
        else:
            seat.pending.append((BREAK, minutes))

    def _goes_off(self, seat: Seat, doing: Doing, minutes: float, now: float) -> bool:
        """Begin a break or course unless it would overlap the end of the shift."""
        if doing is BREAK:
            seat.breaks_left_min -= minutes
            if now + minutes > seat.today.end:
                return False
        if seat.doing is FREE:
            self.free.remove(seat)
        seat.turn_to(doing, now)
        seat.token += 1
        self.clock.at(
            now + minutes, SHIFT_STARTS_OR_BREAK_ENDS + seat.index, self.break_ends, (seat, seat.token)
        )
        return True

    def _takes_pending(self, seat: Seat, now: float) -> bool:
        while seat.pending:
            doing, minutes = seat.pending.pop(0)
            if self._goes_off(seat, doing, minutes, now):
                return True
        return False

    def break_ends(self, event: Happening) -> None:
        """Back from a break or course."""
        seat, token = event.subject
        if seat.token != token or not seat.on_duty:
            return
        now = self.clock.now
        if seat.leaving or now >= seat.today.end:
            self._finish(seat, now)
        elif not self._takes_pending(seat, now):
            self._become_free(seat, now)

    def shift_ends(self, event: Happening) -> None:
        """Home, unless on a call; who is busy leaves later."""
        seat, today = event.subject
        if not seat.on_duty or seat.today is not today:
            return
        if self.calendar.is_open(today.end):
            seat.leaving = True
        if seat.doing in AT_REST_ON_DUTY:
            self._finish(seat, self.clock.now)

    def shift_starts(self, event: Happening) -> None:
        """Sick, away, or on the phones."""
        seat, today = event.subject
        now = self.clock.now
        if not seat.active or not seat.in_post:
            return
        if seat.on_duty:
            if seat.today is not today:
                seat.late_start = today
            elif self.people.is_absent(seat, today):
                self._dismiss(seat)
            else:
                self._begin_course(seat, now)
        elif not self.people.is_absent(seat, today):
            self._come_on_duty(seat, today, now)

    def _come_on_duty(self, seat: Seat, today: SeatDay, now: float) -> None:
        b = self.policy.behaviour
        seat.today, seat.on_duty, seat.leaving = today, True, False
        seat.doing, seat.doing_since = OFF_DUTY, now
        seat.F = b.strain_carry * seat.E if b.strain else 0.0
        seat.F_at = today.began = now
        seat.novel = rules.novelty(b, seat.days_on_phones)  # last night's shift counts from here
        seat.pending = []
        seat.breaks_left_min = 0.0
        for planned in today.breaks:
            due = today.start + planned.after_min
            if due >= now:
                seat.breaks_left_min += planned.minutes
                self.clock.at(due, BREAK_DUE + seat.index, self.break_due, (seat, today, planned.minutes))
        if not self._begin_course(seat, now):
            self._become_free(seat, now)

    def _begin_course(self, seat: Seat, now: float) -> bool:
        """Off to a course that is due, at once or after the call in hand."""
        minutes = min(seat.course_owed_min, seat.today.end - now)
        if minutes <= 0.0:
            return False
        seat.course_owed_min -= minutes
        if seat.doing in (TALK, WRAP):
            seat.pending.append((COURSE, minutes))
        else:
            self._goes_off(seat, COURSE, minutes, now)
        return True

    # -- Becoming free, going home --

    def _become_free(self, seat: Seat, now: float) -> None:
        issue = self.lines.first_for(self.policy, seat.team)
        if issue is not None:
            self.lines.leave(issue)
            self._answer(seat, issue, now)
        else:
            seat.turn_to(FREE, now)
            self.free.add(seat, now, self.day)

    def _finish(self, seat: Seat, now: float) -> None:
        """The shift is over: home, but after closing not while somebody waits whom this agent can serve."""
        if not seat.leaving and now < self.calendar.horizon and not self.calendar.is_open(now):
            issue = self.lines.first_for(self.policy, seat.team)
            if issue is not None:
                if seat.doing is FREE:
                    self.free.remove(seat)
                seat.token += 1  # a break or course that ends at this very time is no longer theirs to end
                self.lines.leave(issue)
                self._answer(seat, issue, now)
                return
        self._go_home(seat, now)

    def _dismiss(self, seat: Seat) -> None:
        """Somebody who is no longer to be here leaves now, or after the call and wrap-up in hand."""
        if seat.on_duty:
            seat.leaving = True
            if seat.doing in AT_REST_ON_DUTY:
                self._go_home(seat, self.clock.now)

    def _go_home(self, seat: Seat, now: float) -> None:
        if seat.doing is FREE:
            self.free.remove(seat)
        seat.advance_strain(self.policy.behaviour, now)
        seat.turn_to(OFF_DUTY, now)
        seat.close_strain(now)
        if now > seat.today.end:
            seat.today.overtime_min = now - seat.today.end
        seat.on_duty = False
        seat.token += 1
        self._settle_days(seat, now)
        if self.lines.count and not self.calendar.is_open(now):
            self._give_up_unservable(now)
        late, seat.late_start = seat.late_start, None
        if late is not None and seat.in_post and now < late.end and not self.people.is_absent(seat, late):
            self._come_on_duty(seat, late, now)

    # -- 7: closing --

    def closing(self, event: Happening) -> None:
        """Nobody new is taken; who cannot be served any more is told so."""
        if self.lines.count:
            self._give_up_unservable(self.clock.now)

    def _give_up_unservable(self, now: float) -> None:
        on_duty = (
            set()
            if now >= self.calendar.horizon
            else {s.team for s in self.people.all if s.on_duty and not s.leaving}
        )
        for issue in self.lines.unservable(self.policy, on_duty):
            self.lines.leave(issue)
            calls.write_unanswered(self.legs, self.policy, issue, OPEN, now, 0.0)

    # -- 8: patience --

    def patience_ends(self, event: Happening) -> None:
        """Who still waits for this leg hangs up, and may dial again."""
        issue, leg_id = event.subject
        if not issue.waiting or issue.leg_id != leg_id:
            return
        now = self.clock.now
        self.lines.leave(issue)
        p_redial = 0.0 if issue.call == calls.MAX_CALLS else self.policy.callers.redial
        calls.write_unanswered(self.legs, self.policy, issue, ABANDONED, now, p_redial)
        if p_redial > 0.0 and self.book.of_issue(draws.REDIAL, issue.id, issue.call) < p_redial:
            if issue.leg > 0:
                issue.attempt += 1
            self._expect_again(issue, calls.redial_due(self.book, self.policy, issue, now))

    # -- 9: arrivals --

    def first_call(self, event: Happening) -> None:
        """Somebody calls for the first time about an issue."""
        issue, others = event.subject
        self._expect_next(others)
        self._arrive(issue, self.clock.now)

    def calls_again(self, event: Happening) -> None:
        """A redial or call-back."""
        self._arrive(event.subject, self.clock.now)

    def _arrive(self, issue: Issue, now: float) -> None:
        issue.arrived = now
        self._join(issue, now)

    def _join(self, issue: Issue, now: float) -> None:
        """A leg meets a free agent, is turned away, or waits."""
        policy = self.policy
        issue.queued = now
        teams = policy.types[issue.type].teams if issue.directed < 0 else (issue.directed,)
        seat = self.free.pick(policy, teams, now)
        if seat is not None:
            self.free.remove(seat)
            self._answer(seat, issue, now)
        elif policy.queue_limit is not None and issue.leg == 0 and self.lines.count >= policy.queue_limit:
            calls.write_unanswered(self.legs, policy, issue, BLOCKED, now, 0.0)
        else:
            self.lines.join(policy, issue)
            self._grow_impatient(issue, now)

    def _grow_impatient(self, issue: Issue, now: float) -> None:
        kind = self.policy.types[issue.type]
        if kind.patience_scale == float("inf") and kind.give_up == 0.0:
            return
        patience = patience_min(
            self.book.seed,
            self.book.replication,
            issue.id,
            issue.call,
            issue.leg,
            kind.patience_scale,
            kind.patience_shape,
            kind.give_up,
        )
        if patience < float("inf"):
            self.clock.at(
                now + patience, PATIENCE_ENDS + issue.leg_id, self.patience_ends, (issue, issue.leg_id)
            )

    def _answer(self, seat: Seat, issue: Issue, now: float) -> None:
        seat.advance_strain(self.policy.behaviour, now)
        seat.turn_to(TALK, now)
        seat.issue = issue
        talk_end = calls.answer(self.book, self.policy, seat, issue, now)
        self.clock.at(talk_end, TALK_ENDS + seat.index, self.talk_ends, seat)

    # -- What the caller does next --

    def _can_pass_on(self, issue: Issue, now: float) -> bool:
        """Not after closing, nor to a team with nobody rostered for the rest of the day."""
        kind = self.policy.types[issue.type]
        teams = kind.teams if kind.escalates_to < 0 else (kind.escalates_to,)
        return self.calendar.is_open(now) and any(self.rostered_until[team] > now for team in teams)

    def _pass_on(self, issue: Issue, now: float) -> None:
        issue.transfers += 1
        issue.factor = issue.policy.behaviour.need_passed_on
        issue.begin_leg(issue.leg + 1, self.policy.types[issue.type].escalates_to)
        self._join(issue, now)

    def _decide_to_call_back(self, issue: Issue, p_again: float, now: float) -> None:
        if p_again > 0.0 and self.book.of_issue(draws.CALL_BACK, issue.id, issue.call) < p_again:
            issue.factor = 1.0 - issue.policy.behaviour.need_repeat_saved * issue.achieved
            issue.attempt += 1
            self._expect_again(issue, calls.call_back_due(self.book, issue, now))

    def _expect_again(self, issue: Issue, due: float) -> None:
        """Expect the next call, in opening hours; nobody is expected past the horizon."""
        time = self.calendar.placed(due, self.book.of_issue(draws.PLACE, issue.id, issue.call))
        if time is not None:
            issue.begin_call()
            self.clock.at(time, ARRIVAL + issue.leg_id, self.calls_again, issue)
