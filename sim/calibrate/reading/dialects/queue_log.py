"""Asterisk `queue_log`: one event a row. The file itself (bars, no header, epochs) and its copies in databases."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.calibrate.reading.context import OUTBOUND, Context, seconds_between, text_of
from sim.calibrate.reading.dialects.queue_log_duty import OFF, ON, PAUSE, UNPAUSE, duty
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame
from sim.calibrate.reading.values import as_numbers

NAME = "Asterisk queue_log"
ENDS = {
    "CONNECT": "answered",
    "ABANDON": "abandoned",
    "EXITWITHTIMEOUT": "left_otherwise",
    "EXITEMPTY": "left_otherwise",
    "EXITWITHKEY": "left_otherwise",
}
CALL_TIME_AT = {
    "COMPLETECALLER": 2,
    "COMPLETEAGENT": 2,
    "TRANSFER": 4,
    "BLINDTRANSFER": 4,
    "ATTENDEDTRANSFER": 4,
}
"""Event -> which of its data holds the seconds of talk."""
NOT_QUEUED = ("FULL", "JOINEMPTY", "JOINUNAVAIL")
EVENTS = {
    *ENDS,
    *CALL_TIME_AT,
    *NOT_QUEUED,
    *ON,
    *OFF,
    *PAUSE,
    *UNPAUSE,
    "ENTERQUEUE",
    "RINGNOANSWER",
    "QUEUESTART",
}
TECHNOLOGY = r"(?i)^(?:local|sip|pjsip|iax2|agent|sccp|dahdi)/([^@/]+).*$"
"""One agent's telephone under several names, such as Local/2004@from-internal/n and Agent/2004."""
NAMES = {
    "time": ("date time", "time", "created", "timestamp"),
    "call": ("callid", "call id"),
    "queue": ("queuename", "queue name", "queue"),
    "member": ("agent", "member", "type"),
    "event": ("event", "verb"),
    "d1": ("data1", "param1"),
    "d2": ("data2", "param2"),
    "d3": ("data3", "param3"),
    "d4": ("data4", "param4"),
    "d5": ("data5", "param5"),
}


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    if not header:
        return _event_place(cells) is not None
    named = all(any(n in header for n in NAMES[what]) for what in ("call", "queue"))
    return {"event"} < set(header) and named


def _event_place(cells: pd.DataFrame) -> int | None:
    """The column of events of a log without a header: the fifth, or later where a database's key comes first."""
    for place in range(4, min(7, cells.shape[1])):
        events = cells.iloc[:200, place]
        if len(events) and events.iloc[0] in EVENTS and float(events.isin(EVENTS).mean()) > 0.6:
            return place
    return None


def _events(sheet: Sheet, context: Context) -> pd.DataFrame:
    """Columns t (local wall time), call, queue, member, event, d1…d5, in the order of the log."""
    rows = sheet.rows
    if "event" in rows:
        columns = {name: text_of(rows, *others) for name, others in NAMES.items()}
        if "htime" in rows:  # PBXware: waits and talks in columns of their own, the caller in the first
            columns |= {"d1": rows["htime"], "d2": text_of(rows, "ttime"), "d3": rows["htime"]}
            columns["d2"] = columns["d2"].mask(columns["event"] == "ENTERQUEUE", text_of(rows, "param1"))
    else:
        rows = rows.iloc[:, (_event_place(rows) or 4) - 4 :]
        columns = {n: rows.iloc[:, i] if i < rows.shape[1] else text_of(rows) for i, n in enumerate(NAMES)}
    events = pd.DataFrame(columns, index=rows.index)
    events["member"] = events["member"].str.replace(TECHNOLOGY, r"\1", regex=True)
    outbound = events["event"].str.startswith("OUT")
    events = context.without(sheet, events, outbound, OUTBOUND)
    context.ledger.drop(
        sheet.label,
        events.index[events["event"].isin(NOT_QUEUED)],
        "turned away before the queue (full, or nobody there)",
    )
    events["t"] = context.times(sheet, events["time"], "the event's time")
    events = context.without(sheet, events, events["t"].isna(), "no time that can be read")
    if bool(events["t"].diff().lt(pd.Timedelta(0)).mean() > 0.5):
        events = events.iloc[::-1]
    return events


def _number(text: pd.Series[str]) -> pd.Series[float]:
    return as_numbers(text.where(text.str.fullmatch(r"\d{1,9}(?:\.\d{1,6})?")))


def read(sheet: Sheet, context: Context) -> Part:
    """One call for each ENTERQUEUE; what belongs to no entry, or has no end, is dropped and counted."""
    events = _events(sheet, context)
    of_call = events[events["event"].isin({"ENTERQUEUE", *ENDS, *CALL_TIME_AT})]
    key = of_call["call"] + "\x1f" + of_call["queue"]
    entry = (of_call["event"] == "ENTERQUEUE").groupby(key).cumsum()
    orphans = entry == 0
    of_call = context.without(sheet, of_call, orphans, "an event of a call whose entry is not in the log")
    groups = pd.factorize(key[~orphans] + "\x1f" + entry[~orphans].astype("str"))[0]
    of_call = of_call.assign(group=groups)

    entered = (
        of_call[of_call["event"] == "ENTERQUEUE"].drop_duplicates("group").set_index("group", drop=False)
    )
    rows = of_call.index[of_call["event"] == "ENTERQUEUE"]
    entered.index = entered["group"]
    end = (
        of_call[of_call["event"].isin(ENDS)]
        .drop_duplicates("group")
        .set_index("group")
        .reindex(entered.index)
    )
    over = of_call[of_call["event"].isin(CALL_TIME_AT)].drop_duplicates("group").set_index("group")
    over = over.reindex(entered.index)
    waited = seconds_between(entered["t"], end["t"])
    stated = _number(end["d1"].where(end["event"] == "CONNECT", end["d3"].where(end["event"] == "ABANDON")))
    talked = seconds_between(end["t"], over["t"])
    for event, place in CALL_TIME_AT.items():
        stated_talk = _number(over[f"d{place}"].where(over["event"] == event))
        talked = stated_talk.fillna(talked) if event.startswith("COMPLETE") else talked
    answered = end["event"] == "CONNECT"
    calls = calls_frame(
        start=entered["t"],
        queue=entered["queue"],
        wait_s=stated.fillna(waited),
        outcome=end["event"].map(ENDS).fillna(""),
        talk_s=talked.where(answered),
        agent=context.people(end["member"].fillna("").where(answered, ""), end),
        caller=context.callers(sheet, entered["d2"]),
    ).set_axis(rows, axis=0)
    calls = context.without(sheet, calls, calls["outcome"] == "", "still waiting where the log ends")
    context.decide(sheet, "RINGNOANSWER is in milliseconds, all else in seconds; time in a menu is outside.")
    several = int(entered["call"].duplicated().sum())
    if several:
        context.decide(
            sheet, f"{several:,} calls entered a queue again; each entry counts as a call of its own."
        )
    taken = {"start": "ENTERQUEUE", "wait_s": "CONNECT, ABANDON", "talk_s": "COMPLETECALLER, COMPLETEAGENT"}
    return Part(calls=calls, duty=duty(sheet, events, context), taken=taken)
