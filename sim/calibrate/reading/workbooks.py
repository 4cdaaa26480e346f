"""XLSX, XLS and ODS by calamine, once the archive has been weighed: a small file may unpack to anything."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pandas as pd
import pyarrow as pa
from python_calamine import load_workbook

from sim.calibrate.reading.files import Sheet, UnreadableFileError, check_size

MAX_UNPACKED = 600_000_000
MAX_RATIO = 200
"""Bytes unpacked for a byte packed; tables of numbers have 5 to 30."""
MAX_DENSE_CELLS = 20_000_000
"""Cells from the first to the last of a sheet, all of which calamine lays out."""
XML_CHUNK_BYTES = 1 << 22
"""Of a sheet's unpacked text that is looked through at once."""
ROWS_AT_ONCE = 20_000
OTHER_OFFICE_FILES = {"ppt/": "a presentation", "word/": "a text document"}
"""What an archive with such a folder is, as office programs write it."""


def workbook_sheets(name: str, data: bytes) -> list[Sheet]:
    """Sheets that hold anything. Raises UnreadableFileError with a sentence."""
    notes: tuple[str, ...] = ()
    if data.startswith(b"PK"):
        notes = _weigh(name, data)
    try:
        with load_workbook(io.BytesIO(data)) as book:
            sheets = []
            for title in book.sheet_names:
                cells = _cells(name, book.get_sheet_by_name(title))
                if len(cells):
                    sheets.append(Sheet(name, cells, "workbook", name=title, notes=notes))
    except UnreadableFileError:
        raise
    except (
        Exception
    ) as error:  # calamine's own, and what cells raise that no sound file holds: the file is at fault
        _refuse_workbook(name, error)
    except BaseException as error:  # a failed assertion in Rust arrives as one that is no Exception
        if type(error).__name__ != "PanicException":
            raise
        _refuse_workbook(name, error)
    return sheets


def _refuse_workbook(name: str, error: BaseException) -> None:
    if "assword" in f"{type(error).__name__} {error}":
        raise UnreadableFileError(f"{name} is protected by a password: save it without one.") from None
    raise UnreadableFileError(f"{name} is a damaged workbook, or none: open it and save it again.") from None


def _pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The unpacked bytes in pieces that do not cut a tag in two."""
    rest = b""
    with archive.open(member) as stream:
        while piece := stream.read(XML_CHUNK_BYTES):
            piece = rest + piece
            cut = piece.rfind(b"<")
            rest = piece[cut:] if cut > 0 else b""
            if len(rest) > XML_CHUNK_BYTES:
                rest = b""
            yield piece[:cut] if cut > 0 else piece
    yield rest


def _weigh(name: str, data: bytes) -> tuple[str, ...]:
    """Refuse what would unpack to too much or is no table; notes on formulas."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
        names = [m.filename for m in members]
        if any(m.flag_bits & 1 for m in members):
            raise UnreadableFileError(f"{name} is protected by a password: save it without one.")
        for folder, what in OTHER_OFFICE_FILES.items():
            if any(n.startswith(folder) for n in names):
                raise UnreadableFileError(f"{name} is {what}, no table: export the table as CSV or XLSX.")
        if not any(n.startswith("xl/") for n in names) and "content.xml" not in names:
            raise UnreadableFileError(
                f"{name} is a folder in an archive: unpack it and choose the files inside."
            )
        if "xl/workbook.bin" in names:
            raise UnreadableFileError(f"{name} is a binary workbook (XLSB): save it as XLSX or CSV.")
        unpacked = sum(m.file_size for m in members)
        if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * len(data) + 10_000_000 or len(members) > 5_000:
            raise UnreadableFileError(
                f"{name} would unpack to {unpacked / 1e6:,.0f} MB in {len(members):,} parts: save it as CSV."
            )
        if any(n.startswith("xl/externalLinks/") for n in names):
            raise UnreadableFileError(
                f"{name} is linked to other workbooks: copy its values into a new workbook, or save it as CSV."
            )
        formulas = [
            _weigh_sheet(name, archive, n) for n in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)
        ]
        if "content.xml" in names:
            formulas.append(_weigh_ods(name, archive))
        for other in ("xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"):
            if other in names:
                for _ in _pieces(archive, other):
                    pass  # unpacked to the end, its size and checksum are those declared
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        if isinstance(error, UnreadableFileError):
            raise
        _refuse_workbook(name, error)
    return (f"{name} has formulas; the values they had when it was saved are read.",) if any(formulas) else ()


