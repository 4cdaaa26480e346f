"""What should agree in a file is compared and shown; nothing is repaired."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.reading.checks import file_cut_check, identity_checks
from sim.calibrate.reading.tables import Check, Part, calls_frame, intervals_frame

STARTS = pd.date_range("2026-02-02 08:00", periods=20, freq="30min")


def of_intervals(**columns: Any) -> dict[str, Check]:
    frame = intervals_frame(start=STARTS, minutes=30.0, **columns)
    return {c.name: c for c in identity_checks(Part(intervals=frame))}


def test_what_is_offered_is_answered_or_abandoned_and_the_rest_is_named() -> None:
    name = "Offered = answered + abandoned"
    assert of_intervals(offered=20, answered=18, abandoned=2)[name].passes
    overflow = of_intervals(offered=20, answered=16, abandoned=2)[name]
    assert not overflow.passes
    assert "40 calls (10.0%) went elsewhere" in overflow.sentence
    assert "20 more than were offered" in of_intervals(offered=20, answered=19, abandoned=2)[name].sentence
    cancel = of_intervals(offered=20, answered=[17, 19] * 10, abandoned=2)[name]
    assert "In 10 of 20 rows they exceed what was offered" in cancel.sentence


def test_answered_calls_without_talk_show_columns_exchanged() -> None:
    def check(talk_s: float, wait_s: float) -> Check:
        start = pd.date_range("2026-02-02 08:00", periods=60, freq="1min")
        calls = calls_frame(start=start, outcome="answered", talk_s=talk_s, wait_s=wait_s)
        return next(c for c in identity_checks(Part(calls=calls)) if c.name == "Answered calls hold talk")

    assert check(talk_s=200.0, wait_s=0.0).passes
    exchanged = check(talk_s=0.0, wait_s=200.0)
    assert not exchanged.passes
    assert "may be exchanged" in exchanged.sentence


@pytest.mark.parametrize(
    ("handle", "talk", "hold", "wrap", "passes", "words"),
    [
        (300, 240, 20, 40, True, "add up to the handle time"),
        (260, 240, 20, 40, False, "wrap-up is outside it"),
        (280, 240, 20, 40, True, "hold is inside talk"),
        (300, 240, 20, np.nan, None, "the rest may be wrap-up"),
        (260, 240, 20, np.nan, True, "wrap-up is not in it"),
        (500, 240, 20, 40, False, "-40.0% off"),
    ],
)
def test_handle_time_against_its_parts(
    handle: float, talk: float, hold: float, wrap: float, passes: bool | None, words: str
) -> None:
    sums = {"handle_sum_s": handle, "talk_sum_s": talk, "hold_sum_s": hold, "wrap_sum_s": wrap}
    check = of_intervals(answered=1, **sums)["Handle time = talk + hold + wrap-up"]
    assert (check.passes, words in check.sentence) == (passes, True)


def test_nobody_handles_calls_for_longer_than_logged_in() -> None:
    name = "Handle time ≤ staffed time"
    assert of_intervals(handle_sum_s=1500, staffed_s=1800)[name].passes
    check = of_intervals(handle_sum_s=2000, staffed_s=1800)[name]
    assert not check.passes
    assert "111% of their time" in check.sentence


def test_the_speed_of_answer_bounds_the_service_level() -> None:
    """With half of 20 calls waiting 20 s or more, the waits sum to 200 s at least."""
    level = {"answered": 20, "answered_within": 10, "within_s": 20.0}
    assert of_intervals(answered_wait_sum_s=200, **level)["Speed of answer and service level"].passes
    slow = of_intervals(answered_wait_sum_s=120, **level)["Speed of answer and service level"]
    assert not slow.passes
    assert "at least 10.0 s; the file gives 6.0 s" in slow.sentence
    assert not of_intervals(answered=20, answered_within=25, within_s=20.0)[
        "Answered in time ≤ answered"
    ].passes


def test_classes_of_wait_bound_the_waits_and_give_the_level() -> None:
    """10 calls up to 20 s, 10 up to 60 s: between 200 and 800 s."""
    frame = intervals_frame(
        start=STARTS, minutes=30.0, answered=20, answered_wait_sum_s=500, answered_within=10, within_s=20.0
    )
    classes = pd.DataFrame({20.0: [10.0] * 20, 60.0: [10.0] * 20, np.inf: [0.0] * 20})
    checks = {c.name: c for c in identity_checks(Part(intervals=frame, answered_by_wait=classes))}
    assert checks["Waits and classes of wait"].passes
    assert "4,000 to 16,000 s" in checks["Waits and classes of wait"].sentence
    assert checks["Classes of wait and service level"].passes
    frame["answered_wait_sum_s"], frame["answered_within"] = 900.0, 15.0
    checks = {c.name: c for c in identity_checks(Part(intervals=frame, answered_by_wait=classes))}
    assert not checks["Waits and classes of wait"].passes
    assert not checks["Classes of wait and service level"].passes


def of_calls(start: Any, **columns: Any) -> dict[str, Check]:
    calls = calls_frame(start=start, outcome=["answered"] * len(start), **columns)
    return {c.name: c for c in identity_checks(Part(calls=calls))}


def test_an_agent_has_one_call_at_a_time() -> None:
    """Calls every 300 s, answered after 10 s: 290 s of talk and hold just fit, 310 s do not."""
    start = pd.date_range("2026-02-02 08:00", periods=40, freq="300s")
    given = {"queue": ["A"] * 40, "wait_s": [10.0] * 40, "agent": [3] * 40, "hold_s": [10.0] * 40}
    name = "One call at a time per agent"
    assert of_calls(start, talk_s=[280.0] * 40, **given)[name].passes
    check = of_calls(start, talk_s=[310.0] * 40, **given)[name]
    assert not check.passes
    assert "97.5% of calls begin" in check.sentence


def test_service_starts_no_earlier_than_the_wait_ends() -> None:
    start = pd.date_range("2026-02-02 08:00", periods=20, freq="5min")
    given = {"queue": ["A"] * 20, "wait_s": [30.0] * 20}
    assert of_calls(start, service_start_s=[33.0] * 20, **given)["Start + wait ≤ answer"].passes
    assert not of_calls(start, service_start_s=[10.0] * 20, **given)["Start + wait ≤ answer"].passes


def test_calls_at_night_ask_for_the_time_zone() -> None:
    day = pd.date_range("2026-02-02 09:00", periods=60, freq="8min")
    night = day - pd.Timedelta(hours=9)
    given = {"queue": ["A"] * 60, "wait_s": [1.0] * 60}
    assert of_calls(day, **given)["Hours of the day"].passes
    check = of_calls(night, **given)["Hours of the day"]
    assert check.passes is False
    assert "is the time zone right?" in check.sentence


def test_days_of_the_week_are_shown() -> None:
    """Four weeks, Mondays busiest, none at the weekend; shifted by two days the weekend is the busiest."""
    starts = pd.date_range("2026-02-02 10:00", periods=28, freq="D")
    counts = np.tile([50.0, 30, 30, 30, 30, 0, 0], 4)
    checks = {
        shift: {
            c.name: c
            for c in identity_checks(
                Part(
                    intervals=intervals_frame(
                        start=starts + pd.Timedelta(days=shift), minutes=30.0, offered=counts
                    )
                )
            )
        }["Days of the week"]
        for shift in (0, 5)
    }
    assert checks[0].sentence.startswith("The busiest day is Monday; Saturday and Sunday have 0%")
    assert checks[0].passes
    assert checks[5].passes is None


@pytest.mark.parametrize("rows", [3_000, 10_000, 65_535, 65_536, 1_048_575, 1_048_576])
def test_a_length_at_which_exports_stop_is_named(rows: int) -> None:
    check = file_cut_check("calls.csv", rows)
    assert check is not None
    assert not check.passes
    assert f"exactly {rows:,} rows" in check.sentence
    assert file_cut_check("calls.csv", rows - 7) is None
