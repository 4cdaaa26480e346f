"""Later days as they were, over what the fitted centre makes of them: a line over a band, by half-hour of the day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from present.figures.style import blank, half_hour_axes, line_with_band, palette, subtitle, with_message
from present.formats import rounded, scale, short_unit
from present.your_data_verdict import figure_name
from sim.calibrate.judge import Band, Layer
from sim.clock_text import clock_text
from sim.experiment import Estimate
from sim.kpis import KPIS

HEIGHT = 340


def judged_keys(layer: Layer) -> list[str]:
    """The figures that can be drawn, in the order of the verdict."""
    return [
        key
        for key, band in layer.by_half_hour.items()
        if np.isfinite(band.observed).any() and len(_slots(band))
    ]


def _slots(band: Band) -> list[int]:
    """From the first half-hour with something to compare to the last."""
    known = np.flatnonzero(np.isfinite(band.observed) | np.isfinite(band.mean))
    return list(range(int(known[0]), int(known[-1]) + 1)) if known.size else []


def _number(x: float) -> float | None:
    return float(x) if np.isfinite(x) else None


def judged_figure(key: str, band: Band, within_s: float, *, mode: str | None = "light") -> go.Figure:
    """The observed line over the range of 95 of 100 simulated periods."""
    colours, slots, times = palette(mode), _slots(band), scale(KPIS[key])
    figure = blank(
        f"{figure_name(key, within_s)}, {short_unit(KPIS[key])}", colours, height=HEIGHT, legend=False
    )
    subtitle(figure, "line: your files; dashed: simulated; band: 95% of runs", colours)
    if not slots:
        return with_message(figure, "nothing to compare", colours)
    x = [clock_text(30.0 * i) for i in slots]
    simulated = [Estimate(_number(band.mean[i]), _number(band.low[i]), _number(band.high[i])) for i in slots]
    line_with_band(
        figure,
        x,
        simulated,
        name="simulated",
        colour=colours.current,
        band=colours.current_band,
        dash="dash",
        scale=times,
        unit=short_unit(KPIS[key]),
    )
    line_with_band(
        figure,
        x,
        [Estimate(_number(band.observed[i]), None, None) for i in slots],
        name="your files",
        colour=colours.baseline,
        band=colours.baseline_band,
        scale=times,
        unit=short_unit(KPIS[key]),
    )
    half_hour_axes(figure)
    return figure


def judged_in_words(key: str, band: Band, within_s: float) -> str:
    """A text alternative for the picture."""
    both = [i for i in _slots(band) if np.isfinite(band.observed[i]) and np.isfinite(band.low[i])]
    outside = [i for i in both if not band.low[i] <= band.observed[i] <= band.high[i]]
    where = ", ".join(clock_text(30.0 * i) for i in outside[:6])
    further = ", …" if len(outside) > 6 else ""
    words = (
        f"{figure_name(key, within_s)} by half-hour: in {len(both) - len(outside)} of {len(both)} half-hours "
    )
    return f"{words}your files lie within the simulated range{f'; outside at {where}{further}' if outside else ''}."


def judged_table(key: str, band: Band) -> pd.DataFrame:
    """One row a half-hour."""
    slots, kpi = _slots(band), KPIS[key]
    unit = short_unit(kpi)

    def column(values: np.ndarray) -> list[float | None]:
        return [rounded(kpi, _number(values[i])) for i in slots]

    return pd.DataFrame(
        {
            "half-hour beginning": [clock_text(30.0 * i) for i in slots],
            f"your files, {unit}": column(band.observed),
            f"simulated, {unit}": column(band.mean),
            f"95 of 100 from, {unit}": column(band.low),
            f"95 of 100 to, {unit}": column(band.high),
        }
    )
