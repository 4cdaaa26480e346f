"""A sheet of text cells as it stands in a file, where its header is, and what is too large to be one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

MAX_COLUMNS = 1_000
MAX_CELLS = 60_000_000
HEADER_WITHIN = 40
"""Rows in which a header is looked for."""


class UnreadableFileError(ValueError):
    """The file is no table that can be read; the message is a sentence for whoever uploaded it."""


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
        """The plain names (see `plain`) of a row, of the header's by default."""
        at = self.header_row if row is None else row
        return [plain(c) for c in self.cells.iloc[at]] if at is not None and at < len(self.cells) else []

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows under the header that are not blank; columns by their plain names (a repeated one as "name 2"), the
        index being the numbers of the rows in the file. Without a header columns are "0", "1"…"""
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


def plain(name: str) -> str:
    """A column's name for comparing: lower case, words parted by single spaces.

    Examples:
        >>> plain(" QUEUE_WAIT  Time"), plain("Contact\\\\Type"), plain("Queue.EnqueueTimestamp")
        ('queue wait time', 'contact type', 'queue.enqueuetimestamp')
    """
    return " ".join(
        re.sub(r"[\s_\\\u00a0]+", " ", str(name).replace("\ufeff", "")).strip().strip("\"'").lower().split()
    )


_NUMBER_LIKE = re.compile(r"[-+]?[\d.,:/\s%-]*\d[\d.,:/\s%-]*(?:[ap]\.?m\.?)?", re.IGNORECASE)


def header_row(cells: pd.DataFrame) -> int | None:
    """Position of the row that reads like a header: the first of words, as wide as most of what follows."""
    top = cells.head(HEADER_WITHIN).to_numpy(dtype=object)
    filled = [[c for c in row if c] for row in top]
    widths = [len(row) for row in filled]
    usual = max(Counter(w for w in widths if w > 1).items(), key=lambda p: (p[1], p[0]), default=(0, 0))[0]
    for i, row in enumerate(filled):
        words = sum(not _NUMBER_LIKE.fullmatch(c) for c in row)
        if len(row) >= max(2, 0.6 * usual) and words >= 0.8 * len(row) and len(set(row)) == len(row):
            return i
    return None


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
