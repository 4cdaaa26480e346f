"""What a running replication obeys: it can be cancelled at any moment, and may not outgrow its memory.

Python asks by `check`; compiled code looks at the same integer, by its address or as an array.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.jit import compiled
from sim.scenario import ScenarioError

ALL_RUNS = -1
"""Stands in place of a run's number: cancels every run."""


class SupersededError(Exception):
    """Raised inside a worker: nobody waits for this replication any more."""


class OverBudgetError(ScenarioError):
    """A scenario that would take, or takes, more than is allowed here. `str()` is one sentence for a person."""


def _no_slot() -> NDArray[np.int64]:
    return np.zeros(1, np.int64)


@dataclass(frozen=True)
class RunControl:
    """Cancellation and memory limit of one replication.

    `slot`: one integer, shared with whoever may cancel; the replication is cancelled once `run` or ALL_RUNS stands in
    it. `most_bytes`: of memory for state and rows; None: no limit.
    """

    slot: NDArray[np.int64] = field(default_factory=_no_slot)
    run: int = 1
    most_bytes: int | None = None

    def check(self) -> None:
        """Raise SupersededError once the run is cancelled."""
        if self.slot[0] in (self.run, ALL_RUNS):
            raise SupersededError

    def check_memory(self, used_bytes: float) -> None:
        """Raise OverBudgetError where a replication needs more memory than it may have."""
        if self.most_bytes is not None and used_bytes > self.most_bytes:
            raise OverBudgetError(
                "",
                f"a run needs more than the {self.most_bytes / 2**20:,.0f} MB of memory allowed here: too many calls "
                "wait, or are kept at a time; simulate fewer calls a day, more agents, or callers who hang up",
            )


UNCONTROLLED = RunControl()
"""Never cancelled, without a limit."""


@compiled
def is_cancelled(slot: NDArray[np.int64], run: int) -> bool:
    """The same question in compiled code."""
    return bool(slot[0] == run or slot[0] == ALL_RUNS)
