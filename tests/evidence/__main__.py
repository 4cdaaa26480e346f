"""`make evidence`: measure again what the page "How far to trust this" says, some five minutes on two cores."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cli.workers import compile_if_needed
from present.evidence import FOLDER, read
from sim.whole_files import write_whole
from tests.evidence import bank, cases, coverage, sessions, speed, theory, twin
from tests.evidence.document import DOCUMENT, with_measured_part
from tests.evidence.files import as_text, neat, record_of
from tests.processes import end_orderly_when_terminated

PARTS = (theory.PART, twin.PART, coverage.PART, bank.LOG_PART, bank.PART, cases.PART, speed.PART)
WHEN_NAMED = (sessions.PART,)
"""Take long and need a machine to themselves: measured only if `--only` names them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make each file anew. Everything but dates and timings is the same each time for the same model version."""
    parser = argparse.ArgumentParser(prog="python -m tests.evidence", description=__doc__)
    names = [part.key for part in PARTS + WHEN_NAMED]
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=names, help=", ".join(names))
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, to see that it works: not to be kept"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files go (default: evidence/)")
    args = parser.parse_args(arguments)
    if args.quick and args.folder.resolve() == FOLDER:
        parser.error("--quick shows little: give it another --folder than evidence/")
    args.folder.mkdir(parents=True, exist_ok=True)
    end_orderly_when_terminated()
    compile_if_needed()
    for part in PARTS + WHEN_NAMED if args.only else PARTS:
        if args.only and part.key not in args.only:
            continue
        print(f"{part.key}: {part.what} …", file=sys.stderr, flush=True)
        record = record_of(part, args.quick)
        if record is None:
            print(
                f"  {part.key}: needs what is not here; the file stays as it was", file=sys.stderr, flush=True
            )
            continue
        path = args.folder / f"{part.key}.json"
        write_whole(path, f"{as_text(neat(record))}\n".encode())
        print(f"  {path.name}, {record['seconds']} s", file=sys.stderr, flush=True)
    if args.folder.resolve() == FOLDER:
        text = DOCUMENT.read_text(encoding="utf-8")
        write_whole(DOCUMENT, with_measured_part(text, read(FOLDER)).encode())
        text = sessions.DOCUMENT.read_text(encoding="utf-8")
        write_whole(sessions.DOCUMENT, sessions.with_sessions(text, FOLDER).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
