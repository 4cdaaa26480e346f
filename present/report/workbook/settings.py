"""Every setting of every scenario, one by one: its path in the file, its declaration, its value in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from present.field_names import name_of, number
from sim import KPIS, Scenario
from sim.scenario import as_dict
from sim.scenario.field_metadata import Field, declared_path, field

VERBATIM = ("name", "description", "source")
"""Last parts of paths whose values are text written by the user."""
ABSENT = object()
"""A setting that a scenario does not have, such as one of a team it lacks."""


@dataclass(frozen=True)
class InputRow:
    """`values`: one for each scenario, a number, a text, or None where the scenario has no such setting."""

    path: str
    declared: Field
    name: str
    values: tuple[float | str | None, ...]
    differs: bool

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry of a map, which has no default of its own."""
        return self.path.startswith((*(f"{m}." for m in MAPS), "observed.")) or ".set." in self.path


def settings_of(scenarios: Sequence[Scenario]) -> list[InputRow]:
    """All of them in the file's order; what only later scenarios have comes after its neighbours."""
    trees = [{path: (field(at), value) for path, at, value in _walk(as_dict(s), "", "")} for s in scenarios]
    order: list[str] = []
    for tree in trees:
        at = 0
        for path in tree:
            if path in order:
                at = order.index(path) + 1
            else:
                order.insert(at, path)
                at += 1
    rows = []
    for path in order:
        values = [tree[path][1] if path in tree else ABSENT for tree in trees]
        declared = next(tree[path][0] for tree in trees if path in tree)
        rows.append(
            InputRow(
                path,
                declared,
                _name(path, scenarios),
                tuple(None if v is ABSENT else shown_value(path, declared, v) for v in values),
                any(v != values[0] for v in values[1:]),
            )
        )
    return rows


def _walk(data: Any, path: str, declared: str) -> Iterator[tuple[str, str, Any]]:
    """Yield (path, declared path, value) of all below. Items of lists go by name, without one by number from 1."""
    if declared == "changes[].set":
        below = [(k, _target(k), v) for k, v in data.items()]
    elif isinstance(data, dict) and path in ("observed", *MAPS):
        below = [(k, declared, v) for k, v in data.items()]
    elif isinstance(data, dict):
        below = [(k, f"{declared}.{k}" if declared else k, v) for k, v in data.items()]
    elif isinstance(data, list) and data and all(isinstance(i, dict) for i in data):
        below = [(str(i.get("name", n)), f"{declared}[]", i) for n, i in enumerate(data, start=1)]
    else:
        below = []
    if not below:
        yield path, declared, data
    for key, declared_below, value in below:
        deeper = f"{path}.{key}" if path else key
        if declared == "changes[].set":
            yield deeper, declared_below, value  # a dated value is one setting, whatever is in it
        else:
            yield from _walk(value, deeper, declared_below)


MAPS = ("demand.weekday_factor", "demand.open.hours", "demand.profile")
"""Maps by weekday, whose entries have no declaration of their own."""


def _target(path: str) -> str:
    """The declaration of what a dated change sets; the change's own where there is none."""
    path = declared_path(path)
    try:
        return field(path).path
    except KeyError:
        stem = path.rpartition(".")[0]
        return stem if stem in MAPS else "changes[].set"


def _name(path: str, scenarios: Sequence[Scenario]) -> str:
    head, _, rest = path.partition(".")
    if head == "observed" and rest in KPIS:
        return f"Seen in reality: {KPIS[rest].name}"
    if head == "changes" and ".set." in rest:
        order, _, target = rest.partition(".set.")
        return f"Dated change {order}: {name_of(target)}"
    if head == "changes" and rest:
        return f"Dated change {rest.partition('.')[0]}: in week, counted from 0"
    lone = head == "teams" and all(len(s.teams) == 1 for s in scenarios)
    return name_of(path, alone=lone)


def unit_of(path: str, declared: Field, currency: str = "currency") -> str:
    """The unit of a setting's values, "%" for shares."""
    head, _, key = path.partition(".")
    if head == "observed" and key in KPIS:
        unit, is_share = KPIS[key].unit, KPIS[key].unit.startswith("share")
    else:
        unit, is_share = declared.unit, declared.is_share
    return "%" if is_share else unit.replace("currency", currency)


def shown_value(path: str, declared: Field, value: Any) -> float | str:
    """Return a value as the sheet shows it: a number or a text."""
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case int() | float():
            return percent(value) if unit_of(path, declared) == "%" else float(value)
        case list() | tuple():
            return ", ".join(_item(i) for i in value) or "none"
        case dict():
            return "; ".join(f"{k} {_item(v)}" for k, v in value.items()) or "none"
    text = str(value)
    return text if path.rpartition(".")[2] in VERBATIM else declared.words.options.get(text, text)


def percent(x: float) -> float:
    """In per cent, without the digits that come from multiplying: .07 is 7 and not 7.000000000000001."""
    return float(f"{100.0 * x:.15g}")


def _item(value: Any) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case int() | float():
            return number(value) if round(value, 2) == value else f"{value:g}"
        case list() | tuple():
            return "–".join(_item(i) for i in value)
        case dict():
            return ", ".join(f"{k} {_item(v)}" for k, v in value.items())
    return str(value)
