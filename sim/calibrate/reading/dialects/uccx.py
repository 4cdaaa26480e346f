"""Cisco UCCX detailed call reports (CSQ agent, CCDR): one row a leg, header in the second row, footers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import OUTBOUND, Context, after, seconds_between, text_of
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame
from sim.calibrate.reading.values import as_numbers

NAME = "Cisco UCCX detailed calls"
_STARTS = {"call start time", "start time", "contact start time"}
_ENDS = {"end time": "call end time", "contact end time": "call end time"}
_LEG = r"\s*(\d+)\s*-\s*(\d+)\s*-\s*(\d+)\s*"


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    names = set(header)
    is_leg = any(n.startswith("node id") for n in names) or {"session id", "contact disposition"} <= names
    is_leg |= "contact disposition" in names and bool(names & {"csq names", "csq name"})
    return is_leg and "queue time" in names and bool(names & _STARTS)


def read(sheet: Sheet, context: Context) -> Part:
    """First leg in a queue of each call (node and session). The time before the queue is what the others leave."""
    rows = sheet.rows.rename(columns=dict.fromkeys(_STARTS, "call start time") | _ENDS)
    key = _session(rows)
    if bool((key == "").all()):  # no session: every row with a start is a call
        key = key.mask(
            rows["call start time"].str.contains(r"\d:\d"), rows.index.astype("str").to_series(rows.index)
        )
    rows = context.without(sheet, rows, key == "", "a footer, no call")
    disposition = text_of(rows, "contact disposition").str.lower()
    kind = text_of(rows, "contact type").str.lower()
    rows = context.without(sheet, rows, kind.str.contains("out") | kind.isin(("2", "3", "5")), OUTBOUND)
    queue = _queue(text_of(rows, "csq names", "csq name"))
    if bool((queue == "").all()):  # the report without queues: who waited or spoke to an agent came to one
        waited = context.seconds(sheet, rows, "queue time") > 0
        reached = waited | (context.seconds(sheet, rows, "talk time") > 0)
        queue = text_of(rows, "application name").mask(lambda names: names == "", "all").where(reached, "")
        context.decide(sheet, "no queue is named: the application stands for it.")
    rows = context.without(sheet, rows, queue == "", "did not enter a queue")
    rows = context.first_of(
        sheet, rows, key[rows.index], "a later leg of the same call (transfer)", _sequence(rows)
    )
    at = rows.index
    disposition = disposition[at]
    wait, talk = context.seconds(sheet, rows, "queue time"), context.seconds(sheet, rows, "talk time")
    ring, hold = context.seconds(sheet, rows, "ring time"), context.seconds(sheet, rows, "hold time")
    agent = text_of(rows, "agent name")
    answered = disposition.str.contains("handled") | (disposition == "2") | ((agent != "") & (talk > 0))
    abandoned = ~answered & (disposition.str.contains("aband") | (disposition == "1"))
    start = context.times(sheet, rows["call start time"], "each time")
    if "call end time" in rows:
        end = context.times(sheet, rows["call end time"], "each time")
        later = sum(part.fillna(0.0) for part in (wait, ring, talk, hold))
        ivr = (seconds_between(start, end) - later).clip(lower=0.0)
        context.decide(sheet, "the time before the queue is the call less queue, ring, talk and hold times.")
    else:
        ivr = pd.Series(np.nan, index=at)
        context.decide(sheet, "the file does not say when a call entered the queue: its start is taken.")
    calls = calls_frame(
        start=after(start, ivr),
        queue=queue[at],
        wait_s=wait,
        outcome=pd.Series(
            np.select([answered, abandoned], ["answered", "abandoned"], "left_otherwise"), index=at
        ),
        ivr_s=ivr,
        talk_s=talk.where(answered),
        hold_s=hold.where(answered),
        wrap_s=context.seconds(sheet, rows, "work time").where(answered),
        agent=context.people(agent, rows),
        caller=context.callers(
            sheet, text_of(rows, "originator dn (calling number)", "originator dn", "calling number")
        ),
        service_start_s=(wait + ring).where(answered),
    )
    taken = {
        "start": "Call Start Time, Call End Time",
        "wait_s": "Queue Time",
        "talk_s": "Talk Time",
        "wrap_s": "Work Time",
    }
    return Part(calls=calls, taken=taken, ids=context.people(key[at], rows))


def _session(rows: pd.DataFrame) -> pd.Series[str]:
    """Node and session, "" for what is no call."""
    one = next((n for n in rows if n.startswith("node id") and "session" in n), None)
    if one is not None:
        parts = rows[one].str.extract(_LEG)
        return (parts[0] + "-" + parts[1]).fillna("").astype("str")
    node, session = text_of(rows, "node id"), text_of(rows, "session id")
    return (node + "-" + session).where(session.str.fullmatch(r"\d[\d.]*"), "").astype("str")


def _sequence(rows: pd.DataFrame) -> pd.Series[float]:
    one = next((n for n in rows if n.startswith("node id") and "session" in n), None)
    text = rows[one].str.extract(_LEG)[2] if one is not None else text_of(rows, "sequence no", "session seq")
    return as_numbers(text.where(text.str.fullmatch(r"\d{1,9}").fillna(False)))


def _queue(names: pd.Series[str]) -> pd.Series[str]:
    """Of several queues that with a star, which took the call, else the first."""
    starred = names.str.extract(r"(?:^|,)\s*([^,*]+?)\s*\*")[0].fillna("")
    first = names.str.split(",").str[0].str.replace("*", "", regex=False).str.strip().fillna("")
    return starred.where(starred != "", first).astype("str")
