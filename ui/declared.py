"""What the declarations say about a field: bounds, unit, help, where its default comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotated_types import Ge, Gt, Le

from present.changes import number, percent
from sim import Scenario
from ui.state import at, holder_of

RESTS_ON = {
    "sourced": "from the literature",
    "assumption": "an assumption",
    "centre": "the centre's own figure",
    "rule": "a rule the centre sets",
}


@dataclass(frozen=True)
class Declared:
    """A field as declared in `sim/scenario`."""

    help: str
    unit: str
    source: str
    status: str
    default: Any
    least: float | None
    more_than: float | None
    most: float | None

    @property
    def is_share(self) -> bool:
        """Shown in per cent."""
        return self.unit == "share"


def declared(scenario: Scenario, path: str) -> Declared:
    """The declaration of the field at a path."""
    holder, name = holder_of(scenario, path)
    info = type(holder).model_fields[name]
    extra: Any = info.json_schema_extra or {}
    bounds: dict[type, Any] = {type(m): m for m in info.metadata}
    return Declared(
        info.description or "",
        str(extra.get("unit", "")),
        str(extra.get("source", "")),
        str(extra.get("status", "")),
        None if info.is_required() else info.default,
        bounds[Ge].ge if Ge in bounds else None,
        bounds[Gt].gt if Gt in bounds else None,
        bounds[Le].le if Le in bounds else None,
    )


def shown(field: Declared, value: Any) -> str:
    """A setting with its unit: "16.7 %", "4 min"."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return percent(value) if field.is_share else f"{number(value)} {field.unit}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value).replace("_", " ")


def help_text(scenario: Scenario, path: str, words: str = "") -> str:
    """The sentence of help: meaning, unit and bounds, this scenario's value, what the default rests on."""
    field = declared(scenario, path)
    meaning = words or field.help
    unit = "%" if field.is_share else field.unit
    parts = [f"{meaning[:1].upper()}{meaning[1:]}."]
    least = field.more_than if field.least is None else field.least
    if field.most is not None and least is not None:
        scale = 100.0 if field.is_share else 1.0
        low = f"{'above ' if field.least is None else ''}{number(least * scale)}"
        parts.append(f"In {unit}, from {low} to {number(field.most * scale)}." if unit else "")
    parts.append(f"This scenario: **{shown(field, at(scenario, path))}**.")
    rests = RESTS_ON.get(field.status, "")
    if field.status in ("assumption", "sourced"):
        default = (
            f"The model's default, {shown(field, field.default)}, is"
            if field.default is not None
            else "It is"
        )
        parts.append(f"{default} {rests}: {field.source}.")
    elif rests:
        parts.append(f"It is {rests}; the value comes from the scenario file.")
    return " ".join(p for p in parts if p)


def out_of_bounds(field: Declared, value: float | None) -> str:
    """What is wrong with a typed value, in the unit on screen; "" where nothing is."""
    if value is None:
        return "a number is missing"
    scale, unit = (100.0, " %") if field.is_share else (1.0, f" {field.unit}" if field.unit else "")
    if field.least is not None and value < field.least:
        return f"{number(value * scale)} is below the least allowed, {number(field.least * scale)}{unit}"
    if field.more_than is not None and value <= field.more_than:
        return f"{number(value * scale)} must be greater than {number(field.more_than * scale)}{unit}"
    if field.most is not None and value > field.most:
        return f"{number(value * scale)} is above the greatest allowed, {number(field.most * scale)}{unit}"
    return ""
