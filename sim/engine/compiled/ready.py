"""Whether the compiled engine can be used at once, and getting it ready without keeping anybody waiting.

Compiling takes some twenty seconds, once for each version on each machine; the result is stored in the cache folder
(`sim.code_cache`) and loaded in a fraction of a second. A process that serves users has it compiled by another process
and uses SimPy meanwhile; where the result cannot be stored, it compiles itself, beside its other work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from sim.code_cache import all_kept, cache_folder, cache_problem, ready_name
from sim.engine.compiled import PARENT
from sim.engine.compiled.replication import CompiledReplication
from sim.scenario import parse

TINY = """
schema: 1
name: Tiny
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 20}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Agents, agents: 1}]
"""


def _mark() -> Path | None:
    """The file that says that all is in the cache; None where there is none."""
    folder = cache_folder()
    return None if folder is None else folder / ready_name()


_only_here = False
"""Whether it is compiled in this process, but not kept."""


def is_ready() -> bool:
    """Whether the compiled engine is in the cache, or else in this process."""
    mark = _mark()
    return _only_here or (mark is not None and mark.exists())


def prepare() -> None:
    """Compile what is not in the cache yet; load it."""
    global _only_here
    tiny = parse(TINY)
    CompiledReplication(tiny, 1, 0).record()
    for pieces in CompiledReplication(tiny, 1, 0).weeks():
        for _ in pieces:
            pass
    mark = _mark()
    try:
        if mark is not None and all_kept():
            if not mark.exists():
                mark.touch()
            return
    except OSError:  # no room by now, not even for a name
        pass
    _only_here = True


_lock = threading.Lock()
_compiling: subprocess.Popen[bytes] | None = None
_compiling_here: threading.Thread | None = None


def ending_with_us() -> dict[str, str]:
    """The environment for a process that compiles for this one: it ends when this one does, however early."""
    return os.environ | {PARENT: str(os.getpid())}


def prepare_elsewhere() -> None:
    """Have another process compile, unless one already does or nothing is to be done. Returns at once.

    Where that one cannot leave us the result, a thread of ours does it; why is said once on stderr.
    """
    global _compiling, _compiling_here
    with _lock:
        if (
            is_ready()
            or _compiling_here is not None
            or (_compiling is not None and _compiling.poll() is None)
        ):
            return
        if _compiling is None and cache_problem():
            print(cache_problem(), file=sys.stderr, flush=True)
        if _compiling is not None or cache_folder() is None:
            _compiling_here = threading.Thread(target=prepare, name="headroom-compile", daemon=True)
            _compiling_here.start()
            return
        command = [sys.executable, "-m", "sim.engine.compiled"]
        root = Path(__file__).parents[3]
        _compiling = subprocess.Popen(command, cwd=root, env=ending_with_us())
