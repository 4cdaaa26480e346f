"""One calendar day of a centre, taken from the record: seats with what they did, callers with how long they waited."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from present.floor.duty_periods import Activity, DutyPeriod, duty_periods
from present.floor.strain import Strain, strain_of
from sim import Record, Scenario
from sim.calendar import Calendar
from sim.record import DAY_MIN, NAN, DayStatus, Kind, Outcome
from sim.scenario import policies
from sim.scenario.behaviour import Behaviour

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ABSENT = {
    DayStatus.SICK: "sick today",
    DayStatus.AWAY: "away today",
    DayStatus.OFF: "day off",
    DayStatus.VACANT: "vacant: somebody left and is not replaced yet",
    DayStatus.TRAINING: "newcomer in training, not on the phones yet",
}


@dataclass(frozen=True)
class SeatTimeline:
    """A seat on this day. `absent`: why nobody sat there, "" where somebody did; `exhaustion`: E, NaN if unknown.

    Activities and strain lie within the day, in turn; between two of them, nobody is there. `start`, `end`: of the time
    at work, which may lie on the day before and after.
    """

    team: int
    number: int
    absent: str
    status: DayStatus
    exhaustion: float
    activities: tuple[Activity, ...]
    strain: tuple[Strain, ...]
    start: float
    end: float


@dataclass(frozen=True)
class Waits:
    """Legs that waited, in the order in which they came: since when, until when, the mood that is known, the outcome.

    A difficult caller is one from the start. Whether somebody is upset is settled when they are answered, so only
    those are upset here who were, and then were passed on to a colleague.
    """

    joined: NDArray[np.float64]
    left: NDArray[np.float64]
    mood: NDArray[np.int64]
    outcome: NDArray[np.int64]


@dataclass(frozen=True)
class Day:
    """`start` to `end`: from the first to the last thing that happens, minutes from Monday 00:00 of week 0.

    `moments`: what is counted -> when it happened, rising. `has_strain`: whether the scenario simulates strain at all.
    """

    scenario: Scenario
    number: int
    opens: float
    closes: float
    start: float
    end: float
    seats: tuple[SeatTimeline, ...]
    waits: Waits
    moments: dict[str, NDArray[np.float64]]
    legs: NDArray[np.void]
    has_strain: bool

    @property
    def midnight(self) -> float:
        """The beginning of the day."""
        return self.number * DAY_MIN

    @property
    def name(self) -> str:
        """ "Monday of week 8"."""
        return f"{weekday(self.number)} of week {self.number // 7 + 1}"


def weekday(day: int) -> str:
    """ "Monday"."""
    return DAY_NAMES[day % 7]


def open_days(scenario: Scenario) -> dict[int, list[int]]:
    """Measured week -> numbers of its open days; weeks without any are left out."""
    weeks: dict[int, list[int]] = {}
    for day in Calendar(policies(scenario), scenario.horizon.weeks).days:
        if 0 <= day < 7 * scenario.horizon.weeks:
            weeks.setdefault(day // 7, []).append(day)
    return weeks


def behaviour_on(scenario: Scenario, day: int) -> Behaviour:
    """The constants of behaviour in force on a day."""
    in_force = policies(scenario)
    week = max(day // 7, in_force[0][0])
    return max((p for p in in_force if p[0] <= week), key=itemgetter(0))[1].behaviour


def day_of(scenario: Scenario, record: Record, day: int) -> Day:
    """A day from a record that holds at least the legs, agent-days and activities of it and of the two days before."""
    midnight, next_midnight = day * DAY_MIN, (day + 1) * DAY_MIN
    legs = record.legs
    left = np.where(np.isnan(legs["wrap_end"]), legs["left_queue"], legs["wrap_end"])
    legs = legs[(legs["queued"] < next_midnight) & (left >= midnight - DAY_MIN)]
    rows = record.agent_days
    rows = rows[(rows["day"] <= day) & (rows["day"] >= day - 2)]
    seats = _seats(scenario, replace(record, legs=legs, agent_days=rows), day)
    waits = _waits(legs, midnight, next_midnight)
    hours = Calendar(policies(scenario), scenario.horizon.weeks).days.get(day)
    opens, closes = (midnight + hours.spans[0][0], midnight + hours.spans[-1][1]) if hours else (NAN, NAN)
    times = [opens, closes, *waits.joined, *waits.left]
    for seat in seats:
        times += [t for activity in seat.activities for t in (activity.start, activity.end)]
    known = [t for t in times if not math.isnan(t)] or [midnight, midnight + 1.0]
    return Day(
        scenario,
        day,
        opens,
        closes,
        max(midnight, min(known)),
        min(next_midnight, max(known)),
        seats,
        waits,
        _moments(legs, midnight, next_midnight),
        legs,
        bool(behaviour_on(scenario, day).strain),
    )


def _seats(scenario: Scenario, record: Record, day: int) -> tuple[SeatTimeline, ...]:
    midnight, next_midnight = day * DAY_MIN, (day + 1) * DAY_MIN
    rows = record.agent_days
    of_seat: dict[int, list[DutyPeriod]] = {}
    for period in duty_periods(record):
        if period.end > midnight and period.start < next_midnight:
            of_seat.setdefault(int(rows["seat"][period.row]), []).append(period)
    seats = []
    for index in np.flatnonzero(rows["day"] == day):
        row = rows[index]
        periods = of_seat.get(int(row["seat"]), [])
        status = DayStatus(int(row["status"]))
        strains = [strain_of(p, behaviour_on(scenario, int(rows["day"][p.row]))) for p in periods]
        activities = [
            replace(x, start=max(x.start, midnight), end=min(x.end, next_midnight))
            for p in periods
            for x in p.activities
            if x.end > midnight and x.start < next_midnight
        ]
        seats.append(
            SeatTimeline(
                int(row["team"]),
                int(row["number"]),
                "" if periods else ABSENT.get(status, "not on duty today"),
                status,
                periods[-1].exhaustion if periods else NAN,
                tuple(activities),
                tuple(_clipped(strain, midnight, next_midnight) for strain in strains),
                periods[0].start if periods else NAN,
                periods[-1].end if periods else NAN,
            )
        )
    return tuple(sorted(seats, key=lambda s: (s.team, s.number)))


def _clipped(strain: Strain, start: float, end: float) -> Strain:
    """What lies within the day, with a point at its very edge where one was cut off."""
    times, values = strain.times, strain.values
    if times[0] >= start and times[-1] <= end:
        return strain
    inside = (times > start) & (times < end)
    edges = np.array([max(start, times[0]), min(end, times[-1])])
    at_edges = np.interp(edges, times, values)
    return Strain(
        np.concatenate([edges[:1], times[inside], edges[1:]]),
        np.concatenate([at_edges[:1], values[inside], at_edges[1:]]),
    )


def _waits(legs: NDArray[np.void], start: float, end: float) -> Waits:
    waited = (legs["left_queue"] > legs["queued"]) & (legs["queued"] < end) & (legs["left_queue"] > start)
    waited &= legs["outcome"] != Outcome.BLOCKED
    waiting = legs[waited]
    was_upset = {
        (int(leg["issue"]), int(leg["call"]), int(leg["leg"]) + 1)
        for leg in legs[(legs["kind"] == Kind.UPSET) & (legs["outcome"] == Outcome.PASSED_ON)]
    }
    mood = np.where(waiting["kind"] == Kind.DIFFICULT, int(Kind.DIFFICULT), int(Kind.ORDINARY)).astype(
        np.int64
    )
    for i, leg in enumerate(waiting):
        if (int(leg["issue"]), int(leg["call"]), int(leg["leg"])) in was_upset:
            mood[i] = Kind.UPSET
    order = np.argsort(waiting["queued"], kind="stable")
    return Waits(
        waiting["queued"][order].astype(np.float64),
        waiting["left_queue"][order].astype(np.float64),
        mood[order],
        waiting["outcome"][order].astype(np.int64),
    )


def _moments(legs: NDArray[np.void], start: float, end: float) -> dict[str, NDArray[np.float64]]:
    """A call is answered, or hung up, by its first leg; `lost_later`: who gave up after being passed on."""

    def times(which: NDArray[np.bool_], column: str) -> NDArray[np.float64]:
        all_times = legs[column][which]
        return np.sort(all_times[(all_times >= start) & (all_times < end)]).astype(np.float64)

    first = legs["leg"] == 0
    answered = legs["agent"] >= 0
    return {
        "called": times(first, "arrived"),
        "answered": times(answered & first, "answered"),
        "hung_up": times(first & (legs["outcome"] == Outcome.ABANDONED), "left_queue"),
        "turned_away": times(legs["outcome"] == Outcome.BLOCKED, "left_queue"),
        "not_served": times(first & (legs["outcome"] == Outcome.OPEN), "left_queue"),
        "lost_later": times(~first & ~answered, "left_queue"),
        "settled": times(answered & (legs["resolved"] == 1), "talk_end"),
        "closed": times(answered & (legs["cut"] == 1), "talk_end"),
    }
