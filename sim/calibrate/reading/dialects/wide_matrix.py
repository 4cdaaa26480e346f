"""A matrix of calls: half-hours across and skills or dates down, or half-hours down and dates across."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.calibrate.reading.column_names import TOTAL
from sim.calibrate.reading.context import Context
from sim.calibrate.reading.dialects.interval_sheet import day_in
from sim.calibrate.reading.files import HEADER_WITHIN_ROWS, Sheet, UndatedFileError, UnreadableFileError
from sim.calibrate.reading.guess import kind, kind_of_cell
from sim.calibrate.reading.interval_sums import Table
from sim.calibrate.reading.interval_table import interval_part
from sim.calibrate.reading.tables import Part

NAME = "matrix of half-hours"
FEWEST = 3
"""columns of times or dates that make a matrix"""
_LENGTH = r"\d{1,3}:\d\d:(?!00)\d\d.*|\d{1,3}:\d[1-46-9](?::\d\d)?"
"""A clock at which no interval begins: a duration in a list of calls."""


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    """`cells`: all rows of the sheet, its header among them."""
    return _header(cells) is not None


def read(sheet: Sheet, context: Context) -> Part:
    place = _header(sheet.cells)
    if place is None:
        raise UnreadableFileError(f"{sheet.label} has no row of times or dates to read as a matrix.")
    top, across = place
    names = sheet.cells.iloc[top]
    body = sheet.cells.iloc[top + 1 :]
    body = body[(body != "").any(axis=1)]
    left = [c for c in body.columns if c not in across and (body[c] != "").any()]
    total = body[left].apply(lambda c: c.str.match(TOTAL)).any(axis=1) if left else body[across[0]] == ""
    context.ledger.drop(sheet.label, body.index[total] + sheet.first_row, "a total over other rows")
    body = body[~total]
    numbers = body.index + sheet.first_row
    long = body.melt(
        id_vars=left, value_vars=across, var_name="across", value_name="offered", ignore_index=False
    )
    long.index = np.tile(numbers, len(across))
    long["across"] = long["across"].map(names)
    is_time = kind(names[across]) in ("clock", "range")
    columns = {"time" if is_time else "date": "across", "offered": "offered"}
    for column in left:
        role = {"date": "date", "datetime": "date", "clock": "time", "range": "time"}.get(kind(body[column]))
        if role is None or role in columns:
            role = "queue" if "queue" not in columns and kind(body[column]) == "text" else None
        if role:
            columns[role] = column
    day = None
    if "date" not in columns:
        day = (
            (context.column_map.date if context.column_map else None)
            or day_in(sheet.name)
            or day_in(sheet.file)
        )
    if "time" in columns and "date" not in columns and day is None:
        raise UndatedFileError(
            f"{sheet.label} gives calls by time but not of which date. Name the sheet or the file with its date, such "
            "as 2026-02-02, or give the date in the column map."
        )
    context.ledger.decide(f"{sheet.label}: a matrix is read as calls offered.")
    places = list(long.columns)
    table = Table(
        sheet.label,
        long,
        tuple(str(p) for p in places),
        {role: places.index(column) for role, column in columns.items()},
        day=day,
    )
    return interval_part(table, context.answers, context.ledger)


def _header(cells: pd.DataFrame) -> tuple[int, list[int]] | None:
    """The row whose cells are mostly times (or dates), and the columns under them that hold numbers."""
    for top in range(min(HEADER_WITHIN_ROWS, len(cells) - 1)):
        row = cells.iloc[top]
        kind_of = {c: kind_of_cell(row[c]) for c in cells.columns if row[c]}
        for kinds in (("clock", "range"), ("date",)):
            across = [c for c, of_cell in kind_of.items() if of_cell in kinds]
            if len(across) < FEWEST or len(across) * 2 < int((row != "").sum()):
                continue
            if row[across].duplicated().any() or row[across].str.fullmatch(_LENGTH).any():
                continue
            below = [kind(cells[c].iloc[top + 1 :]) for c in across]
            if sum(k in ("integer", "number", "empty") for k in below) == len(across) and "integer" in below:
                return top, across
    return None
