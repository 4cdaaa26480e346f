"""Who does a command's work, got ready first."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import replace

from cli.errors import print_error
from cli.progress import progress_bar
from sim.experiment import Budget, Runner, Store, executor_for, limits_from_environment
from sim.experiment.disk_store import on_disk
from sim.experiment.runner import OnProgress
from sim.experiment.stream import Here


def compile_if_needed() -> None:
    """Compile the engine if this computer has not yet, and say so: it takes a while."""
    from sim.code_cache import cache_problem
    from sim.engine.compiled import ready

    if not ready.is_ready():
        if before := cache_problem():
            print(before, file=sys.stderr)
        print(
            "Compiling the engine, once on this computer: about half a minute (--engine simpy needs no compiling).",
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
def finished_runs_store(args: argparse.Namespace, *, is_search: bool = True) -> Iterator[Store]:
    """What is known already; of a search also what earlier commands have finished, unless `--fresh`."""
    beneath = None
    if is_search and not args.fresh:
        beneath = on_disk(args.engine, lambda said: print_error(said, args.program), at_once=True)
    with closing(Store(beneath=beneath)) as store:
        yield store


@contextmanager
def runner(
    args: argparse.Namespace,
    replications: int,
    *,
    tasks: int,
    what: str = "simulating",
    store: Store | None = None,
    here: Here | None = None,
) -> Iterator[Runner]:
    """By `--seed`, `--engine` and `--cluster`, with a progress bar: see `Runner`. `tasks`: about how many in all.
    `here`: in this thread and in its way, whatever `--cluster` says.

    What would be refused on a shared server is said on stderr, once, and done.
    """
    said: list[str] = []

    def warn(problem: str) -> None:
        if not said:  # the first says enough: variants of a scenario cost about the same
            said.append(problem)
            print_error(f"in the app this would be refused: {problem}", args.program)

    budget = Budget(limits_from_environment(), warn)
    if here and args.engine == "compiled":
        compile_if_needed()
    executors = nullcontext() if here else workers(args, tasks)
    with progress_bar(what) as progress, executors as executor:
        yield Runner(
            args.seed, replications, args.engine, executor, store, progress, budget=budget, here=here
        )


def of_whole_search(by: Runner, tasks: int) -> tuple[Runner, OnProgress | None]:
    """The runner, and its progress bar for the whole of a search of about `tasks` tasks instead of each step."""
    show = by.progress

    def overall(done: int, total: int) -> None:
        if show is not None:
            show(done, max(total, tasks))

    return replace(by, progress=None), overall
