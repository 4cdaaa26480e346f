"""JSON: lines, an array, or objects one after the other, each flattened to a row (`Queue.Duration`)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.calibrate.reading.delimited import as_utf8
from sim.calibrate.reading.files import Sheet, UnreadableFileError, check_size

MAX_DEPTH = 6
MAX_AROUND_A_LIST = 8
"""Values that stand beside the list in an answer of an API, such as the number of pages."""
BATCH = 20_000
_SPACE = re.compile(r"[\s,\x1e]*")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: "")
Records = Iterator[dict[str, Any] | None]


def is_json(data: bytes) -> bool:
    """Whether a file begins as an object does, or as an array of objects or arrays."""
    start = data[:4000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\xfe \t\r\n")
    return start.startswith(b"{") or re.match(rb"\[\s*[\[{\]]", start) is not None


def _is_object(line: str) -> bool:
    try:
        return isinstance(_DECODER.decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _of_lines(text: str) -> Records:
    """One record a line; None for a line that is none."""
    for line in io.StringIO(text):
        if line.strip():
            try:
                yield from _opened(_DECODER.decode(line.strip().rstrip(",")))
            except ValueError:
                yield None


def _of_stream(text: str) -> Records:
    """Records of an array, or one after the other; None, as the last, where the rest cannot be read."""
    end = len(text.rstrip())
    at = len(text) - len(text.lstrip())
    at += text.startswith("[", at)
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if at >= end or (at == end - 1 and text[at] == "]"):
            return
        try:
            value, at = _DECODER.raw_decode(text, at)
        except ValueError:
            yield None
            return
        yield from _opened(value)


def _opened(value: Any) -> Records:
    """The records in a value: itself, or those of the one list of records that it wraps."""
    if not isinstance(value, dict):
        yield None
        return
    lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    if (
        len(lists) == 1
        and not any(isinstance(v, dict) for v in value.values())
        and len(value) <= MAX_AROUND_A_LIST
    ):
        yield from (v if isinstance(v, dict) else None for v in lists[0])
    else:
        yield value


def _flatten(record: dict[str, Any], into: dict[str, str], prefix: str = "", depth: int = 0) -> None:
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            if depth < MAX_DEPTH:
                _flatten(value, into, f"{name}.", depth + 1)
        elif isinstance(value, list):
            into[name] = ";".join(str(v) for v in value if not isinstance(v, dict | list))
        elif value is None:
            into[name] = ""
        elif isinstance(value, bool):
            into[name] = "true" if value else "false"
        else:
            into[name] = value.strip()


def _table(columns: dict[str, list[str]], rows: int) -> pa.Table:
    filled = {k: pa.array([*v, *[""] * (rows - len(v))], pa.large_string()) for k, v in columns.items()}
    return pa.table(filled)


def json_sheet(name: str, data: bytes) -> Sheet:
    """The records as rows under a header of their names. Raises UnreadableFileError with a sentence."""
    data, _ = as_utf8(name, data)
    text = data.decode("utf-8", errors="replace")
    first = text.lstrip().split("\n", 1)[0].strip().rstrip(",")
    unreadable: list[int] = []
    numbers: list[int] = []
    tables: list[pa.Table] = []
    columns: dict[str, list[str]] = {}
    known: set[str] = set()
    rows = 0
    try:
        for number, record in enumerate(_of_lines(text) if _is_object(first) else _of_stream(text), start=1):
            if record is None:
                unreadable.append(number)
                continue
            flat: dict[str, str] = {}
            _flatten(record, flat)
            known.update(flat)
            check_size(name, number, len(known))
            for key, value in flat.items():
                column = columns.setdefault(key, [])
                column.extend([""] * (rows - len(column)))
                column.append(value)
            numbers.append(number)
            rows += 1
            if rows == BATCH:
                tables.append(_table(columns, rows))
                columns, rows = {}, 0
    except RecursionError:
        raise UnreadableFileError(f"{name} is nested too deeply to be a table.") from None
    if rows:
        tables.append(_table(columns, rows))
    if not tables or not known:
        raise UnreadableFileError(f"{name} holds no JSON records that can be read.")
    frame = pa.concat_tables(tables, promote_options="default").to_pandas().fillna("")
    header = pd.DataFrame([list(frame.columns)], columns=range(frame.shape[1]), dtype="str", index=[0])
    frame = frame.set_axis(pd.RangeIndex(frame.shape[1]), axis=1).set_axis(pd.Index(numbers), axis=0)
    return Sheet(
        name,
        pd.concat([header, frame]),
        "JSON records",
        first_row=0,
        header_row=0,
        unreadable=tuple(unreadable),
    )
