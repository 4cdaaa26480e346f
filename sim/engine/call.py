"""What happens on a call, from answer to what the caller does next: the rules applied in their order.

Shared by both engines. `policy` and `callers` hold the rules in force, `b` the constants of behaviour, `kind_of`
the call type; `seat`, `today` and `issue` are an engine's own state, known here by the names of their fields.
Draws are made only where they decide something: an address not asked for moves no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Any

from sim import draws, rules
from sim.draws import uniform
from sim.jit import shared
from sim.record import MAX_CALLS, MAX_LEG, NAN, Outcome

ANSWERED, PASSED_ON, ABANDONED, BLOCKED, OPEN = (int(outcome) for outcome in Outcome)
"""Compiled code takes plain numbers."""


@dataclass(eq=False, slots=True)
class IssueState:
    """What a person needs settled, and the one leg it has at a time."""

    id: int = 0
    type: int = 0
    difficult: bool = False
    need: float = 0.0
    factor: float = 1.0
    """Share of the work beyond the overhead that is still needed."""
    attempt: int = 1
    call: int = 0
    transfers: int = 0
    leg: int = 0
    leg_id: int = 0
    directed: int = -1
    """The team for which the leg is meant, -1: any."""
    waiting: bool = False
    waited: float = 0.0
    arrived: float = NAN
    queued: float = NAN
    # Set when the leg is answered
    answered: float = NAN
    kind: int = rules.ORDINARY
    cut: bool = False
    working_need: float = NAN
    given: float = NAN
    held: float = NAN
    achieved: float = NAN
    pressure: float = NAN
    p_resolved: float = NAN
    resolved: bool = False
    E: float = NAN
    F: float = NAN
    coping: float = NAN


@shared
def leg_number(issue: int, call: int, leg: int) -> int:
    """One integer below 2**51 for a leg: the entity's number in the order of events."""
    return issue << 5 | call << 2 | leg


@shared
def begin_leg(issue: Any, leg: int, directed: int) -> None:
    """Another leg, for a certain team or (-1) for any."""
    issue.leg = leg
    issue.leg_id = leg_number(issue.id, issue.call, leg)
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
def begin_transfer(b: Any, issue: Any, directed: int) -> None:
    """The leg of a call that is passed on."""
    issue.transfers += 1
    issue.factor = b.need_passed_on
    begin_leg(issue, issue.leg + 1, directed)


@shared
def leg_uniform(seed: int, replication: int, purpose: int, issue: Any) -> float:
    """The uniform for a purpose of the issue's present (call, leg)."""
    return uniform(seed, replication, purpose, issue.id, (issue.call << 8) | issue.leg, 0)


@shared
def call_uniform(seed: int, replication: int, purpose: int, issue: Any) -> float:
    """The uniform for a purpose of the issue's present call."""
    return uniform(seed, replication, purpose, issue.id, issue.call << 8, 0)


@shared
def answer(
    seed: int,
    replication: int,
    policy: Any,
    b: Any,
    callers: Any,
    kind_of: Any,
    seat: Any,
    today: Any,
    issue: Any,
    now: float,
) -> float:
    """Decide on answering how long the talk will take and what may come of it. Returns the end of the talk.

    The policy in force now stays with the call.
    """
    overhead = kind_of.overhead_min
    E, coping, novel = seat.E, seat.coping, seat.novel
    issue.answered, issue.E, issue.F, issue.coping = now, E, seat.F, coping
    issue.waited += now - issue.queued

    kind = rules.ORDINARY
    if issue.difficult:
        kind = rules.DIFFICULT
    else:
        p = rules.p_upset(
            b, callers.upset_share, callers.upset_max, issue.waited, issue.attempt, issue.transfers
        )
        if p > 0.0 and leg_uniform(seed, replication, draws.UPSET, issue) < p:
            kind = rules.UPSET
    hostile = kind != rules.ORDINARY

    # The work, under cap and quota
    need = rules.working_need_min(
        b, rules.remaining_need_min(overhead, issue.need, issue.factor), E, novel, seat.speed
    )
    given = need
    if policy.cap_min > 0.0:
        cap = policy.cap_min
        if policy.cap_on_average:
            cap = rules.shift_average_cap_min(cap, today.legs, today.talk_min, overhead)
        given = rules.given_min(need, overhead, cap, policy.cap_enforcement)
    if policy.quota > 0 and today.legs < policy.quota:
        cap = rules.quota_cap_min(
            today.end - now, seat.breaks_left_min, policy.quota - today.legs, kind_of.wrap_up_min, overhead
        )
        under_quota = rules.given_min(need, overhead, cap, policy.quota_enforcement)
        if under_quota < given:
            given = under_quota
    g = rules.achieved(need, overhead, given)
    x = rules.pressure(b, need, given)

    # Unproductive time, and what ends it
    held, cut = 0.0, False
    if hostile:
        mean = rules.hold_mean_min(b, kind, coping)
        held = draws.exponential(leg_uniform(seed, replication, draws.HOLD, issue), mean)
        if policy.disengagement == rules.AFTER_MINUTES and held > policy.close_after_min:
            reading = rules.discernment_now(b, policy.discernment, coping)
            reads_rightly = leg_uniform(seed, replication, draws.DISCERNMENT, issue) < reading
            if rules.is_limited(kind, reads_rightly):
                held, cut = policy.close_after_min, True
    p_settled = kind_of.resolvable
    if kind == rules.DIFFICULT:
        p_settled = b.resolvable_difficult
    p_settled = p_settled + seat.skill + seat.script
    if policy.disengagement == rules.UNTIL_SATISFIED and kind != rules.DIFFICULT:
        p_settled = p_settled * b.satisfied_resolve
        if kind == rules.ORDINARY and given >= need:
            given = given * b.satisfied_stretch

    issue.kind, issue.cut, issue.working_need, issue.given, issue.held = kind, cut, need, given, held
    issue.achieved, issue.pressure = g, x
    p = rules.p_resolved(b, p_settled, b.eta, kind, cut, g, E, novel)
    issue.p_resolved = p
    issue.resolved = p >= 1.0 or leg_uniform(seed, replication, draws.RESOLVED, issue) < p
    seat.toll = rules.intensity(b, x, hostile, coping, E)
    today.legs += 1
    today.pressure_sum += x
    return now + (given + held)


