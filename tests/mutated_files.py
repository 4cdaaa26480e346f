"""Exports damaged at random, by a seed: what a disk, a mail program, a spreadsheet or a hasty hand does to a file."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable

LINES = 400
ODD_TEXT = (
    b"\x00 \xff\xfe \xef\xbb\xbf \" ' , ; | { } [[[[ \\ =1+1 NaN - 1e999 -1 99999999999999999999 0 31/02/2026_25:61"
    b" 1970-01-01_00:00:00 12:00:00_PM \xe9\xf1\xfc \xf0\x9f\x98\x80 null true 1.204,5 93,5_% 0001-01-01 9999-12-31"
)
ODD = (b"\r", b"\n", b"\t", *(odd.replace(b"_", b" ") for odd in ODD_TEXT.split(b" ")))


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _drop(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randrange(1, 40) :]


def _insert(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(ODD) * rng.choice((1, 1, 1, 3, 200)) + data[at:]


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 12)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _swap_lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def _repeat(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    times = rng.choice((2, 30, LINES))
    return b"\n".join(lines[:at] + [lines[at]] * times + lines[at:])


def _cells(data: bytes, rng: random.Random) -> bytes:
    """Some cells replaced by odd ones."""
    separator = max((b",", b";", b"\t", b"|"), key=data.count)
    lines = [line.split(separator) for line in data.split(b"\n")]
    for _ in range(rng.randrange(1, 20)):
        line = rng.choice(lines)
        line[rng.randrange(len(line))] = rng.choice(ODD)
    return b"\n".join(separator.join(line) for line in lines)


def _other_separator(data: bytes, rng: random.Random) -> bytes:
    old, new = rng.sample((b",", b";", b"\t", b"|", b":", b"."), 2)
    return data.replace(old, new)


def _encoded(data: bytes, rng: random.Random) -> bytes:
    encoding = rng.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig", "cp037"))
    return data.decode("utf-8", errors="replace").encode(encoding, errors="replace")


def _columns(data: bytes, rng: random.Random) -> bytes:
    """One column emptied, doubled or taken out."""
    separator = max((b",", b";", b"\t", b"|"), key=data.count)
    lines = [line.split(separator) for line in data.split(b"\n")]
    at, what = rng.randrange(max(len(line) for line in lines)), rng.randrange(3)
    for line in lines:
        if at < len(line):
            line[at : at + 1] = [[b""], [line[at], line[at]], []][what]
    return b"\n".join(separator.join(line) for line in lines)


def _line_ends(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", rng.choice((b"\r", b"\r\n", b"\n\n", b"\n\r")))


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut, _drop, _insert, _flip, _swap_lines, _repeat, _cells, _cells, _other_separator, _encoded, _columns, _line_ends,
)  # fmt: skip


def _inside(data: bytes, rng: random.Random) -> bytes:
    """A workbook, one of whose parts is damaged while the archive is whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        return data
    name = rng.choice([n for n in parts if parts[n]] or [""])
    if name:
        parts[name] = rng.choice((_cut, _drop, _insert, _flip, _flip))(parts[name], rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return buffer.getvalue()


def damaged(data: bytes, seed: int) -> bytes:
    """One to four damages after each other; workbooks mostly inside their archive."""
    rng = random.Random(seed)
    for _ in range(rng.choice((1, 1, 2, 3, 4))):
        if data.startswith(b"PK") and rng.random() < 0.8:
            data = _inside(data, rng)
        elif data:
            data = rng.choice(DAMAGES)(data, rng)
    return data
