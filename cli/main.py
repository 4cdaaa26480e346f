"""The command line: `headroom` or `python -m sim`, followed by a command such as run."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple, NoReturn

from cli import streams
from cli.errors import CommandError, print_error

PROGRAM = "python -m sim"
LEAST_BYTES = 800_000_000
"""Of address space, which is more than is used of memory."""
NO_MEMORY = "not enough memory: allow more (ulimit -v), or simulate on one core (HEADROOM_WORKERS=1)"


class _Version(argparse.Action):
    """Print the versions and end; the model's is only made out when asked for, for that takes a moment."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from sim.version import __version__, model_version

        print(f"Headroom {__version__}, model {model_version()}")
        parser.exit()


class _CommandParser(argparse.ArgumentParser):
    """Refuses wrong arguments in one line, where argparse would put ten of usage before it."""

    def error(self, message: str) -> NoReturn:
        """End with the message and exit code 2."""
        self.exit(2, f"{self.prog}: error: {message} (--help lists all arguments)\n")


class _Named(NamedTuple):
    """A command, and where it is: what it needs is imported when it is asked for."""

    module: str
    help: str
    call: str
    add_arguments: str = "add_arguments"


COMMANDS = {
    "app": _Named("app", "open the app in the browser", "app_command"),
    "run": _Named(
        "run_compare", "simulate one scenario and print its key figures", "run_command", "add_run_arguments"
    ),
    "compare": _Named(
        "run_compare",
        "simulate scenarios on the same callers and print the differences",
        "compare_command",
        "add_compare_arguments",
    ),
    "report": _Named(
        "report", "simulate scenarios and write slides, a workbook or a web page", "report_command"
    ),
    "sweep": _Named("sweep", "move one or more levers over a range and print every point", "sweep_command"),
    "staff": _Named(
        "staff", "find how many people each half-hour of the week needs for a target", "staff_command"
    ),
    "roster": _Named(
        "roster",
        "find the shifts at least cost that keep a target, or the best moves of those there are",
        "roster_command",
    ),
    "tradeoff": _Named(
        "tradeoff",
        "find the designs that no other beats in cost, satisfaction and exhaustion",
        "tradeoff_command",
    ),
    "calibrate": _Named(
        "calibrate",
        "make a scenario of your own centre from its phone system's exports, judged by later days",
        "calibrate_command",
    ),
    "check": _Named("check", "check the engine against exact queueing theory", "check_command"),
    "schema": _Named("schema", "print the JSON schema of a scenario file", "schema_command", ""),
    "reference": _Named(
        "reference", "print every field, key figure and column as Markdown", "reference_command"
    ),
}


def _parser(program: str, asked: str = "") -> argparse.ArgumentParser:
    """Of all commands, with the arguments of the one that is asked for."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Headroom: what rules and headcount do to satisfaction, burnout and throughput.",
    )
    parser.set_defaults(program=program)
    parser.add_argument(
        "-V", "--version", action=_Version, nargs=0, help="print Headroom's and the model's version"
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=_CommandParser
    )
    for name, command in COMMANDS.items():
        command_parser = commands.add_parser(name, help=command.help)
        if name == asked:
            module = import_module(f"cli.{command.module}")
            command_parser.set_defaults(call=getattr(module, command.call))
            if command.add_arguments:
                getattr(module, command.add_arguments)(command_parser)
    return parser


def _asked(arguments: Sequence[str]) -> str:
    """The command among arguments; no option before it has a value."""
    return next((word for word in arguments if not word.startswith("-")), "")


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
    words = sys.argv[1:] if arguments is None else arguments
    args = _parser(program, _asked(words)).parse_args(words)
    from sim.experiment import ClusterError, PoolBrokenError, SettingError, VersionError
    from sim.scenario import ScenarioError

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
