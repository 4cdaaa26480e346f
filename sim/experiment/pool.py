"""Replications on shared workers, which stop when nobody wants their result any more.

One thread of the pool owns all its state and hands out tasks, taking turns between sessions and, within a session,
between its runs; what can wait comes after everybody's figures. A session has at most as many tasks at work as there
are workers, but there are twice as many threads: who comes while one session's long runs hold all workers begins at
once, and the processors share themselves between the two. Processes are dear, so there are no more of them than
workers. A cancelled run loses its waiting tasks at once and its running ones within a fraction of a second.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter, deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from sim.engine import ENGINES
from sim.experiment.executors import DIED, THREADED, LocalWorkers, PoolBrokenError, cores
from sim.experiment.result import Replication
from sim.experiment.task import Finished, Task
from sim.run_control import SupersededError

SLOTS = 4096
"""Slots for numbers of cancelled runs. Run r uses slot r % SLOTS, free again long before run r + SLOTS."""
SESSIONS_AT_ONCE = 2
"""So many sessions can each have as many threads at work as there are workers."""


class PoolRun:
    """Tasks begun together, and their results as they finish. Made by `Pool.start`; one thread reads it."""

    def __init__(
        self,
        number: int,
        tasks: Sequence[Task],
        cancel: Callable[[int], None],
        session: Hashable,
        most_bytes: int | None,
        *,
        can_wait: bool = False,
    ) -> None:
        self.number = number
        self.session = session
        self.can_wait = can_wait
        self.most_bytes = most_bytes
        self.cancelled = False
        self._waiting = deque(tasks)
        self._unread = len(tasks)
        self._cancel = cancel
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
        """Stop: waiting tasks never begin, running ones end within a fraction of a second."""
        self.cancelled = True
        self._waiting.clear()
        self._cancel(self.number)

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


class Turns:
    """Who is next: the session with the fewest tasks at work, of several the one whose turn it is.

    Within a session its runs take turns. Runs that can wait come after everybody's others, and take no more places than
    one session may: who comes with another run finds a place.
    """

    def __init__(self, of_a_session: int, in_all: int) -> None:
        """How many tasks may be at work at a time."""
        self._of_a_session, self._in_all = of_a_session, in_all
        self._runs: dict[Hashable, deque[PoolRun]] = {}
        """Runs with tasks waiting, by session; the session whose turn it is comes first."""
        self._can_wait: dict[Hashable, deque[PoolRun]] = {}
        """The same of those that can wait."""
        self.at_work: Counter[Hashable] = Counter()
        """Tasks at work, by session."""
        self._can_wait_at_work = 0
        """Of these, tasks of runs that can wait."""

    def add(self, run: PoolRun) -> None:
        """Another run has begun."""
        self._of_kind(run).setdefault(run.session, deque()).append(run)

    def next(self) -> tuple[PoolRun, Task] | None:
        """The task to begin now; it counts as at work until `finished`. None if there is none, or no place."""
        if self.at_work.total() >= self._in_all:
            return None
        chosen = self._next_of(self._runs)
        if chosen is None and self._can_wait_at_work < self._of_a_session:
            chosen = self._next_of(self._can_wait)
        if chosen is not None:
            self._count(chosen[0], 1)
        return chosen

    def _next_of(self, by_session: dict[Hashable, deque[PoolRun]]) -> tuple[PoolRun, Task] | None:
        for session in sorted(by_session, key=lambda one: self.at_work[one]):
            runs = by_session[session]
            while runs and self.at_work[session] < self._of_a_session:
                run = runs.popleft()
                task = run._take()
                if task is not None:
                    runs.append(run)
                    by_session[session] = by_session.pop(session)  # to the end of the row
                    return run, task
            if not runs:
                del by_session[session]
        return None

    def finished(self, run: PoolRun) -> None:
        """A task of this run is no longer at work."""
        self._count(run, -1)
        if not self.at_work[run.session]:
            del self.at_work[run.session]

    def _of_kind(self, run: PoolRun) -> dict[Hashable, deque[PoolRun]]:
        return self._can_wait if run.can_wait else self._runs

    def _count(self, run: PoolRun, more: int) -> None:
        self.at_work[run.session] += more
        self._can_wait_at_work += more * run.can_wait

    def clear(self) -> list[PoolRun]:
        """Forget all runs; they are returned."""
        runs = [
            run for kind in (self._runs, self._can_wait) for of_session in kind.values() for run in of_session
        ]
        self._runs.clear()
        self._can_wait.clear()
        self.at_work.clear()
        self._can_wait_at_work = 0
        return runs


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
        self._places = self.workers * (SESSIONS_AT_ONCE if engine in THREADED else 1)
        self._local = LocalWorkers(engine, self._places, SLOTS)
        self._events: SimpleQueue[PoolRun | _Done | None] = SimpleQueue()
        self._numbers = iter(range(1, 2**62))
        self._numbering = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="headroom-pool", daemon=True)
        self._thread.start()

    def start(
        self,
        tasks: Sequence[Task],
        *,
        session: Hashable = None,
        most_bytes: int | None = None,
        can_wait: bool = False,
    ) -> PoolRun:
        """Begin these tasks, in their order. Read the run to get results; cancel it when done with it.

        `session`: who asks; sessions take turns. `most_bytes`: of memory for each task, None for no limit.
        `can_wait`: nobody's first figures depend on it; all runs of which that is not said come before.
        """
        with self._numbering:
            number = next(self._numbers)
        run = PoolRun(number, tasks, self._local.cancel, session, most_bytes, can_wait=can_wait)
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
        turns = Turns(self.workers, self._places)
        while (event := self._events.get()) is not None:
            if isinstance(event, PoolRun):
                turns.add(event)
            else:
                healthy = self._deliver(event)
                if event.executor is executor:
                    turns.finished(event.run)
                    if not healthy:
                        for run in turns.clear():
                            run._give(PoolBrokenError(DIED))
                        executor.shutdown(wait=False, cancel_futures=True)
                        executor = None
            del event  # until the next comes it would hold the last result, or error
            if executor is None:
                executor = self._local.executor()
            try:
                self._hand_out(executor, turns)
            except BrokenExecutor:
                if not turns.at_work:  # they died with nothing to do: no result will ever say so
                    executor.shutdown(wait=False, cancel_futures=True)
                    executor = self._local.executor()
                    self._hand_out(executor, turns)
            except RuntimeError:
                return  # the interpreter is shutting down
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)
        self._local.close()

    def _hand_out(self, executor: Executor, turns: Turns) -> None:
        while (chosen := turns.next()) is not None:
            run, task = chosen
            try:
                future = task.begin(executor, run.number, run.most_bytes)
            except BrokenExecutor:
                turns.finished(run)
                run._put_back(task)
                raise
            # The callback only posts a letter: it may be called under the executor's own lock.
            future.add_done_callback(
                lambda f, run=run, task=task: self._events.put(_Done(executor, run, task, f))  # type: ignore[misc]
            )

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
