"""A stacked bar for each scenario: what a number of calls consists of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from present.figures.style import blank, palette, subtitle
from present.formats import plain
from present.report.chart_data import Chart
from present.text_layout import escaped

COLOURS = {
    "light": ("#0B5E68", "#C24A12", "#6A4C93", "#1F6FA8", "#8A6D00", "#B23A56", "#6E6A61"),
    "dark": ("#5FB6BE", "#EE8350", "#B79ADB", "#6FB2E0", "#D9C04A", "#E07F98", "#A8A297"),
}
TOP, BOTTOM, ROW = 62, 116, 58
NUMBER_FROM = 0.07
"""Of the longest bar: narrower parts have no number written in them."""


def stacked(chart: Chart, names: Sequence[str], mode: str | None = "light") -> go.Figure:
    """`names`: the scenarios' as Plotly shows them."""
    colours, kind = palette(mode), "dark" if mode == "dark" else "light"
    figure = blank(escaped(chart.title), colours, height=TOP + ROW * len(names) + BOTTOM)
    subtitle(figure, chart.unit, colours)
    totals = [sum(s.values[i] or 0.0 for s in chart.series) for i in range(len(names))]
    places = [float(-i) for i in range(len(names))]
    for i, series in enumerate(chart.series):
        values = [v or 0.0 for v in series.values]
        figure.add_bar(
            x=values,
            y=places,
            orientation="h",
            name=series.name,
            marker={
                "color": COLOURS[kind][i % len(COLOURS[kind])],
                "line": {"color": colours.paper, "width": 1.5},
            },
            text=[plain(v, 0) if v >= NUMBER_FROM * max(totals) else "" for v in values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"color": "#FFFFFF" if kind == "light" else "#191816", "size": 13},
            customdata=[plain(v, 1) for v in values],
            hovertemplate=f"{series.name}: %{{customdata}} {chart.unit}<extra></extra>",
        )
    for name, total, y in zip(names, totals, places, strict=True):
        figure.add_annotation(
            text=f"<b>{name}</b>  {plain(total, 0)} {chart.unit}",
            **{"x": 0.0, "y": y + 0.3, "xanchor": "left", "yanchor": "bottom"},
            showarrow=False,
            font={"color": colours.text},
        )
    figure.update_layout(
        barmode="stack",
        bargap=0.45,
        hovermode="closest",
        margin={"t": TOP, "b": BOTTOM},
        legend={
            **{"traceorder": "normal", "yref": "container", "yanchor": "top"},
            "y": (BOTTOM - 30) / figure.layout.height,
            "font": {"size": 12, "color": colours.text},
        },
    )
    figure.update_xaxes(range=[0.0, max(*totals, 1.0) * 1.005], nticks=6)
    figure.update_yaxes(visible=False, range=[places[-1] - 0.35, 0.72])
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
