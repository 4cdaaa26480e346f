"""The columns of uploaded files by name, and which part each seems to play: for a user who corrects what was taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sim.calibrate.reading.column_map import ColumnMap, Format
from sim.calibrate.reading.dialects.interval_sheet import raw_header
from sim.calibrate.reading.file_types import read_file
from sim.calibrate.reading.files import Sheet, UnreadableFileError, header_row
from sim.calibrate.reading.guess import guess
from sim.calibrate.reading.wrong_kind import refuse_wrong_kind

PREVIEW_ROWS = 10
HEAD_BYTES = 300_000
"""Of a file of text, from which its columns are known."""
PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin, of which no beginning can be read by itself."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class FileColumns:
    """`names`: of the first table, as they stand in the file. `guessed`: by names and content, for either format."""

    names: tuple[str, ...]
    guessed: dict[Format, ColumnMap]
    format: Format
    """which of the two the columns speak for"""
    sample: pd.DataFrame
    """the first rows as they stand in the file"""


def columns_of(files: Sequence[tuple[str, bytes]]) -> FileColumns | None:
    """Of the first file that has a row of column names; None where there is none.

    Examples:
        >>> sheet = b"Fecha;Recibidas;Atendidas\\n02.02.2026 08:00;12;11\\n02.02.2026 08:30;9;9\\n"
        >>> found = columns_of([("sheet.csv", sheet)])
        >>> found.names, found.format, found.guessed["intervals"].columns["offered"]
        (('Fecha', 'Recibidas', 'Atendidas'), 'intervals', 'Recibidas')
    """
    for sheet in _with_names(files):
        names, rows = raw_header(sheet), sheet.rows
        either: dict[Format, ColumnMap] = {
            "calls": guess(names, rows, "calls").map,
            "intervals": guess(names, rows, "intervals").map,
        }
        sample = rows.head(PREVIEW_ROWS).set_axis(_distinct(names), axis=1)
        return FileColumns(tuple(n for n in names if n), either, guess(names, rows).map.format, sample)
    return None


def _with_names(files: Sequence[tuple[str, bytes]]) -> Iterator[Sheet]:
    """The sheets that have a row of column names and rows below it, of the files that can be read."""
    for name, data in files:
        try:
            sheets = read_file(name, _head(data))
        except UnreadableFileError:
            continue
        for sheet in sheets:
            place = header_row(sheet.cells)
            named = sheet if place is None else replace(sheet, header_row=place)
            if named.header_row is not None and len(named.rows):
                yield named


def _distinct(names: Sequence[str]) -> list[str]:
    """The names; one that is empty or came before has its place behind it."""
    return [n if n and names.index(n) == i else f"{n} ({i + 1})".strip() for i, n in enumerate(names)]


def wrong_kind(files: Sequence[tuple[str, bytes]], sentence: str) -> str:
    """Name of the file that this sentence refuses as of another kind, such as a list of people; "" for any other
    refusal: then a map of its columns may help."""
    for sheet in _with_names(files):
        try:
            refuse_wrong_kind(sheet.label, raw_header(sheet), sheet.rows)
        except UnreadableFileError as refusal:
            if str(refusal) == sentence:
                return sheet.file
    return ""


def _head(data: bytes) -> bytes:
    if len(data) <= HEAD_BYTES or data.startswith(PACKED):
        return data
    head = data[:HEAD_BYTES]
    if head.startswith(UTF_16):
        return head
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1 or HEAD_BYTES]
