"""Colours and layout shared by all figures: legible on a projector, apart for colour-blind eyes, light and dark."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go

from present.figures.labels import Labels
from present.fonts import FAMILY
from present.locale import separators
from present.text_layout import escaped, wrapped
from sim.experiment import Estimate
from sim.scenario import Scenario


@dataclass(frozen=True)
class Palette:
    """Colours of one mode. `current`: of the current scenario, `baseline`: of the one it is compared with.

    `better`, `worse` and `between` are told apart by colour-blind eyes too; no figure says anything by them alone.
    """

    current: str
    current_band: str
    baseline: str
    baseline_band: str
    text: str
    faint: str
    grid: str
    better: str
    worse: str
    between: str
    paper: str


PALETTES = {
    "light": Palette(
        current="#0B5E68",
        current_band="rgba(11,94,104,.16)",
        baseline="#A65E00",
        baseline_band="rgba(166,94,0,.13)",
        text="#10181B",
        faint="#57534B",
        grid="#E3DDD1",
        better="#0B7A5E",
        worse="#C24A12",
        between="#6A4C93",
        paper="#FBF9F5",
    ),
    "dark": Palette(
        current="#5FB6BE",
        current_band="rgba(95,182,190,.20)",
        baseline="#E9A15A",
        baseline_band="rgba(233,161,90,.16)",
        text="#EEE9E0",
        faint="#BDB7AC",
        grid="#3B3833",
        better="#3DBB95",
        worse="#EE8350",
        between="#B79ADB",
        paper="#191816",
    ),
}
MEANINGS = {
    "settled": ("#0B7A5E", "#3DBB95"),
    "again": ("#6A4C93", "#B79ADB"),
    "gone": ("#C24A12", "#EE8350"),
    "offered": ("#0B5E68", "#5FB6BE"),
    "answered": ("#0B5E68", "#5FB6BE"),
    "passed_on": ("#1F6FA8", "#6FB2E0"),
    "cut": ("#8A6D00", "#D9C04A"),
    "squeezed": ("#A1307A", "#DE83BE"),
    "unsettled": ("#6E6A61", "#A8A297"),
    "abandoned": ("#7B3F00", "#D08A4E"),
    "blocked": ("#3F4A50", "#C3CDD2"),
    "open": ("#4F6B7A", "#9DB3C2"),
    "ordinary": ("#0B5E68", "#5FB6BE"),
    "hostile": ("#B23A56", "#E07F98"),
    "repeats": ("#6A4C93", "#B79ADB"),
    "wrap_up": ("#557592", "#8FB0CC"),
    "free": ("#CBE2E1", "#2C4B4F"),
    "breaks": ("#B9B2A3", "#6E6A61"),
    "pauses": ("#4D7A1F", "#9CC36B"),
    "courses": ("#5D4037", "#BCA79C"),
    "rostered": ("#4A4FB0", "#8F96F5"),
}
"""What becomes of calls, what hours are spent on, whom a roster puts on the phones, light and dark: one colour for one
meaning, in every chart of the page, the slides, the workbook and the web page. Keys are those of `sim.kpis.flows` and
`sim.kpis.hours`, and `ROSTERED_MEANING`."""
ROSTERED_MEANING = "rostered"
Mode = Literal["light", "dark"]
CLICK = "<br>Click to open it in What if"
"""Beneath what is said of a point that can be clicked on a page."""
FONT = f"'{FAMILY}', 'Source Sans', sans-serif"
"""The page that is handed over brings the first, the app serves the second: the same letters, equally wide."""


def palette(mode: str | None) -> Palette:
    """The palette of a mode; light where it is not known."""
    return PALETTES["dark" if mode == "dark" else "light"]


def colour_of(meaning: str, mode: str | None = "light") -> str:
    """The colour of a meaning; grey for one that has none."""
    light, dark = MEANINGS.get(meaning, (PALETTES["light"].faint, PALETTES["dark"].faint))
    return dark if mode == "dark" else light


def translucent(colour: str, alpha: float) -> str:
    """A colour "#RRGGBB" as a see-through colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


HEIGHT, MARGIN_PX = 280, 8


def blank(title: str, colours: Palette, *, height: int = HEIGHT, legend: bool = True) -> go.Figure:
    """Return an empty figure with the common layout.

    Given at once, which takes Plotly a tenth of the time that it takes to have it changed piece by piece.
    """
    axis = {
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "separatethousands": True,  # as in all other numbers
        "title": {"font": {"size": 13}},  # as at the ticks: Plotly's own is larger than the picture's title
    }
    return go.Figure(
        layout={
            "title": {
                "text": title,
                "font": {"size": 15, "color": colours.text},
                "x": 0.0,
                "xref": "container",  # pictures below each other begin in one line, however wide their numbers
                "pad": {"l": MARGIN_PX},
                "y": 0.97,
            },
            "font": {"family": FONT, "size": 13, "color": colours.faint},
            "height": height,
            "margin": {"l": MARGIN_PX, "r": MARGIN_PX, "t": 42, "b": MARGIN_PX},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "hovermode": "x unified",
            "hoverlabel": {"font": {"family": FONT}},
            "separators": separators(),
            "showlegend": legend,
            "legend": {
                "orientation": "h",
                "yanchor": "top",
                "y": -0.3,
                "x": 0.0,
                "font": {"color": colours.text},
            },
            "xaxis": {
                **axis,
                "showgrid": False,
                "linecolor": colours.grid,
                "ticks": "outside",
                "tickcolor": colours.grid,
            },
            "yaxis": {**axis, "gridcolor": colours.grid},
        }
    )


