"""What ends a command with one line on stderr, and how lines are put there."""

from __future__ import annotations

import sys


class CommandError(Exception):
    """Arguments that make no sense together. `str()` is the line on stderr; exit code 2."""


def print_error(message: object, program: str) -> None:
    """Write one line on stderr, headed by the program's name as the user typed it."""
    print(f"{program}: {message}", file=sys.stderr, flush=True)
