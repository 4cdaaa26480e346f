"""YAML 1.2 to plain data and back: what a file says is what is read, in any reader."""

from __future__ import annotations

import re
from typing import Any

import yaml

from sim.scenario.errors import ScenarioError, shortened, shown

MAX_DEPTH = 30
MAX_ITEMS = 20_000
"""Values in one scenario: forty times what the largest in `configs/` holds. PyYAML reads that many in a second."""
MARKS = (",", "\n", "[", "{", "- ", ": ", "? ")
"""What YAML needs to begin another value, so that there are at most as many as of these marks; a text may hold some."""

CORE = {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
}
"""What plain words mean: the core schema of YAML 1.2.2, section 10.3.2. All else is text.

PyYAML by itself goes by YAML 1.1, where 010 is 8, 5:30 is 330 and no is false.
"""
FIRST = {
    "null": ["~", "n", "N", ""],
    "bool": list("tTfF"),
    "int": list("-+0123456789"),
    "float": list("-+.0123456789"),
}
"""What they may begin with."""


class _Loader(yaml.SafeLoader):
    """Safe YAML 1.2 without aliases (which can explode), duplicate keys or deep nesting."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event: Any = self.get_event()  # type: ignore[no-untyped-call]
            raise ScenarioError(
                "",
                f"line {event.start_mark.line + 1}: *{shortened(event.anchor)}: YAML aliases are not allowed; "
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


_Loader.yaml_implicit_resolvers = {"<": yaml.SafeLoader.yaml_implicit_resolvers["<"]}
"""Of PyYAML's own words only the merge key is left, to be refused."""


def _plain_value(loader: _Loader, node: yaml.ScalarNode) -> int | float | bool | None:
    """A number, true, false or null, as YAML 1.2 means it. Raises ValueError for what a tag calls so wrongly."""
    text, kind = loader.construct_scalar(node), node.tag.rpartition(":")[2]
    if not re.fullmatch(CORE[kind], text):
        raise ValueError(f"{shown(text)} is no {kind}")
    if text.startswith(("0x", "0o")):
        raise ScenarioError(
            "",
            f"line {node.start_mark.line + 1}: {shortened(text)} is no decimal number; "
            f"write {shortened(str(int(text, 0)))}, "
            f"or {shown(text)} in quotes if it is text",
        )
    match kind:
        case "int":
            return int(text)
        case "float":
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        case "bool":
            return text.lower() == "true"
    return None


class _Dumper(yaml.SafeDumper):
    """Quotes all text that a reader of YAML 1.1 or one of 1.2 would take for something else."""

    def represent_str(self, text: str) -> yaml.ScalarNode:
        """Write text that holds a line break which only YAML 1.1 knows with escapes."""
        style = '"' if any(c in text for c in "\x85\u2028\u2029") else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _Dumper.represent_str)

for _kind, _pattern in CORE.items():
    _tag, _whole = f"tag:yaml.org,2002:{_kind}", re.compile(rf"(?:{_pattern})\Z")
    _Loader.add_implicit_resolver(_tag, _whole, FIRST[_kind])
    _Loader.add_constructor(_tag, _plain_value)
    _Dumper.add_implicit_resolver("", _whole, FIRST[_kind])


def write_yaml(data: Any) -> str:
    """Plain data as YAML that `read_yaml` reads back, and any other reader alike."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def _refused(error: yaml.constructor.ConstructorError) -> str:
    """What PyYAML will not construct: tags, merges, keys that are no keys."""
    line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
    tag = str(error.problem or "").partition("constructor for the tag ")[2].strip("'")
    if tag == "tag:yaml.org,2002:merge":
        return f"{line}<< is not allowed; write the keys out"
    if tag:
        short = shortened(tag.replace("tag:yaml.org,2002:", "!!"))
        return f"{line}the tag {short} is not allowed; write plain values"
    return f"{line}this is not YAML: {error.problem}"


def read_yaml(text: str) -> Any:
    """Plain data from YAML. Raises ScenarioError, with the line where one is wrong.

    What is too much for a scenario is refused before it is parsed, which would take PyYAML half a minute a megabyte.
    """
    if sum(map(text.count, MARKS)) > MAX_ITEMS:
        raise ScenarioError("", f"more than {MAX_ITEMS:,} lines and values; this is not a scenario")
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
