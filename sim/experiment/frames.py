"""Figures as tables: tidy pandas DataFrames, a few lines for a terminal, HTML for a notebook.

pandas takes a while to import, so it is imported where a table is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.kpis import KPIS
from sim.scenario.field_metadata import unit_at
from sim.version import __version__, model_version

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("key", "name", "group", "unit", "mean", "low", "high", "runs")
"""Of every tidy table: what the figure is, its mean over the runs, the ends of its 95 % interval, and how many runs had
a value."""

SHORT = tuple(key for key, kpi in KPIS.items() if kpi.column)
"""The few key figures of a short text."""

Row = dict[str, Any]


class Interval(Protocol):
    """A mean and the ends of its interval: see `sim.experiment.Estimate`."""

    @property
    def mean(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def reason(self) -> str: ...


def with_values(values: NDArray[np.float64]) -> int:
    """How many of these, one a run, are there."""
    return int(np.count_nonzero(~np.isnan(values)))


def unit_of(key: str, currency: str) -> str:
    """A key figure's unit, such as "s" or "AUD a week"; shares are from 0 to 1."""
    return KPIS[key].unit_in(currency)


def lever_units(paths: Iterable[str], currency: str) -> dict[str, str]:
    """The units of levers by path; "" for one without."""
    return {path: unit_at(path).replace("currency", currency) for path in paths}


def versions() -> dict[str, str]:
    """Which Headroom and which model this is, as in the `attrs` of every table."""
    return {"headroom": __version__, "model": model_version()}


def row(key: str, figure: Interval, runs: int, currency: str) -> Row:
    """One row of a tidy table."""
    kpi = KPIS[key]
    cells = (key, kpi.name, kpi.group, unit_of(key, currency), figure.mean, figure.low, figure.high, runs)
    return dict(zip(COLUMNS, cells, strict=True))


def frame(rows: Sequence[Row], first: Mapping[str, str], attributes: Mapping[str, Any]) -> pd.DataFrame:
    """The rows as a tidy table. `first`: columns before the others, with their units.

    `attrs` holds `attributes`, the versions, and `units` by column in `first` and by key figure.
    """
    import pandas as pd

    table = pd.DataFrame(list(rows), columns=[*first, *COLUMNS])
    table = table.astype(dict.fromkeys(("mean", "low", "high"), float) | {"runs": int})
    units = {**first, **{row["key"]: row["unit"] for row in rows}}
    table.attrs |= {**versions(), **attributes, "units": units}
    return table


def number(x: float | None) -> str:
    """A number with four telling digits; "" for none."""
    if x is None or x != x:
        return ""
    return f"{x:,.0f}" if abs(x) >= 1000.0 else f"{x:.4g}"


def interval(low: float | None, high: float | None) -> str:
    """The ends of an interval; "" for none."""
    return f"{number(low)} to {number(high)}" if number(low) else ""


def text(title: str, figures: Mapping[str, Interval], currency: str) -> str:
    """A title, then one line a key figure."""
    width = max(map(len, figures), default=0)
    lines = [title]
    for key, figure in figures.items():
        ends = interval(figure.low, figure.high)
        missing = figure.reason or "no value"
        value = f"{number(figure.mean)} {unit_of(key, currency)}" if number(figure.mean) else missing
        lines.append(f"  {key.ljust(width)}  {value}{f'  ({ends})' if ends else ''}")
    return "\n".join(lines)


def html(title: str, table: pd.DataFrame) -> str:
    """A tidy table as HTML: every row's name, mean, interval and unit."""
    import pandas as pd

    shown = {
        "": table["name"],
        "mean": table["mean"].map(number),
        "95% interval": [interval(*ends) for ends in zip(table["low"], table["high"], strict=True)],
        "unit": table["unit"],
    }
    return html_table(title, pd.DataFrame(shown))


def html_table(title: str, table: pd.DataFrame) -> str:
    """A title and a table as it stands, 60 rows at most, as HTML; a notebook sets none of it as maths."""
    body: str = table.to_html(index=False, border=0, max_rows=60, na_rep="", float_format=number)
    return f'<div class="tex2jax_ignore mathjax_ignore">\n<p>{escape(title)}</p>\n{body}\n</div>'
