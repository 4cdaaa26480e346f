"""One replication to simulate, the address under which its result is known, and the simulating, in any process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeVar

from sim.engine import ENGINES, simulate_weeks
from sim.experiment.known_callers import KnownCallers, known_callers
from sim.experiment.result import Replication, measure_weeks
from sim.experiment.worker import run_control
from sim.record import Weeks
from sim.run_control import UNCONTROLLED, RunControl, SupersededError
from sim.scenario import Scenario, as_dict, from_dict, scenario_hash
from sim.version import model_version

T = TypeVar("T")


Figures = Literal["all", "half_hours"]
"""What is counted of a replication: all there is, or calls by half-hour alone (`sim.experiment.half_hour_counts`)."""


class Key(NamedTuple):
    """Address of a replication. The engine is no part of it: all engines give the same, to the bit."""

    scenario: str
    """Hash of the scenario."""
    seed: int
    number: int
    model: str
    """Version of the model, see `sim.version`."""
    figures: Figures = "all"

    @property
    def of_all(self) -> Key:
        """The address of all figures, those of this address among them."""
        return self._replace(figures="all")


@dataclass(frozen=True)
class Task:
    """One replication to simulate and measure, and the engine to do it with."""

    key: Key
    scenario: Scenario
    engine: str

    def begin(self, executor: Executor, run: int, most_bytes: int | None) -> Future[Any]:
        """Have it done by a worker, under the number of a run by which it can be cancelled; see `simulate_task`."""
        return executor.submit(simulate_task, as_text(self.scenario), self.key, self.engine, run, most_bytes)


Finished = tuple[Task, Replication]


def tasks(
    scenarios: Iterable[Scenario],
    *,
    seed: int,
    replications: int | range,
    engine: str = ENGINES[0],
    figures: Figures = "all",
) -> list[Task]:
    """Tasks in the order in which a comparison needs them: replication 0 of every scenario, then 1, …

    `replications`: how many, or which. Scenarios with the same hash are simulated once. `figures`: what is counted.
    """
    numbers = range(replications) if isinstance(replications, int) else replications
    by_hash = {scenario_hash(s): s for s in scenarios}
    model = model_version()
    return [Task(Key(h, seed, n, model, figures), s, engine) for n in numbers for h, s in by_hash.items()]


def one_replication(
    scenario: Scenario,
    seed: int,
    replication: int,
    engine: str = ENGINES[0],
    control: RunControl = UNCONTROLLED,
    callers: KnownCallers | None = None,
) -> Replication:
    """Simulate and measure; the record is not kept. `control` as for `simulate`. `callers`: where they may be known."""
    if engine == "compiled" and callers is not None:
        from sim.engine.compiled import CompiledReplication  # an engine is imported when it is first used

        one = CompiledReplication(scenario, seed, replication, control=control)
        callers.meet(one)
        weeks: Weeks = one.weeks()
    else:
        weeks = simulate_weeks(scenario, seed=seed, replication=replication, engine=engine, control=control)
    return measure_weeks(weeks, scenario, replication, control)


def replication_of(
    key: Key, scenario: Scenario, engine: str, control: RunControl = UNCONTROLLED
) -> Replication:
    """Simulate, and count what the address says. `control` as for `simulate`."""
    if key.figures == "half_hours":
        from sim.experiment.half_hour_counts import count_half_hours  # imports an engine, too

        return count_half_hours(scenario, key.seed, key.number, engine, control, known_callers)
    return one_replication(scenario, key.seed, key.number, engine, control, known_callers)


class VersionError(RuntimeError):
    """A worker has another version of the model than the process that sent it the task."""


def simulate_task(
    text: str, key: Key, engine: str, run: int = 1, most_bytes: int | None = None
) -> Replication:
    """One replication, in whatever process: everything it needs is plain data.

    `text`: the scenario as JSON. `run`: by which number it can be cancelled, see `sim.experiment.worker`. `most_bytes`:
    of memory. Raises VersionError where the sources here are not those of the key.
    """
    if key.model != model_version():
        raise VersionError(f"asked for a result of Headroom {key.model}, but a worker has {model_version()}")
    return under_control(
        lambda control: replication_of(key, _scenario(text), engine, control),
        run,
        most_bytes,
    )


def under_control(simulate: Callable[[RunControl], T], run: int, most_bytes: int | None) -> T:
    """What is simulated for a run of a pool, until that is cancelled: then SupersededError."""
    control = run_control(run, most_bytes)
    try:
        control.check()
        return simulate(control)
    except SupersededError:
        pass
    raise SupersededError  # anew: the first one holds, by its frames, all that was simulated so far


def as_text(scenario: Scenario) -> str:
    """The scenario as JSON, every default written out: what travels to workers."""
    return json.dumps(as_dict(scenario))


@lru_cache(maxsize=64)
def _scenario(text: str) -> Scenario:
    return from_dict(json.loads(text))
