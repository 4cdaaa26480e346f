"""Before and after: several KPIs as dumbbells on one scale, and one KPI week by week around a dated change."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from present.figures.labels import Labels
from present.figures.style import (
    Palette,
    blank,
    drawn_range,
    lines_of_pair,
    mark_changes,
    palette,
    subtitle,
    with_message,
)
from present.formats import TOO_FEW_RUNS, Verdict, digits, is_share, rounded, scale, short_unit, unit
from present.pair import Pair
from present.stories.phrases import amount, label
from present.text_layout import escaped
from present.tiles import is_simulated
from sim import KPIS, Result
from sim.experiment import Estimate
from sim.kpis import Kpi

ROW = 50
"""Height of one KPI's row in pixels."""
SYMBOLS = {"better": "circle", "worse": "diamond"}
"""Better and worse differ in shape as well as colour; all else is hollow."""


def scale_of(kpi: Kpi) -> float | None:
    """Return the factor that brings a KPI onto the scale from 0 to 100; None for one on another scale."""
    if is_share(kpi):
        return 100.0
    return 1.0 if kpi.unit.endswith("0-100") else None


def colour_of(verdict: Verdict | None, colours: Palette) -> str:
    """Return the colour for better, worse or neither."""
    if verdict is None or verdict.kind not in ("better", "worse"):
        return colours.current
    return colours.better if verdict.kind == "better" else colours.worse


def dumbbells(pair: Pair, keys: Sequence[str], *, mode: str | None = "light") -> go.Figure:
    """Draw each KPI before and after, in per cent or index points. Those on another scale are left out."""
    colours = palette(mode)
    shown = [key for key in keys if scale_of(KPIS[key]) is not None and is_simulated(pair.current, key)]
    figure = blank("Before and after", colours, height=112 + ROW * len(shown), legend=False)
    figure.update_layout(hovermode="closest", margin={"b": 28})
    subtitle(figure, "ring: before, dot or diamond: after; % or index points", colours)
    if not pair.shared_replications or not shown:
        return with_message(figure, "no figures yet", colours)
    for row, key in enumerate(shown):
        _dumbbell(figure, pair, key, -float(row), colours)
    figure.update_xaxes(
        range=[-2.0, 102.0],
        dtick=20,
        showgrid=True,
        gridcolor=colours.grid,
    )
    figure.update_yaxes(visible=False, range=[-len(shown) + 0.35, 0.75])
    return figure


def _dumbbell(figure: go.Figure, pair: Pair, key: str, y: float, colours: Palette) -> None:
    kpi, verdict = KPIS[key], pair.verdict(key)
    times = scale(kpi)
    before, after = pair.before(key), pair.figure(key)
    if before.mean is None or after.mean is None:
        return
    colour = colour_of(verdict, colours)
    x = [before.mean * times, after.mean * times]
    row_line(figure, y, colours)
    figure.add_scatter(
        x=x, y=[y, y], mode="lines", line={"color": colour, "width": 4}, opacity=0.55, hoverinfo="skip"
    )
    hover = f"{label(key, pair.current)}<br>before %{{x:.1f}}<extra></extra>"
    figure.add_scatter(
        x=x[:1],
        y=[y],
        mode="markers",
        marker={"symbol": "circle-open", "size": 12, "color": colours.baseline, "line": {"width": 2.5}},
        hovertemplate=hover,
    )
    figure.add_scatter(
        x=x[1:],
        y=[y],
        mode="markers",
        marker={
            "symbol": SYMBOLS.get(verdict.kind, "circle"),
            "size": 14,
            "color": colour if verdict.kind in SYMBOLS else colours.paper,
            "line": {"width": 2, "color": colour},
        },
        error_x=error_bar(after, times, colour),
        hovertemplate=hover.replace("before", "after"),
    )
    shown = pair.shown(key)
    words = f"<b>{label(key, pair.current)}</b>  {shown.before_text} → {shown.current_text}"
    change = f"<span style='color:{colour}'>{_change(verdict)}</span>"
    name_above(figure, f"{words}  {change}", y + 0.2, 12, colours)


def name_above(figure: go.Figure, words: str, y: float, size: int, colours: Palette) -> None:
    """Write what a row is, from the left edge and up from `y`."""
    figure.add_annotation(
        text=words,
        x=0.0,
        xref="paper",
        y=y,
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        align="left",
        font={"color": colours.text, "size": size},
        bgcolor=colours.paper,  # lines behind it would cross out the words
        borderpad=0,
    )


def row_line(figure: go.Figure, y: float, colours: Palette) -> None:
    """Lead from below a row's name to its mark, which a wide screen takes far from it."""
    figure.add_hline(y=y, line={"color": colours.grid, "width": 1}, layer="below")


