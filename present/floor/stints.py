"""What each agent did, minute by minute.

The record says when somebody came, went, and was on which call; of the time between calls it has only sums. The rest
follows from the roster and the rules without any draw: a break is taken when it falls due, or after the call in hand,
unless it would overlap the end of the shift; a pause follows a hostile call; a course stands at the beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import rules
from sim.calendar import DAY_MIN, Calendar
from sim.engine.agent_state import BREAK, COURSE, FREE, PAUSE, TALK, WRAP
from sim.engine.policy import Policy
from sim.scenario import Scenario, policies

Row = np.void


@dataclass(frozen=True)
class Spell:
    """From `start` to `end` (min) an agent was `doing` one thing; `leg`: the call's row, -1 where it is none."""

    start: float
    end: float
    doing: int
    leg: int = -1


@dataclass(frozen=True)
class Stint:
    """An agent's time at work on one day: its row among the agent-days, and what was done in turn."""

    row: int
    came: float
    went: float
    spells: tuple[Spell, ...]


@dataclass
class Roster:
    """What a scenario plans, in the shape the engine reads."""

    policies: list[Policy]
    calendar: Calendar

    @classmethod
    def of(cls, scenario: Scenario) -> Roster:
        """The plans of a scenario and of its dated changes."""
        in_force = policies(scenario)
        made = [Policy(i, week, s) for i, (week, s) in enumerate(in_force)]
        return cls(made, Calendar(in_force, scenario.horizon.weeks))

    def on(self, day: int) -> Policy:
        """The policy in force on a day."""
        return [p for p in self.policies if p.week * 7 <= max(day, self.policies[0].week * 7)][-1]

    def shift(self, team: int, number: int, day: int) -> tuple[float, tuple[tuple[float, float], ...]]:
        """End of a seat's shift of that day, and its breaks as (due, minutes); an infinite end where there is none."""
        plans = self.on(day).plans[team]
        if number >= len(plans):
            return float("inf"), ()
        plan, open_day = plans[number], self.calendar.days.get(day)
        if plan.always:
            return (open_day.closes if open_day else float("inf")), ()
        start = day * DAY_MIN + plan.start_min
        end = min(start + plan.minutes, self.calendar.horizon)
        return end, tuple((start + b.after_min, b.minutes) for b in plan.breaks)


def stints(roster: Roster, legs: NDArray[np.void], agent_days: NDArray[np.void]) -> list[Stint]:
    """Everybody's time at work, in the order of the agent-days; rows of people who did not come are left out.

    Of the calls, all that an agent had on that day must be among `legs`.
    """
    answered = np.flatnonzero(legs["agent"] >= 0)
    answered = answered[np.lexsort((legs["answered"][answered], legs["agent"][answered]))]
    agents = legs["agent"][answered]
    found = []
    for index in np.flatnonzero(~np.isnan(agent_days["came"])):
        day = agent_days[index]
        low, high = np.searchsorted(agents, [day["seat"], day["seat"] + 1])
        theirs = answered[low:high]
        mine = [int(i) for i in theirs if _is_within(legs[i], day)]
        before = [legs[i] for i in theirs if legs[i]["wrap_end"] <= day["came"]]
        left = _pause_left(roster, before[-1], day) if before else 0.0
        found.append(
            Stint(int(index), float(day["came"]), float(day["went"]), _spells(roster, legs, day, mine, left))
        )
    return found


def _pause_after(roster: Roster, leg: Row) -> float:
    return float(roster.policies[leg["policy"]].pause_min) if leg["kind"] != rules.ORDINARY else 0.0


def _pause_left(roster: Roster, leg: Row, day: Row) -> float:
    """Of a pause that goes on over midnight, for somebody always on duty."""
    if day["came"] != day["day"] * DAY_MIN:
        return 0.0
    return max(0.0, float(leg["wrap_end"]) + _pause_after(roster, leg) - float(day["came"]))


