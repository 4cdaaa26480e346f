"""The page's charts: each as an element to be drawn into, with its words and its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from present.pair import Pair
from present.report import named
from present.report.page import tables
from present.report.page.packing import Make, Packed
from present.report.page.words import safe

NUMBERS = "The numbers"
TOO_LARGE = "Left out so that this file stays small enough to send; the workbook has every seat."


@dataclass(frozen=True)
class Beside:
    """A scenario beside the baseline, or the baseline alone. `now`, `base`: names in full.

    As Plotly shows them: `short`, in one line; `legend`, in two; `narrow`, above one of two panels.
    """

    key: str
    pair: Pair
    current: str
    baseline: str
    short: tuple[str, str]
    legend: tuple[str, str]
    narrow: tuple[str, str]

    @property
    def teams(self) -> frozenset[str]:
        """What people wrote that stands in the pictures."""
        return frozenset(t.name for r in (self.pair.current, self.pair.baseline) for t in r.scenario.teams)


@dataclass
class Charts:
    """Makes the elements and keeps the figures. `without`: what is left out for the sake of the file's size."""

    packed: Packed = field(default_factory=Packed)
    without: frozenset[str] = frozenset()

    def element(
        self,
        key: str,
        make: Make,
        words: str,
        change: Callable[[Any], Any] = lambda figure: figure,
    ) -> str:
        """The place of a chart."""
        height = self.packed.add(key, make, change)
        return (
            f'<div class="chart" role="img" aria-label="{safe(words)}" data-figure="{safe(key)}" '
            f'style="height:{height}px"></div>'
        )

    def figure(self, key: str, make: Make, words: str, frame: pd.DataFrame, label: str) -> str:
        """A chart of all scenarios with its table."""
        return whole(self.element(key, make, words), tables.of_frame(frame, label) if len(frame) else "")

    def of_pair(
        self,
        beside: Beside,
        key: str,
        make: Make,
        words: str,
        frame: pd.DataFrame,
        *,
        names: Literal["short", "legend", "narrow"] = "short",
    ) -> str:
        """A chart of a scenario and the baseline with its table."""
        current, baseline = getattr(beside, names)

        def change(figure: Any) -> Any:
            return named.in_figure(figure, current, baseline, whole=beside.teams)

        kind = key.partition(" ")[0]
        said = named.in_words(words, beside.current, beside.baseline)
        if kind in self.without:
            element = f'<p class="missing">{TOO_LARGE}</p>'
        else:
            element = self.element(f"{key} {beside.key}", make, said, change)
        if f"{kind} table" in self.without or not len(frame):
            return whole(element, "")
        label = f"{NUMBERS}: {said}"[:120]
        return whole(element, tables.of_frame(frame, label, beside.current, beside.baseline))


def whole(element: str, table: str) -> str:
    """A chart and, folded below it, its numbers."""
    return f'<figure class="drawn">{element}{folded(NUMBERS, table, "numbers") if table else ""}</figure>'


def folded(summary: str, inner: str, look: str) -> str:
    """Something that opens."""
    return f'<details class="{look}"><summary>{safe(summary)}</summary>{inner}</details>'
