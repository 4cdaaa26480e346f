"""cimba, its Python models compiled onto its C engine: a process per agent, callers queued in a priority store.

Patience is an event that takes its caller out of the store. Callers are spawned once and used again, as cimba gives
back their memory only at the end of a trial (a process per call runs a quarter as fast).
"""

from __future__ import annotations

import cimba
from cimba import random

from tests.bench.load import AGENTS, CALLS_PER_MIN, PATIENCE_MIN, TALK_MIN


class Caller(cimba.Model):
    """A caller: where in the line, and what happens when patience ends."""

    centre: cimba.Ref[Centre]
    place: int = 0

    @cimba.event
    def patience_ends(self) -> None:
        """Leave, if still waiting. Either way nothing refers to this caller any more."""
        centre = self.centre
        if centre.line.cancel(self.place):
            centre.abandoned += 1
        centre.gone.put(self)


class Centre(cimba.Model):
    """The line, the agents and those who call."""

    calls: cimba.Param[int] = 1
    line: cimba.PriorityStore[Caller] = cimba.PriorityStore()
    gone: cimba.Store[Caller] = cimba.Store()
    abandoned: int = 0
    lost: cimba.Output[float]

    @cimba.process(copies=AGENTS)
    def agent(self) -> None:
        """Take the next caller, talk."""
        while True:
            self.line.get()
            cimba.hold(random.exponential(TALK_MIN))

    @cimba.process
    def source(self) -> None:
        """Let callers join."""
        for _ in range(self.calls):
            cimba.hold(random.exponential(1.0 / CALLS_PER_MIN))
            if self.gone.length() == 0:
                self.gone.put(cimba.spawn(Caller, centre=self))
            caller = self.gone.get()
            caller.place = self.line.enqueue(caller)
            cimba.schedule(caller.patience_ends, random.exponential(PATIENCE_MIN))

    @cimba.on_end
    def report(self) -> None:
        """Outputs are floats."""
        self.lost = float(self.abandoned)


def simulate(calls: int, seed: int) -> tuple[int, float]:
    """(Calls offered, share abandoned)."""
    centre = Centre()
    centre.calls = calls
    experiment = cimba.Experiment(centre, window=cimba.Window.until_idle(), seed=seed)
    results = experiment.run(workers=1, on_failure="raise")
    return calls, float(results[centre].lost.values[0, 0]) / calls