SUBTITLE_TOP_PX = 62
"""The height of a title and the line under it."""


def subtitle_style(words: str, colours: Palette) -> dict[str, Any]:
    """A smaller line under the title, as Plotly has it in the title's layout."""
    return {"text": words, "font": {"size": 12, "color": colours.faint}}


def subtitle(figure: go.Figure, words: str, colours: Palette, *, top_px: float = SUBTITLE_TOP_PX) -> None:
    """Write a smaller line under the title, at a fixed distance from the top, and set the top margin to hold both."""
    figure.update_layout(
        title={
            "y": 1.0 - 10.0 / figure.layout.height,
            "yanchor": "top",
            "subtitle": subtitle_style(words, colours),
        },
        margin={"t": top_px},
    )


def with_message(figure: go.Figure, words: str, colours: Palette) -> go.Figure:
    """Return the figure with a message in place of data."""
    figure.add_annotation(
        text=words,
        showarrow=False,
        font={"color": colours.faint},
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
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
    unit: str = "",
) -> None:
    """Add a line and, where there are intervals, the 95% band around it. Values are multiplied by `scale`.

    A value without neighbours is no line: it is a dot, and its interval a bar. `x` may go on after the path.
    """
    x = x[: len(path)]
    middle = [None if e.mean is None else e.mean * scale for e in path]
    alone = [
        y is not None and beside == (None, None)
        for y, beside in zip(middle, zip([None, *middle], [*middle[1:], None], strict=False), strict=True)
    ]
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
        hovertemplate=f"%{{y:,.1f}} {escaped(unit)}",
    )
    if any(alone):
        arms = [
            (e.high - e.mean, e.mean - e.low)
            if one and e.mean is not None and e.low is not None and e.high is not None
            else (0.0, 0.0)
            for e, one in zip(path, alone, strict=True)
        ]
        figure.data[-1].update(
            mode="lines+markers",
            marker={"size": [DOT_PX if one else 0 for one in alone], "color": colour, "line": {"width": 0}},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [up * scale for up, _ in arms],
                "arrayminus": [down * scale for _, down in arms],
                "color": colour,
                "thickness": 1.5,
                "width": 4.0,
            },
        )


DOT_PX = 9
BEFORE_MOVE, BEFORE, GHOST_OPACITY = "before the last move", "before", 0.6


def lines_of_pair(
    figure: go.Figure,
    x: list[float] | list[str],
    current: list[Estimate],
    baseline: list[Estimate] | None,
    labels: Labels,
    colours: Palette,
    *,
    scale: float = 1.0,
    unit: str = "",
    previous: list[Estimate] | None = None,
) -> None:
    """Add the current scenario's line and, where it is compared, the baseline's dashed one beneath it.

    `previous`: the path before the last move, which lies pale below them. Short labels stand beside the lines' ends;
    scenarios' own names, which may be long, in the legend.
    """
    common: dict[str, Any] = {"scale": scale, "unit": unit}
    if previous is not None:
        ghost = [Estimate(e.mean, None, None) for e in previous]
        line_with_band(figure, x, ghost, name=BEFORE_MOVE, colour=colours.faint, band="", **common)
        others = [path for path in (current, baseline) if path is not None]
        _as_ghost(figure.data[-1], [[e.mean and e.mean * scale for e in path] for path in others], colours)
    if baseline is not None:
        dashed = common | {"colour": colours.baseline, "band": colours.baseline_band, "dash": "dash"}
        line_with_band(figure, x, baseline, name=labels.baseline, **dashed)
    whole = common | {"colour": colours.current, "band": colours.current_band}
    line_with_band(figure, x, current, name=labels.current, **whole)
    if baseline is not None and not labels.are_names:
        _name_beside(
            figure, figure.data[-1], next(line for line in figure.data if line.name == labels.baseline)
        )


BESIDE_LETTERS, BESIDE_PX, BESIDE_GAP_PX = 11, 84, 8
"""Of a label beside its line: letters in a line, and the space in px beside the plot, on a telephone too."""


def _name_beside(figure: go.Figure, *lines: Any) -> None:
    """Write two lines' names beside their ends in place of a legend: the higher one's above its end, the lower one's
    below, so that they stand apart however close the lines are and whatever axis they get.
    """
    ends = [next((y for y in reversed(line.y) if y is not None), None) for line in lines]
    known = sorted((y, i) for i, y in enumerate(ends) if y is not None)
    for (y, i), side in zip(known, ("top", "bottom") if len(known) > 1 else ("middle",), strict=True):
        figure.add_annotation(
            text="<br>".join(wrapped(lines[i].name, BESIDE_LETTERS)),
            font={"color": lines[i].line.color, "size": 12},
            showarrow=False,
            align="left",
            x=1.0,
            xref="paper",
            xanchor="left",
            xshift=BESIDE_GAP_PX,
            y=y,
            yanchor=side,
        )
    figure.update_layout(showlegend=False, margin={"r": BESIDE_PX})


