"""The table behind a figure: means over replications, their 95% intervals, differences paired on the same callers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from present.figures.labels import USUAL, Labels
from present.pair import Pair
from sim.experiment import Estimate, Quantity, Result

Line = tuple[Mapping[str, str | int], Quantity]
"""What stands before the numbers in one row, by column, and the number."""


DECIMALS = 1
Head = tuple[str, str, str]
"""A column's heading: whose number it is, which end of its interval ("" for the mean), its unit."""
ENDS = ("", "95% from", "95% to")


def weeks_meant(current: Result, baseline: Result) -> str:
    """Name the weeks that a figure covers, such as ", weeks 5 to 8"; "" where it covers all."""
    first, last = Pair(current, baseline).first_week + 1, current.scenario.horizon.weeks
    if first == 1:
        return ""
    return f", weeks {first} to {last}" if first < last else f", week {last}"


def table(
    current: Result,
    baseline: Result,
    lines: Sequence[Line],
    unit: str,
    labels: Labels = USUAL,
    *,
    difference_unit: str | None = None,
) -> pd.DataFrame:
    """One row for each line: what stands before the numbers; mean and 95% interval; no value is an empty cell.

    Compared, the interval is given of both scenarios and of their paired difference, in `difference_unit` where it
    is another, as points are for shares.
    """
    if not lines:
        return pd.DataFrame()
    parts: list[tuple[str, str, Callable[[Quantity], Estimate]]] = [("mean", unit, lambda q: q.mean(current))]
    if Pair(current, baseline).is_comparison:
        parts = [
            (labels.current, unit, lambda q: q.mean(current)),
            (labels.baseline, unit, lambda q: q.mean(baseline)),
            ("difference", difference_unit or unit, lambda q: q.difference(current, baseline)),
        ]
    heads: list[Head | str] = [*lines[0][0]]
    heads += [(whose, end, words) for whose, words, _ in parts for end in ENDS]
    rows = []
    for before, quantity in lines:
        estimates = [estimate_of(quantity) for _, _, estimate_of in parts]
        rows.append([*before.values(), *(_cell(x) for e in estimates for x in (e.mean, e.low, e.high))])
    return frame_of(heads, rows)


def pair_in_words(
    beginning: str, describe: Callable[[Result], str], current: Result, baseline: Result, labels: Labels
) -> str:
    """Return a text alternative: what `describe` says of the current scenario and, compared, of the baseline."""
    text = f"{beginning}{describe(current)}"
    if Pair(current, baseline).is_comparison:
        text += f". {labels.leading.baseline}: {describe(baseline)}"
    return labels.describe(text)


def frame_of(heads: Sequence[Head | str], rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """Return a frame with these column heads; a head that is only a text belongs to no scenario."""
    whole = [("", "", head) if isinstance(head, str) else head for head in heads]
    return pd.DataFrame(rows, columns=pd.MultiIndex.from_tuples(whole))


def heads_of(frame: pd.DataFrame) -> list[Head]:
    """The heads of a frame's columns, of any frame."""
    return [column if isinstance(column, tuple) else ("", "", str(column)) for column in frame.columns]


def with_flat_heads(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with each head in one line: "baseline, 95% from, calls a day"."""
    return frame.set_axis(
        [", ".join(part for part in head if part) for head in heads_of(frame)], axis="columns"
    )


def _cell(x: float | None) -> float | None:
    return None if x is None else round(x, DECIMALS) + 0.0  # no "-0"
