"""The Five9 "Call Log" report: one row a call, times as hh:mm:ss in the domain's own zone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import Context, after, is_yes, text_of
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame

NAME = "Five9 call log"


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    return set(header) >= {"timestamp", "call type", "queue wait time", "talk time"}


def read(sheet: Sheet, context: Context) -> Part:
    """Waiting begins after the IVR; QUEUE WAIT TIME ends when an agent's telephone rings, RING TIME later."""
    rows = context.inbound_voice(sheet, sheet.rows, "call type")
    if "call id" in rows:  # of its legs that an agent took, else the first
        in_vain = ~(context.seconds(sheet, rows, "talk time") > 0)
        order = pd.Series(np.arange(len(rows)), index=rows.index) + in_vain * len(rows)
        rows = context.first_of(sheet, rows, rows["call id"], "another leg of the same call", order)
    ivr, wait = context.seconds(sheet, rows, "ivr time"), context.seconds(sheet, rows, "queue wait time")
    ring, talk = context.seconds(sheet, rows, "ring time"), context.seconds(sheet, rows, "talk time")
    agent = text_of(rows, "agent", "agent name")
    agent = agent.mask(agent.str.lower().isin(("[none]", "[deleted]")), "")
    abandoned = is_yes(rows, "abandoned")
    answered = ~abandoned & ((agent != "") | (talk > 0))
    menu_only = ~answered & ~(wait > 0)
    rows = context.without(sheet, rows, menu_only, "ended in the menu, neither queued nor answered")
    at = rows.index
    ivr, wait, ring, talk = ivr[at], wait[at], ring[at], talk[at]
    calls = calls_frame(
        start=after(context.times(sheet, rows["timestamp"], "TIMESTAMP"), ivr),
        queue=text_of(rows, "skill", "campaign"),
        wait_s=wait,
        outcome=pd.Series(
            np.select([answered[at], abandoned[at]], ["answered", "abandoned"], "left_otherwise"), index=at
        ),
        ivr_s=ivr,
        talk_s=talk.where(answered[at]),
        hold_s=context.seconds(sheet, rows, "hold time").where(answered[at]),
        wrap_s=context.seconds(sheet, rows, "after call work time").where(answered[at]),
        agent=context.people(agent[at], rows),
        caller=context.callers(sheet, text_of(rows, "ani")),
        service_start_s=(wait + ring).where(answered[at]),
    )
    context.decide(sheet, "TIMESTAMP is taken as the centre's own time.")
    taken = {
        "start": "TIMESTAMP, IVR TIME",
        "wait_s": "QUEUE WAIT TIME",
        "talk_s": "TALK TIME",
        "wrap_s": "AFTER CALL WORK TIME",
    }
    ids = context.people(rows["call id"], rows) if "call id" in rows else None
    return Part(calls=calls, taken=taken, ids=ids)
