"""VICIdial `closer_log`: one row a call to an in-group; its length holds the time in the queue."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import Context, text_of
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame

NAME = "VICIdial inbound log"
NO_AGENT = ("", "vdcl", "vdad", "none", "null")
"""Users that are the system itself."""
OUTSIDE = r"after ?h(?:ou)?rs|afthrs|closetime"


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    return set(header) >= {"queue seconds", "length in sec", "call date"}


def read(sheet: Sheet, context: Context) -> Part:
    """An agent's user means answered; without one ABANDON, or the status DROP, means hung up."""
    rows = sheet.rows
    ended = (text_of(rows, "term reason") + " " + text_of(rows, "status")).str.lower()
    rows = context.without(sheet, rows, ended.str.contains(OUTSIDE), "outside opening hours")
    start = context.times(sheet, rows["call date"], "call_date")
    call = text_of(rows, "uniqueid", "closecallid")
    rows = context.first_of(sheet, rows, call, "a later leg of the same call (transfer)", start)
    ended, start, call = ended[rows.index], start[rows.index], call[rows.index]
    answered = ~text_of(rows, "user").str.lower().isin(NO_AGENT)
    reason = text_of(rows, "term reason").str.lower()
    hung_up = reason.str.contains("abandon") | (
        reason.isin(("", "none", "caller")) & ended.str.contains("drop")
    )
    wait = context.seconds(sheet, rows, "queue seconds", "s")
    talk = (context.seconds(sheet, rows, "length in sec", "s") - wait).clip(lower=0.0)
    calls = calls_frame(
        start=start,
        queue=text_of(rows, "campaign id", "group id"),
        wait_s=wait,
        outcome=pd.Series(
            np.select([answered, hung_up], ["answered", "abandoned"], "left_otherwise"), index=rows.index
        ),
        talk_s=talk.where(answered),
        wrap_s=context.seconds(sheet, rows, "dispo sec", "s").where(answered),
        agent=context.people(text_of(rows, "user").where(answered, ""), rows),
        caller=context.callers(sheet, text_of(rows, "phone number", "phone number dialed", "lead id")),
    )
    context.decide(sheet, "talk time is length_in_sec less queue_seconds, which it holds.")
    taken = {"start": "call_date", "wait_s": "queue_seconds", "talk_s": "length_in_sec, queue_seconds"}
    return Part(calls=calls, taken=taken, ids=context.people(call, rows))
