"""A salabim model: a component per caller, a resource for the agents, a request that fails when patience ends.

Given its best: generators rather than greenlets (about a sixth faster), monitors off, and callers who have left
called back as new ones, because making a component costs seven times what its call does (with a new component per
call it runs an eighth as fast).
"""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import salabim

from tests.bench.load import AGENTS, CALLS_PER_MIN, PATIENCE_MIN, TALK_MIN


def simulate(calls: int, seed: int) -> tuple[int, float]:
    """(Calls offered, share abandoned)."""
    rng = random.Random(seed)
    env = salabim.Environment(random_seed=seed, yieldless=False)
    staff = salabim.Resource("staff", capacity=AGENTS, monitor=False, env=env)
    gone: list[salabim.Component] = []
    abandoned = 0

    class Caller(salabim.Component):
        def process(self) -> Generator[Any, Any, None]:
            nonlocal abandoned
            while True:
                yield self.request(staff, fail_delay=rng.expovariate(1.0 / PATIENCE_MIN))
                if self.failed():
                    abandoned += 1
                else:
                    yield self.hold(rng.expovariate(1.0 / TALK_MIN))
                    self.release()
                gone.append(self)
                yield self.passivate()

    class Source(salabim.Component):
        def process(self) -> Generator[Any, Any, None]:
            for _ in range(calls):
                yield self.hold(rng.expovariate(CALLS_PER_MIN))
                if gone:
                    gone.pop().activate()
                else:
                    caller = Caller(env=env)
                    caller.mode.monitor(False)
                    caller.status.monitor(False)

    Source(env=env)
    env.run()
    return calls, abandoned / calls
