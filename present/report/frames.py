"""How many digits the cells of tables and charts have, in whatever form they are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from present.formats import decimals, scale
from present.report.chart import Chart
from sim import KPIS

MOST_DECIMALS = 3


def is_number(cell: Any) -> bool:
    """Whether a cell holds a number, not only the word for one."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and not pd.isna(cell)


def decimals_of(cells: Iterable[Any]) -> int:
    """How many decimals the numbers of a column need, so that all are written with the same."""
    return max((_decimals(float(cell)) for cell in cells if is_number(cell)), default=0)


def _decimals(x: float) -> int:
    return min(MOST_DECIMALS, len(f"{x:.10g}".partition(".")[2])) if abs(x) < 1e9 else 0


def decimals_in(chart: Chart) -> int:
    """How many decimals the screen gives the largest value of a key figure's chart; none for people."""
    known = [x for series in chart.series for x in series.values if x is not None]
    if chart.key not in KPIS or not known:
        return 0
    return decimals(KPIS[chart.key], max(known, key=abs) / scale(KPIS[chart.key]))
