"""Genesys Cloud: the queue interval export (milliseconds, blanks for zero) and the classic Excel report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from sim.calibrate.reading.context import Context
from sim.calibrate.reading.dialects.interval_sheet import enter_waits_after_menu, guessed_table
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.interval_table import interval_part
from sim.calibrate.reading.tables import Part
from sim.calibrate.reading.values import parse_numbers

NAME = "Genesys Cloud queue interval"
EXPORT = frozenset({"interval start", "interval end", "offer"})
CLASSIC = frozenset({"date", "interval", "queue", "media type", "offered"})
ROWS = 5_000
SHORTEST_MEAN_MS = 3_000
"""a mean handle time below this many, if in milliseconds, is under 3 s: the numbers are seconds"""


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    return set(header) >= EXPORT or set(header) >= CLASSIC or {"interval start", "offer"} <= set(header)


def read(sheet: Sheet, context: Context) -> Part:
    enter_waits_after_menu(context)
    table = guessed_table(sheet, context)
    roles = {
        r: i for r, i in table.roles.items() if table.header[i].casefold() != "hold"
    }  # a count of calls held
    table = replace(table, roles=roles)
    if "offer" in sheet.header() and "handle_mean_s" not in table.units and is_in_ms(sheet, table.roles):
        context.ledger.decide(f"{sheet.label}: times are in milliseconds, as Genesys Cloud exports them.")
        table = replace(table, unit="ms")
    return interval_part(table, context.answers, context.ledger)


def is_in_ms(sheet: Sheet, roles: Mapping[str, int]) -> bool:
    """Unless a mean handle or talk time would be under 3 s."""
    for role in ("handle_mean_s", "talk_mean_s"):
        if role in roles:
            numbers, _ = parse_numbers(sheet.rows.iloc[:ROWS, roles[role]], role)
            if (numbers > 0).any():
                return bool(numbers[numbers > 0].median() >= SHORTEST_MEAN_MS)
    return True
