"""A stacked bar for each scenario: what a number of calls consists of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from present.figures.stacked_bars import BOTTOM, TOP, Part, stacked_bars
from present.figures.style import blank, colour_of, palette, subtitle
from present.floor.colours import ink_on
from present.formats import plain
from present.report.chart import Chart
from present.text_layout import escaped

ROW = 58
NUMBER_FROM = 0.07
"""Of the longest bar: narrower parts have no number written in them."""


def stacked(chart: Chart, names: Sequence[str], mode: str | None = "light") -> go.Figure:
    """`names`: the scenarios' as Plotly shows them."""
    colours = palette(mode)
    figure = blank(escaped(chart.title), colours, height=TOP + ROW * len(names) + BOTTOM)
    subtitle(figure, escaped(chart.unit), colours)
    totals = [sum(s.values[i] or 0.0 for s in chart.series) for i in range(len(names))]
    parts = [
        Part(
            series.name,
            [v or 0.0 for v in series.values],
            colour_of(series.meaning, mode),
            ink_on(colour_of(series.meaning, mode)),
            [f"{plain(v or 0.0, 1)} {chart.unit}" for v in series.values],
            series.name,
        )
        for series in chart.series
    ]
    headings = [
        f"<b>{name}</b>  {plain(total, 0)} {chart.unit}" for name, total in zip(names, totals, strict=True)
    ]
    stacked_bars(figure, parts, headings, max(*totals, 1.0), colours, number_from=NUMBER_FROM, gap=0.45)
    return figure


def stacked_in_words(chart: Chart) -> str:
    """A text alternative for the picture."""
    parts_of_each = []
    for i, name in enumerate(chart.categories):
        parts = [f"{s.name} {plain(s.values[i] or 0.0, 0)}" for s in chart.series]
        parts_of_each.append(f"{name}: {', '.join(parts)}")
    return f"{chart.title}, {chart.unit}. {'; '.join(parts_of_each)}."


def stacked_table(chart: Chart) -> pd.DataFrame:
    """One row a part, one column a scenario, means."""
    columns: dict[str, list[object]] = {"by": [s.name for s in chart.series]}
    for i, name in enumerate(chart.categories):
        columns[f"{name}, {chart.unit}"] = [
            None if s.values[i] is None else round(s.values[i] or 0.0, 1) for s in chart.series
        ]
    return pd.DataFrame(columns)
