"""Each system's list of calls, and the pitfalls of such files: what is read, what is dropped and why.

Values were worked out by hand from the rows, which are look-alikes with invented content.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.reading.files import UnreadableFileError
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Answers, Reading
from tests.interval_reading import has_decision
from tests.shared_folder import shared


def given(*parts: str, name: str | None = None, answers: Answers | None = None) -> Reading:
    path = shared("your_data", *parts)
    return read([(name or path.name, path.read_bytes())], answers=answers)


def text(data: str, name: str = "calls.csv", **options: Any) -> Reading:
    return read([(name, data.encode())], **options)


def rows(reading: Reading, *columns: str) -> list[tuple[object, ...]]:
    """Rows of calls as plain values; times as text."""
    assert reading.calls is not None
    frame = reading.calls[list(columns)].copy()
    if "start" in frame:
        frame["start"] = frame["start"].dt.strftime("%Y-%m-%d %H:%M:%S")
    return list(frame.itertuples(index=False, name=None))


# ---- the given look-alikes


def test_asterisk_queue_log() -> None:
    reading = given("templates", "asterisk_queue_log", answers=Answers(timezone="Europe/Madrid"))
    assert rows(reading, "start", "queue", "wait_s", "outcome", "agent") == [
        ("2026-02-02 09:00:01", "support", 12.0, "answered", 0),
        ("2026-02-02 09:03:30", "support", 68.0, "abandoned", -1),
    ]
    assert reading.calls is not None
    assert reading.calls["talk_s"].iloc[0] == 187.0
    assert reading.calls["caller"].tolist() == [0, 1]
    assert reading.duty is not None
    pause = reading.duty[reading.duty["state"] == "break"].iloc[0]
    assert (pause["end"] - pause["start"]).total_seconds() == 1_800.0
    assert not reading.ledger.dropped


def test_five9() -> None:
    """Ten seconds of IVR come before the queue; ringing comes after it."""
    reading = given("templates", "five9_call_log.csv")
    assert rows(
        reading, "start", "queue", "wait_s", "service_start_s", "talk_s", "wrap_s", "ivr_s", "outcome"
    ) == [("2026-02-02 08:00:15", "Main", 20.0, 25.0, 205.0, 40.0, 10.0, "answered")]


def test_a_report_with_a_title_and_a_total_in_latin_1() -> None:
    reading = given("pitfalls", "02_totals_rows_latin1.csv")
    assert rows(reading, "start", "wait_s", "outcome") == [
        ("2026-02-01 08:01:10", 12.0, "answered"),
        ("2026-02-02 08:05:00", 62.0, "abandoned"),
    ]
    assert sum(reading.ledger.dropped.values()) == 1
    assert reading.ledger.dropped_rows()["row"].tolist() == [7]


def test_days_and_months_of_a_column() -> None:
    reading = given("pitfalls", "03_dayfirst_ambiguous.csv")
    assert [r[0] for r in rows(reading, "start")] == [
        "2026-01-29 17:18:00",
        "2026-02-01 11:12:00",
        "2026-03-02 09:00:00",
    ]
    assert has_decision(reading, "day/month, since a number over 12 must be the day")


def test_a_contact_counts_when_it_enters_the_queue_not_when_it_ends() -> None:
    reading = given("pitfalls", "11_interval_by_end_of_call.json")
    assert rows(reading, "start", "wait_s", "ivr_s") == [("2026-02-02 05:24:00", 60.0, 60.0)]


def test_the_newest_version_of_a_record() -> None:
    reading = given("pitfalls", "12_duplicate_ctr_versions.jsonl")
    assert reading.ledger.dropped["an earlier version of the same contact"] == 1
    assert reading.ledger.dropped_rows().iloc[0].tolist()[1:] == [1, "an earlier version of the same contact"]


def test_a_log_cut_by_rotation() -> None:
    reading = given("pitfalls", "16_queue_log_truncated_by_rotation")
    assert dict(reading.ledger.dropped) == {
        "an event of a call whose entry is not in the log": 1,
        "still waiting where the log ends": 1,
    }


def test_who_hung_up_in_the_queue_looks_answered_in_a_cdr() -> None:
    reading = given("pitfalls", "17_cdr_abandoned_looks_answered.csv")
    assert rows(reading, "start", "queue", "wait_s", "outcome") == [
        ("2026-02-02 08:00:01", "600", 95.0, "abandoned")
    ]


def test_one_call_of_three_rows_in_a_cdr() -> None:
    """The agent's row began at 08:00:21 and rang 109 - 105 = 4 s: answered at 08:00:25, 24 s after the call came."""
    reading = given("pitfalls", "18_cdr_many_rows_per_call.csv")
    assert rows(reading, "start", "wait_s", "talk_s", "outcome") == [
        ("2026-02-02 08:00:01", 24.0, 105.0, "answered")
    ]


