"""The table behind a figure: means over replications, their 95 % intervals, differences paired on the same callers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from present.pair import Pair
from sim.experiment import Estimate, Replication, Result, estimate
from sim.experiment.result import paired_difference

Value = Callable[[Replication], float]
"""A figure of one replication; NaN where it has none."""
Line = tuple[Mapping[str, str | int], Value]
"""What stands before the numbers in one row, by column, and the number."""


DECIMALS = 1


def is_compared(current: Result, baseline: Result) -> bool:
    """Whether there is anything to compare."""
    return current.hash != baseline.hash


def since(current: Result, baseline: Result) -> int:
    """The measured week from which the changes hold: figures are those of the weeks from there on."""
    return Pair(current, baseline).since


def weeks_meant(current: Result, baseline: Result) -> str:
    """ "Such as ", weeks 5 to 8": which weeks a figure is of, where not of all."""
    first, last = since(current, baseline) + 1, current.scenario.horizon.weeks
    if first == 1:
        return ""
    return f", weeks {first} to {last}" if first < last else f", week {last}"


def mean(result: Result, value: Value) -> Estimate:
    """The mean of a figure over replications."""
    return estimate([value(r) for r in result.replications])


def table(
    current: Result, baseline: Result, lines: Sequence[Line], unit: str, *, difference_unit: str | None = None
) -> pd.DataFrame:
    """One row for each line. Its columns have their unit in their names; no value is an empty cell.

    `difference_unit`: where it is another, as points are for shares.
    """
    rows = []
    for before, value in lines:
        row: dict[str, object] = dict(before)
        if is_compared(current, baseline):
            row |= _cells("with your changes", mean(current, value), unit)
            row |= _cells("unchanged", mean(baseline, value), unit)
            row |= _cells("difference", paired_difference(current, baseline, value), difference_unit or unit)
        else:
            row |= _cells("mean", mean(current, value), unit)
        rows.append(row)
    return pd.DataFrame(rows)


def _cells(name: str, e: Estimate, unit: str) -> dict[str, float | None]:
    def cell(x: float | None) -> float | None:
        return None if x is None else round(x, DECIMALS) + 0.0  # no "-0"

    return {
        f"{name}, {unit}": cell(e.mean),
        f"{name}, 95 % from, {unit}": cell(e.low),
        f"{name}, 95 % to, {unit}": cell(e.high),
    }
