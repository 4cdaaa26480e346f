"""A roster for a centre of which only opening hours and hours a week are known: shifts that follow the day.

Every shift lies within an opening, so each open day has the same shifts, nights included, and nobody is paid while the
centre is closed; only a centre that never closes has shifts across midnight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from sim.calibrate.six_numbers.inputs import SixNumbers
from sim.clock_text import clock_text, minutes_of
from sim.engine.roster import WEEK, apportion, cover, plan
from sim.scenario.demand import Open
from sim.scenario.fields import WEEKDAYS
from sim.scenario.hours import opening
from sim.scenario.people import Break, Shift, Team

PROFILE = (
    *(0.10,) * 12,  # 00:00 to 06:00
    *(0.15, 0.20, 0.30, 0.40),
    *(0.60, 0.90, 1.15, 1.30, 1.35, 1.30, 1.25, 1.15, 1.00, 0.95),  # from 08:00: the typical centre's
    *(1.00, 1.10, 1.15, 1.15, 1.10, 1.00, 0.90, 0.75, 0.55, 0.35),
    *(0.35, 0.35, 0.35, 0.30, 0.30, 0.25, 0.25, 0.20, 0.20, 0.15, 0.15, 0.10),  # from 18:00
)
"""Weight of each half-hour of the clock, 0 to 47."""
BREAKS = ((150.0, 15.0, 60.0), (240.0, 30.0, 90.0), (345.0, 15.0, 60.0))
"""Minutes after the start, length, spread over which colleagues take it in turn: of a shift of eight hours."""
LONG_H, MIDDLE_H, SHORT_H = 6.5, 4.5, 2.0
"""Shifts shorter than the first have no third break; shorter than the second, only the first; than the third, none."""
MOVES_MIN = (30.0, -30.0, 60.0, -60.0)
"""How far a break is moved, from the start of the shift on at the earliest by the first, so that somebody is there."""
FEW_PEOPLE = 50
"""With more people somebody is always there."""
LEAST_SHARE = 0.05
"""Shifts with fewer seats than this share are left out of the roster."""

Floats = NDArray[np.float64]
Breaks = tuple[tuple[float, float, float], ...]
"""As `BREAKS`."""


@dataclass(frozen=True)
class Roster:
    """A roster that follows the day: `hours` a shift, `shares` by start ("HH:MM"), breaks as in `BREAKS`."""

    hours: float
    shares: Mapping[str, float] = field(default_factory=dict)
    breaks: Breaks = ()

    @property
    def on_phones_h(self) -> float:
        """Hours on the phones in a shift."""
        return self.hours - sum(minutes for _, minutes, _ in self.breaks) / 60.0


def shift_hours(six: SixNumbers) -> float:
    """Hours of a shift: the week's hours over the days worked, within the opening hours."""
    return min(six.hours_per_week / six.days_per_week, six.open_hours, 16.0)


def breaks_of(hours: float) -> Breaks:
    """The breaks of a shift of `hours`, at the same points of it as in one of eight hours."""
    breaks = BREAKS if hours >= LONG_H else BREAKS[:2] if hours >= MIDDLE_H else BREAKS[: hours >= SHORT_H]
    scale = hours / 8.0
    return tuple((round(after * scale), minutes, round(spread * scale)) for after, minutes, spread in breaks)


def half_hours(six: SixNumbers) -> range:
    """The half-hours from opening to closing, counted from midnight before it; from 48 on they are the next day's."""
    first = minutes_of(six.opens) // 30
    return range(first, first + round(six.open_hours * 2.0))


def weights(six: SixNumbers) -> list[float]:
    """Weight of each half-hour from opening to closing."""
    return [PROFILE[half_hour % 48] for half_hour in half_hours(six)]


def never_closes(six: SixNumbers) -> bool:
    """Whether one opening ends as the next begins."""
    return six.open_hours == 24.0 and len(six.open_days) == 7


def presence(start: float, hours: float, breaks: Breaks) -> Floats:
    """Share of a shift's people who are on the phones in each half-hour of the clock, (48,); past midnight wraps."""
    minute = np.zeros(3 * 1440)
    begin, length = round(start * 30.0), round(hours * 60.0)
    minute[begin : begin + length] = 1.0
    for after, minutes, spread in breaks:
        turns = np.linspace(-0.5, 0.5, 13) * spread
        for turn in turns:
            at = begin + max(0, round(after + turn))
            minute[at : at + round(minutes)] -= 1.0 / len(turns)
    there: Floats = minute.reshape(3, 48, 30).sum(axis=0).mean(axis=1)
    return there


