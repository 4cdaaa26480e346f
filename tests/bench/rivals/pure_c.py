"""The event loop alone, in C (mmn_m.c beside this), compiled with gcc -O3 when first needed: as fast as this work gets.

It runs as a child process, whose CPU time `tests.bench.measure` adds to our own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.bench.load import AGENTS, CALLS_PER_MIN, PATIENCE_MIN, TALK_MIN

SOURCE = Path(__file__).with_name("mmn_m.c")


@cache
def program() -> Path:
    """The compiled program, in a folder that goes when we do. Raises RuntimeError without a compiler."""
    if os.name == "nt":
        raise RuntimeError("Windows does not tell the CPU time of a child")
    gcc = shutil.which("gcc")
    if gcc is None:
        raise RuntimeError("gcc not found")
    folder = Path(tempfile.mkdtemp(prefix="headroom-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run([gcc, "-O3", "-o", folder / "mmn_m", SOURCE, "-lm"], check=True)
    return folder / "mmn_m"


def simulate(calls: int, seed: int) -> tuple[int, float]:
    """(Calls offered, share abandoned)."""
    numbers = (calls, seed, CALLS_PER_MIN, TALK_MIN, PATIENCE_MIN, AGENTS)
    done = subprocess.run([program(), *map(str, numbers)], check=True, capture_output=True, encoding="ascii")
    return calls, int(done.stdout) / calls
