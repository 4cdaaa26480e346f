"""Tornado: what each input does to one key figure at both its ends, in groups, beside what chance alone does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from present.figures.named_rows import (
    TRACK_PX,
    NamedRow,
    lay_out,
    name_annotation,
    rails,
    segments,
    title_with_direction,
)
from present.figures.style import CLICK, Mode, Palette, blank, palette, translucent, with_message
from present.formats import difference_unit, scale
from present.locale import NO_BREAK
from present.text_layout import escaped, isolated, wrapped
from present.tiles import NOT_SIMULATED
from present.what_matters import GROUP_NAMES, Known, end_in_words
from sim import KPIS
from sim.experiment.inputs import GROUPS
from sim.experiment.result import is_simulated
from sim.experiment.sensitivity import ENDS, End
from sim.experiment.what_matters import Bar, Matters

HEADING_PX, TOP_PX = 30.0, 8.0
LABEL_COLUMNS = 60
"""Of a line above a bar: what a telephone has room for."""
MARGIN = 0.06
PALE = 0.45
"""How much of its colour the low end has."""


@dataclass(frozen=True)
class _Row(NamedRow):
    """One bar."""

    bar: Bar


def tornado(
    found: Matters, known: Known, key: str, mode: Mode | str | None = None, *, click: str = CLICK
) -> go.Figure:
    """Draw a KPI's difference from now at both ends of every input.

    The bars can be chosen: `customdata` holds twice the place of the input among `found.inputs`, and one more for its
    high end. `click`: what that does, in words.
    """
    colours, kpi, times = palette(mode), KPIS[key], scale(KPIS[key])
    figure = blank("", colours, legend=False)
    if not is_simulated(found.scenario, key):
        return with_message(figure, NOT_SIMULATED, colours)
    rows, headings, bottom = _rows(found, known, key)
    drawn = [row for row in rows if row.bar.swing.mean is not None]
    chance = (found.chance(key) or 0.0) * times
    span = _span(drawn, times, chance)
    for end in ENDS:
        figure.add_traces(_bars(found, known, drawn, end, key, times, colours, click))
    for colour, width in ((colours.paper, 4.5), (colours.text, 1.5)):  # the first tells the line from its bar
        figure.add_trace(segments(_intervals(drawn, times), colour, width))
    figure.update_layout(barmode="overlay", title={"text": ""})
    words = title_with_direction(
        escaped(difference_unit(kpi, found.scenario.costs.currency)) + ", from now", kpi.better
    )
    lay_out(
        figure,
        top=TOP_PX,
        rows=bottom,
        span=span,
        axis=words,
        annotations=[
            *(name_annotation([f"<b>{escaped(text)}</b>"], top, colours) for text, top in headings),
            *(name_annotation(row.label, row.top, colours) for row in rows),
        ],
        shapes=_behind(rows, chance, bottom, colours),
    )
    return figure


def _rows(found: Matters, known: Known, key: str) -> tuple[list[_Row], list[tuple[str, float]], float]:
    """The bars, the headings with their tops, and where all ends."""
    rows: list[_Row] = []
    headings: list[tuple[str, float]] = []
    at = 0.0
    for group in GROUPS:
        bars = found.bars(key, group)
        if not bars:
            continue
        headings.append((GROUP_NAMES[group], at))
        at += HEADING_PX
        for bar in bars:
            rows.append(_Row(_label(found, known, bar, key), at, bar))
            at = rows[-1].bottom
    return rows, headings, at


def _label(found: Matters, known: Known, bar: Bar, key: str) -> list[str]:
    name = known[bar.input.key]
    told = "" if bar.matters else "· too small to matter" if bar.is_detected else "· not detected"
    bent = "· both ends the same way" if bar.same_way else ""
    # A line breaks before a range or what is said of it, never within.
    whole = " ".join(part.replace(" ", NO_BREAK) for part in (name.span, told, bent) if part)
    lines = wrapped(f"{name.name}: {whole}", LABEL_COLUMNS)
    return [isolated(escaped(line.removeprefix(f"·{NO_BREAK}"))) for line in lines]


def _side(bar: Bar, end: End) -> float:
    """How far a bar's half lies beside the row's line: none where the two ends go opposite ways."""
    low, high = (bar.at[e].mean or 0.0 for e in ENDS)
    if low * high <= 0.0:
        return 0.0
    return -TRACK_PX / 4.0 if end == "low" else TRACK_PX / 4.0


def _height(bar: Bar) -> float:
    return TRACK_PX if not _side(bar, "low") else TRACK_PX / 2.0


def _bars(
    found: Matters,
    known: Known,
    rows: list[_Row],
    end: End,
    key: str,
    times: float,
    colours: Palette,
    click: str,
) -> list[go.Bar]:
    shown = [row for row in rows if row.bar.at[end].mean is not None and row.bar.kinds[end] != "as now"]
    if not shown:
        return []
    fill = colours.current if end == "high" else translucent(colours.current, PALE)
    place = {one.key: i for i, one in enumerate(found.inputs)}
    bars = [row.bar for row in shown]
    return [
        go.Bar(
            orientation="h",
            x=[(bar.at[end].mean or 0.0) * times for bar in bars],
            y=[row.y + _side(row.bar, end) for row in shown],
            width=[_height(bar) for bar in bars],
            marker={
                "color": [fill if bar.kinds[end] == "clear" else colours.paper for bar in bars],
                "line": {"color": colours.current, "width": 1},
            },
            customdata=[2 * place[bar.input.key] + ENDS.index(end) for bar in bars],
            hovertext=[
                f"<b>{escaped(known[bar.input.key].name)}</b><br>"
                f"{escaped(end_in_words(found, known, bar, end, key))}{click}"
                for bar in bars
            ],
            hoverinfo="text",
            unselected={"marker": {"opacity": 1.0}},
            cliponaxis=False,
        )
    ]


def _intervals(rows: list[_Row], times: float) -> list[tuple[float, float, float]]:
    return [
        (e.low * times, e.high * times, row.y + _side(row.bar, end))
        for row in rows
        for end in ENDS
        if (e := row.bar.at[end]).low is not None and e.high is not None and row.bar.kinds[end] != "as now"
    ]


def _span(rows: list[_Row], times: float, chance: float) -> tuple[float, float]:
    ends = [x for low, high, _ in _intervals(rows, times) for x in (low, high)]
    low, high = min([-chance, *ends]), max([chance, *ends])
    spare = MARGIN * (high - low) or 1.0
    return low - spare, high + spare


def _behind(rows: list[_Row], chance: float, bottom: float, colours: Palette) -> list[dict[str, Any]]:
    """The band of what chance alone leaves open, and now."""
    half = TRACK_PX / 2.0
    bands = " ".join(
        f"M{-chance:.6g},{y - half} L{chance:.6g},{y - half} L{chance:.6g},{y + half} L{-chance:.6g},{y + half} Z"
        for y in (row.y for row in rows)
    )
    zero = " ".join(f"M0,{r.y - half - 1} L0,{r.y + half + 1}" for r in rows)
    common = {"type": "path", "layer": "below"}
    return [
        rails(rows, colours),
        {**common, "path": bands, "fillcolor": translucent(colours.faint, 0.2), "line": {"width": 0}},
        {**common, "path": zero, "line": {"color": colours.faint, "width": 1.5}},
    ]
