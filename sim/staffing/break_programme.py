"""A week of like days exactly: lines of people, and how their breaks lie, in one integer programme.

A column is a line: people of a contract in one duty on the same days. How breaks lie is counted apart: for each line
and group of breaks a column for each placement, summing to the people on the line. Since groups do not restrict one
another, any such counts can be handed out to people, so nothing is lost against a column for each combination.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint

from sim.staffing.contracts import Contract, Contracts
from sim.staffing.covering import TIE, Covering, least_cost_cover
from sim.staffing.weeks import Clock, Counts, Duty, Placement, Prices, Week, Weeks, duties, people_limits


@dataclass
class _Line:
    contract: int
    duty: Duty
    days: tuple[int, ...]
    column: int
    groups: list[tuple[list[Placement], list[int]]] = field(default_factory=list)
    """For each group of breaks its placements and the column of each; no column where there is one placement."""


class _Entries:
    """A sparse matrix as it is written down."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.values: list[float] = []

    def add(self, rows: Iterable[int], column: int, value: float) -> None:
        before = len(self.rows)
        self.rows.extend(rows)
        self.columns.extend([column] * (len(self.rows) - before))
        self.values.extend([value] * (len(self.rows) - before))

    def matrix(self, rows: int, columns: int) -> sparse.csr_array:
        written = sparse.coo_array((self.values, (self.rows, self.columns)), shape=(rows, columns))
        matrix = sparse.csr_array(written)
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return matrix


class BreakProgramme:
    """The integer programme."""

    def __init__(self, contracts: Contracts, clock: Clock, prices: Prices) -> None:
        self.clock, self.prices = clock, prices
        self.cost: list[float] = []
        self.tie: list[float] = []
        self._cover, self._limits = _Entries(), _Entries()
        self._low: list[float] = []
        self._high: list[float] = []
        self.lines: list[_Line] = []
        for number, contract in enumerate(contracts.contracts):
            for days in contract.day_sets():
                for duty in duties(contract):
                    if contracts.enough_rest(days, duty.hours):
                        self._line(number, contract, duty, days)
        for low, high, factors in people_limits(contracts):
            self._limit(low, high, [(line.column, factors[line.contract]) for line in self.lines])

    def _limit(self, low: float, high: float, parts: Iterable[tuple[int, float]]) -> None:
        """low <= Σ factor · column <= high."""
        for column, factor in parts:
            self._limits.add([len(self._low)], column, factor)
        self._low.append(low)
        self._high.append(high)

    def _column(self, days: Iterable[int], start_min: int, spans: Placement, by: float) -> int:
        """A new column that puts to work, or takes from it, what lies in these minutes after the start."""
        self.cost.append(0.0)
        self.tie.append(0.0)
        for day in days:
            for after, minutes in spans:
                steps = self.clock.steps_of(day, start_min + after, minutes)
                self._cover.add(steps.tolist(), len(self.cost) - 1, by)
        return len(self.cost) - 1

    def _line(self, number: int, contract: Contract, duty: Duty, days: tuple[int, ...]) -> None:
        """The column of a line and those of its breaks, where the middle of a window is preferred by a trace."""
        column = self._column(days, duty.start_min, ((0, duty.end_min - duty.start_min),), 1.0)
        self.cost[column] = pay = len(days) * self.prices.of(contract, duty.hours)
        line = _Line(number, duty, days, column)
        groups = contract.break_groups(duty.hours)
        for placements in groups:
            always = set.intersection(*(self.clock.in_break(one) for one in placements))
            step = self.clock.minutes
            for day in days:
                for at in always:
                    steps = self.clock.steps_of(day, duty.start_min + at * step, step)
                    self._cover.add(steps.tolist(), column, -1.0)
            columns: list[int] = []
            if len(placements) > 1:
                far = distances(placements)
                for one, distance in zip(placements, far, strict=True):
                    spans = tuple((at * step, step) for at in sorted(self.clock.in_break(one) - always))
                    columns.append(self._column(days, duty.start_min, spans, -1.0))
                    self.tie[-1] = 0.5 * TIE * pay / len(groups) * distance
                self._limit(0.0, 0.0, [*((one, 1.0) for one in columns), (column, -1.0)])
            line.groups.append((placements, columns))
        self.lines.append(line)

    def solve(self, need: Counts, time_limit_s: float) -> tuple[Weeks, Covering]:
        """Who works which week. Raises TimeoutError where no answer was found within the time."""
        matrix = self._cover.matrix(self.clock.steps, len(self.cost))
        cost, tie = np.array(self.cost), np.array(self.tie)
        tie += cost * np.linspace(0.0, 0.5 * TIE, len(self.cost))
        step_h = self.clock.hours
        idle = self.prices.idle * step_h * np.asarray(matrix.sum(axis=0)).ravel()
        rows, weights = _alike(matrix, need)
        limits = self._limits.matrix(len(self._low), len(self.cost))
        answer = least_cost_cover(
            matrix[rows],
            need[rows],
            cost + idle,
            limits=[LinearConstraint(limits, self._low, self._high)] if self._low else [],
            tie=tie,
            missing_price=weights * (self.prices.missing_step + self.prices.idle * step_h),
            time_limit_s=time_limit_s,
        )
        return self._weeks(answer.counts), answer

    def _weeks(self, counts: Counts) -> Weeks:
        """Breaks handed out in order: whoever has the first break early has the next one early."""
        weeks: Weeks = Weeks()
        for line in self.lines:
            people = int(counts[line.column])
            placed = [
                [
                    one
                    for one, n in zip(placements, counts[columns] if columns else [people], strict=True)
                    for _ in range(n)
                ]
                for placements, columns in line.groups
            ]
            for i in range(people):
                breaks = tuple(chain(*(group[i] for group in placed)))
                weeks[Week(line.contract, ((line.days, line.duty, breaks),))] += 1
        return weeks


def size(contracts: Contracts) -> int:
    """How many columns the programme has, which says whether it can be solved within the time."""
    return sum(
        len(contract.day_sets())
        * len(contract.starts(hours))
        * (1 + sum(len(placements) for placements in contract.break_groups(hours) if len(placements) > 1))
        for contract in contracts.contracts
        for hours in contract.hours
    )


def distances(placements: list[Placement]) -> list[float]:
    """How far each lies from the middle of all, as a share of the farthest."""
    begins = np.array([[begin for begin, _ in one] for one in placements], dtype=np.float64)
    far = np.abs(begins - begins.mean(axis=0)).sum(axis=1)
    return [float(one) for one in far / max(1.0, far.max())]


def _alike(matrix: sparse.csr_array, need: Counts) -> tuple[Counts, Counts]:
    """The first of all steps with the same columns and need, and how many steps each stands for."""
    alike: dict[tuple[bytes, bytes, int], list[int]] = {}
    for row, (begin, end) in enumerate(zip(matrix.indptr, matrix.indptr[1:], strict=False)):
        key = matrix.indices[begin:end].tobytes(), matrix.data[begin:end].tobytes(), int(need[row])
        alike.setdefault(key, []).append(row)
    return np.array([rows[0] for rows in alike.values()]), np.array([len(rows) for rows in alike.values()])
