"""One replication to simulate, the address under which its result is known, and the simulating, in any process."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sim.engine import ENGINES, simulate_weeks
from sim.experiment.result import Replication, measure_weeks
from sim.experiment.worker import run_control
from sim.run_control import UNCONTROLLED, RunControl, SupersededError
from sim.scenario import Scenario, as_dict, from_dict, scenario_hash
from sim.version import model_version


class Key(NamedTuple):
    """Address of a replication. The engine is no part of it: all engines give the same, to the bit."""

    scenario: str
    """Hash of the scenario."""
    seed: int
    number: int
    model: str
    """Version of the model, see `sim.version`."""


@dataclass(frozen=True)
class Task:
    """One replication to simulate and measure, and the engine to do it with."""

    key: Key
    scenario: Scenario
    engine: str


Finished = tuple[Task, Replication]


def tasks(
    scenarios: Iterable[Scenario],
    *,
    seed: int,
    replications: int | range,
    engine: str = ENGINES[0],
) -> list[Task]:
    """Tasks in the order in which a comparison needs them: replication 0 of every scenario, then 1, …

    `replications`: how many, or which. Scenarios with the same hash are simulated once.
    """
    numbers = range(replications) if isinstance(replications, int) else replications
    by_hash = {scenario_hash(s): s for s in scenarios}
    model = model_version()
    return [Task(Key(h, seed, n, model), s, engine) for n in numbers for h, s in by_hash.items()]


def one_replication(
    scenario: Scenario,
    seed: int,
    replication: int,
    engine: str = ENGINES[0],
    control: RunControl = UNCONTROLLED,
) -> Replication:
    """Simulate and measure; the record is not kept. `control` as for `simulate`."""
    weeks = simulate_weeks(scenario, seed=seed, replication=replication, engine=engine, control=control)
    return measure_weeks(weeks, scenario, replication, control)


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
    control = run_control(run, most_bytes)
    try:
        control.check()
        return one_replication(_scenario(text), key.seed, key.number, engine, control)
    except SupersededError:
        pass
    raise SupersededError  # anew: the first one holds, by its frames, all that was simulated so far


def as_text(scenario: Scenario) -> str:
    """The scenario as JSON, every default written out: what travels to workers."""
    return json.dumps(as_dict(scenario))


@lru_cache(maxsize=64)
def _scenario(text: str) -> Scenario:
    return from_dict(json.loads(text))
