"""Run theory cases: one task per case and replication, over any executor; a case outside runs again."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from functools import cached_property

from sim.check.acceptance import CaseRun, findings
from sim.check.measurements import Counts, batches
from sim.check.theory_case import Size, TheoryCase
from sim.engine import ENGINES, simulate

RUNS = 2
"""The first, and the one that decides where the first is outside."""
FACTOR = 4
"""Times the calls in the second run."""


def seed_of(case: TheoryCase, run: int) -> int:
    """A fixed seed, different for every case and run: on the same callers, the errors of cases would go together."""
    return zlib.crc32(f"{case.name}, run {run + 1}".encode())


@dataclass(frozen=True)
class Replicated:
    """One replication: what its batches counted, (batch, figure), and how many calls were simulated."""

    counted: list[list[Counts]]
    calls: int


def replicate(case: TheoryCase, size: Size, seed: int, number: int, engine: str) -> Replicated:
    """Simulate and measure one replication of a case; the record is not kept."""
    scenario = case.scenario(size)
    record = simulate(scenario, seed=seed, replication=number, engine=engine)
    counted = [
        [figure.measure.counts(batch) for figure in case.figures]
        for batch in batches(record, scenario, size.skip_days, size.days_each)
    ]
    return Replicated(counted, len(record.legs))


@dataclass
class _CaseAttempt:
    """The first (0) or second (1) run of a case, as far as it has come."""

    case: TheoryCase
    number: int
    done: dict[int, Replicated] = field(default_factory=dict)

    @property
    def size(self) -> Size:
        return self.case.size if self.number == 0 else self.case.size.times(FACTOR)

    @property
    def seed(self) -> int:
        return seed_of(self.case, self.number)

    @property
    def work(self) -> float:
        """Calls of one replication, roughly: what decides which tasks begin first."""
        size = self.size
        scenario = self.case.scenario(size)
        return scenario.demand.calls_per_day * 7.0 * (size.weeks + size.warm_up_weeks)

    @property
    def complete(self) -> bool:
        return len(self.done) == self.size.replications

    @cached_property
    def result(self) -> CaseRun:
        """Of a complete attempt."""
        parts = [self.done[i] for i in sorted(self.done)]
        counted = [row for part in parts for row in part.counted]
        calls = sum(part.calls for part in parts)
        last = self.number == RUNS - 1
        return CaseRun(
            self.case, self.seed, calls, findings(self.case, counted), last, self.size.replications
        )

    @property
    def again(self) -> _CaseAttempt | None:
        """The second attempt, if this one is complete and calls for it."""
        if not self.complete or self.result.accepted or self.result.is_last:
            return None
        return _CaseAttempt(self.case, self.number + 1)


def check(
    cases: Iterable[TheoryCase],
    *,
    engine: str = ENGINES[0],
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[CaseRun]:
    """Yield the run of each case as it finishes; a case outside gives a second one, which decides.

    Without an executor the cases run here, in their order. `progress` is called with (replications done,
    replications known of). Stopping early cancels what has not begun.
    """
    attempts = [_CaseAttempt(case, 0) for case in cases]
    runner = _serial(attempts, engine) if executor is None else _parallel(attempts, engine, executor)
    total = sum(a.size.replications for a in attempts)
    for done, attempt in enumerate(runner, start=1):
        if attempt.complete:
            total += 0 if attempt.again is None else attempt.again.size.replications
            yield attempt.result
        if progress is not None:
            progress(done, total)


def _serial(attempts: list[_CaseAttempt], engine: str) -> Iterator[_CaseAttempt]:
    """Each attempt, every time a replication of it is done."""
    queue = list(attempts)
    while queue:
        attempt = queue.pop(0)
        for i in range(attempt.size.replications):
            attempt.done[i] = replicate(attempt.case, attempt.size, attempt.seed, i, engine)
            yield attempt
        if attempt.again is not None:
            queue.insert(0, attempt.again)


def _parallel(attempts: list[_CaseAttempt], engine: str, executor: Executor) -> Iterator[_CaseAttempt]:
    """The same over an executor, the longest tasks first, so that no core is left with a long one."""
    running: dict[Future[Replicated], tuple[_CaseAttempt, int]] = {}

    def begin(attempt: _CaseAttempt) -> None:
        for i in range(attempt.size.replications):
            future = executor.submit(replicate, attempt.case, attempt.size, attempt.seed, i, engine)
            running[future] = (attempt, i)

    try:
        for attempt in sorted(attempts, key=lambda a: -a.work):
            begin(attempt)
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                attempt, i = running.pop(future)
                attempt.done[i] = future.result()
                yield attempt
                if attempt.again is not None:
                    begin(attempt.again)
    finally:
        for future in running:
            future.cancel()
