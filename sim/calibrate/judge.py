"""Fitted on some days, judged on later ones: the arrivals, the queue given the calls and people of those days, both.

A verdict is two-sided: the figure lies inside the range of 95 of 100 simulated periods of the same days, and within a
band that matters in practice. A range wider than the band must not pass by being wide: then the days cannot tell. The
fit itself rests on so many days only: a range is widened by √(1 + days judged / days fitted), as of a forecast.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.calibrate.fit.arrivals import expected_calls
from sim.calibrate.fit.estimate import Floats
from sim.calibrate.fit.fit import Fit, fit
from sim.calibrate.fit.half_hours import HalfHours, half_hours
from sim.calibrate.fit.scenario import scenario_yaml
from sim.calibrate.fit.special_days import SpecialDay, special_days, without
from sim.calibrate.given_calls import simulate_given
from sim.calibrate.held_out import calls_of_days, cells_of, given_week, people_of_days, weeks_of
from sim.calibrate.period import COMPARED, Cells, Period, of_calls, of_intervals, of_records
from sim.calibrate.reading.tables import Reading
from sim.engine import simulate
from sim.experiment.adaptive import AbandonedError
from sim.experiment.runner import Runner
from sim.experiment.stream import stream
from sim.experiment.task import Key, Task, under_control
from sim.kpis import KPIS
from sim.run_control import OverBudgetError, RunControl
from sim.scenario import Scenario, parse, replace
from sim.version import model_version

HELD_OUT_SHARE, LEAST_HELD_OUT = 0.28, 10
REPLICATIONS = 100
WEEKS_APART = 10_000
"""Replications between the weeks of one period, which draw apart."""
NAIVE_DAYS = 6
BANDS: dict[str, tuple[float, bool]] = {
    "abandonment": (0.02, False),
    "service_level": (0.07, False),
    "asa_s": (0.25, True),
    "wait_p90_s": (0.25, True),
    "aht_min": (0.05, True),
}
"""Half-width that matters in practice, and whether it is a part of the simulated mean."""
LEAST_OF_WAITS_S = 2.0
"""Nobody plans by less: a quarter of a wait near nought is nothing at all."""

Word = Literal["agrees", "differs", "cannot tell"]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Verdict:
    """`low` to `high`: where 95 of 100 simulated periods lie. `band`: what matters in practice, around `mean`."""

    observed: float
    mean: float
    low: float
    high: float
    band: float
    word: Word


@dataclass(frozen=True)
class Band:
    """By half-hour of the day (48,): observed, mean and 95% range of the simulated periods; NaN where nothing is."""

    observed: Floats
    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Layer:
    """KPI key -> verdict, for figures that the files show; KPI key -> by half-hour; and of the calls offered."""

    verdicts: dict[str, Verdict]
    by_half_hour: dict[str, Band]
    offered: Verdict

    @property
    def word(self) -> Word:
        """ "differs" if any figure does; "cannot tell" if the days are too few for any; else "agrees"."""
        words = [v.word for v in self.verdicts.values()]
        return (
            "differs"
            if "differs" in words
            else "cannot tell"
            if "cannot tell" in words or not words
            else "agrees"
        )


@dataclass(frozen=True)
class ArrivalErrors:
    """Mean absolute error of half-hour counts as a share of the calls, and the median day's; of the fit, and of the
    mean of the last six like weekdays. `chance`: what is left of the first were the fit perfect."""

    fitted: float
    naive: float
    chance: float
    fitted_day: float
    naive_day: float


@dataclass(frozen=True)
class Judgement:
    fit: Fit
    """to the earlier days"""
    fitted_dates: pd.DatetimeIndex
    held_out_dates: pd.DatetimeIndex
    left_out: list[SpecialDay]
    """held-out days that were special"""
    arrivals: ArrivalErrors
    queue: Layer
    """given the held-out days' own calls, and their people where the files show them"""
    both: Layer
    """the scenario as fitted"""
    are_people_given: bool
    replications: int

    @property
    def word(self) -> Word:
        return self.queue.word


