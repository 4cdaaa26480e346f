"""Does a long run cost more per call than a short one? CPU time and peak memory per call, each in a process of its own.

What is measured is what an experiment does: simulate one replication and reduce it to its key figures.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.experiment import one_replication
from tests import processes
from tests.bench.measure import NotMeasuredError
from tests.bench.scenarios import common_load
from tests.bench.workloads import of_replication

ENOUGH_S = 3.0
"""CPU time below which a run is repeated and the median taken: the first also has to get its memory from the system."""


@dataclass(frozen=True)
class Grown:
    """One length of run."""

    calls: int
    cpu_s_per_call: float
    peak_bytes_per_call: float
    abandoned: float


def grown(calls: int, engine: str) -> Grown:
    """In this process. The peak is that above what stands after loading, compiling and a small run."""
    one_replication(common_load(0), 1, 0, engine)
    scenario = common_load(calls)
    _forget_peak()
    before = _peak_bytes()
    seconds: list[float] = []
    peak = abandoned = 0.0
    offered = 1
    while sum(seconds) < ENOUGH_S:
        began = time.process_time()
        replication = one_replication(scenario, 1, 0, engine)
        seconds.append(time.process_time() - began)
        if len(seconds) == 1:
            peak = _peak_bytes() - before
            offered, abandoned = of_replication(replication)
    return Grown(offered, statistics.median(seconds) / offered, peak / offered, abandoned)


def grown_apart(calls: int, engine: str) -> Grown:
    """In a new process. Raises NotMeasuredError, for instance where the system ended it for want of memory."""
    done = processes.run(
        [sys.executable, "-m", "tests.bench.growth", str(calls), engine], check=False, limit_s=None
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise NotMeasuredError(" ".join([f"the process ended with {done.returncode}", *last]))
    return Grown(**json.loads(done.stdout))


def most_gigabytes() -> float:
    """Memory that a run may take: half of the machine's, where that is known."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**31
    except (AttributeError, ValueError, OSError):
        return math.inf


def _peak_bytes() -> float:
    # On Linux ru_maxrss begins with the peak of the process that started this one; the kernel's own mark does not.
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return math.nan
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


if __name__ == "__main__":
    print(json.dumps(asdict(grown(int(sys.argv[1]), sys.argv[2]))))
