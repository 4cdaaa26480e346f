"""The figures of a pair of results, each with its text alternative and its table, for screen, page and projector."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

import pandas as pd
import plotly.graph_objects as go

from present.figures.average_day import MOST_IN_TIME, day, day_in_words, day_table
from present.figures.average_day import SHOWN as OF_DAY
from present.figures.flows import flows, flows_in_words, flows_table
from present.figures.hours import hours, hours_in_words, hours_table
from present.figures.labels import USUAL, Labels
from present.figures.team import team, team_in_words, team_table
from present.figures.weeks import weeks, weeks_in_words, weeks_table
from present.tiles import HERO
from sim import Result


class Draw(Protocol):
    """Draws the pair in `mode`, "light" or "dark"; `labels` as Plotly shows them."""

    def __call__(
        self, current: Result, baseline: Result, *, labels: Labels = USUAL, mode: str | None = "light"
    ) -> go.Figure: ...


class Describe(Protocol):
    """Says what the figure shows."""

    def __call__(self, current: Result, baseline: Result, *, labels: Labels = USUAL) -> str: ...


class Tabulate(Protocol):
    """Makes the figure's numbers; see `difference_table`."""

    def __call__(self, current: Result, baseline: Result, *, labels: Labels = USUAL) -> pd.DataFrame: ...


@dataclass(frozen=True)
class PairFigure:
    """`key`: its name among all of them; its first word is the kind.

    `paths`: draws paths along an upright axis, with a `previous` result among them; that axis can stand still from one
    drawing to the next, `most` at most.
    """

    key: str
    draw: Draw
    describe: Describe
    tabulate: Tabulate
    paths: Callable[..., go.Figure] | None = None
    most: float = math.inf

    def beside(self, previous: Result | None) -> PairFigure:
        """The figure with what was before the last move in it, where that can be drawn."""
        return self if self.paths is None else replace(self, draw=partial(self.paths, previous=previous))


def _of_day(name: str) -> PairFigure:
    def describe(current: Result, baseline: Result, *, labels: Labels = USUAL) -> str:
        return day_in_words(current, name, labels)

    which: dict[str, Any] = {"name": name}
    most = MOST_IN_TIME if name == "in_time" else math.inf
    draw = partial(day, **which)
    return PairFigure(f"day {name}", draw, describe, partial(day_table, **which), draw, most)


WEEKS = tuple(
    PairFigure(
        f"weeks {key}",
        partial(weeks, key=key),
        partial(weeks_in_words, key=key),
        partial(weeks_table, key=key),
        partial(weeks, key=key),
    )
    for key in HERO
)
DAY = tuple(_of_day(name) for name in OF_DAY)
TEAM = PairFigure("team", team, team_in_words, team_table)
FLOWS = PairFigure("flows", flows, flows_in_words, flows_table)
HOURS = PairFigure("hours", hours, hours_in_words, hours_table)
