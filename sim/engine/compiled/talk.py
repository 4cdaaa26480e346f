"""Talk, wrap-up, pause: ranks 2 and 3. What came of a leg, and what its agent does next.

The counterpart of the talk in `sim.engine.simpy.call_flow`, function by function.
"""

from __future__ import annotations

from typing import Any

from sim import rules
from sim.engine import call
from sim.engine.agent_state import PAUSE, WRAP, advance_strain, change_activity
from sim.engine.call import ANSWERED, PASSED_ON
from sim.engine.compiled.call_flow import (
    become_free,
    can_pass_on,
    decide_to_call_back,
    new_leg,
    pass_on,
)
from sim.engine.compiled.events import AGENTS, push
from sim.engine.compiled.layout import issue_at, policy_at, type_at
from sim.engine.compiled.shifts import leave_after_call
from sim.engine.compiled.world import day_of, in_force
from sim.engine.event_order import WRAP_OR_PAUSE_ENDS
from sim.jit import shared

PAUSE_DATA = 1 << 62
"""Marks the end of a pause, whose rank is that of the end of a wrap-up."""


@shared
def talk_ends(w: Any, seat: Any, now: float) -> None:
    """What came of the leg; the caller goes, is passed on or means to call again; the agent wraps up."""
    slot = seat.issue
    issue = issue_at(w.issues, slot)
    policy = policy_at(w.policies, issue.policy)
    today = day_of(w, seat, seat.today)
    advance_strain(policy, seat, today, now)
    today.talk_min += now - issue.answered
    wrap_up = type_at(w.type_rules, issue.policy * w.types + issue.type).wrap_up_min
    change_activity(w, seat, today, WRAP, now)
    outcome, p_again = ANSWERED, 0.0
    if not issue.resolved:
        if call.is_passed_on(w.seed, w.replication, policy, issue) and can_pass_on(w, issue, now):
            outcome = PASSED_ON
        else:
            p_again = call.p_calls_again(policy, policy, issue)
    call.write_answered(
        new_leg(w), issue.policy, policy, policy, seat, issue, outcome, now, now + wrap_up, p_again
    )
    hostile = issue.kind != rules.ORDINARY
    if outcome == PASSED_ON:
        pass_on(w, slot, now)
    else:
        decide_to_call_back(w, slot, p_again, now)
    seat.pause_due_min = policy.pause_min if hostile else 0.0
    if wrap_up > 0.0:
        push(w, AGENTS, now + wrap_up, WRAP_OR_PAUSE_ENDS + seat.index, 0)
    else:
        after_wrap_up(w, seat, now)


@shared
def after_wrap_up(w: Any, seat: Any, now: float) -> None:
    """Home, a break that fell due, a pause, or the next call."""
    if leave_after_call(w, seat, now):
        return
    if seat.pause_due_min > 0.0:
        change_activity(w, seat, day_of(w, seat, seat.today), PAUSE, now)
        seat.token += 1
        push(
            w,
            AGENTS,
            now + seat.pause_due_min,
            WRAP_OR_PAUSE_ENDS + seat.index,
            PAUSE_DATA | seat.token,
        )
    else:
        become_free(w, seat, now)


@shared
def wrap_up_or_pause_ends(w: Any, seat: Any, data: int, now: float) -> None:
    """The agent is done with the call, or with a pause that nothing has cut short."""
    if data == 0:
        advance_strain(in_force(w), seat, day_of(w, seat, seat.today), now)
        after_wrap_up(w, seat, now)
    elif seat.token == data & ~PAUSE_DATA and seat.activity == PAUSE:
        become_free(w, seat, now)
