"""The "Anonymous Bank" call log (Technion SEELab): one row a call, times of day as h:mm:ss."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import Context
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.tables import DAY_S, Part, calls_frame
from sim.calibrate.reading.times import parse_clock_s
from sim.calibrate.reading.values import parse_numbers

NAME = "Anonymous Bank call log"
REQUIRED_COLUMNS = {
    "date",
    "vru entry",
    "vru exit",
    "q start",
    "q exit",
    "q time",
    "outcome",
    "ser start",
    "ser time",
}


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    return set(header) >= REQUIRED_COLUMNS


def read(sheet: Sheet, context: Context) -> Part:
    """Waiting begins when the caller leaves the voice menu. A priority is written down only once a call queues."""
    rows = sheet.rows
    rows = context.without(sheet, rows, rows["outcome"] == "PHANTOM", "PHANTOM, no call")
    clocks = {
        name: parse_clock_s(rows[name])
        for name in ("vru entry", "vru exit", "q start", "q exit", "ser start")
    }
    wait = context.seconds(sheet, rows, "q time", "s")
    served = rows["outcome"] == "AGENT"
    queued = (clocks["q start"] > 0) | (clocks["q exit"] > 0) | (wait > 0)
    real = served | queued
    rows = context.without(sheet, rows, ~real, "hung up in the voice menu, neither queued nor answered")
    served, wait = served[real], wait[real]
    entry, leave, begin = (clocks[n][real] for n in ("vru entry", "vru exit", "ser start"))
    talk = context.seconds(sheet, rows, "ser time", "s")
    talk = talk.where(served & (talk > 0))
    begin = (begin + np.where(begin < entry - DAY_S / 2, DAY_S, 0.0)).where(talk.notna())
    start = context.times(sheet, rows["date"], "date") + pd.to_timedelta(leave, unit="s")
    calls = calls_frame(
        start=start,
        queue=pd.Series("Bank", index=rows.index),
        wait_s=wait,
        outcome=pd.Series(np.where(served, "answered", "abandoned"), index=rows.index),
        ivr_s=(leave - entry).where(leave >= entry),
        talk_s=talk,
        agent=context.people(rows.get("agent"), rows),
        call_type=rows.get("type"),
        service_start_s=begin - leave,
        priority=parse_numbers(rows["priority"], "priority")[0] if "priority" in rows else None,
    )
    ids = context.people(rows.get("call id"), rows)
    taken = {
        "start": "date, vru_exit",
        "wait_s": "q_time",
        "talk_s": "ser_time",
        "agent": "agent",
        "call_type": "type",
    }
    return Part(calls=calls, taken=taken, ids=ids)
