"""The human side, which no file shows: at the model's defaults, calls and needs scaled to what was observed.

What the model assumes of hostility is of a typical centre, so it takes less time in proportion where calls are short.

Calls observed hold redials and calls about the same issue, times hold hostility, exhaustion and newcomers, people on
duty are those who were not sick. So new issues, needs and positions are scaled until the simulated calls offered,
handle time and hours on duty are as observed; where people were inverted from the service, abandonment in place of
hours. Steps as in `sim.calibrate.matching`, first in few runs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace as with_values

import numpy as np

from sim.calibrate.fit.estimate import Floats
from sim.calibrate.fit.fit import Fit
from sim.calibrate.fit.scenario import scenario_yaml
from sim.calibrate.matching import (
    SearchPart,
    corrected,
    damped,
    first_horizon,
    linearised,
    newton_step,
    runs_for,
)
from sim.experiment.adaptive import AdaptiveExperiment, WithRuns
from sim.experiment.result import Estimate, Result
from sim.experiment.runner import Runner
from sim.scenario import Scenario, parse, replace

TOLERANCE, OF_ABANDONMENT = 0.01, 0.005
"""How near a simulated figure must come: as a share of the observed one; abandonment as a share of calls."""
CLOSE_FIRST, CLOSE = 2.0, 0.4
"""Share of its tolerance within which a figure is left alone, first in few runs, then in those of the answer."""
HALF_A_POSITION = 0.5
"""Of its hours: positions are whole, so a small team's cannot come nearer."""
FEW_RUNS = 2
"""Runs of the first attempts."""
MOST_FIRST, MOST_LAST = 5, 6
LEAST_OF_NEED = 0.5
"""Scale of needs below which the model's hostility looks too much for such calls."""
START_ISSUES, START_PEOPLE, HOSTILE_MIN = 0.83, 1.06, 0.9
"""A first guess: new issues for each call, positions for each person on duty, minutes of a call spent on hostility,
where calls are as long as a typical centre's."""
BESIDE = 0.05
LEAST: Floats = np.log([0.2, 0.05, 0.5])
MOST: Floats = np.log([1.5, 2.0, 2.0])
"""Bounds of the scales."""
LONGEST_STEP: Floats = np.array([0.3, 0.4, 0.1])
CALLS, NEED, PEOPLE = range(3)
SHOWN = ("calls_offered_per_day", "aht_min", "abandonment", "service_level")

Third = tuple[str, float, float]
"""What people are scaled to: "hours" or "abandonment", its value, its tolerance."""


@dataclass(frozen=True)
class Scales:
    """`calls`: new issues for each call offered; `need`: factor on needs; `people`: factor on positions filled."""

    calls: float
    need: float
    people: float


@dataclass(frozen=True)
class HumanSide:
    """`figures`: KPI key -> simulated with these scales; `targets`: KPI key -> what the scales were to meet."""

    scales: Scales
    figures: Mapping[str, Estimate]
    targets: Mapping[str, float]


def with_human_side(fit: Fit, by: Runner | None = None) -> Fit:
    """The fit with its human side; without it, and with a doubt that says so, where nothing meets what was observed.

    `by`: who simulates; its number of replications plays no part. Raises AbandonedError where it was cancelled,
    OverBudgetError where its budget forbids it.
    """
    return (by or Runner()).complete(match(fit))


def match(fit: Fit) -> AdaptiveExperiment[Fit]:
    """The same as an adaptive experiment."""
    search = _Search(fit)
    yield from search.begin()
    yield from search.improve(FEW_RUNS, MOST_FIRST, CLOSE_FIRST)
    search.best, search.horizon = None, {}
    yield from search.improve(runs_for(fit.arrivals.calls_per_day.value), MOST_LAST, CLOSE)
    return search.answer()


def hours_on_duty(result: Result) -> float:
    """Hours on an average open day, breaks included."""
    return float(np.mean([r.hours_per_day().sum() for r in result.replications]))


def usual_abandonment(fit: Fit) -> float:
    """Of the half-hours that were fitted; NaN where the files show nobody hanging up."""
    seen, counts = fit.counts.seen, fit.counts
    hung_up, offered = (float(table[seen].sum()) for table in (counts.abandoned, counts.offered))
    return hung_up / offered if hung_up > 0.0 and offered > 0.0 else math.nan


