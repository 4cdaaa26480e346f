"""An app of its own and many users of it: what they waited for, whether anything was mixed up, what memory it took."""

from __future__ import annotations

import asyncio
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from present.tiles import hero
from sim import replace, run
from sim.engine.compiled import ready
from sim.experiment.executors import cores
from tests import processes
from tests.load.users import AGENTS, HostileSeen, Move, Seen, centre_of, hostile, user
from ui.markdown_text import as_text
from ui.runner import SEED
from ui.session import USUAL_RUNS

MB = 2**20
SAMPLE_S = 1.0
AFTER_S = 60.0
"""When memory should be given back, after the last tab was closed."""


@dataclass(frozen=True)
class Crowd:
    """`sessions`: how many users; they come within `arrive_s` and stay until `minutes` are over. `check`: so many sets
    of tiles are simulated again here."""

    sessions: int
    minutes: float
    arrive_s: float
    check: int
    with_hostile: bool = False
    seed: int = 1


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The app as a user starts it, on a free port of this machine: its address and its process."""
    port, log = processes.free_port(), folder / "log"
    command = [sys.executable, "-m", "sim", "app", "--host", "127.0.0.1", "--port", str(port)]
    env = os.environ | {"HEADROOM_KEEP_MB": "0"}  # figures are measured as they are simulated
    with log.open("w") as out, processes.started(command, env=env, log=out) as server:
        processes.wait_until_served(server, port, log)
        yield f"http://127.0.0.1:{port}", psutil.Process(server.pid)


def family_mb(server: psutil.Process) -> float:
    """Resident memory of the server and all that it has started, MB; what they share counts for each."""
    total = 0
    for process in [server, *server.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total / MB


def family_cpu_s(server: psutil.Process) -> float:
    """Processor time so far of the server and all that it has started and still runs."""
    used = 0.0
    for process in [server, *server.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            used += sum(process.cpu_times()[:2])
    return used


async def _remember(server: psutil.Process, began: float, kept: list[tuple[float, float]]) -> None:
    while True:
        kept.append((time.monotonic() - began, family_mb(server)))
        await asyncio.sleep(SAMPLE_S)


@dataclass(frozen=True)
class Measured:
    """What a crowd saw. `memory`: (s from when they began to come, MB). `closed_s`: when the last had gone.

    `before_mb`: after one user had come and gone.
    """

    users: Sequence[Seen]
    hostile: HostileSeen | None
    memory: Sequence[tuple[float, float]]
    before_mb: float
    closed_s: float
    load_cpu_s: float
    server_cpu_s: float


async def _crowd(address: str, server: psutil.Process, crowd: Crowd) -> Measured:
    await user(address, 900, crowd.seed, 0.0, time.monotonic() + 15.0)  # warms up what all share
    await asyncio.sleep(5.0)
    before_mb, chance = family_mb(server), random.Random(crowd.seed)
    began, cpu, server_cpu = time.monotonic(), time.process_time(), family_cpu_s(server)
    until = began + 60.0 * crowd.minutes
    memory: list[tuple[float, float]] = []
    remembers = asyncio.create_task(_remember(server, began, memory))
    arrivals = [chance.uniform(0.0, crowd.arrive_s) for _ in range(crowd.sessions)]
    tasks = [
        asyncio.create_task(user(address, number, crowd.seed, arrives_s, until))
        for number, arrives_s in enumerate(arrivals)
    ]
    enemy = asyncio.create_task(hostile(address, crowd.arrive_s, until)) if crowd.with_hostile else None
    users = await asyncio.gather(*tasks)
    enemy_saw = await enemy if enemy is not None else None
    closed_s, load_cpu_s = time.monotonic() - began, time.process_time() - cpu
    server_cpu_s = family_cpu_s(server) - server_cpu
    await asyncio.sleep(AFTER_S)
    remembers.cancel()
    return Measured(users, enemy_saw, memory, before_mb, closed_s, load_cpu_s, server_cpu_s)


def measured(crowd: Crowd) -> Measured:
    """Start an app, let them all use it, end it."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (address, server):
        return asyncio.run(_crowd(address, server, crowd))


