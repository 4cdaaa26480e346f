"""One sentence for a wrong scenario: the field, the value, the bound, and the nearest known name."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

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
        self.path = shortened(".".join(shortened(part) for part in _one_line(path).split(".")), 160)
        self.problem = _one_line(problem)
        super().__init__(f"{self.path}: {self.problem}" if path else self.problem)

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[str, str]]:
        """So that it comes back whole from another process."""
        return type(self), (self.path, self.problem)


def _one_line(text: str) -> str:
    """The text with line breaks, control characters and halves of characters written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shortened(text: str, most: int = 60) -> str:
    """The text, or its beginning where it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def shown(value: Any) -> str:
    """The value as the user would recognise it, on one line, shortened."""
    if value is None or isinstance(value, str | int | float | list | tuple | dict):
        try:
            text = json.dumps(value, ensure_ascii=False, default=str)
        except (TypeError, ValueError, RecursionError):
            text = type(value).__name__
    else:
        text = str(value)
    return shortened(text)


def _number(bound: float) -> str:
    """A bound in full: 10000000, not 1e+07."""
    return f"{bound:.15g}"


def _close(word: str, names: list[str]) -> str:
    lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return f'; did you mean "{shortened(lower[close[0]])}"?' if close else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """'; did you mean "x"?', or the known names where none is near."""
    names = [str(k) for k in known]
    first = ", ".join(map(shortened, names[:12]))
    listed = f"; known here: {first}{', …' if len(names) > 12 else ''}" if names else ""
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


NAMED_TIMES = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
QUARTERS = {"0": 0, "25": 15, "5": 30, "75": 45, "15": 15, "3": 30, "45": 45}
"""Digits behind a point -> minutes: quarters of an hour (18.5), or a clock's of which a 0 was lost (18.30 is 18.3)."""
EXAMPLE = 'hours and minutes in quotes, such as "18:30"'


def _clock_meant(value: Any) -> str:
    """How a time of day is to be written: the one that was probably meant, or an example."""
    text = str(value).strip().lower()
    clock = re.fullmatch(r"(\d{1,2})(?:[:.h ]?([0-5]\d))?(?::00)?\s*(h|[ap]m)?", text, re.ASCII)
    decimal = re.fullmatch(r"(\d{1,2})\.(\d{1,2})", text, re.ASCII)
    hours, minutes = -1, 0
    if text in NAMED_TIMES:
        return f'write "{NAMED_TIMES[text]}"'
    if decimal and decimal[2] in QUARTERS and (type(value) is float or not clock):
        hours, minutes = int(decimal[1]), QUARTERS[decimal[2]]
    elif clock and type(value) in (str, int):
        hours, minutes = int(clock[1]), int(clock[2] or 0)
        if clock[3] in ("am", "pm"):
            hours = hours % 12 + 12 * (clock[3] == "pm") if 1 <= hours <= 12 else -1
    elif type(value) is int and 0 < value < 1440:  # 08:00 in a file that went through a reader of YAML 1.1
        hours, minutes = divmod(value, 60)
    if 24 * 60 < hours * 60 + minutes < 30 * 60 and type(value) is str:
        hours -= 24  # the small hours of the next day
    return f'write "{hours:02d}:{minutes:02d}"' if 0 <= hours * 60 + minutes <= 1440 else f"write {EXAMPLE}"


