"""What the declarations say about a field: bounds, unit, help, where its default comes from."""

from __future__ import annotations

import math

from present.field_names import at, number, shown_unit, value_of
from present.formats import with_unit
from present.text_layout import upper_first
from sim import Scenario
from sim.scenario.field_metadata import Field
from sim.scenario.field_metadata import field as declared
from sim.scenario.fields import NO_UNIT
from ui.number_fields import outside

RESTS_ON = {
    "sourced": "from the literature",
    "assumption": "an assumption",
    "centre": "each centre's own figure",
    "rule": "a rule you set",
}


def help_text(scenario: Scenario, path: str, words: str = "", value: str = "") -> str:
    """The sentences of help: meaning, bounds, this scenario's value, what the default rests on, an example."""
    field = declared(path)
    unit = "%" if field.is_share else shown_unit(field.unit)
    parts = [f"{upper_first(words or field.help)}."]
    if unit and field.high is not None and field.low is not None:
        scale = 100.0 if field.is_share else 1.0
        low = f"{'above ' if field.low_is_excluded else ''}{number(field.low * scale)}"
        parts.append(f"From {low} to {with_unit(number(field.high * scale), unit)}.")
    parts.append(f"In this scenario: **{value or value_of(path, at(scenario, path))}**.")
    rests = RESTS_ON.get(field.status, "")
    if field.status in ("assumption", "sourced"):
        default = f"The default, {value_of(path, field.default)}, is"
        parts.append(f"{'It is' if field.default is None else default} {rests}: {field.source}.")
    elif rests:
        parts.append(f"It is {rests}.")
    return " ".join([*parts, field.words.example] if field.words.example else parts)


def out_of_bounds(field: Field, value: float | None, *, whole: bool = False) -> str:
    """Say what is wrong with a typed value, in the unit on screen; "" where nothing is."""
    lever = field.words.lever
    is_named = lever is not None and lever.unit == NO_UNIT  # its label says what is counted
    scale, unit = (100.0, "%") if field.is_share else (1.0, "" if is_named else shown_unit(field.unit))
    low = -math.inf if field.low is None else field.low * scale
    high = math.inf if field.high is None else field.high * scale
    shown = None if value is None else value * scale
    if shown is not None and field.low_is_excluded and shown <= low:
        return f"{number(shown)} must be greater than {with_unit(number(low), unit)}"
    return outside(shown, low, high, unit, whole=whole)