def wrong_tiles(users: Sequence[Seen], check: int, seed: int) -> tuple[int, list[str]]:
    """How many sets of tiles were simulated again here, and which of them are not what their user was shown."""
    settled = [(seen.number, move) for seen in users for move in seen.moves if move.settled is not None]
    chosen = random.Random(seed).sample(settled, min(check, len(settled)))
    wrong = []
    for number, move in chosen:
        shown = tuple(tuple(map(bare, tile)) for tile in move.settled or ())
        if shown != expected_tiles(number, move):
            wrong.append(f"user {number} at {move.value} agents was shown {move.settled}")
    return len(chosen), wrong


def expected_tiles(number: int, move: Move) -> tuple[tuple[str, str, str], ...]:
    """What a user's three large tiles should show."""
    baseline = centre_of(number)
    before, current = run(
        [baseline, replace(baseline, {AGENTS: move.value})], seed=SEED, replications=USUAL_RUNS
    )
    return tuple(
        (bare(as_text(t.label)), bare(as_text(f"{t.value}{t.unit}")), bare(as_text(t.delta)))
        for t in hero(current, before)
    )


def bare(text: str) -> str:
    """Without spaces and the mark-up that makes a unit small: what is said, however it looks."""
    return re.sub(r"\s", "", re.sub(r":small\[(.*?)\]", r"\1", text))


def figures(crowd: Crowd) -> dict[str, Any]:
    """All that is kept of a crowd; seconds and MB."""
    saw = measured(crowd)
    everybody = [*saw.users, *([saw.hostile] if saw.hostile is not None else [])]
    checked, wrong = wrong_tiles(saw.users, crowd.check, crowd.seed)
    mixed_up = [words for seen in saw.users for words in seen.mixed_up] + wrong
    errors = [f"user {seen.number}: {words}" for seen in everybody for words in seen.errors]
    moves = [move for seen in saw.users for move in seen.moves]
    return {
        "hostile": _of_hostile(saw.hostile),
        "sessions": crowd.sessions,
        "minutes": crowd.minutes,
        "cores": cores(),
        "moves": len(moves),
        "cross_talk": len(mixed_up),
        "tiles_simulated_again": checked,
        "errors": len(errors),
        "first_figures_s": _quantiles([seen.first_s for seen in saw.users if seen.first_s is not None]),
        "release_to_figures_s": _quantiles([move.seconds for move in moves]),
        "settled_before_next_move": sum(move.settled is not None for move in moves),
        "messages": sum(seen.messages for seen in everybody),
        "megabytes": round(sum(seen.bytes for seen in everybody) / MB),
        "asked_again": sum(seen.asked_again for seen in everybody),
        "load_program_cpu_s": saw.load_cpu_s,
        "server_cpu_s": saw.server_cpu_s,
        "until_all_had_gone_s": saw.closed_s,
        "memory_mb": _memory(saw, 60.0 * crowd.minutes),
        "what_was_wrong": (mixed_up + errors)[:20],
    }


def _of_hostile(seen: HostileSeen | None) -> dict[str, Any] | None:
    return None if seen is None else {"refused_after_s": seen.refused_s, "moves": seen.superseded}


def _quantiles(seconds: Sequence[float]) -> dict[str, float | None]:
    if not seconds:
        return {"p50": None, "p95": None, "longest": None}
    p50, p95 = np.quantile(seconds, [0.5, 0.95])
    return {"p50": float(p50), "p95": float(p95), "longest": max(seconds)}


def _memory(saw: Measured, length_s: float) -> dict[str, Any]:
    """Means over tenths of the time they were there; then the most, and what is left."""
    edges = np.linspace(0.0, length_s, 11)
    at, size = np.array(saw.memory).T
    tenths = [float(size[(at >= a) & (at < b)].mean()) for a, b in pairwise(edges)]
    return {
        "before": saw.before_mb,
        "tenths": tenths,
        "most": float(size.max()),
        "when_closed": float(size[at <= saw.closed_s][-1]),
        "a_minute_after": float(size[-1]),
    }


if __name__ == "__main__":
    import json

    sessions, minutes = int(sys.argv[1]), float(sys.argv[2])
    processes.end_orderly_when_terminated()
    ready.prepare()
    print(json.dumps(figures(Crowd(sessions, minutes, 10.0, 10, len(sys.argv) > 3)), indent=1))
