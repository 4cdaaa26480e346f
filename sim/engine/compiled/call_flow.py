"""The floor: callers and agents meeting. Waiting, answering, being passed on, calling again; ranks 8 and 9.

The counterpart of `sim.engine.simpy.call_flow`, function by function.
"""

from __future__ import annotations

from math import inf, nan
from typing import Any

from sim import draws, rules
from sim.calendar import LAST_MOMENT_MIN
from sim.callers import patience_min
from sim.engine import call
from sim.engine.agent_state import FREE, TALK, advance_strain, turn_to
from sim.engine.compiled.events import AGAIN, AGENTS, PATIENCE, push
from sim.engine.compiled.layout import (
    ABANDONED,
    BLOCKED,
    NONE,
    flag_at,
    issue_at,
    leg_at,
    open_day_at,
    policy_at,
    real_at,
    seat_at,
    seat_day_at,
    type_at,
    whole_at,
)
from sim.engine.compiled.queues import add_free, first_for, handles, join_line, leave_line, pick, remove_free
from sim.engine.event_order import ARRIVAL, PATIENCE_ENDS, TALK_ENDS
from sim.jit import shared


@shared
def in_force(w: Any) -> Any:
    """The policy in force."""
    return policy_at(w.policies, w.policy)


@shared
def day_of(w: Any, seat: Any, day: int) -> Any:
    """A seat's day; NONE gives a record that nobody reads."""
    ring = w.ring
    return seat_day_at(w.seat_days, seat.index * (ring + 1) + (ring if day == NONE else day & (ring - 1)))


# -- Opening hours --


@shared
def last_opening(w: Any, time: float) -> int:
    """The last open day that has begun by `time`, by its place in the calendar; -1 before the first."""
    low, high = 0, w.open_days_n
    while low < high:
        middle = (low + high) >> 1
        if time < open_day_at(w.calendar, middle).opens:
            high = middle
        else:
            low = middle + 1
    return low - 1


@shared
def is_open(w: Any, time: float) -> bool:
    """Whether new calls are taken at this time."""
    i = last_opening(w, time)
    return i >= 0 and time < open_day_at(w.calendar, i).closes


@shared
def placed(w: Any, time: float, u: float) -> float:
    """When a contact due at `time` comes through; -inf past the horizon. See `sim.calendar`."""
    i = last_opening(w, time)
    if i >= 0 and time < open_day_at(w.calendar, i).closes:
        return time
    if i + 1 >= w.open_days_n:
        return -inf
    day = open_day_at(w.calendar, i + 1)
    left = u
    last = 0
    latest = day.closes - LAST_MOMENT_MIN
    for number in range(day.weights_to - day.weights_from):
        weight = real_at(w.weights, day.weights_from + number).x
        if left < weight:
            at = day.opens + 30.0 * (number + left / weight)
            return latest if latest < at else at
        left -= weight
        if weight > 0.0:
            last = number
    at = day.opens + 30.0 * (last + u)
    return latest if latest < at else at


# -- Issues: records are used again once an issue has come to its end --


@shared
def begin_leg(issue: Any, leg: int, directed: int) -> None:
    """Another leg, for a certain team or (-1) for any."""
    issue.leg = leg
    issue.leg_id = call.leg_number(issue.id, issue.call, leg)
    issue.directed = directed
    issue.waiting = False


@shared
def begin_call(issue: Any) -> None:
    """The person is about to dial (again)."""
    issue.call += 1
    issue.transfers = 0
    issue.waited = 0.0
    issue.arrived = nan
    begin_leg(issue, 0, -1)


@shared
def end_issue(w: Any, slot: int) -> None:
    """Nothing more will come of it."""
    issue = issue_at(w.issues, slot)
    issue.arrived = nan
    issue.after = w.first_unused
    w.first_unused = slot
    w.issues_in_use -= 1


@shared
def expect_again(w: Any, slot: int, due: float) -> None:
    """Expect the next call, in opening hours; nobody is expected past the horizon."""
    issue = issue_at(w.issues, slot)
    time = placed(w, due, call.of_call(w.seed, w.replication, draws.PLACE, issue))
    if time == -inf:
        end_issue(w, slot)
        return
    begin_call(issue)
    push(w, AGAIN, time, ARRIVAL + issue.leg_id, slot)