def test_a_nought_that_stands_for_never() -> None:
    reading = given("pitfalls", "32_zero_wait_placeholder.csv")
    assert rows(reading, "start", "outcome") == [
        ("2026-02-02 08:00:00", "abandoned"),
        ("2026-02-02 08:01:00", "answered"),
    ]
    assert reading.calls is not None
    np.testing.assert_equal(reading.calls["wait_s"].to_numpy(), [np.nan, 20.0])
    assert "waits of abandoned calls" in [m.what for m in reading.ledger.missing]


# ---- pitfalls without a given input

QUEUE_LOG = """1770019200|NONE|NONE|NONE|QUEUESTART|
1770019201|1.1|support|NONE|ENTERQUEUE||901|1
1770019205|1.1|support|Local/201@from-internal/n|RINGNOANSWER|4000
1770019213|1.1|support|Local/201@from-internal/n|CONNECT|12|9.9|4
1770019400|1.1|support|Local/201@from-internal/n|ATTENDEDTRANSFER|BRIDGE|x|12|187|1
1770019401|9.9|sales|SIP/202|CONNECT|1|8.8|1
1770019460|9.9|sales|SIP/202|COMPLETECALLER|1|59|1
1770019470|2.2|support|NONE|FULL|
1770019480|3.3|support|NONE|ENTERQUEUE||anonymous|1
1770019500|3.3|support|NONE|EXITWITHTIMEOUT|1|1|20
"""


def test_a_transfer_is_no_call_and_a_time_out_is_no_hang_up() -> None:
    """Ringing in milliseconds, a trailing bar and one telephone under two names do no harm."""
    reading = text(QUEUE_LOG, "queue_log")
    assert rows(reading, "queue", "wait_s", "talk_s", "outcome", "caller")[0] == (
        "support",
        12.0,
        187.0,
        "answered",
        0,
    )
    assert rows(reading, "wait_s", "outcome", "caller")[1] == (20.0, "left_otherwise", -1)
    assert reading.ledger.dropped == {
        "an event of a call whose entry is not in the log": 2,
        "turned away before the queue (full, or nobody there)": 1,
    }


def duty_of(log: str) -> list[tuple[str, str, str]]:
    duty = text(log, "queue_log").duty
    assert duty is not None
    spans = zip(
        duty["start"].dt.strftime("%d %H:%M"), duty["end"].dt.strftime("%d %H:%M"), duty["state"], strict=True
    )
    return list(spans)


def test_an_agent_in_two_queues_is_on_duty_once() -> None:
    """From 08:00 to 12:00 UTC on 2 February 2026, with a break from 09:00 to 09:15."""
    eight = 1_770_019_200
    log = f"""{eight}|NONE|a|SIP/7|ADDMEMBER|
{eight}|NONE|b|SIP/7|ADDMEMBER|
{eight + 3600}|NONE|a|SIP/7|PAUSE|
{eight + 3600}|NONE|b|SIP/7|PAUSE|
{eight + 4500}|NONE|a|SIP/7|UNPAUSE|
{eight + 4500}|NONE|b|SIP/7|UNPAUSE|
{eight + 10800}|NONE|a|SIP/7|REMOVEMEMBER|
{eight + 14400}|NONE|b|SIP/7|REMOVEMEMBER|
"""
    assert duty_of(log) == [
        ("02 08:00", "02 09:00", "available"),
        ("02 09:00", "02 09:15", "break"),
        ("02 09:15", "02 12:00", "available"),
    ]


