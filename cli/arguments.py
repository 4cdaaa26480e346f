"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from sim.draws import MAX_REPLICATION, MAX_SEED
from sim.engine import ENGINES


def add_replications(parser: argparse.ArgumentParser) -> None:
    """--reps and --seed. `args.reps` is None where not given: see `replications_of`."""
    parser.add_argument(
        "--reps",
        type=integer_between(1, MAX_REPLICATION),
        metavar="N",
        help=f"replications (default {DEFAULT})",
    )
    parser.add_argument(
        "--seed",
        type=integer_between(0, MAX_SEED),
        default=1,
        metavar="S",
        help="seed of the callers (default 1)",
    )


DEFAULT = 10


def replications_of(args: argparse.Namespace) -> int:
    """How many replications were asked for."""
    reps: int | None = args.reps
    return DEFAULT if reps is None else reps


def add_engine(parser: argparse.ArgumentParser) -> None:
    """--engine and --cluster: what simulates, and where."""
    parser.add_argument(
        "--engine", choices=ENGINES, default=ENGINES[0], help="which engine (default %(default)s)"
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        default=os.environ.get("HEADROOM_CLUSTER") or None,
        help="dask.distributed scheduler that does the work, such as tcp://host:8786; scheduler and workers need "
        "Headroom too, installed or in a folder named in PYTHONPATH (default: HEADROOM_CLUSTER, or this computer's "
        "cores)",
    )


def add_fresh(parser: argparse.ArgumentParser) -> None:
    """--fresh, of commands that go on where one like them was ended."""
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="simulate all of it, also what an earlier command has finished and left on disk",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def integer_between(low: int, high: int) -> Callable[[str], int]:
    """A type for argparse: whole numbers from `low` to `high`."""

    def whole_number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{value} is not between {low} and {high}")
        return value

    return whole_number
