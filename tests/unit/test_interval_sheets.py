"""Interval sheets as planners keep them, in six languages and of many hands."""

from __future__ import annotations

import pytest

from sim.calibrate.reading.column_map import ColumnMap
from sim.calibrate.reading.tables import Answers
from tests.interval_reading import assert_first_interval, reading, rows


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


def test_afternoons_without_pm_follow_from_the_order_of_rows() -> None:
    """08:00 to 17:00 on a clock of twelve hours."""
    hours = range(8, 18)
    text = "Date,Time,Offered,Answered\n"
    text += "".join(f"{day}/02/2026,{(h - 1) % 12 + 1}:00,{h},{h}\n" for day in (16, 17) for h in hours)
    assert [start for start, _ in rows(reading(text), "offered")][:10] == [f"02-16 {h:02d}:00" for h in hours]
    assert [offered for _, offered in rows(reading(text), "offered")] == [*hours, *hours]


def test_a_citys_daily_figures() -> None:
    """Names run together, more offered than answered and abandoned: shown, not repaired."""
    found = reading(
        "ID;Date;CallsOffered;CallsHandled;CallsAbandoned;AverageSpeedofAnswer;ServiceLevel\n"
        "1;2026-02-16;1500;1400;50;45;0.82\n2;2026-02-17;1500;1400;40;40;0.84\n"
    )
    assert rows(found, "offered", "answered", "abandoned", "answered_wait_sum_s") == [
        ("02-16 00:00", 1500, 1400, 50, 63_000),
        ("02-17 00:00", 1500, 1400, 40, 56_000),
    ]
    check = next(c for c in found.ledger.checks if c.name == "Offered = answered + abandoned")
    assert not check.passes
    assert "110 calls (3.7%) went elsewhere" in check.sentence


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        (
            "Date,Time,Offered,Answered,AHT,ASA\n(dd/mm),(hh:mm),(calls),(calls),(min),(s)\n16/02/2026,08:00,10,9,5.5,12\n",
            ("offered", "answered", "handle_sum_s", "answered_wait_sum_s"),
            [10, 9, 330 * 9, 12 * 9],
        ),
        (
            "Datum;von;bis;Anrufe;angenommen;verloren;AHT\n16.02.2026;08:00;08:30;12;11;1;05:00\n",
            ("minutes", "offered", "answered", "abandoned", "handle_sum_s"),
            [30, 12, 11, 1, 3300],
        ),
        (
            "Date,Interval,Forecast Calls,Actual Calls,Forecast AHT,Actual AHT,Required,Scheduled,Actual staff\n"
            "16/02/2026,08:00,20,22,300,310,5,5,4.8\n",
            ("offered", "handle_sum_s", "staffed_s"),
            [22, 310 * 22, 4.8 * 1800],
        ),
        (
            "Start,Calls Offered,Calls Answered,Calls Abandoned,% Answered in 30 sec,Longest wait\n"
            "2026-02-16 08:00,20,19,1,90%,00:02:00\n",
            ("offered", "within_s", "answered_within"),
            [20, 30, 18],
        ),
        (
            "Date,Time,Inbound calls,Outbound calls,Answered,Abandoned,Emails\n16/02/2026,08:00,20,5,19,1,7\n",
            ("offered", "answered", "abandoned"),
            [20, 19, 1],
        ),
        (
            "Fecha,Hora,Recibidas,% Atención,TMO,NS\n16/02/2026,08:00,100,95%,300,82%\n",
            ("offered", "answered", "handle_sum_s", "answered_within"),
            [100, 95, 28_500, 82],
        ),
        (
            "Jour;Heure;Appels;Appels perdus;Attente moyenne;Durée moyenne\n16/02/2026;8h;12;1;0:20;4:10\n"
            "16/02/2026;9h;10;0;0:10;4:00\n",
            ("minutes", "offered", "answered", "abandoned", "answered_wait_sum_s", "handle_sum_s"),
            [60, 12, 11, 1, 220, 2750],
        ),
        (
            "Date,Hour,Ring Group,Inbound Contacts,Answered Contacts,Missed Contacts,Abandoned Contacts,"
            "Average Talk Time\n"
            "2026-02-16,8,A,20,17,1,2,00:04:00\n",
            ("minutes", "offered", "answered", "abandoned", "talk_sum_s"),
            [60, 20, 17, 2, 240 * 17],
        ),
        ("Time,Calls,Agents,Date\n08:00,10,4,2026-02-16\n", ("offered", "staffed_s"), [10, 4 * 1800]),
        (
            "timestamp,value\n2026-02-16 08:00:00,12\n2026-02-16 08:30:00,15\n",
            ("offered", "minutes"),
            [12, 30],
        ),
        (
            "interval_start,offered,answered\n1771228800,12,11\n1771230600,15,15\n",
            ("offered", "answered"),
            [12, 11],
        ),
    ],
    ids=lambda value: value.partition("\n")[0][:40] if isinstance(value, str) else "",
)
def test_sheets_of_many_hands(text: str, columns: tuple[str, ...], expected: list[float]) -> None:
    found = reading(text)
    assert rows(found)[0] == ("02-16 08:00",)
    assert_first_interval(found, **dict(zip(columns, expected, strict=True)))


def test_rows_of_all_queues_beside_single_ones_are_totals() -> None:
    text = "Date,Time,Queue,Offered,Answered\n16/02/2026,08:00,A,10,9\n"
    text += "16/02/2026,08:00,B,20,19\n16/02/2026,08:00,All,30,28\n"
    assert rows(reading(text), "queue", "offered") == [("02-16 08:00", "A", 10), ("02-16 08:00", "B", 20)]
    assert rows(reading(text.replace(",A,", ",All,").replace(",B,", ",All,")), "queue")[0] == (
        "02-16 08:00",
        "All",
    )
