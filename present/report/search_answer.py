"""The answer of a search as a report has it, whichever page asked: sentence, pictures, tables, the question in full.

Each page fills it once (`present.report.answers`); slides, workbook and web page each write it once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from present.report.chart import Chart
from sim import Scenario, scenario_hash

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

FigureKind = Literal["lines", "dots", "bars", "grid"]
"""How a native chart draws a picture; a grid is a table of cells."""


@dataclass(frozen=True)
class SearchSettings:
    """What was searched and how: with the same of all a search gives the same numbers."""

    scenario: Scenario
    replications: int
    seed: int
    engine: str


@dataclass(frozen=True)
class AnswerFigure:
    """One picture, made when somebody wants it. `draw`: for a browser, in a `mode`; `words`: its text alternative.

    `chart`: the numbers behind it, for a native chart of this `kind`.
    """

    kind: FigureKind
    draw: Callable[..., go.Figure]
    words: Callable[[], str]
    chart: Callable[[], Chart]


@dataclass(frozen=True)
class ShownNumber:
    """A cell of a table whose rows have digits of their own: a number as it is shown, and how many decimals it has."""

    value: float | None
    text: str
    places: int
    signed: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class AnswerTable:
    """One table, made when somebody wants it. `on_slide`: what a slide shows of it, None for nothing.

    `part`: which part of it that is, in words.
    """

    title: str
    make: Callable[[], pd.DataFrame]
    on_slide: Callable[[], pd.DataFrame] | None = None
    part: str = ""


@dataclass(frozen=True)
class SearchAnswer:
    """What a search has found. `key`: of the page that asked; `page`: its name; `asked`: the question in a sentence.

    `title` answers it; `lines` say what else there is to say; `footnotes`: on what it rests. `question`: everything
    that was asked, as (what, value). `pictures`: the heading over the figures; `legend`: what their lines and marks
    mean as they are drawn for a browser, where they do not say so themselves.
    """

    key: str
    page: str
    asked: str
    title: str
    lines: tuple[str, ...]
    pictures: str
    figures: tuple[AnswerFigure, ...]
    tables: tuple[AnswerTable, ...]
    footnotes: tuple[str, ...]
    question: tuple[tuple[str, str], ...]
    settings: SearchSettings
    legend: str = ""

    def is_about(self, scenarios: Sequence[Scenario]) -> bool:
        """Whether it is an answer about one of these scenarios."""
        return scenario_hash(self.settings.scenario) in {scenario_hash(one) for one in scenarios}