def test_who_never_logs_out_went_home_after_the_last_call() -> None:
    """Logged in at 08:00, last heard of at 16:00, and again on the next day from 09:00 to 10:00; a night shift from
    22:00 to 06:00 is not cut at midnight."""
    eight = 1_770_019_200
    never = f"""{eight}|NONE|a|SIP/7|ADDMEMBER|
{eight + 7 * 3600}|1.1|a|SIP/7|CONNECT|1|2.2|1
{eight + 8 * 3600}|1.1|a|SIP/7|COMPLETECALLER|1|3600|1
{eight + 25 * 3600}|1.2|a|SIP/7|CONNECT|1|2.3|1
{eight + 26 * 3600}|1.2|a|SIP/7|COMPLETECALLER|1|3600|1
"""
    assert duty_of(never) == [("02 08:00", "02 16:00", "available"), ("03 09:00", "03 10:00", "available")]
    night = f"""{eight + 14 * 3600}|NONE|a|SIP/7|ADDMEMBER|
{eight + 18 * 3600}|1.1|a|SIP/7|CONNECT|1|2.2|1
{eight + 22 * 3600}|NONE|a|SIP/7|REMOVEMEMBER|
"""
    assert duty_of(night) == [("02 22:00", "03 06:00", "available")]


def test_a_queue_log_out_of_a_database_with_outbound_calls() -> None:
    table = """uid,date_time,callid,queue_name,type,event,param1,param2,param3,entpos,expos,htime,ttime,time
1,1543602677,1.97,IT,NONE,ENTERQUEUE,170,,,1,0,0,0,"2018-11-30 13:31:17"
2,1543602687,1.97,IT,Agent/11,RINGNOANSWER,170,,,1,1,10000,0,"2018-11-30 13:31:28"
3,1543602753,1.97,IT,Agent/11,CONNECT,,5.232,6,0,0,76,0,"2018-11-30 13:32:34"
4,1543603600,1.97,IT,Agent/11,COMPLETECALLER,170,,,1,0,76,847,"2018-11-30 13:46:41"
5,1543603907,7.25,NONE,Agent/11,OUTDIAL,302,,,0,0,0,0,"2018-11-30 13:51:47"
"""
    reading = text(table)
    assert rows(reading, "start", "wait_s", "talk_s") == [("2018-11-30 18:31:17", 76.0, 847.0)]
    assert reading.ledger.dropped == {"outbound or internal": 1}


def contact(number: str, **more: object) -> dict[str, object]:
    return {
        "ContactId": number,
        "Channel": "VOICE",
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-02-02T08:00:00Z",
        "LastUpdateTimestamp": "2026-02-02T09:00:00Z",
        "Queue": {"Name": "Main", "EnqueueTimestamp": "2026-02-02T08:00:20Z", "Duration": 30},
        "Agent": None,
        "DisconnectTimestamp": "2026-02-02T08:00:50Z",
        **more,
    }


def test_transfers_callbacks_and_chats_are_no_calls_of_their_own() -> None:
    agent = {
        "Username": "a",
        "ConnectedToAgentTimestamp": "2026-02-02T08:00:50Z",
        "AgentInteractionDuration": 200,
    }
    later = {"Name": "Second", "EnqueueTimestamp": "2026-02-02T08:05:00Z", "Duration": 9}
    records = [
        contact("3", InitialContactId="1", InitiationMethod="TRANSFER", Queue=later, Agent=agent),
        contact("1", Agent=agent, DisconnectTimestamp="2026-02-02T08:04:10Z"),
        contact("4", Channel="CHAT"),
        contact("5", InitiationMethod="CALLBACK"),
        contact("6", InitiationMethod="OUTBOUND"),
        contact("7", Queue=None),
        contact("8"),
        contact("9", DisconnectTimestamp="2026-02-02T08:03:00Z", NextContactId="10"),
        contact("11", Agent={"ConnectedToAgentTimestamp": "1970-01-01T00:00:00Z"}),
    ]
    reading = text("\n".join(map(json.dumps, records)), "ctr.jsonl")
    assert sorted(rows(reading, "queue", "wait_s", "outcome")) == [
        ("Main", 30.0, "abandoned"),
        ("Main", 30.0, "abandoned"),
        ("Main", 30.0, "answered"),
        ("Main", 30.0, "left_otherwise"),
    ]
    assert reading.ledger.dropped == {
        "a later contact of the same call (transfer)": 1,
        "not a telephone call": 1,
        "a callback or a supervisor listening": 1,
        "outbound or internal": 1,
        "did not enter a queue": 1,
    }


