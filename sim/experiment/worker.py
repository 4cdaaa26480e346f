"""What happens in a worker, thread or process, besides simulating: it stops when nobody waits any more."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for

ALL = -1
"""Stands in place of a run's number: stops every run."""

_this_thread = threading.local()


class SupersededError(Exception):
    """Raised inside a worker at a simulated Monday: nobody waits for this replication."""


def begin_thread(stopped: Sequence[int]) -> None:
    """What a worker thread does first: remember the slots that name stopped runs.

    Run r is stopped once r or ALL stands in slot r % len(stopped).
    """
    _this_thread.stopped = stopped


def begin_process(stopped: Sequence[int], pipe_end: Connection) -> None:
    """What a worker process does first: leave Ctrl+C to its parent, and end when that ends or lets go."""
    begin_thread(stopped)  # a worker process simulates in the thread that runs this
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends us
    if hasattr(os, "nice"):
        os.nice(5)  # the page must stay quick while we compute
    threading.Thread(target=_end_with_parent, args=(pipe_end,), daemon=True).start()


def _end_with_parent(pipe_end: Connection) -> None:
    # A parent that is killed cannot tell us: without this, workers would wait for tasks for ever.
    parent = parent_process()
    if parent is not None:
        wait_for([parent.sentinel, pipe_end])
        os._exit(1)


def stop_check(run: int) -> Callable[[int], None]:
    """What to call as each simulated week begins. It raises SupersededError once the run is stopped."""
    stopped: Sequence[int] = getattr(_this_thread, "stopped", (0,))  # none where others made this worker

    def on_week(_week: int) -> None:
        if stopped[run % len(stopped)] in (run, ALL):
            raise SupersededError

    return on_week
