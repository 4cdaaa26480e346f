"""The page's charts: each as an element to be drawn into, with its words and its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from present.figures.labels import Labels
from present.figures.pair_figures import PairFigure
from present.pair import Pair
from present.report.page import tables
from present.report.page.figure_data import Make, PageFigures
from present.report.page.html_text import safe
from present.text_layout import at_word

NUMBERS = "The numbers"
TOO_LARGE = "Left out so that this file stays small enough to send; the workbook has every position."


@dataclass(frozen=True)
class PagePair:
    """A scenario beside the baseline, or the baseline alone. `names`: in full.

    As Plotly shows them: `short`, in one line; `legend`, in two; `narrow`, above one of two panels.
    """

    key: str
    pair: Pair
    names: Labels
    short: Labels
    legend: Labels
    narrow: Labels


@dataclass
class Charts:
    """Makes the elements and keeps the figures. `without`: what is left out for the sake of the file's size."""

    packed: PageFigures = field(default_factory=PageFigures)
    without: frozenset[str] = frozenset()

    def element(self, key: str, make: Make, words: str) -> str:
        """The place of a chart."""
        height = self.packed.add(key, make)
        return (
            f'<div class="chart" role="img" aria-label="{safe(words)}" data-figure="{safe(key)}" '
            f'style="height:{height}px"></div>'
        )

    def pair_chart(self, page_pair: PagePair, figure: PairFigure, labels: Labels) -> str:
        """A chart of a scenario and the baseline with its table. `labels`: the names as they fit the chart."""
        current, baseline = page_pair.pair.current, page_pair.pair.baseline
        kind = figure.key.partition(" ")[0]
        words = figure.describe(current, baseline, labels=page_pair.names)
        if kind in self.without:
            element = f'<p class="missing">{TOO_LARGE}</p>'
        else:
            make = partial(figure.draw, current, baseline, labels=labels)
            element = self.element(f"{figure.key} {page_pair.key}", make, words)
        frame = figure.tabulate(current, baseline, labels=page_pair.names)
        if f"{kind} table" in self.without or not len(frame):
            return with_folded_table(element, "")
        return with_folded_table(element, tables.frame_as_html(frame, at_word(f"{NUMBERS}: {words}", 120)))


def with_folded_table(element: str, table: str) -> str:
    """Return a chart with its numbers folded below it."""
    return f'<figure class="drawn">{element}{foldable(NUMBERS, table, "numbers") if table else ""}</figure>'


def foldable(summary: str, inner: str, css_class: str) -> str:
    """Return content that the reader can unfold under a summary."""
    return f'<details class="{css_class}"><summary>{safe(summary)}</summary>{inner}</details>'
