"""What a SimPy textbook would write for M/M/n+M: a process per call, a Resource, a race with patience."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import simpy

from tests.bench.load import AGENTS, CALLS_PER_MIN, PATIENCE_MIN, TALK_MIN


def simulate(calls: int, seed: int) -> tuple[int, float]:
    """(Calls offered, share abandoned)."""
    rng = random.Random(seed)
    env = simpy.Environment()
    staff = simpy.Resource(env, capacity=AGENTS)
    abandoned: list[float] = []
    answered: list[float] = []

    def call() -> Generator[Any, Any, None]:
        arrived = env.now
        with staff.request() as request:
            patience = env.timeout(rng.expovariate(1.0 / PATIENCE_MIN))
            yield request | patience
            if not request.triggered:
                abandoned.append(env.now - arrived)
                return
            answered.append(env.now - arrived)
            yield env.timeout(rng.expovariate(1.0 / TALK_MIN))

    def source() -> Generator[Any, Any, None]:
        for _ in range(calls):
            yield env.timeout(rng.expovariate(CALLS_PER_MIN))
            env.process(call())

    env.process(source())
    env.run()
    return calls, len(abandoned) / calls