def _change(verdict: Verdict) -> str:
    """ "+22.7, better", "not detected", "+0.4, too small" (to matter; more does not fit)."""
    size = verdict.shown.difference_text if verdict.shown is not None else ""
    words = {
        "better": f"{size}, better",
        "worse": f"{size}, worse",
        "changed": size,
        "small": f"{size}, too small",
        "undetected": "not detected",
        "same": "no change",
        "settling": f"{size}, {TOO_FEW_RUNS}",
    }
    return words.get(verdict.kind, "no value")


def error_bar(
    e: Estimate, times: float, colour: str, *, thickness: float = 1.5, width: float = 4.0
) -> dict[str, object]:
    """Return a mark's interval; invisible where there is none."""
    if e.mean is None or e.low is None or e.high is None:
        return {"visible": False}
    return {
        "type": "data",
        "symmetric": False,
        "array": [(e.high - e.mean) * times],
        "arrayminus": [(e.mean - e.low) * times],
        "color": colour,
        "thickness": thickness,
        "width": width,
    }


def dumbbells_in_words(pair: Pair, keys: Sequence[str]) -> str:
    """A text alternative for the picture."""
    parts = [
        f"{label(key, pair.current)} from {pair.shown(key).before_text} to "
        f"{pair.shown(key).current_text}, {pair.verdict(key).short}"
        for key in keys
        if scale_of(KPIS[key]) is not None
    ]
    return f"Before and after, % or index points: {'; '.join(parts)}."


def before_after_table(pair: Pair, keys: Sequence[str]) -> pd.DataFrame:
    """Every KPI with its unit, before, after, and the paired difference in words."""
    currency = pair.current.scenario.costs.currency
    return pd.DataFrame(
        {
            "": [label(key, pair.current) for key in keys],
            "unit": [unit(KPIS[key], currency) for key in keys],
            "before": [pair.shown(key).before_text for key in keys],
            "after": [pair.shown(key).current_text for key in keys],
            "difference (95%)": [amount(pair, key) for key in keys],
            "verdict": [pair.verdict(key).short for key in keys],
        }
    )


LABELS = Labels("as it went", "had nothing changed")
LEAST_SPAN = 20.0
"""Least height of the axis on the scale from 0 to 100, so that noise does not look like a large change."""


def weeks_of_change(
    dated: Result, unchanged: Result, key: str, *, mode: str | None = "light", words: str = "the change"
) -> go.Figure:
    """One KPI's weekly path around a dated change, beside the path without it, on the same callers."""
    colours, kpi = palette(mode), KPIS[key]
    figure = blank(f"{label(key, dated)}, week by week", colours, height=300)
    subtitle(figure, escaped(unit(kpi, dated.scenario.costs.currency)), colours, top_px=70)
    if not dated.replications or not unchanged.replications or not is_simulated(dated, key):
        return with_message(figure, "no figures yet", colours)
    x = [float(week) for week in range(1, dated.scenario.horizon.weeks + 1)]
    words_of_unit = unit(kpi, dated.scenario.costs.currency)
    lines_of_pair(
        figure, x, dated.path(key), unchanged.path(key), LABELS, colours, scale=scale(kpi), unit=words_of_unit
    )
    mark_changes(figure, dated.scenario, words, "top", colours)
    if scale_of(kpi) is not None:
        figure.update_yaxes(range=drawn_range(figure, LEAST_SPAN, margin=0.08, most=100.0))
    figure.update_xaxes(
        title={"text": "week", "standoff": 2, "font": {"size": 12}},
        dtick=1 if len(x) <= 16 else None,
        range=[x[0] - 0.2, x[-1] + 0.25],
    )
    return figure


def weeks_in_words(dated: Result, unchanged: Result, key: str) -> str:
    """A text alternative for the picture."""
    kpi = KPIS[key]

    def ends(result: Result) -> str:
        path = [e.mean for e in result.path(key) if e.mean is not None]
        return f"from {digits(kpi, path[0])} to {digits(kpi, path[-1])}" if path else "without a value"

    weeks = ", ".join(str(change.week + 1) for change in dated.scenario.changes)
    return (
        f"{label(key, dated)} by week, {unit(kpi, dated.scenario.costs.currency)}: {LABELS.current} {ends(dated)}, "
        f"{LABELS.baseline} {ends(unchanged)}. The change comes in week {weeks}."
    )


def weeks_table(dated: Result, unchanged: Result, key: str) -> pd.DataFrame:
    """Both paths with their intervals, a row a week."""
    kpi = KPIS[key]
    words = short_unit(kpi, dated.scenario.costs.currency)

    data: dict[str, list[object]] = {"week": list(range(1, dated.scenario.horizon.weeks + 1))}
    for name, result in ((LABELS.current, dated), (LABELS.baseline, unchanged)):
        path = result.path(key)
        data[f"{name}, {words}"] = [rounded(kpi, e.mean) for e in path]
        data[f"{name}, 95% from, {words}"] = [rounded(kpi, e.low) for e in path]
        data[f"{name}, 95% to, {words}"] = [rounded(kpi, e.high) for e in path]
    return pd.DataFrame(data)
