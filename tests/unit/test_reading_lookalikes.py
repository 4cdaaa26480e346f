"""Look-alikes of exports that no template shows, with invented rows: what is read was worked out by hand."""

from __future__ import annotations

import pytest

from sim.calibrate.reading.files import UnreadableFileError
from sim.calibrate.reading.read import read
from tests.interval_reading import has_decision
from tests.unit.test_reading_dialects import rows, text


def test_vicidial_talk_is_the_length_less_the_queue_and_its_system_user_is_nobody() -> None:
    reading = text(
        "closecallid,campaign_id,call_date,length_in_sec,status,phone_number,user,queue_seconds,term_reason,uniqueid\n"
        "1,SUPPORT,2026-02-02 08:00:05,240,SALE,15550100,6666,20.00,CALLER,1.1\n"
        "2,SUPPORT,2026-02-02 08:01:05,45,DROP,15550101,VDCL,45.00,QUEUETIMEOUT,1.2\n"
        "3,SUPPORT,2026-02-02 08:02:05,30,DROP,15550102,VDCL,30.00,ABANDON,1.3\n"
        "4,SUPPORT,2026-02-02 22:02:05,0,AFTHRS,15550103,VDCL,0.00,AFTERHOURS,1.4\n"
    )
    assert rows(reading, "start", "queue", "wait_s", "outcome", "agent") == [
        ("2026-02-02 08:00:05", "SUPPORT", 20.0, "answered", 0),
        ("2026-02-02 08:01:05", "SUPPORT", 45.0, "left_otherwise", -1),
        ("2026-02-02 08:02:05", "SUPPORT", 30.0, "abandoned", -1),
    ]
    assert reading.calls is not None
    assert reading.calls["talk_s"].iloc[0] == 220.0
    assert dict(reading.ledger.dropped) == {"outside opening hours": 1}


def test_conversations_in_milliseconds() -> None:
    reading = text(
        '"Conversation ID","Media Type","Date","End Date","Direction","Users","ANI","Queue","Total Queue","Total IVR",'
        '"Total Talk","Total ACW","Abandoned"\n'
        '"c1","voice","2/13/26 8:00:05 AM","2/13/26 8:05:05 AM","Inbound","A One","tel:+15550100","Support","20000",'
        '"10000","200000","40000",""\n'
        '"c2","voice","2/13/26 8:01:05 AM","2/13/26 8:02:05 AM","Inbound","","tel:+15550101","Support","45000",'
        '"15000","","","1"\n'
    )
    assert rows(reading, "start", "wait_s", "ivr_s", "outcome", "agent") == [
        ("2026-02-13 08:00:15", 20.0, 10.0, "answered", 0),
        ("2026-02-13 08:01:20", 45.0, 15.0, "abandoned", -1),
    ]


def test_a_conversation_of_two_rows_is_one_call() -> None:
    head = "Conversation ID,Conversation Start,Users,Queue Name,Queue Time,Talk Time,Abandoned\n"
    row = "c1,2026-02-02 08:00:05,{},Support,00:00:20,00:03:20,NO\n"
    reading = text(head + row.format("A One") + row.format("A Two"))
    assert rows(reading, "start", "wait_s") == [("2026-02-02 08:00:05", 20.0)]


def test_types_of_call_and_business_hours() -> None:
    reading = text(
        "interaction_id,call_type,start_time,end_time,customer_phone_number,talk_time,in_business_hours?,"
        "waiting_time,agent_name\n"
        "t1,inbound,2026-02-02 08:00:05,2026-02-02 08:04:05,+15550100,200,true,20,A One\n"
        "t2,missed,2026-02-02 08:01:05,2026-02-02 08:01:25,+15550101,0,true,20,\n"
        "t3,voicemail,2026-02-02 08:02:05,2026-02-02 08:02:50,+15550102,0,true,45,\n"
        "t4,outbound,2026-02-02 08:03:05,2026-02-02 08:04:50,+15550103,100,true,0,A One\n"
        "t5,missed,2026-02-02 22:03:05,2026-02-02 22:03:50,+15550103,0,false,5,\n"
    )
    assert rows(reading, "wait_s", "outcome") == [
        (20.0, "answered"),
        (20.0, "abandoned"),
        (45.0, "left_otherwise"),
    ]
    assert dict(reading.ledger.dropped) == {"outbound or internal": 1, "outside opening hours": 1}


