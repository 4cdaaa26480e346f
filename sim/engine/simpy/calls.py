"""The rows of the record: what the SimPy engine writes of a leg."""

from __future__ import annotations

from sim import rules
from sim.engine import call
from sim.engine.policy import Policy
from sim.engine.simpy.queues import Issue
from sim.engine.simpy.seat import Seat
from sim.record import NAN, Outcome, Rows


def write_answered(
    rows: Rows, seat: Seat, issue: Issue, outcome: Outcome, talk_end: float, wrap_end: float, p_again: float
) -> None:
    """The row of a leg that was answered."""
    b = issue.policy.behaviour
    rows.add(
        issue.id,
        issue.policy.index,
        issue.type,
        seat.team,
        seat.index,
        issue.call,
        issue.leg,
        issue.attempt,
        issue.kind,
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
        issue.achieved,
        issue.pressure,
        issue.E,
        issue.F,
        call.quality(b, issue),
        issue.p_resolved,
        call.p_satisfied(b, issue.policy.callers, issue),
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
