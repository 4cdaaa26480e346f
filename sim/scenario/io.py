"""From YAML text or plain data to a scenario. Nothing but a scenario or a ScenarioError comes out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sim.scenario.errors import ScenarioError, shown
from sim.scenario.schema import Scenario
from sim.scenario.validation import validated
from sim.scenario.yaml_text import MAX_DEPTH, MAX_ITEMS, read_yaml

MAX_BYTES = 500_000


def from_dict(data: Any, *, as_written: bool = False) -> Scenario:
    """A scenario from plain data, as `as_dict` or a YAML reader gives it. Raises ScenarioError.

    `as_written`: by a person, so that a default that is there contradicts whatever leaves it no meaning.
    """
    check_size(data)
    if not isinstance(data, dict):
        what = "is empty" if data is None else f"holds {shown(data)}"
        raise ScenarioError("", f"a scenario is a list of keys with values; this {what}")
    if "schema" not in data:
        raise ScenarioError("schema", "is missing; write schema: 1 at the top")
    return validated(Scenario, data, as_written=as_written)


def check_size(data: Any) -> None:
    """Raise ScenarioError for plain data, as a link holds it, with more values or levels than any scenario has."""
    level, count = [data], 1
    for _ in range(MAX_DEPTH + 1):
        groups = [
            one.values() if isinstance(one, dict) else one
            for one in level
            if isinstance(one, dict | list | tuple)
        ]
        count += sum(map(len, groups))
        if count > MAX_ITEMS:
            raise ScenarioError("", f"more than {MAX_ITEMS:,} values; this is not a scenario")
        level = [value for group in groups for value in group]
        if not level:
            return
    raise ScenarioError("", f"nested deeper than {MAX_DEPTH} levels")


def parse(text: str) -> Scenario:
    """A scenario from YAML text. Raises ScenarioError."""
    return from_dict(read_yaml(text), as_written=True)


def from_bytes(raw: bytes) -> Scenario:
    """A scenario from the bytes of a YAML file of at most 500 kB. Raises ScenarioError."""
    if len(raw) > MAX_BYTES:
        raise ScenarioError("", f"larger than {MAX_BYTES // 1000} kB; this is not a scenario")
    if b"\x00" in raw:
        raise ScenarioError("", "this is a binary file, not YAML")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError("", "this is not UTF-8 text") from None
    return parse(text)


def load(path: str | os.PathLike[str]) -> Scenario:
    """A scenario from a YAML file of at most 500 kB. Raises ScenarioError that begins with the file's name.

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
        raise ScenarioError("", f"{path}: {error.strerror or 'cannot be read'}") from None
    except ScenarioError as error:
        raise ScenarioError("", f"{path}: {error}") from None
