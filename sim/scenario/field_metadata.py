"""Every field of a scenario as one list, read off the declarations: for widgets, help and docs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.fields import NO_WORDS, LeverGroup, Model, Words, models_in
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Field:
    """One field. `path` has [] for each item of a list; `low` and `high` are None where there is no bound."""

    path: str
    default: Any
    """None where it may be left out; `required` tells the two apart."""
    required: bool
    unit: str
    help: str
    status: str
    source: str
    low: float | None
    low_is_excluded: bool
    high: float | None
    evidence_range: tuple[float, float] | None
    topic: str = ""
    """What it is about: its help alone ("lost by each transfer") may not say. "" for a field of no topic."""
    words: Words = NO_WORDS

    @property
    def is_share(self) -> bool:
        """A share in [0, 1], shown in per cent."""
        return self.unit == "share"


def _bound(info: FieldInfo, *names: str) -> float | None:
    for constraint in info.metadata:
        for name in names:
            value = getattr(constraint, name, None)
            if value is not None:
                return float(value)
    return None


def _field(path: str, info: FieldInfo, topic: str) -> Field:
    extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    evidence = extra.get("evidence_range")
    return Field(
        path,
        None if info.default is PydanticUndefined else info.default,
        info.is_required(),
        str(extra.get("unit", "")),
        info.description or "",
        str(extra.get("status", "")),
        str(extra.get("source", "")),
        _bound(info, "ge", "gt"),
        _bound(info, "gt") is not None,
        _bound(info, "le", "lt"),
        (float(evidence[0]), float(evidence[1])) if evidence else None,
        topic,
        extra.get("words", NO_WORDS),
    )


def fields(model: type[BaseModel] = Scenario, prefix: str = "", topic: str = "") -> Iterator[Field]:
    """All fields in the file's order, each group of fields after its own line. `topic`: of what holds the model."""
    topics = model.topics if issubclass(model, Model) else {}
    for name, info in model.model_fields.items():
        path = f"{prefix}{info.alias or name}"
        about = next((words for beginning, words in topics.items() if name.startswith(beginning)), topic)
        yield _field(path, info, about)
        for below in models_in(info.annotation):
            yield from fields(below, f"{path}[]." if "tuple" in str(info.annotation) else f"{path}.", about)


@cache
def _by_path() -> dict[str, Field]:
    return {f.path: f for f in fields()}


def declared_path(path: str) -> str:
    """`teams[].agents` of a path such as `teams.Front line.agents`; any other path as it is."""
    head, *rest = path.split(".")
    if head in ("teams", "call_types") and len(rest) > 1:
        return ".".join([f"{head}[]", *rest[1:]])
    return path


def field(path: str) -> Field:
    """The field of a path such as `teams[].agents` or, of a certain team, `teams.Front line.agents`.

    Raises KeyError.
    """
    return _by_path()[declared_path(path)]


def unit_at(path: str) -> str:
    """The unit of a path such as `teams.Front line.agents`; "" where there is none."""
    try:
        return field(path).unit
    except KeyError:
        return ""


def levers(group: LeverGroup) -> list[Field]:
    """The fields that are levers of a group, in the order in which they stand there."""
    ordered = [
        (f.words.lever.order, f)
        for f in _by_path().values()
        if f.words.lever and f.words.lever.group == group
    ]
    return [f for _, f in sorted(ordered, key=lambda one: one[0])]
