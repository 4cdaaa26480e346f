"""Who waits and who is free: linked lists through the records of issues and seats, in the order of routing."""

from __future__ import annotations

from typing import Any

from sim import rules
from sim.engine.compiled.layout import (
    free_list_at,
    issue_at,
    lane_at,
    policy_at,
    seat_at,
    team_at,
    type_at,
    whole_at,
)
from sim.engine.compiled.world import walked
from sim.jit import shared


@shared
def handles(w: Any, type: int, team: int) -> bool:
    """Whether a team answers a type under the policy in force."""
    return whole_at(w.handles, (w.policy * w.types + type) * w.teams + team).n != 0


# -- Waiting legs, by lane: (type, any team) or (type, a certain team) --


@shared
def waits_before(a: Any, b: Any) -> bool:
    """Highest priority first, then longest wait + head start, then the older leg."""
    if a.key_class != b.key_class:
        return a.key_class < b.key_class
    if a.key_time != b.key_time:
        return a.key_time < b.key_time
    return a.leg_id < b.leg_id


@shared
def join_line(w: Any, slot: int) -> None:
    """The leg waits: nearly always last in its lane, so its place is looked for from the end."""
    issue = issue_at(w.issues, slot)
    kind = type_at(w.type_rules, w.policy * w.types + issue.type)
    issue.key_class = -kind.priority
    issue.key_time = issue.queued - (kind.head_start_min if issue.leg == 0 else 0.0)
    issue.waiting = True
    w.waiting += 1
    lane = lane_at(w.lanes, issue.type * (w.teams + 1) + 1 + issue.directed)
    before, steps = lane.last, 0
    while before >= 0 and waits_before(issue, issue_at(w.issues, before)):
        before = issue_at(w.issues, before).before
        steps += 1
    walked(w, steps)
    after = lane.first if before < 0 else issue_at(w.issues, before).after
    issue.before = before
    issue.after = after
    if before < 0:
        lane.first = slot
    else:
        issue_at(w.issues, before).after = slot
    if after < 0:
        lane.last = slot
    else:
        issue_at(w.issues, after).before = slot


@shared
def leave_line(w: Any, issue: Any) -> None:
    """Stop waiting, for whatever reason."""
    issue.waiting = False
    w.waiting -= 1
    lane = lane_at(w.lanes, issue.type * (w.teams + 1) + 1 + issue.directed)
    before = issue.before
    after = issue.after
    if before < 0:
        lane.first = after
    else:
        issue_at(w.issues, before).after = after
    if after < 0:
        lane.last = before
    else:
        issue_at(w.issues, after).before = before


@shared
def first_for(w: Any, team: int) -> int:
    """The leg that a free agent of this team takes next, or -1; it stays in line until it leaves."""
    best = -1
    if w.waiting == 0:
        return best
    of_team = team_at(w.team_rules, w.policy * w.teams + team)
    for k in range(of_team.lanes_from, of_team.lanes_to):
        first = lane_at(w.lanes, whole_at(w.lane_numbers, k).n).first
        if first >= 0 and (best < 0 or waits_before(issue_at(w.issues, first), issue_at(w.issues, best))):
            best = first
    return best


@shared
def is_servable(w: Any, lane: Any) -> bool:
    """Whether a team on duty (see `w.on_duty`) serves a lane."""
    if lane.directed >= 0:
        return whole_at(w.on_duty, lane.directed).n != 0
    for team in range(w.teams):
        if whole_at(w.on_duty, team).n != 0 and handles(w, lane.type, team):
            return True
    return False


# -- Free agents of each team, longest idle first --


@shared
def idle_before(a: Any, b: Any) -> bool:
    """Longest idle first; ties go round with the day."""
    if a.since != b.since:
        return a.since < b.since
    if a.turn != b.turn:
        return a.turn < b.turn
    return a.index < b.index


@shared
def add_free(w: Any, seat: Any, now: float) -> None:
    """Free from now on."""
    seat.since = now
    seat.turn = (seat.index + w.day) % w.all_seats
    free = free_list_at(w.free_lists, seat.team)
    before, steps = free.last, 0
    while before >= 0 and idle_before(seat, seat_at(w.seats, before)):
        before = seat_at(w.seats, before).before
        steps += 1
    walked(w, steps)
    after = free.first if before < 0 else seat_at(w.seats, before).after
    seat.before = before
    seat.after = after
    if before < 0:
        free.first = seat.index
    else:
        seat_at(w.seats, before).after = seat.index
    if after < 0:
        free.last = seat.index
    else:
        seat_at(w.seats, after).before = seat.index


@shared
def remove_free(w: Any, seat: Any) -> None:
    """No longer free."""
    free = free_list_at(w.free_lists, seat.team)
    before = seat.before
    after = seat.after
    if before < 0:
        free.first = after
    else:
        seat_at(w.seats, before).after = after
    if after < 0:
        free.last = before
    else:
        seat_at(w.seats, after).before = before


@shared
def pick(w: Any, type: int, directed: int, now: float) -> int:
    """The longest idle, or the most rested and then longest idle, of the teams that may take the leg; or -1."""
    policy = policy_at(w.policies, w.policy)
    best, best_strain, steps = -1, 0.0, 0
    for team in range(w.teams):
        if directed >= 0:
            if team != directed:
                continue
        elif not handles(w, type, team):
            continue
        at = free_list_at(w.free_lists, team).first
        if not policy.most_rested:
            if at >= 0 and (best < 0 or idle_before(seat_at(w.seats, at), seat_at(w.seats, best))):
                best = at
            continue
        while at >= 0:
            seat = seat_at(w.seats, at)
            strain = rules.strain_at_rest(policy, seat.F, now - seat.F_at)
            if (
                best < 0
                or strain < best_strain
                or (strain == best_strain and idle_before(seat, seat_at(w.seats, best)))
            ):
                best, best_strain = at, strain
            at = seat.after
            steps += 1
    walked(w, steps)
    return best