# -- Rows --


@shared
def write_unanswered(w: Any, issue: Any, outcome: int, now: float, p_again: float) -> None:
    """The row of a leg that nobody answered."""
    row = leg_at(w.legs, w.legs_n)
    w.legs_n += 1
    row.issue = issue.id
    row.policy = w.policy
    row.type = issue.type
    row.team = -1
    row.agent = -1
    row.call = issue.call
    row.leg = issue.leg
    row.attempt = issue.attempt
    row.kind = rules.DIFFICULT if issue.difficult else rules.ORDINARY
    row.outcome = outcome
    row.cut = 0
    row.resolved = 0
    row.arrived = issue.arrived
    row.queued = issue.queued
    row.left_queue = now
    row.answered = nan
    row.talk_end = nan
    row.wrap_end = nan
    row.need = nan
    row.given = nan
    row.held = nan
    row.achieved = nan
    row.pressure = nan
    row.exhaustion = nan
    row.strain = nan
    row.quality = nan
    row.p_resolved = nan
    row.p_satisfied = nan
    row.p_again = p_again


@shared
def write_answered(
    w: Any, b: Any, seat: Any, issue: Any, outcome: int, talk_end: float, wrap_end: float, p_again: float
) -> None:
    """The row of a leg that was answered."""
    row = leg_at(w.legs, w.legs_n)
    w.legs_n += 1
    row.issue = issue.id
    row.policy = issue.policy
    row.type = issue.type
    row.team = seat.team
    row.agent = seat.index
    row.call = issue.call
    row.leg = issue.leg
    row.attempt = issue.attempt
    row.kind = issue.kind
    row.outcome = outcome
    row.cut = issue.cut
    row.resolved = issue.resolved
    row.arrived = issue.arrived
    row.queued = issue.queued
    row.left_queue = issue.answered
    row.answered = issue.answered
    row.talk_end = talk_end
    row.wrap_end = wrap_end
    row.need = issue.working_need
    row.given = issue.given
    row.held = issue.held
    row.achieved = issue.achieved
    row.pressure = issue.pressure
    row.exhaustion = issue.E
    row.strain = issue.F
    row.quality = call.quality(b, issue)
    row.p_resolved = issue.p_resolved
    row.p_satisfied = call.p_satisfied(b, b, issue)
    row.p_again = p_again


# -- Meeting --


@shared
def answer(w: Any, seat: Any, slot: int, now: float) -> None:
    """The agent takes the leg."""
    policy = in_force(w)
    today = day_of(w, seat, seat.today)
    issue = issue_at(w.issues, slot)
    advance_strain(policy, seat, today, now)
    turn_to(seat, today, TALK, now)
    seat.issue = slot
    issue.policy = w.policy
    kind = type_at(w.type_rules, w.policy * w.types + issue.type)
    talk_end = call.answer(w.seed, w.replication, policy, policy, policy, kind, seat, today, issue, now)
    push(w, AGENTS, talk_end, TALK_ENDS + seat.index, 0)


@shared
def serves_next(w: Any, seat: Any, now: float) -> bool:
    """Take the waiting leg that is this agent's next, if there is one."""
    slot = first_for(w, seat.team)
    if slot < 0:
        return False
    leave_line(w, issue_at(w.issues, slot))
    answer(w, seat, slot, now)
    return True


@shared
def become_free(w: Any, seat: Any, now: float) -> None:
    """The next call, or none yet."""
    if not serves_next(w, seat, now):
        turn_to(seat, day_of(w, seat, seat.today), FREE, now)
        add_free(w, seat, now)


@shared
def join(w: Any, slot: int, now: float) -> None:
    """A leg meets a free agent, is turned away, or waits."""
    policy = in_force(w)
    issue = issue_at(w.issues, slot)
    issue.queued = now
    at = pick(w, issue.type, issue.directed, now)
    if at >= 0:
        seat = seat_at(w.seats, at)
        remove_free(w, seat)
        answer(w, seat, slot, now)
    elif 0 <= policy.queue_limit <= w.waiting and issue.leg == 0:
        write_unanswered(w, issue, BLOCKED, now, 0.0)
        end_issue(w, slot)
    else:
        join_line(w, slot)
        grow_impatient(w, slot, now)


