"""From YAML text or plain data to a scenario. Nothing but a scenario or a ScenarioError comes out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from sim.scenario.errors import ScenarioError, shown
from sim.scenario.schema import Scenario
from sim.scenario.validation import validated

MAX_BYTES = 2_000_000
MAX_DEPTH = 30


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases (which can explode), duplicate keys or deep nesting."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event: Any = self.get_event()  # type: ignore[no-untyped-call]
            raise ScenarioError(
                "",
                f"line {event.start_mark.line + 1}: *{event.anchor}: YAML aliases are not allowed; "
                "write the values out",
            )
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ScenarioError("", f"nested deeper than {MAX_DEPTH} levels")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, str):
                raise ScenarioError("", f"line {line}: the key {shown(key)} is not text; write it in quotes")
            if key in seen:
                raise ScenarioError("", f"line {line}: the key {shown(key)} is there twice")
            seen.add(key)
        return super().construct_mapping(node, deep)


def _refused(error: yaml.constructor.ConstructorError) -> str:
    """What PyYAML will not construct: tags, merges, keys that are no keys."""
    line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
    tag = str(error.problem or "").partition("constructor for the tag ")[2].strip("'")
    if tag == "tag:yaml.org,2002:merge":
        return f"{line}<< is not allowed; write the keys out"
    if tag:
        return f"{line}the tag {tag.replace('tag:yaml.org,2002:', '!!')} is not allowed; write plain values"
    return f"{line}this is not YAML: {error.problem}"


def read_yaml(text: str) -> Any:
    """Plain data from YAML. Raises ScenarioError with the line."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.constructor.ConstructorError as error:
        raise ScenarioError("", _refused(error)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}: " if mark else ""
        raise ScenarioError("", f"{line}this is not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise ScenarioError("", f"this is not YAML: {str(error).splitlines()[0]}") from None
    except ScenarioError:
        raise
    except (ValueError, ArithmeticError, LookupError, AttributeError) as error:
        # PyYAML's own, for a date such as 2026-13-45, a number of a million digits, !!int ""
        raise ScenarioError("", f"this is not YAML: a value that cannot be read ({error})"[:200]) from None
    except RecursionError:
        raise ScenarioError("", f"nested deeper than {MAX_DEPTH} levels") from None


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
