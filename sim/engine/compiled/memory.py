"""The arrays that hold one replication's state, their addresses, and their replacement by larger ones."""

from __future__ import annotations

import threading
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.callers import Arrivals
from sim.engine.agent_state import SeatState
from sim.engine.compiled.events import (
    HEAPS,
    MAX_ACTIVITIES_PER_EVENT,
    MAX_ACTIVITIES_PER_MIDNIGHT,
    MAX_PER_EVENT,
)
from sim.engine.compiled.layout import (
    EVENT,
    FREE_LIST,
    HEAP,
    ISSUE,
    LANE,
    NONE,
    PENDING,
    REAL,
    SEAT,
    SEAT_DAY,
    WHOLE,
    WORLD,
)
from sim.engine.compiled.tables import Tables
from sim.record import ACTIVITY, AGENT_DAY, LEG, NO_DAY, take_rows
from sim.run_control import UNCONTROLLED, RunControl

Array = NDArray[Any]

MIN_FREE = 64
UNLIMITED = 2**60
"""The capacity for rows that are never written."""
MAX_INITIAL_ROWS = 2**22
"""A guess at how many legs there will be is followed up to here; untouched memory costs nothing."""


ROWS_PER_CHECK = 2**16
"""Rows that are copied before it is asked again whether anybody still waits for them."""
MAX_SPARE_BYTES = 2**27
"""Of one replication's rows of legs, to be kept for another's: fresh memory costs as much as what is written to it."""
MAX_SPARES_BYTES = 2**28
"""Of all that is so kept."""


