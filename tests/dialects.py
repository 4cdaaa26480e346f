"""What a centre simulated by Headroom would have exported, in each system's own format: the truth is known.

Systems write whole seconds, so the truth is in whole seconds, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.engine import simulate
from sim.engine.agent_state import BREAK, COURSE, OFF_DUTY, PAUSE
from sim.record import DayStatus, Outcome
from sim.scenario import Scenario

ZONE = "Europe/London"
MONDAY = pd.Timestamp("2026-02-02")
IVR_S = 15
RING_S = 3


@dataclass(frozen=True)
class SimulatedLog:
    """`calls`: columns of CALLS (local wall times), agent and caller being numbers of seats and issues, in order of
    start. `duty`: columns of DUTY."""

    calls: pd.DataFrame
    duty: pd.DataFrame


@dataclass(frozen=True)
class Written:
    """An export, and which columns of CALLS it holds to the second."""

    files: list[tuple[str, bytes]]
    columns: tuple[str, ...]
    has_duty: bool = False


def _moment(minutes: np.ndarray) -> pd.Series:
    return MONDAY + pd.to_timedelta(np.floor(pd.Series(minutes) * 60.0), unit="s")


def simulated_log(
    scenario: Scenario, seed: int, replication: int = 0, *, first_legs: bool = False
) -> SimulatedLog:
    """All legs of the measured weeks that queued, whether answered, passed on or abandoned; or each call's first."""
    record = simulate(scenario, seed=seed, replication=replication, activities_from=0)
    ended = (Outcome.ANSWERED, Outcome.PASSED_ON, Outcome.ABANDONED)
    legs = record.legs[np.isin(record.legs["outcome"], ended) & (record.legs["queued"] >= 0)]
    if first_legs:
        legs = legs[legs["leg"] == 0]
    legs = legs[np.argsort(legs["queued"], kind="stable")]
    answered = legs["outcome"] != Outcome.ABANDONED
    start, left = _moment(legs["queued"]), _moment(legs["left_queue"])
    talk_end, wrap_end = _moment(legs["talk_end"]), _moment(legs["wrap_end"])
    names = np.array([t.name for t in scenario.call_types])
    calls = pd.DataFrame(
        {
            "start": start,
            "queue": names[legs["type"]],
            "wait_s": (left - start).dt.total_seconds(),
            "outcome": np.where(answered, "answered", "abandoned"),
            "ivr_s": float(IVR_S),
            "talk_s": (talk_end - left).dt.total_seconds().where(answered),
            "wrap_s": (wrap_end - talk_end).dt.total_seconds().where(answered),
            "agent": np.where(answered, legs["agent"], -1),
            "caller": pd.factorize(legs["issue"])[0],
        }
    )
    return SimulatedLog(calls, _duty(record.agent_days, record.activities))


def _duty(days: np.ndarray, activities: np.ndarray) -> pd.DataFrame:
    """On duty from coming to going, on a break in breaks, pauses and courses."""
    spans = []
    for day in days[(days["status"] == DayStatus.ON_PHONES) & (days["day"] >= 0) & ~np.isnan(days["came"])]:
        own = activities[(activities["seat"] == day["seat"]) & (activities["day"] == day["day"])]
        state, since = "available", float(day["came"])
        changes = [(float(a["start"]), int(a["activity"])) for a in own if a["start"] >= day["came"]]
        for moment, activity in [*changes, (float(day["went"]), OFF_DUTY)]:
            then = "break" if activity in (BREAK, PAUSE, COURSE) else "available"
            if then != state or activity == OFF_DUTY:
                spans.append((int(day["seat"]), since, moment, state))
                state, since = then, moment
            if activity == OFF_DUTY:
                break
    frame = pd.DataFrame(spans, columns=["agent", "start", "end", "state"])
    frame["start"], frame["end"] = _moment(frame["start"].to_numpy()), _moment(frame["end"].to_numpy())
    frame = frame[frame["end"] > frame["start"]]
    return frame.sort_values(["agent", "start"], ignore_index=True)


def _utc(local: pd.Series) -> pd.Series:
    return local.dt.tz_localize(ZONE).dt.tz_convert("UTC").dt.tz_localize(None)


def _epoch(local: pd.Series) -> pd.Series:
    return (_utc(local) - pd.Timestamp(0)).dt.total_seconds().astype(np.int64)


