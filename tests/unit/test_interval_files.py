"""Interval exports of every system come back as the sums that stand in them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sim.calibrate.reading.column_map import ColumnMap
from sim.calibrate.reading.files import UnreadableFileError
from sim.calibrate.reading.tables import Answers
from tests.interval_reading import assert_first_interval, given_file, has_decision, reading, rows


def test_genesys_cloud_interval() -> None:
    """Times in milliseconds: 14,210.5 ms × 17 answered; the waits of all 18 less those are of the one abandoned."""
    found = given_file("templates", "genesys_queue_interval.csv")
    assert_first_interval(
        found, minutes=30, offered=18, answered=17, abandoned=1, answered_wait_sum_s=14.2105 * 17
    )
    assert_first_interval(
        found,
        abandoned_wait_sum_s=16.0041 * 18 - 14.2105 * 17,
        handle_sum_s=312.0442 * 17,
        wrap_sum_s=62.0342 * 17,
    )
    assert_first_interval(found, talk_sum_s=250.01 * 17, answered_within=15)
    assert rows(found, "queue") == [("02-02 08:00", "Support")]


def test_genesys_wfm_history_in_local_time() -> None:
    found = given_file("templates", "genesys_wfm_history.csv", answers=Answers(timezone="America/New_York"))
    assert rows(found, "queue", "offered", "answered", "handle_sum_s") == [
        ("02-02 03:00", "Support", 18, 17, 5305)
    ]
    assert found.ledger.files[0].format.startswith("Genesys Cloud WFM history")


def test_connect_historical_metrics() -> None:
    """Means times calls, the level's own count, and classes of wait from the "in X seconds" columns."""
    found = given_file("templates", "connect_historical_metrics.csv")
    assert_first_interval(
        found,
        minutes=30,
        offered=28,
        answered=26,
        abandoned=2,
        within_s=60,
        answered_within=25,
        abandoned_within=1,
    )
    assert_first_interval(
        found,
        answered_wait_sum_s=18 * 26,
        abandoned_wait_sum_s=41 * 2,
        handle_sum_s=262 * 26,
        talk_sum_s=214 * 26,
    )
    assert found.answered_by_wait is not None
    assert found.abandoned_by_wait is not None
    assert found.answered_by_wait.to_dict("list") == {30.0: [20.0], 60.0: [5.0], float("inf"): [1.0]}
    assert found.abandoned_by_wait.to_dict("list") == {30.0: [1.0], 60.0: [0.0], float("inf"): [1.0]}
    assert found.ledger.answers.service_level_s == 60


def test_a_repeated_hour_in_autumn_keeps_its_order() -> None:
    found = given_file("pitfalls", "05_dst_fall_duplicate_hour.csv")
    assert found.intervals is not None
    assert found.intervals["offered"].sum() == 27
    assert has_decision(found, "The clocks went back on 25 October 2026")


def test_milliseconds() -> None:
    assert_first_interval(
        given_file("pitfalls", "08_milliseconds.csv"),
        answered_wait_sum_s=14.21055 * 17,
        handle_sum_s=312.0442 * 17,
    )


def test_empty_counts_are_zero_and_empty_means_are_missing() -> None:
    found = given_file("pitfalls", "09_blank_means_zero_or_missing.csv")
    assert rows(found, "offered", "answered", "abandoned", "answered_wait_sum_s") == [
        ("02-02 08:00", 18, 18, 0, 9 * 18),
        ("02-02 08:30", 0, 0, 0, 0),
    ]
    assert has_decision(found, "Empty counts are read as 0, empty times as missing.")


def test_a_dash_is_missing() -> None:
    found = given_file("pitfalls", "10_dash_for_missing.csv")
    assert_first_interval(found, offered=12, abandoned=0, minutes=30)
    assert found.intervals is not None
    assert found.intervals["abandoned_wait_sum_s"].isna().all()


def test_decimal_comma_and_thousands_point() -> None:
    """93,5 % of 1.204 is 1,125.74 calls; AHT 312,4 s."""
    found = given_file("pitfalls", "21_decimal_comma_thousands.csv")
    assert rows(found, "minutes", "offered", "answered", "handle_sum_s") == [
        ("02-02 00:00", 1440, 1204, 1126, pytest.approx(312.4 * 1126)),
        ("02-03 00:00", 1440, 998, 910, pytest.approx(305.0 * 910)),
    ]
    assert has_decision(found, "whole days")


