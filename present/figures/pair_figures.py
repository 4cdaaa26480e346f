"""The figures of a pair of results, each with its text alternative and its table, for screen, page and projector."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import pandas as pd
import plotly.graph_objects as go

from present.figures.average_day import SHOWN as OF_DAY
from present.figures.average_day import day, day_in_words, day_table
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
    """`key`: its name among all of them; its first word is the kind."""

    key: str
    draw: Draw
    describe: Describe
    tabulate: Tabulate


def _of_day(name: str) -> PairFigure:
    def describe(current: Result, baseline: Result, *, labels: Labels = USUAL) -> str:
        return day_in_words(current, name, labels)

    which: dict[str, Any] = {"name": name}
    return PairFigure(f"day {name}", partial(day, **which), describe, partial(day_table, **which))


WEEKS = tuple(
    PairFigure(
        f"weeks {key}",
        partial(weeks, key=key),
        partial(weeks_in_words, key=key),
        partial(weeks_table, key=key),
    )
    for key in HERO
)
DAY = tuple(_of_day(name) for name in OF_DAY)
TEAM = PairFigure("team", team, team_in_words, team_table)
FLOWS = PairFigure("flows", flows, flows_in_words, flows_table)
HOURS = PairFigure("hours", hours, hours_in_words, hours_table)
