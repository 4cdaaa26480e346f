"""Replications on worker processes, which stop when nobody wants their result any more.

SimPy is pure Python, so threads would share one core: each replication is one task of a pool of spawned
processes. One thread of the pool owns all its state and hands out as many tasks as there are workers, taking
turns between the runs, so that a long run of one user never stands before the first figures of another.
A cancelled run loses its waiting tasks at once and its running ones at their next simulated Monday.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, MutableSequence, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from queue import Empty, SimpleQueue

from sim.experiment.result import Replication
from sim.experiment.run import one_replication
from sim.scenario import Scenario, scenario_hash

SLOTS = 4096
"""Places for numbers of cancelled runs. Run r uses place r % SLOTS, free again long before run r + SLOTS."""

DIED = "a worker process ended unexpectedly"

Key = tuple[str, int, str, int]
"""Address of a replication: scenario hash, seed, engine, number."""


class SupersededError(Exception):
    """Raised inside a worker at a simulated Monday: nobody waits for this replication."""


class PoolBrokenError(RuntimeError):
    """A worker process died (killed, out of memory). The pool makes new ones for the next run."""


@dataclass(frozen=True)
class Task:
    """One replication to simulate and measure."""

    key: Key
    scenario: Scenario


def tasks(
    scenarios: Iterable[Scenario], *, seed: int, replications: int, engine: str = "simpy"
) -> list[Task]:
    """Tasks in the order in which a comparison needs them: replication 0 of every scenario, then 1, …

    Scenarios with the same hash are simulated once.
    """
    by_hash = {scenario_hash(s): s for s in scenarios}
    return [Task((h, seed, engine, n), s) for n in range(replications) for h, s in by_hash.items()]


class Store:
    """Replications by address, the least recently used dropped beyond `limit`; for any number of threads."""

    def __init__(self, limit: int = 4000) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Replication] = OrderedDict()

    def get(self, key: Key) -> Replication | None:
        """The replication, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, replication: Replication) -> None:
        """Keep a replication, perhaps at the cost of an old one."""
        with self._lock:
            self._kept[key] = replication
            self._kept.move_to_end(key)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


Finished = tuple[Task, Replication]


class Run:
    """Tasks wanted together, and their results as they finish. Made by `Pool.start`; one thread reads it."""

    def __init__(self, number: int, wanted: Sequence[Task], stopped: MutableSequence[int]) -> None:
        self.number = number
        self.cancelled = False
        self._waiting = deque(wanted)
        self._unread = len(wanted)
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
        found: list[Finished] = []
        with contextlib.suppress(Empty):
            item = self._results.get(timeout=timeout_s)
            while True:
                if isinstance(item, BaseException):
                    raise item
                found.append(item)
                self._unread -= 1
                item = self._results.get_nowait()
        return found

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

    def _give(self, result: Finished | BaseException) -> None:
        if isinstance(result, BaseException):
            self._waiting.clear()
        self._results.put(result)


@dataclass(frozen=True)
class _Done:
    executor: ProcessPoolExecutor
    run: Run
    task: Task
    future: Future[Replication]


class Pool:
    """Worker processes shared by everybody. `workers`: as many as cores unless given."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or cores()
        self._context = multiprocessing.get_context("spawn")
        self._stopped: MutableSequence[int] = self._context.RawArray("q", SLOTS)
        self._events: SimpleQueue[Run | _Done | None] = SimpleQueue()
        self._numbers = iter(range(1, 2**62))
        self._numbering = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="headroom-pool", daemon=True)
        self._thread.start()

    def start(self, wanted: Sequence[Task]) -> Run:
        """Begin these tasks, in their order. Read the run to get results; cancel it when done with it."""
        with self._numbering:
            number = next(self._numbers)
        run = Run(number, wanted, self._stopped)
        if wanted:
            self._events.put(run)
        return run

    def close(self) -> None:
        """Stop everything. Runs still being read get no more results."""
        for place in range(SLOTS):
            self._stopped[place] = -1
        self._events.put(None)
        self._thread.join()

    # What follows happens in the pool's own thread.

    def _serve(self) -> None:
        executor: ProcessPoolExecutor | None = None
        runs: deque[Run] = deque()
        in_flight = 0
        while (event := self._events.get()) is not None:
            if isinstance(event, Run):
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
                executor = self._workers()
            try:
                in_flight += self._hand_out(executor, runs, self.workers - in_flight)
            except BrokenProcessPool:
                pass  # the tasks in flight will say so in a moment
            except RuntimeError:
                return  # the interpreter is shutting down
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)

    def _workers(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.workers, mp_context=self._context, initializer=begin_worker, initargs=(self._stopped,)
        )

    def _hand_out(self, executor: ProcessPoolExecutor, runs: deque[Run], free: int) -> int:
        handed = 0
        while handed < free and runs:
            run = runs.popleft()
            task = run._take()
            if task is None:
                continue
            runs.append(run)  # to the end of the row: the next free worker serves another run
            future = executor.submit(_replicate, run.number, task)
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
        elif isinstance(error, BrokenProcessPool):
            done.run._give(PoolBrokenError(DIED))
            return False
        elif not isinstance(error, SupersededError):
            done.run._give(error)
        return True


def cores() -> int:
    """Cores this process may use; HEADROOM_WORKERS overrides."""
    asked = os.environ.get("HEADROOM_WORKERS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# What follows happens in the worker processes.

_cancelled: Sequence[int] = ()


def begin_worker(stopped: Sequence[int] = ()) -> None:
    """What a worker process does first: leave Ctrl+C to its parent, and end when that ends."""
    global _cancelled
    _cancelled = stopped
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends us
    if hasattr(os, "nice"):
        os.nice(5)  # the page must stay quick while we compute
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A parent that is killed cannot tell us: without this, workers would wait for tasks for ever.
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _replicate(run: int, task: Task) -> Replication:
    def on_week(_week: int) -> None:
        if _cancelled[run % SLOTS] in (run, -1):
            raise SupersededError

    on_week(0)
    _hash, seed, engine, number = task.key
    return one_replication(task.scenario, seed, number, engine, on_week)
