"""Reading one export of intervals in a test, and its rows in a form to compare."""

from __future__ import annotations

from typing import Any

import pytest

from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Reading
from tests.shared_folder import shared


def reading(text: str | bytes, name: str = "export.csv", **options: Any) -> Reading:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return read([(name, data)], **options)


def given_file(*path: str, **options: Any) -> Reading:
    return reading(shared("your_data", *path).read_bytes(), path[-1], **options)


def rows(found: Reading, *columns: str) -> list[tuple[object, ...]]:
    """The rows of the intervals: start as "MM-DD HH:MM", then the columns asked for."""
    table = found.intervals
    assert table is not None
    starts = table["start"].dt.strftime("%m-%d %H:%M")
    return list(zip(starts, *(table[c] for c in columns), strict=True))


def assert_first_interval(found: Reading, **expected: float) -> None:
    """The first interval has these values."""
    table = found.intervals
    assert table is not None
    assert {c: float(table[c].iloc[0]) for c in expected} == pytest.approx(expected)


def has_decision(found: Reading, words: str) -> bool:
    return any(words in sentence for sentence in found.ledger.decisions)
