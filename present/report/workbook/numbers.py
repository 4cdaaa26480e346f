"""Key figures as numbers in cells: the screen's scale and digits, the value itself unrounded."""

from __future__ import annotations

import math
from dataclasses import dataclass

from present.formats import digits, scale
from sim.experiment import Estimate
from sim.kpis import Kpi


@dataclass(frozen=True)
class Number:
    """A cell's number and how it is shown. None: an empty cell."""

    value: float | None
    shown: str = "#,##0.0"


def pattern(decimals: int, *, signed: bool = False, value: float | None = None) -> str:
    """Return a number format with `decimals` decimals. A `value` that rounds to zero has no sign."""
    one = "#,##0" + (f".{'0' * decimals}" if decimals > 0 else "")
    if value is not None and round(value, decimals) == 0.0:
        return f"{one};{one}"
    return f"+{one};-{one};{one}" if signed else one


def scaled(kpi: Kpi, x: float | None) -> float | None:
    """As it is shown: shares in per cent."""
    return None if x is None or math.isnan(x) else x * scale(kpi)


def decimals(kpi: Kpi, x: float | None) -> int:
    """As many digits behind the point as on screen."""
    return 1 if x is None else len(digits(kpi, x).partition(".")[2])


def shown(kpi: Kpi, x: float | None, *, signed: bool = False) -> Number:
    """A figure of a KPI."""
    return _number(kpi, x, decimals(kpi, x), signed)


def _number(kpi: Kpi, x: float | None, places: int, signed: bool) -> Number:
    value = scaled(kpi, x)
    return Number(value, pattern(places, signed=signed, value=value))


def estimate_cells(kpi: Kpi, e: Estimate, *, signed: bool = False) -> list[Number]:
    """Mean and the ends of its interval, all with the mean's digits."""
    places = decimals(kpi, e.mean)
    return [_number(kpi, x, places, signed) for x in (e.mean, e.low, e.high)]
