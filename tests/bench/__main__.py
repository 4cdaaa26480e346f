"""`make bench`: how fast this is, beside others doing the same work in the same run; right answers only.

The common work is a queue with an exact solution, M/M/50+M. Speeds are calls per second of CPU time on one core,
from rounds in which everybody has a turn; ratios are taken within rounds, so they hold where absolute figures do
not. Ends with 1 if an answer disagrees with theory; with --strict also if a target is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.whole_files import write_whole
from tests.bench.report import Settings, as_json, choices, measured, wrong_answers
from tests.bench.table import table
from tests.bench.targets import Verdict
from tests.processes import end_orderly_when_terminated


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, keep the JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, help="interleaved rounds (default 3; 1 if quick)")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", choices=choices(), default=(), help=", ".join(choices())
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    parser.add_argument("--full", action="store_true", help="ten million calls, however long they take")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a target is not met")
    parser.add_argument("--out", type=Path, default=Path("bench.json"), help="where to keep the figures")
    args = parser.parse_args(arguments)
    rounds = args.rounds or (1 if args.quick else 3)
    settings = Settings(rounds, args.only, args.quick, args.full)
    report = measured(settings, lambda doing: print(f"  … {doing}", file=sys.stderr, flush=True))
    write_whole(args.out, as_json(report).encode())
    print(table(report))
    print(f"kept in {args.out}")
    wrong = wrong_answers(report)
    for title in wrong:
        print(f"WRONG ANSWER: {title}", file=sys.stderr)
    missed = [row["text"] for row in report["targets"] if _missed(row["verdict"], bool(args.only))]
    return 1 if wrong or (args.strict and missed) else 0


def _missed(verdict: Verdict, some_left_out: bool) -> bool:
    """What was not measured only passes where it was not asked for."""
    return verdict is Verdict.NOT_MET or (verdict is Verdict.NOT_MEASURED and not some_left_out)


if __name__ == "__main__":
    end_orderly_when_terminated()
    sys.exit(main())
