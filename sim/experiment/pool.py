"""Replications on shared workers, which stop when nobody wants their result any more.

One thread of the pool owns all its state and hands out as many tasks as there are workers, taking turns between
the runs, so that a long run of one user never stands before the first figures of another. A cancelled run loses
its waiting tasks at once and its running ones at their next simulated Monday.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import MutableSequence, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from sim.engine import ENGINES
from sim.experiment.executors import DIED, LocalWorkers, PoolBrokenError, cores
from sim.experiment.result import Replication
from sim.experiment.task import Finished, Task, as_text, simulate_task
from sim.experiment.worker import SupersededError

SLOTS = 4096
"""Slots for numbers of cancelled runs. Run r uses slot r % SLOTS, free again long before run r + SLOTS."""


class PoolRun:
    """Tasks begun together, and their results as they finish. Made by `Pool.start`; one thread reads it."""

    def __init__(self, number: int, tasks: Sequence[Task], stopped: MutableSequence[int]) -> None:
        self.number = number
        self.cancelled = False
        self._waiting = deque(tasks)
        self._unread = len(tasks)
        self._stopped = stopped
        self._results: SimpleQueue[Finished | BaseException] = SimpleQueue()

    @property
    def finished(self) -> bool:
        """True once every result has been read, or the run was cancelled."""
        return self.cancelled or self._unread == 0

    def read(self, timeout_s: float) -> list[Finished]:
        """What has finished since the last call; waits up to `timeout_s` for the first.

        Raises PoolBrokenError when a worker died, or whatever a replication raised.
        """
        finished: list[Finished] = []
        with contextlib.suppress(Empty):
            item = self._results.get(timeout=timeout_s)
            while True:
                if isinstance(item, BaseException):
                    raise item
                finished.append(item)
                self._unread -= 1
                item = self._results.get_nowait()
        return finished

    def cancel(self) -> None:
        """Stop: waiting tasks never begin, running ones end at their next simulated Monday."""
        self.cancelled = True
        self._waiting.clear()
        self._stopped[self.number % SLOTS] = self.number

    def _take(self) -> Task | None:
        try:
            return self._waiting.popleft()
        except IndexError:  # nothing left, or cancelled a moment ago by its reader
            return None

    def _put_back(self, task: Task) -> None:
        if not self.cancelled:
            self._waiting.appendleft(task)

    def _give(self, result: Finished | BaseException) -> None:
        if isinstance(result, BaseException):
            self._waiting.clear()
        self._results.put(result)


@dataclass(frozen=True)
class _Done:
    executor: Executor
    run: PoolRun
    task: Task
    future: Future[Replication]


class Pool:
    """Workers shared by everybody: threads or processes, as `engine` needs; as many as cores unless given."""

    def __init__(self, engine: str = ENGINES[0], workers: int | None = None) -> None:
        self.workers = workers or cores()
        self._local = LocalWorkers(engine, self.workers, SLOTS)
        self._events: SimpleQueue[PoolRun | _Done | None] = SimpleQueue()
        self._numbers = iter(range(1, 2**62))
        self._numbering = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="headroom-pool", daemon=True)
        self._thread.start()

    def start(self, tasks: Sequence[Task]) -> PoolRun:
        """Begin these tasks, in their order. Read the run to get results; cancel it when done with it."""
        with self._numbering:
            number = next(self._numbers)
        run = PoolRun(number, tasks, self._local.stopped)
        if tasks:
            self._events.put(run)
        return run

    def close(self) -> None:
        """Stop everything. Runs still being read get no more results."""
        self._local.stop()
        self._events.put(None)
        self._thread.join()

    # What follows happens in the pool's own thread.

    def _serve(self) -> None:
        executor: Executor | None = None
        runs: deque[PoolRun] = deque()
        in_flight = 0
        while (event := self._events.get()) is not None:
            if isinstance(event, PoolRun):
                runs.append(event)
            else:
                healthy = self._deliver(event)
                if event.executor is executor:
                    in_flight -= 1
                    if not healthy:
                        for run in runs:
                            run._give(PoolBrokenError(DIED))
                        runs.clear()
                        executor.shutdown(wait=False, cancel_futures=True)
                        executor, in_flight = None, 0
            if executor is None:
                executor = self._local.executor()
            try:
                in_flight += self._hand_out(executor, runs, self.workers - in_flight)
            except BrokenExecutor:
                if in_flight == 0:  # they died with nothing to do: no result will ever say so
                    executor.shutdown(wait=False, cancel_futures=True)
                    executor = self._local.executor()
                    in_flight = self._hand_out(executor, runs, self.workers)
            except RuntimeError:
                return  # the interpreter is shutting down
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)
        self._local.close()

    def _hand_out(self, executor: Executor, runs: deque[PoolRun], free: int) -> int:
        handed = 0
        while handed < free and runs:
            run = runs.popleft()
            task = run._take()
            if task is None:
                continue
            runs.append(run)  # to the end of the row: the next free worker serves another run
            try:
                future = executor.submit(
                    simulate_task, as_text(task.scenario), task.key, task.engine, run.number
                )
            except BrokenExecutor:
                run._put_back(task)
                raise
            # The callback only posts a letter: it may be called under the executor's own lock.
            future.add_done_callback(
                lambda f, run=run, task=task: self._events.put(_Done(executor, run, task, f))  # type: ignore[misc]
            )
            handed += 1
        return handed

    def _deliver(self, done: _Done) -> bool:
        """Pass a result on to its run. False where the workers are broken."""
        if done.future.cancelled():
            return True
        error = done.future.exception()
        if error is None:
            done.run._give((done.task, done.future.result()))
        elif isinstance(error, BrokenExecutor):
            done.run._give(PoolBrokenError(DIED))
            return False
        elif not isinstance(error, SupersededError):
            done.run._give(error)
        return True
