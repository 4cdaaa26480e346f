"""One calendar day of a centre, taken from the record: seats with what they did, callers with how long they waited."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from present.floor.stints import Roster, Spell, Stint, stints
from present.floor.strain import Strain, exhaustion_at_start, strain_of
from sim import Record, Scenario
from sim.calendar import DAY_MIN, Calendar
from sim.record import NAN, DayStatus, Kind, Outcome
from sim.scenario import policies
from sim.scenario.fields import WEEKDAYS

DAY_NAMES = dict(
    zip(
        WEEKDAYS,
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)
ABSENT = {
    DayStatus.SICK: "sick today",
    DayStatus.AWAY: "away today",
    DayStatus.OFF: "day off",
    DayStatus.VACANT: "nobody in this seat: somebody left and is not replaced yet",
    DayStatus.TRAINING: "newcomer in training, not on the phones yet",
}


@dataclass(frozen=True)
class Seat:
    """A seat on this day. `absent`: why nobody sat there, "" where somebody did; `exhaustion`: E, NaN if unknown.

    Spells and strain lie within the day, in turn; between two of them, nobody is there.
    """

    team: int
    number: int
    absent: str
    status: DayStatus
    exhaustion: float
    spells: tuple[Spell, ...]
    strain: tuple[Strain, ...]
    comes: float
    goes: float


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
    seats: tuple[Seat, ...]
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
    return DAY_NAMES[WEEKDAYS[day % 7]]


def open_days(scenario: Scenario) -> dict[int, list[int]]:
    """Measured week -> numbers of its open days; weeks without any are left out."""
    found: dict[int, list[int]] = {}
    for day in Calendar(policies(scenario), scenario.horizon.weeks).days:
        if day >= 0:
            found.setdefault(day // 7, []).append(day)
    return found


def day_of(scenario: Scenario, record: Record, day: int) -> Day:
    """A day from a record that holds at least the legs and agent-days of it and of the two days before."""
    roster = Roster.of(scenario)
    midnight, next_midnight = day * DAY_MIN, (day + 1) * DAY_MIN
    legs = record.legs
    left = np.where(np.isnan(legs["wrap_end"]), legs["left_queue"], legs["wrap_end"])
    legs = legs[(legs["queued"] < next_midnight) & (left >= midnight - DAY_MIN)]
    rows = record.agent_days
    rows = rows[(rows["day"] <= day) & (rows["day"] >= day - 2)]
    seats = _seats(roster, legs, rows, day)
    waits = _waits(legs, midnight, next_midnight)
    opened = roster.calendar.days.get(day)
    opens, closes = (opened.opens, opened.closes) if opened else (NAN, NAN)
    times = [opens, closes, *waits.joined, *waits.left]
    for seat in seats:
        times += [t for spell in seat.spells for t in (spell.start, spell.end)]
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
        bool(roster.on(day).behaviour.strain),
    )


def _seats(roster: Roster, legs: NDArray[np.void], rows: NDArray[np.void], day: int) -> tuple[Seat, ...]:
    midnight, next_midnight = day * DAY_MIN, (day + 1) * DAY_MIN
    reaching = [s for s in stints(roster, legs, rows) if s.went > midnight and s.came < next_midnight]
    of_seat: dict[int, list[Stint]] = {}
    for stint in reaching:
        of_seat.setdefault(int(rows["seat"][stint.row]), []).append(stint)
    found = []
    for index in np.flatnonzero(rows["day"] == day):
        row = rows[index]
        mine = of_seat.get(int(row["seat"]), [])
        status = DayStatus(int(row["status"]))
        exhaustions = [exhaustion_at_start(roster, s, legs, rows) for s in mine]
        strains = [
            _clipped(strain_of(roster, s, legs, rows[s.row], E), midnight, next_midnight)
            for s, E in zip(mine, exhaustions, strict=True)
        ]
        spells = [
            Spell(max(x.start, midnight), min(x.end, next_midnight), x.doing, x.leg)
            for s in mine
            for x in s.spells
            if x.end > midnight and x.start < next_midnight
        ]
        found.append(
            Seat(
                int(row["team"]),
                int(row["number"]),
                "" if mine else _absent(status),
                status,
                exhaustions[-1] if mine else NAN,
                tuple(spells),
                tuple(strains),
                mine[0].came if mine else NAN,
                mine[-1].went if mine else NAN,
            )
        )
    return tuple(sorted(found, key=lambda s: (s.team, s.number)))


def _absent(status: DayStatus) -> str:
    return ABSENT.get(status, "not on duty today")


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
        strain.at_calls,
    )


def _waits(legs: NDArray[np.void], start: float, end: float) -> Waits:
    waited = (legs["left_queue"] > legs["queued"]) & (legs["queued"] < end) & (legs["left_queue"] > start)
    waited &= legs["outcome"] != Outcome.BLOCKED
    mine = legs[waited]
    was_upset = {
        (int(leg["issue"]), int(leg["call"]), int(leg["leg"]) + 1)
        for leg in legs[(legs["kind"] == Kind.UPSET) & (legs["outcome"] == Outcome.PASSED_ON)]
    }
    mood = np.where(mine["kind"] == Kind.DIFFICULT, int(Kind.DIFFICULT), int(Kind.ORDINARY)).astype(np.int64)
    for i, leg in enumerate(mine):
        if (int(leg["issue"]), int(leg["call"]), int(leg["leg"])) in was_upset:
            mood[i] = Kind.UPSET
    order = np.argsort(mine["queued"], kind="stable")
    return Waits(
        mine["queued"][order].astype(np.float64),
        mine["left_queue"][order].astype(np.float64),
        mood[order],
        mine["outcome"][order].astype(np.int64),
    )


def _moments(legs: NDArray[np.void], start: float, end: float) -> dict[str, NDArray[np.float64]]:
    """A call is answered, or hung up, by its first leg; `lost_later`: who gave up after being passed on."""

    def times(which: NDArray[np.bool_], column: str) -> NDArray[np.float64]:
        found = legs[column][which]
        return np.sort(found[(found >= start) & (found < end)]).astype(np.float64)

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
