"""One sentence for a wrong scenario: the field, the value, the bound, and the nearest known name."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

UNION_TAGS = {"list", "by weekday", "all", "always"}


class ScenarioError(ValueError):
    """A scenario that cannot be run. `str()` is one line for a person; `path` names the field."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"{path}: {problem}" if path else problem)


def shown(value: Any) -> str:
    """The value as the user would recognise it, on one line, shortened."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= 60 else text[:57] + "..."


def nearest(word: str, known: Iterable[str]) -> str:
    """' (did you mean "x"?)', or the known names where none is near."""
    names = [str(k) for k in known]
    close = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    if close:
        return f'; did you mean "{close[0]}"?'
    return f"; known here: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}" if names else ""


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


EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "on or off",
    "string_type": "text in quotes",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "none_required": "left out",
}


def _problem(error: Any, known: Iterable[str]) -> str:
    """What is wrong, for one error of pydantic's."""
    kind, context, value = error["type"], error.get("ctx", {}), shown(error["input"])
    match kind:
        case "extra_forbidden":
            return f"unknown key{nearest(str(error['loc'][-1]), known)}"
        case "missing":
            return "is missing and has no default"
        case "greater_than_equal":
            return f"{value} is below the least allowed, {context['ge']:g}"
        case "greater_than":
            return f"{value} must be greater than {context['gt']:g}"
        case "less_than_equal":
            return f"{value} is above the greatest allowed, {context['le']:g}"
        case "finite_number":
            return f"{value} is not a finite number"
        case "literal_error":
            choices = [c.strip(" '\"") for c in str(context["expected"]).replace(" or ", ",").split(",")]
            if choices in (["None"], ["False"]):
                return f"{value}: not yet; leave it out"
            if choices == ["phone"]:
                return f"{value}: not yet; only phone"
            return f"{value} is not one of {', '.join(choices)}{nearest(str(error['input']), choices)}"
        case "none_required":
            return f"{value}: not yet; leave it out"
        case "clock":
            hint = ""
            if isinstance(error["input"], int):
                hint = f" (without quotes YAML read {error['input'] // 60}:{error['input'] % 60:02d} as a number)"
            return f"{value} {error['msg']}{hint}"
        case "name":
            return f"{value} {error['msg']}"
        case "too_short":
            return f"has {context['actual_length']} items, at least {context['min_length']} are needed"
        case "too_long":
            return f"has more than the {context['max_length']} items allowed"
        case "string_too_short":
            return "is empty"
        case "string_too_long":
            return f"is longer than {context['max_length']} characters"
        case _ if kind in EXPECTED:
            if kind == "string_type" and isinstance(error["input"], int):
                return f'{value} is not text; write times and names in quotes, as "18:00"'
            return f"{value} is not {EXPECTED[kind]}"
    return f"{value}: {error['msg']}"


def from_validation(error: ValidationError, data: Any, keys_of: Any) -> ScenarioError:
    """The first of pydantic's complaints as ours; unknown keys first, since they cause others.

    `keys_of(location)` gives the names known at a place.
    """
    errors: list[Any] = error.errors(include_url=False)
    errors.sort(key=lambda e: e["type"] != "extra_forbidden")
    first = errors[0]
    inner = first.get("ctx", {}).get("error")
    if isinstance(inner, ScenarioError):
        return inner
    path, _ = _where(first["loc"], data)
    return ScenarioError(path, _problem(first, keys_of(first["loc"])))
