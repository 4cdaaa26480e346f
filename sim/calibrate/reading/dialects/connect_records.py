"""Amazon Connect contact records (JSON, or the same as CSV): one contact a record, delivered at least once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import Context, seconds_between, text_of
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import Part, calls_frame

NAME = "Amazon Connect contact records"
LEFT_BEHIND_S = 5.0
"""A contact that goes on this long after it left the queue without an agent went elsewhere."""


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    names = set(header)
    return "contactid" in names and bool(
        names
        & {"lastupdatetimestamp", "initiationtimestamp", "queue.enqueuetimestamp", "disconnecttimestamp"}
    )


def read(sheet: Sheet, context: Context) -> Part:
    """Newest version of each contact, first contact of each chain, voice and inbound; waiting begins at the queue."""
    rows = sheet.rows
    if "lastupdatetimestamp" in rows:
        newest = rows["lastupdatetimestamp"].sort_values(ascending=False, kind="stable").index
        later = rows["contactid"].loc[newest].duplicated()
        rows = context.without(
            sheet, rows, later.reindex(rows.index), "an earlier version of the same contact"
        )
    else:
        rows = context.first_of(sheet, rows, rows["contactid"], "the same contact again")
    rows = context.inbound_voice(sheet, rows, "initiationmethod", "channel")
    if "initiationmethod" in rows:
        back = (
            rows["initiationmethod"]
            .str.upper()
            .isin(("CALLBACK", "MONITOR", "DISCONNECT", "EXTERNAL_OUTBOUND"))
        )
        rows = context.without(sheet, rows, back, "a callback or a supervisor listening")
    queued = text_of(rows, "queue.enqueuetimestamp") != ""
    rows = context.without(sheet, rows, ~queued, "did not enter a queue")
    chain = text_of(rows, "initialcontactid")
    chain = chain.mask(chain == "", rows["contactid"])
    moment = rows["queue.enqueuetimestamp"] if len(rows) else None
    rows = context.first_of(sheet, rows, chain, "a later contact of the same call (transfer)", moment)

    def at(name: str) -> pd.Series[pd.Timestamp]:
        return context.times(sheet, text_of(rows, name), "each time")

    start, leave, end = at("queue.enqueuetimestamp"), at("queue.dequeuetimestamp"), at("disconnecttimestamp")
    begin, connected = at("initiationtimestamp"), at("agent.connectedtoagenttimestamp")
    wait = context.seconds(sheet, rows, "queue.duration", "s")
    wait = wait.fillna(seconds_between(start, leave)).fillna(seconds_between(start, connected))
    goes_on = seconds_between(start, end) - wait > LEFT_BEHIND_S
    if any(name.startswith("agent.") for name in rows):
        answered = connected.notna() | (text_of(rows, "agent.username", "agent.arn") != "")
        left = ~answered & (goes_on | (text_of(rows, "nextcontactid") != ""))
    else:
        answered, left = goes_on, pd.Series(False, index=rows.index)
        context.decide(
            sheet, "no record names an agent: who goes on after leaving the queue counts as answered."
        )
    talk = context.seconds(sheet, rows, "agent.agentinteractionduration", "s")
    hold = context.seconds(sheet, rows, "agent.customerholdduration", "s")
    calls = calls_frame(
        start=start,
        queue=text_of(rows, "queue.name", "queue.arn"),
        wait_s=wait,
        outcome=pd.Series(
            np.select([answered, left], ["answered", "left_otherwise"], "abandoned"), index=rows.index
        ),
        ivr_s=seconds_between(begin, start),
        talk_s=talk.where(answered),
        hold_s=hold.where(answered),
        wrap_s=context.seconds(sheet, rows, "agent.aftercontactworkduration", "s").where(answered),
        agent=context.people(text_of(rows, "agent.username", "agent.arn"), rows),
        caller=context.callers(sheet, text_of(rows, "customerendpoint.address")),
        service_start_s=seconds_between(start, connected),
    )
    taken = {
        "start": "Queue.EnqueueTimestamp",
        "wait_s": "Queue.Duration",
        "talk_s": "Agent.AgentInteractionDuration",
    }
    return Part(calls=calls, taken=taken, ids=context.people(rows["contactid"], rows))
