"""`reference`: every field, KPI and column, as declared in the code, in Markdown (docs/reference.md).

Other documents hold tables of some fields, see `with_tables`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from pydantic import BaseModel

from cli.errors import CommandError
from sim.kpis import KPIS
from sim.record import AGENT_DAY_COLUMNS, LEG_COLUMNS
from sim.scenario.field_metadata import Field, fields
from sim.whole_files import write_whole

STATUS = {
    "sourced": "**S** sourced",
    "assumption": "**A** assumption",
    "centre": "the centre's own",
    "rule": "a rule the centre sets",
}


def _bounds(f: Field) -> str:
    if f.low is None and f.high is None:
        return ""
    low = "" if f.low is None else f"{'>' if f.low_is_excluded else ''} {f.low:g}".strip()
    return f"{low} to {f.high:g}" if f.high is not None else f"from {low}"


def _default(f: Field) -> str:
    if f.required:
        return "required"
    if isinstance(f.default, BaseModel):
        return ""
    if isinstance(f.default, bool):
        return "on" if f.default else "off"
    if f.default is None:
        return "none"
    if f.default in ((), {}):
        return "empty"
    if isinstance(f.default, float):
        short = f"{f.default:.4g}"
        if float(short) == f.default:
            return short
        return f"{f.default!r} ({Fraction(f.default).limit_denominator(100)})"  # to be written as it is
    return ", ".join(map(str, f.default)) if isinstance(f.default, tuple) else str(f.default)


def field_table(some: Iterable[Field]) -> Iterator[str]:
    """These fields as a table, line by line."""
    yield "| field | meaning | unit | default | bounds | rests on | evidence range |"
    yield "|---|---|---|---|---|---|---|"
    for f in some:
        rests = (
            f"{STATUS[f.status]}: {f.source}" if f.status in ("sourced", "assumption") else STATUS[f.status]
        )
        between = f"{f.evidence_range[0]:g} to {f.evidence_range[1]:g}" if f.evidence_range else ""
        yield f"| `{f.path}` | {f.help} | {f.unit} | {_default(f)} | {_bounds(f)} | {rests} | {between} |"


TABLE = re.compile(r"(<!-- fields:\s([^>]*?)-->\n).*?(<!-- end of fields -->)", re.DOTALL)
"""A table of fields in a document: the paths that its first mark names, and what stands up to its second."""


def fields_at(paths: str) -> list[Field]:
    """The fields of these paths, separated by white space; the path of a group stands for all fields in it.

    Raises ValueError for a path that is none.
    """
    single = [f for f in fields() if not isinstance(f.default, BaseModel)]
    chosen = []
    for path in paths.split():
        matching = [f for f in single if f.path == path or f.path.startswith(f"{path}.")]
        if not matching:
            raise ValueError(f"there is no field {path}")
        chosen += matching
    return chosen


def with_tables(text: str) -> str:
    """A document with its tables of fields made anew from the declarations. Raises ValueError.

    A table stands between `<!-- fields: PATH … -->` and `<!-- end of fields -->`.
    """
    made, tables = TABLE.subn(lambda m: "\n".join([m[1], *field_table(fields_at(m[2])), "", m[3]]), text)
    if not tables:
        raise ValueError("no <!-- fields: PATH … --> with its <!-- end of fields -->, so no table to write")
    return made


def lines() -> Iterator[str]:
    """The document: its lines, headings with the empty lines around them."""
    yield "# Reference\n"
    yield "Made by `python -m sim reference` from the declarations in the code; do not edit. What a number rests on is"
    yield "marked: **S** a source, **A** an assumption of the model, which the app shows as one (†)."
    yield "\n## Scenario file\n"
    yield from field_table(fields())
    yield "\n## Key figures\n"
    yield "| key | name | unit | definition | better | worth noticing | source |"
    yield "|---|---|---|---|---|---|---|"
    for k in KPIS.values():
        better = f"up to {k.band[1]:g}" if k.band else k.better
        share = f"{100.0 * k.min_important_share:g}% of the baseline"
        least = share if k.min_important_share else f"{k.min_important_difference:g}"
        yield f"| `{k.key}` | {k.name} | {k.unit} | {k.definition} | {better} | {least} | {k.source} |"
    for title, columns in (("Record: legs", LEG_COLUMNS), ("Record: positions and days", AGENT_DAY_COLUMNS)):
        yield f"\n## {title}\n"
        yield "| column | in tables | unit | meaning |"
        yield "|---|---|---|---|"
        for column in columns:
            yield f"| `{column.name}` | `{column.in_tables}` | {column.unit} | {column.meaning} |"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Documents to bring up to date instead."""
    parser.add_argument(
        "documents",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="write the tables of fields in these documents anew instead of printing the reference",
    )


def reference_command(args: argparse.Namespace) -> int:
    """`python -m sim reference [FILE ...]`."""
    for document in args.documents:
        try:
            text = with_tables(document.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{document}: {error.strerror}") from None
        except ValueError as error:
            raise CommandError(f"{document}: {error}") from None
        write_whole(document, text.encode())
    if not args.documents:
        print("\n".join(lines()))
    return 0
