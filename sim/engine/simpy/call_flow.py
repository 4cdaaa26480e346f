"""Callers and agents meeting. Talk, wrap-up, pauses, waiting, arrivals: ranks 2, 3, 8 and 9.

What happens to agents apart from calls is in `shifts`, and midnight in `centre`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator

from sim import draws, rules
from sim.calendar import Calendar
from sim.callers import CHUNK, ArrivalGenerator, Arrivals, patience_min
from sim.engine import call
from sim.engine.agent_state import FREE, PAUSE, TALK, WRAP, advance_strain, change_activity
from sim.engine.call import ABANDONED, ANSWERED, BLOCKED, PASSED_ON
from sim.engine.contact_time import contact_time
from sim.engine.event_order import ARRIVAL, PATIENCE_ENDS, TALK_ENDS, WRAP_OR_PAUSE_ENDS
from sim.engine.policy import Policy
from sim.engine.simpy.clock import Clock, ScheduledEvent
from sim.engine.simpy.queues import FreeAgents, Issue, WaitingLines
from sim.engine.simpy.seat import Seat
from sim.engine.simpy.world import World
from sim.record import DAY_MIN, LEG_COLUMNS, Rows
from sim.run_control import RunControl
from sim.scenario import Scenario, policies

FirstCall = tuple[float, int, int, bool, float]
"""Of somebody who has not called before: time, issue, type, difficult, need."""


def _one_by_one(arrivals: Arrivals) -> Iterator[FirstCall]:
    columns = (arrivals.time, arrivals.issue, arrivals.type, arrivals.difficult, arrivals.need)
    for first in range(0, len(arrivals.time), CHUNK):
        yield from zip(*(column[first : first + CHUNK].tolist() for column in columns), strict=True)


class CallFlow(ABC):
    """Everybody who calls and everybody who answers, in one replication of one scenario."""

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, activities_from: int, control: RunControl
    ) -> None:
        self.control = control
        in_force = policies(scenario)
        self.policies = [Policy(i, week, s) for i, (week, s) in enumerate(in_force)]
        self.policy = self.policies[0]
        self.calendar = Calendar(in_force, scenario.horizon.weeks)
        self.generator = ArrivalGenerator(seed, replication, control)
        self.address = seed, replication
        self.world = World(self.policies, self.calendar, seed, replication, activities_from)
        teams = len(scenario.teams)
        self.lines = WaitingLines(len(scenario.call_types), teams)
        self.free = FreeAgents(self.world.seats, teams)
        self.rostered_until = [self.calendar.first_day * DAY_MIN] * teams
        self.clock = Clock(self.calendar.first_day * DAY_MIN)
        self.legs = Rows(LEG_COLUMNS)
        self.day = self.calendar.first_day

    # -- 2 and 3: talk, wrap-up, pause --

    def talk_ends(self, event: ScheduledEvent) -> None:
        """What came of the leg; the caller goes, is passed on or means to call again; the agent wraps up."""
        seat: Seat = event.subject
        issue: Issue = seat.issue
        policy: Policy = issue.policy
        now = self.clock.now
        advance_strain(policy.behaviour, seat, seat.today, now)
        seat.today.talk_min += now - issue.answered
        wrap_up = policy.types[issue.type].wrap_up_min
        change_activity(self.world, seat, seat.today, WRAP, now)
        outcome, p_again = ANSWERED, 0.0
        if not issue.resolved:
            if call.is_passed_on(*self.address, policy.callers, issue) and self._can_pass_on(issue, now):
                outcome = PASSED_ON
            else:
                p_again = call.p_calls_again(policy.behaviour, policy.callers, issue)
        call.write_answered(
            self.legs.new(),
            policy.index,
            policy.behaviour,
            policy.callers,
            seat,
            issue,
            outcome,
            now,
            now + wrap_up,
            p_again,
        )
        hostile = issue.kind != rules.ORDINARY
        if outcome == PASSED_ON:
            self._pass_on(policy, issue, now)
        else:
            self._decide_to_call_back(policy, issue, p_again, now)
        seat.pause_due_min = policy.pause_min if hostile else 0.0
        if wrap_up > 0.0:
            self.clock.at(now + wrap_up, WRAP_OR_PAUSE_ENDS + seat.index, self.wrap_up_ends, seat)
        else:
            self._after_wrap_up(seat, now)

    def wrap_up_ends(self, event: ScheduledEvent) -> None:
        """The agent is done with the call."""
        seat, now = event.subject, self.clock.now
        advance_strain(self.policy.behaviour, seat, seat.today, now)
        self._after_wrap_up(seat, now)

    def _after_wrap_up(self, seat: Seat, now: float) -> None:
        """Home, a break that fell due, a pause, or the next call."""
        if self._leave_after_call(seat, now):
            return
        if seat.pause_due_min > 0.0:
            change_activity(self.world, seat, seat.today, PAUSE, now)
            seat.token += 1
            self.clock.at(
                now + seat.pause_due_min, WRAP_OR_PAUSE_ENDS + seat.index, self.pause_ends, (seat, seat.token)
            )
        else:
            self._become_free(seat, now)

    @abstractmethod
    def _leave_after_call(self, seat: Seat, now: float) -> bool:
        """Whether an agent who is done with a call goes home or off the phones instead of on."""

    def pause_ends(self, event: ScheduledEvent) -> None:
        """A pause that nothing has cut short is over."""
        seat, token = event.subject
        if seat.token == token and seat.activity == PAUSE:
            self._become_free(seat, self.clock.now)

    def _become_free(self, seat: Seat, now: float) -> None:
        if not self._serve_next(seat, now):
            change_activity(self.world, seat, seat.today, FREE, now)
            self.free.add(seat, now, self.day)

    def _serve_next(self, seat: Seat, now: float) -> bool:
        """Take the waiting leg that is this agent's next, if there is one."""
        issue = self.lines.first_for(self.policy, seat.team)
        if issue is None:
            return False
        self.lines.leave(issue)
        self._answer(seat, issue, now)
        return True

    # -- What the caller does next --

    def _can_pass_on(self, issue: Issue, now: float) -> bool:
        """Not after closing, nor to a team with nobody rostered for the rest of the day."""
        kind = self.policy.types[issue.type]
        teams = kind.teams if kind.escalates_to < 0 else (kind.escalates_to,)
        return self.calendar.is_open(now) and any(self.rostered_until[team] > now for team in teams)

    def _pass_on(self, policy: Policy, issue: Issue, now: float) -> None:
        """Join the line again, for the team that the policy now in force escalates to."""
        call.begin_transfer(policy.behaviour, issue, self.policy.types[issue.type].escalates_to)
        self._join(issue, now)

    def _decide_to_call_back(self, policy: Policy, issue: Issue, p_again: float, now: float) -> None:
        b = policy.behaviour
        if call.calls_back(*self.address, b, issue, p_again):
            self._expect_again(issue, call.call_back_due(*self.address, b, policy.callers, issue, now), now)

    def _expect_again(self, issue: Issue, due: float, now: float) -> None:
        """Expect the next call, in hours in which people call; nobody is expected past the horizon."""
        time = contact_time(self.world, due, now, call.call_uniform(*self.address, draws.PLACE, issue))
        if time > -math.inf:
            call.begin_call(issue)
            self.clock.at(time, ARRIVAL + issue.leg_id, self.calls_again, issue)

    # -- 8: patience --

    def patience_ends(self, event: ScheduledEvent) -> None:
        """Who still waits for this leg hangs up, and may dial again."""
        issue, leg_id = event.subject
        if not issue.waiting or issue.leg_id != leg_id:
            return
        now = self.clock.now
        self.lines.leave(issue)
        p_redial = call.p_redials(self.policy.callers, issue)
        self._write_unanswered(issue, ABANDONED, now, p_redial)
        if call.redials(*self.address, issue, p_redial):
            self._expect_again(issue, call.redial_due(*self.address, self.policy.callers, issue, now), now)

    # -- 9: arrivals --

    def _expect_calls(self) -> None:
        """Draw today's first calls and expect the first of them."""
        arrivals = self.generator.arrivals(self.policy.scenario, self.day, self.calendar.days[self.day])
        self._expect_next(_one_by_one(arrivals))

    def _expect_next(self, issues: Iterator[FirstCall]) -> None:
        entry = next(issues, None)
        if entry is not None:
            time, id, kind, difficult, need = entry
            issue = Issue(id, kind, difficult, need)
            self.clock.at(time, ARRIVAL + issue.leg_id, self.first_call, (issue, issues))

    def first_call(self, event: ScheduledEvent) -> None:
        """Somebody calls for the first time about an issue."""
        issue, others = event.subject
        self._expect_next(others)
        self._arrive(issue, self.clock.now)

    def calls_again(self, event: ScheduledEvent) -> None:
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
        elif 0 <= policy.queue_limit <= self.lines.count and issue.leg == 0:
            self._write_unanswered(issue, BLOCKED, now, 0.0)
        else:
            self.lines.join(policy, issue)
            self._expect_patience_end(issue, now)

    def _write_unanswered(self, issue: Issue, outcome: int, now: float, p_again: float) -> None:
        call.write_unanswered(self.legs.new(), self.policy.index, issue, outcome, now, p_again)

    def _expect_patience_end(self, issue: Issue, now: float) -> None:
        kind = self.policy.types[issue.type]
        if kind.patience_scale == float("inf") and kind.give_up == 0.0:
            return
        patience = patience_min(
            *self.address,
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
        advance_strain(self.policy.behaviour, seat, seat.today, now)
        seat.issue = issue
        policy = issue.policy = self.policy
        talk_end = call.answer(
            *self.address,
            policy,
            policy.behaviour,
            policy.callers,
            policy.types[issue.type],
            seat,
            seat.today,
            issue,
            now,
        )
        change_activity(self.world, seat, seat.today, TALK, now)
        self.clock.at(talk_end, TALK_ENDS + seat.index, self.talk_ends, seat)
