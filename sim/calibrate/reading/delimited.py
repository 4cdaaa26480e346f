"""Delimited text of any dialect and encoding: what parts the cells is decided from the lines themselves."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from charset_normalizer import from_bytes

from sim.calibrate.reading.files import MAX_COLUMNS, Sheet, UnreadableFileError, check_size

SAMPLE_LINES = 300
SAMPLE_CHARS = 400_000
CHUNK_BYTES = 1 << 24
"""Of text that is looked through at once."""
ODD_ROWS = 20_000
"""Rows of another width that are put right one by one; with more the table is read the slow way."""
UNEVEN_CELLS = 25_000_000
"""Cells that the slow way has memory for."""
LONG_LINES = 200_000
"""Of the longest lines, in how many cells are counted."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), CHUNK_BYTES):
            decoder.decode(data[at : at + CHUNK_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def as_utf8(name: str, data: bytes) -> tuple[bytes, str]:
    """The text as UTF-8 without BOM, and its encoding in words. Raises UnreadableFileError for no text."""
    bom, encoding = next((b for b in BOMS if data.startswith(b[0])), (b"", ""))
    data = data[len(bom) :]
    encoding = encoding or _unmarked(data)
    if encoding != "utf-8":
        data = data.decode(encoding, errors="replace").encode("utf-8")
    elif not _is_utf8(data):  # a mark or a beginning that promised more than the rest holds
        data = data.decode("utf-8", errors="replace").encode("utf-8")
    data = data.replace(b"\x00", b"")
    some = np.frombuffer(data[:SAMPLE_CHARS], dtype=np.uint8)
    control = ((some < 32) & ~np.isin(some, (9, 10, 11, 12, 13, 26, 27))).sum()
    replaced = data[:SAMPLE_CHARS].count("\ufffd".encode())
    if not len(some) or control + replaced > 0.02 * len(some) + 5:
        raise UnreadableFileError(f"{name} is no text: export the table as CSV, XLSX or JSON.")
    return data, encoding


def _unmarked(data: bytes) -> str:
    """The encoding of bytes without a mark."""
    some = data[:4096]
    nuls = some[0::2].count(0), some[1::2].count(0)
    if max(nuls) > 0.3 * len(some) / 2:
        return "utf-16-be" if nuls[0] > nuls[1] else "utf-16-le"
    if _is_utf8(data):
        return "utf-8"
    match = re.search(rb"[\x80-\xff]", data)
    at = max(0, match.start() - 2000) if match else 0
    near = data[at : at + 20_000]
    high, letters = sum(b > 127 for b in near), len(re.findall(rb"[A-Za-z]", near))
    if high > 20 and high > letters:  # no Latin script
        best = from_bytes(near).best()
        if best is not None:
            return str(best.encoding)
    return "cp1252" if not re.search(rb"[\x81\x8d\x8f\x90\x9d]", data) else "latin-1"


def _dialect(lines: list[str]) -> tuple[str, str]:
    """What parts cells, and what quotes them: the separator with which most lines have one width."""
    scores = {}
    for separator in SEPARATORS:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        usual, times = max(Counter(widths).items(), key=lambda p: (p[0] > 1, p[1]))
        parted = sum(w > 1 for w in widths) / len(widths)
        scores[separator] = (times / len(widths) if usual > 1 else 0.0) + parted + 0.001 * min(usual, 100)
    best = max(scores, key=lambda s: scores[s])
    single = sum(
        bool(re.search(rf"(?:^|{re.escape(best)})'[^']*'(?={re.escape(best)}|$)", line)) for line in lines
    )
    return best, "'" if single > 0.5 * len(lines) else '"'


def _arrow(data: bytes, separator: str, quote: str | bool, width: int) -> pa.Table | None:
    """The rows as text columns; None where they are too uneven for this reader. Odd rows are put back in place."""
    odd: list[tuple[int, str]] = []

    def note(row: pacsv.InvalidRow) -> str:
        odd.append((row.number or 0, row.text))
        return "skip" if len(odd) <= ODD_ROWS else "error"

    names = [str(i) for i in range(width)]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(data),
            read_options=pacsv.ReadOptions(use_threads=False, column_names=names, block_size=1 << 22),
            parse_options=pacsv.ParseOptions(
                delimiter=separator,
                quote_char=quote,
                newlines_in_values=quote is not False,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, pa.ArrowCapacityError):
        return None
    if not odd:
        return table
    try:
        rows = [
            next(csv.reader([text], delimiter=separator, quotechar=str(quote or '"')), []) for _, text in odd
        ]
    except csv.Error:
        return None
    full = max(width, *(len(r) for r in rows))
    if full > MAX_COLUMNS:
        return None
    names = [str(i) for i in range(full)]
    extra = {
        n: pa.array([r[i] if i < len(r) else "" for r in rows], pa.large_string())
        for i, n in enumerate(names)
    }
    for n in names[width:]:
        table = table.append_column(n, pa.repeat(pa.scalar("", pa.large_string()), table.num_rows))
    total = table.num_rows + len(rows)
    numbers = np.array([number for number, _ in odd]) - 1
    is_odd = np.zeros(total, dtype=bool)
    is_odd[numbers] = True
    source = np.empty(total, dtype=np.int64)
    source[~is_odd], source[is_odd] = np.arange(table.num_rows), table.num_rows + np.arange(len(rows))
    return pa.concat_tables([table, pa.table(extra)]).combine_chunks().take(pa.array(source))


def _pandas(data: bytes, separator: str, quote: str, width: int) -> pd.DataFrame:
    """The slow way: rows of any width up to `width`."""
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        try:
            frame = pd.read_csv(
                io.BytesIO(data),
                sep=separator,
                header=None,
                names=range(width),
                dtype="str",
                keep_default_na=False,
                skip_blank_lines=False,
                quotechar=quote,
                quoting=quoting,
                index_col=False,
                on_bad_lines="error",
                encoding="utf-8",
            )
        except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
            continue
        return frame.fillna("")
    raise ValueError("neither way")


def delimited_sheet(name: str, data: bytes) -> Sheet:
    """Raises UnreadableFileError with a sentence."""
    data, encoding = as_utf8(name, data)
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data.endswith(b"\n") or data[-2:-1] in (b"\n", b"\r", b" ", b"\x1a"):
        data = data.rstrip(b"\x1a\r\n ") + b"\n"
    marked = re.match(rb"\s*sep=([,;|:~^\t])\r?\n", data[:20])
    first_row = 1
    if marked:
        data, first_row = data[marked.end() :], 2
    sample = data[:SAMPLE_CHARS].decode("utf-8", errors="replace")
    if "\n" not in sample:
        check_size(name, 1, max(sample.count(s) for s in SEPARATORS) * max(1, len(data) // SAMPLE_CHARS) + 1)
        raise UnreadableFileError(
            f"{name} has a first line of over {SAMPLE_CHARS:,} characters: it is no table."
        )
    lines = [line for line in sample.splitlines()[:SAMPLE_LINES] if line.strip()]
    if not lines:
        raise UnreadableFileError(f"{name} is empty.")
    try:
        separator, quote = _dialect(lines)
        if marked:
            separator = marked.group(1).decode("latin-1")
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator, quotechar=quote))
    except csv.Error:
        raise UnreadableFileError(f"{name} is no table: its lines do not part into cells.") from None
    check_size(name, data.count(separator.encode()), 1)
    lines_total = data.count(b"\n")
    widest = _widest_line(data, separator)
    check_size(name, lines_total, max(widths))
    if widest > MAX_COLUMNS and quote.encode() not in data:
        check_size(name, lines_total, widest)
    notes = _notes(name, data)
    usual = widths.most_common(1)[0][0]
    table, bare = None, False
    if widths[usual] > 0.9 * sum(widths.values()) or len(widths) < 6:
        marks = data.count(quote.encode())
        if marks and marks % 2 == 0:
            table = _arrow(data, separator, quote, usual)
        if table is None:  # no quotes, or one that never ends
            table = _arrow(data, separator, False, usual)
            bare = bool(marks)
    if table is None:
        width = min(max(widest, max(widths)), MAX_COLUMNS)
        check_size(name, lines_total, width)
        if lines_total * width > UNEVEN_CELLS:
            raise UnreadableFileError(f"{name} is too large for lines of uneven length: split it by date.")
        try:
            table = pa.Table.from_pandas(_pandas(data, separator, quote, width), preserve_index=False)
        except ValueError:
            raise UnreadableFileError(f"{name} is no table: its lines do not part into cells.") from None
    columns = table.columns
    del table, data
    for i, column in enumerate(columns):  # one by one: there is no memory for two tables of a large file
        column = pc.utf8_trim_whitespace(pc.fill_null(column.cast(pa.large_string()), ""))
        columns[i] = pc.replace_substring_regex(column, f"^{quote}(.*){quote}$", r"\1") if bare else column
    while len(columns) > 1 and not pc.any(pc.not_equal(columns[-1], "")).as_py():
        columns.pop()
    cells = pa.table(columns, names=[str(i) for i in range(len(columns))]).to_pandas()
    cells.columns = pd.RangeIndex(len(columns))
    words = SEPARATORS.get(separator, f'"{separator}"')
    shown = "" if encoding == "utf-8" else f", {encoding.upper()}"
    return Sheet(name, cells, f"text parted by {words}{shown}", first_row=first_row, notes=notes)


def _widest_line(data: bytes, separator: str) -> int:
    """Cells of the line that has most, those parted within quotes included."""
    mark = separator.encode()
    if not data.count(mark):
        return 1
    text = np.frombuffer(data, dtype=np.uint8)
    ends = np.concatenate(
        [np.flatnonzero(text[i : i + CHUNK_BYTES] == 10) + i for i in range(0, len(text), CHUNK_BYTES)]
    )
    lengths = np.diff(ends, prepend=-1)
    most = 0
    for line in np.argsort(-lengths, kind="stable")[:LONG_LINES]:
        if lengths[line] <= most:  # no line has more separators than bytes
            break
        most = max(most, data.count(mark, int(ends[line] - lengths[line] + 1), int(ends[line])))
    return most + 1


def _notes(name: str, data: bytes) -> tuple[str, ...]:
    formulas = len(re.findall(rb'(?:^|[,;\t|"\n])=(?:[A-Z]{2,}\(|[A-Z]+\d|\d|")', data[:4_000_000]))
    return (
        (f"{name} has cells that are formulas; they are read as text, never evaluated.",) if formulas else ()
    )
