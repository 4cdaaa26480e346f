"""How far the simulated figures lie from exact theory, in standard errors: one dot each, a row a case."""

from __future__ import annotations

import plotly.graph_objects as go

from present.evidence import Case, Figure, Theory
from present.figures.style import Palette, blank, palette
from present.trust import figure_name, in_words

WARNING, LIMIT = 2.0, 3.0
"""Standard errors: where one figure in twenty lies by chance alone, and where a case is run again."""
OUTSIDE = {"light": "#C24A12", "dark": "#EE8350"}


def agreement(theory: Theory, *, mode: str | None = "light") -> go.Figure:
    """Filled dots decide; open ones are of first runs that were outside and run again."""
    colours = palette(mode)
    names = list(dict.fromkeys(case.case for case in theory.cases))
    figure = blank("Distance from theory, in standard errors", colours, height=90 + 23 * len(names))
    figure.update_layout(hovermode="closest", legend={"y": -0.1})
    for width, opacity in ((LIMIT, 0.45), (WARNING, 0.9)):
        figure.add_vrect(
            x0=-width, x1=width, fillcolor=colours.current_band, opacity=opacity, line_width=0, layer="below"
        )
    for at in (-LIMIT, LIMIT):
        figure.add_vline(x=at, line={"color": colours.faint, "width": 1, "dash": "dot"})
    figure.add_vline(x=0.0, line={"color": colours.faint, "width": 1})
    last = theory.last
    decisive = [(case, f) for case in theory.cases if case is last[case.case] for f in case.figures]
    first = [(case, f) for case in theory.cases if case is not last[case.case] for f in case.figures]
    _dots(figure, decisive, "the run that decides", "circle", colours, mode)
    if first:
        _dots(figure, first, "first run of a case that was run again", "circle-open", colours, mode)
    most = max([LIMIT + 0.4, *(abs(f.errors_off or 0.0) + 0.4 for _, f in [*decisive, *first])])
    figure.update_xaxes(
        range=[-most, most],
        tickvals=[-3, -2, -1, 0, 1, 2, 3],
        ticktext=["−3", "−2", "−1", "0", "1", "2", "3"],
        showline=False,
    )
    figure.update_yaxes(
        categoryorder="array", categoryarray=names[::-1], type="category", gridcolor=colours.grid
    )
    return figure


def _dots(
    figure: go.Figure,
    figures: list[tuple[Case, Figure]],
    name: str,
    symbol: str,
    colours: Palette,
    mode: str | None,
) -> None:
    figures = [(case, f) for case, f in figures if f.errors_off is not None]
    outside = OUTSIDE["dark" if mode == "dark" else "light"]
    figure.add_scatter(
        x=[f.errors_off for _, f in figures],
        y=[case.case for case, _ in figures],
        mode="markers",
        name=name,
        marker={
            "size": 9,
            "symbol": symbol,
            "opacity": 0.85,
            "color": [outside if abs(f.errors_off or 0.0) > LIMIT else colours.current for _, f in figures],
            "line": {"width": 1.5 if symbol.endswith("open") else 0},
        },
        customdata=[[case.title, figure_name(f.figure)] for case, f in figures],
        hovertemplate="%{customdata[1]}: %{x:+.2f} standard errors<br>%{customdata[0]}<extra></extra>",
    )


def agreement_in_words(theory: Theory) -> str:
    """A text alternative for the picture."""
    return in_words([f for _, f in theory.decisive()])