def _number_meant(text: str, unit: str) -> str:
    """How a number is to be written that stands in the file as text; "" where none can be made out."""
    original, text = (
        text,
        "".join(str(int(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFKC", text)),
    )
    parts = re.fullmatch(r"([-+]?)(\d+):([0-5]\d)", text.strip())
    if parts and unit in ("s", "min", "h"):
        whole, rest = int(parts[2]), int(parts[3])
        value = whole * 60.0 + rest if unit == "s" else whole + rest / 60.0
        return f"; write {parts[1]}{value:.6g} (in {unit})"
    number = text.strip().removesuffix(unit).strip() if unit in ("s", "min", "h") else text.strip()
    share = number.endswith("%")
    number = number.removesuffix("%").strip()
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3}|[ _'\u00a0\u202f]\d{3})+(\.\d+)?|[-+]?\d+(_\d+)+", number):
        number = re.sub(r"[^-+\d.]", "", number)
    elif re.fullmatch(r"[-+]?\d*,\d+", number):
        number = number.replace(",", ".")
    if not re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?", number, re.IGNORECASE):
        return ""
    if share:
        return f"; write {float(number) / 100.0:.6g}" if unit == "share" else f"; write {number}, without %"
    return f"; write {number}" if number != original else f"; write {number} without quotes"


def _not_text(value: Any, place: tuple[int | str, ...]) -> str:
    """Why something that looks like text to its writer is none to YAML."""
    if isinstance(value, bool):
        return f"{shown(value)} is not text; true and false need quotes to be text"
    if isinstance(value, int | float) and CLOCKS & set(place):
        return f"{shown(value)} is not a time of day; {_clock_meant(value)}"
    return f"{shown(value)} is not text{'' if isinstance(value, list | dict) else '; write it in quotes'}"


def _none_of_these(value: Any, choices: list[str]) -> str:
    """What is wrong with a value where only a few are allowed."""
    match choices:
        case ["all" | "always" as word]:
            return f"{shown(value)} is neither {word} nor a list"
        case [only]:
            return f"{shown(value)} must be {only}, the only value allowed so far"
    return f"{shown(value)} is not one of {', '.join(choices)}{_close(str(value), choices)}"


def _problem(error: Any, known: Iterable[str], unit: str) -> str:
    """What is wrong, for one error of pydantic's."""
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    match kind:
        case "extra_forbidden":
            return f"unknown key{nearest(str(error['loc'][-1]), known)}"
        case "missing":
            return "is missing and has no default"
        case "greater_than_equal":
            return f"{shown(value)} is below the minimum, {_number(context['ge'])}"
        case "greater_than":
            return f"{shown(value)} must be greater than {_number(context['gt'])}"
        case "less_than_equal":
            return f"{shown(value)} is above the maximum, {_number(context['le'])}"
        case "finite_number":
            return f"{shown(value)} is not a finite number"
        case "literal_error":
            text = str(context["expected"]).replace(" or ", ",")
            return _none_of_these(value, [c.strip(" '\"") for c in text.split(",")])
        case "clock":
            return f"{shown(value)} {error['msg']}; {_clock_meant(value)}"
        case "name" | "date":
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
        case "string_type" if value is None and CLOCKS & set(error["loc"]):
            return f"is left empty; write {EXAMPLE}"
        case _ if kind in EXPECTED and value is None:
            return f"is left empty; it needs {EXPECTED[kind]}"
        case "string_type":
            return _not_text(value, error["loc"][:-1] if isinstance(error["loc"][-1], int) else error["loc"])
        case "bool_type" if isinstance(value, str):
            return f"{shown(value)} is text; it must be on or off, without quotes"
        case "int_type" | "int_from_float" if isinstance(value, float) and value.is_integer():
            return f"{shown(value)} must be a whole number; write {value:.0f}"
        case "int_type" | "float_type" if isinstance(value, str):
            return f"{shown(value)} is not {EXPECTED[kind]}{_number_meant(value, unit)}"
        case _ if kind in EXPECTED:
            return f"{shown(value)} is not {EXPECTED[kind]}"
    return f"{shown(value)}: {error['msg']}"


FIRST = {"extra_forbidden": 0, "finite_number": 1}


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> dict[str, FieldInfo]:
    """The fields known where an error occurred in data for this model, by their names in the file."""
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
    return {field.alias or name: field for model in models for name, field in model.model_fields.items()}


def _unit(field: FieldInfo | None) -> str:
    extra = field.json_schema_extra if field else None
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


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
    known = _fields_at(model, first["loc"])
    return ScenarioError(path, _problem(first, known, _unit(known.get((first["loc"] or ("",))[-1]))))