def split(dates: Collection[pd.Timestamp]) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex]:
    """(earlier, held out): the last 28% of the days, ten at least where they are no more than half.

    Examples:
        >>> earlier, later = split(pd.date_range("2026-01-05", periods=60))
        >>> len(earlier), len(later)
        (43, 17)
    """
    days = pd.DatetimeIndex(sorted(set(dates)))
    number = max(math.ceil(HELD_OUT_SHARE * len(days) - 1e-9), min(LEAST_HELD_OUT, len(days) // 2))
    return days[: len(days) - number], days[len(days) - number :]


def judge(
    reading: Reading,
    held_out: Collection[pd.Timestamp] | None = None,
    *,
    replications: int = REPLICATIONS,
    seed: int = 1,
    progress: Progress | None = None,
    by: Runner | None = None,
) -> Judgement:
    """Fit the days before the held-out ones and judge it by these; None: by `split`.

    `by`: who simulates (this thread, or a pool of threads), until it is cancelled, and within which budget; the rest of
    it plays no part. Raises ValueError in a sentence where either part holds too little, AbandonedError where it was
    cancelled, OverBudgetError.
    """
    everything = half_hours(reading)
    special = special_days(everything)
    counts = without(everything, special)
    open_dates = everything.dates[everything.offered.any(axis=1)]
    later = split(open_dates)[1] if held_out is None else pd.DatetimeIndex(sorted(held_out)).normalize()
    if not len(later):
        raise ValueError("no days are held out to judge by")
    if held_out is not None and not open_dates.isin(later).any():
        span = f"{open_dates[0]:%Y-%m-%d} to {open_dates[-1]:%Y-%m-%d}"
        raise ValueError(f"no call came on those days: the files go from {span}")
    earlier = open_dates[open_dates < later[0]]
    if len(earlier) < 2:
        raise ValueError("no two days lie before the held-out ones: there is nothing to fit")
    fitted = fit(reading, earlier)
    counts = _as_open(counts, fitted)
    cells = cells_of(counts, later)
    if not cells.seen.any():
        raise ValueError("none of the held-out days is a usual open day")
    observed = _observed(reading, cells, fitted)
    people = people_of_days(fitted, reading, counts)
    scenario = parse(scenario_yaml(fitted))
    weeks = weeks_of(cells)
    given = [(given_week(fitted, scenario, counts, people, days), monday) for monday, days in weeks.items()]
    calls = calls_of_days(fitted, reading, counts)
    first = min(weeks)
    whole = replace(scenario, {"horizon.weeks": (max(weeks) - first) // 7 + 1})

    def given_period(r: int, control: RunControl) -> Period:
        records = []
        for week, (s, monday) in enumerate(given):
            of_week = {d - monday: c for d, c in calls.items()}
            records.append((simulate_given(s, of_week, seed, r + WEEKS_APART * week, control), monday))
        return of_records(records, cells, fitted.within_s)

    def whole_period(r: int, control: RunControl) -> Period:
        record = simulate(whole, seed=seed, replication=r, control=control)
        return of_records([(record, first)], cells, fitted.within_s)

    queue, both = _periods((given_period, whole_period), whole, replications, seed, by or Runner(), progress)
    widened = math.sqrt(1.0 + float(cells.seen.any(axis=1).sum()) / len(earlier))
    return Judgement(
        fitted,
        earlier,
        later,
        [one for one in special if one.date in later],
        _arrival_errors(fitted, counts, cells),
        _layer(observed, queue, widened),
        _layer(observed, both, widened),
        people is not None,
        replications,
    )


@dataclass(frozen=True)
class _PeriodTask(Task):
    """One simulated period. `scenario`: whose costs it has at most; `simulate`: by replication."""

    simulate: Callable[[int, RunControl], Period]

    def begin(self, executor: Executor, run: int, most_bytes: int | None) -> Future[Any]:
        """On a worker thread: the calls that came are no part of a scenario, so no process could be sent them."""
        return executor.submit(self.period, run, most_bytes)

    def period(self, run: int = 1, most_bytes: int | None = None) -> Period:
        return under_control(partial(self.simulate, self.key.number), run, most_bytes)


def _periods(
    simulates: Sequence[Callable[[int, RunControl], Period]],
    scenario: Scenario,
    replications: int,
    seed: int,
    by: Runner,
    progress: Progress | None,
) -> list[list[Period]]:
    """Simulated periods, (way to simulate, replication), by whoever simulates for `by` and within its budget.

    Raises AbandonedError where that is cancelled, OverBudgetError where it is too much.
    """
    if by.budget is not None and (problem := by.budget.problem(scenario, "compiled", keeps_record=True)):
        raise OverBudgetError("", problem)
    tasks = [
        _PeriodTask(Key(str(way), seed, r, model_version()), scenario, "compiled", simulate)
        for r in range(replications)
        for way, simulate in enumerate(simulates)
    ]
    found: dict[Key, Any] = {}

    def here(task: Task) -> Any:
        assert isinstance(task, _PeriodTask)
        return task.period()

    with closing(
        stream(tasks, executor=by.executor, cancelled=by.cancelled, budget=by.budget, here=here)
    ) as batches:
        for task, period in chain.from_iterable(batches):
            found[task.key] = period
            if progress is not None:
                progress(len(found) / len(tasks))
    if len(found) < len(tasks):
        raise AbandonedError("given up while it was judged")
    by_way = [[t for t in tasks if t.key.scenario == str(way)] for way in range(len(simulates))]
    return [[found[t.key] for t in of_way] for of_way in by_way]


def _as_open(counts: HalfHours, fitted: Fit) -> HalfHours:
    """The counts seen only where the fitted centre is open."""
    seen = counts.seen.copy()
    for day in range(counts.days):
        name = counts.weekday(day)
        mask = fitted.counts.open.get(name)
        is_fitted = mask is not None and name in fitted.arrivals.profile
        seen[day] &= mask if is_fitted and mask is not None else False
    return dataclasses.replace(
        counts, seen=seen, open={w: fitted.counts.open[w] for w in fitted.arrivals.profile}
    )


def _observed(reading: Reading, cells: Cells, fitted: Fit) -> Period:
    wrap_up = fitted.wrap_up_min.value
    if reading.calls is not None and len(reading.calls):
        return of_calls(reading.calls, cells, fitted.within_s, wrap_up)
    return of_intervals(reading, cells, wrap_up)


# ── Verdicts ──────────────────────────────────────────────────────────────────────────────────────


def verdict(observed: float, simulated: Floats, band: float, widened: float = 1.0) -> Verdict:
    """`band`: half-width that matters, in the figure's unit; `widened`: of the range, for the error of the fit."""
    mean = float(np.mean(simulated))
    low, high = (mean + widened * (float(q) - mean) for q in np.quantile(simulated, [0.025, 0.975]))
    word: Word = "agrees"
    if not low <= observed <= high:
        word = "differs"
    elif abs(observed - mean) > band or (high - low) / 2.0 > band:
        word = "cannot tell"
    return Verdict(observed, mean, low, high, band, word)


def practical_band(key: str, mean: float) -> float:
    """Half-width around a simulated mean within which a difference does not matter in practice, in the figure's unit.

    Examples:
        >>> practical_band("asa_s", 60.0), practical_band("asa_s", 0.4)
        (15.0, 2.0)
    """
    width, is_relative = BANDS[key]
    least = LEAST_OF_WAITS_S if key in ("asa_s", "wait_p90_s") else 0.0
    return max(least, width * mean) if is_relative else width


def _possible(key: str, ends: Floats) -> Floats:
    """A widened range's ends, none below 0 and of a share none above 1."""
    return np.clip(ends, 0.0, 1.0 if KPIS[key].unit.startswith("share") else np.inf)


def _layer(observed: Period, simulated: list[Period], widened: float) -> Layer:
    verdicts, bands = {}, {}
    for key in COMPARED:
        values = np.array([p.total[key] for p in simulated])
        by = np.array([p.by_half_hour[key] for p in simulated])
        some = np.isfinite(by).sum(axis=0) > 0.5 * len(by)
        parts = np.full((3, by.shape[1]), np.nan)
        if some.any():
            parts[0, some] = np.nanmean(by[:, some], axis=0)
            ends = np.nanquantile(by[:, some], [0.025, 0.975], axis=0)
            parts[1:, some] = _possible(key, parts[0, some] + widened * (ends - parts[0, some]))
        bands[key] = Band(observed.by_half_hour[key], parts[0], parts[1], parts[2])
        if key in BANDS and math.isfinite(observed.total[key]) and np.isfinite(values).all():
            band = practical_band(key, float(values.mean()))
            of_all = verdict(observed.total[key], values, band, widened)
            low, high = map(float, _possible(key, np.array([of_all.low, of_all.high])))
            verdicts[key] = dataclasses.replace(of_all, low=low, high=high)
    offered = np.array([p.offered for p in simulated])
    return Layer(verdicts, bands, verdict(observed.offered, offered, 0.05 * float(offered.mean()), widened))


def _arrival_errors(fitted: Fit, counts: HalfHours, cells: Cells) -> ArrivalErrors:
    """Of the judged days: the fit beside the mean of the last six like weekdays before each."""
    table = expected_calls(fitted.arrivals, fitted.counts.open)
    off: dict[str, list[float]] = {"fitted": [], "naive": [], "chance": [], "calls": []}
    days: dict[str, list[float]] = {"fitted": [], "naive": []}
    for day in np.flatnonzero(cells.seen.any(axis=1)):
        name, seen = counts.weekday(int(day)), cells.seen[day]
        came, due = counts.offered[day][seen], table[name][seen]
        off["calls"].append(float(came.sum()))
        off["fitted"].append(float(np.abs(came - due).sum()))
        off["chance"].append(float(np.sqrt(2.0 * due / np.pi).sum()))
        days["fitted"].append(abs(float(came.sum() / max(due.sum(), 1e-9)) - 1.0))
        before = [d for d in counts.days_of([name]) if d < day][-NAIVE_DAYS:]
        if before:
            naive = counts.offered[before].mean(axis=0)[seen]
            off["naive"].append(float(np.abs(came - naive).sum()))
            days["naive"].append(abs(float(came.sum() / max(naive.sum(), 1e-9)) - 1.0))
    calls = max(sum(off["calls"]), 1.0)
    median = {name: float(np.median(x)) if x else math.nan for name, x in days.items()}
    return ArrivalErrors(
        sum(off["fitted"]) / calls,
        sum(off["naive"]) / calls if off["naive"] else math.nan,
        sum(off["chance"]) / calls,
        median["fitted"],
        median["naive"],
    )