def test_uccx_java_dates_stars_legs_and_footers() -> None:
    """100 s from start to end, of which 20 waiting, 4 ringing and 60 talking: 16 s were before the queue."""
    report = """Detailed Call CSQ Agent
Node ID - Session ID - Sequence No,Call Start Time,Call End Time,Contact Disposition,CSQ Names,Queue Time,Agent Name,Ring Time,Talk Time,Work Time
1-900-1,Mon Feb 02 08:17:00 EST 2026,Mon Feb 02 08:18:00 EST 2026,2,Sales*,5,B,1,50,0
1-900-0,Mon Feb 02 08:15:10 EST 2026,Mon Feb 02 08:16:50 EST 2026,2,"Sales, Support*",20,A,4,60,15
1-901-0,Mon Feb 02 08:16:00 EST 2026,Mon Feb 02 08:16:30 EST 2026,1,Support,30,,,,
1-902-0,Mon Feb 02 08:16:00 EST 2026,Mon Feb 02 08:16:09 EST 2026,4,,,,,,
Filters: all,,,,,,,,,
"""  # noqa: E501  # lines as the system writes them
    reading = text(report)
    assert rows(reading, "start", "queue", "wait_s", "talk_s", "wrap_s", "ivr_s", "outcome")[0] == (
        "2026-02-02 08:15:26",
        "Support",
        20.0,
        60.0,
        15.0,
        16.0,
        "answered",
    )
    assert rows(reading, "queue", "wait_s", "outcome")[1] == ("Support", 30.0, "abandoned")
    assert reading.ledger.dropped == {
        "a footer, no call": 1,
        "did not enter a queue": 1,
        "a later leg of the same call (transfer)": 1,
    }


def test_cxone_takes_the_menu_off_the_wait_of_who_gave_up() -> None:
    report = """Contact_ID,Master_Contact_ID,Media_Name,Skill_Name,Agent_No,SLA,Start_Date,Start_Time,PreQueue,InQueue,Agent_Time,Abandon_Time,Abandon,ACW_Time
1,1,Call,Main,7,0,02/13/2026,08:00:00,12,20,200,0,N,30
2,2,Call,Main,,1,02/13/2026,08:01:00,12,0,0,52,Y,0
3,3,Call,Main,,-1,02/13/2026,08:02:00,9,0,0,0,N,0
4,4,Chat,Main,7,0,02/13/2026,08:02:00,9,5,50,0,N,0
5,1,Call,Back,8,0,02/13/2026,08:04:00,0,5,90,0,N,10
"""  # noqa: E501  # lines as the system writes them
    reading = text(report)
    assert rows(reading, "start", "wait_s", "outcome") == [
        ("2026-02-13 08:00:12", 20.0, "answered"),
        ("2026-02-13 08:01:12", 40.0, "abandoned"),
    ]
    assert reading.ledger.dropped == {
        "not a telephone call": 1,
        "a later contact of the same call (transfer)": 1,
        "ended before the queue": 1,
    }


def test_aircall_three_clocks_and_reasons() -> None:
    """Waiting 44 s = 15 s of IVR + 29 s to answer; only some missed calls were abandoned."""
    report = """line,datetime (tz offset incl.),number timezone,datetime (utc),direction,from,answered,missed_call_reason,user,duration (total),in-call duration,call id,waiting time,time to answer,time in ivr
Main,2026-02-02 09:00:00,Europe/Madrid,2026-02-02 08:00:00.083,inbound,600,Yes,,A,530,00:08:06,1,0:44,0:29,0:15
Main,2026-02-02 09:01:00,Europe/Madrid,2026-02-02 08:01:00.083,inbound,601,No,abandoned_in_classic,[No associated user],60,,2,0:55,,0:15
Main,2026-02-02 09:02:00,Europe/Madrid,2026-02-02 08:02:00.083,inbound,602,No,no_available_agent,,60,,3,1:00,,0:15
Main,2026-02-02 09:03:00,Europe/Madrid,2026-02-02 08:03:00.083,inbound,603,No,out_of_opening_hours,,5,,4,0:00,,
Main,2026-02-02 09:04:00,Europe/Madrid,2026-02-02 08:04:00.083,inbound,604,No,abandoned_in_ivr,,5,,5,0:05,,0:05
Main,2026-02-02 09:05:00,Europe/Madrid,2026-02-02 08:05:00.083,outbound,605,Yes,,A,60,0:50,6,,,
"""  # noqa: E501  # lines as the system writes them
    for answers in (Answers(), Answers(timezone="Europe/Madrid")):
        reading = text(report, answers=answers)
        assert rows(reading, "start", "wait_s", "outcome") == [
            ("2026-02-02 09:00:15", 29.0, "answered"),
            ("2026-02-02 09:01:15", 40.0, "abandoned"),
            ("2026-02-02 09:02:15", 45.0, "left_otherwise"),
        ]
        assert rows(reading, "talk_s", "agent")[0] == (486.0, 0)
        assert reading.ledger.dropped == {
            "outside opening hours": 1,
            "hung up in the menu": 1,
            "outbound or internal": 1,
        }


