"""A figure as it is on the page, made legible from the back of a room: all letters and lines larger, nothing else."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

LENGTHS = frozenset(
    {
        "size",
        "width",
        "standoff",
        "xshift",
        "yshift",
        "thickness",
        "ticklen",
        "tickwidth",
        "borderpad",
        "linewidth",
    }
)
"""Properties that are lengths in px, wherever they stand. A layout's own width and height are set apart."""
SIDES = frozenset({"l", "r", "t", "b"})


def enlarge(figure: go.Figure, factor: float, height: int) -> go.Figure:
    """A copy with every length in px times `factor`, `height` px high, as wide as its place."""
    data = figure.to_plotly_json()
    layout = {key: value for key, value in data["layout"].items() if key not in ("width", "height")}
    scaled = {"data": _scaled(data["data"], factor), "layout": _scaled(layout, factor)}
    enlarged = go.Figure(scaled, skip_invalid=False)
    enlarged.update_layout(height=height, hovermode=False)
    enlarged.update_xaxes(ticklen=5 * factor, tickwidth=factor)
    return enlarged


def _scaled(data: Any, factor: float, key: str = "", above: str = "") -> Any:
    if isinstance(data, dict):
        return {k: _scaled(v, factor, k, key) for k, v in data.items()}
    if isinstance(data, (list, tuple)):
        inside = key if key in LENGTHS else ""
        return [_scaled(v, factor, inside, above) for v in data]
    is_length = key in LENGTHS or (key in SIDES and above in ("margin", "pad"))
    if is_length and isinstance(data, (int, float)) and not isinstance(data, bool):
        return data * factor
    return data
