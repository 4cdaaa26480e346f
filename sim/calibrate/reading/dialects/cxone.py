"""NICE CXone data download "Call Detail": one row a contact, seconds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import OUTBOUND, Context, after, is_yes, text_of
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame

NAME = "NICE CXone call detail"
OF_API = {
    "contactid": "contact id",
    "mastercontactid": "master contact id",
    "contactstart": "contact start",
    "medianame": "media name",
    "mediatypename": "media name",
    "isoutbound": "outbound",
    "prequeueseconds": "prequeue",
    "inqueueseconds": "inqueue",
    "agentseconds": "agent time",
    "holdseconds": "hold time",
    "acwseconds": "acw time",
    "abandoned": "abandon",
    "abandonseconds": "abandon time",
    "skillname": "skill name",
    "skillid": "skill no",
    "agentid": "agent no",
    "fromaddr": "ani dialnum",
    "fromaddress": "ani dialnum",
}
"""Fields of completed contacts as the system's interface gives them -> columns of the report."""


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    return set(header) >= {"contact id", "start date", "start time", "inqueue"} or set(header) >= {
        "contactstart",
        "inqueueseconds",
        "agentseconds",
    }


def read(sheet: Sheet, context: Context) -> Part:
    """Waiting begins after PreQueue. Abandon_Time counts from the entry of the system, so PreQueue is taken off."""
    rows = sheet.rows.rename(columns=OF_API)
    rows = context.inbound_voice(sheet, rows, "media name", "media name")
    rows = context.without(sheet, rows, is_yes(rows, "outbound"), OUTBOUND)
    if "contact start" in rows:
        start = context.times(sheet, rows["contact start"], "contactStart")
    else:
        start = context.date_and_clock(sheet, rows["start date"], rows["start time"], "Start_Date")
    if "master contact id" in rows:
        chain = rows["master contact id"]
        rows = context.first_of(sheet, rows, chain, "a later contact of the same call (transfer)", start)
    before, wait = context.seconds(sheet, rows, "prequeue", "s"), context.seconds(sheet, rows, "inqueue", "s")
    with_agent = context.seconds(sheet, rows, "agent time", "s")
    hold = context.seconds(sheet, rows, "hold time", "s")
    agent = text_of(rows, "agent no", "agent name")
    abandoned = is_yes(rows, "abandon")
    answered = ~abandoned & (with_agent > 0)
    in_system = context.seconds(sheet, rows, "abandon time", "s")
    wait = wait.mask(abandoned & (in_system > 0), (in_system - before.fillna(0.0)).clip(lower=0.0))
    not_queued = ~answered & ~(wait > 0)
    rows = context.without(sheet, rows, not_queued, "ended before the queue")
    at = rows.index
    wrap = context.seconds(sheet, rows, "acw time", "s").fillna(
        context.seconds(sheet, rows, "acw seconds", "s")
    )
    calls = calls_frame(
        start=after(start[at], before[at]),
        queue=text_of(rows, "skill name", "skill no"),
        wait_s=wait[at],
        outcome=pd.Series(
            np.select([answered[at], abandoned[at]], ["answered", "abandoned"], "left_otherwise"), index=at
        ),
        ivr_s=before[at],
        talk_s=(with_agent - hold.fillna(0.0))[at].where(answered[at]),
        hold_s=hold[at].where(answered[at]),
        wrap_s=wrap.where(answered[at]),
        agent=context.people(agent[at].mask(agent[at] == "0", ""), rows),
        caller=context.callers(sheet, text_of(rows, "ani dialnum")),
    )
    context.decide(sheet, "waits of abandoned calls are Abandon_Time less PreQueue.")
    if bool(hold.notna().any()):
        context.decide(sheet, "Agent_Time is taken to hold Hold_Time.")
    taken = {
        "start": "Start_Date, Start_Time, PreQueue",
        "wait_s": "InQueue, Abandon_Time",
        "talk_s": "Agent_Time",
        "wrap_s": "ACW_Time",
    }
    return Part(calls=calls, taken=taken, ids=context.people(rows["contact id"], rows))
