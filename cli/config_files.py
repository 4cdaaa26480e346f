"""The scenarios named on the command line: the user's own files, else those that come with Headroom."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cli.errors import CommandError, print_error
from sim.engine.warnings import scenario_warnings
from sim.scenario import MAX_BYTES, Scenario, ScenarioError, from_bytes, load
from sim.shipped_files import shipped_file

CONFIG_HELP = (
    "scenario file (YAML), the name of one that comes with Headroom, such as typical_centre, "
    "or - for standard input"
)
STDIN = "-"


def config_file(name: str) -> Path:
    """The file `name`, else the one that comes with Headroom under that name, else `name` as it stands.

    configs/NAME.yaml, NAME.yaml and NAME all name the same file that comes with Headroom.
    """
    file = Path(name)
    if os.path.lexists(file) or file.is_absolute() or ".." in file.parts:
        return file
    shipped = shipped_file("configs") / (file.relative_to("configs") if file.parts[0] == "configs" else file)
    candidates = (shipped, shipped.with_name(f"{shipped.name}.yaml"))
    return next((path for path in candidates if os.path.isfile(path)), file)


def load_configs(names: Sequence[str]) -> list[Scenario]:
    """The scenarios of these names or files. Raises ScenarioError, and CommandError for two on standard input."""
    if list(names).count(STDIN) > 1:
        raise CommandError(
            f"{STDIN} is given {list(names).count(STDIN)} times, but standard input holds one scenario"
        )
    return [load_config(name) for name in names]


def load_config(name: str) -> Scenario:
    """The scenario of that name or file, or on standard input, with its warnings on stderr. Raises ScenarioError."""
    scenario = _on_stdin() if name == STDIN else _from_file(name)
    for sentence in scenario_warnings(scenario):
        print_error(sentence, f"{'standard input' if name == STDIN else name}: warning")
    return scenario


def _from_file(name: str) -> Scenario:
    file = config_file(name)
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        problem = "there is no such file, and no scenario of that name comes with Headroom"
        raise ScenarioError("", f"{name}: {problem}") from None
    except (OSError, ValueError):
        pass  # loading it says what is wrong
    return load(file)


def _on_stdin() -> Scenario:
    try:
        return from_bytes(b"" if sys.stdin is None else sys.stdin.buffer.read(MAX_BYTES + 1))
    except OSError as error:
        raise ScenarioError("standard input", error.strerror or "cannot be read") from None
    except ScenarioError as error:
        raise ScenarioError("standard input", str(error)) from None