@shared
def grow_impatient(w: Any, slot: int, now: float) -> None:
    """Expect the end of this leg's patience."""
    issue = issue_at(w.issues, slot)
    kind = type_at(w.type_rules, w.policy * w.types + issue.type)
    if kind.patience_scale == inf and kind.give_up == 0.0:
        return
    patience = patience_min(
        w.seed,
        w.replication,
        issue.id,
        issue.call,
        issue.leg,
        kind.patience_scale,
        kind.patience_shape,
        kind.give_up,
    )
    if patience < inf:
        push(w, PATIENCE, now + patience, PATIENCE_ENDS + issue.leg_id, slot)


@shared
def can_pass_on(w: Any, issue: Any, now: float) -> bool:
    """Not after closing, nor to a team with nobody rostered for the rest of the day."""
    if not is_open(w, now):
        return False
    to = type_at(w.type_rules, w.policy * w.types + issue.type).escalates_to
    if to >= 0:
        return real_at(w.rostered_until, to).x > now
    for team in range(w.teams):
        if handles(w, issue.type, team) and real_at(w.rostered_until, team).x > now:
            return True
    return False


@shared
def pass_on(w: Any, slot: int, now: float) -> None:
    """Another leg of the call begins."""
    issue = issue_at(w.issues, slot)
    issue.transfers += 1
    issue.factor = policy_at(w.policies, issue.policy).need_passed_on
    begin_leg(issue, issue.leg + 1, type_at(w.type_rules, w.policy * w.types + issue.type).escalates_to)
    join(w, slot, now)


@shared
def decide_to_call_back(w: Any, slot: int, p_again: float, now: float) -> None:
    """The person calls again later, or not."""
    issue = issue_at(w.issues, slot)
    if p_again > 0.0 and call.of_call(w.seed, w.replication, draws.CALL_BACK, issue) < p_again:
        b = policy_at(w.policies, issue.policy)
        issue.factor = rules.later_factor(b, issue.achieved)
        issue.attempt += 1
        expect_again(w, slot, call.call_back_due(w.seed, w.replication, b, b, issue, now))
    else:
        end_issue(w, slot)


# -- 8: patience --


@shared
def patience_ends(w: Any, slot: int, leg_id: int, now: float) -> None:
    """Who still waits for this leg hangs up, and may dial again."""
    issue = issue_at(w.issues, slot)
    if not issue.waiting or issue.leg_id != leg_id:
        return
    leave_line(w, issue)
    callers = in_force(w)
    p_redial = call.p_redials(callers, issue)
    write_unanswered(w, issue, ABANDONED, now, p_redial)
    if p_redial > 0.0 and call.of_call(w.seed, w.replication, draws.REDIAL, issue) < p_redial:
        if issue.leg > 0:
            issue.attempt += 1
        expect_again(w, slot, call.redial_due(w.seed, w.replication, callers, issue, now))
    else:
        end_issue(w, slot)


# -- 9: arrivals --


@shared
def arrive(w: Any, slot: int, now: float) -> None:
    """A call comes in."""
    issue_at(w.issues, slot).arrived = now
    join(w, slot, now)


@shared
def first_call(w: Any, now: float) -> None:
    """Somebody calls for the first time about an issue: the next of today's."""
    k = w.next_call
    w.next_call = k + 1
    slot = w.first_unused
    issue = issue_at(w.issues, slot)
    w.first_unused = issue.after
    w.issues_in_use += 1
    issue.id = whole_at(w.call_issue, k).n
    issue.type = whole_at(w.call_type, k).n
    issue.difficult = flag_at(w.call_difficult, k).is_
    issue.need = real_at(w.call_need, k).x
    issue.factor = 1.0
    issue.attempt = 1
    issue.call = 0
    begin_call(issue)
    arrive(w, slot, now)
