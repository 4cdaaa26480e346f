"""`python -m sim.engine.compiled`: compile the engine into the cache folder, so that its first use does not wait."""

import os
import sys
import threading
import time

from sim.engine.compiled import PARENT


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if hasattr(os, "nice"):
    os.nice(5)  # who waits for a page goes first
    threading.Thread(
        target=_end_with, args=(int(os.environ.get(PARENT) or os.getppid()),), daemon=True
    ).start()
try:
    from sim.code_cache import all_kept, cache_problem
    from sim.engine.compiled.ready import prepare  # takes seconds: the watch comes first

    prepare()
    if not all_kept():
        print(cache_problem(), file=sys.stderr)
except KeyboardInterrupt:
    os._exit(130)
