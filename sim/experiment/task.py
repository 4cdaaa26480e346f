"""One replication to simulate, and the address under which its result is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sim.engine import ENGINES
from sim.scenario import Scenario, scenario_hash
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
