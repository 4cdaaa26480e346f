"""What a session looks at on the page Explore; it survives a change of page, and the link carries it."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from present.permalink import Explored, LeverRange
from present.tiles import HERO

EXPLORE = "ui/views/explore.py"
HEADLINES = ""
"""For the three headline figures instead of one."""


@dataclass
class ExploreState:
    """`levers`: one or two, with their ranges, none before anything was chosen; `figure`: a KPI's key or HEADLINES.

    `started`: the address of the long search that was asked for; `opened`: how many points have been opened by a click.
    `problem`: why a range cannot be. `pending`: of a lever, ends that were typed and wait for the other one: the range
    is that of before.
    """

    levers: tuple[LeverRange, ...] = ()
    figure: str = HEADLINES
    started: object = None
    opened: int = 0
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By lever: the range that was chosen last."""
    problem: str = ""
    pending: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """The key figures on show: one where there are two levers."""
        if len(self.levers) > 1:
            return (self.figure or HERO[0],)
        return (self.figure,) if self.figure else HERO

    def begin(self, path: str) -> None:
        """Look at this lever alone, over the range chosen last or, as yet, the usual one."""
        self.levers = (LeverRange(path, *self.ranges.get(path, (None, None))),)
        self._forget_problem()

    def choose(self, place: int, path: str | None) -> None:
        """Take another lever as the first or second; None: no second one."""
        others = [lever for i, lever in enumerate(self.levers) if i != place and lever.path != path]
        if path is not None:
            others.insert(place, LeverRange(path, *self.ranges.get(path, (None, None))))
        self.levers = tuple(others)
        self._forget_problem()

    def set_range(self, place: int, low: float, high: float) -> None:
        """Take another range."""
        lever = self.levers[place]
        new = LeverRange(lever.path, low, high)
        self.ranges[lever.path] = low, high
        self.levers = tuple(new if i == place else old for i, old in enumerate(self.levers))
        self._forget_problem(lever.path)

    def range_of(self, path: str) -> tuple[float, float] | None:
        """The range of a lever that is looked at; None while it is the usual one."""
        of = next((one for one in self.levers if one.path == path), None)
        return None if of is None or of.low is None or of.high is None else (of.low, of.high)

    def _forget_problem(self, path: str | None = None) -> None:
        """Of one lever, or of all."""
        self.problem = ""
        for each in [path] if path else list(self.pending):
            self.pending.pop(each, None)

    @property
    def shared(self) -> Explored | None:
        """What a link carries of it."""
        return Explored(self.levers, self.figure) if self.levers else None

    def take_over(self, explored: Explored) -> None:
        """Look at what a link carries."""
        self.levers, self.figure = explored.levers, explored.figure
        self._forget_problem()


def explore_state() -> ExploreState:
    """Return this session's state of the page Explore."""
    this: ExploreState = st.session_state.setdefault("exploring", ExploreState())
    return this
