"""The answer of What matters most: what each input does to one key figure at both its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from present.figures.tornado import tornado
from present.formats import difference_unit, full_name, scale
from present.report.chart import Chart, Series
from present.report.search_answer import AnswerFigure, AnswerTable, SearchAnswer, SearchSettings
from present.text_layout import joined, upper_first
from present.what_matters import (
    LEGEND,
    Known,
    basis,
    headline,
    lines,
    now_in_words,
    picture_in_words,
    short_table,
    table,
    undetected,
)
from sim import KPIS
from sim.experiment.inputs import GROUPS, Group
from sim.experiment.sensitivity import ENDS
from sim.experiment.what_matters import Bar, Matters

MOST_BARS = 6
"""Of each group in a native chart, the longest: names in more rows are not legible."""
BEHIND: dict[Group, str] = {"lever": "", "demand": " (callers)", "assumption": " (not known)"}


@dataclass(frozen=True)
class Moved:
    """What is known of the inputs, and how they are called. `off`: names of levers whose rule is off."""

    found: Matters
    known: Known
    key: str
    off: tuple[str, ...]

    @property
    def title(self) -> str:
        """The sentence that answers."""
        return headline(self.found, self.known, self.key)

    @property
    def lines(self) -> list[str]:
        """What else there is to say."""
        sentences = [*lines(self.found, self.known, self.key), undetected(self.found, self.known, self.key)]
        return [one for one in sentences if one]

    @property
    def footnotes(self) -> tuple[str, str, str]:
        """The present figure, what the marks mean, on what it rests."""
        return now_in_words(self.found, self.key), LEGEND, basis(self.found, self.off)


def matters_answer(
    view: Moved, settings: SearchSettings, start: str, own_bounds: Sequence[str]
) -> SearchAnswer:
    """The answer as it stands. `start`: what is moved, in words; `own_bounds`: levers whose bounds were chosen."""
    found, known, key = view.found, view.known, view.key
    now, legend, rests_on = view.footnotes
    bounds = [f"{known[path].name}: {known[path].span}" for path in own_bounds if path in known]
    return SearchAnswer(
        key="matters",
        page="What matters most",
        asked=f"What moves {KPIS[key].at_stake} most?",
        title=view.title,
        lines=(*view.lines, f"{now}."),
        pictures=f"{full_name(KPIS[key], found.scenario)}: difference from now at both ends",
        figures=(
            AnswerFigure(
                "bars",
                partial(tornado, found, known, key, click=""),
                partial(picture_in_words, found, known, key),
                partial(_bars, found, known, key),
            ),
        ),
        tables=(
            AnswerTable(
                "Every input at both ends",
                partial(table, found, known, key),
                partial(short_table, found, known, key),
            ),
        ),
        footnotes=(rests_on,),
        question=(
            ("Now", start),
            ("Key figure", full_name(KPIS[key], found.scenario)),
            ("Bounds chosen by hand", joined(bounds) if bounds else "none"),
        ),
        settings=settings,
        legend=legend,
    )


def _bars(found: Matters, known: Known, key: str) -> Chart:
    """The longest bars of each group: a series for each end."""
    bars = [bar for group in GROUPS for bar in found.bars(key, group)[:MOST_BARS]]
    times = scale(KPIS[key])

    def series(end_bars: Sequence[Bar], number: int) -> Series:
        of = [bar.at[ENDS[number]] for bar in end_bars]
        means, low, high = (
            tuple(None if x is None else x * times for x in ends)
            for ends in ([e.mean for e in of], [e.low for e in of], [e.high for e in of])
        )
        return Series(f"{upper_first(ENDS[number])} end", means, low, high)

    return Chart(
        key,
        f"{full_name(KPIS[key], found.scenario)}: difference from now",
        difference_unit(KPIS[key], found.scenario.costs.currency),
        "moved",
        tuple(f"{known[bar.input.key].name}{BEHIND[bar.input.group]}" for bar in bars),
        tuple(series(bars, number) for number in range(len(ENDS))),
    )
