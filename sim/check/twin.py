"""Whether two engines gave the same record, and if not, what kind of difference it is.

On one machine with pinned versions the engines agree to the last bit. Another system's mathematics library may
round a last digit otherwise, which moves nothing; a call answered by somebody else, or at another time, is another
event and an error in one of the engines.
"""

from __future__ import annotations

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


def compare_records(one: Record, other: Record) -> Comparison:
    """Compare two records bit by bit, and where they differ say how."""
    calls = int((one.legs["leg"] == 0).sum())
    if one.data_bytes() == other.data_bytes():
        return Comparison(Agreement.SAME, calls)
    event = _first_event(one.legs, other.legs) or _first_event(one.agent_days, other.agent_days)
    if event:
        return Comparison(Agreement.DIFFERENT, calls, event)
    return Comparison(Agreement.LAST_DIGITS, calls, "a last digit")


def compare_replications(one: Replication, other: Replication) -> Comparison:
    """The same for what is left of two records: their fingerprints, and if these differ their figures."""
    if one.fingerprint == other.fingerprint and one.calls == other.calls:
        return Comparison(Agreement.SAME, one.calls)
    if one.calls != other.calls:
        return Comparison(Agreement.DIFFERENT, one.calls, f"{one.calls} calls against {other.calls}")
    for name, mine, theirs in zip(KEYS, one.values.tolist(), other.values.tolist(), strict=True):
        if _differs(np.array([mine]), np.array([theirs])).any():
            return Comparison(Agreement.DIFFERENT, one.calls, f"{name} {mine} against {theirs}")
    return Comparison(Agreement.LAST_DIGITS, one.calls, "a last digit")


def check_twin(scenario: Scenario, seed: int = 1, replication: int = 0) -> Comparison:
    """Simulate one replication on every engine and compare them."""
    first, second = (
        simulate(scenario, seed=seed, replication=replication, engine=engine) for engine in ENGINES
    )
    return compare_records(first, second)


def _first_event(one: NDArray[np.void], other: NDArray[np.void]) -> str:
    """The earliest row in which more than last digits differ, in words; empty if there is none."""
    if len(one) != len(other):
        what = "legs" if "issue" in (one.dtype.names or ()) else "agent-days"
        return f"{len(one)} {what} against {len(other)}"
    time = "queued" if "issue" in (one.dtype.names or ()) else "day"
    found: list[tuple[float, str]] = []
    for name in one.dtype.names or ():
        differs = _differs(one[name], other[name])
        if differs.any():
            row = int(np.flatnonzero(differs)[np.argmin(one[time][differs])])
            found.append((float(one[time][row]), f"{name} {one[name][row]} against {other[name][row]}"))
    if not found:
        return ""
    at, what = min(found)
    return f"{what}, {f'minute {at:.3f}' if time == 'queued' else f'day {at:.0f}'}"


def _differs(a: NDArray[np.generic], b: NDArray[np.generic]) -> NDArray[np.bool_]:
    if a.dtype.kind != "f":
        return np.asarray(a != b)
    return ~np.isclose(a, b, rtol=LAST_DIGITS, atol=LAST_DIGITS, equal_nan=True)  # type: ignore[no-any-return]