def test_a_wait_that_goes_beyond_the_answer_is_taken_from_the_times() -> None:
    """Time to answer counts from 08:00:05; the caller came to the queue at 08:00:15 and was answered at 08:00:35."""
    reading = text(
        "call_id,external_number,date_started,date_queued,date_connected,date_ended,time_to_answer,talk_duration\n"
        "1,+15550100,2026-02-02 08:00:05,2026-02-02 08:00:15,2026-02-02 08:00:35,2026-02-02 08:03:55,0.5,3.3333\n"
        "2,+15550101,2026-02-02 08:01:05,2026-02-02 08:01:15,,2026-02-02 08:02:00,,\n"
    )
    assert rows(reading, "start", "wait_s", "outcome") == [
        ("2026-02-02 08:00:15", 20.0, "answered"),
        ("2026-02-02 08:01:15", 45.0, "abandoned"),
    ]
    assert has_decision(reading, "goes beyond the answer")


def test_a_call_is_answered_by_any_of_its_legs() -> None:
    """The first telephone rang in vain; the second answered, 20 s after the call came."""
    reading = text(
        "call_id,start,queue,wait_s,answered,talk_s\n"
        "g1,2026-02-02 08:00:05,A,20,no,\n"
        "g1,2026-02-02 08:00:15,A,,yes,200\n"
        "g2,2026-02-02 08:01:05,A,45,no,\n"
    )
    assert rows(reading, "start", "wait_s", "outcome") == [
        ("2026-02-02 08:00:05", 20.0, "answered"),
        ("2026-02-02 08:01:05", 45.0, "abandoned"),
    ]


def test_one_number_in_one_second_is_one_call_though_several_telephones_rang() -> None:
    """And what is printed below the table is no value of its columns."""
    reading = text(
        "Call Reports\nFrom 13/02/2026 To 14/02/2026\n\n"
        "Call Time,Caller ID,Destination,Status,Ringing,Talking\n"
        "13/02/2026 08:01:10,0612345678,800 Desk,Unanswered,00:00:12,00:00:00\n"
        "13/02/2026 08:01:10,0612345678,800 Desk,Answered,00:00:12,00:03:20\n"
        "13/02/2026 08:05:00,0698765432,800 Desk,Unanswered,00:01:02,00:00:00\n"
        "Totals,,,2,00:01:14,00:03:20\n"
        "Generated by a system\n"
    )
    assert rows(reading, "start", "wait_s", "outcome") == [
        ("2026-02-13 08:01:10", 12.0, "answered"),
        ("2026-02-13 08:05:00", 62.0, "abandoned"),
    ]


def test_the_number_of_a_line_does_not_make_calls_one() -> None:
    row = "2026-02-02 08:00:05,A,{},15550100,yes\n"
    reading = text("start,queue,wait_s,caller,answered\n" + "".join(row.format(n) for n in range(30)))
    assert len(rows(reading, "start")) == 30


def test_outgoing_calls_and_people_in_portuguese() -> None:
    reading = text(
        "Todas as Chamadas\r\n\r\n"
        "'Identificador Global da Chamada';'Data';'Hora';'Tipo';'Origem';'Utilizador';'Grupo';'Atendida';'Duração'"
        ";'Tempo da Fila de Espera'\r\n"
        "'g1';'13/02/2026';'08:00:05';'Chamada recebida';'912000000';'Ana';'Apoio';'Sim';'00:03:20';'00:00:20'\r\n"
        "'g2';'13/02/2026';'08:01:05';'Chamada recebida';'912000001';'';'Apoio';'Não';'00:00:00';'00:00:45'\r\n"
        "'g3';'13/02/2026';'08:02:05';'Chamada efetuada';'210000000';'Ana';'';'Sim';'00:01:00';''\r\n"
    )
    assert rows(reading, "queue", "wait_s", "outcome", "agent", "caller") == [
        ("Apoio", 20.0, "answered", 0, 0),
        ("Apoio", 45.0, "abandoned", -1, 1),
    ]
    assert dict(reading.ledger.dropped) == {"outbound or internal": 1}


