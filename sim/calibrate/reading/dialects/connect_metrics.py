"""Amazon Connect historical metrics, whose calls are booked to the interval in which they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sim.calibrate.reading.booking import to_arrivals
from sim.calibrate.reading.context import Context
from sim.calibrate.reading.dialects.interval_sheet import enter_waits_after_menu, guessed_table
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.interval_table import interval_part
from sim.calibrate.reading.interval_times import common_length_min
from sim.calibrate.reading.tables import Part

NAME = "Amazon Connect historical metrics"


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    return "startinterval" in header and any(name.startswith("contacts ") for name in header)


def read(sheet: Sheet, context: Context) -> Part:
    enter_waits_after_menu(context)
    table = guessed_table(sheet, context)
    names = [name.casefold() for name in table.header]
    roles = dict(table.roles)
    if "contacts handled incoming" in names:
        roles["answered"] = names.index("contacts handled incoming")
    if "hold_mean_s" in roles and "all contacts" not in names[roles["hold_mean_s"]]:
        del roles["hold_mean_s"]  # a mean over the contacts that were held only
    part = interval_part(replace(table, roles=roles), context.answers, context.ledger)
    frame = part.intervals
    if frame is None or frame.empty:
        return part
    parts = ["handle_sum_s", "talk_sum_s", "wrap_sum_s"]
    if frame[parts].notna().any().all():
        frame["hold_sum_s"] = (frame["handle_sum_s"] - frame["talk_sum_s"] - frame["wrap_sum_s"]).clip(
            lower=0
        )
    frame["minutes"] = frame["minutes"].fillna(common_length_min(frame["start"], sheet.label))
    if frame["answered_wait_sum_s"].notna().any():
        context.ledger.decide(
            f"{sheet.label}: the average queue answer time includes the whisper to the agent."
        )
    return to_arrivals(part, sheet.label, context.ledger)