def test_avaya_times_without_a_colon_and_incomplete_rows() -> None:
    found = given_file("pitfalls", "22_avaya_hhmm_int.csv")
    assert rows(found, "offered", "answered", "abandoned", "staffed_s", "aux_s") == [
        ("02-02 00:00", 1, 1, 0, 3600, 600),
        ("02-02 08:30", 30, 27, 3, 18000, 2700),
    ]
    assert found.intervals is not None
    assert found.intervals["answered_wait_sum_s"].tolist() == [5, 540]
    assert found.intervals["handle_sum_s"].tolist() == [240, 7380]
    assert found.ledger.dropped == {"an interval the system marks as incomplete": 1}
    assert found.ledger.dropped_rows()["row"].tolist() == [4]


def test_absent_intervals_are_zero_inside_the_day() -> None:
    found = given_file("pitfalls", "27_only_active_intervals.csv")
    assert rows(found, "offered") == [
        ("02-02 20:00", 3),
        ("02-02 20:30", 0),
        ("02-02 21:00", 0),
        ("02-02 21:30", 1),
    ]
    assert has_decision(found, "2 intervals without a row")


def test_mixed_lengths_are_refused() -> None:
    with pytest.raises(
        UnreadableFileError, match="most are 30 minutes, but one begins at 08:12 on 04 February 2026"
    ):
        given_file("pitfalls", "28_partial_first_last_day.csv")


def test_a_matrix_asks_for_its_date_and_takes_it() -> None:
    with pytest.raises(UnreadableFileError, match="not of which date"):
        given_file("pitfalls", "29_wide_matrix.csv")
    found = given_file(
        "pitfalls", "29_wide_matrix.csv", column_map=ColumnMap("intervals", date=date(2026, 2, 2))
    )
    assert rows(found, "queue", "offered")[:4] == [
        ("02-02 08:00", "CARDS", 12),
        ("02-02 08:00", "LOANS", 21),
        ("02-02 08:30", "CARDS", 15),
        ("02-02 08:30", "LOANS", 30),
    ]


def test_utf_16_with_tabs_in_german() -> None:
    found = given_file("pitfalls", "30_utf16_tab.txt")
    assert rows(found, "minutes", "offered", "answered") == [
        ("02-02 08:00", 30, 31, 29),
        ("02-02 08:30", 30, 28, 27),
    ]


def test_excel_durations_preamble_and_total() -> None:
    """0:00:14 and 0:00:09 to answer; 2:41:00 and 30:05:00 on the phone in all."""
    found = given_file("pitfalls", "33_xlsx_preamble_totals_durations.xlsx")
    assert rows(found, "offered", "answered_wait_sum_s", "talk_sum_s") == [
        ("02-02 08:00", 31, 14 * 31, 9_660),
        ("02-02 08:30", 28, 9 * 28, 108_300),
    ]
    assert found.ledger.dropped == {"a total over other rows": 1}


def test_genesys_leaves_out_chats_and_incomplete_intervals_and_names_queues_it_cannot_part() -> None:
    found = reading(
        '"Interval Start","Interval End","Interval Complete","Media Type","Queue Name","Offer",'
        '"Answer","Abandon","Hold"\n'
        '"02/16/26 08:00 AM","02/16/26 08:30 AM","TRUE","voice","Sales; Support","18","17","1","3"\n'
        '"02/16/26 08:00 AM","02/16/26 08:30 AM","TRUE","chat","Sales; Support","9","9","",""\n'
        '"02/16/26 08:30 AM","02/16/26 09:00 AM","FALSE","voice","Sales; Support","4","4","",""\n'
    )
    assert rows(found, "queue", "offered") == [("02-16 08:00", "Sales; Support", 18)]
    assert found.ledger.dropped == {
        "not calls (chat, e-mail, messages)": 1,
        "an interval the system marks as incomplete": 1,
    }
    assert any("Sales; Support" in lack.what for lack in found.ledger.missing)
    assert found.intervals is not None
    assert found.intervals["hold_sum_s"].isna().all()  # "Hold" counts calls


