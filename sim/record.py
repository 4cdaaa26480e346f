"""All that happened in one replication: one row per leg, one per seat and day; if asked for, one per activity.

Rows are packed and zero-initialised; a float that does not apply is the one NaN below. Each column is
declared once, with its unit: the data dictionary for exports and docs.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from html import escape
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.jit import compiled

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

NAN = math.nan
WEEK_MIN = 10080.0
DAY_MIN = 1440.0

MAX_CALLS = 6
"""Calls about one issue, redials included."""
MAX_LEG = 2
"""Transfers of one call."""


class Outcome(IntEnum):
    """How a leg ended. Exactly one of these."""

    ANSWERED = 0
    PASSED_ON = 1
    ABANDONED = 2
    BLOCKED = 3
    OPEN = 4


class Kind(IntEnum):
    """The caller's mood."""

    ORDINARY = 0
    UPSET = 1
    DIFFICULT = 2


class DayStatus(IntEnum):
    """What a seat's day was. A course day is a day on the phones."""

    ON_PHONES = 0
    SICK = 1
    AWAY = 2
    OFF = 3
    VACANT = 4
    TRAINING = 5


@dataclass(frozen=True)
class Column:
    """A column of the record. `plain`: what it is called in tables for analysts, where not by its name."""

    name: str
    code: str
    unit: str
    meaning: str
    plain: str = ""

    @property
    def in_tables(self) -> str:
        """Its name in `Record.to_frame`, with the unit where that is minutes."""
        name = self.plain or self.name
        return f"{name}_min" if self.unit == "min" and not name.endswith("_min") else name


LEG_COLUMNS = (
    Column("issue", "q", "id", "address of the issue: (day + 32768) << 30 | half-hour << 24 | number"),
    Column("policy", "h", "index", "policy in force when the leg ended its wait"),
    Column("type", "h", "index", "call type, in the file's order", "call_type"),
    Column("team", "h", "index", "team that answered, -1 if none"),
    Column("agent", "i", "index", "position that answered, counted over all teams, -1 if none", "seat"),
    Column("call", "b", "number", "1 for the first dialling about the issue, to 6"),
    Column("leg", "b", "number", "0 for the first leg of the call, to 2"),
    Column("attempt", "b", "number", "1 + earlier calls that were answered and did not resolve the issue"),
    Column("kind", "b", "Kind", "ordinary, upset or difficult; difficult or not where not answered", "mood"),
    Column("outcome", "b", "Outcome", "answered, passed_on, abandoned, blocked or open"),
    Column("cut", "b", "0 or 1", "ended by the agent before the caller was done"),
    Column("resolved", "b", "0 or 1", "the issue was resolved by this leg"),
    Column("arrived", "d", "min", "when the call (its first leg) came in"),
    Column("queued", "d", "min", "when the leg came in"),
    Column("left_queue", "d", "min", "when it stopped waiting, for whatever reason"),
    Column("answered", "d", "min", "when it was answered"),
    Column("talk_end", "d", "min", "when the talk ended"),
    Column("wrap_end", "d", "min", "when the wrap-up ended"),
    Column("need", "d", "min", "N': working time this agent would take if left alone"),
    Column("given", "d", "min", "S: working time given"),
    Column("held", "d", "min", "H: time without progress"),
    Column("achieved", "d", "share", "g: share of the needed work done"),
    Column("pressure", "d", "share", "x: time pressure on the leg"),
    Column("exhaustion", "d", "0-1", "E of the agent"),
    Column("strain", "d", "0-1", "F of the agent when the talk began"),
    Column("quality", "d", "0-100", "quality score"),
    Column("p_resolved", "d", "chance", "chance that this leg resolved the issue"),
    Column("p_satisfied", "d", "chance", "chance that the caller was satisfied"),
    Column("p_again", "d", "chance", "chance of redialling after hanging up or of calling again, unresolved"),
)

