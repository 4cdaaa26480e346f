"""Any table of one row an interval: a planner's own sheet, a report saved from a screen, a WFM history template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from sim.calibrate.reading.column_names import interval_role
from sim.calibrate.reading.context import Context
from sim.calibrate.reading.files import Sheet, UnreadableFileError
from sim.calibrate.reading.guess import guess, kind_of_cell
from sim.calibrate.reading.interval_sums import Table
from sim.calibrate.reading.interval_table import interval_part
from sim.calibrate.reading.tables import Part
from sim.calibrate.reading.times import parse_times

NAME = "interval sheet"
TEMPLATES: Mapping[str, frozenset[str]] = {
    "Genesys Cloud WFM history": frozenset({"interval start utc date", "offered"}),
    "NICE IEX queue data": frozenset({"date", "period", "tz"}),
}
_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(\d\d)[-_. ]?(\d\d)(?!\d)")


def recognises(header: Sequence[str], cells: pd.DataFrame) -> bool:
    """Whether the columns speak of intervals: `cells` are the rows under the header."""
    if not header or len(cells.columns) != len(header):
        return False
    header, cells = with_units(header, cells.head(5_000))
    guessed = guess(header, cells).map
    if set(guessed.columns) <= {"start", "date", "time", "end", "queue"}:
        guessed = guess(header, cells, "intervals").map
    when = {"start", "date", "time", "end"} & set(guessed.columns)
    return (
        guessed.format == "intervals" and bool(when) and bool({"offered", "answered"} & set(guessed.columns))
    )


def read(sheet: Sheet, context: Context) -> Part:
    return interval_part(guessed_table(sheet, context), context.answers, context.ledger)


def format_name(header: Sequence[str]) -> str:
    """The template's name, where the header is one's."""
    return next((name for name, needs in TEMPLATES.items() if needs <= set(header)), NAME)


def raw_header(sheet: Sheet) -> tuple[str, ...]:
    """The names as they stand in the file."""
    if sheet.header_row is None:
        return tuple(str(c) for c in sheet.cells.columns)
    return tuple(sheet.cells.iloc[sheet.header_row].str.strip())


def guessed_table(sheet: Sheet, context: Context) -> Table:
    """The table with roles from the user's column map, or else guessed from names and values."""
    header, rows = with_units(raw_header(sheet), sheet.rows)
    context.ledger.drop(sheet.label, sheet.rows.index.difference(rows.index), "a row of units")
    if context.column_map is not None and context.column_map.format == "intervals":
        chosen = context.column_map
    else:
        guessed = guess(header, rows, "intervals")
        chosen = guessed.map
        for sentence in guessed.decisions:
            context.ledger.decide(f"{sheet.label}: {sentence}")
    places = chosen.positions(header)
    if context.column_map is None:
        _refuse_unread_times(sheet, header, rows, places)
    return Table(
        label=sheet.label,
        rows=rows,
        header=header,
        roles=places,
        units=chosen.units,
        day=chosen.date or day_in(sheet.name) or day_in(sheet.file) or _day_above(sheet),
    )


def _refuse_unread_times(
    sheet: Sheet, header: Sequence[str], rows: pd.DataFrame, places: Mapping[str, int]
) -> None:
    """Raise where rows of one day, which only a time of day would part, have times that cannot be read."""
    if "date" not in places or {"start", "time", "end"} & set(places):
        return
    if not rows.iloc[:, [places[role] for role in ("date", "queue") if role in places]].duplicated().any():
        return
    for i, name in enumerate(header):
        if (
            i not in places.values()
            and interval_role(name) in ("time", "start")
            and rows.iloc[:, i].nunique() > 1
        ):
            raise UnreadableFileError(
                f"{sheet.label} has a column “{name}” that should say the time of each row but does not read as times."
            )


def enter_waits_after_menu(context: Context) -> None:
    """Systems whose reports count waits from the queue on, after any menu, where the user has not answered."""
    if context.ledger.answers.is_ivr_in_wait is None:
        context.ledger.answers = replace(context.ledger.answers, is_ivr_in_wait=False)


def with_units(header: Sequence[str], rows: pd.DataFrame) -> tuple[tuple[str, ...], pd.DataFrame]:
    """A row of units under the header, such as "(s)", goes into the names."""
    first = rows.iloc[0].tolist() if len(rows) else []
    if not any(first) or not all(re.fullmatch(r"[(\[].*[)\]]|", cell.strip()) for cell in first):
        return tuple(header), rows
    return tuple(f"{name} {unit}".strip() for name, unit in zip(header, first, strict=True)), rows.iloc[1:]


def _day_above(sheet: Sheet) -> date | None:
    """The one date that stands above the header, as in "Date: 02/16/2026"."""
    above = sheet.cells.iloc[: sheet.header_row or 0].to_numpy(dtype=object).ravel()
    texts = {
        re.sub(r"^[\w ]*:\s*", "", cell.strip()) for cell in above if cell and not re.match(r"\d+:\d", cell)
    }
    days = [text for text in texts if kind_of_cell(text) == "date"]
    if len(days) != 1:
        return None
    times, _ = parse_times(pd.Series(days), clocks=sheet.rows.iloc[:, 0])
    return None if times.isna().all() else times.iloc[0].date()


def day_in(name: str) -> date | None:
    """The date that the name of a sheet or file holds.

    Examples:
        >>> day_in("calls 2026-02-02.csv")
        datetime.date(2026, 2, 2)
    """
    match = _DAY_IN_NAME.search(name)
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
