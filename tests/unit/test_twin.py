"""Comparing two records: the same, last digits, or another event; and where."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.check.record_comparison import Agreement, Comparison, compare_records, compare_replications
from sim.engine import simulate
from sim.experiment import one_replication
from sim.record import NAN, Record
from tests.builders import scenario

BUSY = scenario({"demand.calls_per_day": 120.0, "horizon.weeks": 2})


@cache
def original() -> Record:
    return simulate(BUSY, seed=3)


def changed(table: str, column: str, row: int, value: Any) -> Record:
    """The record with one field changed: `value` is what it becomes, or a function of what it was."""
    rows = getattr(original(), table).copy()
    rows[column][row] = value(rows[column][row]) if callable(value) else value
    return replace(original(), **{table: rows})


def compared(other: Record) -> Comparison:
    """With the record as it was; the other way round the kind must be the same."""
    found = compare_records(original(), other)
    assert compare_records(other, original()).agreement is found.agreement
    return found


def test_the_same_bytes():
    found = compared(simulate(BUSY, seed=3))
    assert found == Comparison(Agreement.SAME, len(original().legs))
    assert not found.failed
    assert found.calls > 200


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("legs", "talk_end", lambda x: x * (1.0 + 1e-13)),
        ("legs", "given", lambda x: np.nextafter(x, np.inf)),
        ("legs", "held", -0.0),
        ("agent_days", "talk_min", lambda x: x * (1.0 - 1e-13)),
    ],
)
def test_last_digits_are_told_from_events(table, column, value):
    was = getattr(original(), table)[column][0]
    found = compared(changed(table, column, 0, value))
    assert found.agreement is Agreement.LAST_DIGITS
    assert not found.failed
    assert found.where.startswith(f"{column} {was} against ")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("answered", lambda x: x + 1e-3),
        ("talk_end", lambda x: x * (1.0 + 1e-6)),
        ("agent", 7),
        ("outcome", 2),
        ("strain", NAN),
        ("issue", lambda x: x + 1),
    ],
)
def test_a_moved_event_is_different_and_named(column, value):
    at = float(original().legs["queued"][50])
    other = changed("legs", column, 50, value)
    found = compared(other)
    assert found.failed
    was, became = original().legs[column][50], other.legs[column][50]
    assert found.where == f"{column} {was} against {became}, minute {at:.3f}"


def test_of_many_differences_the_earliest_is_named():
    legs = original().legs.copy()
    legs["answered"][40:] += 1.0
    legs["agent"][90] = 7
    first = float(legs["queued"][40:].min())
    assert compared(replace(original(), legs=legs)).where.endswith(f", minute {first:.3f}")


def test_an_event_counts_more_than_earlier_last_digits():
    legs = changed("legs", "talk_end", 3, lambda x: x * (1.0 + 1e-13)).legs
    legs["answered"][40] += 1.0
    found = compared(replace(original(), legs=legs))
    assert found.failed
    assert found.where.startswith("answered ")


def test_another_agent_day_is_different():
    found = compared(changed("agent_days", "legs", 7, lambda n: n + 1))
    assert found.failed
    assert found.where.endswith(", day 7")
    assert found.where.startswith("legs ")


@pytest.mark.parametrize("row", [0, 60, -1])
def test_a_missing_leg_is_different_and_its_time_is_named(row):
    n, at = len(original().legs), float(original().legs["queued"][row])
    fewer = replace(original(), legs=np.delete(original().legs, row))
    where = f"legs against {{}}, the first that only one has at minute {at:.3f}"
    assert compare_records(original(), fewer).where == f"{n} {where.format(n - 1)}"
    assert compare_records(fewer, original()).where == f"{n - 1} {where.format(n)}"
    assert compared(fewer).failed


def test_where_both_lack_a_leg_the_first_is_named():
    """The shorter record may have the row that the longer one lacks."""
    one, other = np.delete(original().legs, 30), np.delete(original().legs, [70, 80])
    found = compare_records(replace(original(), legs=one), replace(original(), legs=other))
    assert found.where.endswith(f"minute {float(original().legs['queued'][30]):.3f}")


def test_a_missing_agent_day_is_different():
    n = len(original().agent_days)
    found = compared(replace(original(), agent_days=original().agent_days[:-1]))
    assert found.where == f"{n} agent-days against {n - 1}, the first that only one has at day 13"


def test_replications_are_compared_by_fingerprint_and_then_by_figures():
    one = one_replication(BUSY, 3, 0, "compiled")
    assert compare_replications(one, one) == Comparison(Agreement.SAME, one.calls)
    rounded = replace(one, fingerprint=one.fingerprint + 1, values=one.values * (1.0 + 1e-13))
    assert compare_replications(one, rounded).agreement is Agreement.LAST_DIGITS
    moved = replace(one, fingerprint=one.fingerprint + 1, values=one.values * (1.0 + 1e-6))
    assert compare_replications(one, moved).failed
    assert compare_replications(one, replace(one, calls=one.calls + 1)).failed
