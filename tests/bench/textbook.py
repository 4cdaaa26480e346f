"""What a SimPy textbook would write for M/M/n+M: a process per call, a Resource, a race with patience."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import simpy


def simulate(
    calls: int, calls_per_min: float, aht_min: float, patience_min: float, agents: int, seed: int
) -> tuple[int, float]:
    """Run about so many calls; (calls offered, share abandoned)."""
    rng = random.Random(seed)
    env = simpy.Environment()
    staff = simpy.Resource(env, capacity=agents)
    abandoned: list[float] = []
    answered: list[float] = []

    def call() -> Generator[Any, Any, None]:
        arrived = env.now
        with staff.request() as request:
            patience = env.timeout(rng.expovariate(1.0 / patience_min))
            yield request | patience
            if not request.triggered:
                abandoned.append(env.now - arrived)
                return
            answered.append(env.now - arrived)
            yield env.timeout(rng.expovariate(1.0 / aht_min))

    def source() -> Generator[Any, Any, None]:
        for _ in range(calls):
            yield env.timeout(rng.expovariate(calls_per_min))
            env.process(call())

    env.process(source())
    env.run()
    return calls, len(abandoned) / calls