def _hms(seconds: pd.Series) -> pd.Series:
    whole = seconds.fillna(0).astype(np.int64)
    parts = [(whole // 3600), (whole // 60 % 60), (whole % 60)]
    return (
        parts[0].map("{:02}".format) + ":" + parts[1].map("{:02}".format) + ":" + parts[2].map("{:02}".format)
    )


def _whole(seconds: pd.Series) -> pd.Series:
    return seconds.map(lambda s: "" if np.isnan(s) else str(int(s)))


def as_csv(frame: pd.DataFrame, **options: Any) -> bytes:
    return frame.to_csv(index=False, **options).encode("utf-8")


def _agent(calls: pd.DataFrame) -> pd.Series:
    return calls["agent"].map(lambda a: "" if a < 0 else f"Agent {a}")


def _phone(calls: pd.DataFrame) -> pd.Series:
    return "0" + (700_000_000 + calls["caller"]).astype(str)


ALL = ("start", "queue", "wait_s", "outcome", "talk_s", "wrap_s", "agent", "caller")


def generic_list(log: SimulatedLog) -> Written:
    """As a BI tool in Germany would write it: semicolons, decimal commas, day first, minutes:seconds."""
    calls = log.calls
    frame = pd.DataFrame(
        {
            "Anrufbeginn": calls["start"].dt.strftime("%d.%m.%Y %H:%M:%S"),
            "Warteschlange": calls["queue"],
            "Wartezeit (Sek.)": calls["wait_s"].map("{:.1f}".format).str.replace(".", ",", regex=False),
            "Status": np.where(calls["outcome"] == "answered", "angenommen", "aufgelegt"),
            "Gesprächszeit": _hms(calls["talk_s"]),
            "Nachbearbeitungszeit": _hms(calls["wrap_s"]),
            "Agent": _agent(calls),
            "Rufnummer": _phone(calls),
        }
    )
    return Written([("anrufe.csv", as_csv(frame, sep=";").decode().encode("cp1252"))], ALL)


def connect_records(log: SimulatedLog) -> Written:
    """Two files that overlap, newest record first, every tenth contact delivered twice."""
    calls = log.calls
    moments = {
        "InitiationTimestamp": _utc(calls["start"]) - pd.Timedelta(seconds=IVR_S),
        "enqueue": _utc(calls["start"]),
        "leave": _utc(calls["start"] + pd.to_timedelta(calls["wait_s"], unit="s")),
        "end": _utc(calls["start"] + pd.to_timedelta(calls["wait_s"] + calls["talk_s"].fillna(0), unit="s")),
    }
    text = {name: times.dt.strftime("%Y-%m-%dT%H:%M:%SZ") for name, times in moments.items()}
    lines = []
    for i, call in enumerate(calls.itertuples()):
        agent = None
        if call.outcome == "answered":
            agent = {
                "Username": f"agent{call.agent}",
                "ConnectedToAgentTimestamp": text["leave"][i],
                "AgentInteractionDuration": int(call.talk_s),
                "CustomerHoldDuration": 0,
                "AfterContactWorkDuration": int(call.wrap_s),
            }
        record = {
            "ContactId": f"c-{i}",
            "InitialContactId": None,
            "Channel": "VOICE",
            "InitiationMethod": "INBOUND",
            "InitiationTimestamp": text["InitiationTimestamp"][i],
            "DisconnectTimestamp": text["end"][i],
            "LastUpdateTimestamp": f"2026-03-01T00:{i % 60:02}:30Z",
            "CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": f"+44{call.caller:09}"},
            "Queue": {
                "Name": call.queue,
                "EnqueueTimestamp": text["enqueue"][i],
                "DequeueTimestamp": text["leave"][i],
                "Duration": int(call.wait_s),
            },
            "Agent": agent,
        }
        lines.append(json.dumps(record))
        if i % 10 == 0 and agent is not None:
            early = {
                **record,
                "LastUpdateTimestamp": "2026-02-28T00:00:00Z",
                "Agent": {**agent, "AfterContactWorkDuration": 0},
            }
            lines.append(json.dumps(early))
    lines.reverse()
    half = len(lines) // 2
    files = [("one.jsonl", lines[: half + 50]), ("two.jsonl", lines[half:])]
    return Written([(name, "\n".join(part).encode()) for name, part in files], (*ALL, "ivr_s"))


def queue_log(log: SimulatedLog) -> Written:
    """The file itself, with log-ins and pauses; wrap-up and menu are not in it."""
    calls, duty = log.calls, log.duty
    rows: list[tuple[int, int, str]] = []
    start = _epoch(calls["start"])
    for i, call in enumerate(calls.itertuples()):
        begin, uid = int(start[i]), f"{start[i]}.{i}"
        left = begin + int(call.wait_s)
        rows.append((begin, 3, f"{uid}|{call.queue}|NONE|ENTERQUEUE||07{call.caller:08}|1"))
        if call.outcome == "abandoned":
            rows.append((left, 4, f"{uid}|{call.queue}|NONE|ABANDON|1|1|{int(call.wait_s)}"))
            continue
        member = f"PJSIP/{call.agent}"
        rows.append((left, 4, f"{uid}|{call.queue}|{member}|RINGNOANSWER|2000"))
        rows.append((left, 4, f"{uid}|{call.queue}|{member}|CONNECT|{int(call.wait_s)}|{uid}|2"))
        end = left + int(call.talk_s)
        rows.append(
            (end, 5, f"{uid}|{call.queue}|{member}|COMPLETECALLER|{int(call.wait_s)}|{int(call.talk_s)}|1")
        )
    begins, ends = _epoch(duty["start"]), _epoch(duty["end"])
    for i, span in enumerate(duty.itertuples()):
        member = f"Local/{span.agent}@from-internal/n"
        same = (duty["agent"] == span.agent).to_numpy()
        came = not bool((same & (ends == begins[i]).to_numpy()).any())
        goes = not bool((same & (begins == ends[i]).to_numpy()).any())
        if came:
            rows.append((int(begins[i]), 1, f"NONE|all|{member}|ADDMEMBER|"))
        if span.state == "break":
            rows.append((int(begins[i]), 2, f"NONE|all|{member}|PAUSE|break"))
            if not goes:
                rows.append((int(ends[i]), 2, f"NONE|all|{member}|UNPAUSE|"))
        if goes:
            rows.append((int(ends[i]), 6, f"NONE|all|{member}|REMOVEMEMBER|"))
    rows.sort(key=lambda row: row[:2])
    text = "\n".join(f"{moment}|{rest}" for moment, _, rest in rows)
    columns = ("start", "queue", "wait_s", "outcome", "talk_s", "agent", "caller")
    return Written([("queue_log", text.encode())], columns, has_duty=True)


def uccx(log: SimulatedLog) -> Written:
    """Detailed calls as CSV: a title row, Java dates, several queues with a star at one, a footer."""
    calls = log.calls
    begin = calls["start"] - pd.Timedelta(seconds=IVR_S)
    over = calls["start"] + pd.to_timedelta(calls["wait_s"] + calls["talk_s"].fillna(0), unit="s")
    answered = calls["outcome"] == "answered"
    frame = pd.DataFrame(
        {
            "Node ID - Session ID - Sequence No": [f"1-{900_000 + i}-0" for i in range(len(calls))],
            "Call Start Time": begin.dt.strftime("%a %b %d %H:%M:%S EST %Y"),
            "Call End Time": over.dt.strftime("%a %b %d %H:%M:%S EST %Y"),
            "Contact Disposition": np.where(answered, 2, 1),
            "Originator DN (Calling Number)": _phone(calls),
            "Application Name": "main",
            "CSQ Names": calls["queue"] + "*",
            "Queue Time": _whole(calls["wait_s"]),
            "Agent Name": _agent(calls),
            "Ring Time": np.where(answered, "0", ""),
            "Talk Time": _whole(calls["talk_s"]),
            "Work Time": _whole(calls["wrap_s"]),
        }
    )
    text = b"Detailed Call CSQ Agent Report\n" + as_csv(frame) + b"Filters:,All\n"
    return Written([("ccdr.csv", text)], (*ALL, "ivr_s"))


def cxone(log: SimulatedLog) -> Written:
    """Call detail: Abandon_Time counts from the entry of the system."""
    calls = log.calls
    begin = calls["start"] - pd.Timedelta(seconds=IVR_S)
    gone = calls["outcome"] == "abandoned"
    number = np.arange(len(calls)).astype(str)
    frame = pd.DataFrame(
        {
            "Contact_ID": number,
            "Master_Contact_ID": number,
            "Media_Name": "Call",
            "ANI_Dialnum": _phone(calls),
            "Skill_Name": calls["queue"],
            "Agent_No": calls["agent"].map(lambda a: "" if a < 0 else str(a + 1)),
            "SLA": np.where(calls["wait_s"] <= 20, 0, 1),
            "Start_Date": begin.dt.strftime("%m/%d/%Y"),
            "Start_Time": begin.dt.strftime("%H:%M:%S"),
            "PreQueue": IVR_S,
            "InQueue": _whole(calls["wait_s"].mask(gone, 0)),
            "Agent_Time": _whole(calls["talk_s"].fillna(0)),
            "Abandon_Time": _whole((calls["wait_s"] + IVR_S).where(gone, 0)),
            "Abandon": np.where(gone, "Y", "N"),
            "ACW_Time": _whole(calls["wrap_s"].fillna(0)),
        }
    )
    return Written([("call_detail.csv", as_csv(frame))], (*ALL, "ivr_s"))


def five9(log: SimulatedLog) -> Written:
    """The call log as it is read on screen, with an outbound call after every twentieth."""
    calls = log.calls
    begin = calls["start"] - pd.Timedelta(seconds=IVR_S)
    answered = calls["outcome"] == "answered"
    frame = pd.DataFrame(
        {
            "CALL ID": np.arange(len(calls)),
            "TIMESTAMP": begin.dt.strftime("%a, %d %b %Y %H:%M:%S"),
            "CAMPAIGN": calls["queue"],
            "CALL TYPE": "Inbound",
            "AGENT": _agent(calls).mask(~answered, "[None]"),
            "ANI": _phone(calls),
            "IVR TIME": _hms(pd.Series(IVR_S, index=calls.index)),
            "QUEUE WAIT TIME": _hms(calls["wait_s"]),
            "RING TIME": _hms(pd.Series(RING_S, index=calls.index).where(answered, 0)),
            "TALK TIME": _hms(calls["talk_s"]),
            "HOLD TIME": "00:00:00",
            "AFTER CALL WORK TIME": _hms(calls["wrap_s"]),
            "ABANDONED": np.where(answered, 0, 1),
        }
    )
    out = frame.iloc[::20].assign(**{"CALL TYPE": "Outbound", "CALL ID": lambda f: f["CALL ID"] + 10**6})
    return Written([("log.csv", as_csv(pd.concat([frame, out])))], (*ALL, "ivr_s"))


def zendesk(log: SimulatedLog) -> Written:
    """The incremental export, pages as one JSON document."""
    calls = log.calls
    created = (_utc(calls["start"]) - pd.Timedelta(seconds=IVR_S)).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = [
        {
            "id": i,
            "created_at": created[i],
            "agent_id": int(call.agent) + 1 if call.outcome == "answered" else None,
            "customer_id": int(call.caller) + 1,
            "call_group_name": call.queue,
            "direction": "inbound",
            "completion_status": "completed" if call.outcome == "answered" else "abandoned_in_queue",
            "ivr_time_spent": IVR_S,
            "wait_time": int(call.wait_s),
            "talk_time": int(call.talk_s) if call.outcome == "answered" else 0,
            "hold_time": 0,
            "wrap_up_time": int(call.wrap_s) if call.outcome == "answered" else 0,
            "outside_business_hours": False,
        }
        for i, call in enumerate(calls.itertuples())
    ]
    return Written(
        [("calls.json", json.dumps({"calls": rows, "count": len(rows)}).encode())], (*ALL, "ivr_s")
    )


def aircall(log: SimulatedLog) -> Written:
    """The calls history: waiting time with the IVR in it, no wrap-up."""
    calls = log.calls
    begin = calls["start"] - pd.Timedelta(seconds=IVR_S)
    answered = calls["outcome"] == "answered"
    frame = pd.DataFrame(
        {
            "line": calls["queue"],
            "datetime (tz offset incl.)": begin.dt.strftime("%Y-%m-%d %H:%M:%S"),
            "number timezone": ZONE,
            "datetime (utc)": _utc(begin).dt.strftime("%Y-%m-%d %H:%M:%S.083"),
            "direction": "inbound",
            "from": _phone(calls),
            "answered": np.where(answered, "Yes", "No"),
            "missed_call_reason": np.where(answered, "", "abandoned_in_classic"),
            "user": _agent(calls).mask(~answered, "[No associated user]"),
            "duration (total)": _whole(IVR_S + calls["wait_s"] + calls["talk_s"].fillna(0)),
            "in-call duration": _hms(calls["talk_s"]),
            "call id": np.arange(len(calls)),
            "waiting time": _hms(calls["wait_s"] + IVR_S),
            "time to answer": _hms(calls["wait_s"].where(answered)),
            "time in ivr": _hms(pd.Series(IVR_S, index=calls.index)),
        }
    )
    columns = ("start", "queue", "wait_s", "outcome", "talk_s", "agent", "caller", "ivr_s")
    return Written([("calls.csv", as_csv(frame))], columns)


def avaya_call_rec(log: SimulatedLog) -> Written:
    """Call records of the switch: epochs, the local time beside them, and a consultation after every tenth call."""
    calls = log.calls
    answered = calls["outcome"] == "answered"
    frame = pd.DataFrame(
        {
            "ROW_DATE": calls["start"].dt.strftime("%m/%d/%Y"),
            "ROW_TIME": calls["start"].dt.hour * 100 + calls["start"].dt.minute,
            "ACD": 1,
            "CALLID": np.arange(len(calls)) + 1,
            "SEGMENT": 1,
            "SEGSTART": _epoch(calls["start"]),
            "DISPTIME": _whole(calls["wait_s"]),
            "DISPOSITION": np.where(answered, 2, 3),
            "DISPSPLIT": calls["queue"],
            "TALKTIME": _whole(calls["talk_s"].fillna(0)),
            "ANSHOLDTIME": 0,
            "ACWTIME": _whole(calls["wrap_s"].fillna(0)),
            "ORIGLOGIN": "",
            "ANSLOGIN": _agent(calls).mask(~answered, ""),
            "CALLING_PTY": _phone(calls),
        }
    )
    consulted = frame[answered].iloc[::10].assign(SEGMENT=2, ORIGLOGIN="4001", CALLING_PTY="4001")
    return Written([("call_rec.txt", as_csv(pd.concat([frame, consulted]), sep="|"))], ALL)


def bank(log: SimulatedLog) -> Written:
    """The Anonymous Bank's log, with its phantoms; who is answered at once has no times of queueing."""
    calls = log.calls
    left = calls["start"] + pd.to_timedelta(calls["wait_s"], unit="s")
    over = left + pd.to_timedelta(calls["talk_s"].fillna(0), unit="s")
    answered = (calls["outcome"] == "answered").to_numpy()
    moments = {"start": calls["start"], "left": left, "over": over}
    clock = {name: times.dt.strftime("%H:%M:%S").str.removeprefix("0") for name, times in moments.items()}
    queued = (calls["wait_s"] > 0).to_numpy() | ~answered
    never = "0:00:00"
    frame = pd.DataFrame(
        {
            "call_id": np.arange(len(calls)),
            "date": calls["start"].dt.strftime("%Y-%m-%d"),
            "type": calls["queue"],
            "priority": 0,
            "vru_entry": (calls["start"] - pd.Timedelta(seconds=IVR_S)).dt.strftime("%H:%M:%S"),
            "vru_exit": clock["start"],
            "q_start": np.where(queued, clock["start"], never),
            "q_exit": np.where(queued, clock["left"], never),
            "q_time": _whole(calls["wait_s"]),
            "outcome": np.where(answered, "AGENT", "HANG"),
            "ser_start": np.where(answered, clock["left"], never),
            "ser_exit": np.where(answered, clock["over"], never),
            "ser_time": _whole(calls["talk_s"].fillna(0)),
            "agent": _agent(calls),
        }
    )
    phantoms = frame.head(7).assign(outcome="PHANTOM", call_id=lambda f: f["call_id"] + 10**6)
    columns = ("start", "wait_s", "outcome", "talk_s", "agent", "ivr_s")
    return Written([("bank.csv", as_csv(pd.concat([frame, phantoms])))], columns)


CALL_DIALECTS: dict[str, Callable[[SimulatedLog], Written]] = {
    "generic list": generic_list,
    "Amazon Connect contact records": connect_records,
    "Asterisk queue_log": queue_log,
    "Cisco UCCX": uccx,
    "NICE CXone": cxone,
    "Five9": five9,
    "Zendesk Talk": zendesk,
    "Aircall": aircall,
    "Avaya CMS call records": avaya_call_rec,
    "Anonymous Bank": bank,
}
