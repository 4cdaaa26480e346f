"""Exports as systems and planners write them, invented: each value was worked out by hand from the rows."""

from __future__ import annotations

import io
import json

import openpyxl
import pandas as pd
import pytest

from sim.calibrate.reading.files import UnreadableFileError
from sim.calibrate.reading.interval_times import interval_starts
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Answers
from tests.interval_reading import has_decision, reading
from tests.interval_reading import rows as of_intervals
from tests.unit.test_reading_dialects import rows, text

# ---- numbers


def test_means_that_a_workbook_works_out_have_all_their_digits() -> None:
    """Three calls of 100 s in all: 33.333333333333336 s each, as a workbook keeps it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Time", "Offered", "Answered", "AHT (s)", "Abandon %"])
    sheet.append(["2026-02-13", "08:00", 6, 3, 100 / 3, 0.5])
    sheet.append(["2026-02-13", "08:30", 3, 2, 250.5, 1 / 3])
    file = io.BytesIO()
    book.save(file)
    found = reading(file.getvalue(), "plan.xlsx")
    assert found.intervals is not None
    assert found.intervals["handle_sum_s"].tolist() == pytest.approx([100.0, 501.0])
    assert not has_decision(found, "cannot be read")


def test_sums_with_a_thousands_point_beside_small_ones_without() -> None:
    found = reading(
        "Datum;Zeit;Angeboten;Angenommen;Bearbeitungszeit gesamt (Sek.)\n"
        "13.02.2026;08:00;4;4;1.204\n13.02.2026;08:30;3;3;853\n13.02.2026;09:00;9;9;2.700\n"
    )
    assert of_intervals(found, "handle_sum_s") == [
        ("02-13 08:00", 1204.0),
        ("02-13 08:30", 853.0),
        ("02-13 09:00", 2700.0),
    ]


def test_thousands_points_of_means_beside_means_below_a_thousand() -> None:
    found = reading(
        "Datum;Zeit;Angeboten;Angenommen;AHT (s)\n13.02.2026;08:00;4;4;1.204\n13.02.2026;08:30;3;3;853\n"
        "13.02.2026;09:00;2;2;1.050\n"
    )
    assert [row[1] for row in of_intervals(found, "handle_sum_s")] == [4816.0, 2559.0, 2100.0]


def test_thousands_commas_of_milliseconds() -> None:
    found = reading(
        'Start,Offered,Answered,Avg Handle (ms)\n2026-02-13 08:00,5,5,"312,044"\n2026-02-13 08:30,4,4,"250,010"\n'
    )
    assert found.intervals is not None
    assert found.intervals["handle_sum_s"].tolist() == pytest.approx([1560.22, 1000.04])


def test_three_decimals_behind_a_comma_throughout_are_no_thousands() -> None:
    table = text(
        "Start;Queue;Wait (s);Status;Talk (s)\n2026-02-13 08:00:05;A;21,000;answered;200,500\n"
        "2026-02-13 08:01:05;A;45,250;abandoned;\n"
    )
    assert rows(table, "wait_s") == [(21.0,), (45.25,)]


@pytest.mark.parametrize(
    ("mark", "number"), [("\u202f", "1\u202f204"), ("\u00a0", "1\u00a0204"), ("'", "1'204"), ("’", "1’204")]
)
def test_thousands_marks_of_france_and_switzerland(mark: str, number: str) -> None:
    found = reading(
        f"Jour;Tranche horaire;Appels reçus;Appels traités\n13/02/2026;08h00 - 08h30;{number};{number}\n"
        f"13/02/2026;08h30 - 09h00;998;{mark.join(['1', '001'])}\n"
    )
    assert of_intervals(found, "offered", "answered") == [
        ("02-13 08:00", 1204, 1204),
        ("02-13 08:30", 998, 1001),
    ]


@pytest.mark.parametrize(
    "day", ["1 day, 2:03:04", "1.02:03:04", "1 2:03:04", "1d 2:03:04", "1 día, 2:03:04", "26:03:04"]
)
def test_sums_over_a_day(day: str) -> None:
    """A day, two hours, three minutes and four seconds are 93,784 s."""
    found = reading(
        "Interval start;Offered;Answered;Total talk time\n"
        f"2026-02-13 08:00;400;400;{day}\n2026-02-13 08:30;100;100;6:40:00\n"
    )
    assert [row[1] for row in of_intervals(found, "talk_sum_s")] == [93_784.0, 24_000.0]


def test_durations_with_letters_and_dates_with_a_word_before_the_time() -> None:
    table = text(
        "Date et heure;File;Attente;Décroché;Durée de conversation\n"
        "13/02/2026 à 08:00:05;A;00h00m20s;Oui;00h03m20s\n13/02/2026 à 14:01:05;A;00h01m05s;Non;00h00m00s\n"
    )
    assert rows(table, "start", "wait_s", "outcome") == [
        ("2026-02-13 08:00:05", 20.0, "answered"),
        ("2026-02-13 14:01:05", 65.0, "abandoned"),
    ]
    assert rows(table, "talk_s")[0] == (200.0,)


@pytest.mark.parametrize(
    ("shown", "talk_s"), [(("0:05", "0:07"), [1500.0, 2100.0]), (("0:25", "0:42"), [125.0, 210.0])]
)
def test_handle_times_in_hours_and_minutes(shown: tuple[str, str], talk_s: list[float]) -> None:
    """0:05 a call are 5 minutes, for nobody serves a call in 5 seconds; 0:25 are 25 seconds."""
    found = reading(
        f"Start,Offered,Answered,AHT\n2026-02-13 08:00,5,5,{shown[0]}\n2026-02-13 08:30,5,5,{shown[1]}\n"
    )
    assert [row[1] for row in of_intervals(found, "handle_sum_s")] == talk_s


def test_sums_are_told_from_means_though_counts_hardly_differ() -> None:
    """Calls of 250 s each, between 36 and 44 in a half-hour: their sums in milliseconds grow with them."""
    rows_ = "".join(
        f"2026-02-13 {8 + i // 2:02}:{i % 2 * 30:02},{36 + i % 9},{36 + i % 9},{(36 + i % 9) * 250_000}\n"
        for i in range(20)
    )
    found = reading(f"interval_start,n_offered,n_answered,t_handle_ms\n{rows_}")
    assert of_intervals(found, "answered", "handle_sum_s")[1] == ("02-13 08:30", 37, 9_250.0)


# ---- dates and times

HALF_HOURS = [("02-13 08:00", 5), ("02-13 08:30", 4), ("02-16 08:00", 6), ("02-16 08:30", 3)]


@pytest.mark.parametrize(
    "header",
    [
        "Date,Time,Calls\n26-02-13,08:00,5\n26-02-13,08:30,4\n26-02-16,08:00,6\n26-02-16,08:30,3\n",
        "Year,Month,Day,Hour,Minute,Calls\n2026,2,13,8,0,5\n2026,2,13,8,30,4\n2026,2,16,8,0,6\n2026,2,16,8,30,3\n",
        "Jahr;Monat;Tag;Zeit;Anrufe\n2026;2;13;0800-0830;5\n2026;2;13;0830-0900;4\n2026;2;16;0800-0830;6\n"
        "2026;2;16;0830-0900;3\n",
        "Data;Faixa horária;Ligações\n13/02/2026;08:00 às 08:30;5\n13/02/2026;08:30 às 09:00;4\n"
        "16/02/2026;08:00 às 08:30;6\n16/02/2026;08:30 às 09:00;3\n",
        "Fecha;Franja;Llamadas\n13 de febrero de 2026;8:00 - 8:30;5\n13 de febrero de 2026;8:30 - 9:00;4\n"
        "16 de febrero de 2026;8:00 - 8:30;6\n16 de febrero de 2026;8:30 - 9:00;3\n",
    ],
)
def test_years_of_two_digits_that_come_first_dates_in_parts_and_times_without_colons(header: str) -> None:
    """26-02-13 may be the 26th of February 2013, but 26-02-16 is then three years later."""
    found = reading(header)
    assert [row for row in of_intervals(found, "offered") if row[1]] == HALF_HOURS


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("Data;Ora", "13/02/2026;08.00.05", "13/02/2026;14.01.05"),  # else 8 and 14 February and January 2005
        ("Date;Time", "20260213;80005", "20260213;140105"),
        ("Start", "20260213080005", "20260213140105"),
        ("Start", "20260213T080005", "20260213T140105"),
        ("Start", "46066,333391204", "46066,584085648"),  # days since 1900, to a tenth of a millisecond
        ("Date", "13 Feb, 2026 8:00:05 AM", "13 Feb, 2026 2:01:05 PM"),
        ("Start", "Feb 13, 2026 @ 08:00:05.000", "Feb 13, 2026 @ 14:01:05.000"),
        ("Datetime", "13-02-2026 - 08:00:05", "13-02-2026 - 14:01:05"),
        ("Call date;Call start", "13.02.26;08:00:05", "13.02.26;14:01:05"),
        ("Fecha;Inicio de la llamada", "13/02/2026;08:00:05", "13/02/2026;14:01:05"),
    ],
)
def test_times_of_calls_in_digits_and_points(header: str, first: str, second: str) -> None:
    table = text(f"{header};Queue;Wait (s);Status\n{first};A;20;answered\n{second};A;65;abandoned\n")
    assert [start for (start,) in rows(table, "start")] == ["2026-02-13 08:00:05", "2026-02-13 14:01:05"]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            "Date,Queue,Wait (s),Status\n2026-02-13,A,20,answered\n2026-02-13,A,5,abandoned\n",
            "says on which day calls came, not at what time",
        ),
        (
            "Date,Interval,Offered,Answered\n2026-02-13,early,5,4\n2026-02-13,late,4,4\n",
            "“Interval” that should say the time of each row but does not read as times",
        ),
        (
            "Start,Queue,Wait (s),Disposition\n2026-02-13 08:00:05,A,20,1\n2026-02-13 08:01:05,A,5,2\n",
            "does not say in words that are known which calls were answered",
        ),
    ],
)
def test_calls_and_intervals_whose_times_or_ends_cannot_be_read_are_refused(
    table: str, sentence: str
) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        text(table)


# ---- how calls ended


@pytest.mark.parametrize(
    ("answered", "abandoned"),
    [
        ("Beantwortet", "Nicht beantwortet"),
        ("Verbunden", "Nicht verbunden"),
        ("Pris en charge", "Raccroché"),
        ("Gestita", "Persa"),
        ("Normal", "Abandoned"),
        ("Handled", "Disconnected"),
        ("Success", "Failed"),
        ("Accepted by agent", "Cancelled by caller"),
        ("ANS", "ABN"),
    ],
)
def test_words_for_how_a_call_ended(answered: str, abandoned: str) -> None:
    table = text(
        f"Start,Queue,Wait (s),Status\n2026-02-13 08:00:05,A,20,{answered}\n2026-02-13 08:01:05,A,5,{abandoned}\n"
    )
    assert rows(table, "outcome") == [("answered",), ("abandoned",)]
    unknown = {"Normal", "Disconnected", "Failed"} & {answered, abandoned}
    assert has_decision(table, "it counts as the opposite of the other") == bool(unknown)


def test_who_hangs_up_on_hold_was_answered() -> None:
    zendesk = text(
        "id,created_at,agent_id,direction,completion_status,wait_time,talk_time,hold_time\n"
        "1,2026-02-13T08:00:05Z,7,inbound,abandoned_on_hold,20,60,15\n"
        "2,2026-02-13T08:01:05Z,,inbound,abandoned_in_queue,45,0,0\n"
    )
    listed = text(
        "Start,Queue,Wait (s),Status\n2026-02-13 08:00:05,A,20,Abandoned on hold\n2026-02-13 08:01:05,A,45,Abandoned\n"
        "2026-02-13 08:02:05,A,45,Completed\n"
    )
    for table in (zendesk, listed):
        assert rows(table, "wait_s", "outcome")[:2] == [(20.0, "answered"), (45.0, "abandoned")]


def test_who_was_transferred_after_a_talk_was_answered() -> None:
    table = text(
        "Start,Queue,Wait,Status,Talk\n2026-02-13 08:00:05,A,PT20S,Transferred,PT3M20S\n"
        "2026-02-13 08:01:05,A,PT45S,Abandoned,\n2026-02-13 08:02:05,A,PT1M5S,Transferred,\n"
    )
    assert rows(table, "wait_s", "outcome") == [
        (20.0, "answered"),
        (45.0, "abandoned"),
        (65.0, "left_otherwise"),
    ]
    assert rows(table, "talk_s")[0] == (200.0,)


def test_codes_for_how_a_call_ended_give_way_to_who_spoke() -> None:
    table = text(
        "Start,Queue,Wait (s),Disposition,Talk (s)\n2026-02-13 08:00:05,A,20,1,200\n2026-02-13 08:01:05,A,5,2,0\n"
        "2026-02-13 08:02:05,A,9,1,60\n"
    )
    assert rows(table, "outcome") == [("answered",), ("abandoned",), ("answered",)]


@pytest.mark.parametrize(
    ("header", "waits"),
    [
        ("Time to answer,Time to abandon", ("20,", ",45")),
        ("Answer time,Abandon time", ("20,0", "0,45")),
        ("Speed of answer,Queue wait time", ("20,20", ",45")),
    ],
)
def test_waits_of_answered_and_of_abandoned_calls_in_columns_of_their_own(
    header: str, waits: tuple[str, str]
) -> None:
    first, second = waits
    table = text(
        f"Start,Queue,{header},Abandoned,Talk time\n2026-02-13 08:00:05,A,{first},no,200\n"
        f"2026-02-13 08:01:05,A,{second},yes,0\n"
    )
    assert rows(table, "wait_s", "outcome") == [(20.0, "answered"), (45.0, "abandoned")]


def test_how_long_a_call_was_connected_is_its_talk() -> None:
    table = text(
        "Session ID,Contact Start Timestamp,Queue Name,Queue Duration,Connected Duration,Termination Type\n"
        "s1,02/13/2026 08:00:05,A,00:00:20,00:03:20,normal\ns2,02/13/2026 08:01:05,A,00:00:45,00:00:00,abandoned\n"
    )
    assert rows(table, "wait_s", "outcome") == [(20.0, "answered"), (45.0, "abandoned")]
    assert rows(table, "talk_s")[0] == (200.0,)


def test_the_start_of_an_agent_is_the_answer() -> None:
    table = text(
        "Call date,Call start,Agent start,Call end,Service,Result\n"
        "13.02.2026,08:00:05,08:00:25,08:03:45,A,Handled\n13.02.2026,08:01:05,,08:01:50,A,Abandoned\n"
    )
    assert rows(table, "start", "wait_s", "outcome") == [
        ("2026-02-13 08:00:05", 20.0, "answered"),
        ("2026-02-13 08:01:05", 45.0, "abandoned"),
    ]
    assert rows(table, "talk_s")[0] == (200.0,)


# ---- totals, shares, tables in parts


def test_footers_beyond_totals() -> None:
    found = reading(
        "Date,Time,Offered,Answered\n2026-02-13,08:00,5,4\n2026-02-13,08:30,4,4\nAverage,,4.5,4\nMax,,5,4\n"
        "Min,,4,4\nΣ,,9,8\n"
    )
    assert of_intervals(found, "offered", "answered") == [("02-13 08:00", 5, 4), ("02-13 08:30", 4, 4)]


def test_calls_that_came_in_are_those_offered_not_all_calls() -> None:
    found = reading(
        "Start,Total calls,Outbound calls,Inbound calls,Answered calls,Missed calls\n2026-02-13 08:00,27,7,20,18,2\n"
        "2026-02-13 08:30,17,7,10,10,0\n"
    )
    assert of_intervals(found, "offered", "answered") == [("02-13 08:00", 20, 18), ("02-13 08:30", 10, 10)]


def test_hours_from_to_in_german() -> None:
    found = reading(
        "Tag;Stunde;Eingegangen;Angenommen\n13.02.26;8 bis 9 Uhr;5;4\n13.02.26;9 bis 10 Uhr;7;7\n"
    )
    assert of_intervals(found, "minutes", "offered") == [("02-13 08:00", 60, 5), ("02-13 09:00", 60, 7)]


@pytest.mark.parametrize("name", ["", "Total", "All queues", "Whole hotline"])
def test_a_queue_that_is_always_the_sum_of_all_others_is_a_total(name: str) -> None:
    rows_ = [(f"{8 + i // 2:02}:{i % 2 * 30:02}", 3 + i, 9 - i) for i in range(6)]
    lines = "".join(
        f"2026-02-13,{at},A,{a},{a}\n2026-02-13,{at},B,{b},{b}\n2026-02-13,{at},{name},{a + b},{a + b}\n"
        for at, a, b in rows_
    )
    found = reading(f"Date,Time,Queue,Offered,Answered\n{lines}")
    assert {row[1] for row in of_intervals(found, "queue")} == {"A", "B"}
    assert dict(found.ledger.dropped) == {"a total over other rows": 6}


def test_calls_abandoned_in_percent_are_a_share() -> None:
    found = reading("Date,Time,Offered,Abandoned\n2026-02-13,08:00,20,5.0%\n2026-02-13,08:30,10,20.0%\n")
    assert of_intervals(found, "answered", "abandoned") == [("02-13 08:00", 19, 1), ("02-13 08:30", 8, 2)]


def test_tables_one_below_the_other_under_titles() -> None:
    table = "Date,Time,Offered,Answered\n2026-02-13,08:00,{},{}\n2026-02-13,08:30,{},{}\nTotal,,9,9\n\n"
    found = reading(
        "Queue: Support,,,\n" + table.format(5, 4, 4, 4) + "Queue: Sales,,,\n" + table.format(7, 7, 2, 1)
    )
    assert of_intervals(found, "queue", "offered", "answered") == [
        ("02-13 08:00", "Sales", 7, 7),
        ("02-13 08:00", "Support", 5, 4),
        ("02-13 08:30", "Sales", 2, 1),
        ("02-13 08:30", "Support", 4, 4),
    ]
    assert dict(found.ledger.dropped) == {"a total over other rows": 2}


def test_lines_of_dates_above_the_intervals_of_each_day() -> None:
    """The outline of a pivot table; the lines of dates have the sums of their day."""
    found = reading(
        "Interval,Offered,Answered\n13/02/2026,9,8\n08:00,5,4\n08:30,4,4\n16/02/2026,9,9\n08:00,6,6\n08:30,3,3\n"
    )
    assert [row for row in of_intervals(found, "offered") if row[1]] == HALF_HOURS
    assert dict(found.ledger.dropped) == {"a total over other rows": 2}


@pytest.mark.parametrize("day", ["00:00-24:00", "00:00-23:59"])
def test_a_day_beside_its_intervals_is_no_interval(day: str) -> None:
    found = reading(
        f"Date,Time,Offered,Answered\n2026-02-13,08:00-08:30,5,4\n2026-02-13,08:30-09:00,4,4\n2026-02-13,{day},9,8\n"
    )
    assert of_intervals(found, "offered") == [("02-13 08:00", 5), ("02-13 08:30", 4)]
    assert dict(found.ledger.dropped) == {"a whole day beside its intervals": 1}


def test_an_interval_export_in_french() -> None:
    found = reading(
        "Début de l'intervalle;Fin de l'intervalle;Type de média;Nom de la file d'attente;Offre;Réponse;Abandon;VMR;"
        "Traitement moyen\n13/02/26 08:00;13/02/26 08:30;voice;Support;18;17;1;14000;300000\n"
        "13/02/26 08:30;13/02/26 09:00;voice;Support;9;9;;9000;300000\n"
    )
    assert of_intervals(found, "queue", "offered", "answered", "abandoned", "answered_wait_sum_s") == [
        ("02-13 08:00", "Support", 18, 17, 1, 238.0),
        ("02-13 08:30", "Support", 9, 9, 0, 81.0),
    ]


# ---- ids of calls


@pytest.mark.parametrize("name", ["UCID", "GUID", "Call", "Session", "Interaction", "Reference", "Call no"])
def test_a_transfer_listed_twice_is_one_call_whatever_its_id_is_called(name: str) -> None:
    table = text(
        f"{name},Start time,Queue,Wait (s),Status,Agent,Talk (s)\n"
        "C100,2026-02-13 08:00:05,Support,20,answered,A One,200\n"
        "C100,2026-02-13 08:03:45,Back office,5,answered,A Two,60\n"
        "C101,2026-02-13 08:10:05,Support,45,abandoned,,\n"
    )
    assert rows(table, "start", "queue", "wait_s", "outcome", "talk_s")[0] == (
        "2026-02-13 08:00:05",
        "Support",
        20.0,
        "answered",
        200.0,
    )
    assert rows(table, "wait_s", "outcome")[1:] == [(45.0, "abandoned")]
    assert dict(table.ledger.dropped) == {"another leg of the same call": 1}


@pytest.mark.parametrize(
    "ids", [["1.77E+12"] * 3, ["3,00E+14"] * 3, ["300000000000000000"] * 2 + ["300000000000001000"]]
)
def test_ids_that_a_spreadsheet_has_rounded_join_no_calls(ids: list[str]) -> None:
    row = '"{}",2026-02-13 0{}:00:05,A,10,yes\n'
    table = text(
        "Call ID,Start,Queue,Wait (s),Answered\n"
        + "".join(row.format(x, 8 + i // 2) for i, x in enumerate(ids))
    )
    assert len(rows(table, "start")) == 3
    five9 = text(
        "CALL ID,TIMESTAMP,CALL TYPE,AGENT,SKILL,QUEUE WAIT TIME,TALK TIME,ABANDONED\n"
        + "".join(
            f'"{x}",2026-02-13 08:0{i}:05,Inbound,A One,A,00:00:10,00:03:20,0\n' for i, x in enumerate(ids)
        )
    )
    assert len(rows(five9, "start")) == 3
    assert has_decision(five9, "ids are rounded")


def test_one_account_in_all_rows_is_no_case() -> None:
    """The second call begins 5 s after the first talk, but everybody has this account."""
    row = "A-77,2026-02-{} 08:00:05,A,10,yes,60\nA-77,2026-02-{} 08:01:20,A,10,yes,60\n"
    table = text(
        "Account ID,Start,Queue,Wait (s),Answered,Talk (s)\n"
        + "".join(row.format(d, d) for d in range(10, 22))
    )
    assert len(rows(table, "start")) == 24


def test_numbers_that_begin_again_each_day_are_no_ids() -> None:
    row = "{},2026-02-{} 08:00:05,A,10,yes\n"
    table = text(
        "Call no,Start,Queue,Wait (s),Answered\n" + "".join(row.format(1, day) for day in (13, 16, 17))
    )
    assert len(rows(table, "start")) == 3
    assert has_decision(table, "comes again on other days")


def test_ids_that_count_from_1_in_each_file_are_other_calls() -> None:
    header = "id,start,queue,wait_s,answered\n"
    files = [(f"{day}.csv", f"{header}1,2026-02-{day} 08:00:05,A,10,1\n".encode()) for day in (13, 16)]
    table = read([*files, ("again.csv", files[0][1])])
    assert [start for (start,) in rows(table, "start")] == ["2026-02-13 08:00:05", "2026-02-16 08:00:05"]
    assert dict(table.ledger.dropped) == {"in an earlier file already": 1}


# ---- transfers without an id of the call

LEGS = (
    "2026-02-13 08:00:05,Support,20,answered,A One,200,{0}\n"
    "2026-02-13 08:03:48,Back office,5,answered,A Two,60,{0}\n"
    "2026-02-13 08:05:40,Back office,5,answered,A Two,60,{0}\n"
    "2026-02-13 08:06:05,Support,45,abandoned,,,{1}\n"
    "2026-02-13 08:06:55,Support,15,answered,A One,90,{1}\n"
)
"""The first talk ends at 08:03:45 and goes on 3 s later; who calls at 08:05:40, 47 s after the second, calls again; so
does who hung up at 08:06:50 and comes back 5 s later."""


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Case number", "case"),
        ("Ticket ID", "case"),
        ("Vorgangsnummer", "case"),
        ("Nº de caso", "case"),
        ("Caller", "caller"),
        ("Rufnummer", "caller"),
    ],
)
def test_talks_of_one_case_or_caller_that_follow_each_other_at_once_are_one_call(
    name: str, what: str
) -> None:
    table = text(f"Start,Queue,Wait (s),Status,Agent,Talk (s),{name}\n" + LEGS.format("4711000", "4712000"))
    assert [start[11:] for (start,) in rows(table, "start")] == [
        "08:00:05",
        "08:05:40",
        "08:06:05",
        "08:06:55",
    ]
    assert rows(table, "queue", "wait_s", "talk_s")[0] == ("Support", 20.0, 200.0)
    assert dict(table.ledger.dropped) == {f"handed on: the same {what} as in the talk just ended": 1}


def test_who_has_an_id_of_their_own_is_a_call_of_their_own() -> None:
    lines = [f"c{i},{line}\n" for i, line in enumerate(LEGS.format("4711000", "4712000").splitlines())]
    table = text("Call ID,Start,Queue,Wait (s),Status,Agent,Talk (s),Caller\n" + "".join(lines))
    assert len(rows(table, "start")) == 5
    (check,) = (c for c in table.ledger.checks if c.name == "Transfers counted once")
    assert check.passes is None
    assert check.sentence.startswith("2 calls begin within 60 s")


# ---- intervals


def test_uccx_intervals_name_the_queue_with_its_skills_and_count_who_was_handled_in_time() -> None:
    found = reading(
        "Contact Service Queue Activity Report (by Interval)\n"
        "CSQ Name (Call Skills),Interval Start Time,Interval End Time,Service Level (sec),"
        "Calls Handled < Service Level,Calls Abandoned < Service Level,"
        "Percentage of Service Level Met - Only Handled,Calls Presented,Calls Handled,Calls Abandoned\n"
        "Sales,2/13/26 8:00:00 AM,2/13/26 8:30:00 AM,20,3,0,75.0%,5,4,1\n"
        "Support,2/13/26 8:00:00 AM,2/13/26 8:30:00 AM,20,3,0,75.0%,5,4,1\n"
    )
    assert of_intervals(found, "queue", "offered", "answered_within", "abandoned_within") == [
        ("02-13 08:00", "Sales", 5, 3, 0),
        ("02-13 08:00", "Support", 5, 3, 0),
    ]


def test_calls_within_a_level_in_percent_are_a_share() -> None:
    found = reading(
        "Date,Time,Offered,Answered,Abandoned,Answered within SLA\n"
        "2026-02-13,08:00,20,19,1,85.0%\n2026-02-13,08:30,10,10,0,90.0%\n"
    )
    assert of_intervals(found, "answered_within") == [("02-13 08:00", 17), ("02-13 08:30", 9)]


def test_a_queue_file_for_workforce_management() -> None:
    """Its first column is the length of an interval, not the time; waits, talk and wrap-up are sums."""
    found = reading(
        "interval;date_from;time_from;queue;queue_name;offd_direct_call_cnt;overflow_in_call_cnt;aban_call_cnt;"
        "answ_call_cnt;queued_and_answ_call_dur;queued_and_aban_call_dur;talking_call_dur;wrap_up_dur;"
        "ans_servicelevel_cnt;wait_dur\n"
        "30;20260213;08:00;7;Support;20;0;2;18;180;90;3600;540;15;270\n"
        "30;20260213;08:30;7;Support;10;0;0;10;50;0;2100;300;10;50\n"
    )
    columns = ("queue", "offered", "answered", "abandoned", "answered_wait_sum_s", "abandoned_wait_sum_s")
    assert of_intervals(found, *columns) == [
        ("02-13 08:00", "Support", 20, 18, 2, 180, 90),
        ("02-13 08:30", "Support", 10, 10, 0, 50, 0),
    ]
    assert of_intervals(found, "talk_sum_s", "wrap_sum_s", "answered_within")[0][1:] == (3600, 540, 15)


@pytest.mark.parametrize(
    "header",
    [
        "Intervallstart;Intervallende;Medientyp;Warteschlangen-ID;Warteschlangenname;Angebot;Beantworten;Abbruch;ASA;"
        "Durchschn. Bearbeitung",
        "Inicio del intervalo;Fin del intervalo;Tipo de medios;Id. de cola;Nombre de la cola;Oferta;Respuesta;Abandono;"
        "ASA;Manejo promedio",
    ],
)
def test_an_interval_export_in_german_and_spanish(header: str) -> None:
    found = reading(
        f"{header}\n13.02.26 08:00;13.02.26 08:30;voice;q1;Support;18;17;1;14210.5;312044.2\n"
        "13.02.26 08:30;13.02.26 09:00;voice;q1;Support;9;9;;9000;300000\n"
    )
    assert of_intervals(found, "queue", "minutes", "offered", "answered", "abandoned") == [
        ("02-13 08:00", "Support", 30, 18, 17, 1),
        ("02-13 08:30", "Support", 30, 9, 9, 0),
    ]
    assert found.intervals is not None
    assert found.intervals["handle_sum_s"].iloc[1] == pytest.approx(2_700.0)


@pytest.mark.parametrize(
    "table",
    [
        "Interval end,Offered,Answered\n2026-02-12 00:30,5,5\n2026-02-13 00:00,4,4\n2026-02-13 00:30,7,6\n"
        "2026-02-14 00:00,2,2\n",
        "Date,Interval end,Offered,Answered\n2026-02-12,00:30,5,5\n2026-02-12,00:00,4,4\n2026-02-13,00:30,7,6\n"
        "2026-02-13,00:00,2,2\n",
    ],
)
def test_intervals_of_which_only_the_end_is_given(table: str) -> None:
    found = reading(table)
    assert [row for row in of_intervals(found, "offered") if row[1] != 0] == [
        ("02-12 00:00", 5),
        ("02-12 23:30", 4),
        ("02-13 00:00", 7),
        ("02-13 23:30", 2),
    ]
    assert has_decision(found, "begins 30 minutes earlier")


def test_times_with_points_in_italian() -> None:
    found = reading(
        "Giorno;Fascia;Entrate;Risposte\n13/02/2026;08.00 - 08.30;5;4\n13/02/2026;08.30 - 09.00;7;7\n"
    )
    assert of_intervals(found, "minutes", "offered", "answered") == [
        ("02-13 08:00", 30, 5, 4),
        ("02-13 08:30", 30, 7, 7),
    ]
    table = text(
        "Data e ora;Coda;Esito;Tempo di attesa (s)\n13/02/2026 08.00.05;A;Risposta;10\n14/02/2026 9.01.05;A;Persa;20\n"
    )
    assert rows(table, "start", "wait_s", "outcome") == [
        ("2026-02-13 08:00:05", 10.0, "answered"),
        ("2026-02-14 09:01:05", 20.0, "abandoned"),
    ]


def test_am_and_pm_beside_a_date_speak_for_the_month_first() -> None:
    found = reading("Date,Time,Offered,Answered\n02/09/2026,8:00 AM,5,5\n02/09/2026,1:00 PM,6,6\n")
    assert of_intervals(found, "offered")[0] == ("02-09 08:00", 5)
    assert of_intervals(found, "offered")[-1] == ("02-09 13:00", 6)


# ---- headers of two rows


def test_groups_above_the_names_are_part_of_them() -> None:
    found = reading(
        "Date,Time,Calls,,,Average wait (s),,Average time (s),\n"
        ",,Offered,Answered,Abandoned,Answered,Abandoned,Talk,Wrap-up\n"
        "2026-02-13,08:00,20,18,2,10,45,200,30\n2026-02-13,08:30,10,10,0,5,,210,30\n"
    )
    columns = (
        "offered",
        "answered",
        "abandoned",
        "answered_wait_sum_s",
        "abandoned_wait_sum_s",
        "talk_sum_s",
        "wrap_sum_s",
    )
    assert of_intervals(found, *columns) == [
        ("02-13 08:00", 20, 18, 2, 180, 90, 3600, 540),
        ("02-13 08:30", 10, 10, 0, 50, 0, 2100, 300),
    ]


def test_queues_side_by_side_are_read_one_below_the_other() -> None:
    found = reading(
        ",,Support,,Sales,\nDate,Time,Offered,Answered,Offered,Answered\n"
        "2026-02-13,08:00,20,18,6,5\n2026-02-13,08:30,10,10,4,4\n"
    )
    assert of_intervals(found, "queue", "offered", "answered") == [
        ("02-13 08:00", "Sales", 6, 5),
        ("02-13 08:00", "Support", 20, 18),
        ("02-13 08:30", "Sales", 4, 4),
        ("02-13 08:30", "Support", 10, 10),
    ]


# ---- call records of Avaya CMS

CALL_REC = (
    "row_date,row_time,acd,callid,segment,segstart,segstop,duration,disptime,disposition,dispsplit,talktime,acwtime,"
    "ansholdtime,origlogin,anslogin,calling_pty\n"
)


def test_call_records_of_avaya_are_read_segment_by_segment() -> None:
    """1770969605 is 2026-02-13 08:00:05 UTC, 09:00 on the spot. Call 11 is passed on, 16 is an agent's own call, 17
    rang an agent directly, 18 got a busy tone, 19 has a code of no manual, 20 left in the vector."""
    table = text(
        CALL_REC + "2026-02-13,900,1,11,1,1770969605,1770969955,320,20,2,31,200,30,40,,4001,0791111\n"
        "2026-02-13,903,1,11,2,1770969825,1770969955,100,5,2,32,60,0,0,,4002,0791111\n"
        "2026-02-13,900,1,12,1,1770969625,1770969670,45,45,3,31,0,0,0,,,0792222\n"
        "2026-02-13,900,1,13,1,1770969635,1770969665,30,30,4,31,0,0,0,,,0793333\n"
        "2026-02-13,902,1,16,1,1770969745,1770969775,30,4,2,31,20,0,0,4001,4002,4001\n"
        "2026-02-13,902,1,17,1,1770969746,1770969775,30,4,1,0,20,0,0,,4001,0794444\n"
        "2026-02-13,902,1,18,1,1770969747,1770969748,1,1,5,0,0,0,0,,,0795555\n"
        "2026-02-13,902,1,19,1,1770969748,1770969775,30,4,9,31,0,0,0,,,0796666\n"
        "2026-02-13,902,1,20,1,1770969749,1770969759,10,10,3,0,0,0,0,,,0797777\n"
    )
    assert rows(table, "start", "queue", "wait_s", "outcome") == [
        ("2026-02-13 09:00:05", "31", 20.0, "answered"),
        ("2026-02-13 09:00:25", "31", 45.0, "abandoned"),
        ("2026-02-13 09:00:35", "31", 30.0, "left_otherwise"),
    ]
    assert rows(table, "talk_s", "hold_s", "wrap_s", "agent")[0] == (200.0, 40.0, 30.0, 0)
    assert dict(table.ledger.dropped) == {
        "a later segment of the same call (transfer)": 1,
        "outbound or internal": 1,
        "connected to an agent without a queue (disposition 1)": 1,
        "given a busy tone (disposition 5)": 1,
        "a disposition that is not understood": 1,
        "no split: ended in the vector, or an agent's own number": 1,
    }


def test_call_records_with_local_times_and_ids_that_come_again_each_day() -> None:
    table = text(
        "CALLID;SEGMENT;SEGSTART;DISPTIME;CALL_DISP;DISPSPLIT;TALKTIME;ACWTIME;ANSLOGIN\n"
        "7;1;2026-02-13 08:00:05;12;2;31;100;10;4001\n7;1;2026-02-16 08:00:05;15;ABAN;31;0;0;\n"
    )
    assert rows(table, "start", "wait_s", "outcome") == [
        ("2026-02-13 08:00:05", 12.0, "answered"),
        ("2026-02-16 08:00:05", 15.0, "abandoned"),
    ]


def test_call_records_of_a_centre_whose_zone_is_given() -> None:
    table = text(
        CALL_REC + "2026-02-13,900,1,11,1,1770969605,1770969955,320,20,2,31,200,30,40,,4001,0791111\n",
        answers=Answers(timezone="America/New_York"),
    )
    assert rows(table, "start") == [("2026-02-13 03:00:05",)]


# ---- lists of calls


def test_completed_contacts_of_an_interface() -> None:
    """Two minutes with the agent, 20 s of them on hold; the other gave up 45 s after the queue's 10 s of menu."""
    contact = {
        "mediaTypeName": "Phone Call",
        "isOutbound": False,
        "skillName": "Support",
        "preQueueSeconds": 10,
    }
    ended = {
        "abandoned": True,
        "abandonSeconds": 55,
        "agentSeconds": 0,
        "inQueueSeconds": 45,
        "acwSeconds": 0,
    }
    table = text(
        json.dumps(
            {
                "totalRecords": 2,
                "completedContacts": [
                    contact
                    | {
                        "contactId": 1,
                        "masterContactId": 1,
                        "contactStart": "2026-02-13T08:00:05Z",
                        "agentId": 7,
                    }
                    | {"abandoned": False, "agentSeconds": 120, "holdSeconds": 20, "inQueueSeconds": 15}
                    | {"acwSeconds": 30, "abandonSeconds": 0},
                    contact
                    | {
                        "contactId": 2,
                        "masterContactId": 2,
                        "contactStart": "2026-02-13T08:01:05Z",
                        "agentId": 0,
                    }
                    | ended
                    | {"holdSeconds": 0},
                ],
            }
        ),
        "contacts.json",
    )
    assert rows(table, "start", "wait_s", "outcome") == [
        ("2026-02-13 08:00:15", 15.0, "answered"),
        ("2026-02-13 08:01:15", 45.0, "abandoned"),
    ]
    assert rows(table, "talk_s", "hold_s", "wrap_s", "ivr_s")[0] == (100.0, 20.0, 30.0, 10.0)


