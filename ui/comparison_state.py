"""What a session has chosen on the page Compare; it survives a change of page, and the link carries it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import streamlit as st

from present.comparison import FIRST_KEYS
from present.ranking import ALIKE

CURRENT, PINNED, SAVED = "now", "pinned", "kept "
"""Keys of scenarios that are no files; a kept one's name comes after SAVED."""


@dataclass
class ComparisonState:
    """`chosen`: keys in their order, None while What if decides; `baseline`: one of them, "" for the usual one.

    `matters`: what they are ranked by, see `present.ranking.goals`; `rows`: what the table has a row for each of.
    `doubted`: comparisons of which it was asked what the assumptions do to them.
    `known`: names of kept scenarios that have been offered: a new one is chosen by itself.
    """

    chosen: list[str] | None = None
    baseline: str = ""
    keys: list[str] = field(default_factory=lambda: list(FIRST_KEYS))
    matters: str = ALIKE
    known: set[str] = field(default_factory=set)
    rows: str = "Scenario"
    all_figures: bool = False
    problems: list[str] = field(default_factory=list)
    doubted: set[Hashable] = field(default_factory=set)

    def choose(self, keys: Iterable[str]) -> None:
        """Compare these scenarios, in this order."""
        self.chosen = list(dict.fromkeys(keys))

    def replace(self, old: str, new: str) -> None:
        """Give a scenario another key; "" removes it."""
        if self.chosen is not None:
            self.choose(k for k in (new if k == old else k for k in self.chosen) if k)
        if self.baseline == old:
            self.baseline = new


def comparison_state() -> ComparisonState:
    """Return this session's state of the page Compare."""
    this: ComparisonState = st.session_state.setdefault("comparing", ComparisonState())
    return this