def test_the_classic_genesys_report_under_its_preamble() -> None:
    preamble = "\n".join(
        ["Queue Performance Report", "Acme", "", "From: 02/02/2026", "To: 02/02/2026", "", ""]
    )
    found = reading(
        f"{preamble}\nDate,Interval,Queue,Media Type,Offered,Answered,Abandoned,Abandon %,Service Level %,ASA,Avg Talk,"
        "Avg ACW,AHT,Avg Hold,Transferred,Transfer %\n"
        "02/16/2026,08:00 - 08:30,Support,Voice,20,19,1,5.0%,80.0%,00:00:14,00:04:00,00:00:40,"
        "00:04:50,00:00:10,1,5.3%\n"
        "Total,,,,20,19,1,5.0%,80.0%,00:00:14,00:04:00,00:00:40,00:04:50,00:00:10,1,5.3%\n"
    )
    assert_first_interval(
        found,
        minutes=30,
        offered=20,
        answered=19,
        abandoned=1,
        answered_within=16,
        answered_wait_sum_s=14 * 19,
    )
    assert_first_interval(
        found, talk_sum_s=240 * 19, wrap_sum_s=40 * 19, hold_sum_s=10 * 19, handle_sum_s=290 * 19
    )
    assert found.ledger.dropped == {"a total over other rows": 1}
    assert {c.name: c.passes for c in found.ledger.checks}["Handle time = talk + hold + wrap-up"]


def test_nice_iex_queue_data() -> None:
    """Dates as mmddyyyy, forecasts beside what happened."""
    found = reading(
        "date|period|TZ|queueName|actContactsReceived|fcstContactsReceived|actContactsHandled|actAHT|actASA\n"
        "02162026|08:00|America/New_York|Sales|12|14|11|300|15\n"
        "02162026|08:30|America/New_York|Sales|15|14|15|280|5\n",
        "ctQueue_021726_0100.txt",
    )
    assert rows(found, "queue", "offered", "answered", "handle_sum_s", "answered_wait_sum_s") == [
        ("02-16 08:00", "Sales", 12, 11, 3300, 165),
        ("02-16 08:30", "Sales", 15, 15, 4200, 75),
    ]


def test_a_planners_sheet_with_merged_dates_and_day_totals() -> None:
    found = reading(
        "Volumes,,,,\n,,,,\nDate,Interval,Calls,AHT,SL 80/20,Avg Pos Staff\n"
        "16/02/2026,8:00-8:30 AM,20,5:12,80%,4.5\n,8:30-9:00 AM,30,5:02,90%,5\n,Total,50,,,\n"
        "17/02/2026,8:00-8:30 AM,24,5:00,75%,4.5\n,8:30-9:00 AM,32,4:50,78%,5\n"
    )
    assert rows(found, "offered", "handle_sum_s", "within_s", "answered_within", "staffed_s") == [
        ("02-16 08:00", 20, 312 * 20, 20, 16, 4.5 * 1800),
        ("02-16 08:30", 30, 302 * 30, 20, 27, 5 * 1800),
        ("02-17 08:00", 24, 300 * 24, 20, 18, 4.5 * 1800),
        ("02-17 08:30", 32, 290 * 32, 20, 25, 5 * 1800),
    ]
    assert has_decision(found, "all offered count, and abandonment is not known")


