"""How settings and their values are written on screen, in the words of their declarations."""

from __future__ import annotations

from typing import Any

from present.formats import plain, with_unit
from present.locale import without_zeros
from present.text_layout import counted, upper_first
from sim import Scenario
from sim.scenario.field_metadata import Field, field


def at(scenario: Scenario, path: str) -> Any:
    """The value at a path such as "teams.Front line.agents"."""
    here: Any = scenario
    for key in path.split("."):
        if isinstance(here, tuple):
            here = next(item for item in here if item.name == key)
        elif isinstance(here, dict):
            here = here[key]
        else:
            here = getattr(here, key)
    return here


def name_of(path: str, *, alone: bool = False, label: str = "") -> str:
    """A setting's name: "Agents, Front line". `alone`: the only team or type there is, which goes unnamed.

    `label`: instead of what the field itself is called.
    """
    head, *rest = path.split(".")
    of_item = head in ("teams", "call_types") and len(rest) > 1
    declared = known_field(path)
    name = label or (declared.words.name if declared is not None else "")
    if not name:
        words = " ".join(rest[1:] if of_item else rest) or head
        name = upper_first(words.replace("_", " ").removesuffix(" min"))
    return f"{name}, {rest[0]}" if of_item and not alone else name


def known_field(path: str) -> Field | None:
    """The declaration of a path; None for what has none of its own, such as an entry of a map."""
    try:
        return field(path)
    except KeyError:
        return None


def number(x: float, more: int = 0) -> str:
    """A setting's value: as many digits as it has, up to two and `more`; more where it would be rounded to 0."""
    text = plain(x, (2 if abs(x) >= 0.01 or x == 0.0 else 4) + more)
    return without_zeros(text)


def percent(x: float, more: int = 0) -> str:
    """A share as "16.7%"; with `more` digits behind the point than that."""
    text = plain(x * 100.0, 1 + more)
    return f"{without_zeros(text)}%"


def values_of(path: str, was: Any, new: Any) -> tuple[str, str]:
    """Two values of a setting with their units, with as many digits as tell them apart."""
    for more in range(MOST_DIGITS):
        shown = value_of(path, was, more), value_of(path, new, more)
        if shown[0] != shown[1]:
            break
    return shown


MOST_DIGITS = 15
ONE_OF = {"issues per open day": "issue per open day", "waiting places": "waiting place"} | {
    f"{one}s": one for one in ("call", "day", "position", "week")
}
"""Units of what is counted, and of one of it."""


def shown_unit(unit: str) -> str:
    """A setting's unit as it is shown: files and JSON have some older names."""
    return {"seats": "positions"}.get(unit, unit)


def value_of(path: str, value: Any, more: int = 0) -> str:
    """A setting's value with its unit: "16.7%", "4 min", "552.50 AUD", "none". `more`: digits behind the point."""
    declared = known_field(path)
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case int() | float() if declared is not None and declared.is_share:
            return percent(value, more)
        case int() | float():
            unit = shown_unit(declared.unit) if declared is not None else ""
            is_money_in_cents = unit.startswith("currency") and not float(value).is_integer()
            text = plain(value, 2 + more) if is_money_in_cents else number(value, more)
            return with_unit(text, ONE_OF.get(unit, unit) if value == 1 else unit)
        case list() | tuple() if path.endswith(".breaks"):
            minutes = sum(b["minutes"] if isinstance(b, dict) else b.minutes for b in value)
            if not value:
                return "none"
            return f"{with_unit(number(minutes), 'min')} in {counted(len(value), 'break', 'breaks')}"
        case list() | tuple() if any(isinstance(i, dict) for i in value):
            return counted(len(value), "entry", "entries")
        case list() | tuple():
            return ", ".join(str(i) for i in value) or "none"
        case dict():
            return counted(len(value), "entry", "entries")
    options = declared.words.options if declared is not None else {}
    return options.get(str(value), str(value).replace("_", " "))


def slug(name: str) -> str:
    """A name fit for a file."""
    text = "".join(c if c.isalnum() else "_" for c in name.lower())
    return "_".join(part for part in text.split("_") if part)[:60] or "scenario"