class _Spares:
    """Arrays for rows of legs that no replication uses now; for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrays: list[Array] = []

    def take(self, rows: int) -> Array | None:
        """One with at least so many rows, the shortest there is; None if there is none."""
        with self._lock:
            long_enough = [i for i, array in enumerate(self._arrays) if len(array) >= rows]
            if not long_enough:
                return None
            return self._arrays.pop(min(long_enough, key=lambda i: len(self._arrays[i])))

    def give(self, array: Array) -> None:
        """Keep it, unless it is too much; those kept before go first."""
        if array.nbytes > MAX_SPARE_BYTES:
            return
        with self._lock:
            self._arrays.append(array)
            while sum(kept.nbytes for kept in self._arrays) > MAX_SPARES_BYTES:
                self._arrays.pop(0)


_spares = _Spares()


class Memory:
    """One replication's state. `w` is its WORLD record."""

    def __init__(
        self,
        tables: Tables,
        seed: int,
        replication: int,
        weeks_in_memory: int,
        activities_from: int = NO_DAY,
        control: RunControl = UNCONTROLLED,
    ) -> None:
        self.tables = tables
        self.control = control
        self.world = np.zeros(1, WORLD)
        self.w = w = self.world[0]
        self._arrays: dict[str, Array] = {}
        """Whatever an address in `w` points to."""
        calendar = tables.calendar
        w["seed"], w["replication"] = seed, replication
        w["run"] = control.run
        self._point("cancel_slot", control.slot)
        w["first_day"] = w["next_day"] = w["day"] = calendar.first_day
        w["last_day"], w["horizon"] = calendar.last_day, calendar.horizon
        w["supplied_day"] = NONE
        w["day_time"] = calendar.first_day * 1440.0
        w["policies_n"], w["teams"], w["types"] = len(tables.policies), tables.teams, tables.types
        w["all_seats"], w["periods_n"] = tables.seats, len(calendar.periods)
        for name, table in (
            ("policies", tables.policy),
            ("type_rules", tables.type_rules),
            ("team_rules", tables.team_rules),
            ("handles", tables.handles),
            ("plans", tables.plans),
            ("breaks", tables.breaks),
            ("day_hours", tables.day_hours),
            ("periods", tables.periods),
            ("profiles", tables.profiles),
            ("courses", tables.courses),
            ("lane_numbers", tables.lane_numbers),
        ):
            self._point(name, table)
        self.seats = self._point("seats", _seats(tables))
        lanes = np.zeros(tables.types * (tables.teams + 1), LANE)
        lanes["first"] = lanes["last"] = -1
        lanes["type"], lanes["directed"] = np.divmod(np.arange(len(lanes)), tables.teams + 1)
        lanes["directed"] -= 1
        w["lanes_n"] = len(lanes)
        self._point("lanes", lanes)
        free = np.zeros(tables.teams, FREE_LIST)
        free["first"] = free["last"] = -1
        self._point("free_lists", free)
        self._point("on_duty", np.zeros(tables.teams, WHOLE))
        until = np.zeros(tables.teams, REAL)
        until["x"] = calendar.first_day * 1440.0
        self._point("rostered_until", until)
        w["ring"] = 4
        self.seat_days = self._point("seat_days", _ring(tables.seats, 4).reshape(-1))
        w["pending_capacity"] = 32
        self.pendings = self._point("pendings", np.zeros(max(1, tables.seats * 32), PENDING))
        self.heaps = self._point("heaps", np.zeros(HEAPS, HEAP))
        self.heaps["first"] = np.inf
        for which in range(HEAPS):
            self._heap(which, 500 * MAX_PER_EVENT[which] + 1024 + 16 * tables.seats)
        self.issues = np.zeros(0, ISSUE)
        self._issues(2048)
        calls = 8 * max(p.scenario.demand.calls_per_day for p in tables.policies) * weeks_in_memory
        capacity = 4096 + min(int(1.4 * calls), MAX_INITIAL_ROWS)
        used = _spares.take(capacity)
        if used is None:
            self.legs = self._rows("legs", LEG, capacity)
        else:
            self.w["legs_capacity"] = len(used)
            self.legs = self._point("legs", used)
        self.agent_days = self._rows("agent_days", AGENT_DAY, 32 * (tables.seats + 1))
        w["activities_from"] = activities_from
        self.activities = self._rows("activities", ACTIVITY, 0 if activities_from == NO_DAY else 4096)
        if activities_from == NO_DAY:
            w["activities_capacity"] = UNLIMITED
        self._allow(0)

    def _point(self, name: str, array: Array) -> Array:
        """Set the address of this name to that array."""
        self._arrays[name] = array
        self.w[name] = array.__array_interface__["data"][0]  # a third of the time that `ctypes.data` takes
        return array

    # -- Calls of a day --

    def supply(self, arrivals: Arrivals | None) -> None:
        """The first calls of `next_day`; None where the centre is closed."""
        w = self.w
        w["supplied_day"] = w["next_day"]
        w["next_call"], w["calls_n"] = 0, 0 if arrivals is None else len(arrivals.time)
        if arrivals is not None:
            self._point("call_time", arrivals.time)
            self._point("call_issue", arrivals.issue)
            self._point("call_type", arrivals.type)
            self._point("call_difficult", arrivals.difficult)
            self._point("call_need", arrivals.need)

    # -- Rows --

    def _rows(self, name: str, dtype: np.dtype[np.void], capacity: int) -> Array:
        self.w[f"{name}_capacity"] = capacity
        return self._point(name, np.empty(capacity, dtype))

    @property
    def legs_written(self) -> Array:
        """Rows of legs, as they were written; the array itself, no copy."""
        return self.legs[: self.w["legs_n"]]

    @property
    def agent_days_written(self) -> Array:
        """Rows of agent-days, likewise."""
        return self.agent_days[: self.w["agent_days_n"]]

    @property
    def activities_written(self) -> Array:
        """Rows of activities, likewise."""
        return self.activities[: self.w["activities_n"]]

    def keep_legs(self, which: NDArray[np.int64]) -> None:
        """Drop all rows of legs but these, given in rising order."""
        if len(which) < self.w["legs_n"]:
            self.legs[: len(which)] = take_rows(self.legs_written, which)
            self.w["legs_n"] = len(which)

    @property
    def earliest_open_call(self) -> float:
        """When the earliest of the calls that are still going on came in; infinite if none is."""
        arrived = self.issues["arrived"]
        going_on = arrived[~np.isnan(arrived)]
        return float(going_on.min()) if len(going_on) else float("inf")

    def release(self) -> None:
        """End the use of this memory: another replication may reuse its rows of legs."""
        _spares.give(self.legs)

    # -- Larger arrays --

    def grow(self) -> None:
        """Double the capacity of whatever is nearly full: see `events_that_fit` in `clock`."""
        w, seats = self.w, self.tables.seats
        legs = int(w["legs_n"] + w["waiting"])
        if w["legs_capacity"] - legs < MIN_FREE:
            self.legs = self._enlarged("legs", self.legs, legs)
        days = int(w["agent_days_n"] + seats * (w["ring"] + 1))
        if w["agent_days_capacity"] - days < MIN_FREE * (w["ring"] + 1):
            self.agent_days = self._enlarged("agent_days", self.agent_days, days)
        activities = int(w["activities_n"] + MAX_ACTIVITIES_PER_MIDNIGHT * seats)
        if w["activities_capacity"] - activities < MIN_FREE * MAX_ACTIVITIES_PER_EVENT:
            self.activities = self._enlarged("activities", self.activities, activities)
        if w["issues_capacity"] - w["issues_in_use"] < MIN_FREE:
            self._issues(2 * len(self.issues))
        for which in range(HEAPS):
            if self.heaps[which]["capacity"] - self.heaps[which]["n"] - 3 * seats < MIN_FREE:
                self._heap(which, 2 * int(self.heaps[which]["capacity"]))
        if w["pending_capacity"] - w["max_pending"] < 4:
            self._more_pending()

    def _allow(self, more_bytes: int) -> None:
        """Raise OverBudgetError if so much more is too much; rows of legs count once they are written."""
        held = sum(array.nbytes for array in self._arrays.values())
        unwritten = (len(self.legs) - int(self.w["legs_n"])) * LEG.itemsize
        self.control.check_memory(held - unwritten + more_bytes)

    def _copy(self, to: Array, rows: Array) -> None:
        """Copy rows to the beginning of a longer array. Raises SupersededError once all this was cancelled."""
        for first in range(0, len(rows), ROWS_PER_CHECK):
            self.control.check()
            some = rows[first : first + ROWS_PER_CHECK]
            to[first : first + len(some)] = some

    def _enlarged(self, name: str, rows: Array, need: int) -> Array:
        self._allow(int(self.w[f"{name}_n"]) * rows.itemsize)
        longer = np.empty(max(2 * len(rows), 2 * need + 64), rows.dtype)
        self._copy(longer, rows[: int(self.w[f"{name}_n"])])
        self.w[f"{name}_capacity"] = len(longer)
        return self._point(name, longer)

    def _issues(self, capacity: int) -> None:
        old = len(self.issues)
        if old:
            self._allow(capacity * ISSUE.itemsize)
        issues = np.zeros(capacity, ISSUE)
        self._copy(issues, self.issues)
        for first in range(old, capacity, ROWS_PER_CHECK):
            self.control.check()
            unused = issues[first : first + ROWS_PER_CHECK]
            unused["arrived"] = np.nan
            unused["after"] = np.arange(first + 1, first + 1 + len(unused))
        issues["after"][-1] = self.w["first_unused"] if old else -1
        self.w["first_unused"] = old
        self.w["issues_capacity"] = capacity
        self.issues = self._point("issues", issues)

    def _heap(self, which: int, capacity: int) -> None:
        old = self._arrays.get(f"heap {which}")
        if old is not None:
            self._allow(capacity * EVENT.itemsize)
        entries = np.zeros(capacity, EVENT)
        if old is not None:
            self._copy(entries, old)
        self._arrays[f"heap {which}"] = entries
        self.heaps[which]["entries"] = entries.ctypes.data
        self.heaps[which]["capacity"] = capacity

    def _more_pending(self) -> None:
        old, seats = int(self.w["pending_capacity"]), self.tables.seats
        self._allow(2 * self.pendings.nbytes)
        place = (self.seats["pending_first"][:, None] + np.arange(old)) % old
        in_order = np.take_along_axis(self.pendings.reshape(seats, old), place, axis=1)
        more = np.zeros((seats, 2 * old), PENDING)
        more[:, :old] = in_order
        self.seats["pending_first"] = 0
        self.w["pending_capacity"] = 2 * old
        self.pendings = self._point("pendings", more.reshape(-1))

    def widen_ring(self) -> None:
        """Double the places for each seat's unfinished days."""
        old, seats = int(self.w["ring"]), self.tables.seats
        self._allow(2 * self.seat_days.nbytes)
        before = self.seat_days.reshape(seats, old + 1)
        after = _ring(seats, 2 * old)
        place = before["day"][:, :old] & (2 * old - 1)
        np.put_along_axis(after, place, before[:, :old], axis=1)
        self.w["ring"] = 2 * old
        self.seat_days = self._point("seat_days", after.reshape(-1))


def _ring(seats: int, days: int) -> Array:
    """(seat, place): places for `days` days of each seat, in the place of the day's last bits, and one for no day.

    Days that never were have those bits too, so that they stay apart when the ring is widened.
    """
    ring = np.zeros((seats, days + 1), SEAT_DAY)
    ring["day"] = NONE + np.arange(days + 1)
    return ring


def _seats(tables: Tables) -> Array:
    seats = np.zeros(max(1, tables.seats), SEAT)
    seats["index"] = np.arange(len(seats))
    first = 0
    for team, capacity in enumerate(tables.capacities):
        seats["team"][first : first + capacity] = team
        seats["number"][first : first + capacity] = np.arange(capacity)
        first += capacity
    for state in fields(SeatState):
        if state.name not in ("index", "team", "number"):
            seats[state.name] = state.default
    seats["today"] = seats["late_start"] = NONE
    seats["unclosed_from"] = 1
    return seats
