"""The command line: `headroom` or `python -m sim`, followed by a command such as run."""

from __future__ import annotations

import argparse
import json
import os
import sys

from cli.errors import CommandError, complain

PROGRAM = "python -m sim"


def _parser(program: str) -> argparse.ArgumentParser:
    from cli import app, check, reference, report, run_compare, sweep

    parser = argparse.ArgumentParser(
        prog=program,
        description="Headroom: what a rule or a headcount does to satisfaction, burnout and throughput.",
    )
    parser.set_defaults(program=program)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    app_parser = commands.add_parser("app", help="open the app in the browser")
    app.add_arguments(app_parser)
    app_parser.set_defaults(call=app.app_command)

    run_parser = commands.add_parser("run", help="simulate one scenario and print its key figures")
    run_compare.add_run_arguments(run_parser)
    run_parser.set_defaults(call=run_compare.run_command)

    compare_parser = commands.add_parser(
        "compare", help="simulate scenarios on the same callers and print the differences"
    )
    run_compare.add_compare_arguments(compare_parser)
    compare_parser.set_defaults(call=run_compare.compare_command)

    report_parser = commands.add_parser(
        "report", help="simulate scenarios and write slides, a workbook or a page"
    )
    report.add_arguments(report_parser)
    report_parser.set_defaults(call=report.report_command)

    sweep_parser = commands.add_parser(
        "sweep", help="move one or more levers over a range and print every point"
    )
    sweep.add_arguments(sweep_parser)
    sweep_parser.set_defaults(call=sweep.sweep_command)

    check_parser = commands.add_parser("check", help="check the engine against exact queueing theory")
    check.add_arguments(check_parser)
    check_parser.set_defaults(call=check.check_command)

    schema_parser = commands.add_parser("schema", help="print the JSON schema of a scenario file")
    schema_parser.set_defaults(call=_schema)

    reference_parser = commands.add_parser(
        "reference", help="print every field, key figure and column as Markdown"
    )
    reference.add_arguments(reference_parser)
    reference_parser.set_defaults(call=reference.reference_command)
    return parser


def _schema(args: argparse.Namespace) -> int:
    from sim.scenario import Scenario

    print(json.dumps(Scenario.model_json_schema(by_alias=True), indent=1, ensure_ascii=False))
    return 0


def start(program: str = PROGRAM) -> int:
    """Run the command of this process's arguments and return its exit code; `program` heads help and errors."""
    if sys.stdout is None:  # closed by the caller
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as we live
    elif not sys.stdout.isatty():  # a file or pipe gets every sign, whatever the system's old code page
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    return main(program=program)


def headroom() -> int:
    """Run the installed command `headroom`."""
    return start("headroom")


def main(arguments: list[str] | None = None, program: str = PROGRAM) -> int:
    """Run one command and return its exit code.

    0 if all went well, 1 if a check failed or workers died, 2 for wrong arguments or scenarios, 130 for Ctrl+C.
    """
    try:
        return _run(arguments, program)
    except KeyboardInterrupt:  # at any time, the imports of a command included
        complain("stopped", program)
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        complain(f"cannot write the result: {error.strerror}", program)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: list[str] | None, program: str) -> int:
    from sim.experiment import ClusterError, PoolBrokenError, VersionError
    from sim.scenario import ScenarioError

    args = _parser(program).parse_args(arguments)
    try:
        code: int = args.call(args)
        sys.stdout.flush()
        return code
    except (ScenarioError, CommandError, ClusterError) as error:
        complain(error, program)
        return 2
    except (PoolBrokenError, VersionError) as error:
        complain(error, program)
        return 1
