"""Avaya CMS split/skill intervals (hsplit): sums in seconds, ten classes of wait, agents' seconds by state."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.context import Context
from sim.calibrate.reading.dialects.interval_sheet import enter_waits_after_menu, raw_header
from sim.calibrate.reading.files import Sheet
from sim.calibrate.reading.interval_sums import Table
from sim.calibrate.reading.interval_table import interval_part
from sim.calibrate.reading.tables import Ledger, Part
from sim.calibrate.reading.values import parse_counts, parse_durations_s

NAME = "Avaya CMS split interval"
ROLE_OF_COLUMN = {
    "row date": "date",
    "starttime": "time",
    "intrvl": "minutes",
    "split": "queue",
    "callsoffered": "offered",
    "acdcalls": "answered",
    "abncalls": "abandoned",
    "anstime": "answered_wait_sum_s",
    "abntime": "abandoned_wait_sum_s",
    "acdtime": "talk_sum_s",
    "holdtime": "hold_sum_s",
    "acwtime": "wrap_sum_s",
    "i stafftime": "staffed_s",
    "i auxtime": "aux_s",
    "incomplete": "incomplete",
}


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    return {"row date", "starttime", "acdcalls"} <= set(header)


def read(sheet: Sheet, context: Context) -> Part:
    enter_waits_after_menu(context)
    header = sheet.header()
    roles = {role: header.index(name) for name, role in ROLE_OF_COLUMN.items() if name in header}
    table = Table(sheet.label, sheet.rows, raw_header(sheet), roles, unit="s")
    part = interval_part(table, context.answers, context.ledger)
    frame = part.intervals
    if frame is None or frame.empty:
        return part
    rows = sheet.rows.loc[frame.index]
    reasons = [name for name in rows.columns if re.fullmatch(r"i auxtime ?\d+", name)]
    if "i auxtime" not in rows.columns and reasons:
        frame["aux_s"] = sum(parse_durations_s(rows[name], name, "s")[0].fillna(0) for name in reasons)
    for name, column in (
        ("servicelevel", "within_s"),
        ("acceptable", "answered_within"),
        ("slvlabns", "abandoned_within"),
    ):
        if name in rows.columns:
            frame[column] = parse_counts(rows[name], name)[0]
    if frame["queue"].nunique() > 1 and frame["staffed_s"].notna().any():
        context.ledger.decide(
            f"{sheet.label}: an agent logged in to several skills counts in the staffed time of each."
        )
    part.answered_by_wait = _classes(rows, "acdcalls", sheet.label, context.ledger)
    part.abandoned_by_wait = _classes(rows, "abncalls", sheet.label, context.ledger)
    return part


def _classes(rows: pd.DataFrame, what: str, label: str, ledger: Ledger) -> pd.DataFrame | None:
    """Calls by upper edge of the class of wait; NaN in rows whose edges changed, or are not the commonest."""
    counts = [f"{what}{n}" for n in range(1, 11) if f"{what}{n}" in rows.columns]
    periods = [f"period{n}" for n in range(1, len(counts)) if f"period{n}" in rows.columns]
    if len(counts) < 2 or len(periods) != len(counts) - 1:
        return None
    edges = pd.DataFrame({p: parse_counts(rows[p], p)[0] for p in periods})
    often = edges.value_counts()  # of rows whose edges are all known
    if often.empty:
        ledger.decide(f"{label}: no row says all edges of the classes of wait; the classes are left out.")
        return None
    usual = np.asarray(often.index[0], dtype=np.float64)
    same = (edges == usual).all(axis=1)
    if "periodchg" in rows.columns:
        same &= parse_counts(rows["periodchg"], "periodchg")[0].fillna(0) == 0
    if not same.all():
        ledger.decide(
            f"{label}: {int((~same).sum()):,} intervals have other classes of wait and are left out of them."
        )
    frame = pd.DataFrame({c: parse_counts(rows[c], c)[0].fillna(0.0) for c in counts})
    return frame.set_axis([*usual, np.inf], axis=1).where(same)
