"""`run` and `compare`: replications over all cores, as a table or as one JSON object."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from sim.commands.progress import ProgressBar
from sim.draws import MAX_REPLICATION, MAX_SEED
from sim.engine import ENGINES
from sim.experiment import KEYS, Estimate, Result, difference, run
from sim.experiment.pool import begin_worker, cores
from sim.kpis import KPIS
from sim.scenario import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words that `run` and `compare` share."""
    parser.add_argument(
        "--reps", type=_whole(1, MAX_REPLICATION), default=10, metavar="N", help="replications (default 10)"
    )
    parser.add_argument(
        "--seed", type=_whole(0, MAX_SEED), default=1, metavar="S", help="seed of the callers (default 1)"
    )
    parser.add_argument(
        "--engine", choices=ENGINES, default=ENGINES[0], help="which engine (default %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _whole(low: int, high: int) -> Any:
    def whole_number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{value} is not between {low} and {high}")
        return value

    return whole_number


@contextmanager
def workers(tasks: int) -> Iterator[Executor | None]:
    """A pool of processes, one per core, or None where one task makes it pointless."""
    processes = min(cores(), tasks)
    if processes <= 1:
        yield None
        return
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=begin_worker)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)  # the workers end with us
        raise
    pool.shutdown()


def results_of(args: argparse.Namespace, files: list[str]) -> list[Result]:
    """Load the scenarios and replicate them on the same callers."""
    scenarios = [load(file) for file in files]
    with ProgressBar("simulating") as progress, workers(args.reps * len(files)) as executor:
        return run(
            scenarios,
            seed=args.seed,
            replications=args.reps,
            engine=args.engine,
            executor=executor,
            progress=progress,
        )


def run_command(args: argparse.Namespace) -> int:
    """`python -m sim run`."""
    (result,) = results_of(args, [args.config])
    if args.json:
        print(json.dumps({**_scenario(result), **_settings(result), "kpis": _kpis(result)}, allow_nan=False))
        return 0
    from present.tables import run_table

    print(run_table(result))
    return 0


def compare_command(args: argparse.Namespace) -> int:
    """`python -m sim compare`."""
    results = results_of(args, [args.baseline, *args.others])
    if args.json:
        base = results[0]
        differences = [
            {
                **_scenario(one),
                "baseline": _scenario(base)["scenario"],
                "kpis": {key: _estimate(difference(one, base, key)) for key in KEYS},
            }
            for one in results[1:]
        ]
        scenarios = [{**_scenario(one), "kpis": _kpis(one)} for one in results]
        print(
            json.dumps(
                {"scenarios": scenarios, "differences": differences, **_settings(base)}, allow_nan=False
            )
        )
        return 0
    from present.tables import compare_table

    print(compare_table(results))
    return 0


def _scenario(result: Result) -> dict[str, Any]:
    return {"scenario": {"name": result.scenario.name, "hash": result.hash}}


def _settings(result: Result) -> dict[str, Any]:
    return {"engine": result.engine, "seed": result.seed, "replications": len(result.replications)}


def _estimate(e: Estimate) -> dict[str, Any]:
    return {"mean": e.mean, "ci95": None if e.low is None else [e.low, e.high]}


def _kpis(result: Result) -> dict[str, Any]:
    return {key: {**_estimate(result.kpi(key)), "unit": KPIS[key].unit} for key in KEYS}
