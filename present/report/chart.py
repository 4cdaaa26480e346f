"""A chart's numbers, whoever draws it: categories and series as they are shown, None where there is no value."""

from __future__ import annotations

from dataclasses import dataclass

HOLLOW = "hollow"
"""Meaning of a series whose dots are rings."""


@dataclass(frozen=True)
class Series:
    """One line or one kind of bar: a value for each category, with its 95% interval's ends where there are any.

    `meaning`: of its colour, where it has one in all charts (`present.figures.style.MEANINGS`). `stands`: how each
    value stands to a target, in a word, where it has one.
    """

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    meaning: str = ""
    stands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """`title` holds no unit; `unit`: of the values; `across`: what the categories are.

    `at`: where the categories lie on an axis of numbers, where they do.
    """

    key: str
    title: str
    unit: str
    across: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    at: tuple[float, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(x is not None for s in self.series for x in s.values)
