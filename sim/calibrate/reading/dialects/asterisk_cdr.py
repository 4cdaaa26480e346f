"""Asterisk call detail records of calls to a queue: several rows a call, and who hung up waiting looks answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import Context, seconds_between, text_of
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame

NAME = "Asterisk call detail records"
OF_FILE = (
    "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,calldate,answer,end,duration,billsec,"
    "disposition,amaflags,uniqueid,userfield"
)
OF_DATABASE = (
    "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,"
    "accountcode,uniqueid,userfield"
)
"""Order of the columns in Master.csv and in a database's table."""
DISPOSITIONS = ("ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION")


def with_header(sheet: Sheet) -> Sheet:
    """Records that have no header (Master.csv, a table's dump), known by where each says how it ended, with one."""
    for columns in (OF_FILE, OF_DATABASE):
        names = columns.split(",")
        place, width = names.index("disposition"), sheet.cells.shape[1]
        if place < width <= len(names) and bool(sheet.cells.iloc[:, place].isin(DISPOSITIONS).all()):
            header = pd.DataFrame([names[:width]], columns=sheet.cells.columns)
            cells = pd.concat([header, sheet.cells], ignore_index=True)
            return replace(sheet, cells=cells, first_row=sheet.first_row - 1, header_row=0)
    return sheet


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    names = list(header)
    if not {"calldate", "lastapp", "duration"} <= set(names):
        return False
    return bool((cells.iloc[:, names.index("lastapp")].str.lower() == "queue").any())


def read(sheet: Sheet, context: Context) -> Part:
    """Rows whose last application was the queue; when an agent answered is read from the agents' own rows."""
    rows = sheet.rows
    context.decide(
        sheet, "waits are read from which leg was answered when; queue_log, beside it, states them."
    )
    link = text_of(rows, "linkedid")
    link = link.mask(link == "", text_of(rows, "uniqueid"))
    at_queue = rows["lastapp"].str.lower() == "queue"
    start = context.times(sheet, rows["calldate"], "calldate")
    duration, talked = (
        context.seconds(sheet, rows, "duration", "s"),
        context.seconds(sheet, rows, "billsec", "s"),
    )
    leg = ~at_queue & (text_of(rows, "disposition").str.upper() == "ANSWERED") & (link != "")
    picked_up = (start + pd.to_timedelta((duration - talked).clip(lower=0.0), unit="s"))[leg]
    first_leg = pd.DataFrame({"link": link[leg], "at": picked_up, "talk": talked[leg]}).sort_values("at")
    first_leg = first_leg.drop_duplicates("link").set_index("link")
    others = context.without(sheet, rows, ~at_queue, "a leg of a call, or a call to no queue")
    context_key = link[others.index]
    calls_rows = context.first_of(sheet, others, context_key, "another row of the same call")
    at = calls_rows.index
    answered = text_of(calls_rows, "dstchannel") != ""
    legs = first_leg.reindex(link[at]).set_axis(at, axis=0)
    wait = seconds_between(start[at], legs["at"]).where(answered, duration[at])
    queue = text_of(calls_rows, "lastdata").str.split(",").str[0].fillna("")
    queue = queue.mask(queue == "", text_of(calls_rows, "dst"))
    calls = calls_frame(
        start=start[at],
        queue=queue,
        wait_s=wait.where(wait >= 0),
        outcome=pd.Series(np.where(answered, "answered", "abandoned"), index=at),
        talk_s=legs["talk"].where(answered),
        agent=context.people(
            text_of(calls_rows, "dstchannel").str.replace(r"-[^-]*$", "", regex=True), calls_rows
        ),
        caller=context.callers(sheet, text_of(calls_rows, "src")),
    )
    taken = {"start": "calldate", "wait_s": "duration, billsec", "queue": "lastdata"}
    return Part(calls=calls, taken=taken, ids=context.people(link[at], calls_rows))
