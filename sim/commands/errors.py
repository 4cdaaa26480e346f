"""What ends a command with one line on stderr."""

from __future__ import annotations


class CommandError(Exception):
    """Words that make no sense. `str()` is the line; exit code 2."""