def test_zendesk_statuses() -> None:
    head = (
        "id,created_at,agent_id,call_group_name,direction,completion_status,wait_time,talk_time,wrap_up_time,"
        "ivr_time_spent,outside_business_hours\n"
    )
    body = """1,2026-02-02T08:00:00Z,77,Main,inbound,completed,20,200,30,5,false
2,2026-02-02T08:01:00Z,,Main,inbound,abandoned_in_queue,41,0,0,5,false
3,2026-02-02T08:02:00Z,,Main,inbound,abandoned_in_voicemail,60,0,0,5,false
4,2026-02-02T08:03:00Z,,Main,inbound,abandoned_in_ivr,0,0,0,9,false
5,2026-02-02T22:03:00Z,,Main,inbound,not_available,0,0,0,9,true
6,2026-02-02T08:04:00Z,77,Main,outbound,completed,0,200,30,5,false
"""
    reading = text(head + body, answers=Answers(timezone="Europe/Paris"))
    assert rows(reading, "start", "wait_s", "outcome") == [
        ("2026-02-02 09:00:05", 20.0, "answered"),
        ("2026-02-02 09:01:05", 41.0, "abandoned"),
        ("2026-02-02 09:02:05", 60.0, "left_otherwise"),
    ]
    assert sum(reading.ledger.dropped.values()) == 3


def test_a_planners_list_of_calls_in_spanish_with_am_and_pm() -> None:
    table = """Fecha;Hora;Cola;Tiempo de espera;Atendida;Tiempo de conversación;Agente;Teléfono
13/02/2026;8:30:00 AM;Ventas;0:00:20;Sí;0:03:20;Ana;6,12346E+11
13/02/2026;1:15:00 PM;Ventas;0:01:02;No;0:00:00;;anonymous
"""
    reading = text(table)
    assert rows(reading, "start", "queue", "wait_s", "outcome", "caller") == [
        ("2026-02-13 08:30:00", "Ventas", 20.0, "answered", -1),
        ("2026-02-13 13:15:00", "Ventas", 62.0, "abandoned", -1),
    ]
    assert has_decision(reading, "callers' numbers are rounded")
    assert "callers" in [m.what for m in reading.ledger.missing]


def test_a_portal_with_a_title_single_quotes_and_two_rows_a_call() -> None:
    table = (
        "\ufeffTodas as Chamadas\r\n\r\n"
        "'Data';'Hora';'Tipo de Chamada';'Número de Origem';'Fila';'Tempo da Fila de Espera';'Atendida';'Duração';"
        "'Identificador Global da Chamada'\r\n"
        "'02-02-2026';'08:00:10';'Chamada recebida';'91';'Apoio';'00:00:20';'Sim';'00:03:20';'g1'\r\n"
        "'02-02-2026';'08:00:30';'Chamada reencaminhada';'91';'Apoio';'';'Sim';'00:03:20';'g1'\r\n"
        "'03-02-2026';'08:01:10';'Chamada Não Atendida';'92';'Apoio';'00:01:02';'Não';'00:00:00';'g2'\r\n"
    )
    reading = text(table)
    assert rows(reading, "start", "queue", "wait_s", "outcome") == [
        ("2026-02-02 08:00:10", "Apoio", 20.0, "answered"),
        ("2026-02-03 08:01:10", "Apoio", 62.0, "abandoned"),
    ]
    assert reading.ledger.dropped == {"another leg of the same call": 1}


