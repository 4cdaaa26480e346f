"""Who is rostered when: seats to shifts, days off, staggered breaks. Plans only; nothing happens here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.clock_text import minutes_of
from sim.scenario.fields import WEEKDAYS
from sim.scenario.people import Team


@dataclass(frozen=True)
class PlannedBreak:
    after_min: float
    """From the start of the shift, stagger included; never before it."""
    minutes: float


@dataclass(frozen=True)
class SeatPlan:
    """One seat's week. `weekdays` are numbers, 0 = Monday. Always on duty: `minutes` is 0."""

    always: bool
    start_min: float
    minutes: float
    weekdays: frozenset[int]
    breaks: tuple[PlannedBreak, ...]


def apportion(seats: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to shares, summing to `seats`: largest remainder, ties to the first."""
    exact = [seats * share for share in shares]
    counts = [int(x + 1e-9) for x in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_remainder[: seats - sum(counts)]:
        counts[i] += 1
    return counts


def interleaved(counts: Sequence[int]) -> list[tuple[int, int]]:
    """(shift, member) of each seat in order, the shifts mixed as evenly as their sizes allow."""
    places = [((member + 0.5) / n, shift, member) for shift, n in enumerate(counts) for member in range(n)]
    return [(shift, member) for _, shift, member in sorted(places)]


def plan(team: Team, open_days: Sequence[str]) -> list[SeatPlan]:
    """The plan of each of a team's seats, in order of seat number."""
    open_numbers = sorted(WEEKDAYS.index(d) for d in open_days)
    if team.shifts == "always":
        return [SeatPlan(True, 0.0, 0.0, frozenset(open_numbers), ())] * team.agents
    counts = apportion(team.agents, [shift.share for shift in team.shifts])
    plans = []
    for index, member in interleaved(counts):
        shift = team.shifts[index]
        days = open_numbers if shift.days is None else [d for d in open_numbers if WEEKDAYS[d] in shift.days]
        off = max(0, len(days) - team.days_per_week)
        days_off = {days[(member + index + k) % len(days)] for k in range(off)}
        turn = member / counts[index] - 0.5
        breaks = [PlannedBreak(max(0.0, b.after_min + turn * b.stagger_min), b.minutes) for b in team.breaks]
        plans.append(
            SeatPlan(
                False,
                float(minutes_of(shift.start)),
                shift.hours * 60.0,
                frozenset(d for d in days if d not in days_off),
                tuple(sorted(breaks, key=lambda b: b.after_min)),
            )
        )
    return plans
