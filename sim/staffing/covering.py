"""Cover a need at least cost: whole numbers of columns, each of which covers some periods.

An integer programme, solved by HiGHS within scipy. What cannot be covered is counted, never an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from sim.scenario import ScenarioError

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

TIME_LIMIT_S = 30.0
RELATIVE_GAP = 1e-6
"""The search ends when no answer can be cheaper by more than this share."""
TIE = 1e-6
"""Share of the cost by which equal answers are told apart, so that the choice among them is a fixed one."""
PROVEN_GAP = 1e-5
"""An answer is called the cheapest up to this gap, which the two above explain."""
INFEASIBLE = 2
"""scipy's status."""


@dataclass(frozen=True)
class Covering:
    """An answer to `least_cost_cover`. `objective`: the cost, and the price of what is missing but could be covered.

    `bound`: no answer has a lower objective.
    """

    counts: Counts
    cost: float
    objective: float
    bound: float
    missing: Counts
    """In each period, how many are missing."""

    @property
    def gap(self) -> float:
        """Share by which another answer could be cheaper at most; 0 = proven."""
        return max(0.0, self.objective - self.bound) / self.objective if self.objective > 0.0 else 0.0

    @property
    def is_proven(self) -> bool:
        """Whether no cheaper answer exists, up to rounding."""
        return self.gap <= PROVEN_GAP


def least_cost_cover(
    cover: ArrayLike | sparse.sparray,
    need: ArrayLike,
    cost: ArrayLike,
    *,
    limits: Sequence[LinearConstraint] = (),
    at_most: ArrayLike = np.inf,
    tie: ArrayLike | None = None,
    missing_price: ArrayLike | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> Covering:
    """Whole numbers of each column that cover every period's need at least cost.

    Args:
        cover: (periods, columns); how many of a period's need one of the column covers, negative for a break.
        need: (periods,) whole numbers.
        cost: (columns,) not negative.
        limits: further constraints on the columns.
        at_most: the largest number, of each column or of all.
        tie: (columns,) tiny costs that tell equal answers apart, at most `TIE` of the cost in any answer; by default
            the earlier of two columns is preferred.
        missing_price: cost of one missing in a period, of each or of all; by default dearer than any column, so that
            whatever can be covered is. A period that no column covers counts for nothing.
        time_limit_s: then the best answer so far is returned, with its gap.

    Raises:
        ScenarioError: where the limits contradict each other.

    Examples:
        >>> answer = least_cost_cover([[1, 0, 1], [1, 1, 0], [0, 1, 1]], [1, 1, 1], [1, 1, 1])
        >>> answer.cost, answer.is_proven, answer.missing.tolist()
        (2.0, True, [0, 0, 0])
        >>> least_cost_cover([[1], [0]], [2, 1], [5]).missing.tolist()
        [0, 1]
    """
    matrix = sparse.csr_array(cover, dtype=np.float64)
    needed, pay = np.asarray(need, dtype=np.int64), np.asarray(cost, dtype=np.float64)
    columns = matrix.shape[1]
    coverable = (
        np.asarray(matrix.max(axis=1).todense()).ravel() > 0.0 if columns else np.zeros(len(needed), bool)
    )
    rows = np.flatnonzero(coverable & (needed > 0))
    if missing_price is None:
        missing_price = 2.0 * pay.max(initial=1.0)
    price = np.broadcast_to(np.asarray(missing_price, dtype=np.float64), needed.shape)
    ties = pay * np.linspace(0.0, TIE, columns) if tie is None else np.asarray(tie, dtype=np.float64)

    def wider(one: LinearConstraint) -> LinearConstraint:
        """A constraint on the columns, with nothing for the missing."""
        block = sparse.csr_array(one.A)
        return LinearConstraint(
            sparse.hstack([block, sparse.csr_array((block.shape[0], len(rows)))], format="csr"),
            one.lb,
            one.ub,
        )

    solution = milp(
        np.concatenate([pay + ties, price[rows]]),
        constraints=[
            LinearConstraint(
                sparse.hstack([matrix[rows], sparse.eye_array(len(rows))], format="csr"), needed[rows], np.inf
            ),
            *map(wider, limits),
        ],
        bounds=Bounds(
            0.0, np.concatenate([np.broadcast_to(np.asarray(at_most, np.float64), columns), needed[rows]])
        ),
        integrality=np.concatenate([np.ones(columns), np.zeros(len(rows))]),
        options={"mip_rel_gap": RELATIVE_GAP, "time_limit": time_limit_s},
    )
    if solution.status == INFEASIBLE:
        raise ScenarioError("", "the limits on people contradict each other; nobody could be rostered")
    if solution.x is None:
        raise TimeoutError(f"no answer within {time_limit_s:g} s: {solution.message}")
    counts = np.rint(solution.x[:columns]).astype(np.int64)
    missing = np.maximum(0, needed - np.rint(matrix @ counts).astype(np.int64))
    total = float(pay @ counts)
    objective = total + float(price[rows] @ missing[rows])
    bound = min(objective, max(0.0, float(solution.mip_dual_bound)) / (1.0 + TIE))
    return Covering(counts, total, objective, bound, missing)