def drawn_range(
    figure: go.Figure, least: float, *, margin: float = 0.05, most: float = math.inf
) -> list[float] | None:
    """Return the axis's ends: all that is drawn, at least `least` apart around its middle, from 0 to `most`."""
    drawn = [y for trace in figure.data for y in trace.y if y is not None]
    if not drawn:
        return None
    low, high = min(drawn), max(drawn)
    extra = max(margin * (high - low), (least - (high - low)) / 2.0)
    return [max(0.0, low - extra), min(most, high + extra)]


def _as_ghost(line: Any, others: list[list[float | None]], colours: Palette) -> None:
    """Make a line pale and write at its end what it is: a third name in the legend would take a row of the picture.

    That stands where the `others` are further away.
    """
    known = [i for i, y in enumerate(line.y) if y is not None]
    line.update(opacity=GHOST_OPACITY, showlegend=False)
    if not known:
        return
    last = known[-1]
    gaps = [y - line.y[last] for path in others for y in path[last : last + 1] if y is not None]
    above, below = (
        min((gap for gap in sided if gap >= 0.0), default=math.inf) for sided in (gaps, [-g for g in gaps])
    )
    side = "bottom" if below > above else "top"
    line.update(
        mode=f"{line.mode}+text",
        text=["" if i != last else BEFORE for i in range(len(line.y))],
        textposition=f"{side} {'left' if last else 'center'}",
        textfont={"color": colours.faint, "size": 12},
    )


LAST_TIME_PX = 24
"""Right of a picture by half-hour, for half of its last time."""


def half_hour_axes(figure: go.Figure) -> None:
    """Have a level axis of half-hours by their clock texts, some of them written out, and an upright one from 0.

    The picture's right end is given: what the browser's Plotly finds for it depends on what was drawn before. Names
    beside the lines keep their room.
    """
    title = {"text": "half-hour beginning", "standoff": 4}
    figure.update_xaxes(title=title, nticks=8, type="category", automargin="height")
    figure.update_layout(margin={"r": max(LAST_TIME_PX, figure.layout.margin.r)})
    figure.update_yaxes(rangemode="tozero")


Range = tuple[float, float]
KEPT_WIDE = 4.0
"""An axis on which all that is drawn takes less than one in so many parts is too long to be kept."""
SPARE = 0.1
"""Part of what is drawn that a new axis reaches beyond it at each end, so that the next move need not change it."""


def steady_range(
    previous: Range | None, needed: Range, *, least: float = -math.inf, most: float = math.inf
) -> Range:
    """The ends of an axis that stands still while it can: those it had, if they hold what is drawn and are not far
    wider; else what is needed and something to spare, within `least` and `most`.

    >>> steady_range((0.0, 10.0), (2.0, 9.0)), steady_range((0.0, 10.0), (2.0, 12.0))
    ((0.0, 10.0), (1.0, 13.0))
    """
    low, high = needed
    if (
        previous is not None
        and previous[0] <= low
        and high <= previous[1] <= previous[0] + KEPT_WIDE * (high - low)
    ):
        return previous
    spare = SPARE * (high - low)
    return max(least, low - spare), min(most, high + spare)


def y_range(figure: go.Figure) -> Range | None:
    """The ends of a figure's upright axis: as given, or of all that is drawn; from 0 where it begins there."""
    axis = figure.layout.yaxis
    if axis.range is not None:
        return float(axis.range[0]), float(axis.range[1])
    drawn = drawn_range(figure, 0.0)
    if drawn is None:
        return None
    return (0.0 if axis.rangemode == "tozero" else drawn[0]), drawn[1]


def set_y_range(figure: go.Figure, ends: Range, *, is_new: bool) -> None:
    """Give a figure these ends of its upright axis. `is_new`: they are others than a moment ago, which it then says."""
    figure.update_yaxes(range=list(ends))
    if is_new:
        figure.add_annotation(
            text="axis rescaled",
            showarrow=False,
            font={"size": 12},
            x=1.0,
            y=1.0,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="bottom",
        )


def mark_changes(figure: go.Figure, scenario: Scenario, words: str, position: str, colours: Palette) -> None:
    """Draw a dotted line before each week in which the scenario changes its own rules."""
    for change in scenario.changes:
        figure.add_vline(
            x=change.week + 0.5,
            line={"color": colours.faint, "width": 1.5, "dash": "dot"},
            annotation={
                "text": words,
                "font": {"color": colours.faint, "size": 12},
                "bgcolor": colours.paper,
            },
            annotation_position=position,
        )


LABEL_LINE_PX = 16


def legend_px(labels: Labels) -> int:
    """The further height of a legend whose names take more than one line."""
    return LABEL_LINE_PX * sum(labels.further_lines)