@pytest.mark.parametrize("key", ["", '"7",'])
def test_a_queue_log_out_of_a_database_without_a_header(key: str) -> None:
    events = [
        '"1770019201","1.1","support","NONE","ENTERQUEUE","","15550100","1"',
        '"1770019213","1.1","support","PJSIP/201","CONNECT","12","1.2","4"',
        '"1770019400","1.1","support","PJSIP/201","COMPLETECALLER","12","187","1"',
        '"1770019410","2.1","support","NONE","ENTERQUEUE","","15550101","1"',
        '"1770019478","2.1","support","NONE","ABANDON","1","1","68"',
    ]
    reading = text("".join(f"{key}{event}\n" for event in events), "log.csv")
    assert rows(reading, "start", "wait_s", "outcome", "talk_s")[0] == (
        "2026-02-02 08:00:01",
        12.0,
        "answered",
        187.0,
    )
    assert rows(reading, "wait_s", "outcome")[1] == (68.0, "abandoned")


def test_uccx_columns_alone_without_sessions() -> None:
    reading = text(
        "Contact Start Time,CSQ Names,Queue Time,Talk Time,Contact Disposition,Agent Name\n"
        'Mon Feb 02 08:15:10 EST 2026,"Sales, Support*",20,200,2,A One\n'
        "Mon Feb 02 08:16:10 EST 2026,Sales,45,0,1,\n"
    )
    assert rows(reading, "start", "queue", "wait_s", "outcome") == [
        ("2026-02-02 08:15:10", "Support", 20.0, "answered"),
        ("2026-02-02 08:16:10", "Sales", 45.0, "abandoned"),
    ]


def test_the_seconds_of_a_service_level_are_no_service_level() -> None:
    reading = text(
        "CSQ Name,Interval Start Time,Interval End Time,Service Level (sec),Calls Presented,Calls Handled,"
        "Calls Abandoned\n"
        "Support,2/13/26 8:00:00 AM,2/13/26 8:30:00 AM,20,18,16,2\n"
        "Support,2/13/26 8:30:00 AM,2/13/26 9:00:00 AM,20,12,12,0\n"
    )
    assert reading.intervals is not None
    assert reading.intervals["answered_within"].isna().all()
    assert reading.intervals["offered"].tolist() == [18.0, 12.0]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("no-answer", "abandoned"), ("NO_ANSWER", "abandoned"), ("call_back", "left_otherwise")],
)
def test_words_joined_by_hyphens_and_underscores(status: str, outcome: str) -> None:
    reading = text(
        f"start,queue,wait_s,status\n2026-02-02 08:00:05,A,10,answered\n2026-02-02 08:01:05,A,9,{status}\n"
    )
    assert rows(reading, "outcome") == [("answered",), (outcome,)]


def test_fractions_of_a_day_in_a_column_with_one_value() -> None:
    """0.003472 of 86,400 s are 300 s."""
    reading = text(
        "interval,queue,handletime,waittime,wraptime,abandoned\n2026-02-13 08:00:05,A,0.003472,0.000231,0.000347,0\n"
        "2026-02-13 08:01:05,A,,0.000521,,1\n"
    )
    assert reading.calls is not None
    assert reading.calls["wait_s"].round().tolist() == [20.0, 45.0]
    assert reading.calls["wrap_s"].round().tolist()[0] == 30.0


