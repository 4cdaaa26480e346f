"""How a scenario field is declared: default, unit, bounds, sentence of help, source, all in one place.

Validation, widgets, help, exports and docs are made from these declarations and from nothing else.
"""

from __future__ import annotations

import re
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, field_validator, model_validator
from pydantic_core import PydanticCustomError

Status = Literal["sourced", "assumption", "centre", "rule"]
"""What a default rests on: literature, an assumption of ours, the centre's own facts, or a rule it sets."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Model(BaseModel):
    """Frozen, strict (no text where a number is due), unknown keys refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        populate_by_name=True,
        protected_namespaces=(),
    )

    @field_validator("*")
    @classmethod
    def _plain_zero(cls, value: Any) -> Any:
        """-0.0 is 0.0: one scenario has one text, and no negative zero gets into a record."""
        return 0.0 if isinstance(value, float) and value == 0.0 else value


def quantity(
    default: Any,
    unit: str,
    help: str,
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    status: Status = "centre",
    source: str = "the centre's own figure",
    evidence: tuple[float, float] | None = None,
    **kwargs: Any,
) -> Any:
    """Declare a field. `evidence` is the range that the literature leaves open, for sensitivity."""
    extra: dict[str, Any] = {"unit": unit, "status": status, "source": source}
    if evidence is not None:
        extra["evidence_range"] = list(evidence)
    return Field(default, description=help, ge=ge, gt=gt, le=le, json_schema_extra=extra, **kwargs)


def choice(
    default: Any, help: str, *, status: Status = "centre", source: str = "the centre's own choice", **kw: Any
) -> Any:
    """Declare a field without a number: a name, a list, a choice."""
    return Field(
        default, description=help, json_schema_extra={"unit": "", "status": status, "source": source}, **kw
    )


def retired(**only: Any) -> Any:
    """Let files and links still carry fields that are gone, at the one value each ever had."""

    def without(data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {k: v for k, v in data.items() if k not in only or (type(v), v) != (type(only[k]), only[k])}

    return model_validator(mode="before")(without)


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text):
        raise PydanticCustomError("clock", 'is not a time of day; write it in quotes as "08:00"')
    return text


def _name(text: str) -> str:
    if not text.strip() or text != text.strip() or len(text) > 60 or re.search(r"[.=\x00-\x1f]", text):
        raise PydanticCustomError("name", 'is not a name: 1 to 60 characters, without "." or "="')
    return text


Clock = Annotated[str, AfterValidator(_clock)]
"""A time of day, "HH:MM", up to "24:00"."""

Name = Annotated[str, AfterValidator(_name)]

Sequence_ = Strict(False)
"""Lists in the file become tuples; everything inside stays strict."""


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a field's annotation holds, within lists, maps and choices."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple, dict):
        return [m for a in get_args(annotation) for m in models_in(a)]
    return []
