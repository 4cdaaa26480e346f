"""`python -m sim check`: the engine against exact theory and against the other engine, over all cores."""

from __future__ import annotations

import argparse
import time

from cli.arguments import add_engine, add_json
from cli.errors import CommandError
from cli.json_output import print_json, versions
from cli.progress import progress_bar
from cli.workers import compile_if_needed, workers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    parser.add_argument(
        "--case",
        nargs="+",
        action="extend",
        metavar="NAME",
        help="these cases only, such as C3 (default: all)",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="fewer cases with the same rules, and a short comparison of the engines: half a minute",
    )
    add_engine(parser)
    add_json(parser)


def check_command(args: argparse.Namespace) -> int:
    """Run the cases and print them: 0 if all agree with theory, 1 if any failed. Raises CommandError.

    A case also fails where the other engine parts from the one that ran it.
    """
    from sim.check import table
    from sim.check.cases import all_cases
    from sim.check.engines import CALLS, CALLS_QUICK, compare_all
    from sim.check.run import check
    from sim.engine import ENGINES
    from sim.experiment import executor_for

    cases = [case for case in all_cases() if case.quick or not args.quick]
    order = {case.name: i for i, case in enumerate(cases)}
    if args.case:
        names = {name.casefold() for name in args.case}
        unknown = [n for n in args.case if n.casefold() not in {case.casefold() for case in order}]
        if unknown:
            raise CommandError(
                f"--case {unknown[0]}: there is no such {'quick ' if args.quick else ''}case; "
                f"the cases are {', '.join(order)}"
            )
        cases = [case for case in cases if case.name.casefold() in names]

    if not args.cluster:
        compile_if_needed()  # whichever engine runs the cases, the other is compared with it
    began = time.monotonic()
    tasks = sum(c.size.replications for c in cases)
    with progress_bar("checking") as progress, workers(args, tasks) as executor:
        runs = list(check(cases, engine=args.engine, executor=executor, progress=progress))
    runs.sort(key=lambda run: (order[run.case.name], run.is_last))
    with (
        progress_bar("comparing engines") as progress,
        executor_for("simpy", len(cases), args.cluster) as executor,  # both run there: SimPy takes longest
    ):
        calls = CALLS_QUICK if args.quick else CALLS
        compared = dict(compare_all(cases, calls, executor=executor, progress=progress))
    seconds = time.monotonic() - began
    (other,) = (engine for engine in ENGINES if engine != args.engine)
    if args.json:
        print_json({**versions(), **table.as_data(runs, compared, args.engine, other, args.quick)})
    else:
        print("\n".join(table.lines(runs, compared)))
        print("\n".join(table.summary(runs, compared, args.engine, other, seconds)))
    return 0 if table.passed(runs, compared) else 1
