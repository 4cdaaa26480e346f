"""A fitted number: its value, how sure it is, and what it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.scenario.field_metadata import field

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Basis = Literal["measured", "fitted", "default"]
Z95 = 1.959964
"""Standard deviations on either side that hold 95% of a normal distribution."""


@dataclass(frozen=True)
class Fitted:
    """`low` to `high` is the 95% interval; a default has none (NaN).

    "measured": counted or averaged as it stands in the file. "fitted": a model's parameter. "default": the data say
    nothing, so the scenario keeps its own value.
    """

    value: float
    low: float
    high: float
    basis: Basis
    how: str
    """one sentence"""
    cannot: str = ""
    """what the data cannot tell of it, one sentence; empty where nothing needs saying"""

    def holds(self, value: float) -> bool:
        """Whether the interval covers a value."""
        return self.low <= value <= self.high


def default(value: float, why: str) -> Fitted:
    """A value of the model's that no data moved, and why."""
    return Fitted(value, math.nan, math.nan, "default", why)


def declared(path: str, why: str) -> Fitted:
    """The model's own value of a field, by path such as "callers.redial", and why it stands."""
    return default(float(field(path).default), why)


def allowed(path: str, value: float, least: float = 0.0) -> float:
    """The nearest value that a scenario may have there; `least`: in place of a bound that is excluded.

    Examples:
        >>> allowed("call_types[].patience.shape", 12.0), allowed("call_types[].need.cv", 0.0, 0.01)
        (10.0, 0.01)
    """
    of = field(path)
    low = max(least, -math.inf if of.low is None else of.low)
    return min(max(value, low), math.inf if of.high is None else of.high)


def mean_of(values: ArrayLike, how: str) -> Fitted:
    """Mean with a normal interval. Raises ValueError for fewer than two values."""
    x = np.asarray(values, dtype=np.float64)
    if x.size < 2:
        raise ValueError("a mean needs two values at least")
    mean, error = float(x.mean()), Z95 * float(x.std(ddof=1)) / math.sqrt(x.size)
    return Fitted(mean, mean - error, mean + error, "measured", how)


def share_of(hits: float, trials: float, how: str, inflation: float = 1.0) -> Fitted:
    """Share with Wilson's interval; `inflation`: variance as a multiple of the binomial's."""
    if trials <= 0.0:
        raise ValueError("a share needs trials")
    n, p = trials / inflation, hits / trials
    middle = (p + Z95**2 / (2.0 * n)) / (1.0 + Z95**2 / n)
    half = Z95 * math.sqrt(p * (1.0 - p) / n + Z95**2 / (4.0 * n * n)) / (1.0 + Z95**2 / n)
    return Fitted(p, max(0.0, middle - half), min(1.0, middle + half), "measured", how)
