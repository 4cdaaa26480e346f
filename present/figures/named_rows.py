"""Panels of rows whose names stand above them, so that long ones and narrow screens leave space for the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from present.figures.style import Palette
from present.text_layout import COLUMNS, escaped, isolated, wrapped
from present.text_layout import columns as columns_of

LINE_PX, GAP_PX, BOTTOM_PX = 17, 9, 52
TRACK_PX = 18.0
"""What a row's mark takes below its name."""
DIRECTIONS = {"up": ("worse", "better"), "down": ("better", "worse")}
"""What lies to the left and to the right, by the direction that is better."""


@dataclass(frozen=True)
class NamedRow:
    """`label`: its name in lines, from `top` down, in px from above; its mark lies below it at `y`."""

    label: list[str]
    top: float

    @property
    def y(self) -> float:
        """The middle of its mark, px."""
        return self.top + len(self.label) * LINE_PX + 3.0 + TRACK_PX / 2.0

    @property
    def bottom(self) -> float:
        """Where the next row begins, px."""
        return self.y + TRACK_PX / 2.0 + GAP_PX


def label(name: str, tail: str, tail_columns: int) -> list[str]:
    """Return a row's name in lines, with `tail`, which Plotly shows as it is, behind the last or below it."""
    lines = wrapped(name)
    shown = [isolated(escaped(line)) for line in lines]
    if columns_of(lines[-1]) + tail_columns <= COLUMNS:
        return [*shown[:-1], f"{shown[-1]}   {tail}"]
    return [*shown, tail]


def name_annotation(lines: Sequence[str], top: float, colours: Palette) -> dict[str, Any]:
    """Return a row's label as an annotation from `top` down, in px."""
    return {
        "text": "<br>".join(lines),
        "font": {"size": 13, "color": colours.text},
        "showarrow": False,
        "align": "left",
        **{"x": 0.0, "xref": "paper", "xanchor": "left", "xshift": -2},
        **{"y": top, "yanchor": "top", "yshift": 2},
    }


def segments(intervals: Iterable[tuple[float, float, float]], colour: str, width: float) -> go.Scatter:
    """Return level lines, each (from, to, height)."""
    drawn = list(intervals)
    return go.Scatter(
        x=[x for low, high, _ in drawn for x in (low, high, None)],
        y=[y for _, _, at in drawn for y in (at, at, None)],
        mode="lines",
        line={"color": colour, "width": width},
        hoverinfo="skip",
        cliponaxis=False,
    )


def rails(rows: Iterable[NamedRow], colours: Palette) -> dict[str, Any]:
    """Return a shape: every row's line, from below its name to its mark, which a wide screen takes far from it."""
    path = " ".join(f"M0,{row.y} L1,{row.y}" for row in rows)
    line = {"color": colours.grid, "width": 1.5}
    return {"type": "path", "layer": "below", "xref": "paper", "path": path, "line": line}


def title_with_direction(words: str, better: str) -> str:
    """Return an axis title that says on which side it is better."""
    left, right = DIRECTIONS.get(better, ("less", "more"))
    return f"←  {left}    <b>{words}</b>    {right}  →"


def lay_out(
    figure: go.Figure,
    *,
    top: float,
    rows: float,
    span: tuple[float, float],
    axis: str,
    title: Mapping[str, Any] | None = None,
    **more: Any,
) -> None:
    """Set the panel's layout. `top` and `rows`: px of the title and of all rows; `axis`: the title of the x axis."""
    figure.update_layout(
        height=round(top + rows + BOTTOM_PX),
        margin={"l": 4, "r": 4, "t": top, "b": BOTTOM_PX},
        hovermode="closest",
        title={"y": 1.0, "yref": "container", "yanchor": "top", "pad": {"t": 4, "l": 4}, **(title or {})},
        yaxis={"range": [rows, 0.0], "visible": False, "automargin": False},
        xaxis={
            **{"range": span, "automargin": False, "nticks": 6},
            "title": {"text": axis, "standoff": 8},
        },
        **more,
    )
