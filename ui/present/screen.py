"""The size of what is presented on: everything is drawn in units of it, so it fills a projector of any kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LEAST_WIDTH, LEAST_HEIGHT = 1024, 720
"""px: on this size a unit is one pixel. Everything shown fits into it."""
PHONE_WIDTH = 700
"""px up to which steps may be scrolled and pictures stand below each other. The style says the same."""


@dataclass(frozen=True)
class Screen:
    """In CSS pixels."""

    width: int = LEAST_WIDTH
    height: int = LEAST_HEIGHT

    @classmethod
    def of(cls, reported: Any) -> Screen | None:
        """What a browser has reported; None for anything that is no size of a screen."""
        match reported:
            case {"width": int() | float() as width, "height": int() | float() as height}:
                if all(100 <= x <= 20_000 for x in (width, height)):
                    return cls(round(width), round(height))
        return None

    @property
    def unit(self) -> float:
        """px of one unit: the style's --u."""
        return max(1.0, min(self.width / LEAST_WIDTH, self.height / LEAST_HEIGHT))

    @property
    def is_phone(self) -> bool:
        """Whether pictures stand below each other."""
        return self.width <= PHONE_WIDTH

    @property
    def letters(self) -> float:
        """Factor by which letters and lines in a picture are enlarged: the smallest, of 12 px, become 18 units.

        A phone is held near the eyes.
        """
        return 1.0 if self.is_phone else 1.5 * self.unit
