"""Whether the compiled engine can be used at once, and getting it ready without keeping anybody waiting.

Compiling takes some twenty seconds, once for each version on each machine; the result is stored in the cache folder
(`sim.jit`) and loaded in a fraction of a second. A process that serves users has it compiled by another process and
uses SimPy meanwhile.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from pathlib import Path

import llvmlite.binding
import numba

from sim.engine.compiled.replication import CompiledReplication
from sim.jit import COMPILED_SOURCES, cache_folder
from sim.scenario import parse
from sim.version import matching

TINY = """
schema: 1
name: Tiny
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 20}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Agents, agents: 1}]
"""


def _mark() -> Path:
    """Left in the cache folder once all is compiled for this Python, numba and processor, and these very files.

    numba's cache knows files by path and time: the same sources in another folder are compiled again.
    """
    of = f"{sys.version_info.major}.{sys.version_info.minor} {numba.__version__} {llvmlite.binding.get_host_cpu_name()}"
    files = hashlib.sha256()
    for file in matching(COMPILED_SOURCES):
        files.update(f"{file} {file.stat().st_mtime_ns}\n".encode())
    return cache_folder() / f"ready {of} {files.hexdigest()[:12]}"


def is_ready() -> bool:
    """Whether the compiled engine is in the cache."""
    return _mark().exists()


def prepare() -> None:
    """Compile what is not in the cache yet; load it."""
    tiny = parse(TINY)
    CompiledReplication(tiny, 1, 0).record()
    for pieces in CompiledReplication(tiny, 1, 0).weeks():
        for _ in pieces:
            pass
    _mark().touch()


_lock = threading.Lock()
_compiling: subprocess.Popen[bytes] | None = None


def prepare_elsewhere() -> None:
    """Have another process compile, unless one already does or nothing is to be done. Returns at once."""
    global _compiling
    with _lock:
        if is_ready() or (_compiling is not None and _compiling.poll() is None):
            return
        command = [sys.executable, "-m", "sim.engine.compiled"]
        root = Path(__file__).parents[3]
        _compiling = subprocess.Popen(command, cwd=root)
