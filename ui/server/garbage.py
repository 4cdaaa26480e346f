"""Memory that only refers to itself: looked for at intervals, not after each drawing.

Streamlit 1.67 looks through all objects of the process after every run of a script or of a part of it, and nothing
else runs meanwhile: with a dozen people looking on, that was three fifths of all that Python did.
`runner.postScriptGC` in `.streamlit/config.toml` ends it.
"""

from __future__ import annotations

import gc
import threading
import time

EVERY_S = 20.0


def collect_at_intervals() -> None:
    """From now on. What is there already stays for good, and is never looked through again."""
    gc.collect()
    gc.freeze()
    threading.Thread(target=_collect, name="headroom-garbage", daemon=True).start()


def _collect() -> None:
    while True:
        time.sleep(EVERY_S)
        gc.collect()
