"""What shared code asks of an engine about the centre as it stands.

`w` is an engine's world: for SimPy an object (`sim.engine.simpy.world`), for the compiled engine a record with
addresses (`sim.engine.compiled.layout`). The functions here answer for SimPy; `sim.engine.compiled.world` has
the compiled engine's answer to each. Besides, both have the fields `seed`, `replication`, `first_day`, `last_day`,
`all_seats`, `week_quits` and `activities_from`.
"""

from __future__ import annotations

from typing import Any

from sim.calendar import NEVER
from sim.record import DAY_MIN


def seat_of(w: Any, index: int) -> Any:
    """A seat, counted over all teams."""
    return w.seats[index]


def policy_of(w: Any) -> Any:
    """The policy in force."""
    return w.policy


def behaviour_of(w: Any) -> Any:
    """The constants of behaviour in force."""
    return w.policy.behaviour


def team_of(w: Any, team: int) -> Any:
    """A team's rules in force."""
    return w.policy.teams[team]


def courses_of(w: Any, week: int) -> Any:
    """The courses that matter in a week, the present one."""
    return w.courses


def is_planned(w: Any, seat: Any) -> bool:
    """Whether the policy in force has this seat."""
    return bool(seat.number < len(w.policy.plans[seat.team]))


def is_rostered(w: Any, seat: Any, day: int) -> bool:
    """Whether the policy in force plans a shift of this seat for a day.

    Without open hours it is not worked on a closed special day, nor where such a day has taken them away.
    """
    plan = w.policy.plans[seat.team][seat.number]
    if plan.always:
        return day in w.calendar.openings
    if day % 7 not in plan.weekdays:
        return False
    start = day * DAY_MIN + plan.start_min
    end = start + plan.minutes
    if w.calendar.is_open_within(start, end):
        return True
    closed = w.calendar.closed
    lost_to, lost_from = closed.get(day - 1, NEVER)[1], closed.get(day + 1, NEVER)[0]
    return not (day in closed or start < lost_to or lost_from < end)


def share_before_half_hour(w: Any, day: int, number: int) -> float:
    """The share of a day's calls that come before its half-hour of this number; 1 where nobody calls on it."""
    share: float = w.calendar.share_before_half_hour(day, number)
    return share


def new_agent_day(w: Any) -> Any:
    """Another row of agent-days, to be filled."""
    return w.agent_days.new()


def new_activity(w: Any) -> Any:
    """Another row of activities, to be filled."""
    return w.activities.new()