@lru_cache(maxsize=8)
def roster_for(six: SixNumbers) -> Roster:
    """Shares of shifts that follow the day's work by non-negative least squares, with the square root of it to spare.

    Misses count in standard deviations of the load, so that a quiet night is not given up for a busy noon. Two centres
    with the same numbers have the same roster. Each shift has the people it needs to be there on every open day, as far
    as there are any.
    """
    hours = shift_hours(six)
    breaks = breaks_of(hours)
    opened, starts = half_hours(six), _starts(six, hours)
    weight = np.array(weights(six))
    erlangs = weight / weight.sum() * six.calls_per_day * six.aht_min / 30.0
    spread = np.sqrt(erlangs)
    people_needed = erlangs + spread
    clock = [half_hour % 48 for half_hour in opened]
    columns = np.array([presence(start, hours, breaks)[clock] for start in starts]).T
    minutes = np.array([_at_work(six, start, hours) for start in starts])
    in_use = list(range(len(starts)))
    least = max(LEAST_SHARE, (_least_seats(six) - 0.5) / six.people)
    while True:
        people, _ = nnls(columns[:, in_use] / spread[:, None], people_needed / spread)
        share = people / people.sum()
        small = [k for k in np.argsort(share) if share[k] < least and _covers(minutes, in_use, int(k))]
        if not small:
            break
        in_use.pop(int(small[0]))
    chosen = [starts[k] for k in in_use]
    if len(chosen) * _least_seats(six) > six.people:
        chosen = _fewest_starts(six, hours)
        share = np.full(len(chosen), 1.0 / len(chosen))
    seats = _at_least(apportion(six.people, list(share)), max(_least_seats(six), -(-six.people // 50)))
    return _with_somebody_there(six, Roster(hours, _shares(chosen, seats), breaks))


def _with_somebody_there(six: SixNumbers, roster: Roster) -> Roster:
    """The roster with each break in turn moved to where the fewest open minutes find everybody at one."""
    if six.people > FEW_PEOPLE:
        return roster
    hours = Open(days=six.open_days, from_=six.opens, to=six.closes)  # type: ignore[arg-type]
    shifts = tuple(Shift(start=at, hours=roster.hours, share=share) for at, share in roster.shares.items())
    opened = np.zeros(2 * WEEK, bool)
    for number, day in enumerate(WEEKDAYS):
        for begin, end in opening(hours, day):
            opened[number * 1440 + begin : number * 1440 + end] = True
    opened = opened[:WEEK] | opened[WEEK:]

    def alone(breaks: Breaks) -> int:
        """Open minutes in which all who are there have a break."""
        pauses = tuple(Break(after_min=a, minutes=m, stagger_min=s) for a, m, s in breaks)
        team = Team(
            name="One", agents=six.people, shifts=shifts, days_per_week=six.days_per_week, breaks=pauses
        )
        return int(np.count_nonzero(opened & ~cover(plan(team, hours), 0.0)))

    best = roster.breaks
    fewest = alone(best)
    for i in range(len(best)):
        after, minutes, spread = best[i]
        earliest = sum(best[i - 1][:2]) if i else MOVES_MIN[0]
        latest = best[i + 1][0] if i + 1 < len(best) else roster.hours * 60.0 - spread / 2.0
        for move in MOVES_MIN if fewest else ():
            if earliest <= after + move <= latest - minutes:
                moved = (*best[:i], (after + move, minutes, spread), *best[i + 1 :])
                if (found := alone(moved)) < fewest:
                    fewest, best = found, moved
    return replace(roster, breaks=best)


def least_people(six: SixNumbers) -> int:
    """People without whom there are open half-hours with nobody rostered."""
    return len(_fewest_starts(six, shift_hours(six))) * _least_seats(six)


def _at_work(six: SixNumbers, start: float, hours: float) -> NDArray[np.bool_]:
    """Whether a shift has begun and not ended, by the minutes from opening to closing."""
    since = np.arange(len(half_hours(six)) * 30) + round(30.0 * (half_hours(six).start - start))
    if never_closes(six):
        since %= 1440
    return (since >= 0) & (since < _whole_minutes(hours))


def _whole_minutes(hours: float) -> int:
    return int(hours * 60.0 + 1e-9)


def _starts(six: SixNumbers, hours: float) -> list[float]:
    """When a shift may begin, in half-hours: every hour, and so that it ends at closing time."""
    opened = half_hours(six)
    if never_closes(six):
        return [float(start) for start in opened[::2]]
    last = max(opened.start, opened.stop - _whole_minutes(hours) / 30.0)
    return sorted({*map(float, range(opened.start, int(last) + 1, 2)), last})


def _fewest_starts(six: SixNumbers, hours: float) -> list[float]:
    """Starts of the fewest shifts that cover the opening, spread over it."""
    opened = half_hours(six)
    shifts = -(-30 * len(opened) // _whole_minutes(hours))
    last = _starts(six, hours)[-1] if not never_closes(six) else opened.stop - len(opened) / shifts
    return [int(30.0 * start + 1e-9) / 30.0 for start in np.linspace(opened.start, last, shifts).tolist()]


def _least_seats(six: SixNumbers) -> int:
    """People who make sure that a shift is worked on every open day: a second one where they have days off."""
    return 1 if len(six.open_days) <= six.days_per_week else 2


def _at_least(seats: list[int], least: int) -> list[int]:
    """The seats, with `least` in each shift as far as there are any to take from larger ones."""
    while min(seats) < least and max(seats) > least:
        seats[seats.index(max(seats))] -= 1
        seats[seats.index(min(seats))] += 1
    return seats


def _shares(starts: Sequence[float], seats: list[int]) -> dict[str, float]:
    """Share of each shift by its start, rounded for reading where that is near enough to give the same seats."""
    people = sum(seats)
    shares = np.round(np.array(seats) / people, 2 if people >= 100 else 4)
    shares[int(np.argmax(shares))] += 1.0 - shares.sum()
    return {
        clock_text(round(30.0 * (start % 48))): round(float(share), 4)
        for start, share in zip(starts, shares, strict=True)
    }


def _covers(minutes: NDArray[np.bool_], in_use: list[int], without: int) -> bool:
    """Whether somebody is still there in every minute without this one of the shifts."""
    others = [start for number, start in enumerate(in_use) if number != without]
    return bool(minutes[others].any(axis=0).all())
