"""From YAML text or plain data to a scenario. Nothing but a scenario or a ScenarioError comes out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sim.scenario.errors import ScenarioError, shown
from sim.scenario.schema import Scenario
from sim.scenario.validation import validated
from sim.scenario.yaml_text import read_yaml

MAX_BYTES = 2_000_000


def from_dict(data: Any) -> Scenario:
    """A scenario from plain data, as `as_dict` or a YAML reader gives it. Raises ScenarioError."""
    if not isinstance(data, dict):
        what = "is empty" if data is None else f"holds {shown(data)}"
        raise ScenarioError("", f"a scenario is a list of keys with values; this {what}")
    if "schema" not in data:
        raise ScenarioError("schema", "is missing; write schema: 1 at the top")
    return validated(Scenario, data)


def parse(text: str) -> Scenario:
    """A scenario from YAML text. Raises ScenarioError."""
    return from_dict(read_yaml(text))


def from_bytes(raw: bytes) -> Scenario:
    """A scenario from the bytes of a YAML file of at most 2 MB. Raises ScenarioError."""
    if len(raw) > MAX_BYTES:
        raise ScenarioError("", f"larger than {MAX_BYTES // 1_000_000} MB; this is no scenario")
    if b"\x00" in raw:
        raise ScenarioError("", "this is a binary file, not YAML")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError("", "this is not UTF-8 text") from None
    return parse(text)


def load(path: str | os.PathLike[str]) -> Scenario:
    """A scenario from a YAML file of at most 2 MB. Raises ScenarioError that begins with the file's name.

    Examples:
        >>> centre = load("configs/typical_centre.yaml")
        >>> centre.name, centre.horizon.weeks, centre.teams[0].agents
        ('Typical service centre', 8, 42)
        >>> load("configs/typical.yaml")
        Traceback (most recent call last):
        sim.scenario.errors.ScenarioError: configs/typical.yaml: there is no such file
    """
    file = Path(path)
    try:
        if not file.is_file():
            raise ScenarioError("", "there is no such file" if not file.exists() else "this is not a file")
        with file.open("rb") as opened:
            return from_bytes(opened.read(MAX_BYTES + 1))
    except OSError as error:
        raise ScenarioError(str(path), error.strerror or "cannot be read") from None
    except ScenarioError as error:
        raise ScenarioError(str(path), str(error)) from None
