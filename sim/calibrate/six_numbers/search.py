"""From six numbers to a scenario that gives them back, by simulation.

Five unknowns against five figures, each mostly monotone in its own: new issues for calls offered, work for the handle
time, days present for the service level, patience for abandonment, the quit rate for leavers. People are as given.
All attempts are simulated on the same callers, so that they differ by the change alone and little by chance. Steps are
Newton's, damped, with slopes that are corrected after each step (Broyden 1965): first over a short horizon, then over
the scenario's own. An unknown at its bound lets go of its figure, which then may not be met.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.calibrate.borrowed_times import OVERHEAD, borrowed_min
from sim.calibrate.matching import (
    Horizon,
    SearchPart,
    corrected,
    damped,
    first_horizon,
    linearised,
    newton_step,
    whole_horizon,
)
from sim.calibrate.six_numbers.feasibility import problems
from sim.calibrate.six_numbers.fit_result import (
    AB,
    AHT,
    CALLS,
    LEAVERS,
    SL,
    End,
    Fit,
    Floats,
    Match,
    keys,
    target_values,
    tolerances,
)
from sim.calibrate.six_numbers.inputs import SixNumbers
from sim.calibrate.six_numbers.roster import Roster, roster_for
from sim.calibrate.six_numbers.template import TYPES, Unknowns, scenario
from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.result import Result
from sim.scenario import Scenario

CLOSE = 0.5
"""Share of its tolerance within which a figure is left alone."""
GIVE = 0.6
"""Share of its tolerance that abandonment gives way where the service level is out of reach."""
WHOLE_FROM = 200.0
"""New issues a day from which on the answer's are whole: that moves calls by a quarter of their tolerance at most."""
MOST_SHORT, MOST_LONG = 6, 5
"""Attempts over the short horizon and over the scenario's own."""
LEAST: Floats = np.log([1.0, 0.05, 0.5, 0.1, 1e-4])
MOST: Floats = np.log([1e6, 60.0, 1.0, 30.0, 1.0])
"""Bounds of issues a day, work, share of days present, patience (min), quit rate; all unknowns are logarithms."""
LONGEST_STEP: Floats = np.array([0.4, 0.6, 0.12, 1.0, 0.8])
MISSED = 1000.0
"""Score of a number that is missed: more than all that is met can have together."""
ISSUES, WORK, PRESENT, PATIENCE, QUITS = range(5)


def fit(six: SixNumbers) -> AdaptiveExperiment[Fit]:
    """The fit as an adaptive experiment. Raises ValueError where there are `problems`."""
    wrong = problems(six)
    if wrong:
        raise ValueError(wrong[0].sentence)
    search = _Search(six)
    short, whole = first_horizon(six.calls_per_day), whole_horizon(six.calls_per_day)
    yield from search.first(short)
    yield from search.improve(short, MOST_SHORT, 1.0)
    search.best = None
    yield from search.attempt(whole)
    yield from search.improve(whole, MOST_LONG, CLOSE)
    yield from search.make_issues_whole(whole)
    return search.fit()


@dataclass(frozen=True)
class _Attempt:
    x: Floats
    result: Result
    ends: dict[int, End]
    score: float


