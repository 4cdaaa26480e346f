"""The page's charts: each as an element to be drawn into, with its words and its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from present.figures.labels import Labels
from present.figures.pair_figures import PairFigure
from present.pair import Pair
from present.report.page import tables
from present.report.page.packing import Make, Packed
from present.report.page.words import safe

NUMBERS = "The numbers"
TOO_LARGE = "Left out so that this file stays small enough to send; the workbook has every seat."


@dataclass(frozen=True)
class Beside:
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

    packed: Packed = field(default_factory=Packed)
    without: frozenset[str] = frozenset()

    def element(self, key: str, make: Make, words: str) -> str:
        """The place of a chart."""
        height = self.packed.add(key, make)
        return (
            f'<div class="chart" role="img" aria-label="{safe(words)}" data-figure="{safe(key)}" '
            f'style="height:{height}px"></div>'
        )

    def of_pair(self, beside: Beside, figure: PairFigure, labels: Labels) -> str:
        """A chart of a scenario and the baseline with its table. `labels`: the names as they fit the chart."""
        current, baseline = beside.pair.current, beside.pair.baseline
        kind = figure.key.partition(" ")[0]
        words = figure.describe(current, baseline, labels=beside.names)
        if kind in self.without:
            element = f'<p class="missing">{TOO_LARGE}</p>'
        else:
            make = partial(figure.draw, current, baseline, labels=labels)
            element = self.element(f"{figure.key} {beside.key}", make, words)
        frame = figure.tabulate(current, baseline, labels=beside.names)
        if f"{kind} table" in self.without or not len(frame):
            return whole(element, "")
        return whole(element, tables.of_frame(frame, f"{NUMBERS}: {words}"[:120]))


def whole(element: str, table: str) -> str:
    """A chart and, folded below it, its numbers."""
    return f'<figure class="drawn">{element}{folded(NUMBERS, table, "numbers") if table else ""}</figure>'


def folded(summary: str, inner: str, css_class: str) -> str:
    """Something that opens."""
    return f'<details class="{css_class}"><summary>{safe(summary)}</summary>{inner}</details>'
