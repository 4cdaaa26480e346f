"""The command line: `headroom` or `python -m sim`, followed by a command such as run."""

from __future__ import annotations

import argparse
import errno
import json
import sys
from collections.abc import Callable

from cli import streams
from cli.errors import CommandError, print_error

PROGRAM = "python -m sim"
LEAST_BYTES = 800_000_000
"""Of address space, which is more than is used of memory."""
NO_MEMORY = "not enough memory: allow more (ulimit -v), or simulate on one core (HEADROOM_WORKERS=1)"
Command = Callable[[argparse.Namespace], int]
AddArguments = Callable[[argparse.ArgumentParser], None]


class _Version(argparse.Action):
    """Print the versions and end; the model's is only made out when asked for, for that takes a moment."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from sim.version import __version__, model_version

        print(f"Headroom {__version__}, model {model_version()}")
        parser.exit()


def _parser(program: str) -> argparse.ArgumentParser:
    from cli import app, calibrate, check, reference, report, roster, staff, sweep, tradeoff
    from cli.run_compare import add_compare_arguments, add_run_arguments, compare_command, run_command

    parser = argparse.ArgumentParser(
        prog=program,
        description="Headroom: what rules and headcount do to satisfaction, burnout and throughput.",
    )
    parser.set_defaults(program=program)
    parser.add_argument(
        "-V", "--version", action=_Version, nargs=0, help="print Headroom's and the model's version"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, help: str, call: Command, add_arguments: AddArguments | None = None) -> None:
        command_parser = commands.add_parser(name, help=help)
        command_parser.set_defaults(call=call)
        if add_arguments is not None:
            add_arguments(command_parser)

    add("app", "open the app in the browser", app.app_command, app.add_arguments)
    add("run", "simulate one scenario and print its key figures", run_command, add_run_arguments)
    words = "simulate scenarios on the same callers and print the differences"
    add("compare", words, compare_command, add_compare_arguments)
    words = "simulate scenarios and write slides, a workbook or a web page"
    add("report", words, report.report_command, report.add_arguments)
    words = "move one or more levers over a range and print every point"
    add("sweep", words, sweep.sweep_command, sweep.add_arguments)
    words = "find how many people each half-hour of the week needs for a target"
    add("staff", words, staff.staff_command, staff.add_arguments)
    words = "find the shifts at least cost that keep a target, or the best moves of today's"
    add("roster", words, roster.roster_command, roster.add_arguments)
    words = "find the designs that no other beats in cost, satisfaction and exhaustion"
    add("tradeoff", words, tradeoff.tradeoff_command, tradeoff.add_arguments)
    words = "make a scenario of your own centre from its phone system's exports, judged by later days"
    add("calibrate", words, calibrate.calibrate_command, calibrate.add_arguments)
    add("check", "check the engine against exact queueing theory", check.check_command, check.add_arguments)
    add("schema", "print the JSON schema of a scenario file", _schema)
    words = "print every field, key figure and column as Markdown"
    add("reference", words, reference.reference_command, reference.add_arguments)
    return parser


def _schema(args: argparse.Namespace) -> int:
    from sim.scenario import Scenario

    print(json.dumps(Scenario.model_json_schema(by_alias=True), indent=1, ensure_ascii=False))
    return 0


def start(program: str = PROGRAM) -> int:
    """Run the command of this process's arguments and return its exit code; `program` heads help and errors."""
    streams.prepare()
    return main(program=program)


def headroom() -> int:
    """Run the installed command `headroom`."""
    return start("headroom")


def main(arguments: list[str] | None = None, program: str = PROGRAM) -> int:
    """Run one command and return its exit code.

    0 if all went well, 2 for wrong arguments, scenarios or settings, 130 for Ctrl+C; 1 if a check failed, workers died,
    a result could not be written, an address not served, or memory or open files were too few.
    """
    try:
        _check_memory()
        return _run(arguments, program)
    except KeyboardInterrupt:  # at any time, the imports of a command included
        print_error("stopped", program)
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        streams.drop(sys.stdout)
        return 0
    except OSError as error:
        print_error(_system_error_text(error), program)
        if error.filename is None:  # stdout cannot be written to
            streams.drop(sys.stdout)
        return 1
    except (MemoryError, ImportError, RuntimeError) as error:
        if not _is_memory(error):
            raise
        print_error(NO_MEMORY, program)
        return 1


def _system_error_text(error: OSError) -> str:
    """What the system would not do, and what helps."""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "too many open files: allow more (ulimit -n), or simulate on one core (HEADROOM_WORKERS=1)"
    if error.errno == errno.ENOMEM:
        return NO_MEMORY
    return f"{error.filename or 'cannot write the result'}: {error.strerror or error}"


def _is_memory(error: Exception) -> bool:
    """Whether memory is what was missing: libraries say so in their own ways."""
    words = ("Cannot allocate memory", "failed to map segment", "can't start new thread")
    return isinstance(error, MemoryError) or any(word in str(error) for word in words)


def _check_memory() -> None:
    """Raise MemoryError where a limit leaves less than libraries need to begin: some would wait for ever."""
    try:
        from resource import RLIM_INFINITY, RLIMIT_AS, getrlimit
    except ImportError:  # Windows
        return
    limit, _ = getrlimit(RLIMIT_AS)
    if limit != RLIM_INFINITY and limit < LEAST_BYTES:
        raise MemoryError


def _run(arguments: list[str] | None, program: str) -> int:
    from sim.experiment import ClusterError, PoolBrokenError, SettingError, VersionError
    from sim.scenario import ScenarioError

    args = _parser(program).parse_args(arguments)
    try:
        code: int = args.call(args)
        sys.stdout.flush()
        return code
    except (ScenarioError, CommandError, ClusterError, SettingError) as error:
        print_error(error, program)
        return 2
    except (PoolBrokenError, VersionError) as error:
        print_error(error, program)
        return 1
