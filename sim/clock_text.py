"""Times of day as "HH:MM", and back."""

from __future__ import annotations


def clock_text(minutes: float) -> str:
    """Return minutes since midnight as "HH:MM"; the last moment of a day is "24:00".

    >>> clock_text(545.0)
    '09:05'
    """
    whole = int(minutes + 1e-9)  # what rounding has left of a whole minute is that minute
    return f"{whole // 60:02d}:{whole % 60:02d}"


def minutes_of(clock: str) -> int:
    """Return minutes since midnight of an "HH:MM"."""
    return int(clock[:2]) * 60 + int(clock[3:])
