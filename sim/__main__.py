"""The command line: `python -m sim run | compare | report | sweep | check | schema | reference`."""

from __future__ import annotations

import argparse
import json
import os
import sys


def _parser() -> argparse.ArgumentParser:
    from sim.check import command as check
    from sim.commands import experiment, reference, report, sweep

    parser = argparse.ArgumentParser(
        prog="python -m sim",
        description="Headroom: what a rule or a headcount does to satisfaction, burnout and throughput.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    one = commands.add_parser("run", help="simulate one scenario and print its key figures")
    experiment.add_run_arguments(one)
    one.set_defaults(call=experiment.run_command)

    several = commands.add_parser(
        "compare", help="simulate scenarios on the same callers and print the differences"
    )
    experiment.add_compare_arguments(several)
    several.set_defaults(call=experiment.compare_command)

    told = commands.add_parser("report", help="simulate scenarios and write slides, a workbook or a page")
    report.add_arguments(told)
    told.set_defaults(call=report.report_command)

    many = commands.add_parser("sweep", help="move one or more levers over a range and print every point")
    sweep.add_arguments(many)
    many.set_defaults(call=sweep.sweep_command)

    theory = commands.add_parser("check", help="check the engine against exact queueing theory")
    check.add_arguments(theory)
    theory.set_defaults(call=check.main)

    schema = commands.add_parser("schema", help="print the JSON schema of a scenario file")
    schema.set_defaults(call=_schema)

    everything = commands.add_parser("reference", help="print every field, key figure and column as Markdown")
    reference.add_arguments(everything)
    everything.set_defaults(call=reference.reference_command)
    return parser


def _schema(args: argparse.Namespace) -> int:
    from sim.scenario import Scenario

    print(json.dumps(Scenario.model_json_schema(by_alias=True), indent=1, ensure_ascii=False))
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command. 0 if all went well, 1 if a check failed or workers died, 2 for wrong words or scenarios."""
    try:
        return _run(arguments)
    except KeyboardInterrupt:  # at any time, the imports of a command included
        _complain("stopped")
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _complain(f"cannot write the result: {error.strerror}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: list[str] | None) -> int:
    from sim.commands.errors import CommandError
    from sim.experiment import ClusterError, PoolBrokenError, VersionError
    from sim.scenario import ScenarioError

    args = _parser().parse_args(arguments)
    try:
        code: int = args.call(args)
        sys.stdout.flush()
        return code
    except (ScenarioError, CommandError, ClusterError) as error:
        _complain(error)
        return 2
    except (PoolBrokenError, VersionError) as error:
        _complain(error)
        return 1


def _complain(what: object) -> None:
    print(f"python -m sim: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    if sys.stdout is None:  # closed by the caller
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as we live
    elif (
        not sys.stdout.isatty()
    ):  # a file or pipe gets every sign we write, whatever the system's old code page
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
