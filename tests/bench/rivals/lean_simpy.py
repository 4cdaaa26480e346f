"""SimPy as fast as it reasonably gets: no processes, few events, used again and again.

One event object for arrivals and one per agent; events for patience come from a stock and only callers who have
to wait get one. Absolute times go straight onto SimPy's queue, random numbers are drawn in blocks by numpy.
"""

from __future__ import annotations

from collections import deque
from heapq import heappush
from typing import Any

import numpy as np
import simpy

from tests.bench.load import AGENTS, CALLS_PER_MIN, PATIENCE_MIN, TALK_MIN


class Again(simpy.Event):
    """An event that can be put onto the queue any number of times: its callbacks are set anew each time."""

    _ok = True
    _value = None
    waiting = False
    """For patience: whether its caller still waits."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env


def simulate(calls: int, seed: int) -> tuple[int, float]:
    """(Calls offered, share abandoned)."""
    rng = np.random.default_rng(seed)
    arrivals = iter(np.cumsum(rng.exponential(1.0 / CALLS_PER_MIN, calls)).tolist())
    next_talk = iter(rng.exponential(TALK_MIN, calls).tolist()).__next__
    next_patience = iter(rng.exponential(PATIENCE_MIN, calls).tolist()).__next__
    env = simpy.Environment()
    queue: list[Any] = env._queue
    tie = env._eid.__next__
    free = [Again(env) for _ in range(AGENTS)]
    line: deque[Again] = deque()
    stock: list[Again] = []
    abandoned = 0

    def arrive(event: Again) -> None:
        if free:
            agent = free.pop()
            agent.callbacks = talk_ended
            heappush(queue, (env._now + next_talk(), 1, tie(), agent))
        else:
            caller = stock.pop() if stock else Again(env)
            caller.callbacks = patience_ended
            caller.waiting = True
            line.append(caller)
            heappush(queue, (env._now + next_patience(), 1, tie(), caller))
        for at in arrivals:
            event.callbacks = arrived
            heappush(queue, (at, 1, tie(), event))
            break

    def end_talk(agent: Again) -> None:
        if line:
            line.popleft().waiting = False
            agent.callbacks = talk_ended
            heappush(queue, (env._now + next_talk(), 1, tie(), agent))
        else:
            free.append(agent)

    def end_patience(caller: Again) -> None:
        nonlocal abandoned
        if caller.waiting:
            caller.waiting = False
            abandoned += 1
            line.remove(caller)
        stock.append(caller)

    # SimPy only walks through the callbacks: one list of each will do for all events.
    arrived: Any = [arrive]
    talk_ended: Any = [end_talk]
    patience_ended: Any = [end_patience]
    first = Again(env)
    first.callbacks = arrived
    heappush(queue, (next(arrivals), 1, tie(), first))
    env.run()
    return calls, abandoned / calls
