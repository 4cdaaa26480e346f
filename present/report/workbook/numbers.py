"""Key figures as numbers in cells: the screen's scale and digits, the value itself unrounded."""

from __future__ import annotations

import math
from dataclasses import dataclass

from present import formats
from present.comparison import Cell
from present.formats import MINUS, scale, with_sign
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
        return "0;0" if signed else f"{one};{one}"
    return f'+{one};"{MINUS}"{one};{one}' if signed else one


def scaled(kpi: Kpi, x: float | None) -> float | None:
    """As it is shown: shares in per cent."""
    return None if x is None or math.isnan(x) else x * scale(kpi)


def decimals(kpi: Kpi, x: float | None) -> int:
    """As many digits behind the point as on screen."""
    return 1 if x is None else formats.decimals(kpi, x)


def shown(kpi: Kpi, x: float | None, *, signed: bool = False) -> Number:
    """A figure of a KPI."""
    return _number(kpi, x, decimals(kpi, x), signed)


def _number(kpi: Kpi, x: float | None, places: int, signed: bool) -> Number:
    value = scaled(kpi, x)
    return Number(value, pattern(places, signed=signed, value=value))


def estimate_cells(kpi: Kpi, e: Estimate, places: int | None = None) -> list[Number]:
    """Mean and the ends of its interval, all with the mean's digits, or as many `places`."""
    places = decimals(kpi, e.mean) if places is None else places
    return [_number(kpi, x, places, signed=False) for x in (e.mean, e.low, e.high)]


def figure_cells(cell: Cell) -> list[Number]:
    """A scenario's figure and its interval, with the digits that it has beside its difference."""
    found = cell.verdict.shown
    return estimate_cells(cell.kpi, cell.figure, None if found is None else found.places)


def difference_cells(cell: Cell) -> list[Number]:
    """A difference and the ends of its interval. The numbers are unrounded and displayed as everywhere else.

    Where that is not what rounding the number by itself would give, since what is shown has to add up, the format of
    the cell spells it out.
    """
    found, e = cell.verdict.shown, cell.difference
    if found is None:
        return [_number(cell.kpi, x, 1, signed=True) for x in (e.mean, e.low, e.high)]
    as_shown = (
        (e.mean, found.difference, found.places),
        (e.low, found.low, found.end_places),
        (e.high, found.high, found.end_places),
    )
    return [_as_shown(scaled(cell.kpi, x), text, places) for x, text, places in as_shown]


def _as_shown(value: float | None, rounded: float | None, places: int) -> Number:
    if value is None or rounded is None or round(value, places) == rounded:
        return Number(value, pattern(places, signed=True, value=value))
    return Number(value, f'"{with_sign(rounded, places)}"')
