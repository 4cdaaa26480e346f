"""How long tests wait: for states, never for times, and all up to the same limit."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = float(os.environ.get("HEADROOM_PATIENCE_S") or 600.0)
"""Longest wait for anything. No test takes so long: ten busy programs beside the tests may slow them down sixfold."""

PAUSE_S = 0.05


def wait_until(state: Callable[[], T], what: str) -> T:
    """Wait until `state()` is true or not empty, and return it; fail with `what` has not come about."""
    end = time.monotonic() + PATIENCE_S
    while not (reached := state()):
        assert time.monotonic() < end, f"after {PATIENCE_S:g} s: {what}"
        time.sleep(PAUSE_S)
    return reached
