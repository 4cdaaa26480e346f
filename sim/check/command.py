"""`python -m sim check`: the engine against exact theory, over all cores."""

from __future__ import annotations

import argparse
import json
import sys
import time

from sim.engine import ENGINES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `check`."""
    parser.add_argument(
        "--case",
        nargs="+",
        action="extend",
        metavar="NAME",
        help="these cases only, such as C3 (default: all)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="under a minute: fewer cases, figures and calls, the same rules"
    )
    parser.add_argument(
        "--engine", choices=ENGINES, default=ENGINES[0], help="which engine (default %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def main(args: argparse.Namespace) -> int:
    """Run the cases and print them: 0 if all agree with theory, 1 if any failed, 2 for an unknown case."""
    from sim.check import table
    from sim.check.cases import all_cases
    from sim.check.judge import CaseRun
    from sim.check.run import check
    from sim.commands.experiment import workers
    from sim.commands.progress import ProgressBar

    cases = [case for case in all_cases() if not args.quick or case.quick is not None]
    order = {case.name: i for i, case in enumerate(cases)}
    if args.case:
        wanted = {name.casefold() for name in args.case}
        unknown = [n for n in args.case if n.casefold() not in {case.casefold() for case in order}]
        if unknown:
            print(
                f"python -m sim: --case {unknown[0]}: there is no such {'quick ' if args.quick else ''}case; "
                f"there are {', '.join(order)}",
                file=sys.stderr,
            )
            return 2
        cases = [case for case in cases if case.name.casefold() in wanted]
    if args.quick:
        cases = [case.in_brief() for case in cases]

    began = time.monotonic()
    runs: list[CaseRun] = []
    with ProgressBar("checking") as progress, workers(sum(c.size.replications for c in cases)) as executor:
        for run in check(cases, engine=args.engine, executor=executor, progress=progress):
            runs.append(run)
    runs.sort(key=lambda run: (order[run.case.name], run.is_last))
    if args.json:
        print(json.dumps(table.as_data(runs, args.engine, args.quick), allow_nan=False))
    else:
        print("\n".join(table.lines(runs)))
        print(table.summary(runs, time.monotonic() - began))
    return 1 if any(run.failed for run in runs) else 0
