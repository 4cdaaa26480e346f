"""From the bytes of a file to its sheets: what kind of file it is. Guards come first; nothing is written to disk.

>>> read_file("calls.csv", b"start;wait\\r\\n02.02.2026 08:00;12\\r\\n")[0].cells.values.tolist()
[['start', 'wait'], ['02.02.2026 08:00', '12']]
"""

from __future__ import annotations

import re

from sim.calibrate.reading.delimited import delimited_sheet
from sim.calibrate.reading.files import Sheet, UnreadableFileError
from sim.calibrate.reading.json_rows import is_json, json_sheet
from sim.calibrate.reading.workbooks import workbook_sheets

MAX_FILE_BYTES = 400_000_000
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "is a PDF: export the table as CSV or XLSX"),
    (b"\x1f\x8b", "is compressed (gzip): unpack it first"),
    (b"Rar!", "is compressed (RAR): unpack it first"),
    (b"7z\xbc\xaf", "is compressed (7z): unpack it first"),
    (b"BZh", "is compressed (bzip2): unpack it first"),
    (b"SQLite format", "is a database: export the table as CSV"),
    (b"PAR1", "is a Parquet file: export the table as CSV"),
    (b"{\\rtf", "is a text document: export the table as CSV or XLSX"),
    (b"\x89PNG", "is a picture: export the table as CSV or XLSX"),
    (b"\xff\xd8\xff", "is a picture: export the table as CSV or XLSX"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_file(name: str, data: bytes) -> list[Sheet]:
    """The sheets of one file that hold anything. Raises UnreadableFileError with a sentence."""
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise UnreadableFileError(f"{name} is empty.")
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableFileError(
            f"{name} has {len(data) / 1e6:,.0f} MB; at most {MAX_FILE_BYTES / 1e6:,.0f} MB are read: split it by date."
        )
    for magic, why in _MAGIC:
        if data.startswith(magic):
            raise UnreadableFileError(f"{name} {why}.")
    if re.match(
        rb"\s*(?:<!doctype html|<html|<table|<\?xml)", data[:300].lower().removeprefix(b"\xef\xbb\xbf")
    ):
        raise UnreadableFileError(f"{name} is a web page or XML inside: open it and save it as CSV or XLSX.")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE)):
        sheets = workbook_sheets(name, data)
    elif is_json(data):
        sheets = [json_sheet(name, data)]
    else:
        sheets = [delimited_sheet(name, data)]
    return [s for s in sheets if len(s.cells)]
