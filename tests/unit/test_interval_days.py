"""Several files together: overlaps, days that are not whole, quiet half-hours, changing clocks."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from sim.calibrate.reading.files import UnreadableFileError
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Answers
from tests.interval_reading import assert_first_interval, has_decision, reading, rows


def half_hours(days: Sequence[str], clocks: Sequence[str], offered: int = 10) -> str:
    return "interval_start,offered,answered,abandoned\n" + "".join(
        f"{d} {c},{offered},{offered - 1},1\n" for d in days for c in clocks
    )


CLOCKS = [f"{m // 60:02d}:{m % 60:02d}" for m in range(8 * 60, 12 * 60, 30)]


def test_the_newest_file_holds_where_files_overlap_and_rows_come_in_order() -> None:
    first = half_hours(["2026-02-17", "2026-02-16"], CLOCKS)  # newest first
    second = half_hours(["2026-02-17", "2026-02-18"], CLOCKS, offered=20)
    found = read([("a.csv", first.encode()), ("b.csv", second.encode())])
    assert found.intervals is not None
    assert found.intervals["start"].is_monotonic_increasing
    by_day = found.intervals.groupby(found.intervals["start"].dt.day)["offered"].sum()
    assert by_day.to_dict() == {16: 80, 17: 160, 18: 160}
    assert found.ledger.dropped == {"also in a later file": 8}
    assert found.ledger.rows_read == 32


def test_rows_of_one_interval_by_language_are_added_up_and_repeats_dropped() -> None:
    text = "start,queue,language,offered,answered\n"
    rows_of = ["2026-02-16 08:00,A,en,10,9", "2026-02-16 08:00,A,es,4,4", "2026-02-16 08:00,A,es,4,4"]
    found = reading(text + "\n".join([*rows_of, "2026-02-16 08:30,A,en,5,5"]))
    assert rows(found, "offered", "answered") == [("02-16 08:00", 14, 13), ("02-16 08:30", 5, 5)]
    assert found.ledger.dropped == {"the same row twice": 1}


def test_first_and_last_days_that_are_not_whole_are_left_out() -> None:
    week = ["2026-02-17", "2026-02-18", "2026-02-19"]
    text = half_hours(["2026-02-16"], CLOCKS[4:]) + half_hours(week, CLOCKS).partition("\n")[2]
    text += half_hours(["2026-02-20"], CLOCKS[:3]).partition("\n")[2]
    found = reading(text)
    assert found.intervals is not None
    assert sorted(found.intervals["start"].dt.day.unique()) == [17, 18, 19]
    assert found.ledger.dropped == {"a first or last day that is not whole": 7}


def test_a_short_saturday_at_the_end_is_whole() -> None:
    text = (
        half_hours(["2026-02-19", "2026-02-20"], CLOCKS)
        + half_hours(["2026-02-21"], CLOCKS[:3]).partition("\n")[2]
    )
    found = reading(text)
    assert found.intervals is not None
    assert len(found.intervals) == 8 + 8 + 3
    assert not found.ledger.dropped


def test_the_day_the_clocks_go_back_is_left_out_among_others() -> None:
    nights = [f"{m // 60:02d}:{m % 60:02d}" for m in range(0, 300, 30)]
    sunday = "".join(
        f"2026-10-25 {c},{n},{n},0\n" for n, c in enumerate([*nights[:6], *nights[4:6], *nights[6:]], 5)
    )
    text = half_hours(["2026-10-24"], nights) + sunday + half_hours(["2026-10-26"], nights).partition("\n")[2]
    found = reading(text)
    assert found.intervals is not None
    assert sorted(found.intervals["start"].dt.day.unique()) == [24, 26]
    assert found.ledger.dropped == {"the day the clocks went back": 12}


def test_the_hour_the_clocks_skip_is_not_filled() -> None:
    """29 March 2026 has no 01:00 to 02:00 in London: nothing is filled in there, zero where it was quiet."""
    nights = [f"{m // 60:02d}:{m % 60:02d}" for m in range(0, 300, 30)]
    spring = [c for c in nights if c not in ("01:00", "01:30", "03:30")]
    text = (
        half_hours(["2026-03-27", "2026-03-28"], nights)
        + half_hours(["2026-03-29"], spring).partition("\n")[2]
    )
    found = reading(
        text + half_hours(["2026-03-30"], nights).partition("\n")[2],
        answers=Answers(timezone="Europe/London"),
    )
    sunday = [
        (start[6:], offered) for start, offered in rows(found, "offered") if str(start).startswith("03-29")
    ]
    assert sunday == [(c, 0 if c == "03:30" else 10) for c in nights if c not in ("01:00", "01:30")]


def test_quiet_half_hours_of_a_night_queue_count_where_like_days_are_open() -> None:
    """Six Mondays, one call a night at another half-hour each: the others of the span are zero, not unknown."""
    clocks = ["20:00", "20:00", "21:30", "23:00", "23:00", "21:30"]
    days = [f"2026-{m:02d}-{d:02d}" for m, d in ((1, 5), (1, 12), (1, 19), (1, 26), (2, 2), (2, 9))]
    text = "start,queue,offered,answered\n" + "".join(
        f"{d} {c},N,1,1\n" for d, c in zip(days, clocks, strict=True)
    )
    found = reading(text + "2026-02-09 22:00,N,2,2\n")
    assert found.intervals is not None
    assert len(found.intervals) == 6 * 7
    assert found.intervals["offered"].sum() == 8


def test_lengths_that_differ_between_days_are_refused() -> None:
    quarters = [f"{m // 60:02d}:{m % 60:02d}" for m in range(8 * 60, 12 * 60, 15)]
    text = half_hours(["2026-02-16"], CLOCKS) + half_hours(["2026-02-17"], CLOCKS).partition("\n")[2]
    text += half_hours(["2026-02-18"], quarters).partition("\n")[2]
    with pytest.raises(UnreadableFileError, match="mixes intervals of different lengths"):
        reading(text)


def test_an_export_of_exactly_10_000_rows_may_be_cut_short() -> None:
    starts = pd.date_range("2026-02-02", periods=10_000, freq="15min").strftime("%Y-%m-%d %H:%M")
    found = reading("start,offered,answered\n" + "".join(f"{s},3,3\n" for s in starts))
    assert [c.passes for c in found.ledger.checks if c.name == "Whole file"] == [False]


def test_files_without_a_queue_that_differ_at_the_same_times_are_queues_of_their_own() -> None:
    days = ["2026-02-16", "2026-02-17"]
    files = [
        ("sales.csv", half_hours(days, CLOCKS).encode()),
        ("help.csv", half_hours(days, CLOCKS, 50).encode()),
    ]
    found = read(files)
    assert found.intervals is not None
    assert found.intervals.groupby("queue")["offered"].sum().to_dict() == {"sales": 160, "help": 800}
    assert not found.ledger.dropped


def test_a_second_file_brings_what_the_first_lacks() -> None:
    staff = "start,offered,Staffed time (s)\n" + "".join(f"2026-02-16 {c},10,9000\n" for c in CLOCKS)
    found = read([("calls.csv", half_hours(["2026-02-16"], CLOCKS).encode()), ("staff.csv", staff.encode())])
    assert found.intervals is not None
    sums = found.intervals[["offered", "answered", "abandoned", "staffed_s"]].sum()
    assert sums.to_dict() == {"offered": 80, "answered": 72, "abandoned": 8, "staffed_s": 72_000}


def test_intervals_may_begin_at_any_steady_minute() -> None:
    """Half-hours in UTC are quarter past and to in Kathmandu (UTC+5:45); hours may begin at half past."""
    clocks = [f"2026-02-16T{m // 60:02d}:{m % 60:02d}:00Z" for m in range(180, 540, 30)]
    utc = "Start,Offered,Answered\n" + "".join(f"{c},5,5\n" for c in clocks)
    found = reading(utc, answers=Answers(timezone="Asia/Kathmandu"))
    assert rows(found, "minutes")[:2] == [("02-16 08:45", 30), ("02-16 09:15", 30)]
    hours = "Start,Offered,Answered\n" + "".join(f"2026-02-16 {h:02d}:30,5,5\n" for h in range(8, 14))
    assert rows(reading(hours), "minutes")[0] == ("02-16 08:30", 60)


def test_the_nearest_threshold_is_taken_and_named() -> None:
    text = "Start,Offered,Answered,Answered in 20 s,Answered in 30 s\n2026-02-16 08:00,12,12,9,11\n"
    found = reading(text, answers=Answers(service_level_s=28))
    assert_first_interval(found, within_s=30, answered_within=11)
    assert has_decision(found, "does not count calls within 28 s: those within 30 s are taken")


def test_a_slip_in_a_long_table_is_dropped_and_named() -> None:
    days = [f"2026-02-{d:02d}" for d in range(2, 21)]
    found = reading(half_hours(days, CLOCKS) + "2026-02-12 08:07,3,3,0\n")
    assert found.ledger.dropped == {"begins between the intervals of the others": 1}
    assert len(rows(found)) == len(days) * len(CLOCKS)


def test_weeks_are_refused() -> None:
    weeks = "".join(f"2026-{m:02d}-{d:02d},1000\n" for m, d in ((2, 2), (2, 9), (2, 16), (2, 23), (3, 2)))
    with pytest.raises(UnreadableFileError, match="weeks or months"):
        reading("Week,Calls\n" + weeks)
