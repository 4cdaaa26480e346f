"""Boxes for numbers that take whatever is typed: of what cannot be a sentence says why, and nothing goes on with it.

A box with limits of its own would go red without a word, and the page would go on with the last number that could be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from present.field_names import number
from present.formats import with_unit
from ui.markdown_text import as_text

SEE_FIELD = "See the message at the field"
"""Why a button is off."""


def outside(value: float | None, low: float, high: float, unit: str = "", *, whole: bool = True) -> str:
    """What is wrong with a number as it is shown; "" where nothing is. `unit`: "%", "seconds"."""
    if value is None:
        return "a number is missing"
    if whole and not float(value).is_integer():
        return f"{number(value)} is not a whole number"
    if value < low:
        return f"{number(value)} is below the minimum, {with_unit(number(low), unit)}"
    if value > high:
        return f"{number(value)} is above the maximum, {with_unit(number(high), unit)}"
    return ""


@dataclass
class NumberFields:
    """Those of one form. `problems`: a sentence for each number that cannot be."""

    problems: list[str] = field(default_factory=list)

    def ask(
        self,
        name: str,
        unit: str,
        bounds: tuple[float, float],
        now: float | None,
        *,
        key: str,
        width: int,
        label: str = "",
        whole: bool = True,
        step: float = 1.0,
        words: str | None = None,
    ) -> float | None:
        """One box, which begins with `now`; None where its number cannot be. `label`: other than "name, unit"."""
        st.session_state.setdefault(key, None if now is None else float(now))
        typed = st.number_input(
            label or as_text(f"{name}, {unit}" if unit else name),
            value=None,  # so that an emptied box is empty
            step=step,
            format="%g",
            key=key,
            persist_state="session",
            help=words,
            width=width,
        )
        wrong = outside(typed, *bounds, unit, whole=whole)
        if wrong:
            self.problems.append(f"{name}: {wrong}.")
        return None if wrong else typed

    def say(self) -> None:
        """Below the row in which the boxes stand."""
        for problem in self.problems:
            st.error(as_text(problem), icon=":material/error:")
