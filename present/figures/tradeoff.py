"""Designs by two goals, a third as colour: dots full, hollow or grey by how sure they are, and never a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from present.figures.label_places import along, beside, filled, in_px
from present.figures.style import Palette, blank, palette, subtitle, with_message
from present.formats import scale, unit
from present.pair import NOW
from present.text_layout import escaped, wrapped
from present.tradeoff_text import MARKS, DesignNames, design_in_words, goal_name
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
CHOSEN, SUBTITLE_LINE_PX = "chosen", 17
LETTER_SHARE, LINE_SHARE = 0.56, 1.3
"""Width of a letter and height of a line, of the letters' size."""


def in_order(found: Tradeoff) -> list[At]:
    """The designs as they were simulated: a dot's `customdata` is its place here, which later ones leave alone."""
    return list(found.searched)


def tradeoff_figure(
    found: Tradeoff, names: DesignNames, *, chosen: At | None = None, mode: str | None = "light"
) -> go.Figure:
    """Draw designs by the first two goals, the third as colour; an arrow leads from now to the chosen one.

    Of designs that are alike one dot stands for all.
    """
    colours, goals = palette(mode), found.question.goals
    figure = blank(escaped(_axis(found, 1)), colours, height=HEIGHT, legend=True)
    figure.update_layout(hovermode="closest", legend={"y": -0.18})
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
    sizes = {
        blob.first: len(blob.places) for blob in found.blobs if len(blob.places) > 1 and blob.first in known
    }
    _now_and_chosen(figure, found, known, chosen, colours)
    _labels(figure, found, known, shown, sizes, chosen, colours)
    figure.update_xaxes(
        title={"text": escaped(_axis(found, 0)), "standoff": 4},
        showgrid=True,
        gridcolor=colours.grid,
        exponentformat="none",
        nticks=6,
    )
    words = ["×3: so many designs alike"] if sizes else []
    if len(goals) > 2:
        words.insert(0, f"colour: {_axis(found, 2)}, {'darker' if mode != 'dark' else 'lighter'} is higher")
    lines, top_px = "<br>".join(escaped(line) for line in words), 48 + SUBTITLE_LINE_PX * len(words)
    subtitle(figure, lines, colours, top_px=top_px)
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
        marker |= {"color": colours.faint, "opacity": 0.6}
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


def _now_and_chosen(
    figure: go.Figure,
    found: Tradeoff,
    known: dict[At, tuple[float | None, ...]],
    chosen: At | None,
    colours: Palette,
) -> None:
    now = found.question.today
    if now not in known:
        return
    figure.add_scatter(
        x=[known[now][0]],
        y=[known[now][1]],
        mode="markers",
        marker={
            "size": 15,
            "symbol": "diamond-open",
            "color": colours.text,  # as on Explore; orange is among the dots' own colours
            "line": {"width": 3},
        },
        hoverinfo="skip",
        showlegend=False,
    )
    if chosen is None or chosen == now or chosen not in known:
        return
    figure.add_annotation(
        x=known[chosen][0],
        y=known[chosen][1],
        ax=known[now][0],
        ay=known[now][1],
        xref="x",
        yref="y",
        axref="x",
        ayref="y",
        showarrow=True,
        arrowhead=2,
        arrowwidth=2,
        arrowcolor=colours.text,
        standoff=8,
        startstandoff=9,
        text="",
    )


def _labels(
    figure: go.Figure,
    found: Tradeoff,
    known: dict[At, tuple[float | None, ...]],
    shown: Sequence[At],
    sizes: dict[At, int],
    chosen: At | None,
    colours: Palette,
) -> None:
    """Which is now, which is chosen, and how many are alike, where they cover neither dots nor each other."""
    now = found.question.today
    marks = list(dict.fromkeys([*shown, *(at for at in (now, chosen) if at is not None and at in known)]))
    px = dict(zip(marks, in_px([(known[at][0] or 0.0, known[at][1] or 0.0) for at in marks]), strict=True))
    taken = list(px.values())
    if chosen in px and now in px and chosen is not None:
        taken += along(px[now], px[chosen])
    labels = [(at, f"×{size}", 11, False) for at, size in sizes.items() if at in px]
    if chosen is not None and chosen in px and chosen != now:
        labels.insert(0, (chosen, CHOSEN, 13, True))
    if now in px:
        labels.insert(0, (now, NOW, 13, True))
    for at, words, letter, is_strong in labels:
        size = (LETTER_SHARE * letter * len(words), LINE_SHARE * letter)
        right, up = offset = beside(px[at], size, [one for one in taken if one != px[at]])
        taken += filled(px[at], offset, size)
        figure.add_annotation(
            x=known[at][0],
            y=known[at][1],
            text=f"<b>{words}</b>" if is_strong else words,
            showarrow=False,
            xshift=right,
            yshift=up,
            borderpad=0,
            font={"color": colours.text if is_strong else colours.faint, "size": letter},
        )
