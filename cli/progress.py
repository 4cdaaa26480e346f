"""A progress bar on stderr, where that is a terminal; nothing otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WIDTH = 30


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show `done` of `total` and the time left, whenever called with (done, total)."""
    shows = sys.stderr.isatty()
    began = time.monotonic()

    def write(text: str) -> None:
        if shows:
            sys.stderr.write(f"\r{text}")
            sys.stderr.flush()

    def show(done: int, total: int) -> None:
        filled = WIDTH * done // max(total, 1)
        spent = time.monotonic() - began
        left = f"{spent / done * (total - done):.0f} s left" if 0 < done < total else ""
        bar = "█" * filled + "·" * (WIDTH - filled)
        write(f"{what} {bar} {done}/{total} {left:12s}")

    show(0, 1)
    try:
        yield show
    finally:
        write(" " * (len(what) + WIDTH + 30) + "\r")
