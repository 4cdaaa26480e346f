"""What happens in a worker, thread or process, besides simulating: it stops when nobody waits any more."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.run_control import RunControl

_this_thread = threading.local()


def begin_thread(slots: NDArray[np.int64]) -> None:
    """What a worker thread does first: remember the slots that name cancelled runs.

    Run r is cancelled once r or ALL_RUNS stands in slot r % len(slots).
    """
    _this_thread.slots = slots


def begin_process(slots: Any, pipe_end: Connection) -> None:
    """What a worker process does first: leave Ctrl+C to its parent, and end when that ends or lets go.

    `slots`: shared whole numbers of eight bytes.
    """
    begin_thread(np.frombuffer(slots, np.int64))  # a worker process simulates in the thread that runs this
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


def run_control(run: int, most_bytes: int | None = None) -> RunControl:
    """What a replication obeys that this worker simulates for a run; never cancelled where others made the worker."""
    slots: NDArray[np.int64] | None = getattr(_this_thread, "slots", None)
    if slots is None:
        return RunControl(most_bytes=most_bytes)
    place = run % len(slots)
    return RunControl(slots[place : place + 1], run, most_bytes)
