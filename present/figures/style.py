"""Colours and layout shared by all figures: legible on a projector, apart for colour-blind eyes, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go

from sim.experiment import Estimate


@dataclass(frozen=True)
class Palette:
    """Colours of one mode. `now` is the current scenario, `base` the one it is compared with."""

    now: str
    now_band: str
    base: str
    base_band: str
    text: str
    faint: str
    grid: str


PALETTES = {
    "light": Palette(
        "#0B5E68", "rgba(11,94,104,.16)", "#A65E00", "rgba(166,94,0,.13)", "#1D2A2F", "#57534B", "#E3DDD1"
    ),
    "dark": Palette(
        "#5FB6BE", "rgba(95,182,190,.20)", "#E9A15A", "rgba(233,161,90,.16)", "#EEE9E0", "#BDB7AC", "#3B3833"
    ),
}
Mode = Literal["light", "dark"]
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"


def palette(mode: str | None) -> Palette:
    """The palette of a mode; light where it is not known."""
    return PALETTES["dark" if mode == "dark" else "light"]


def blank(title: str, colours: Palette, *, height: int = 280, legend: bool = True) -> go.Figure:
    """An empty figure with the house's layout."""
    figure = go.Figure()
    figure.update_layout(
        title={
            "text": title,
            "font": {"size": 15, "color": colours.text},
            "x": 0.0,
            "xref": "paper",
            "y": 0.97,
        },
        font={"family": FONT, "size": 13, "color": colours.faint},
        height=height,
        margin={"l": 8, "r": 8, "t": 42, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hovermode="x unified",
        hoverlabel={"font": {"family": FONT}},
        showlegend=legend,
        legend={"orientation": "h", "yanchor": "top", "y": -0.3, "x": 0.0, "font": {"color": colours.text}},
    )
    axis = {"gridcolor": colours.grid, "zeroline": False, "automargin": True, "fixedrange": True}
    figure.update_xaxes(
        showgrid=False,
        linecolor=colours.grid,
        ticks="outside",
        tickcolor=colours.grid,
        **{k: v for k, v in axis.items() if k != "gridcolor"},
    )
    figure.update_yaxes(**axis)
    return figure


def line_with_band(
    figure: go.Figure,
    x: list[float] | list[str],
    path: list[Estimate],
    *,
    name: str,
    colour: str,
    band: str,
    dash: str = "solid",
    scale: float = 1.0,
    hover: str = ",.1f",
    unit: str = "",
) -> None:
    """Add a line and, where there are intervals, the 95 % band around it. Values are multiplied by `scale`."""
    middle = [None if e.mean is None else e.mean * scale for e in path]
    if any(e.low is not None for e in path):
        low = [m if e.low is None else e.low * scale for e, m in zip(path, middle, strict=True)]
        high = [m if e.high is None else e.high * scale for e, m in zip(path, middle, strict=True)]
        figure.add_scatter(x=x, y=high, mode="lines", line={"width": 0}, hoverinfo="skip", showlegend=False)
        figure.add_scatter(
            x=x,
            y=low,
            mode="lines",
            line={"width": 0},
            fill="tonexty",
            fillcolor=band,
            hoverinfo="skip",
            showlegend=False,
        )
    figure.add_scatter(
        x=x,
        y=middle,
        mode="lines",
        name=name,
        line={"color": colour, "width": 2.5, "dash": dash},
        hovertemplate=f"%{{y:{hover}}} {unit}",
    )
