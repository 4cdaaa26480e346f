"""A simulated log, written as each system's half-hourly report, comes back as the same sums."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Answers
from tests.builders import call_type, scenario, team
from tests.dialects import ZONE, SimulatedLog, simulated_log
from tests.interval_dialects import INTERVAL_DIALECTS, classes, connect_metrics, half_hours, seconds_on_duty


@pytest.fixture(scope="module")
def log() -> SimulatedLog:
    """A week of two queues with some who give up, from 08:00 to 18:00."""
    patience = {"distribution": "exponential", "mean_min": 2.0}
    types = [
        call_type("Orders", share=0.7, patience=patience, wrap_up_min=0.5),
        call_type("Repairs", share=0.3, patience=patience, wrap_up_min=1.0),
    ]
    centre = scenario(
        call_types=types,
        teams=[team(agents=6)],
        demand={
            "calls_per_day": 600.0,
            "day_to_day_cv": 0.0,
            "open": {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "18:00"},
        },
    )
    return simulated_log(centre, seed=7)


def by_start(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(["start", "queue"]).sort_index()


@pytest.mark.parametrize("dialect", INTERVAL_DIALECTS)
def test_sums_come_back_from_every_report(log: SimulatedLog, dialect: str) -> None:
    reports = INTERVAL_DIALECTS[dialect](log)
    reading = read(reports.files, answers=Answers(timezone=ZONE))
    assert reading.intervals is not None
    found, truth = by_start(reading.intervals), by_start(half_hours(log))
    assert found.index.is_unique
    assert set(truth.index) <= set(found.index)
    quiet = found.loc[found.index.difference(truth.index), list(reports.columns)]
    assert (quiet.to_numpy() == 0).all()
    for column in reports.columns:
        np.testing.assert_allclose(found.loc[truth.index, column], truth[column], atol=0.01, err_msg=column)
    assert [c for c in reading.ledger.checks if c.passes is False] == []
    if dialect != "matrix":
        assert reading.ledger.rows_read - reading.ledger.dropped.total() == len(truth)
    if "wrap_sum_s" in reports.columns:
        assert reading.ledger.answers.is_wrap_up_in_handle
    if reports.has_classes:
        for outcome, read_back in (
            ("answered", reading.answered_by_wait),
            ("abandoned", reading.abandoned_by_wait),
        ):
            assert read_back is not None
            keyed = read_back.set_axis(
                pd.MultiIndex.from_frame(reading.intervals[["start", "queue"]]), axis=0
            )
            expected = classes(log, outcome)
            np.testing.assert_array_equal(keyed.loc[expected.index], expected)
            assert keyed.to_numpy().sum() == (log.calls["outcome"] == outcome).sum()


def test_staffed_and_break_seconds_come_back(log: SimulatedLog) -> None:
    reading = read(INTERVAL_DIALECTS["Avaya CMS"](log).files)
    assert reading.intervals is not None
    found = reading.intervals.groupby("start")[["staffed_s", "aux_s"]].sum()
    staffed = seconds_on_duty(log, None)
    inside = found.index.intersection(staffed.index)
    assert len(inside) == 100
    np.testing.assert_allclose(found.loc[inside, "staffed_s"], staffed[inside])


def of_day(table: pd.DataFrame, queue: str) -> pd.Series:
    """Calls offered by time of day, over all days."""
    own = table[table["queue"] == queue]
    return own.groupby(own["start"].dt.strftime("%H:%M"))["offered"].sum()


def test_connect_metrics_keep_their_totals_and_go_back_to_the_hours_of_opening(log: SimulatedLog) -> None:
    reports = connect_metrics(log)
    reading = read(reports.files)
    assert reading.intervals is not None
    assert reading.ledger.dropped["also in a later file"] > 0
    truth, booked = half_hours(log), half_hours(log, booked_at="end")
    for column in reports.columns:
        assert reading.intervals[column].sum() == pytest.approx(truth[column].sum(), abs=0.05)
    for queue in ("Orders", "Repairs"):
        found, came, ended = (of_day(t, queue) for t in (reading.intervals, truth, booked))
        first, closed = "08:00", "18:00"
        assert ended[first] < 0.9 * came[first]
        assert found[first] == pytest.approx(came[first], rel=0.08)
        assert found[closed] < 0.5 * ended[closed]