class _Search:
    """Where the unknowns stand, what they gave, and the slopes by which the next step goes."""

    def __init__(self, six: SixNumbers) -> None:
        self.six, self.roster = six, roster_for(six)
        self.target, self.tolerance = target_values(six), tolerances(six)
        self.held = () if six.leavers_per_year > 0.0 else (QUITS,)
        self.x = _start(six, self.roster)
        self.J: Floats = np.zeros((5, 5))
        self.value: Floats = np.zeros(5)
        self.result: Result | None = None
        self.best: _Attempt | None = None
        self.attempts = 0

    def at(self, x: Floats, horizon: Horizon) -> Scenario:
        """The scenario of these unknowns."""
        return scenario(self.six, self._setting(x), self.roster, *horizon)

    def _setting(self, x: Floats) -> Unknowns:
        issues, work, present, patience, quits = (float(f"{v:.5g}") for v in np.exp(x))
        return Unknowns(issues, work, patience, round(1.0 - present, 5), 0.0 if self.held else quits)

    def _read(self, result: Result) -> Floats:
        means = [result.kpi(key).mean for key in keys(self.six)]
        return np.array([0.0 if v is None else v for v in means])

    def attempt(self, horizon: Horizon) -> SearchPart:
        """Simulate the unknowns as they stand."""
        (self.result,) = yield [self.at(self.x, horizon)]
        self.value = self._read(self.result)
        self.attempts += 1

    def first(self, horizon: Horizon) -> SearchPart:
        """Simulate the start, and the slopes by presence and by patience beside it."""
        steps = (-0.05 if self.x[PRESENT] > -0.6 else 0.05, 0.4)
        beside = [self.x + np.eye(5)[i] * h for i, h in zip((PRESENT, PATIENCE), steps, strict=True)]
        results = yield [self.at(x, horizon) for x in (self.x, *beside)]
        self.result, self.attempts = results[0], len(results)
        here, fewer, patient = (self._read(r) for r in results)
        self.value = here
        by_presence = (_linearised(fewer) - _linearised(here)) / steps[0]
        by_patience = (_linearised(patient) - _linearised(here)) / steps[1]
        self.J = _slopes(self.six, self.x, by_presence, by_patience)

    def improve(self, horizon: Horizon, most: int, close: float) -> SearchPart:
        """Step until all that can be met is within `close` tolerances, at most `most` attempts."""
        for _ in range(most):
            goal, given_way = self.target, False
            step, ends = self._step(goal)
            if PRESENT in ends and PATIENCE not in ends:  # what abandonment may give helps the service level
                goal, given_way = goal.copy(), True
                goal[AB] += GIVE * self.tolerance[AB] * (1.0 if ends[PRESENT] == "high" else -1.0)
                goal[AB] = max(goal[AB], 0.0)
                step, ends = self._step(goal)
            self._remember(ends)
            off = np.abs(self.value - goal) / self.tolerance
            cared = [i for i in range(5) if i not in ends and i not in self.held]
            limit = np.full(5, close)
            limit[AB] = 1.0 - GIVE if given_way else close
            all_met = bool(np.all(np.abs(self.value - self.target) <= GIVE * self.tolerance))
            if bool(np.all(off[cared] <= limit[cared])) or all_met or not np.any(step):
                return
            before = _linearised(self.value)
            self.x = self.x + step
            yield from self.attempt(horizon)
            self._correct(step, _linearised(self.value) - before)
        self._remember({} if self.best is None else self.best.ends)

    def make_issues_whole(self, horizon: Horizon) -> SearchPart:
        """Simulate the nearest attempt with whole issues a day; it is the answer if it meets as many of the numbers."""
        nearest = self.best
        assert nearest is not None
        issues = float(np.exp(nearest.x[ISSUES]))
        if issues < WHOLE_FROM:
            return
        self.x = nearest.x.copy()
        self.x[ISSUES] = math.log(round(issues))
        yield from self.attempt(horizon)
        self.best = None
        self._remember(nearest.ends)
        if self.best is None or self.best.score // MISSED > nearest.score // MISSED:
            self.best = nearest

    def _step(self, goal: Floats) -> tuple[Floats, dict[int, End]]:
        """The next step, and the unknowns that stand at a bound and would go beyond it."""
        distance = _linearised(goal) - _linearised(self.value)
        free = [i for i in range(5) if i not in self.held]
        ends: dict[int, End] = {}
        while True:
            step = newton_step(self.J, distance, free)
            above = [i for i in free if self.x[i] >= MOST[i] - 1e-9 and step[i] > 0.0]
            below = [i for i in free if self.x[i] <= LEAST[i] + 1e-9 and step[i] < 0.0]
            for i in above:
                ends[i] = "high"
            for i in below:
                ends[i] = "low"
            if not above and not below:
                break
            free = [i for i in free if i not in ends]
        return damped(step, self.x, LONGEST_STEP, LEAST, MOST), ends

    def _correct(self, step: Floats, change: Floats) -> None:
        """Correct the slopes; the two that all hangs on keep their sign."""
        self.J = corrected(self.J, step, change)
        self.J[SL, PRESENT] = max(self.J[SL, PRESENT], 0.5)
        self.J[AB, PATIENCE] = min(self.J[AB, PATIENCE], -0.1)

    def _remember(self, ends: dict[int, End]) -> None:
        """Keep this attempt if it is the nearest so far: first what is met, then by how much the rest is missed."""
        off = np.abs(self.value - self.target) / self.tolerance
        score = MISSED * float(np.sum(off > 1.0)) + float(np.sum(np.minimum(off, 10.0) ** 2))
        if self.result is not None and (self.best is None or score < self.best.score):
            self.best = _Attempt(self.x, self.result, dict(ends), score)

    def fit(self) -> Fit:
        """The nearest attempt as the answer."""
        best = self.best
        assert best is not None
        figures = enumerate(zip(keys(self.six), self.target, self.tolerance, strict=True))
        return Fit(
            self.six,
            best.result.scenario,
            best.result,
            self._setting(best.x),
            self.roster,
            tuple(
                Match(key, float(target), best.result.kpi(key), float(tolerance), best.ends.get(i))
                for i, (key, target, tolerance) in figures
            ),
            self.attempts,
        )


