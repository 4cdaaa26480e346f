"""Columns are known by their names in six languages and by their values; a map may say otherwise."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sim.calibrate.reading.column_map import ColumnMap, column_map_from_yaml, column_map_to_yaml
from sim.calibrate.reading.column_names import call_role, interval_role
from sim.calibrate.reading.guess import Kind, grows_with, guess, kind

INTERVALS = {
    "Genesys Cloud": "Interval Start=start|Interval End=end|Interval Complete=complete"
    "|Media Type=channel|Queue Name=queue"
    "|Offer=offered|Answer=answered|Answer %=answered_share|Abandon=abandoned|Abandon %=abandoned_share"
    "|ASA=answered_wait_mean_s|Service Level %=service_level|Service Level Target %=None|Avg Wait=wait_mean_s"
    "|Avg Handle=handle_mean_s|Avg Talk=talk_mean_s|Avg Hold=hold_mean_s|Avg ACW=wrap_mean_s|Transfer=None"
    "|Short Abandon=short_abandoned|Interactions Handled=answered|Total Handle Time (Seconds)=handle_sum_s",
    "Connect": "StartInterval=start|EndInterval=end|Average agent interaction time=talk_mean_s"
    "|Contacts queued=offered"
    "|Average queue abandon time=abandoned_wait_mean_s|Average queue answer time=answered_wait_mean_s"
    "|Contacts abandoned in 30 seconds=abandoned_within_30|Contacts abandoned 40 seconds=abandoned_within_40"
    "|Contacts answered in 60 seconds=answered_within_60|Contacts handled incoming=answered"
    "|Service level 60 seconds=service_level_60|Contacts agent hung up first=None|Contacts handled outbound=None",
    "screens": "Avg Speed Answer=answered_wait_mean_s|Avg Aban Time=abandoned_wait_mean_s|ACD Calls=answered"
    "|Avg ACD Time=talk_mean_s|Avg Pos Staff=staffed_people|% Within Service Level=service_level|Max Queue Time=None"
    "|Staffed time=staffed_s|Scheduled agents=None|Answered < 20 s=answered_within_20|SLA 80/20=service_level_20"
    "|Forecast calls=None|actContactsReceived=offered|fcstContactsReceived=None|CSQ Name=queue|NCO=offered",
    "German": "Datum=date|Intervall=time|Anrufe=offered|Angebotene Anrufe=offered"
    "|Angenommen=answered|Aufgelegt=abandoned"
    "|Nicht angenommene Anrufe=abandoned|Verlorene Anrufe=abandoned|Erreichbarkeit=answered_share"
    "|Servicelevel=service_level"
    "|Durchschnittliche Bearbeitungszeit=handle_mean_s|Ø Gesprächsdauer=talk_mean_s|Nachbearbeitungszeit=wrap"
    "|Warteschlange=queue|Ø Wartezeit=wait_mean_s|Prognose Anrufe=None",
    "Spanish": "Fecha=date|Franja horaria=time|Cola=queue|Llamadas ofrecidas=offered|Llamadas entrantes=offered"
    "|Llamadas atendidas=answered|Llamadas contestadas=answered|Llamadas abandonadas=abandoned|TMO=handle_mean_s"
    "|Tiempo medio de espera=wait_mean_s|Nivel de servicio=service_level|% Abandono=abandoned_share",
    "Portuguese": "Data=date|Faixa horária=time|Fila=queue|Chamadas recebidas=offered|Chamadas atendidas=answered"
    "|Ligações recebidas=offered|Desistências=abandoned|TMA=handle_mean_s|TME=wait_mean_s"
    "|Nível de serviço=service_level",
    "French": "Jour=date|Tranche horaire=time|File d'attente=queue|Appels reçus=offered|Appels traités=answered"
    "|Appels décrochés=answered|Appels abandonnés=abandoned|DMT=handle_mean_s|Temps d'attente moyen=wait_mean_s"
    "|Durée moyenne de traitement=handle_mean_s|Qualité de service=service_level|Taux d'abandon=abandoned_share",
    "Italian": "Giorno=date|Fascia oraria=time|Coda=queue|Chiamate offerte=offered|Chiamate risposte=answered"
    "|Chiamate non risposte=abandoned|Chiamate perse=abandoned|Tempo medio di attesa=wait_mean_s"
    "|Tempo medio di gestione=handle_mean_s|Livello di servizio=service_level",
}
CALLS = {
    "Five9": "CALL ID=call_id|TIMESTAMP=start|CAMPAIGN=queue|AGENT=agent|DISPOSITION=outcome"
    "|ANI=caller|IVR TIME=ivr_s"
    "|QUEUE WAIT TIME=wait_s|RING TIME=ring_s|TALK TIME=talk_s|HOLD TIME=hold_s|AFTER CALL WORK TIME=wrap_s"
    "|ABANDONED=abandoned",
    "others": "waiting_time=wait_s|talk_time=talk_s|wrap_up_time=wrap_s|handle_time=handle_s|date_queued=start"
    "|date_connected=answered_at|interaction_id=call_id|customer_phone_number=caller|direction=direction",
    "German": "Warteschlange=queue|Wartezeit=wait_s|Gesprächsdauer=talk_s|Nachbearbeitung=wrap_s|Mitarbeiter=agent"
    "|Rufnummer=caller|Ergebnis=outcome|Richtung=direction",
    "Spanish": "Cola=queue|Tiempo de espera=wait_s|Estado=outcome|Agente=agent|Atendida=answered"
    "|Abandonada=abandoned",
    "Portuguese": "Tempo da Fila de Espera=wait_s|Fila=queue|Atendida=answered|Tempo de conversa=talk_s",
    "French": "Durée d'attente=wait_s|File=queue|Conseiller=agent|Statut=outcome|Appelant=caller",
    "Italian": "Tempo di attesa=wait_s|Coda=queue|Operatore=agent|Esito=outcome",
}


def pairs(text: str) -> list[tuple[str, str]]:
    return [(name, role) for name, _, role in (p.rpartition("=") for p in text.split("|"))]


@pytest.mark.parametrize("language", INTERVALS)
def test_columns_of_intervals_are_known_by_name(language: str) -> None:
    expected = pairs(INTERVALS[language])
    assert [(name, str(interval_role(name))) for name, _ in expected] == expected


@pytest.mark.parametrize("language", CALLS)
def test_columns_of_calls_are_known_by_name(language: str) -> None:
    expected = pairs(CALLS[language])
    assert [(name, str(call_role(name))) for name, _ in expected] == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2026-02-02T08:00:00.000Z"], "datetime"),
        (["02/02/26 08:00 AM", "13/02/26 08:00 AM"], "datetime"),
        (["Mon Feb 02 08:15:10 EST 2026"], "datetime"),
        (["02.02.2026", "", "-"], "date"),
        (["20260202"], "date"),
        (["8:00-8:30 AM"], "range"),
        (["8h00 - 8h30"], "range"),
        (["0:02:44", "30:05:00"], "clock"),
        (["1.204", "998"], "integer"),
        (["312,4", "1.305,0"], "number"),
        (["93,5 %"], "share"),
        (["18:25 min"], "duration"),
        (["Support", "12"], "text"),
        (["", "-"], "empty"),
        (["31", "28", "Total"], "integer"),
    ],
)
def test_what_values_are_is_seen(values: list[str], expected: Kind) -> None:
    assert kind(pd.Series(values)) == expected


def table(text: str) -> tuple[list[str], pd.DataFrame]:
    header, *rows = [line.split(",") for line in text.strip().splitlines()]
    return header, pd.DataFrame(rows, dtype="str")


def test_a_name_alone_does_not_decide() -> None:
    """ "Hora" over whole times is the start; over clocks it is a time of day; "Calls" over words is nothing."""
    whole = guess(*table("Hora,Llamadas\n2026-02-02 08:00,20\n2026-02-02 08:30,30"))
    assert whole.map.columns == {"start": "Hora", "offered": "Llamadas"}
    parts = guess(*table("Fecha,Hora,Llamadas\n2026-02-02,08:00,20\n2026-02-02,08:30,30"))
    assert parts.map.columns == {"date": "Fecha", "time": "Hora", "offered": "Llamadas"}
    assert "offered" not in guess(*table("Fecha,Calls\n2026-02-02,many\n2026-02-03,few")).map.columns


def test_a_time_that_grows_with_the_calls_is_a_sum() -> None:
    calls = pd.Series([str(n) for n in (10, 20, 40, 15, 60, 30, 12, 25, 50)])
    means = pd.Series([str(m) for m in (300, 310, 290, 305, 320, 295, 310, 300, 305)])
    sums = pd.Series([str(int(n) * int(m)) for n, m in zip(calls, means, strict=True)])
    assert not grows_with(means, calls)
    assert grows_with(sums, calls)
    header, cells = (
        ["Date", "Time", "Answered", "Talk time"],
        pd.DataFrame({0: ["2026-02-02"] * 9, 1: [f"{h:02d}:00" for h in range(8, 17)], 2: calls, 3: sums}),
    )
    found = guess(header, cells)
    assert found.map.columns["talk_sum_s"] == "Talk time"
    assert any("sum" in sentence for sentence in found.decisions)


def test_calls_and_intervals_differ_by_their_counts() -> None:
    calls = "start,queue,wait_s,answered\n2026-02-02 08:00:05,A,10,1\n2026-02-02 08:00:09,A,12,0"
    intervals = "start,queue,offered,answered\n2026-02-02 08:00,A,10,9\n2026-02-02 08:30,A,12,12"
    assert guess(*table(calls)).map.format == "calls"
    assert guess(*table(intervals)).map.format == "intervals"


def test_a_column_map_survives_its_file() -> None:
    column_map = ColumnMap(
        "intervals",
        {
            "date": "Fecha",
            "time": "Hora",
            "offered": "Recibidas",
            "service_level_20": "NDS",
            "handle_mean_s": "TMO",
        },
        {"handle_mean_s": "min", "date": "day first"},
        date(2026, 2, 2),
    )
    assert column_map_from_yaml(column_map_to_yaml(column_map)) == column_map


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("columns: {offerd: A}\nformat: intervals", "offerd is no column of intervals"),
        ("columns: {offered: A}\nformat: calls", "offered is no column of calls"),
        ("columns: {start: A}\nformat: tables", "it may be calls or intervals"),
        ("columns: {talk_s: A}\nformat: calls\nunits: {talk_s: hours}", "it may be s, ms, min, h, days"),
        ("columns: {start: A}\nformat: calls\nzone: UTC", "no key zone"),
        ("columns: [a, b]", "has the keys format and columns"),
        ("{", "no readable column map"),
    ],
)
def test_a_wrong_map_is_refused_in_a_sentence(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        column_map_from_yaml(text)


def test_a_map_names_columns_the_file_has() -> None:
    with pytest.raises(ValueError, match=r"no column 'TMO' \(for handle_mean_s\); it has 'Fecha', 'AHT'"):
        ColumnMap("intervals", {"handle_mean_s": "TMO"}).positions(["Fecha", "AHT"])
