"""A sheet of text cells as it stands in a file, where its header is, and what is too large to be one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from sim.calibrate.reading.column_names import traits

MAX_COLUMNS = 1_000
MAX_CELLS = 60_000_000
_COUNTED = (
    {"calls", "offered", "answered", "abandoned", "outbound", "other", "share", "service level", "not actual"}
    | {"wait", "talk", "hold", "wrap", "handle", "duration", "mean", "sum"}
    | {"staffed", "agent", "date", "time"}
)
"""What a group of columns says of its columns, if it is no queue."""
HEADER_WITHIN_ROWS = 40
"""Rows in which a header is looked for."""


class UnreadableFileError(ValueError):
    """The file is no table that can be read; the message is a sentence for whoever uploaded it."""


class UndatedFileError(UnreadableFileError):
    """The file would be read if somebody said of which day it is."""


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in its file: cells of text, "" where empty, columns 0, 1, 2…, the header among the rows."""

    file: str
    cells: pd.DataFrame
    format: str
    """in words, such as "CSV parted by ;" """
    name: str = ""
    """of the sheet in a workbook"""
    first_row: int = 1
    """number in the file of the first row of cells: 0 for JSON, whose header is made up"""
    header_row: int | None = None
    """position of the header in `cells`; None where there is none"""
    unreadable: tuple[int, ...] = ()
    """numbers of rows that could not be read at all"""
    notes: tuple[str, ...] = field(default=())

    @property
    def label(self) -> str:
        return f"{self.file}, sheet {self.name}" if self.name else self.file

    def header(self, row: int | None = None) -> list[str]:
        """The normalized names of a row, of the header's by default."""
        at = self.header_row if row is None else row
        if at is None or at >= len(self.cells):
            return []
        return [normalized_name(name) for name in self.cells.iloc[at]]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows under the header that are not blank; columns by their normalized names (a repeated one as "name 2"),
        the index being the numbers of the rows in the file. Without a header columns are "0", "1"…"""
        begin = 0 if self.header_row is None else self.header_row + 1
        body = self.cells.iloc[begin:]
        seen: Counter[str] = Counter()
        names = []
        for name in self.header() or [str(c) for c in body.columns]:
            seen[name] += 1
            names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
        body = body.set_axis(names, axis=1)
        body.index = body.index + self.first_row
        blank = pd.Series(True, index=body.index)
        for position in range(body.shape[1]):
            blank &= body.iloc[:, position] == ""
        return body[~blank]


def normalized_name(name: str) -> str:
    """A column's name for comparing: lower case, words parted by single spaces.

    Examples:
        >>> [normalized_name(n) for n in (" QUEUE_WAIT  Time", "Contact\\\\Type", "Queue.EnqueueTimestamp")]
        ['queue wait time', 'contact type', 'queue.enqueuetimestamp']
    """
    return " ".join(
        re.sub(r"[\s_\\\u00a0]+", " ", str(name).replace("\ufeff", "")).strip().strip("\"'").lower().split()
    )


NUMBER_LIKE = re.compile(r"[-+]?[\d.,:/\s%-]*\d[\d.,:/\s%-]*(?:[ap]\.?m\.?)?", re.IGNORECASE)


def header_row(cells: pd.DataFrame) -> int | None:
    """Position of the row that reads like a header: the first of words, as wide as most of what follows."""
    top = cells.head(HEADER_WITHIN_ROWS).to_numpy(dtype=object)
    filled = [[c for c in row if c] for row in top]
    widths = [len(row) for row in filled]
    usual = max(Counter(w for w in widths if w > 1).items(), key=lambda p: (p[1], p[0]), default=(0, 0))[0]
    for i, row in enumerate(filled):
        words = sum(not NUMBER_LIKE.fullmatch(c) for c in row)
        if len(row) >= max(2, 0.6 * usual) and words >= 0.8 * len(row) and len(set(row)) == len(row):
            return i
    return None


def joined_header(cells: pd.DataFrame) -> pd.DataFrame | None:
    """The cells with a header of two rows in its lower one, None where there is no such header: groups above, which
    stand once over several columns, and below them names that repeat or are missing where the upper row has them.

    Examples:
        >>> table = [["", "Calls", "", "Wait (s)"], ["Time", "In", "Out", ""], ["08:00", "5", "4", "12"]]
        >>> joined_header(pd.DataFrame(table)).iloc[1].tolist()
        ['Time', 'Calls In', 'Calls Out', 'Wait (s)']
    """
    for i in range(min(HEADER_WITHIN_ROWS, len(cells) - 2)):
        upper, lower, first = (cells.iloc[i + k].str.strip().tolist() for k in range(3))
        groups, names = [c for c in upper if c], [c for c in lower if c]
        if len(groups) < 2 or len(names) < 2 or any(map(NUMBER_LIKE.fullmatch, groups + names)):
            continue
        spanning = [
            not up and bool(low) and any(upper[:k])
            for k, (up, low) in enumerate(zip(upper, lower, strict=True))
        ]
        needed = len(set(names)) < len(names) or any(
            up and not low for up, low in zip(upper, lower, strict=True)
        )
        values = [c for c in first if c]
        numbers = sum(NUMBER_LIKE.fullmatch(c) is not None for c in values)
        if not any(spanning) or not needed or numbers < 0.5 * len(values) or not values:
            continue
        above: list[str] = []
        for up, low in zip(upper, lower, strict=True):
            above.append(up or (above[-1] if above and low else ""))
        by_queue = _one_queue_a_row(cells, i + 1, above, lower)
        if by_queue is not None:
            return by_queue
        cells = cells.copy()
        cells.iloc[i + 1] = [f"{up} {low}".strip() for up, low in zip(above, lower, strict=True)]
        return cells
    return None


def _one_queue_a_row(
    cells: pd.DataFrame, header: int, above: list[str], lower: list[str]
) -> pd.DataFrame | None:
    """The cells with the queues that stand side by side, each over the same names, one below the other; None where
    the groups say what is counted, or hold other names."""
    places: dict[str, list[int]] = {}
    for k, group in enumerate(above):
        if group and lower[k]:
            places.setdefault(group, []).append(k)
    places = {group: columns for group, columns in places.items() if len(columns) > 1}
    names = {tuple(lower[k] for k in columns) for columns in places.values()}
    meant = any(traits(group) & _COUNTED for group in places)
    if len(places) < 2 or len(names) != 1 or meant or len(set(next(iter(names)))) < len(next(iter(names))):
        return None
    grouped = [k for columns in places.values() for k in columns]
    own = [k for k in range(len(lower)) if k not in grouped]
    head = ["Queue", *(f"{above[k]} {lower[k]}".strip() for k in own), *next(iter(names))]
    body = cells.iloc[header + 1 :]
    parts = [
        pd.concat([pd.Series(group, index=body.index), body.iloc[:, own + columns]], axis=1).set_axis(
            range(len(head)), axis=1
        )
        for group, columns in places.items()
    ]
    top = pd.DataFrame([head], index=cells.index[header : header + 1])
    return pd.concat([top, *parts])


def check_size(name: str, rows: int, columns: int) -> None:
    """Raise UnreadableFileError for a table that is too wide or has too many cells."""
    if columns > MAX_COLUMNS:
        raise UnreadableFileError(
            f"{name} has {columns:,} columns; at most {MAX_COLUMNS:,} are read: this is no table of calls or intervals."
        )
    if rows * columns > MAX_CELLS:
        raise UnreadableFileError(
            f"{name} has {rows:,} rows of {columns:,} columns, too many to read: split it by date."
        )
