"""Interval exports of every kind come back as the sums that stand in them, and what cannot be used is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from sim.calibrate.reading.column_map import ColumnMap
from sim.calibrate.reading.files import UnreadableFileError
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Answers, Reading
from tests.shared_folder import shared


def reading(text: str | bytes, name: str = "export.csv", **given: object) -> Reading:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return read([(name, data)], **given)  # type: ignore[arg-type]


def given_file(*path: str, **given: object) -> Reading:
    return reading(shared("your_data", *path).read_bytes(), path[-1], **given)


def rows(found: Reading, *columns: str) -> list[tuple[object, ...]]:
    """The rows of the intervals: start as "MM-DD HH:MM", then the columns asked for."""
    table = found.intervals
    assert table is not None
    starts = table["start"].dt.strftime("%m-%d %H:%M")
    return list(zip(starts, *(table[c] for c in columns), strict=True))


def only(found: Reading, **expected: float) -> None:
    """The first interval has these values."""
    table = found.intervals
    assert table is not None
    assert {c: float(table[c].iloc[0]) for c in expected} == pytest.approx(expected)


def says(found: Reading, words: str) -> bool:
    return any(words in sentence for sentence in found.ledger.decisions)


# ---- the templates and pitfalls that were given


def test_genesys_cloud_interval() -> None:
    """Times in milliseconds: 14,210.5 ms × 17 answered; the waits of all 18 less those are of the one abandoned."""
    found = given_file("templates", "genesys_queue_interval.csv")
    only(found, minutes=30, offered=18, answered=17, abandoned=1, answered_wait_sum_s=14.2105 * 17)
    only(
        found,
        abandoned_wait_sum_s=16.0041 * 18 - 14.2105 * 17,
        handle_sum_s=312.0442 * 17,
        wrap_sum_s=62.0342 * 17,
    )
    only(found, talk_sum_s=250.01 * 17, answered_within=15)
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
    only(
        found,
        minutes=30,
        offered=28,
        answered=26,
        abandoned=2,
        within_s=60,
        answered_within=25,
        abandoned_within=1,
    )
    only(
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
    assert says(found, "The clocks went back on 25 October 2026")


def test_milliseconds() -> None:
    only(
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
    assert says(found, "Empty counts are read as 0, empty times as missing.")


def test_a_dash_is_missing() -> None:
    found = given_file("pitfalls", "10_dash_for_missing.csv")
    only(found, offered=12, abandoned=0, minutes=30)
    assert found.intervals is not None
    assert found.intervals["abandoned_wait_sum_s"].isna().all()


def test_decimal_comma_and_thousands_point() -> None:
    """93,5 % of 1.204 is 1,125.74 calls; AHT 312,4 s."""
    found = given_file("pitfalls", "21_decimal_comma_thousands.csv")
    assert rows(found, "minutes", "offered", "answered", "handle_sum_s") == [
        ("02-02 00:00", 1440, 1204, 1126, pytest.approx(312.4 * 1126)),
        ("02-03 00:00", 1440, 998, 910, pytest.approx(305.0 * 910)),
    ]
    assert says(found, "whole days")


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
    assert says(found, "2 intervals without a row")


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


# ---- further exports, with invented rows


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
    only(
        found,
        minutes=30,
        offered=20,
        answered=19,
        abandoned=1,
        answered_within=16,
        answered_wait_sum_s=14 * 19,
    )
    only(found, talk_sum_s=240 * 19, wrap_sum_s=40 * 19, hold_sum_s=10 * 19, handle_sum_s=290 * 19)
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
    assert says(found, "all offered count, and abandonment is not known")


@pytest.mark.parametrize(
    "text",
    [
        "Jour;Tranche horaire;File;Appels reçus;Appels traités;Appels abandonnés;DMT (s)\n"
        "16/02/2026;8h00 - 8h30;Vente;12;11;1;300,5\n16/02/2026;8h30 - 9h00;Vente;10;10;0;310\n",
        "Fecha;Hora;Cola;Llamadas ofrecidas;Llamadas atendidas;Llamadas abandonadas;TMO\n"
        "16/02/2026;08:00;Vente;12;11;1;00:05:00,5\n16/02/2026;08:30;Vente;10;10;;00:05:10\n",
        "Datum;Uhrzeit;Warteschlange;Angebotene Anrufe;Angenommen;Aufgelegt;Ø Bearbeitungszeit (min)\n"
        "16.02.2026;08:00 Uhr;Vente;12;11;1;5,0083333333\n16.02.2026;08:30 Uhr;Vente;10;10;0;5,1666666667\n",
        "Data;Faixa horária;Fila;Chamadas oferecidas;Chamadas atendidas;Abandonadas;TMA\n"
        "16/02/2026;08:00 - 08:30;Vente;12;11;1;300,5\n16/02/2026;08:30 - 09:00;Vente;10;10;0;310\n",
        "Giorno;Ora;Coda;Chiamate offerte;Chiamate risposte;Chiamate perse;Tempo medio di gestione\n"
        "16/02/2026;8.00;Vente;12;11;1;300,5\n16/02/2026;8.30;Vente;10;10;0;310\n",
        "Date,Period,Skill,Offered,Handled,Lost,AHT\n2026-02-16,17,Vente,12,11,1,300.5\n2026-02-16,"
        "18,Vente,10,10,0,310\n",
    ],
    ids=["French", "Spanish", "German", "Portuguese", "Italian", "number of the half-hour"],
)
def test_sheets_in_six_languages_say_the_same(text: str) -> None:
    found = reading(text.encode("cp1252"))
    assert rows(found, "minutes", "queue", "offered", "answered", "abandoned", "handle_sum_s") == [
        ("02-16 08:00", 30, "Vente", 12, 11, 1, pytest.approx(300.5 * 11)),
        ("02-16 08:30", 30, "Vente", 10, 10, 0, pytest.approx(310 * 10)),
    ]


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
    only(
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


def test_matrices_of_dates_and_of_half_hours_down_the_side() -> None:
    across = reading("Date;08:00;08:30;09:00\n16.02.2026;21;30;44\n17.02.2026;12;15;22\nSumme;33;45;66\n")
    down = reading(
        "Intervall;16.02.2026;17.02.2026;18.02.2026\n08:00-08:30;21;12;5\n08:30-09:00;30;15;6\n09:00-09:30;44;22;7\n"
    )
    assert rows(across, "offered")[:3] == [("02-16 08:00", 21), ("02-16 08:30", 30), ("02-16 09:00", 44)]
    assert rows(across, "offered") == rows(down, "offered")[:6]
    assert across.ledger.dropped == {"a total over other rows": 1}


def test_a_map_overrules_the_names() -> None:
    text = "A,B,C,D\n02/03/2026,08:00,12,5.5\n02/03/2026,08:30,10,6\n"
    columns = {"date": "A", "time": "B", "offered": "C", "handle_mean_s": "D"}
    units = {"handle_mean_s": "min", "date": "month first"}
    found = reading(text, column_map=ColumnMap("intervals", columns, units))
    assert rows(found, "offered", "handle_sum_s") == [
        ("02-03 08:00", 12, 330 * 12),
        ("02-03 08:30", 10, 360 * 10),
    ]


def test_a_service_level_is_of_what_gives_whole_calls() -> None:
    """Of 20 to 29 offered, some abandoned: the level counts 13 answered in time over those answered."""
    lines = ["Start,Offered,Answered,Abandoned,Service Level 30s"]
    for n in range(8):
        answered = 17 + n
        lines.append(
            f"2026-02-16 {8 + n // 2:02d}:{n % 2 * 30:02d},{answered + 3},{answered},3,{13 / answered:.6f}"
        )
    found = reading("\n".join(lines))
    assert found.intervals is not None
    assert found.intervals["answered_within"].tolist() == [13.0] * 8
    assert (found.ledger.answers.service_level_definition, found.ledger.answers.service_level_s) == (
        "of_answered",
        30,
    )
    asked = reading("\n".join(lines), answers=Answers(service_level_definition="of_offered"))
    assert asked.intervals is not None
    assert asked.intervals["answered_within"].iloc[0] == round(13 / 17 * 20)


# ---- several files, days and hours


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
    assert says(found, "moved back by 15.0 minutes")


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
    only(found, offered=20, answered=18, abandoned=2, answered_wait_sum_s=360, abandoned_wait_sum_s=140)
    only(found, handle_sum_s=240 * 18, minutes=30)
    assert found.ledger.dropped == {"a total over other rows": 1, "no time that can be read": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Date,Interval,Offered,Answered,AHT\n46069,0.3333333,10,9,300\n46069,0.3541667,12,12,310\n",
        "Start,Offered,Answered,AHT\n46069.3333333,10,9,300\n46069.3541667,12,12,310\n",
        "Interval,Offered,Answered,AHT\n2026-02-16T08:00:00Z/2026-02-16T08:30:00Z,10,9,300\n"
        "2026-02-16T08:30:00Z/2026-02-16T09:00:00Z,12,12,310\n",
        "Date,Time,Offered,Answered,AHT\n16-Feb-26,8:00:00 AM,10,9,300\n16-Feb-26,8:30:00 AM,12,12,310\n",
        "start_utc,start_local,offered,answered,aht\n2026-02-16 13:00,2026-02-16 08:00,10,9,300\n"
        "2026-02-16 13:30,2026-02-16 08:30,12,12,310\n",
    ],
    ids=["Excel's days", "Excel's moments", "ISO intervals", "AM and PM", "UTC beside local"],
)
def test_times_as_systems_write_them(text: str) -> None:
    assert rows(reading(text), "minutes", "offered", "answered", "handle_sum_s") == [
        ("02-16 08:00", 30, 10, 9, 2700),
        ("02-16 08:30", 30, 12, 12, 3720),
    ]


def test_weeks_are_refused() -> None:
    weeks = "".join(f"2026-{m:02d}-{d:02d},1000\n" for m, d in ((2, 2), (2, 9), (2, 16), (2, 23), (3, 2)))
    with pytest.raises(UnreadableFileError, match="weeks or months"):
        reading("Week,Calls\n" + weeks)


# ---- files of another kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("First name,Last name,Phone,Email\nAda,Byron,0612345678,ada@x.test\n", "list of people"),
        ("Vorname;Nachname;Telefon;Firma\nAda;Byron;0612345678;X\n", "list of people"),
        (
            "Queue,Calls Waiting,Longest Wait,Agents Available\nSales,3,00:01:10,2\nHelp,1,00:00:10,1\n",
            "one moment",
        ),
        (
            "lead_id,list_id,phone_number,called_count,status\n1,101,15550100,3,NA\n2,101,15550101,1,B\n",
            "outbound calls",
        ),
        (
            "Date,Direction,Queue,Wait\n2026-02-02 08:00:00,Outbound,A,3\n2026-02-02 08:01:00,Outbound,A,4\n",
            "outbound calls",
        ),
        (
            "Date,From,To,Duration\n2026-02-02 08:00:00,15550100,15550101,00:03:00\n",
            "not how long each waited",
        ),
        (
            "Type,Direction,From,To,Extension,Name,Date,Time,Action,Action Result,Duration\n"
            "Voice,Inbound,1,2,3,,02/02/2026,8:00 AM,Phone Call,Accepted,0:03:00\n",
            "not how long each waited",
        ),
        (
            "Agent Name,Date,Login Time,Ready Time,Not Ready Time,Occupancy,Calls Handled\n"
            "A One,02/02/2026,08:00:00,05:00:00,01:00:00,80%,50\n",
            "one row an agent",
        ),
        (
            "AGENT,DATE,LOGIN TIME,NOT READY TIME,WAIT TIME,RINGING TIME,ON CALL TIME,ON ACW TIME\n"
            "a1@x.test,2026/02/02,08:00:00,01:00:00,02:00:00,00:05:00,04:00:00,00:55:00\n",
            "one row an agent",
        ),
    ],
)
def test_a_file_of_another_kind_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words) as refusal:
        reading(text)
    assert "Byron" not in str(refusal.value)
    assert "15550100" not in str(refusal.value)
