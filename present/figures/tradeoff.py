"""Designs by two goals, a third as colour: dots full, hollow or grey by how sure they are, and never a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from present.figures.style import Palette, blank, palette, subtitle, with_message
from present.formats import scale, unit
from present.text_layout import escaped, wrapped
from present.tradeoff_text import MARKS, TODAY_NAME, DesignNames, design_in_words, goal_name
from sim import KPIS
from sim.experiment.exploring import At
from sim.experiment.tradeoff import Mark, Tradeoff

HEIGHT = 520
SCALES = {
    "light": ["#E2B04A", "#7DB8BC", "#0B5E68", "#0B2E4A"],
    "dark": ["#8A4B08", "#D08A4E", "#9FD0D3", "#F4F1E6"],
}
"""From low to high, by lightness first; all of it stands off the page."""
SYMBOLS: dict[Mark, str] = {"efficient": "circle", "maybe": "circle-open", "beaten": "circle"}
SIZES: dict[Mark, int] = {"efficient": 13, "maybe": 12, "beaten": 6}
NAME_COLUMNS, SUBTITLE_LINE_PX = 26, 17


def in_order(found: Tradeoff) -> list[At]:
    """The designs as they were simulated: a dot's `customdata` is its place here, which later ones leave alone."""
    return list(found.searched)


def tradeoff_figure(
    found: Tradeoff, names: DesignNames, *, chosen: At | None = None, mode: str | None = "light"
) -> go.Figure:
    """Draw designs by the first two goals, the third as colour; an arrow leads from today to the chosen one.

    Of designs that are alike one dot stands for all.
    """
    colours, goals = palette(mode), found.question.goals
    figure = blank(escaped(_axis(found, 1)), colours, height=HEIGHT, legend=True)
    figure.update_layout(hovermode="closest")
    places = in_order(found)
    drawn = {at: _figures(found, at) for at in places}
    known = {at: values for at, values in drawn.items() if None not in values}
    if not known:
        return with_message(figure, "no value", colours)
    alike = {at: blob.first for blob in found.blobs for at in blob.places}
    shown = [at for at in known if alike.get(at, at) == at]
    colouring = _colours(found, [known[at] for at in shown], mode)
    for mark in ("beaten", "maybe", "efficient"):
        group = [at for at in shown if found.marks[at] == mark]
        if group:
            _dots(figure, found, names, mark, group, known, places, colouring, colours)
    sizes = {blob.first: len(blob.places) for blob in found.blobs if len(blob.places) > 1}
    figure.add_scatter(
        x=[known[at][0] for at in sizes if at in known],
        y=[known[at][1] for at in sizes if at in known],
        mode="markers+text",
        marker={"size": 18, "color": "rgba(0,0,0,0)"},
        text=[f"×{size}" for at, size in sizes.items() if at in known],
        textposition="bottom center",
        textfont={"size": 11, "color": colours.faint},
        hoverinfo="skip",
        showlegend=False,
    )
    _today_and_chosen(figure, found, names, known, chosen, colours)
    figure.update_xaxes(
        title={"text": escaped(_axis(found, 0)), "standoff": 4}, showgrid=True, gridcolor=colours.grid
    )
    words = ["×3: so many designs alike"] if sizes else []
    if len(goals) > 2:
        words.insert(0, f"colour: {_axis(found, 2)}, {'darker' if mode != 'dark' else 'lighter'} is higher")
    subtitle(figure, "<br>".join(escaped(line) for line in words), colours)
    figure.update_layout(margin={"t": 48 + SUBTITLE_LINE_PX * len(words)})
    return figure


def _axis(found: Tradeoff, place: int) -> str:
    key = found.question.goals[place]
    return f"{goal_name(found.question, key)}, {unit(KPIS[key], found.question.scenario.costs.currency)}"


def _figures(found: Tradeoff, at: At) -> tuple[float | None, ...]:
    """The first three goals as they are shown."""
    means = [(key, found.best(at).figure(key).mean) for key in found.question.goals[:3]]
    return tuple(None if mean is None else mean * scale(KPIS[key]) for key, mean in means)


def _colours(found: Tradeoff, values: Sequence[tuple[float | None, ...]], mode: str | None) -> dict[str, Any]:
    """What all dots' colours have in common; nothing where there are two goals."""
    if len(found.question.goals) < 3:
        return {}
    third = [row[2] or 0.0 for row in values]
    return {
        "cmin": min(third),
        "cmax": max(third),
        "colorscale": SCALES["dark" if mode == "dark" else "light"],
        "colorbar": {"thickness": 12, "outlinewidth": 0, "len": 0.8},
    }


def _dots(
    figure: go.Figure,
    found: Tradeoff,
    names: DesignNames,
    mark: Mark,
    group: Sequence[At],
    known: dict[At, tuple[float | None, ...]],
    places: Sequence[At],
    colouring: dict[str, Any],
    colours: Palette,
) -> None:
    marker: dict[str, Any] = {"size": SIZES[mark], "symbol": SYMBOLS[mark]}
    if mark == "beaten":
        marker |= {"color": colours.faint, "opacity": 0.35}
    elif colouring:
        marker |= {"color": [known[at][2] for at in group], **colouring}
        marker["showscale"] = not any(trace.marker.showscale for trace in figure.data)
    else:
        marker["color"] = colours.current
    marker["line"] = {"width": 2.5 if mark == "maybe" else 1.0}
    if mark == "efficient":
        marker["line"]["color"] = colours.text
    figure.add_scatter(
        x=[known[at][0] for at in group],
        y=[known[at][1] for at in group],
        mode="markers",
        name=f"{MARKS[mark]} or beyond a limit"
        if mark == "beaten" and found.question.limits
        else MARKS[mark],
        marker=marker,
        customdata=[places.index(at) for at in group],
        text=["<br>".join(wrapped(escaped(design_in_words(found, names, at)), 60, 6)) for at in group],
        hovertemplate="%{text}<extra></extra>",
        unselected={"marker": {"opacity": marker.get("opacity", 1.0)}},
    )


def _today_and_chosen(
    figure: go.Figure,
    found: Tradeoff,
    names: DesignNames,
    known: dict[At, tuple[float | None, ...]],
    chosen: At | None,
    colours: Palette,
) -> None:
    today = found.question.today
    if today in known:
        figure.add_scatter(
            x=[known[today][0]],
            y=[known[today][1]],
            mode="markers+text",
            marker={
                "size": 15,
                "symbol": "diamond-open",
                "color": colours.baseline,
                "line": {"width": 3},
            },
            text=[f"<b>{TODAY_NAME}</b>"],
            textposition="top center",
            textfont={"color": colours.text, "size": 13},
            hoverinfo="skip",
            showlegend=False,
        )
    if chosen is None or chosen == today or chosen not in known or today not in known:
        return
    figure.add_annotation(
        x=known[chosen][0],
        y=known[chosen][1],
        ax=known[today][0],
        ay=known[today][1],
        xref="x",
        yref="y",
        axref="x",
        ayref="y",
        showarrow=True,
        arrowhead=2,
        arrowwidth=2,
        arrowcolor=colours.baseline,
        standoff=8,
        startstandoff=9,
        text="",
    )
    figure.add_annotation(
        x=known[chosen][0],
        y=known[chosen][1],
        text=f"<b>{'<br>'.join(escaped(line) for line in wrapped(names.name(chosen), NAME_COLUMNS))}</b>",
        showarrow=False,
        yanchor="bottom",
        yshift=9,
        font={"color": colours.text, "size": 12},
    )
