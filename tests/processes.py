"""Programs that tests start: Ctrl+C reaches them wherever the tests run, and none outlives its test.

Under `nohup`, behind `&` in a script and in some continuous integration SIGINT is ignored, and programs inherit that.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil

from tests.waiting import PATIENCE_S, wait_until

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def _interrupts(heard: bool) -> Iterator[None]:
    """Whether programs started in here will be ended by SIGINT; they inherit nothing but that it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler if heard else signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def end_orderly_when_terminated() -> None:
    """Let SIGTERM, by which a time limit ends us, do as Ctrl+C does: what we have started ends with us."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@contextmanager
def started(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    log: IO[str] | None = None,
    interrupts: bool = True,
) -> Iterator[subprocess.Popen[str]]:
    """Start a program in a session of its own; on leaving, kill what is left of it and of all that it started.

    Its output goes to pipes, or all of it to the open file `log`. `interrupts`: as from a terminal, SIGINT ends it;
    otherwise it is ignored, as under `nohup`. Call it from the main thread.
    """
    with _interrupts(interrupts):
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log or subprocess.PIPE,
            stderr=subprocess.STDOUT if log else subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for left in members(process.pid):
            with suppress(psutil.NoSuchProcess):
                left.kill()
        process.wait()
        wait_until(lambda: not members(process.pid), "killed, but still there")
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    check: bool = True,
    limit_s: float | None = PATIENCE_S,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end. Raises AssertionError, with all it printed, if `check` and it failed."""
    with started(command, cwd=cwd, env=env) as process:
        out, err = process.communicate(timeout=limit_s)
    assert not check or process.returncode == 0, f"{command} ended with {process.returncode}:\n{out}\n{err}"
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_served(server: subprocess.Popen[str], port: int, log: Path) -> None:
    """Wait until the app that was started answers at its port; fail with its log if it ends instead."""

    def answers() -> bool:
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/_stcore/health", timeout=PATIENCE_S
            ) as health:
                return bool(health.read() == b"ok")
        except OSError:
            return False

    wait_until(answers, "the app answers")


def members(leader: int) -> list[psutil.Process]:
    """What is alive of a session; on Windows, which has none, its leader and all that this has started."""
    if os.name == "nt":
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(leader)
            return [process, *process.children(recursive=True)]
        return []
    return [process for process in psutil.process_iter() if _is_alive_in(process, leader)]


def cpu_elsewhere_s() -> float:
    """CPU time so far of our other threads, and of all programs that we have started, ended or not."""
    times = os.times()
    used = time.process_time() - time.thread_time() + times.children_user + times.children_system
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            used += sum(child.cpu_times()[:2])
    return used


def _is_alive_in(process: psutil.Process, session: int) -> bool:
    try:
        return os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, psutil.NoSuchProcess):
        return False
