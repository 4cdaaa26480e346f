"""The scenarios named on the command line: the user's own files, else those that come with Headroom."""

from __future__ import annotations

import os
from pathlib import Path

from cli.errors import print_error
from sim.engine.warnings import scenario_warnings
from sim.scenario import Scenario, ScenarioError, load
from sim.shipped_files import shipped_file

CONFIG_HELP = "scenario file (YAML), or the name of one that comes with Headroom, such as typical_centre"


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


def load_config(name: str) -> Scenario:
    """The scenario of that name or file, with its warnings on stderr. Raises ScenarioError."""
    file = config_file(name)
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise ScenarioError(
            name, "there is no such file, and no scenario of that name comes with Headroom"
        ) from None
    except (OSError, ValueError):
        pass  # loading it says what is wrong
    scenario = load(file)
    for sentence in scenario_warnings(scenario):
        print_error(sentence, f"{name}: warning")
    return scenario