AGENT_DAY_COLUMNS = (
    Column("seat", "i", "index", "position, counted over all teams"),
    Column("team", "h", "index", "team"),
    Column("number", "h", "number", "position's number in the team", "number_in_team"),
    Column("hire", "h", "number", "how many people held the position before", "people_before"),
    Column("since_day", "i", "day", "first day on the phones; people of the start: the first simulated day"),
    Column("day", "i", "day", "0 is Monday of the first measured week"),
    Column("legs", "i", "number", "legs answered", "legs_answered"),
    Column("status", "b", "DayStatus", "on phones, sick, away, off, vacant or in newcomer training"),
    Column("rostered_min", "d", "min", "length of the shift, sick and away included"),
    Column("overtime_min", "d", "min", "minutes past the end of the shift"),
    Column("came", "d", "min", "when the agent came on duty"),
    Column(
        "went", "d", "min", "when the agent went home, or midnight where somebody always on duty works on"
    ),
    Column("talk_min", "d", "min", "minutes of talk"),
    Column("wrap_min", "d", "min", "minutes of wrap-up"),
    Column("free_min", "d", "min", "minutes available for a call"),
    Column("break_min", "d", "min", "minutes of breaks"),
    Column("pause_min", "d", "min", "minutes of pause after hostile calls"),
    Column("course_min", "d", "min", "minutes in a course"),
    *(
        Column(f"{what}_next_week_min", "d", "min", f"of {what}_min, those after the end of the day's week")
        for what in ("rostered", "overtime", "talk", "wrap", "free", "break", "pause", "course")
    ),
    Column("mean_strain", "d", "0-1", "time average of F over the shift"),
    Column("mean_pressure", "d", "share", "mean pressure over the day's legs"),
    Column(
        "exhaustion", "d", "0-1", "E after the day; not set for vacant positions and newcomers in training"
    ),
    Column("p_quit", "d", "chance", "chance of leaving after this day"),
    Column("p_sick", "d", "chance", "chance of being sick on this day"),
)

ACTIVITY_COLUMNS = (
    Column("seat", "i", "index", "position, counted over all teams"),
    Column("day", "i", "day", "day of the shift"),
    Column("activity", "b", "number", "what the agent turned to: see sim.engine.agent_state"),
    Column("start", "d", "min", "when"),
    Column("exhaustion", "d", "0-1", "E of the agent"),
    Column("strain", "d", "0-1", "F of the agent then"),
    Column("toll", "d", "ratio", "I: how fast it wears the agent, 1 if it is no talk"),
)


def _dtype(columns: tuple[Column, ...]) -> np.dtype[np.void]:
    return np.dtype(
        [(c.name, "<" + {"q": "i8", "i": "i4", "h": "i2", "b": "i1", "d": "f8"}[c.code]) for c in columns]
    )


LEG = _dtype(LEG_COLUMNS)
AGENT_DAY = _dtype(AGENT_DAY_COLUMNS)
ACTIVITY = _dtype(ACTIVITY_COLUMNS)

NO_DAY = 2**30
"""Later than any day: activities from this day on are none."""