def test_minutes_show_by_the_moments_beside_them() -> None:
    """A talk of 3.5 between 08:00:30 and 08:04:00 can only be minutes; so is the wait of 0.5."""
    table = """call id,date queued,date connected,date ended,wait time,talk duration
1,2026-02-02 08:00:00,2026-02-02 08:00:30,2026-02-02 08:04:00,0.5,3.5
2,2026-02-02 08:01:00,2026-02-02 08:01:45,2026-02-02 08:02:45,0.75,1
3,2026-02-02 08:02:00,,2026-02-02 08:03:00,1,
"""
    reading = text(table)
    assert rows(reading, "wait_s", "outcome") == [(30.0, "answered"), (45.0, "answered"), (60.0, "abandoned")]
    assert rows(reading, "talk_s")[0] == (210.0,)


def test_only_who_queued_counts() -> None:
    table = """start,queue,status,wait time,talk time
2026-02-02 08:00:00,A,Answered,20,200
2026-02-02 08:01:00,A,Abandoned,60,0
2026-02-02 08:02:00,A,Abandoned in IVR,0,0
2026-02-02 22:02:00,A,Out of hours,0,0
2026-02-02 08:03:00,A,Voicemail,40,0
"""
    reading = text(table)
    assert rows(reading, "wait_s", "outcome") == [
        (20.0, "answered"),
        (60.0, "abandoned"),
        (40.0, "left_otherwise"),
    ]
    assert reading.ledger.dropped == {"ended in the menu or outside opening hours": 2}


def test_the_reason_says_more_than_not_answered() -> None:
    table = """start,queue,answered,missed reason,wait_s
2026-07-02 06:00:00,A,no,abandoned in queue,30
2026-07-02 06:01:00,A,no,out of opening hours,0
2026-07-02 06:02:00,A,no,voicemail,40
2026-07-02 06:03:00,A,yes,,10
"""
    reading = text(table)
    assert rows(reading, "wait_s", "outcome") == [
        (30.0, "abandoned"),
        (40.0, "left_otherwise"),
        (10.0, "answered"),
    ]


def test_seconds_and_clocks_in_one_column() -> None:
    table = """start,queue,waiting time,talk time,answered
2026-07-02 06:00:00,A,0:44,18:25 min,Yes
2026-07-02 06:10:00,A,50,486,Yes
2026-07-02 06:10:00,A,00:01:10,0,No
"""
    assert rows(text(table), "wait_s") == [(44.0,), (50.0,), (70.0,)]
    assert rows(text(table), "talk_s")[:2] == [(1_105.0,), (486.0,)]


def test_a_length_that_holds_the_wait() -> None:
    """Who was not answered stayed 61 s and waited 61 s: so 220 s with 20 s of waiting is a talk of 200 s."""
    table = """call_date,campaign_id,user,phone_number,queue_seconds,length_in_sec,status
2026-02-02 08:00:00,SALES,6001,600,20,220,SALE
2026-02-02 08:01:00,SALES,,601,61,61,DROP
"""
    assert rows(text(table), "wait_s", "outcome")[1] == (61.0, "abandoned")
    assert rows(text(table), "wait_s", "outcome", "talk_s")[0] == (20.0, "answered", 200.0)


def test_a_column_that_is_called_utc() -> None:
    table = "start (UTC),queue,wait_s,answered\n2026-07-02 06:00:00,A,5,1\n"
    assert rows(text(table, answers=Answers(timezone="Europe/Madrid")), "start") == [("2026-07-02 08:00:00",)]
    assert has_decision(text(table), "in UTC by its name")


def test_several_queues_in_one_cell_cannot_be_parted() -> None:
    reading = text('start,queue,wait_s,answered\n2026-07-02 06:00:00,"A; B",5,1\n')
    assert "parting queues: 1 calls name several in one cell" in [m.forbids for m in reading.ledger.missing]


def test_uccx_report_without_queues() -> None:
    """100 s, of which 20 in the queue, 60 of talk and 4 on hold: the menu took 16 s."""
    report = r"""Node ID-Session ID-Sequence No.,Start Time,End Time,Contact\Type,Contact\Disposition,Application Name,Queue\Time,Talk\Time,Hold\Time,Work\Time
1-900-0,Mon Feb 02 08:15:10 EST 2026,Mon Feb 02 08:16:50 EST 2026,1,2,Main,20,60,4,15
1-901-0,Mon Feb 02 08:16:00 EST 2026,Mon Feb 02 08:16:30 EST 2026,1,1,Main,30,0,0,0
1-902-0,Mon Feb 02 08:16:00 EST 2026,Mon Feb 02 08:16:30 EST 2026,2,2,Main,0,10,0,0
"""  # noqa: E501  # lines as the system writes them
    reading = text(report)
    assert rows(reading, "start", "queue", "wait_s", "outcome") == [
        ("2026-02-02 08:15:26", "Main", 20.0, "answered"),
        ("2026-02-02 08:16:00", "Main", 30.0, "abandoned"),
    ]
    assert reading.ledger.dropped == {"outbound or internal": 1}