def _is_within(leg: Row, day: Row) -> bool:
    """Whether a call was in hand in this time at work; who is always on duty may have brought it from yesterday."""
    return bool(leg["answered"] < day["went"] and leg["wrap_end"] > day["came"]) or bool(
        leg["answered"] == leg["wrap_end"] and day["came"] <= leg["answered"] < day["went"]
    )


def _spells(
    roster: Roster, legs: NDArray[np.void], day: Row, mine: Sequence[int], pause: float
) -> tuple[Spell, ...]:
    came, went = float(day["came"]), float(day["went"])
    end, dues = roster.shift(int(day["team"]), int(day["number"]), int(day["day"]))
    between = _BetweenCalls(end, [d for d in dues if d[0] >= came], float(day["course_min"]))
    now = came
    for i in mine:
        leg = legs[i]
        if leg["answered"] > now or now == came:
            between.fill(now, max(now, float(leg["answered"])), pause)
        talk_from, talk_to = max(came, float(leg["answered"])), min(went, float(leg["talk_end"]))
        wrap_to = min(went, float(leg["wrap_end"]))
        if talk_to > talk_from:
            between.spells.append(Spell(talk_from, talk_to, TALK, i))
        if wrap_to > max(came, talk_to):
            between.spells.append(Spell(max(came, talk_to), wrap_to, WRAP, i))
        now = wrap_to
        pause = _pause_after(roster, leg)
    between.fill(now, went, pause)
    return tuple(between.spells)


class _BetweenCalls:
    """Fills the gaps between calls, as `sim.engine.simpy.shifts` does it while it happens."""

    def __init__(self, end: float, dues: list[tuple[float, float]], course_min: float) -> None:
        self.end = end
        self.dues = sorted(dues)
        self.course_min = course_min
        self.pending: list[float] = []
        self.spells: list[Spell] = []

    def fill(self, start: float, until: float, pause: float) -> None:
        """From the end of a call, or from coming, to the next call or to going home."""
        while self.dues and self.dues[0][0] < start:  # fell due during the call
            self.pending.append(self.dues.pop(0)[1])
        now = start
        if self.course_min > 0.0 and until > now:
            now = self._spend(COURSE, now, self.course_min, until)
            self.course_min = 0.0
            while self.dues and self.dues[0][0] <= now:  # nobody leaves a course for a break
                self.dues.pop(0)
            now = self._pending(now, until)
        else:
            after = self._pending(now, until)
            if after == now and pause > 0.0:
                now = self._rest(PAUSE, now, min(now + pause, until), until)
            now = max(now, after)
        self._rest(FREE, now, until, until)

    def _rest(self, doing: int, now: float, rest_until: float, until: float) -> float:
        """Free or in a pause, until then or until a break falls due; free again after a break."""
        while now < rest_until:
            if not self.dues or self.dues[0][0] >= rest_until:
                return self._spend(doing, now, rest_until - now, until)
            due, minutes = self.dues.pop(0)
            if due + minutes > self.end:  # would overlap the end of the shift
                continue
            self._spend(doing, now, due - now, until)
            now = self._break(due, minutes, until)
            now = self._pending(now, until)
            if doing == PAUSE:
                return now
        return now

    def _pending(self, now: float, until: float) -> float:
        while self.pending and now < until:
            minutes = self.pending.pop(0)
            if now + minutes <= self.end:
                now = self._break(now, minutes, until)
        return now

    def _break(self, now: float, minutes: float, until: float) -> float:
        now = self._spend(BREAK, now, minutes, until)
        while self.dues and self.dues[0][0] < now:  # fell due during the break
            self.pending.append(self.dues.pop(0)[1])
        return now

    def _spend(self, doing: int, now: float, minutes: float, until: float) -> float:
        to = min(now + minutes, until)
        if to > now:
            before = self.spells[-1] if self.spells else None
            if before is not None and before.doing == doing == FREE and before.end == now:
                self.spells[-1] = Spell(before.start, to, FREE)
            else:
                self.spells.append(Spell(now, to, doing))
        return to