def test_avaya_classes_and_service_level() -> None:
    """Ten classes with their edges; an interval whose edges changed has none."""
    names = [f"acdcalls{n}" for n in range(1, 11)] + [f"abncalls{n}" for n in range(1, 11)]
    edges = [f"period{n}" for n in range(1, 10)]
    header = (
        "row_date,starttime,intrvl,split,callsoffered,acdcalls,abncalls,acceptable,servicelevel,"
        "slvlabns,i_auxtime0,"
    )
    header += "i_auxtime1,periodchg," + ",".join(names + edges)
    answered, abandoned = "7,3,2,1,0,0,0,0,0,1", "1,0,0,0,1,0,0,0,0,0"
    period = "5,10,15,20,30,45,60,90,120"
    body = f"30,12,17,14,2,13,20,1,60,30,%s,{answered},{abandoned},{period}"
    found = reading(f"{header}\n02/16/2026,800,{body % 0}\n02/16/2026,830,{body % 1}\n")
    assert_first_interval(
        found,
        offered=17,
        answered=14,
        abandoned=2,
        within_s=20,
        answered_within=13,
        abandoned_within=1,
        aux_s=90,
    )
    classes, lost = found.answered_by_wait, found.abandoned_by_wait
    assert classes is not None
    assert lost is not None
    assert list(classes.columns) == [5, 10, 15, 20, 30, 45, 60, 90, 120, float("inf")]
    assert classes.iloc[0].tolist() == [7, 3, 2, 1, 0, 0, 0, 0, 0, 1]
    assert lost.iloc[0].tolist() == [1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert classes.iloc[1].isna().all()
    by_name = {c.name: c for c in found.ledger.checks}
    assert by_name["Classes of wait and service level"].passes
    assert by_name["Offered = answered + abandoned"].sentence.endswith(
        "2 calls (5.9%) went elsewhere (overflow, voicemail, short abandons)."
    )


def test_avaya_classes_whose_edges_no_row_says_are_left_out() -> None:
    header = "row_date,starttime,intrvl,split,callsoffered,acdcalls,abncalls,acdcalls1,acdcalls2,period1"
    found = reading(f"{header}\n02/16/2026,800,30,12,17,14,2,10,4,\n02/16/2026,830,30,12,9,8,1,6,2,\n")
    assert_first_interval(found, offered=17, answered=14, abandoned=2)
    assert found.answered_by_wait is None
    assert has_decision(found, "no row says all edges of the classes of wait")


def test_matrices_of_dates_and_of_half_hours_down_the_side() -> None:
    across = reading("Date;08:00;08:30;09:00\n16.02.2026;21;30;44\n17.02.2026;12;15;22\nSumme;33;45;66\n")
    down = reading(
        "Intervall;16.02.2026;17.02.2026;18.02.2026\n08:00-08:30;21;12;5\n08:30-09:00;30;15;6\n09:00-09:30;44;22;7\n"
    )
    assert rows(across, "offered")[:3] == [("02-16 08:00", 21), ("02-16 08:30", 30), ("02-16 09:00", 44)]
    assert rows(across, "offered") == rows(down, "offered")[:6]
    assert across.ledger.dropped == {"a total over other rows": 1}


def test_connect_calls_go_back_to_when_they_came() -> None:
    """Calls of 15 minutes booked when they end: totals stay, and most of the last, closed half-hour goes back."""
    text = "Queue,StartInterval,EndInterval,Contacts queued,Contacts handled incoming,Contacts abandoned,"
    text += "Average handle time,Average queue answer time,After contact work time\n"
    booked = {"08:00": 20, "08:30": 40, "09:00": 40, "09:30": 40, "10:00": 18}
    for clock, calls in booked.items():
        end = (pd.Timestamp(f"2026-02-16 {clock}") + pd.Timedelta(minutes=30)).strftime("%H:%M")
        text += f"Q,2026-02-16T{clock}:00,2026-02-16T{end}:00,{calls},{calls},0,920,40,60\n"
    found = reading(text)
    assert found.intervals is not None
    offered = found.intervals["offered"]
    assert offered.sum() == pytest.approx(158)
    assert found.intervals["handle_sum_s"].sum() == pytest.approx(158 * 920)
    assert offered.iloc[0] > 25
    assert offered.iloc[-1] < 12
    assert has_decision(found, "moved back by 15.0 minutes")


def test_a_cms_screen_has_its_date_above_the_table() -> None:
    found = reading(
        "Split/Skill Interval\nDate:,02/16/2026\nSplit/Skill:,Sales\n\n"
        "Time,Avg Speed Ans,Avg Aban Time,ACD Calls,Avg ACD Time,Avg ACW Time,Aban Calls,Max Delay,"
        "% Ans Calls,Avg Pos Staff\n"
        "Totals,0:12,0:30,41,4:10,0:30,3,1:20,93.2,5.1\n"
        "8:00AM-8:30AM,0:10,0:30,20,4:00,0:30,1,1:20,93.2,5.0\n8:30AM-9:00AM,0:14,0:30,21,4:20,0:30,2,1:20,93.2,5.2\n"
    )
    assert rows(
        found, "minutes", "offered", "answered", "answered_wait_sum_s", "talk_sum_s", "staffed_s"
    ) == [
        ("02-16 08:00", 30, 21, 20, 200, 4800, 9000),
        ("02-16 08:30", 30, 23, 21, 294, 5460, 9360),
    ]


def test_a_uccx_interval_report_has_means_for_each_csq() -> None:
    found = reading(
        "CSQ Activity Report by Interval\nCSQ Name,Interval Start Time,Interval End Time,"
        "Calls Presented,Avg Queue Time,"
        "Calls Handled,Avg Speed of Answer,Avg Handle Time,Max Handle Time,Calls Abandoned,Avg Time to Abandon,"
        "Avg Abandon Per Day,Calls Dequeued\n"
        "Help,2026-02-16 08:00:00,2026-02-16 08:30:00,20,00:00:25,18,00:00:20,00:04:00,00:09:00,2,00:01:10,2,0\n"
        "Grand Total,,,20,,18,,,,2,,,\nPrepared 2026-02-17\n"
    )
    assert_first_interval(
        found, offered=20, answered=18, abandoned=2, answered_wait_sum_s=360, abandoned_wait_sum_s=140
    )
    assert_first_interval(found, handle_sum_s=240 * 18, minutes=30)
    assert found.ledger.dropped == {"a total over other rows": 1, "no time that can be read": 1}