def test_calls_that_all_went_out_are_refused() -> None:
    table = "CALL ID,TIMESTAMP,CAMPAIGN,CALL TYPE,QUEUE WAIT TIME,TALK TIME\n"
    table += "".join(f'{n},"Mon, 02 Feb 2026 08:00:05",A,Outbound,00:00:00,00:01:00\n' for n in range(9))
    with pytest.raises(UnreadableFileError, match="lists outbound calls"):
        text(table)


def test_several_files_newest_first_that_overlap() -> None:
    line = "{n},2026-02-02 08:{n:02}:00,A,{n},1,100\n"
    head = "call id,start,queue,wait_s,answered,talk_s\n"
    one = head + "".join(line.format(n=n) for n in range(9, -1, -1))
    two = head + "".join(line.format(n=n) for n in range(14, 4, -1))
    reading = read([("a.csv", one.encode()), ("b.csv", two.encode())])
    assert reading.calls is not None
    assert reading.calls["wait_s"].tolist() == list(range(15))
    assert reading.ledger.dropped == {"in an earlier file already": 5}
    assert reading.ledger.dropped_rows()["file"].unique().tolist() == ["b.csv"]
    assert reading.ledger.rows_read == 20


def test_identical_rows_of_one_file_are_calls_of_their_own_without_an_id() -> None:
    row = "2026-02-02 08:00:00,A,5,1,100\n"
    reading = text("start,queue,wait_s,answered,talk_s\n" + row + row)
    assert len(rows(reading, "start")) == 2


def test_only_the_queues_asked_for() -> None:
    table = "start,queue,wait_s,answered\n2026-02-02 08:00:00,A,5,1\n2026-02-02 08:00:01,B,6,1\n"
    reading = text(table, queues=["B"])
    assert rows(reading, "queue", "wait_s") == [("B", 6.0)]
    with pytest.raises(UnreadableFileError, match="it has: A, B"):
        text(table, queues=["C"])


def test_no_name_or_number_leaves_the_reader() -> None:
    """Agents and callers are numbered as they come; two readings of a file do not even share the hashes."""
    table = "start,queue,wait_s,answered,agent,phone number\n2026-02-02 08:00:00,A,5,1,Jane Doe,0612345678\n"
    reading = text(table)
    everything = repr(reading) + reading.preview.to_csv() + reading.ledger.dropped_rows().to_csv()
    assert "Jane" not in everything
    assert "0612345678" not in everything
    assert rows(reading, "agent", "caller") == [(0, 0)]


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match='"Mars/Base" is no time zone'):
        text("start,queue,wait_s,answered\n", answers=Answers(timezone="Mars/Base"))


def test_the_bank() -> None:
    """The half-month: 17,456 rows, of which the old importer counted phantoms and hang-ups in the menu."""
    path = shared("data", "anonymous_bank_1999-02_first_half.csv")
    reading = read([(path.name, path.read_bytes())])
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    phantom = raw["outcome"] == "PHANTOM"
    queued = (raw["q_time"].astype(int) > 0) | (raw["q_start"] != "0:00:00") | (raw["q_exit"] != "0:00:00")
    menu = ~phantom & (raw["outcome"] != "AGENT") & ~queued
    assert reading.ledger.rows_read == 17_456
    assert reading.ledger.dropped == {
        "PHANTOM, no call": int(phantom.sum()),
        "hung up in the voice menu, neither queued nor answered": int(menu.sum()),
    }
    calls = reading.calls
    assert calls is not None
    assert int((calls["outcome"] == "answered").sum()) == int((raw["outcome"] == "AGENT").sum())
    real = raw[~phantom & ~menu]
    assert calls["wait_s"].sum() == real["q_time"].astype(int).sum()
    assert calls["agent"].nunique() == real.loc[real["outcome"] == "AGENT", "agent"].nunique()