@shared
def is_passed_on(seed: int, replication: int, callers: Any, issue: Any) -> bool:
    """Whether an unsettled call goes to a colleague, if one can take it."""
    if issue.cut or issue.leg == MAX_LEG:
        return False
    p = rules.p_passed_on(callers.pass_on, callers.pass_on_pressed, issue.pressure)
    return p > 0.0 and leg_uniform(seed, replication, draws.PASSED_ON, issue) < p


@shared
def p_calls_again(b: Any, callers: Any, issue: Any) -> float:
    """Chance that somebody whose issue was not settled calls again: none on the sixth call."""
    if issue.call == MAX_CALLS:
        return 0.0
    return rules.p_calls_again(b, callers.call_back, issue.kind, issue.cut, issue.held)


@shared
def p_redials(callers: Any, issue: Any) -> float:
    """Chance that somebody who hung up dials again: none on the sixth call."""
    return 0.0 if issue.call == MAX_CALLS else callers.redial


@shared
def calls_back(seed: int, replication: int, b: Any, issue: Any, p_again: float) -> bool:
    """Whether somebody whose issue was not settled calls again; what was achieved then counts."""
    if p_again > 0.0 and call_uniform(seed, replication, draws.CALL_BACK, issue) < p_again:
        issue.factor = rules.later_factor(b, issue.achieved)
        issue.attempt += 1
        return True
    return False


@shared
def redials(seed: int, replication: int, issue: Any, p_again: float) -> bool:
    """Whether somebody who hung up dials again; after a leg that was answered, as a further attempt."""
    if p_again > 0.0 and call_uniform(seed, replication, draws.REDIAL, issue) < p_again:
        if issue.leg > 0:
            issue.attempt += 1
        return True
    return False


@shared
def call_back_due(seed: int, replication: int, b: Any, callers: Any, issue: Any, now: float) -> float:
    """When they mean to call again."""
    u = call_uniform(seed, replication, draws.CALL_BACK_DELAY, issue)
    return now + 1440.0 * (b.call_back_earliest_days + draws.exponential(u, callers.call_back_days))


@shared
def redial_due(seed: int, replication: int, callers: Any, issue: Any, now: float) -> float:
    """When somebody who hung up means to dial again."""
    u = call_uniform(seed, replication, draws.REDIAL_DELAY, issue)
    return now + draws.exponential(u, callers.redial_after_min)


@shared
def p_satisfied(b: Any, callers: Any, issue: Any) -> float:
    """Chance that the caller is satisfied as this leg ends."""
    return rules.p_satisfied(
        b,
        callers.difficult_satisfied,
        issue.kind,
        issue.attempt,
        issue.resolved,
        issue.transfers,
        issue.waited,
        issue.E,
        issue.achieved,
        issue.coping,
        issue.cut,
    )


@shared
def quality(b: Any, issue: Any) -> float:
    """Quality score of the leg."""
    return rules.quality_score(b, issue.achieved, issue.E, issue.coping, issue.kind != rules.ORDINARY)


@shared
def write_answered(
    row: Any,
    policy: int,
    b: Any,
    callers: Any,
    seat: Any,
    issue: Any,
    outcome: int,
    talk_end: float,
    wrap_end: float,
    p_again: float,
) -> None:
    """Fill the row of a leg that was answered."""
    row.issue = issue.id
    row.policy = policy
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
    row.quality = quality(b, issue)
    row.p_resolved = issue.p_resolved
    row.p_satisfied = p_satisfied(b, callers, issue)
    row.p_again = p_again


@shared
def write_unanswered(row: Any, policy: int, issue: Any, outcome: int, now: float, p_again: float) -> None:
    """Fill the row of a leg that nobody answered."""
    row.issue = issue.id
    row.policy = policy
    row.type = issue.type
    row.team = -1
    row.agent = -1
    row.call = issue.call
    row.leg = issue.leg
    row.attempt = issue.attempt
    row.kind = rules.DIFFICULT if issue.difficult else rules.ORDINARY
    row.outcome = outcome
    row.cut = False
    row.resolved = False
    row.arrived = issue.arrived
    row.queued = issue.queued
    row.left_queue = now
    row.answered = row.talk_end = row.wrap_end = nan
    row.need = row.given = row.held = row.achieved = row.pressure = nan
    row.exhaustion = row.strain = row.quality = nan
    row.p_resolved = row.p_satisfied = nan
    row.p_again = p_again
