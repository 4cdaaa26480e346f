"""Weeks of many kinds: each column is one person's whole week, made when the prices of the half-hours call for it.

Column generation. The linear programme over the weeks known so far prices each moment of the week; the week that earns
most at these prices is found exactly, day by day, and joins them, until none earns more than it costs. Its value is
then a bound on every roster. Whole numbers of the weeks found so are the roster, which may lie a little above it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import LinearConstraint, linprog

from sim.scenario.hours import END_OF_DAY
from sim.staffing.break_programme import distances
from sim.staffing.contracts import Contract, Contracts
from sim.staffing.covering import PROVEN_GAP, Covering, least_cost_cover
from sim.staffing.weeks import (
    Clock,
    Counts,
    Duty,
    Placement,
    Prices,
    Week,
    Weeks,
    duties,
    merged,
    people_limits,
)

Floats = NDArray[np.float64]

SHARE_FOR_BOUND, SHARE_FOR_MOVES = 0.4, 0.85
"""Of the time, until which the bound is sought, and then whole people are taken out and put in."""
MOST_NEW = 120
"""Weeks that join in one round."""
MOST_COLUMNS = 300
"""Weeks among which whole numbers are looked for at the end: those that lose least."""
MOVES, PATIENCE = 20_000, 2_000
"""How often people are taken out and others put in, and how often in a row in vain."""
TAKEN_OUT, FRESH, SEED = 8, 50, 1
"""How many at most; every how often others may get weeks not known so far; the seed of both."""
EARNS = 1e-7
"""What a week must earn beyond its cost, as a share of it, to join."""


@dataclass(frozen=True)
class _Part:
    """The duties of one length, and how each group of their breaks may lie, the middle of the window first."""

    starts: Counts
    minutes: int
    groups: list[list[Placement]]


@dataclass(frozen=True)
class _Kind:
    """What the weeks of one contract are made of."""

    contract: Contract
    parts: list[_Part]
    duties: list[Duty]
    """Of all parts, one after the other."""
    cost: Floats
    """Of each duty on one day, its idle time priced as if nobody were required."""


class WeekColumns:
    """The search. `solve` runs it."""

    def __init__(self, contracts: Contracts, clock: Clock, prices: Prices, need: Counts) -> None:
        self.contracts, self.clock, self.prices = contracts, clock, prices
        self.need = np.where(clock.coverable(contracts), need, 0)
        self.kinds = [self._kind(one) for one in contracts.contracts]
        self.missing_price = prices.missing_step + prices.idle * clock.hours
        self.limits = people_limits(contracts)
        self._cheapest = min(kind.contract.days_per_week * float(kind.cost.min()) for kind in self.kinds)
        self.weeks: dict[Week, int] = {}
        """Number of each column."""
        self._at = np.zeros((0, clock.steps))
        self._cost = np.zeros(0)
        self._contract = np.zeros(0, dtype=np.int64)

    def _kind(self, contract: Contract) -> _Kind:
        parts, cost = [], []
        for hours in contract.hours:
            groups = contract.break_groups(hours)
            for placements in groups:
                far = dict(zip(placements, distances(placements), strict=True))
                placements.sort(key=far.__getitem__)
            away = sum(minutes for group in groups for _, minutes in group[0]) / 60.0
            starts = np.array(sorted(contract.starts(hours)), dtype=np.int64)
            parts.append(_Part(starts, round(60 * hours), groups))
            cost += [self.prices.of(contract, hours) + self.prices.idle * (hours - away)] * len(starts)
        return _Kind(contract, parts, duties(contract), np.array(cost))

    def _add(self, week: Week) -> None:
        if week in self.weeks:
            return
        self.weeks[week] = len(self.weeks)
        kind = self.kinds[week.contract]
        of = dict(zip(kind.duties, kind.cost, strict=True))
        cost = float(sum(len(days) * of[duty] for days, duty, _ in week.shifts))
        self._at = np.vstack([self._at, self.clock.at_work(week)])
        self._cost = np.append(self._cost, cost)
        self._contract = np.append(self._contract, week.contract)

    # -- The linear programme --

    def _relaxed(self, time_limit_s: float) -> tuple[float, Floats, Floats] | None:
        """The value, the price of each step and of one person of each contract."""
        rows = np.flatnonzero(self.need)
        at = sparse.csr_array(self._at[:, rows].T)
        numbers = self._contract
        factors = np.array([factors for _, _, factors in self.limits]).reshape(-1, len(self.kinds))
        low, high = (np.array([limit[i] for limit in self.limits]) for i in (0, 1))
        sides = np.concatenate([factors[high < np.inf], -factors[low > -np.inf]])
        bounds = np.concatenate([high[high < np.inf], -low[low > -np.inf]])
        blocks = [
            [-at, -sparse.eye_array(len(rows))],
            [sparse.csr_array(sides[:, numbers]), sparse.csr_array((len(sides), len(rows)))],
        ]
        solution = linprog(
            np.concatenate([self._cost, np.full(len(rows), self.missing_price)]),
            A_ub=sparse.block_array(blocks if len(sides) else blocks[:1], format="csr"),
            b_ub=np.concatenate([-self.need[rows], bounds]),
            bounds=(0.0, None),
            method="highs",
            options={"time_limit": time_limit_s},
        )
        if solution.status != 0:
            return None
        duals = np.asarray(solution.ineqlin.marginals)
        step_price = np.zeros(self.clock.steps)
        step_price[rows] = np.maximum(0.0, -duals[: len(rows)])
        by_contract = duals[len(rows) :] @ sides if len(sides) else np.zeros(len(self.kinds))
        return float(solution.fun), step_price, by_contract

    # -- The week that earns most --

    def _earned(self, kind: _Kind, price: Floats) -> tuple[Floats, list[list[Floats]]]:
        """(7, duties): the price of the time from start to end. For each length and group of breaks (7, duties of that
        length, placements): the price of the time in its breaks."""
        running = np.concatenate([[0.0], np.cumsum(np.concatenate([price, price]))])
        step, days = self.clock.minutes, np.arange(7)[:, None] * self.clock.day

        def price_of(starts: Counts, after: int, minutes: int) -> Floats:
            first = days + (starts + after) // step
            return np.asarray(running[first + minutes // step] - running[first])

        there = np.hstack([price_of(part.starts, 0, part.minutes) for part in kind.parts])
        pauses = [
            [
                np.stack([sum(price_of(part.starts, *one) for one in placed) for placed in group], axis=-1)
                for group in part.groups
            ]
            for part in kind.parts
        ]
        return there, pauses

    def _best(self, number: int, price: Floats, person: float, most: int) -> list[tuple[float, Week]]:
        """(what it costs beyond what it earns at these prices, week): the best of each kind, the least first."""
        kind = self.kinds[number]
        there, pauses = self._earned(kind, price)
        sets = kind.contract.day_sets()
        if not self.contracts.same_start_all_week:
            lost_at = np.hstack(
                [
                    sum((group.min(axis=-1) for group in one), np.zeros((7, len(part.starts))))
                    for part, one in zip(kind.parts, pauses, strict=True)
                ]
            )
            loss_at = kind.cost - (there - lost_at)
            paths = sorted(
                (
                    (loss - person, days, path)
                    for days in sets
                    for loss, path in self._paths(kind, days, loss_at)
                ),
                key=lambda one: one[0],
            )
            return [
                (
                    loss,
                    Week(
                        number,
                        merged(
                            (day, kind.duties[at], self._placed(kind, pauses, at, (day,)))
                            for day, at in zip(days, path, strict=True)
                        ),
                    ),
                )
                for loss, days, path in paths[:most]
            ]
        losses = np.array(
            [
                len(days) * kind.cost
                - there[list(days)].sum(axis=0)
                + np.concatenate(
                    [
                        sum(
                            (group[list(days)].sum(axis=0).min(axis=-1) for group in one),
                            np.zeros(len(part.starts)),
                        )
                        for part, one in zip(kind.parts, pauses, strict=True)
                    ]
                )
                + np.array(
                    [0.0 if self.contracts.enough_rest(days, one.hours) else np.inf for one in kind.duties]
                )
                for days in sets
            ]
        )
        order = [
            divmod(int(at), len(kind.duties)) for at in np.argsort(losses, axis=None, kind="stable")[:most]
        ]
        return [
            (
                float(losses[which, at]) - person,
                Week(number, ((sets[which], kind.duties[at], self._placed(kind, pauses, at, sets[which])),)),
            )
            for which, at in order
            if np.isfinite(losses[which, at])
        ]

    def _placed(self, kind: _Kind, pauses: list[list[Floats]], at: int, days: tuple[int, ...]) -> Placement:
        """The breaks that lose least on these days; of equal ones those in the middle of the window."""
        for part, lost in zip(kind.parts, pauses, strict=True):
            if at < len(part.starts):
                return tuple(
                    chain(
                        *(
                            group[int(np.argmin(loss[list(days), at].sum(axis=0)))]
                            for group, loss in zip(part.groups, lost, strict=True)
                        )
                    )
                )
            at -= len(part.starts)
        raise IndexError(at)

    def _paths(self, kind: _Kind, days: tuple[int, ...], loss: Floats) -> Iterator[tuple[float, list[int]]]:
        """For each duty on the first day the cheapest week from it on, with rest from each shift to the next."""
        starts = np.array([duty.start_min for duty in kind.duties])
        rested = np.array([duty.end_min for duty in kind.duties]) + 60.0 * self.contracts.rest_hours
        order = np.argsort(rested, kind="stable")
        size = len(starts)
        total = np.where(np.eye(size, dtype=bool), loss[days[0]], np.inf)
        """[first duty, duty on the day reached]"""
        came_from: list[NDArray[np.intp]] = []
        for before, day in pairwise(days):
            ordered = total[:, order]
            least = np.minimum.accumulate(ordered, axis=1)
            is_new = np.concatenate([np.ones((size, 1), bool), ordered[:, 1:] < least[:, :-1]], axis=1)
            best = np.maximum.accumulate(np.where(is_new, np.arange(size), 0), axis=1)
            allowed = np.searchsorted(rested[order], starts + END_OF_DAY * (day - before) + 1e-6)
            reached = np.where(allowed > 0, least[:, np.maximum(0, allowed - 1)], np.inf)
            came_from.append(order[best[:, np.maximum(0, allowed - 1)]])
            total = reached + loss[day]
        round_again = starts[:, None] + END_OF_DAY * (days[0] + 7 - days[-1]) + 1e-6 >= rested[None, :]
        total = np.where(round_again, total, np.inf)
        for first in range(size):
            last = int(np.argmin(total[first]))
            if np.isfinite(total[first, last]):
                path = [last]
                for back in reversed(came_from):
                    path.append(int(back[first, path[-1]]))
                yield float(total[first, last]), path[::-1]

    # -- Whole people --

    def _may_join(self, people: Counts, number: int) -> bool:
        """Whether one more person of a contract keeps within every limit that joining can break."""
        more = people.copy()
        more[number] += 1
        for low, high, factors in self.limits:
            total, before = float(more @ factors), float(people @ factors)
            if total > high + 1e-9 and total > before:
                return False
            if low <= 0.0 and total < low - 1e-9 and total < before:
                return False
        return True

    def _filled(self, people: list[int], there: Counts, price: Floats, fresh: bool) -> None:
        """Add people, each where they earn most of what is missing, until nobody is missing or nobody may join.

        `people`: columns, and `there`, who is at work; both are changed. `fresh`: look among all weeks, not only those
        known so far.
        """
        of_contract = np.bincount(self._contract[people], minlength=len(self.kinds))
        while (missing := self.need > there).any():
            masked = np.where(missing, price, 0.0)
            allowed = [n for n in range(len(self.kinds)) if self._may_join(of_contract, n)]
            if fresh:
                for _, week in chain(*(self._best(n, masked, 0.0, 1) for n in allowed)):
                    self._add(week)
            may = np.isin(self._contract, allowed)
            loss = np.where(may, self._cost - self._at @ masked, np.inf)
            best = int(np.argmin(loss))
            if not may[best] or not (self._at[best] @ missing > 0):
                break
            people.append(best)
            there += self._at[best]
            of_contract[self._contract[best]] += 1

    def _objective(self, people: list[int], there: Counts) -> float:
        if not self._within(people):
            return np.inf
        missing = np.maximum(0, self.need - there).sum()
        return float(self._cost[people].sum()) + self.missing_price * float(missing)

    def _moved(self, price: Floats, until: float, bound: float) -> tuple[list[int], float]:
        """People taken out a few at a time and others put in, as long as that costs no more."""
        rng = np.random.default_rng(SEED)
        price = 0.5 * (price + price.mean())
        current = [
            int(np.flatnonzero(self._contract == number)[0])
            for number, one in enumerate(self.contracts.contracts)
            for _ in range(one.people_min)
        ]
        there = self._at[current].sum(axis=0)
        self._filled(current, there, price, True)
        value = self._objective(current, there)
        improved = 0
        for move in range(MOVES):
            if (
                time.monotonic() > until
                or not current
                or move > improved + PATIENCE
                or _is_least(value, bound)
            ):
                break
            size = min(len(current), int(rng.integers(1, TAKEN_OUT + 1)))
            spare = self._at[current] @ np.maximum(0, self._at[current].sum(axis=0) - self.need) + 1.0
            out = set(rng.choice(len(current), size, replace=False, p=spare / spare.sum()).tolist())
            trial = [one for i, one in enumerate(current) if i not in out]
            after = self._at[trial].sum(axis=0)
            self._filled(trial, after, price * rng.uniform(0.5, 1.5, len(price)), move % FRESH == 0)
            if (tried := self._objective(trial, after)) <= value:
                improved = move if tried < value else improved
                current, value = trial, tried
        return current, value

    def _within(self, people: list[int]) -> bool:
        of_contract = np.bincount(self._contract[people], minlength=len(self.kinds))
        return all(
            low - 1e-9 <= float(of_contract @ factors) <= high + 1e-9 for low, high, factors in self.limits
        )

    # -- The search --

    def solve(self, time_limit_s: float) -> tuple[Weeks, Covering]:
        """Who works which week, and the bound on every roster."""
        begun = time.monotonic()
        for number in range(len(self.kinds)):
            for _, week in self._best(number, np.ones(self.clock.steps), 0.0, MOST_NEW):
                self._add(week)
        bounds, price, losses = self._relax(begun + SHARE_FOR_BOUND * time_limit_s)
        # Where no week earns more than it costs, the programme's value is what no roster can undercut.
        sure = max((worth for worth, loss in bounds if loss >= 0.0), default=0.0)
        moved, value = self._moved(price, begun + SHARE_FOR_MOVES * time_limit_s, sure)
        # What a week may still gain beyond the programme's value, of as many people as the roster found would pay for.
        people = value / self._cheapest if self._cheapest > 0.0 else np.inf
        bound = max((worth + (people * loss if loss < 0.0 else 0.0) for worth, loss in bounds), default=0.0)
        losses = np.append(losses, np.zeros(len(self.weeks) - len(losses)))
        losses[moved] = -np.inf
        keep = np.sort(np.argsort(losses, kind="stable")[:MOST_COLUMNS])
        counts = np.bincount(moved, minlength=len(self.weeks))
        if not _is_least(value, sure):
            with suppress(TimeoutError):
                whole = self._whole(keep, max(0.1, begun + time_limit_s - time.monotonic()))
                if whole.objective < value:
                    value, counts = whole.objective, np.zeros_like(counts)
                    counts[keep] = whole.counts
        if not np.isfinite(value):
            raise TimeoutError(f"no roster that keeps to the numbers of people within {time_limit_s:g} s")
        weeks = list(self.weeks)
        missing = np.maximum(0, self.need - np.rint(counts @ self._at).astype(np.int64))
        return Weeks({weeks[i]: int(counts[i]) for i in np.flatnonzero(counts)}), Covering(
            counts, float(self._cost @ counts), value, max(0.0, min(bound, value)), missing
        )

    def _relax(self, until: float) -> tuple[list[tuple[float, float]], Floats, Floats]:
        """Round for round the programme's value and the least loss of any week, the price of each step at the end, and
        what each known week loses at these prices."""
        rounds: list[tuple[float, float]] = []
        price, losses = np.full(self.clock.steps, self.prices.pay * self.clock.hours), self._cost
        enough = EARNS * max(1.0, self._cheapest)
        while (relaxed := self._relaxed(max(0.05, until - time.monotonic()))) is not None:
            value, price, person = relaxed
            losses = self._cost - self._at @ price - person[self._contract]
            found = sorted(
                chain(*(self._best(n, price, person[n], MOST_NEW) for n in range(len(self.kinds)))),
                key=lambda one: one[0],
            )
            rounds.append((value, min(0.0, found[0][0]) if found[0][0] < -enough else 0.0))
            joining = [week for loss, week in found[:MOST_NEW] if loss < -enough and week not in self.weeks]
            for week in joining:
                self._add(week)
            if not joining or time.monotonic() > until:
                break
        return rounds, price, losses

    def _whole(self, keep: NDArray[np.intp], time_limit_s: float) -> Covering:
        sides = np.array([factors for _, _, factors in self.limits]).reshape(-1, len(self.kinds))
        low, high = ([limit[i] for limit in self.limits] for i in (0, 1))
        return least_cost_cover(
            self._at[keep].T,
            self.need,
            self._cost[keep],
            limits=[LinearConstraint(sides[:, self._contract[keep]], low, high)] if self.limits else [],
            missing_price=self.missing_price,
            time_limit_s=time_limit_s,
        )


def _is_least(value: float, bound: float) -> bool:
    return value <= bound * (1.0 + PROVEN_GAP)
