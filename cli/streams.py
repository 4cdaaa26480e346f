"""Standard output and error as they may be: closed, full, cut off, or a terminal that knows few signs."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
import unicodedata
from contextlib import suppress
from typing import Any, TextIO

PLAIN = {
    "–": "-", "—": "-", "−": "-", "×": "x", "·": ".", "█": "#", "†": "+", "…": "...", "→": "->", "±": "+/-",
    "≤": "<=", "≥": ">=", "“": '"', "”": '"', "‘": "'", "’": "'", "\xa0": " ", "\u202f": " ",
}  # fmt: skip
"""What stands for a sign where a terminal has none. Letters lose their accents; what is left is a question mark."""


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    letters = "".join(PLAIN.get(sign, unicodedata.normalize("NFKD", sign)[0]) for sign in signs)
    return letters.encode("ascii", "replace").decode(), error.end


codecs.register_error("plain", _plain)


class Unheeded:
    """A stream for messages: that nobody can hear them is no reason to stop."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write if possible."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush if possible."""
        try:
            self._stream.flush()
        except (OSError, ValueError):
            drop(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Closed(io.TextIOBase):
    """Standard output where the caller has closed it: a result that is written there is lost."""

    def write(self, text: str) -> int:
        """Raise OSError."""
        raise OSError(errno.EBADF, "standard output is closed")


def go_on_unheard() -> None:
    """Let what is written to a closed standard output go nowhere: for who prints no results."""
    if isinstance(sys.stdout, Closed):
        sys.stdout = _nowhere()


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # for as long as we live


def drop(stream: TextIO) -> None:
    """Let what a stream still holds, and all that comes, go nowhere: it cannot be written to."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def prepare() -> None:
    """Make both streams such that writing to them fails only where a result is lost."""
    for number in range(
        3
    ):  # else the next file that is opened takes the number of one that the caller has closed
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = Closed() if name == "stdout" else _nowhere()
        elif (
            not stream.isatty() and name == "stdout"
        ):  # a file or pipe gets every sign, whatever the old code page
            stream.reconfigure(encoding="utf-8")
        else:
            stream.reconfigure(errors="plain")
        setattr(sys, name, Unheeded(stream) if name == "stderr" else stream)
