"""Zendesk Talk calls, from the incremental export (JSON or CSV): seconds, UTC."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import Context, after, is_yes, text_of
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame

NAME = "Zendesk Talk calls"


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    return set(header) >= {"completion status", "wait time"}


def read(sheet: Sheet, context: Context) -> Part:
    """Waiting begins after the IVR."""
    rows = context.inbound_voice(sheet, sheet.rows, "direction")
    if "id" in rows:
        rows = context.first_of(sheet, rows, rows["id"], "the same call again")
    rows = context.without(sheet, rows, is_yes(rows, "outside business hours"), "outside opening hours")
    status = text_of(rows, "completion status").str.lower()
    rows = context.without(sheet, rows, status.str.contains("ivr"), "hung up in the menu")
    status = status[rows.index]
    talk = context.seconds(sheet, rows, "talk time", "s")
    on_hold = status.str.contains(r"on[ _]hold")  # with an agent, who had answered
    answered = on_hold | (status.str.contains("complet") & ((text_of(rows, "agent id") != "") | (talk > 0)))
    abandoned = status.str.contains("abandon") & ~status.str.contains("voicemail")
    ivr = context.seconds(sheet, rows, "ivr time spent", "s")
    start = context.times(
        sheet, text_of(rows, "created at", "call started at", "start time", "date"), "created_at"
    )
    calls = calls_frame(
        start=after(start, ivr),
        queue=text_of(
            rows, "call group name", "group name", "ivr destination group name", "call group id", "line"
        ),
        wait_s=context.seconds(sheet, rows, "wait time", "s"),
        outcome=pd.Series(
            np.select([answered, abandoned], ["answered", "abandoned"], "left_otherwise"), index=rows.index
        ),
        ivr_s=ivr,
        talk_s=talk.where(answered),
        hold_s=context.seconds(sheet, rows, "hold time", "s").where(answered),
        wrap_s=context.seconds(sheet, rows, "wrap up time", "s").where(answered),
        agent=context.people(text_of(rows, "agent id", "agent name"), rows),
        caller=context.callers(
            sheet, text_of(rows, "customer id", "customer requested number", "from number")
        ),
    )
    taken = {
        "start": "created_at, ivr_time_spent",
        "wait_s": "wait_time",
        "talk_s": "talk_time",
        "wrap_s": "wrap_up_time",
    }
    return Part(calls=calls, taken=taken, ids=context.people(rows["id"], rows) if "id" in rows else None)