def _linearised(values: Floats) -> Floats:
    return linearised(values, [SL, AB])


def _start(six: SixNumbers, roster: Roster) -> Floats:
    """A guess from arithmetic: what the typical centre gives, in proportion, and staffing by the square root."""
    offered, aht, _, hung_up, leavers = target_values(six)
    typical = aht / six.time_scale
    work = (typical - 3.5) / 4.4 if typical > 7.9 else (typical - 1.9) / 6.0
    hours = six.people * six.days_per_week / len(six.open_days) * roster.on_phones_h * 0.9
    busy = offered * (1.0 - hung_up) * aht / 60.0
    occupancy = 0.92 / (1.0 + 0.6 / math.sqrt(busy / six.open_hours))
    guess = [
        offered * (1.0 - hung_up / 2.0) / 1.18,
        work,
        busy / occupancy / hours,
        4.0,
        max(leavers / 2.3, 1e-3),
    ]
    return np.clip(np.log(guess), LEAST, MOST)


def _slopes(six: SixNumbers, x: Floats, by_presence: Floats, by_patience: Floats) -> Floats:
    """First slopes, (figure, unknown): two as simulated, the others from them: load over presence counts."""
    J = np.zeros((5, 5))
    J[:, PRESENT], J[:, PATIENCE] = by_presence, by_patience
    J[SL, PRESENT] = max(J[SL, PRESENT], 1.0)
    J[AB, PRESENT] = min(J[AB, PRESENT], -0.5)
    J[AB, PATIENCE] = min(J[AB, PATIENCE], -0.3)
    J[:, ISSUES] = -by_presence
    J[CALLS, ISSUES], J[AHT, ISSUES] = 1.0, 0.0
    overhead = borrowed_min(OVERHEAD, 1.0)
    beyond_greeting = sum(share * (need - overhead) for _, share, need, _ in TYPES)
    moves = min(0.95, max(0.2, beyond_greeting * math.exp(x[WORK]) * six.time_scale / six.aht_min))
    J[:, WORK] = -by_presence * moves
    J[AHT, WORK] = moves
    empty = six.leavers_share * 70.0 / 365.0
    J[:, QUITS] = -by_presence * empty / (1.0 + empty)
    J[LEAVERS, QUITS] = 1.0
    return J
