"""What a session looks at on the page "What matters most"; it survives a change of page, and the link carries it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import streamlit as st

from present.inputs import Bounds
from present.permalink import LeverRange, Weighed
from present.tiles import HERO


@dataclass
class MattersState:
    """`figure`: the key figure on show; `bounds`: by a lever's path, those chosen instead of the usual ones; `lever`:
    whose bounds are on show. `started`: addresses of the searches that were asked for. `opened`: how many ends have
    been opened. `problem`: why bounds cannot be.
    """

    figure: str = HERO[0]
    bounds: dict[str, Bounds] = field(default_factory=dict)
    lever: str = ""
    started: set[Hashable] = field(default_factory=set)
    opened: int = 0
    problem: str = ""

    @property
    def shared(self) -> Weighed | None:
        """What a link carries of it; nothing where nothing was chosen."""
        if not self.bounds and self.figure == HERO[0]:
            return None
        return Weighed(self.figure, tuple(LeverRange(path, *ends) for path, ends in self.bounds.items()))

    def take_over(self, weighed: Weighed) -> None:
        """Look at what a link carries."""
        self.figure, self.problem = weighed.figure or HERO[0], ""
        self.bounds = {
            lever.path: (lever.low, lever.high)
            for lever in weighed.bounds
            if lever.low is not None and lever.high is not None
        }


def matters_state() -> MattersState:
    """Return this session's state of the page."""
    this: MattersState = st.session_state.setdefault("mattering", MattersState())
    return this
