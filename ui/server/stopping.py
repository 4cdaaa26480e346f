"""SIGTERM and Ctrl+C end the server in time, whatever it simulates, compiles or writes."""

from __future__ import annotations

import os
import signal
import threading
import time
from types import FrameType

GRACE_S = 2.0
"""For answers under way. Then everything ends at once: nothing of ours is lost, results are in memory only."""


def end_in_time() -> None:
    """Have this process end at most `GRACE_S` after it is asked to. Call it while the server begins.

    The server stops by itself in a moment; what it would wait for are threads: a compiled run is at it until its next
    simulated Monday, a report until it is written. Worker processes end with us.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # served by somebody else's program, whose signals these are
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def stop(number: int, frame: FrameType | None, before: object = before) -> None:
            threading.Thread(target=_end, args=(number,), daemon=True).start()
            if callable(before):
                before(number, frame)

        signal.signal(number, stop)


def _end(number: int) -> None:
    time.sleep(GRACE_S)
    os._exit(130 if number == signal.SIGINT else 0)
