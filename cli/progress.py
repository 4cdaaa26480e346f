"""A progress bar on stderr, where that is a terminal; nothing otherwise."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self


class ProgressBar:
    """Shows `done` of `total` and the time left. Use as a context; call with (done, total)."""

    WIDTH = 30

    def __init__(self, what: str) -> None:
        self._what = what
        self._shows = sys.stderr.isatty()
        self._began = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is."""
        if not self._shows:
            return
        filled = self.WIDTH * done // max(total, 1)
        spent = time.monotonic() - self._began
        left = f"{spent / done * (total - done):.0f} s left" if 0 < done < total else ""
        bar = "█" * filled + "·" * (self.WIDTH - filled)
        sys.stderr.write(f"\r{self._what} {bar} {done}/{total} {left:12s}")
        sys.stderr.flush()

    def __enter__(self) -> Self:
        self(0, 1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shows:
            sys.stderr.write("\r" + " " * (len(self._what) + self.WIDTH + 30) + "\r")
            sys.stderr.flush()
