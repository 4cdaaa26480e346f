"""Exactly, M(t)/M/n(t) by half-hours: the share answered in time where calls, and people, change from one to the next.

Callers wait for ever. Whoever goes home ends the call in hand and takes no other. The state is the number of calls that
are with those who stay, waiting ones included; it is carried forward by the matrix exponential.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm
from scipy.stats import hypergeom, poisson

HALF_HOUR_S = 1800.0
STEP_S = 20.0


class Day:
    """A day that begins empty. `calls`: by half-hour, Poisson; `aht_s`: mean of the exponential handle time."""

    def __init__(self, calls: Sequence[float], aht_s: float, within_s: float) -> None:
        self.calls, self.aht_s, self.within_s = calls, aht_s, within_s
        self.states = int(max(calls) * aht_s / HALF_HOUR_S) + 100

    def shares(self, people: Sequence[int]) -> list[float]:
        """Answered in time of those who ring in each half-hour."""
        state, shares = self._empty(), []
        for at, n in enumerate(people):
            later = people[at + 1] if at + 1 < len(people) else n
            share, state = self._half_hour(state, self.calls[at] / HALF_HOUR_S, n, later)
            shares.append(share)
            state = self._changed(state, n, later)
        return shares

    def in_order(self, share: float) -> list[int]:
        """The fewest people in each half-hour, those before it given."""
        state, people = self._empty(), []
        for calls in self.calls:
            n = max(1, int(0.8 * calls * self.aht_s / HALF_HOUR_S))
            if people:
                before = state
                state = self._changed(before, people[-1], n)
            while (found := self._half_hour(state, calls / HALF_HOUR_S, n, n))[0] < share:
                n += 1
                if people:
                    state = self._changed(before, people[-1], n)
            people.append(n)
            state = found[1]
        return people

    def _empty(self) -> NDArray[np.float64]:
        state = np.zeros(self.states)
        state[0] = 1.0
        return state

    def _half_hour(
        self, state: NDArray[np.float64], rate: float, n: int, later: int
    ) -> tuple[float, NDArray[np.float64]]:
        """The share, callers coming evenly over the half-hour, and the state at its end; Simpson's rule over time."""
        up = np.full(self.states - 1, rate)
        down = np.minimum(np.arange(1, self.states), n) / self.aht_s
        flows = np.diag(up, 1) + np.diag(down, -1)
        flows -= np.diag(flows.sum(axis=1))
        step = expm(flows * STEP_S)
        count = round(HALF_HOUR_S / STEP_S)
        total = 0.0
        for i in range(count + 1):
            weight = 1.0 if i in (0, count) else 4.0 if i % 2 else 2.0
            total += weight * float(state @ self._in_time(n, later, HALF_HOUR_S - i * STEP_S))
            if i < count:
                state = state @ step
        return total / (3.0 * count), state

    def _in_time(self, n: int, later: int, left_s: float) -> NDArray[np.float64]:
        """For who finds so many calls, `left_s` before the people change: those ahead have to begin in time."""
        ahead = np.arange(self.states) - n + 1
        here = min(self.within_s, left_s)
        ends = (n * here + later * (self.within_s - here)) / self.aht_s
        gained = max(0, later - n) if self.within_s > left_s else 0
        return np.where(ahead <= gained, 1.0, poisson.sf(ahead - gained - 1, ends))

    def _changed(self, state: NDArray[np.float64], n: int, later: int) -> NDArray[np.float64]:
        """Those who go home take the calls in their hands with them."""
        going = n - later
        if going <= 0:
            return state
        after = np.zeros_like(state)
        for calls, chance in enumerate(state):
            with_them = hypergeom.pmf(np.arange(going + 1), n, min(calls, n), going)
            for gone, likely in enumerate(with_them):
                if likely > 0.0:
                    after[calls - gone] += chance * likely
        return after
