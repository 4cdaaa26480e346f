"""Results of tasks as they finish, whoever simulates: this thread, an executor, or the pool that users share."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait

from sim.experiment.budget import Budget
from sim.experiment.pool import Pool, PoolRun
from sim.experiment.result import Replication
from sim.experiment.store import Store
from sim.experiment.task import Finished, Task, as_text, replication_of, simulate_task

IN_FLIGHT = 512
"""Tasks handed to an executor at a time: enough for hundreds of workers, and little memory."""
POLL_S = 0.1
"""How long to wait for results before asking again whether anybody still wants them."""

Here = Callable[[Task], Replication]
"""Simulates and measures one replication in this thread."""


def simulate_here(task: Task) -> Replication:
    """A task's replication; its record is not kept."""
    return replication_of(task.key, task.scenario, task.engine)


def stream(
    tasks: Iterable[Task],
    *,
    executor: Executor | Pool | None = None,
    store: Store | None = None,
    cancelled: Callable[[], bool] | None = None,
    budget: Budget | None = None,
    can_wait: bool = False,
    here: Here | None = None,
) -> Generator[list[Finished], None, None]:
    """Yield what the store holds, perhaps nothing, then what has finished, each time some has.

    Without an executor the tasks run here, one at a time, in their order. `cancelled` is asked again and again;
    once it is true, or raises, or the generator is closed, tasks that have not begun never do. `budget`: what the
    tasks that the store does not hold must fit into; on a pool it is the session, too. Raises OverBudgetError.
    `can_wait`: on a pool, until all others have their figures. `here`: how tasks are done without an executor.
    """
    known: list[Finished] = []
    missing: list[Task] = []
    for task in tasks:
        replication = None if store is None else store.get(task.key)
        if replication is None:
            missing.append(task)
        else:
            known.append((task, replication))
    reserved = 0.0 if budget is None else budget.admit(missing)
    run = _begin(missing, executor, budget, can_wait, here or simulate_here)
    try:
        yield known
        while not run.finished and not (cancelled is not None and cancelled()):
            arrived = run.read(POLL_S)
            if store is not None:
                for task, replication in arrived:
                    store.put(task.key, replication, session=budget)
            if arrived:
                yield arrived
    finally:
        run.cancel()
        if budget is not None:
            budget.release(reserved)


def _begin(
    tasks: Sequence[Task],
    executor: Executor | Pool | None,
    budget: Budget | None,
    can_wait: bool,
    here: Here,
) -> PoolRun | _InlineRun | _ExecutorRun:
    """Tasks begun together, all read and cancelled like a `PoolRun`."""
    if isinstance(executor, Pool):
        most_bytes = None if budget is None else budget.most_bytes
        return executor.start(tasks, session=budget, most_bytes=most_bytes, can_wait=can_wait)
    return _InlineRun(tasks, here) if executor is None else _ExecutorRun(tasks, executor)


class _InlineRun:
    def __init__(self, tasks: Sequence[Task], here: Here) -> None:
        self._waiting = deque(tasks)
        self._here = here

    @property
    def finished(self) -> bool:
        return not self._waiting

    def read(self, timeout_s: float) -> list[Finished]:
        task = self._waiting.popleft()
        return [(task, self._here(task))]

    def cancel(self) -> None:
        self._waiting.clear()


class _ExecutorRun:
    def __init__(self, tasks: Sequence[Task], executor: Executor) -> None:
        self._waiting = deque(tasks)
        self._executor = executor
        self._running: dict[Future[Replication], Task] = {}
        self._texts: dict[str, str] = {}

    @property
    def finished(self) -> bool:
        return not self._waiting and not self._running

    def read(self, timeout_s: float) -> list[Finished]:
        while self._waiting and len(self._running) < IN_FLIGHT:
            self._submit(self._waiting.popleft())
        arrived: list[Finished] = []
        for future in wait(self._running, timeout=timeout_s, return_when=FIRST_COMPLETED).done:
            if arrived and future.exception() is not None:
                break  # raised at the next reading: what did finish is not lost
            arrived.append((self._running.pop(future), future.result()))
        return arrived

    def _submit(self, task: Task) -> None:
        name = task.key.scenario
        text = self._texts.get(name) or self._texts.setdefault(name, as_text(task.scenario))
        self._running[self._executor.submit(simulate_task, text, task.key, task.engine)] = task

    def cancel(self) -> None:
        for future in self._running:
            future.cancel()