class _Search:
    """Where the scales stand (logarithms), what they gave, and the slopes by which the next step goes."""

    def __init__(self, fit: Fit) -> None:
        self.fit = fit
        self.aht_min = fit.observed.get("aht_min", math.nan)
        talk = fit.aht_min - fit.wrap_up_min.value
        hostile_min = HOSTILE_MIN * fit.time_scale
        of_need = max(0.2, 1.0 - hostile_min / max(talk, hostile_min))
        self.held = () if math.isfinite(self.aht_min) else (NEED,)
        need = 1.0 if self.held else of_need
        self.x = np.clip(np.log([START_ISSUES, need, START_PEOPLE]), LEAST, MOST)
        self.J: Floats = np.diag([1.0, of_need * talk / max(fit.aht_min, 1e-9), 1.0])
        self.third: Third = ("hours", math.nan, math.nan)
        weeks, warm_up = first_horizon(fit.arrivals.calls_per_day.value)
        self.horizon: dict[str, int] = {"horizon.weeks": weeks, "horizon.warm_up_weeks": warm_up}
        self.best: tuple[float, Floats, Result, Floats] | None = None

    def at(self, x: Floats) -> Scenario:
        scales = Scales(*(float(v) for v in np.exp(x)))
        whole = parse(scenario_yaml(with_values(self.fit, human=HumanSide(scales, {}, {}))))
        return replace(whole, self.horizon) if self.horizon else whole

    def begin(self) -> SearchPart:
        """What people are to meet; where it is abandonment, its slopes as simulated."""
        lost = usual_abandonment(self.fit)
        if self.fit.people.source != "effective" or math.isnan(lost):
            (queue_only,) = yield WithRuns([parse(scenario_yaml(self.fit))], FEW_RUNS)
            hours = hours_on_duty(queue_only)
            longest = max((e - s for r in self.fit.people.rosters for s, e, _ in r.shifts), default=0) / 2.0
            self.third = "hours", hours, max(TOLERANCE * hours, HALF_A_POSITION * longest)
            return
        self.third = "abandonment", lost, OF_ABANDONMENT
        fewer = self.x - BESIDE * np.eye(3)[PEOPLE]
        results = yield WithRuns([self.at(self.x), self.at(fewer)], FEW_RUNS)
        here, there = (self._linearised(self._read(r))[PEOPLE] for r in results)
        slope = min(-1.0, (here - there) / BESIDE)
        self.J[PEOPLE] = -slope * self.J[CALLS, CALLS], -slope * self.J[NEED, NEED], slope

    def _read(self, result: Result) -> Floats:
        name = self.third[0]
        third = hours_on_duty(result) if name == "hours" else result.kpi(name).mean
        figures = (result.kpi("calls_offered_per_day").mean, result.kpi("aht_min").mean, third)
        return np.array([0.0 if v is None else v for v in figures])

    def _linearised(self, values: Floats) -> Floats:
        return linearised(values, [PEOPLE] if self.third[0] == "abandonment" else [])

    @property
    def target(self) -> Floats:
        return np.array([self.fit.arrivals.calls_per_day.value, self.aht_min, self.third[1]])

    @property
    def tolerance(self) -> Floats:
        return np.array([*(TOLERANCE * self.target[:PEOPLE]), self.third[2]])

    def improve(self, runs: int, most: int, close: float) -> SearchPart:
        """Step until all figures are within `close` tolerances, at most `most` attempts."""
        before: tuple[Floats, Floats] | None = None
        for _ in range(most):
            (result,) = yield WithRuns([self.at(self.x)], runs)
            value = self._read(result)
            bent = self._linearised(value)
            if before is not None:
                step, was = before
                self.J = corrected(self.J, step, bent - was)
            off = np.abs(value - self.target) / self.tolerance
            score = float(np.nanmax(off))
            if self.best is None or score < self.best[0]:
                self.best = score, self.x, result, off
            free = [i for i in range(3) if i not in self.held]
            if all(off[i] <= close for i in free):
                return
            if self.third[0] == "hours" and off[PEOPLE] <= CLOSE:
                free.remove(PEOPLE)
            distance = self._linearised(self.target) - bent
            step = damped(newton_step(self.J, distance, free), self.x, LONGEST_STEP, LEAST, MOST)
            if not np.any(step):
                return
            before = step, bent
            self.x = self.x + step

    def answer(self) -> Fit:
        """The fit with the nearest attempt's scales if calls and handle time are met, else with a doubt."""
        assert self.best is not None
        _, x, result, off = self.best
        figures = {key: result.kpi(key) for key in SHOWN if key in self.fit.observed}
        calls, aht_min = (result.kpi(key).mean or 0.0 for key in SHOWN[:2])
        if not np.nanmax(off[:PEOPLE]) <= 1.0:
            doubt = (
                "the human side is left out, for no scale of calls and needs meets what was observed: nearest are "
                f"{calls:,.0f} calls a day of {aht_min:.2f} min, where the files have {self.target[CALLS]:,.0f} of "
                f"{self.aht_min:.2f} min"
            )
            return with_values(self.fit, doubts=(*self.fit.doubts, doubt))
        doubts = list(self.fit.doubts)
        name, value, _ = self.third
        if off[PEOPLE] > 1.0:
            missed = "hours on duty" if name == "hours" else "abandonment"
            doubts.append(
                f"with the human side at the model's defaults, no number of people meets the {missed}"
            )
        need = float(np.exp(x[NEED]))
        if need < LEAST_OF_NEED:
            doubts.append(
                f"needs are {need:.0%} of the times observed, the rest being hostility and calling back as the model "
                "assumes them: that may be too much for calls this short"
            )
        targets = dict(zip(SHOWN[:2], (float(t) for t in self.target[:PEOPLE]), strict=True))
        if name == "abandonment":
            targets[name] = value
        human = HumanSide(
            Scales(*(float(v) for v in np.exp(x))),
            figures,
            {k: v for k, v in targets.items() if math.isfinite(v)},
        )
        return with_values(self.fit, doubts=tuple(doubts), human=human)
