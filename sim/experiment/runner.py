"""Replications of scenarios: all ways to run them, on the same callers, by whoever simulates."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypedDict, TypeVar, Unpack

import numpy as np
from numpy.typing import NDArray

from sim.engine import ENGINES
from sim.experiment.adaptive import AbandonedError, AdaptiveExperiment, WithRuns
from sim.experiment.budget import Budget
from sim.experiment.pool import Pool
from sim.experiment.precision import CAP, HalfWidth, Precise, Source, replicate_until_precise
from sim.experiment.result import KEYS, Replication, Result
from sim.experiment.sensitivity import AssumptionRange, assumption_experiment
from sim.experiment.store import Store
from sim.experiment.stream import Here, stream
from sim.experiment.sweep import SweepOutcome, SweepOutcomes, SweepPoint
from sim.experiment.task import Figures, Finished, Task, tasks
from sim.scenario import Scenario, scenario_hash

T = TypeVar("T")

OnProgress = Callable[[int, int], None]
"""Called with (replications done, replications in all)."""


@dataclass(frozen=True)
class Runner:
    """How to simulate. All scenarios it runs meet the same callers.

    `seed`: 0..2**32-1. `replications`: how many of each scenario, or which. `executor`: who simulates; nobody else
    unless given. `store`: results that are known already, and where new ones go. `progress` is called as replications
    finish, `cancelled` again and again: once it returns true, or raises, what has not begun never does. `budget`:
    what has to be simulated must fit into it, or OverBudgetError is raised before anything is. `can_wait`: on a pool
    that others use, too, their figures come first. `here`: how replications are simulated and measured where
    there is no executor, for whoever wants more of them than figures. `figures`: what is counted of each.
    """

    seed: int = 1
    replications: int | range = 10
    engine: str = ENGINES[0]
    executor: Executor | Pool | None = None
    store: Store | None = None
    progress: OnProgress | None = None
    cancelled: Callable[[], bool] | None = None
    budget: Budget | None = None
    can_wait: bool = False
    here: Here | None = None
    figures: Figures = "all"

    def batches(self, scenarios: Sequence[Scenario]) -> Generator[list[Finished], None, None]:
        """Yield what the store holds, perhaps nothing, then what has finished, each time some has."""
        return stream(
            self._tasks(scenarios),
            executor=self.executor,
            store=self.store,
            cancelled=self.cancelled,
            budget=self.budget,
            can_wait=self.can_wait,
            here=self.here,
        )

    def _tasks(self, scenarios: Sequence[Scenario]) -> list[Task]:
        return tasks(
            scenarios,
            seed=self.seed,
            replications=self.replications,
            engine=self.engine,
            figures=self.figures,
        )

    def replicate(self, scenario: Scenario) -> Iterator[Replication]:
        """Yield replications of one scenario as they finish: in order without an executor."""
        with closing(self.batches([scenario])) as batches:
            for _, replication in chain.from_iterable(batches):
                yield replication

    def gather(self, scenarios: Sequence[Scenario]) -> Generator[Gathered, None, None]:
        """Yield what is known of all scenarios, at once and then whenever more has arrived."""
        gathered = Gathered(self, scenarios)
        with closing(self.batches(scenarios)) as batches:
            for batch in batches:
                for task, replication in batch:
                    gathered.add(task, replication)
                    if self.progress is not None:
                        self.progress(gathered.done, gathered.total)
                yield gathered

    def run(self, scenarios: Sequence[Scenario]) -> list[Result]:
        """Replicate scenarios; one Result each, in their order. What is cancelled gives what was finished."""
        (last,) = deque(self.gather(scenarios), maxlen=1)
        return last.results()

    def sweep(self, points: Sequence[SweepPoint]) -> SweepOutcomes:
        """Replicate every point; one outcome each, in their order. What is cancelled gives what was finished.

        Points that are the same scenario are simulated once. Only KPI values are kept.
        """
        values: dict[str, dict[int, NDArray[np.float64]]] = {scenario_hash(p.scenario): {} for p in points}
        scenarios = [p.scenario for p in points]
        done, total = 0, len(self._tasks(scenarios))
        with closing(self.batches(scenarios)) as batches:
            for task, replication in chain.from_iterable(batches):
                values[task.key.scenario][task.key.number] = replication.values
                done += 1
                if self.progress is not None:
                    self.progress(done, total)
        numbers = self.replications
        return SweepOutcomes(
            (SweepOutcome(point, _rows(values[scenario_hash(point.scenario)])) for point in points),
            seed=self.seed,
            engine=self.engine,
            runs=numbers if isinstance(numbers, int) else len(numbers),
        )

    def complete(self, experiment: AdaptiveExperiment[T], overall: OnProgress | None = None) -> T:
        """Simulate what an experiment asks for until it answers.

        `progress` counts one step at a time; `overall` is called at the beginning of each step, too, with
        (replications done, replications asked for so far) of all steps. Raises AbandonedError if cancelled.
        """
        runner = self if self.store is not None else replace(self, store=Store())
        earlier = 0
        with closing(experiment):
            try:
                scenarios = next(experiment)
                while True:
                    by = runner
                    if isinstance(scenarios, WithRuns):
                        numbers = scenarios.replications
                        by = replace(
                            runner,
                            replications=runner.replications if numbers is None else numbers,
                            figures=scenarios.figures,
                        )
                    for gathered in by.gather(scenarios):
                        if overall is not None:
                            overall(earlier + gathered.done, earlier + gathered.total)
                    if gathered.done < gathered.total:
                        raise AbandonedError("cancelled before there was an answer")
                    earlier += gathered.total
                    scenarios = experiment.send(gathered.results())
            except StopIteration as end:
                answer: T = end.value
                return answer

    def assumption_ranges(self, baseline: Scenario, others: Sequence[Scenario]) -> list[AssumptionRange]:
        """Compare every other scenario with the baseline under every assumption; one range each, in their order.

        Costs nine times the comparison itself, less what the store holds of it. Raises AbandonedError if cancelled.
        """
        return self.complete(assumption_experiment(baseline, others))

    def until_precise(self, scenario: Scenario, kpis: Mapping[str, HalfWidth], most: int = CAP) -> Precise:
        """Replicate until the 95 % interval of each of these KPIs is as narrow as asked, `most` times at most.

        `replications` plays no part. See `until_precise` below.
        """

        def source(numbers: range) -> Iterator[Replication]:
            return replace(self, replications=numbers).replicate(scenario)

        return replicate_until_precise(source, kpis, most=most, progress=self.progress)


class Stages:
    """Progress of several experiments one after another, counted on from each to the next."""

    def __init__(self, overall: OnProgress | None) -> None:
        self._overall = overall
        self._before = self._done = 0

    def next(self) -> OnProgress:
        """What the next experiment is to call."""
        self._before = self._done
        return self._show

    def _show(self, done: int, total: int) -> None:
        self._done = self._before + done
        if self._overall is not None:
            self._overall(self._done, self._before + total)


class Gathered:
    """The replications that have arrived of some scenarios: `done` of `total`."""

    def __init__(self, runner: Runner, scenarios: Sequence[Scenario]) -> None:
        self._runner = runner
        self._scenarios = [(scenario_hash(s), s) for s in scenarios]
        self._known: dict[str, dict[int, Replication]] = {h: {} for h, _ in self._scenarios}
        numbers = runner.replications
        self.done, self.total = 0, len(self._known) * (numbers if isinstance(numbers, int) else len(numbers))

    def add(self, task: Task, replication: Replication) -> None:
        """One more has arrived."""
        self._known[task.key.scenario][task.key.number] = replication
        self.done += 1

    def results(self) -> list[Result]:
        """One for each scenario, in their order, with the replications there are."""
        return [
            Result(s, self._runner.seed, self._runner.engine, tuple(self._known[h][n] for n in sorted(self._known[h])))
            for h, s in self._scenarios
        ]  # fmt: skip


def _rows(by_number: Mapping[int, NDArray[np.float64]]) -> NDArray[np.float64]:
    rows = [by_number[number] for number in sorted(by_number)]
    return np.array(rows).reshape(len(rows), len(KEYS))


# ── Entrances: the same as functions ──────────────────────────────────────────────────────────────


class Options(TypedDict, total=False):
    """The keywords of every function here: those of Runner."""

    seed: int
    replications: int | range
    engine: str
    executor: Executor | Pool | None
    store: Store | None
    progress: OnProgress | None
    cancelled: Callable[[], bool] | None
    budget: Budget | None
    can_wait: bool
    here: Here | None


def replicate(scenario: Scenario, **options: Unpack[Options]) -> Iterator[Replication]:
    """Yield replications as they finish (in order without an executor). Keywords: see `Runner`."""
    return Runner(**options).replicate(scenario)


def run(scenarios: Sequence[Scenario], **options: Unpack[Options]) -> list[Result]:
    """Replicate scenarios on the same callers; one Result each, in their order. Keywords: see `Runner`.

    Scenarios with the same hash are simulated once. A run that is cancelled gives what was finished.
    Raises ValueError for an unknown engine or a seed out of bounds.

    Examples:
        >>> from sim import load, replace
        >>> small = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 100}
        >>> centre = replace(load("configs/typical_centre.yaml"), {**small, "teams.Front line.agents": 6})
        >>> (result,) = run([centre], seed=1, replications=3, engine="simpy")
        >>> [replication.number for replication in result.replications]
        [0, 1, 2]
        >>> answered_in_time = result.kpi("service_level")  # a share, with its 95 % interval
        >>> answered_in_time.low < answered_in_time.mean < answered_in_time.high
        True
        >>> run([centre], engine="fast")
        Traceback (most recent call last):
        ValueError: engine "fast" is not one of compiled, simpy
    """
    return Runner(**options).run(scenarios)


def sweep(points: Sequence[SweepPoint], **options: Unpack[Options]) -> SweepOutcomes:
    """Replicate every point of a grid on the same callers; one outcome each, in their order. Keywords: see `Runner`.

    `to_frame()` of what it gives is a tidy pandas table of levers and KPIs with their units. Points that are the same
    scenario are simulated once. Only KPI values are kept. A sweep that is cancelled gives what was finished.

    Examples:
        >>> from sim import grid, load, parse_lever, replace
        >>> small = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 100}
        >>> centre = replace(load("configs/typical_centre.yaml"), {**small, "teams.Front line.agents": 6})
        >>> points = grid(centre, [parse_lever("teams.Front line.agents=4:8:3")])
        >>> outcomes = sweep(points, replications=2, engine="simpy")
        >>> [outcome.point.values["teams.Front line.agents"] for outcome in outcomes]
        [4, 6, 8]
        >>> waits_s = [outcome.kpi("asa_s").mean for outcome in outcomes]
        >>> waits_s[0] > waits_s[1] > waits_s[2]
        True
        >>> table = outcomes.to_frame()
        >>> table[table["key"] == "asa_s"]["teams.Front line.agents"].tolist()
        [4, 6, 8]
        >>> table.attrs["units"]["teams.Front line.agents"], table.attrs["units"]["asa_s"]
        ('seats', 's')
    """
    return Runner(**options).sweep(points)


def complete(experiment: AdaptiveExperiment[T], **options: Unpack[Options]) -> T:
    """Simulate what an experiment asks for until it answers; `progress` counts one step at a time.

    Keywords: see `Runner`. Raises AbandonedError where `cancelled` turned true before.
    """
    return Runner(**options).complete(experiment)


def assumption_ranges(
    baseline: Scenario, others: Sequence[Scenario], **options: Unpack[Options]
) -> list[AssumptionRange]:
    """Compare every other scenario with the baseline under every assumption; one range each, in their order.

    Costs nine times the comparison itself, less what the store holds of it. Keywords: see `Runner`. Raises
    AbandonedError if cancelled.
    """
    return Runner(**options).assumption_ranges(baseline, others)


def until_precise(
    of: Scenario | Source,
    kpis: Mapping[str, HalfWidth],
    *,
    most: int = CAP,
    **options: Unpack[Options],
) -> Precise:
    """Replicate until the 95 % interval of each of these KPIs is as narrow as asked, `most` times at most.

    It also ends where none of the KPIs that are missing has a value in any replication: more would not help.
    Keywords: see `Runner`; `replications` plays no part. `progress` is called with (replications done, replications
    that will probably be needed). With a source of one's own only `progress` plays a part.
    Raises ValueError for an unknown KPI, none at all, or a `most` below 2.
    """
    if isinstance(of, Scenario):
        return Runner(**options).until_precise(of, kpis, most)
    return replicate_until_precise(of, kpis, most=most, progress=options.get("progress"))
