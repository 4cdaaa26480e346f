"""What happens on a call, from answer to what the caller does next: the rules applied in their order."""

from __future__ import annotations

from sim import draws, rules
from sim.callers import CallerBook, talk_uniforms
from sim.engine.policy import Policy
from sim.engine.simpy.lines import Issue
from sim.engine.simpy.seat import Seat
from sim.record import NAN, Outcome, Rows

MAX_CALLS = 6
MAX_LEG = 2


def answer(book: CallerBook, policy: Policy, seat: Seat, issue: Issue, now: float) -> float:
    """The agent answers: settle how long the talk will take and what may come of it. The end of the talk.

    The policy in force now stays with the call.
    """
    b, callers, kind_rules = policy.behaviour, policy.callers, policy.types[issue.type]
    overhead = kind_rules.overhead_min
    E, coping, novel = seat.E, seat.coping, seat.novel
    u_upset, u_hold, u_discern, u_resolved, issue.u_pass = talk_uniforms(
        book.seed, book.replication, issue.id, issue.call, issue.leg
    )
    issue.policy, issue.answered, issue.E, issue.F, issue.coping = policy, now, E, seat.F, coping
    issue.waited += now - issue.queued

    if issue.difficult:
        kind = rules.DIFFICULT
    elif u_upset < rules.p_upset(
        b, callers.upset_share, callers.upset_max, issue.waited, issue.attempt, issue.transfers
    ):
        kind = rules.UPSET
    else:
        kind = rules.ORDINARY

    # The work, under cap and quota
    need = rules.working_need_min(
        b, rules.remaining_need_min(overhead, issue.need, issue.factor), E, novel, seat.speed
    )
    given = need
    if policy.cap_min > 0.0:
        cap = policy.cap_min
        if policy.cap_on_average:
            cap = rules.shift_average_cap_min(cap, seat.today.legs, seat.today.talk_min, overhead)
        given = rules.given_min(need, overhead, cap, policy.cap_enforcement)
    if policy.quota > 0 and seat.today.legs < policy.quota:
        cap = rules.quota_cap_min(
            seat.today.end - now,
            seat.breaks_left_min,
            policy.quota - seat.today.legs,
            kind_rules.wrap_up_min,
            overhead,
        )
        under_quota = rules.given_min(need, overhead, cap, policy.quota_enforcement)
        if under_quota < given:
            given = under_quota
    g = rules.achieved(need, overhead, given)
    x = rules.pressure(b, need, given)

    # Unproductive time, and what ends it
    held, cut = 0.0, False
    if kind != rules.ORDINARY:
        held = draws.exponential(u_hold, rules.hold_mean_min(b, kind, coping))
        may_close = policy.disengagement == rules.AFTER_MINUTES and held > policy.close_after_min
        if may_close and rules.is_limited(
            kind, u_discern < rules.discernment_now(b, policy.discernment, coping)
        ):
            held, cut = policy.close_after_min, True
    settles = (
        (b.resolvable_difficult if kind == rules.DIFFICULT else kind_rules.resolvable)
        + seat.skill
        + seat.script
    )
    if policy.disengagement == rules.UNTIL_SATISFIED and kind != rules.DIFFICULT:
        settles = settles * b.satisfied_resolve
        if kind == rules.ORDINARY and given >= need:
            given = given * b.satisfied_stretch

    issue.kind, issue.cut, issue.working_need, issue.given, issue.held = kind, cut, need, given, held
    issue.achieved, issue.pressure = g, x
    issue.p_resolved = rules.p_resolved(b, settles, b.eta, kind, cut, g, E, novel)
    issue.resolved = u_resolved < issue.p_resolved
    seat.toll = rules.intensity(b, x, kind != rules.ORDINARY, coping, E)
    seat.today.legs += 1
    seat.today.pressure_sum += x
    return now + (given + held)


def is_passed_on(issue: Issue) -> bool:
    """Whether an unsettled call goes to a colleague, if one can take it."""
    if issue.cut or issue.leg == MAX_LEG:
        return False
    callers = issue.policy.callers
    return bool(issue.u_pass < rules.p_passed_on(callers.pass_on, callers.pass_on_pressed, issue.pressure))


def p_calls_again(issue: Issue) -> float:
    """Chance that somebody whose issue was not settled calls again: none on the sixth call."""
    if issue.call == MAX_CALLS:
        return 0.0
    policy = issue.policy
    return rules.p_calls_again(policy.behaviour, policy.callers.call_back, issue.kind, issue.cut, issue.held)


def call_back_due(book: CallerBook, issue: Issue, now: float) -> float:
    """When they mean to."""
    callers, b = issue.policy.callers, issue.policy.behaviour
    u = book.of_issue(draws.CALL_BACK_DELAY, issue.id, issue.call)
    return now + 1440.0 * (b.call_back_earliest_days + draws.exponential(u, callers.call_back_days))


def redial_due(book: CallerBook, policy: Policy, issue: Issue, now: float) -> float:
    """When somebody who hung up means to dial again."""
    u = book.of_issue(draws.REDIAL_DELAY, issue.id, issue.call)
    return now + draws.exponential(u, policy.callers.redial_after_min)


def write_answered(
    rows: Rows, seat: Seat, issue: Issue, outcome: Outcome, talk_end: float, wrap_end: float, p_again: float
) -> None:
    """The row of a leg that was answered."""
    b, kind, E, g, coping = issue.policy.behaviour, issue.kind, issue.E, issue.achieved, issue.coping
    p_satisfied = rules.p_satisfied(
        b,
        issue.policy.callers.difficult_satisfied,
        kind,
        issue.attempt,
        issue.resolved,
        issue.transfers,
        issue.waited,
        E,
        g,
        coping,
        issue.cut,
    )
    quality = rules.quality_score(b, g, E, coping, kind != rules.ORDINARY)
    rows.add(
        issue.id,
        issue.policy.index,
        issue.type,
        seat.team,
        seat.index,
        issue.call,
        issue.leg,
        issue.attempt,
        kind,
        outcome,
        issue.cut,
        issue.resolved,
        issue.arrived,
        issue.queued,
        issue.answered,
        issue.answered,
        talk_end,
        wrap_end,
        issue.working_need,
        issue.given,
        issue.held,
        g,
        issue.pressure,
        E,
        issue.F,
        quality,
        issue.p_resolved,
        p_satisfied,
        p_again,
    )


def write_unanswered(
    rows: Rows, policy: Policy, issue: Issue, outcome: Outcome, now: float, p_again: float
) -> None:
    """The row of a leg that nobody answered."""
    rows.add(
        issue.id,
        policy.index,
        issue.type,
        -1,
        -1,
        issue.call,
        issue.leg,
        issue.attempt,
        rules.DIFFICULT if issue.difficult else rules.ORDINARY,
        outcome,
        0,
        0,
        issue.arrived,
        issue.queued,
        now,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        p_again,
    )
