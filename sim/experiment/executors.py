"""Who does the work: threads, processes or a cluster, all behind the interface of `concurrent.futures`.

The compiled engine lets go of Python's lock, so threads run it side by side, without copying anything. SimPy
is pure Python, of which one thread at a time can run, so it needs processes.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from sim.experiment.cluster import cluster_executor
from sim.experiment.worker import begin_process, begin_thread
from sim.run_control import ALL_RUNS

THREADED = ("compiled",)
"""Engines that run on threads."""

DIED = "a worker process ended unexpectedly"


class PoolBrokenError(RuntimeError):
    """A worker process died (killed, out of memory)."""


class SettingError(ValueError):
    """A setting of the environment that cannot be used. `str()` is one sentence."""


def cores() -> int:
    """Cores this process may use; HEADROOM_WORKERS overrides. Raises SettingError."""
    if requested := os.environ.get("HEADROOM_WORKERS"):
        if not requested.isdecimal() or int(requested) == 0:
            raise SettingError(f"HEADROOM_WORKERS={requested}: it must be a whole number from 1 on")
        return int(requested)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalWorkers:
    """Makes executors of one kind, and can stop what runs on them.

    `cancel` ends a run wherever it stands: see `sim.experiment.worker.begin_thread`. Worker
    processes hold one end of a pipe and end once the parent has closed, or died with, the other.
    """

    def __init__(self, engine: str, count: int, slots: int = 1) -> None:
        self.count = count
        self.threaded = engine in THREADED
        self._slots: NDArray[np.int64] = np.zeros(slots, np.int64)
        if not self.threaded:
            self._context = get_context("spawn")
            self._shared = self._context.RawArray("q", slots)
            self._slots = np.frombuffer(self._shared, np.int64)
            self._worker_end, self._parent_end = self._context.Pipe(duplex=False)

    def executor(self) -> Executor:
        """A new executor."""
        if self.threaded:
            return ThreadPoolExecutor(
                self.count, "headroom-worker", initializer=begin_thread, initargs=(self._slots,)
            )
        executor = ProcessPoolExecutor(
            self.count,
            mp_context=self._context,
            initializer=begin_process,
            initargs=(self._shared, self._worker_end),
        )
        with _interrupts_held():
            for _ in range(self.count):
                executor.submit(int)  # a process each
        return executor

    def cancel(self, run: int) -> None:
        """End what runs under this number. It uses a slot that is free again long before number `run + slots`."""
        self._slots[run % len(self._slots)] = run

    def stop(self, *, at_once: bool = False) -> None:
        """End all that runs, within a fraction of a second; processes end `at_once` if asked."""
        self._slots[:] = ALL_RUNS
        if at_once and not self.threaded:
            self._parent_end.close()  # the worker processes see the other end close

    def close(self) -> None:
        """Free what the executors shared, after the last has been shut down."""
        if not self.threaded:
            self._parent_end.close()
            self._worker_end.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes begun in here never see Ctrl+C, not even while they import: it is for their parent."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def executor_for(engine: str, tasks: int, cluster: str | None = None) -> Iterator[Executor | None]:
    """An executor for `tasks` tasks with this engine; None where running them here, one at a time, is as fast.

    `cluster`: the address of a dask.distributed scheduler, such as "tcp://host:8786"; it then does all the work.
    Leaving by an exception, Ctrl+C included, ends what runs: processes at once, threads in a moment. Raises
    ClusterError, SettingError, and PoolBrokenError where a worker process died.
    """
    if cluster:
        with cluster_executor(cluster) as executor:
            yield executor
        return
    count = min(cores(), tasks)
    if count <= 1:
        yield None
        return
    workers = LocalWorkers(engine, count)
    executor = workers.executor()
    try:
        yield executor
    except BrokenExecutor:
        raise PoolBrokenError(DIED) from None
    except BaseException:
        workers.stop(at_once=True)
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
        workers.close()
