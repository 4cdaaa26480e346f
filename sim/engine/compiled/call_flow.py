"""Callers and agents meeting. Waiting, answering, being passed on, calling again; ranks 8 and 9.

The counterpart of `sim.engine.simpy.call_flow`, function by function.
"""

from __future__ import annotations

from math import inf, nan
from typing import Any

from sim import draws
from sim.callers import patience_min
from sim.engine import call
from sim.engine.agent_state import FREE, TALK, advance_strain, change_activity
from sim.engine.call import ABANDONED, BLOCKED
from sim.engine.compiled.events import AGAIN, AGENTS, PATIENCE, push
from sim.engine.compiled.layout import (
    flag_at,
    issue_at,
    leg_at,
    policy_at,
    real_at,
    seat_at,
    type_at,
    whole_at,
)
from sim.engine.compiled.queues import add_free, first_for, handles, join_line, leave_line, pick, remove_free
from sim.engine.compiled.world import day_of, in_force, is_open
from sim.engine.contact_time import contact_time
from sim.engine.event_order import ARRIVAL, PATIENCE_ENDS, TALK_ENDS
from sim.jit import shared

# -- Issues: records are used again once an issue has come to its end --


@shared
def end_issue(w: Any, slot: int) -> None:
    """Nothing more will come of it."""
    issue = issue_at(w.issues, slot)
    issue.arrived = nan
    issue.after = w.first_unused
    w.first_unused = slot
    w.issues_in_use -= 1


@shared
def expect_again(w: Any, slot: int, due: float, now: float) -> None:
    """Expect the next call, in hours in which people call; nobody is expected past the horizon."""
    issue = issue_at(w.issues, slot)
    time = contact_time(w, due, now, call.call_uniform(w.seed, w.replication, draws.PLACE, issue))
    if time == -inf:
        end_issue(w, slot)
        return
    call.begin_call(issue)
    push(w, AGAIN, time, ARRIVAL + issue.leg_id, slot)


# -- Rows --


@shared
def new_leg(w: Any) -> Any:
    """Another row of legs, to be filled."""
    w.legs_n += 1
    return leg_at(w.legs, w.legs_n - 1)


@shared
def write_unanswered(w: Any, issue: Any, outcome: int, now: float, p_again: float) -> None:
    """The row of a leg that nobody answered."""
    call.write_unanswered(new_leg(w), w.policy, issue, outcome, now, p_again)


# -- Meeting --


@shared
def answer(w: Any, seat: Any, slot: int, now: float) -> None:
    """The agent takes the leg."""
    policy = in_force(w)
    today = day_of(w, seat, seat.today)
    issue = issue_at(w.issues, slot)
    advance_strain(policy, seat, today, now)
    seat.issue = slot
    issue.policy = w.policy
    kind = type_at(w.type_rules, w.policy * w.types + issue.type)
    talk_end = call.answer(w.seed, w.replication, policy, policy, policy, kind, seat, today, issue, now)
    change_activity(w, seat, today, TALK, now)
    push(w, AGENTS, talk_end, TALK_ENDS + seat.index, 0)


@shared
def serve_next(w: Any, seat: Any, now: float) -> bool:
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
    if not serve_next(w, seat, now):
        change_activity(w, seat, day_of(w, seat, seat.today), FREE, now)
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
        expect_patience_end(w, slot, now)


@shared
def expect_patience_end(w: Any, slot: int, now: float) -> None:
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
    escalates_to = type_at(w.type_rules, w.policy * w.types + issue.type).escalates_to
    call.begin_transfer(policy_at(w.policies, issue.policy), issue, escalates_to)
    join(w, slot, now)


@shared
def decide_to_call_back(w: Any, slot: int, p_again: float, now: float) -> None:
    """The person calls again later, or not."""
    issue = issue_at(w.issues, slot)
    policy = policy_at(w.policies, issue.policy)
    if call.calls_back(w.seed, w.replication, policy, issue, p_again):
        expect_again(w, slot, call.call_back_due(w.seed, w.replication, policy, policy, issue, now), now)
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
    if call.redials(w.seed, w.replication, issue, p_redial):
        expect_again(w, slot, call.redial_due(w.seed, w.replication, callers, issue, now), now)
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
    call.begin_call(issue)
    arrive(w, slot, now)
