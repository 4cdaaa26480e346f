"""Whether two engines gave the same record, and if not, what kind of difference it is.

On one machine with pinned versions the engines agree to the last bit. Another system's mathematics library may
round a last digit otherwise, which moves nothing; a call answered by somebody else, or at another time, is another
event and an error in one of the engines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sim.engine import ENGINES, simulate
from sim.experiment.result import KEYS, Replication
from sim.record import Record
from sim.scenario import Scenario

LAST_DIGITS = 1e-9
"""Largest relative difference that rounding can explain; planted re-associations move figures by less than 1e-6."""


class Agreement(StrEnum):
    """What comparing two records showed."""

    SAME = "same"
    LAST_DIGITS = "last digits"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Comparison:
    """`calls`: calls offered in the first record, warm-up included. `where`: the first difference, in words."""

    agreement: Agreement
    calls: int
    where: str = ""

    @property
    def failed(self) -> bool:
        """Whether an event differs, not only a last digit."""
        return self.agreement is Agreement.DIFFERENT


def compare_records(record: Record, other: Record) -> Comparison:
    """Compare two records bit by bit, and where they differ say how: what `record` has against what `other` has."""
    calls = int((record.legs["leg"] == 0).sum())
    if record.data_bytes() == other.data_bytes():
        return Comparison(Agreement.SAME, calls)
    event = _first(record, other, _differs)
    if event:
        return Comparison(Agreement.DIFFERENT, calls, event)
    return Comparison(Agreement.LAST_DIGITS, calls, _first(record, other, _differs_in_a_bit))


def compare_replications(replication: Replication, other: Replication) -> Comparison:
    """The same for what is left of two records: their fingerprints, and if these differ their figures."""
    calls = replication.calls
    if calls != other.calls:
        return Comparison(Agreement.DIFFERENT, calls, f"{calls} calls against {other.calls}")
    if replication.fingerprint == other.fingerprint:
        return Comparison(Agreement.SAME, calls)
    different = np.flatnonzero(_differs(replication.values, other.values))
    if len(different):
        at = int(different[0])
        event = f"{KEYS[at]} {replication.values[at].item()} against {other.values[at].item()}"
        return Comparison(Agreement.DIFFERENT, calls, event)
    return Comparison(Agreement.LAST_DIGITS, calls, "a last digit")


def check_twin(scenario: Scenario, seed: int = 1, replication: int = 0) -> Comparison:
    """Simulate one replication on every engine and compare them, in the order of `ENGINES`."""
    records = (simulate(scenario, seed=seed, replication=replication, engine=engine) for engine in ENGINES)
    return compare_records(*records)


Differs = Callable[[NDArray[np.generic], NDArray[np.generic]], NDArray[np.bool_]]


@dataclass(frozen=True)
class _Table:
    """How the rows of one of a record's tables are named, ordered and placed in time."""

    rows: str
    keys: tuple[str, ...]
    column: str
    at: str

    def when(self, row: np.void) -> str:
        return self.at.format(float(row[self.column]))


_LEGS = _Table("legs", ("issue", "call", "leg"), "queued", "minute {:.3f}")
_AGENT_DAYS = _Table("agent-days", ("day", "seat"), "day", "day {:.0f}")


def _first(record: Record, other: Record, differs: Differs) -> str:
    """The first difference of this kind, in words; empty if there is none. Calls before agent-days."""
    return _first_row(_LEGS, record.legs, other.legs, differs) or _first_row(
        _AGENT_DAYS, record.agent_days, other.agent_days, differs
    )


def _first_row(table: _Table, rows: NDArray[np.void], other: NDArray[np.void], differs: Differs) -> str:
    if len(rows) != len(other):
        only = table.when(_only_in_one(table, rows, other))
        return f"{len(rows)} {table.rows} against {len(other)}, the first that only one has at {only}"
    at = rows[table.column]
    different_fields: list[tuple[float, int, str]] = []
    for name in rows.dtype.names or ():
        different = np.flatnonzero(differs(rows[name], other[name]))
        if len(different):
            number = int(different[np.argmin(at[different])])
            different_fields.append((float(at[number]), number, name))
    if not different_fields:
        return ""
    _, number, name = min(different_fields)
    return f"{name} {rows[name][number]} against {other[name][number]}, {table.when(rows[number])}"


def _only_in_one(table: _Table, rows: NDArray[np.void], other: NDArray[np.void]) -> np.void:
    """The first row, in the record's order, that one of the two does not have."""
    shorter, longer = sorted((rows, other), key=len)
    parted = np.any([shorter[key] != longer[key][: len(shorter)] for key in table.keys], axis=0)
    at = int(np.argmax(parted)) if parted.any() else len(shorter)
    here: list[np.void] = [rows[at] for rows in (shorter, longer) if at < len(rows)]
    return min(here, key=lambda row: [row[key] for key in table.keys])


def _differs(a: NDArray[np.generic], b: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Where two columns differ by more than rounding can explain."""
    if a.dtype.kind != "f":
        return np.asarray(a != b)
    return ~np.isclose(a, b, rtol=LAST_DIGITS, atol=LAST_DIGITS, equal_nan=True)  # type: ignore[no-any-return]


def _differs_in_a_bit(a: NDArray[np.generic], b: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Where two columns differ in any bit, signs of zeros and kinds of NaN included."""
    bits = f"u{a.dtype.itemsize}"
    return np.asarray(np.ascontiguousarray(a).view(bits) != np.ascontiguousarray(b).view(bits))
