"""Horizontal stacked bars, one for each scenario under its heading: numbers inside the parts, the legend below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from present.figures.style import Palette
from present.formats import plain

TOP, BOTTOM = 62, 116
"""px: the bottom holds the legend in four rows, as on a phone."""


@dataclass(frozen=True)
class Part:
    """One part of every bar. `ink`: of the number inside; `hover`: of each bar, behind `hover_name`."""

    name: str
    values: Sequence[float]
    colour: str
    ink: str
    hover: Sequence[str]
    hover_name: str


def stacked_bars(
    figure: go.Figure,
    parts: Sequence[Part],
    headings: Sequence[str],
    longest: float,
    colours: Palette,
    *,
    number_from: float,
    gap: float,
) -> None:
    """Add the bars. `longest`: the longest one; `number_from`: the least share of it that holds a number."""
    places = [float(-i) for i in range(len(headings))]
    for part in parts:
        figure.add_bar(
            x=part.values,
            y=places,
            orientation="h",
            name=part.name,
            marker={"color": part.colour, "line": {"color": colours.paper, "width": 1.5}},
            text=[plain(v, 0) if v >= number_from * longest else "" for v in part.values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"color": part.ink, "size": 13},
            customdata=part.hover,
            hovertemplate=f"{part.hover_name}: %{{customdata}}<extra></extra>",
        )
    for heading, y in zip(headings, places, strict=True):
        figure.add_annotation(
            text=heading,
            **{"x": 0.0, "y": y + 0.3, "xanchor": "left", "yanchor": "bottom"},
            showarrow=False,
            font={"color": colours.text},
        )
    figure.update_layout(
        barmode="stack",
        bargap=gap,
        hovermode="closest",
        margin={"t": TOP, "b": BOTTOM},
        legend={
            **{"traceorder": "normal", "yref": "container", "yanchor": "top"},
            "y": (BOTTOM - 30) / figure.layout.height,
            "font": {"size": 12, "color": colours.text},
        },
    )
    figure.update_xaxes(range=[0.0, longest * 1.005], nticks=6)
    figure.update_yaxes(visible=False, range=[places[-1] - 0.35, 0.72])
