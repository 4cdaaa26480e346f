"""`report`: a comparison as slides, a workbook or a web page, chosen by the endings of the files asked for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cli.arguments import add_engine, add_replications, replications_of
from cli.config_files import CONFIG_HELP, config_file, load_configs
from cli.errors import CommandError, print_error
from cli.output_files import output_file, written
from cli.run_compare import comparability_warnings
from cli.workers import runner
from sim.whole_files import write_whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `report`."""
    parser.add_argument(
        "configs", metavar="CONFIG", nargs="+", help=f"{CONFIG_HELP}; the first is the baseline"
    )
    parser.add_argument(
        "--baseline", metavar="CONFIG", help="which of them the others are compared with, if not the first"
    )
    parser.add_argument(
        "--client", metavar="NAME", default="", help="client's name, shown on the report (optional)"
    )
    parser.add_argument("--logo", metavar="FILE", help="PNG or JPEG picture shown on the report (optional)")
    add_replications(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        action="append",
        required=True,
        help="where to write it: .pptx slides, .xlsx workbook, .html web page; may be given several times",
    )
    add_engine(parser)


def report_command(args: argparse.Namespace) -> int:
    """`python -m sim report`."""
    from present.report.files import FORMATS
    from present.report.logo import LogoError, validated_logo
    from present.report.report import Report, collect, names_of

    files = [output_file("-o", name, FORMATS, "a report's file") for name in dict.fromkeys(args.output)]
    try:
        logo = validated_logo(Path(args.logo).read_bytes()) if args.logo else b""
    except OSError as error:
        raise CommandError(f"--logo {args.logo}: {error.strerror}") from None
    except LogoError as error:
        raise CommandError(f"--logo {args.logo}: {error}") from None
    scenarios = load_configs(_baseline_first(args.configs, args.baseline))
    for line in comparability_warnings(scenarios):
        print_error(line, args.program)
    replications = replications_of(args)
    with runner(args, replications, tasks=replications * len(scenarios) * 2) as simulating:
        results = collect(scenarios, simulating)
    report = Report(results, names_of(scenarios), date.today(), " ".join(args.client.split()), logo)
    for file in files:
        write_whole(file, FORMATS[file.suffix.lower()].make(report))
        print(written(file))
    return 0


def _baseline_first(configs: Sequence[str], baseline: str | None) -> list[str]:
    """The files in the order of the report. Raises CommandError."""
    from present.report.report import MOST_SCENARIOS

    if len(configs) > MOST_SCENARIOS:
        raise CommandError(f"{len(configs)} scenarios: a report holds {MOST_SCENARIOS} at most")
    if baseline is None:
        return list(configs)
    same = [c for c in configs if config_file(c).absolute() == config_file(baseline).absolute()]
    if not same:
        raise CommandError(f"--baseline {baseline} is not one of the scenarios {', '.join(configs)}")
    return [same[0], *(c for c in configs if c != same[0])]
