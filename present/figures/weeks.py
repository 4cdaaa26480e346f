"""KPIs week by week, the current scenario beside the one it is compared with."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from present.figures.difference_table import table
from present.figures.labels import USUAL, Labels
from present.figures.style import (
    HEIGHT,
    blank,
    drawn_range,
    legend_px,
    lines_of_pair,
    mark_changes,
    palette,
    with_message,
)
from present.formats import difference_unit, mark, plain, scale, unit, with_mark_and_unit
from present.pair import Pair
from present.tiles import is_simulated
from sim import KPIS, Result
from sim.experiment import KEYS, Quantity


def weeks(
    current: Result,
    baseline: Result,
    key: str,
    labels: Labels = USUAL,
    *,
    mode: str | None = "light",
    previous: Result | None = None,
) -> go.Figure:
    """A KPI's path with 95 % bands; a dotted line where the scenario changes by itself.

    `previous`: before the last move, as a pale line.
    """
    colours, kpi = palette(mode), KPIS[key]
    compared = Pair(current, baseline).is_comparison
    height = HEIGHT + (legend_px(labels) if compared else 0)
    figure = blank(with_mark_and_unit(kpi, current.scenario), colours, height=height, legend=compared)
    if not is_simulated(current, key):
        return with_message(figure, "not simulated in this scenario", colours)
    longest = max(r.scenario.horizon.weeks for r in ((current, baseline) if compared else (current,)))
    x = [float(w) for w in range(1, longest + 1)]
    lines_of_pair(
        figure,
        x,
        current.path(key),
        baseline.path(key) if compared else None,
        labels,
        colours,
        scale=scale(kpi),
        unit=unit(kpi, current.scenario.costs.currency),
        previous=previous.path(key) if previous is not None and is_simulated(previous, key) else None,
    )
    mark_changes(figure, current.scenario, "changes apply", "top right", colours)
    figure.update_xaxes(title={"text": "week", "standoff": 4}, dtick=1 if len(x) <= 16 else None)
    figure.update_yaxes(range=drawn_range(figure, kpi.axis_span))
    if len(x) == 1:  # beside which Plotly would count fractions of a week
        figure.update_xaxes(range=[0.5, 1.5])
    return figure


def weeks_in_words(current: Result, baseline: Result, key: str, labels: Labels = USUAL) -> str:
    """A text alternative for the picture."""
    title = with_mark_and_unit(KPIS[key], current.scenario)
    if not is_simulated(current, key):
        return labels.describe(f"{title}: not simulated in this scenario")
    kpi, path = KPIS[key], [e.mean for e in current.path(key) if e.mean is not None]
    if not path:
        return labels.describe(f"{title}: no value yet")
    times = scale(kpi)
    text = f"{title} by week: from {plain(path[0] * times, 1)} to {plain(path[-1] * times, 1)}"
    baseline_path = [e.mean for e in baseline.path(key) if e.mean is not None]
    if Pair(current, baseline).is_comparison and baseline_path:
        first, last = (plain(x * times, 1) for x in (baseline_path[0], baseline_path[-1]))
        text += f"; {labels.baseline} from {first} to {last}"
    return labels.describe(text)


def weeks_table(current: Result, baseline: Result, key: str, labels: Labels = USUAL) -> pd.DataFrame:
    """A KPI week by week: mean and 95 % interval; compared, both scenarios and their paired difference."""
    if not is_simulated(current, key):
        return pd.DataFrame()
    kpi, weeks_of_both = KPIS[key], min(current.scenario.horizon.weeks, baseline.scenario.horizon.weeks)
    times = scale(kpi)

    def of_week(week: int) -> Quantity:
        return Quantity(
            lambda r: float(r.by_week[KEYS.index(key), week]) * times, most=lambda _: kpi.most * times
        )

    lines = [({"week": week + 1}, of_week(week)) for week in range(weeks_of_both)]
    name, currency = f"{kpi.name}{mark(kpi)}", current.scenario.costs.currency
    return table(
        current,
        baseline,
        lines,
        f"{name}, {unit(kpi, currency)}",
        labels,
        difference_unit=f"{name}, {difference_unit(kpi, currency)}",
    )
