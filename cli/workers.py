"""Who does a command's work, got ready first."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager

from cli.progress import progress_bar
from sim.experiment import Runner, Store, executor_for


def compile_if_needed() -> None:
    """Compile the engine if this computer has not yet, and say so: it takes a while."""
    from sim.code_cache import cache_problem
    from sim.engine.compiled import ready

    if not ready.is_ready():
        if before := cache_problem():
            print(before, file=sys.stderr)
        print(
            "Compiling the engine, once on this computer: about half a minute (--engine simpy does without).",
            file=sys.stderr,
        )
        ready.prepare()
        if not before and cache_problem():
            print(cache_problem(), file=sys.stderr)


def workers(args: argparse.Namespace, tasks: int) -> AbstractContextManager[Executor | None]:
    """An executor for `tasks` tasks by `--engine` and `--cluster`: see `executor_for`."""
    if args.engine == "compiled" and not args.cluster:
        compile_if_needed()
    return executor_for(args.engine, tasks, args.cluster)


@contextmanager
def runner(
    args: argparse.Namespace,
    replications: int,
    *,
    tasks: int,
    what: str = "simulating",
    store: Store | None = None,
) -> Iterator[Runner]:
    """By `--seed`, `--engine` and `--cluster`, with a progress bar: see `Runner`. `tasks`: about how many in all."""
    with progress_bar(what) as progress, workers(args, tasks) as executor:
        yield Runner(args.seed, replications, args.engine, executor, store, progress)