def test_who_left_in_the_menu_never_queued() -> None:
    reading = text(
        "start,queue,wait_s,status\n2026-02-02 08:00:05,A,10,answered\n2026-02-02 08:01:05,,5,abandoned_in_ivr\n"
    )
    assert rows(reading, "outcome") == [("answered",)]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            "Customer ID,Name,Phone,Last Call Date,Status\n1,Ann One,15550100,2026-02-02 08:00:00,Active\n"
            "2,Bob Two,15550101,2026-02-03 09:00:00,Closed\n",
            "is a list of people",
        ),
        (
            "sid,from,to,start_time,duration,direction,status\nCA1,+15550100,+15550199,2026-02-02 08:00:05,200,inbound,"
            "completed\nCA2,+15550101,+15550199,2026-02-02 08:01:05,20,inbound,no-answer\n",
            "not how long each waited in a queue",
        ),
        (
            "agent_log_id,user,event_time,lead_id,campaign_id,pause_sec,wait_sec,talk_sec,dispo_sec,status\n"
            "1,6666,2026-02-02 08:00:05,501,SUPPORT,5,30,200,20,SALE\n",
            "has one row an agent",
        ),
        (
            "Campaña;Teléfono;Fecha;Intentos;Resultado marcación;Agente;Duración\nC1;15550100;02/02/2026 08:00:00;3;"
            "Contestador;;20\nC1;15550101;02/02/2026 08:01:00;1;Contactado;Ana;120\n",
            "lists outbound calls",
        ),
        ("start,queue,wait_s,answered\n", "no row below them"),
        (
            "callingPartyNumber,finalCalledPartyNumber,start time,answer time,end time,duration\n"
            "15550100,200,2026-02-02 08:00:05,2026-02-02 08:00:15,2026-02-02 08:03:05,170\n",
            "not how long each waited in a queue",
        ),
        (
            "Date,Description,Amount,Balance\n2026-02-02,Card,-12.30,100.00\n2026-02-03,Salary,1200.00,1300.00\n",
            "is not recognised",
        ),
        (
            "Ticket,Created at,Assignee,Status\n1,2026-02-02 08:00:00,A One,Solved\n2,2026-02-02 09:00:00,A Two,Open\n",
            "is not recognised",
        ),
    ],
)
def test_what_is_no_call_of_a_queue_is_refused(table: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read([("file.csv", table.encode())])


def test_a_chain_of_contacts_in_a_list_is_one_call() -> None:
    reading = text(
        "contact_id,initial_contact_id,initiation_method,start,queue,wait_s,answered\n"
        "a1,a1,INBOUND,2026-02-02 08:00:05,A,10,1\n"
        "a2,a1,TRANSFER,2026-02-02 08:05:05,B,3,1\n"
        "a3,a1,INBOUND,2026-02-02 08:07:05,B,4,1\n"
        "b1,b1,CALLBACK,2026-02-02 08:06:05,A,300,1\n"
    )
    assert rows(reading, "start", "queue", "wait_s") == [("2026-02-02 08:00:05", "A", 10.0)]
    assert dict(reading.ledger.dropped) == {"a transfer or a callback": 2, "another leg of the same call": 1}


def test_a_reason_never_makes_answered_what_was_not() -> None:
    reading = text(
        "date,answered,missed_call_reason,wait\n2026-02-02 08:00:05,Yes,,10\n"
        "2026-02-02 08:03:05,No,no_available_agent,60\n"
        "2026-02-02 08:04:05,No,agent_declined_answer,30\n"
    )
    assert rows(reading, "outcome") == [("answered",), ("left_otherwise",), ("abandoned",)]


def test_a_list_with_a_status_of_events_is_no_queue_log() -> None:
    reading = text(
        "calldate,callerid,queue,wait,status\n2026-02-02 08:00:05,15550100,A,10,ANSWERED\n"
        "2026-02-02 08:00:25,15550101,A,12,ABANDON\n2026-02-02 08:01:25,15550102,A,14,ABANDON\n"
    )
    assert rows(reading, "wait_s", "outcome") == [
        (10.0, "answered"),
        (12.0, "abandoned"),
        (14.0, "abandoned"),
    ]


def test_numbered_calls_with_an_outcome_are_calls_though_they_begin_on_the_half_hour() -> None:
    reading = text(
        "call,started,queue,wait,outcome\n1,2026-07-02 09:00:00,A,10,answered\n2,2026-07-02 09:30:00,A,12,abandoned\n"
    )
    assert rows(reading, "wait_s", "outcome") == [(10.0, "answered"), (12.0, "abandoned")]


def test_a_row_of_several_queues_beside_their_own_rows_is_a_total() -> None:
    row = '"2/13/26 8:00 AM","2/13/26 8:30 AM","{}","{}","{}","1"\n'
    reading = text(
        '"Interval Start","Interval End","Queue Name","Offer","Answer","Abandon"\n'
        + row.format("Support", 18, 17)
        + row.format("Sales", 8, 7)
        + row.format("Support; Sales", 26, 24)
    )
    assert reading.intervals is not None
    assert reading.intervals["offered"].sum() == 26.0
    assert dict(reading.ledger.dropped) == {"a total over other rows": 1}


def test_a_call_with_three_clocks_is_no_header_of_a_matrix() -> None:
    reading = text(
        "id,start,duration,in call,wait,status\n1,2026-02-02 08:00:00,506,486,20,answered\n"
        "2,2026-02-02 08:10:00,00:01:40,00:01:20,00:00:20,answered\n3,2026-02-02 08:20:00,35,,35,abandoned\n"
    )
    assert rows(reading, "wait_s", "outcome") == [(20.0, "answered"), (20.0, "answered"), (35.0, "abandoned")]
    assert reading.calls is not None
    assert reading.calls["talk_s"].tolist()[:2] == [486.0, 80.0]


def test_five9_takes_the_leg_that_an_agent_answered() -> None:
    row = '1,"Fri, 13 Feb 2026 08:00:05",Main,Inbound,{},15550100,00:00:10,00:00:20,{},0\n'
    reading = text(
        "CALL ID,TIMESTAMP,CAMPAIGN,CALL TYPE,AGENT,ANI,IVR TIME,QUEUE WAIT TIME,TALK TIME,ABANDONED\n"
        + row.format("[None]", "00:00:00")
        + row.format("a1@x.test", "00:03:25")
    )
    assert rows(reading, "start", "wait_s", "outcome") == [("2026-02-13 08:00:15", 20.0, "answered")]


def test_an_avaya_screen_writes_seconds_behind_a_colon() -> None:
    """27 calls of 20 s and three hang-ups after 50 s."""
    reading = text(
        "Split/Skill Interval Report\nDate: 02/13/2026\n\n"
        "Time\tACD Calls\tAvg Speed Ans\tAban Calls\tAvg Aban Time\tAvg ACD Time\n"
        "8:00AM- 8:30AM\t27\t:20\t3\t:50\t4:00\n8:30AM- 9:00AM\t19\t:10\t1\t1:00\t3:56\n"
        "Totals\t46\t:16\t4\t:52\t3:58\n",
        "screen_2026-02-13.txt",
    )
    assert reading.intervals is not None
    assert reading.intervals["answered_wait_sum_s"].tolist() == [540.0, 190.0]
    assert reading.intervals["abandoned_wait_sum_s"].tolist() == [150.0, 60.0]


def test_seconds_of_a_service_level_in_an_abbreviation() -> None:
    reading = text(
        "Fecha;Intervalo;Skill;Ofrecidas;Atendidas;NS 80/20\n13/02/2026;08:00;Ventas;20;19;80%\n"
        "13/02/2026;08:15;Ventas;10;9;90%\n"
    )
    assert reading.intervals is not None
    assert reading.intervals["within_s"].tolist() == [20.0, 20.0]
    assert reading.intervals["answered_within"].tolist() == [16.0, 9.0]


MASTER = (
    '"","{}","600","ext-queues","x","SIP/t-1","{}","{}","600,t","24/08/17 16:33:01","24/08/17 16:33:01",'
    '"24/08/17 16:34:36",95,95,"ANSWERED","DOCUMENTATION","{}",""\r'
)


def test_call_detail_records_without_a_header_in_lines_that_end_in_cr() -> None:
    reading = text(
        MASTER.format("900", "", "Queue", "1.1") + MASTER.format("901", "SIP/2004-1", "Queue", "1.2")
    )
    assert rows(reading, "start", "queue", "outcome") == [
        ("2017-08-24 16:33:01", "600", "abandoned"),
        ("2017-08-24 16:33:01", "600", "answered"),
    ]
    assert reading.calls is not None
    assert reading.calls["wait_s"].iloc[0] == 95.0
    with pytest.raises(UnreadableFileError, match="not how long each waited in a queue"):
        text(MASTER.format("900", "SIP/200", "Dial", "1.1") + MASTER.format("901", "SIP/200", "Dial", "1.2"))


def test_moments_of_calls_that_missed_their_queue() -> None:
    reading = text(
        "callid,duration,time-start,time-answered,time-end,reason-terminated,from-no,to-no,missed-queue-calls\n"
        "0,00:03:20,2026/02/13 08:01:10,2026/02/13 08:01:22,2026/02/13 08:04:42,src,5550100,800,\n"
        "1,,2026/02/13 08:05:10,,2026/02/13 08:06:10,src,5550101,800,800\n"
    )
    assert rows(reading, "start", "wait_s", "outcome") == [
        ("2026-02-13 08:01:10", 12.0, "answered"),
        ("2026-02-13 08:05:10", 60.0, "abandoned"),
    ]


def test_a_quiet_queue_has_intervals_though_no_count_exceeds_one() -> None:
    reading = text(
        "interval,offered,answered,aht,asa,abandoned\n2026-03-02 08:00:00,1,1,180,5,0\n2026-03-02 08:30:00,0,0,0,0,0\n"
        "2026-03-02 09:00:00,1,0,0,0,1\n"
    )
    assert reading.intervals is not None
    assert reading.intervals["offered"].tolist() == [1.0, 0.0, 1.0]
