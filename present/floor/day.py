"""One calendar day of a centre, taken from the record: seats with what they did, callers with how long they waited."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from present.changes import number
from present.floor.stints import Roster, Spell, Stint, stints
from present.floor.strain import Strain, exhaustion_at_start, strain_of
from sim import Record, Scenario
from sim.calendar import DAY_MIN, Calendar
from sim.engine.work import BREAK, TALK, WRAP
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
    def times(which: NDArray[np.bool_], column: str) -> NDArray[np.float64]:
        found = legs[column][which]
        return np.sort(found[(found >= start) & (found < end)]).astype(np.float64)

    first = legs["leg"] == 0
    answered = legs["agent"] >= 0
    return {
        "called": times(first, "arrived"),
        "answered": times(answered & first, "answered"),
        "hung_up": times(legs["outcome"] == Outcome.ABANDONED, "left_queue"),
        "turned_away": times(legs["outcome"] == Outcome.BLOCKED, "left_queue"),
        "not_served": times(legs["outcome"] == Outcome.OPEN, "left_queue"),
        "settled": times(answered & (legs["resolved"] == 1), "talk_end"),
        "closed": times(answered & (legs["cut"] == 1), "talk_end"),
    }


# -- What can be asked of it --


def waiting_at(day: Day, time: float) -> NDArray[np.int64]:
    """The numbers of those who wait at this time, longest first."""
    return np.flatnonzero((day.waits.joined <= time) & (day.waits.left > time))


def line_lengths(day: Day) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(when, how many wait from then on) each time somebody joins the line."""
    joined, left = day.waits.joined, np.sort(day.waits.left)
    length = np.arange(1, len(joined) + 1) - np.searchsorted(left, joined, side="right")
    return np.maximum(joined, day.start), length.astype(np.int64)


def most_waiting(day: Day, start: float, end: float) -> int:
    """The longest line from `start` up to, not at, `end`."""
    times, length = line_lengths(day)
    within = length[(times >= start) & (times < end)]
    return max(len(waiting_at(day, start)), int(within.max()) if len(within) else 0)


def longest_line(day: Day) -> tuple[float, int] | None:
    """(when the line was first at its longest, how many waited); None where nobody waited."""
    times, length = line_lengths(day)
    if not len(length):
        return None
    at = int(np.argmax(length))
    return float(times[at]), int(length[at])


def spell_at(seat: Seat, time: float) -> Spell | None:
    """What somebody does at this time; None where nobody is there."""
    for spell in seat.spells:
        if spell.start <= time < spell.end:
            return spell
    return None


def strain_at(seat: Seat, time: float) -> float:
    """F at this time, NaN where nobody is there."""
    for strain in reversed(seat.strain):
        if strain.times[0] <= time <= strain.times[-1]:
            return float(np.interp(time, strain.times, strain.values))
    return NAN


def kind_of(day: Day, spell: Spell) -> Kind:
    """The mood of the caller in hand."""
    return Kind(int(day.legs["kind"][spell.leg])) if spell.doing in (TALK, WRAP) else Kind.ORDINARY


def clock(minutes: float) -> str:
    """Minutes from any midnight as "09:05"; the last moment of a day is "24:00"."""
    whole = int(minutes + 1e-9)
    return f"{whole // 60:02d}:{whole % 60:02d}"


@dataclass(frozen=True)
class Moment:
    """The floor at one time. `strain`: mean F of those there, NaN where nobody is.

    `most_waiting`: the longest line in the half-hour that begins here.
    """

    time: float
    waiting: int
    most_waiting: int
    longest_min: float
    difficult_waiting: int
    on_duty: int
    on_calls: int
    hostile: int
    at_rest: int
    strain: float


def moment(day: Day, time: float) -> Moment:
    """Everything countable at one time."""
    who = waiting_at(day, time)
    on = [(s, spell) for s in day.seats if (spell := spell_at(s, time)) is not None]
    talking = [spell for _, spell in on if spell.doing == TALK]
    strains = [strain_at(s, time) for s, _ in on]
    return Moment(
        time,
        len(who),
        most_waiting(day, time, time + 30.0),
        float(time - day.waits.joined[who[0]]) if len(who) else 0.0,
        int((day.waits.mood[who] == Kind.DIFFICULT).sum()),
        len(on),
        len(talking),
        sum(kind_of(day, spell) != Kind.ORDINARY for spell in talking),
        sum(spell.doing >= BREAK for _, spell in on),
        float(np.mean(strains)) if strains else NAN,
    )


def minutes_in_words(minutes: float) -> str:
    """ "40 s" under a minute, else "4 min"."""
    return f"{number(round(minutes * 60.0))} s" if minutes < 1.0 else f"{number(round(minutes))} min"
