"""One sentence for a wrong scenario: the field, the value, the bound, and the nearest known name."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.clock_text import clock_text
from sim.scenario.fields import models_in

UNION_TAGS = {
    "list",
    "by weekday",
    "one",
    "several",
    "all",
    "always",
    "bool",
    "int",
    "float",
    "str",
    "none",
    "list[any]",
    "dict[str,any]",
}
"""Names that pydantic adds to a place where a field takes several shapes; nobody wrote them in the file."""


class ScenarioError(ValueError):
    """A scenario that cannot be run. `str()` is one line for a person; `path` names the field."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = _one_line(path)
        self.problem = _one_line(problem)
        super().__init__(f"{self.path}: {self.problem}" if path else self.problem)

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[str, str]]:
        """So that it comes back whole from another process."""
        return type(self), (self.path, self.problem)


def _one_line(text: str) -> str:
    """The text with line breaks, control characters and halves of characters written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(value: Any) -> str:
    """The value as the user would recognise it, on one line, shortened."""
    if value is None or isinstance(value, str | int | float | list | tuple | dict):
        try:
            text = json.dumps(value, ensure_ascii=False, default=str)
        except (TypeError, ValueError, RecursionError):
            text = type(value).__name__
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _number(bound: float) -> str:
    """A bound in full: 10000000, not 1e+07."""
    return f"{bound:.15g}"


def _close(word: str, names: list[str]) -> str:
    lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return f'; did you mean "{lower[close[0]]}"?' if close else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """'; did you mean "x"?', or the known names where none is near."""
    names = [str(k) for k in known]
    listed = f"; known here: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}" if names else ""
    return _close(str(word), names) or listed


def check_unique(path: str, names: Iterable[str]) -> None:
    """Raise ScenarioError where a name stands twice."""
    for name, count in Counter(names).items():
        if count > 1:
            raise ScenarioError(path, f"{shown(name)} is there {count} times; names must differ")


def _where(location: tuple[int | str, ...], data: Any) -> tuple[str, Any]:
    """The dotted path of an error, list items by their name, and the mapping that holds it."""
    parts: list[str] = []
    here, parent = data, None
    for key in location:
        if isinstance(key, str) and key in UNION_TAGS and not (isinstance(here, dict) and key in here):
            continue
        if key == "[key]":
            continue
        parent = here
        if isinstance(key, int):
            here = here[key] if isinstance(here, list | tuple) and key < len(here) else None
            name = here.get("name") if isinstance(here, dict) else None
            parts.append(name if isinstance(name, str) and name else f"item {key + 1}")
        else:
            here = here.get(key) if isinstance(here, dict) else None
            parts.append(key)
    return ".".join(parts), parent


CLOCKS = {"start", "from", "to", "hours", "spans"}

EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "on or off",
    "string_type": "text",
    "string_unicode": "text of whole characters",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a group of keys with values",
    "model_type": "a group of keys with values",
    "model_attributes_type": "a group of keys with values",
}


def _not_text(value: Any, place: tuple[int | str, ...]) -> str:
    """Why something that looks like text to its writer is none to YAML."""
    if isinstance(value, bool):
        return f"{shown(value)} is not text; yes, no, on, off, true and false need quotes to be text"
    if isinstance(value, int) and 0 <= value <= 1440 and CLOCKS & set(place):
        time = clock_text(value)
        return (
            f'{value} is not a time of day; without quotes YAML takes {time} for a number, so write "{time}"'
        )
    return f"{shown(value)} is not text; write it in quotes"


def _none_of_these(value: Any, choices: list[str]) -> str:
    """What is wrong with a value where only a few are allowed."""
    match choices:
        case ["all" | "always" as word]:
            return f"{shown(value)} is neither {word} nor a list"
        case [only]:
            return f"{shown(value)} must be {only}, the only one there is as yet"
    return f"{shown(value)} is not one of {', '.join(choices)}{_close(str(value), choices)}"


def _problem(error: Any, known: Iterable[str]) -> str:
    """What is wrong, for one error of pydantic's."""
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    match kind:
        case "extra_forbidden":
            return f"unknown key{nearest(str(error['loc'][-1]), known)}"
        case "missing":
            return "is missing and has no default"
        case "greater_than_equal":
            return f"{shown(value)} is below the least allowed, {_number(context['ge'])}"
        case "greater_than":
            return f"{shown(value)} must be greater than {_number(context['gt'])}"
        case "less_than_equal":
            return f"{shown(value)} is above the greatest allowed, {_number(context['le'])}"
        case "finite_number":
            return f"{shown(value)} is not a finite number"
        case "literal_error":
            text = str(context["expected"]).replace(" or ", ",")
            return _none_of_these(value, [c.strip(" '\"") for c in text.split(",")])
        case "clock" | "name" | "date":
            return f"{shown(value)} {error['msg']}"
        case "too_short" if context["actual_length"] == 0:
            return f"is empty; it needs at least {context['min_length']}"
        case "too_short":
            return f"has {context['actual_length']} items; it needs at least {context['min_length']}"
        case "too_long":
            return f"has more items than the {context['max_length']} allowed"
        case "string_too_short":
            return "is empty"
        case "string_too_long":
            return f"is longer than {context['max_length']} characters"
        case _ if kind in EXPECTED and value is None:
            return f"is left empty; it needs {EXPECTED[kind]}"
        case "string_type":
            return _not_text(value, error["loc"][:-1] if isinstance(error["loc"][-1], int) else error["loc"])
        case "bool_type" if isinstance(value, str):
            return f"{shown(value)} is text; it must be on or off, without quotes"
        case _ if kind in EXPECTED:
            return f"{shown(value)} is not {EXPECTED[kind]}"
    return f"{shown(value)}: {error['msg']}"


FIRST = {"extra_forbidden": 0, "finite_number": 1}


def _keys_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The field names known where an error occurred in data for this model."""
    models = [model]
    for key in location[:-1]:
        below = [
            m
            for model in models
            for name, field in model.model_fields.items()
            if key in (name, field.alias)
            for m in models_in(field.annotation)
        ]
        models = below or models
    return [field.alias or name for model in models for name, field in model.model_fields.items()]


def from_validation(error: ValidationError, data: Any, model: type[BaseModel]) -> ScenarioError:
    """The most telling of pydantic's complaints as ours: unknown keys first, since they cause others.

    `data` is what was not valid as a `model`.
    """
    errors: list[Any] = error.errors(include_url=False)
    errors.sort(key=lambda e: FIRST.get(e["type"], len(FIRST)))
    first = errors[0]
    inner = first.get("ctx", {}).get("error")
    if isinstance(inner, ScenarioError):
        return inner
    path, _ = _where(first["loc"], data)
    return ScenarioError(path, _problem(first, _keys_at(model, first["loc"])))