_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')


_VALUELESS = re.compile(rb'<c (?![^>]*t="str")[^>]*><f[^>]*>[^<]*</f>(?:<v ?/>|<v></v>)?</c>')
"""A formula that was never calculated, as programs write that cannot."""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _weigh_sheet(name: str, archive: zipfile.ZipFile, member: str) -> bool:
    """Whether a sheet has formulas. Raises UnreadableFileError where its cells span too much, or have no values."""
    letters: set[bytes] = set()
    last_row = cells = formulas = valueless = rows = widest = 0
    for piece in _pieces(archive, member):
        for column, row in _REFERENCE.findall(piece):
            letters.add(column)
            if len(row) >= 5 or last_row < 100_000:
                last_row = max(last_row, int(row))
        for part in piece.split(b"<row")[1:] if piece.count(b"<row") else ():
            in_row = part.count(b"<c ") + part.count(b"<c>") + part.count(b"<c/>")
            widest = max(widest, in_row)
        rows += piece.count(b"<row")
        cells += piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b"<c/>")
        formulas += piece.count(b"<f>") + piece.count(b"<f ")
        valueless += len(_VALUELESS.findall(piece))
    columns = max([_column(c) for c in letters] + [widest, cells if not rows else 0])
    check_size(name, 1, columns)
    _check_span(name, max(last_row, rows), columns)
    if 2 * valueless > formulas:
        raise UnreadableFileError(
            f"{name} has formulas without values: open it, recalculate and save it again."
        )
    return formulas > 0


def _check_span(name: str, rows: int, columns: int) -> None:
    if rows * columns > MAX_DENSE_CELLS:
        raise UnreadableFileError(
            f"{name} spans {rows:,} rows and {columns:,} columns, too many to read: save it as CSV."
        )


_ODS_TAG = re.compile(rb"<table:(?:table(?:-row|-cell)?|covered-table-cell)\b[^>]*>")


def _weigh_ods(name: str, archive: zipfile.ZipFile) -> bool:
    """As `_weigh_sheet`, for the one document of an ODS, whose cells and rows may be repeated."""
    formulas = above = repeated = column = 0
    for piece in _pieces(archive, "content.xml"):
        for tag in _ODS_TAG.findall(piece):
            times = re.search(rb'number-(?:rows|columns)-repeated="(\d{1,9})"', tag)
            count = int(times.group(1)) if times else 1
            if tag.startswith((b"<table:table ", b"<table:table>")):
                above = repeated = column = 0
            elif tag.startswith(b"<table:table-row"):
                above, repeated, column = above + repeated, count, 0
            else:
                column += count
                if b"office:" in tag:  # a value; empty cells and rows at the end are not laid out
                    check_size(name, 1, column)
                    _check_span(name, above + repeated, column)
        formulas += piece.count(b"table:formula=")
        if b"xlink:href" in piece and b"table:table-source" in piece:
            raise UnreadableFileError(
                f"{name} is linked to other workbooks: copy its values into a new workbook, or save it as CSV."
            )
    return formulas > 0


def _text(value: Any) -> str:
    """A cell as text that `values` and `times` read: ISO dates, h:mm:ss, numbers in full."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        if value.year < 1902:  # a duration over 24 hours under a format of times of day
            value = value - dt.datetime(1899, 12, 31)
        else:
            return value.isoformat(" ", "milliseconds" if value.microsecond else "seconds")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"
    if isinstance(value, dt.time):
        return value.isoformat("seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _cells(name: str, sheet: Any) -> pd.DataFrame:
    """All cells as text; the index counts from the first row of the sheet."""
    if sheet.start is None or not sheet.height:
        return pd.DataFrame()
    check_size(name, sheet.height, sheet.width)
    names = [str(i) for i in range(sheet.width)]
    rows = islice(sheet.iter_rows(), sheet.start[0], None)  # which begins with the empty ones
    tables = []
    while batch := [[_text(value) for value in row] for row in islice(rows, ROWS_AT_ONCE)]:
        columns = zip(*batch, strict=True)
        tables.append(
            pa.table({n: pa.array(c, pa.large_string()) for n, c in zip(names, columns, strict=True)})
        )
    frame = pa.concat_tables(tables).to_pandas()
    frame.index = frame.index + sheet.start[0]
    return frame.set_axis(pd.RangeIndex(frame.shape[1]), axis=1)