def legs_in_order(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Leg rows sorted by (issue, call, leg)."""
    return take_rows(rows, np.argsort(_leg_number(rows)))


def leg_pieces(rows: NDArray[np.void], which: NDArray[np.int64]) -> Iterator[NDArray[np.void]]:
    """The rows of these numbers so sorted, in pieces of about PIECE, none of which parts the legs of an issue."""
    number = _leg_number(rows)[which]
    order = np.argsort(number)
    issue = number[order] >> 5
    order = which[order]
    begin = 0
    while begin < len(order):
        end = int(np.searchsorted(issue, issue[min(begin + PIECE, len(order)) - 1], side="right"))
        yield take_rows(rows, order[begin:end])
        begin = end


PIECE = 8192
"""Rows that are counted together: few enough to stay in the processor's cache."""


def _leg_number(rows: NDArray[np.void]) -> NDArray[np.int64]:
    number: NDArray[np.int64] = (rows["issue"] << 5) | (rows["call"].astype(np.int64) << 2) | rows["leg"]
    return number  # as in the order of events


def take_rows(rows: NDArray[np.void], order: NDArray[np.int64]) -> NDArray[np.void]:
    """`rows[order]`, which numpy does slowly for records."""
    out = np.empty(len(order), rows.dtype)
    width = rows.dtype.itemsize
    _take_bytes(rows.view(np.uint8).reshape(-1, width), order, out.view(np.uint8).reshape(-1, width))
    return out


@compiled
def _take_bytes(rows: NDArray[np.uint8], order: NDArray[np.int64], out: NDArray[np.uint8]) -> None:
    for i in range(len(order)):
        row = order[i]
        for k in range(rows.shape[1]):
            out[i, k] = rows[row, k]


def fingerprint(rows: NDArray[np.void], so_far: int = 0) -> int:
    """63-bit order-dependent hash of the rows; `so_far`: the hash of the rows before them."""
    return _fingerprint(np.ascontiguousarray(rows).view(np.uint8), so_far)


@compiled
def _fingerprint(data: NDArray[np.uint8], so_far: int) -> int:
    words = data[: len(data) // 8 * 8].view(np.int64)
    mixed = so_far ^ len(data)
    for word in words:
        mixed = (mixed ^ word) * 0x9E3779B97F4A7C1
        mixed ^= mixed >> 29
    for byte in data[len(words) * 8 :]:
        mixed = (mixed ^ byte) * 0x9E3779B97F4A7C1
        mixed ^= mixed >> 29
    return mixed & 0x7FFFFFFFFFFFFFFF


def agent_days_in_order(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Agent-day rows sorted by (day, seat)."""
    return take_rows(rows, np.argsort((rows["day"].astype(np.int64) << 20) + rows["seat"]))


def activities_in_order(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Activity rows sorted by seat, each seat's as they followed each other."""
    return take_rows(rows, np.argsort(rows["seat"], kind="stable"))


class Rows:
    """Rows written one by one, as packed bytes."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        names = tuple(c.name for c in columns)
        self._pack = struct.Struct("<" + "".join(c.code for c in columns)).pack
        self._values = attrgetter(*names)
        self._row: Any = type("Row", (), {"__slots__": names})()
        self._is_open = False
        self._dtype = _dtype(columns)
        self._bytes = bytearray()

    def new(self) -> Any:
        """Another row, all of whose columns are to be set by name before the next is asked for."""
        if self._is_open:
            self._close()
        self._is_open = True
        return self._row

    def _close(self) -> None:
        self._bytes += self._pack(*self._values(self._row))
        self._is_open = False

    def __len__(self) -> int:
        """Bytes written so far."""
        return len(self._bytes)

    def array(self) -> NDArray[np.void]:
        """All rows as they were written."""
        if self._is_open:
            self._close()
        return np.frombuffer(bytes(self._bytes), dtype=self._dtype)


Table = Literal["calls", "agent_days"]
TABLES = {"calls": (LEG_COLUMNS, "legs", "arrived"), "agent_days": (AGENT_DAY_COLUMNS, "agent_days", "day")}
"""Tables for analysts: their columns, what of a record they hold, and the column that says when it was."""
CODES: dict[str, type[IntEnum]] = {"outcome": Outcome, "kind": Kind, "status": DayStatus}
SPANS = {
    "wait_min": ("queued", "left_queue"),
    "talk_min": ("answered", "talk_end"),
    "wrap_min": ("talk_end", "wrap_end"),
}
"""Columns that a table of calls has beside those of the record: from when to when."""


@dataclass(frozen=True)
class Record:
    """One replication. `legs` are in order of (issue, call, leg), `agent_days` of (day, seat).

    `activities`, in order of (seat, time): only from the day on for which the engine was asked to record them.
    """

    legs: NDArray[np.void]
    agent_days: NDArray[np.void]
    seed: int
    replication: int
    activities: NDArray[np.void] = field(default_factory=lambda: np.empty(0, ACTIVITY))

    def to_frame(self, scenario: Scenario, table: Table = "calls", *, warm_up: bool = False) -> pd.DataFrame:
        """The record as a tidy pandas table. `scenario`: the one it is of, which gives teams and types their names.

        `table`: "calls" for one row a leg of a call (a call that is passed on has several), or "agent_days" for one a
        seat and day. Columns are those of the reference, named with their unit where that is minutes, such as
        `wait_min`; times of day count from Monday 00:00 of the first measured week. Codes are words, yes and no are
        bools, what does not apply is missing. Calls also have `day`, `wait_min`, `talk_min` and `wrap_min`. `attrs`
        holds seed, replication and `units`. Without `warm_up`, only measured weeks. Raises ValueError for an unknown
        table.

        Examples:
            >>> from sim import load, replace, simulate
            >>> small = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 100}
            >>> centre = replace(load("configs/typical_centre.yaml"), {**small, "teams.Front line.agents": 6})
            >>> record = simulate(centre, engine="simpy")
            >>> calls = record.to_frame(centre)
            >>> sorted(calls["outcome"].unique()), calls.attrs["units"]["wait_min"]
            (['abandoned', 'answered', 'passed_on'], 'min')
            >>> days = record.to_frame(centre, "agent_days")
            >>> len(days), days["team"].unique().tolist(), days.attrs["units"]["mean_strain"]
            (42, ['Front line'], '0-1')
        """
        import pandas as pd

        if table not in TABLES:
            raise ValueError(f'unknown table "{table}"; known here: {", ".join(TABLES)}')
        columns, attribute, time = TABLES[table]
        rows: NDArray[np.void] = getattr(self, attribute)
        day = np.floor_divide(rows[time], DAY_MIN).astype(np.int32) if table == "calls" else rows[time]
        if not warm_up:
            measured = (day >= 0) & (day < 7 * scenario.horizon.weeks)
            rows, day = rows[measured], day[measured]
        words = {
            "type": [t.name for t in scenario.call_types],
            "team": [t.name for t in scenario.teams],
        } | {name: [code.name.lower() for code in codes] for name, codes in CODES.items()}
        data: dict[str, Any] = {"replication": np.full(len(rows), self.replication, np.int32)}
        units = {"replication": "number"}
        if table == "calls":
            data["day"], units["day"] = day, "day"
        for column in columns:
            values = np.ascontiguousarray(rows[column.name])
            if column.name in words:
                values = pd.Categorical.from_codes(values, words[column.name])
            elif column.unit == "0 or 1":
                values = values.astype(bool)
            elif column.name == "agent":
                values = pd.array(values, dtype="Int32")
                values[values == -1] = pd.NA
            data[column.in_tables] = values
            units[column.in_tables] = "" if column.name in words or column.unit == "0 or 1" else column.unit
        if table == "calls":
            for name, (begin, end) in SPANS.items():
                data[name], units[name] = rows[end] - rows[begin], "min"
        out = pd.DataFrame(data)
        out.attrs |= {"seed": self.seed, "replication": self.replication, "units": units}
        return out

    def _counts(self) -> dict[str, int]:
        legs = np.bincount(self.legs["outcome"], minlength=len(Outcome))
        counts = {f"legs {o.name.lower()}": int(legs[o]) for o in Outcome}
        return counts | {"agent-days": len(self.agent_days), "activities": len(self.activities)}

    def _title(self) -> str:
        return f"Record of replication {self.replication}, seed {self.seed}, warm-up included"

    def __repr__(self) -> str:
        counts = ", ".join(f"{n:,} {what.replace('_', ' ')}" for what, n in self._counts().items())
        return f"{self._title()}:\n  {counts}"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{what.replace('_', ' ')}</td><td>{n:,}</td></tr>" for what, n in self._counts().items()
        )
        return f"<p>{escape(self._title())}</p>\n<table>{rows}</table>"

    def data_bytes(self) -> bytes:
        """Every bit of what happened, for comparing engines."""
        return self.legs.tobytes() + self.agent_days.tobytes() + self.activities.tobytes()


def rows_of_week(arrived: NDArray[np.float64], week: int) -> NDArray[np.int64]:
    """The numbers of the rows whose calls came in in this week; `arrived`: when each did."""
    return np.flatnonzero((arrived >= week * WEEK_MIN) & (arrived < (week + 1) * WEEK_MIN))


Pieces = Iterator[NDArray[np.void]]
Weeks = Generator[Pieces, None, NDArray[np.void]]
"""Legs of each measured week in turn (calls belong to the week they come in), each in pieces (`leg_pieces`), to be
read before the next week is asked for; at the end, all agent-days."""


def weeks(record: Record, measured: int) -> Weeks:
    """A record handed out week by week, warm-up left out of the legs."""
    arrived = np.ascontiguousarray(record.legs["arrived"])
    for number in range(measured):
        yield leg_pieces(record.legs, rows_of_week(arrived, number))
    return record.agent_days