def test_the_whole_of_a_queue_is_a_wait_in_german() -> None:
    table = text(
        "Konversations-ID;Datum;Richtung;Warteschlange;Warteschlange gesamt;Gesprächszeit gesamt;Abgebrochen\n"
        "c1;13.02.26, 08:00:05;Eingehend;Support;20000;200000;NEIN\nc2;13.02.26, 08:01:05;Eingehend;Support;45000;;JA\n"
    )
    assert rows(table, "wait_s", "outcome") == [(20.0, "answered"), (45.0, "abandoned")]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            "Conversation ID,Start,Media type,Queue,Wait (s),Status\n1,2026-02-13 08:00:05,chat,A,5,answered\n"
            "2,2026-02-13 08:01:05,whatsapp,A,9,answered\n",
            "lists chats or messages",
        ),
        (
            "Dirección,De,Para,Fecha/hora,Duración,Resultado\n"
            "Entrante,+34600,+34900,13/02/2026 08:00,0:20,Contestada\n",
            "not how long each waited in a queue",
        ),
    ],
)
def test_what_holds_no_calls_of_a_queue_is_refused(table: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        text(table)


def test_ends_of_intervals_that_are_no_times_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="has no column that reads as a date or a time"):
        interval_starts({"end": pd.Series(["x", "y"])}, "export.csv")
