"""A simulated centre's log, written in each system's format, comes back call by call."""

from __future__ import annotations

import pandas as pd
import pytest

from sim import load, replace
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Answers
from tests.dialects import CALL_DIALECTS, ZONE, SimulatedLog, simulated_log

NUMBERED = ("agent", "caller")
"""Columns of numbers that mean nothing beyond a reading: the same people must share one."""


SMALL = {
    "horizon.weeks": 1,
    "horizon.warm_up_weeks": 0,
    "demand.calls_per_day": 300,
    "teams.Front line.agents": 12,
}


@pytest.fixture(scope="module")
def log() -> SimulatedLog:
    """A week, with hang-ups, transfers, redials and breaks; the first agent of all is number 0."""
    return simulated_log(replace(load("configs/typical_centre.yaml"), SMALL), seed=3)


@pytest.fixture(scope="module")
def calls_once() -> SimulatedLog:
    """The same week without the second legs of transfers."""
    return simulated_log(replace(load("configs/typical_centre.yaml"), SMALL), seed=3, first_legs=True)


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows sorted by what every dialect holds, for calls of one second come in any order."""
    return frame.sort_values(["start", "wait_s", "outcome", "talk_s"], kind="stable", ignore_index=True)


@pytest.mark.parametrize("dialect", CALL_DIALECTS)
def test_every_call_comes_back(dialect: str, log: SimulatedLog, calls_once: SimulatedLog) -> None:
    """Of a list without ids: of a transferred call the first leg."""
    written = CALL_DIALECTS[dialect](log)
    reading = read(written.files, answers=Answers(timezone=ZONE))
    assert reading.calls is not None
    expected = calls_once if dialect == "generic list" else log
    truth, calls = in_order(expected.calls), in_order(reading.calls)
    assert len(calls) == len(truth) > 1_000
    for column in written.columns:
        if column in NUMBERED:
            pairs = pd.DataFrame({"truth": truth[column], "read": calls[column]}).drop_duplicates()
            assert pairs["truth"].is_unique, column
            assert pairs["read"].is_unique, column
        else:
            pd.testing.assert_series_equal(calls[column], truth[column], check_dtype=False)
    assert [c.name for c in reading.ledger.checks if c.passes is False] == []


def test_log_ins_and_pauses_come_back(log: SimulatedLog) -> None:
    written = CALL_DIALECTS["Asterisk queue_log"](log)
    duty = read(written.files, answers=Answers(timezone=ZONE)).duty
    assert written.has_duty
    assert duty is not None
    columns = ["start", "end", "state"]
    truth, back = (d.sort_values(columns, ignore_index=True)[columns] for d in (log.duty, duty))
    pd.testing.assert_frame_equal(back, truth, check_dtype=False)


def test_every_file_read_is_entered_and_every_row_accounted_for(log: SimulatedLog) -> None:
    for write in CALL_DIALECTS.values():
        written = write(log)
        if written.has_duty:
            continue  # rows are events there, several to a call
        reading = read(written.files, answers=Answers(timezone=ZONE))
        assert [f.name for f in reading.ledger.files] == [name for name, _ in written.files]
        assert reading.calls is not None
        assert reading.ledger.rows_read == len(reading.calls) + sum(reading.ledger.dropped.values())
        assert len(reading.ledger.dropped_rows()) == sum(reading.ledger.dropped.values())
