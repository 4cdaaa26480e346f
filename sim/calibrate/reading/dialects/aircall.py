"""The Aircall calls history: three clocks in a row, and a waiting time that holds the IVR."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import Context, after, is_yes, text_of
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame

NAME = "Aircall calls history"


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    return "waiting time" in header and any(
        name.startswith(("datetime (", "date (tz", "missed call reason", "unanswered call reason"))
        for name in header
    )


def read(sheet: Sheet, context: Context) -> Part:
    """Waiting begins after the IVR: waiting time less time in IVR."""
    rows = context.inbound_voice(
        sheet, sheet.rows, "direction" if "direction" in sheet.rows else "call direction"
    )
    ids = text_of(rows, "call id", "call id (internal)", "call id (uuid)")
    rows = context.first_of(sheet, rows, ids, "the same call again")
    reason = (
        text_of(rows, "missed call reason", "unanswered call reason") + " " + text_of(rows, "call type")
    ).str.lower()
    closed = reason.str.contains("out_of_opening|out of (?:business|opening)")
    rows = context.without(sheet, rows, closed, "outside opening hours")
    menu = reason[rows.index].str.contains("abandoned_in_ivr|abandoned in ivr")
    rows = context.without(sheet, rows, menu, "hung up in the menu")
    reason = reason[rows.index]
    answered = is_yes(rows, "answered")
    abandoned = ~answered & reason.str.contains("abandoned")
    if context.answers.timezone and "datetime (utc)" in rows:
        start = context.times(
            sheet,
            rows["datetime (utc)"].where(rows["datetime (utc)"] == "", rows["datetime (utc)"] + " UTC"),
            "datetime (UTC)",
        )
    elif {"date (tz offset incl.)", "time (tz offset incl.)"} <= set(rows):
        start = context.date_and_clock(
            sheet, rows["date (tz offset incl.)"], rows["time (tz offset incl.)"], "date"
        )
    else:
        start = context.times(
            sheet,
            text_of(rows, "datetime (tz offset incl.)", "call start time", "datetime (utc)"),
            "datetime",
        )
        context.decide(sheet, "of three clocks in a row that of the line is taken.")
    ivr = context.seconds(sheet, rows, "time in ivr")
    total = context.seconds(sheet, rows, "waiting time")
    talk = context.seconds(sheet, rows, "in-call duration").fillna(
        context.seconds(sheet, rows, "duration (in call)", "s")
    )
    calls = calls_frame(
        start=after(start.dt.floor("s"), ivr),
        queue=text_of(rows, "line", "via"),
        wait_s=(total - ivr.fillna(0.0)).clip(lower=0.0),
        outcome=pd.Series(
            np.select([answered, abandoned], ["answered", "abandoned"], "left_otherwise"), index=rows.index
        ),
        ivr_s=ivr,
        talk_s=talk.where(answered),
        agent=context.people(text_of(rows, "user").where(answered, ""), rows),
        caller=context.callers(sheet, text_of(rows, "from")),
    )
    context.decide(sheet, "the wait is the waiting time less the time in the IVR.")
    taken = {
        "start": "datetime, time in ivr",
        "wait_s": "waiting time, time in ivr",
        "talk_s": "in-call duration",
    }
    return Part(calls=calls, taken=taken, ids=context.people(ids[rows.index], rows))
