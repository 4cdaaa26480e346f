"""How a scenario field is declared: default, unit, bounds, sentence of help, source, words, all in one place.

Validation, widgets, help, exports and docs are made from these declarations and from nothing else.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    Strict,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

Status = Literal["sourced", "assumption", "centre", "rule"]
"""What a default rests on: literature, an assumption of ours, the centre's own facts, or a rule it sets."""
ASSUMED = "assumption of the model; no study gives the number"

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Locale = Literal[
    "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-US", "en-ZA",
    "da-DK", "de-AT", "de-CH", "de-DE", "es-ES", "fr-FR", "it-IT", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "sv-SE",
]  # fmt: skip
LOCALES: tuple[Locale, ...] = get_args(Locale)
"""Language and country, by whose customs numbers and money are written."""


NO_UNIT = "none"
"""For a lever whose label names its unit itself."""
LeverGroup = Literal["demand", "people", "rules", "targets", "cap", "quota", "ending"]
"""Where a lever stands: under one of the manager's questions, or below the rule without which it means nothing."""


@dataclass(frozen=True)
class LeverSpec:
    """A field as a lever. `low`, `high` and `step` of its slider; without them half to one and a half times the value.

    `label` and `unit`: where another than the field's name and unit; `unit` NO_UNIT for a label that names it. `order`:
    within the group, where not the file's. `more`: behind "More". `together`: one lever for all kinds of calls, which
    moves them in proportion.
    """

    group: LeverGroup
    low: float | None = None
    high: float | None = None
    step: float | None = None
    label: str = ""
    unit: str = ""
    order: int = 0
    more: bool = False
    together: bool = False


@dataclass(frozen=True)
class Words:
    """What a field is called on screen; its name in the file, spelled out, where nothing is declared.

    `chip` and `phrase` say a change: "{name}: {new} (was {was})" and "with {lower_name} {new}" where not declared;
    {new_number} and {was_number} come without unit. Of a field of a rule that has one chip for all, `chip` is the part
    added to it. `options`: what the values of a choice are called. `example`: a sentence for a lever's help: what is
    usual, or what it is good for.
    """

    name: str = ""
    chip: str = ""
    phrase: str = ""
    options: Mapping[str, str] = field(default_factory=dict, hash=False)
    lever: LeverSpec | None = None
    example: str = ""


NO_WORDS = Words()
SWITCH_WORDS = {"on": True, "yes": True, "off": False, "no": False}


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Also what breaks a line, or turns the direction of text after it. Marks of direction, such as U+200F, may stand."""
PROSE = ("description", "source")
"""Fields whose text may have several lines."""


class Model(BaseModel):
    """Frozen, strict (no text where a number is due), unknown keys refused.

    `topics`: what fields are about, by the beginning of their names, the first that fits; else what the field that
    holds this model is about.
    """

    topics: ClassVar[Mapping[str, str]] = {}

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        populate_by_name=True,
        protected_namespaces=(),
    )

    @field_validator("*", mode="before")
    @classmethod
    def _switch(cls, value: Any, info: ValidationInfo) -> Any:
        """What is on or off may be written so; in YAML these words are text."""
        if type(value) is str and cls.model_fields[info.field_name or ""].annotation is bool:
            return SWITCH_WORDS.get(value.lower(), value)
        return value

    @field_validator("*")
    @classmethod
    def _plain(cls, value: Any, info: ValidationInfo) -> Any:
        """-0.0 is 0.0: one scenario has one text, and no negative zero gets into a record.

        Text is printed by the command line, so it holds nothing that a terminal would obey.
        """
        if isinstance(value, str):
            text = re.sub(r"[\n\t]", "", value) if info.field_name in PROSE else value
            if CONTROL.search(text):
                raise PydanticCustomError("name", "holds a control character or line break; leave it out")
        return 0.0 if isinstance(value, float) and value == 0.0 else value

    def is_given(self, name: str, as_written: bool) -> bool:
        """Whether a field is more than left out; but for data `as_written`, a default counts as left out."""
        if as_written:
            return name in self.model_fields_set
        return bool(getattr(self, name) != type(self).model_fields[name].default)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The JSON schema without the words for the screen."""
        schema = handler(core_schema)
        for one in handler.resolve_ref_schema(schema).get("properties", {}).values():
            one.pop("words", None)
        return schema


def quantity(
    default: Any,
    unit: str,
    help: str,
    *,
    ge: float | None = 0.0,
    gt: float | None = None,
    le: float | None = None,
    evidence: tuple[float, float] | None = None,
    **more: Any,
) -> Any:
    """Declare a field: not negative, and a share at most 1, unless bounds are given; for the rest see `choice`.

    `evidence` is the range that the literature leaves open, for sensitivity.
    """
    return choice(
        default,
        help,
        ge=ge if gt is None else None,
        gt=gt,
        le=1.0 if le is None and unit == "share" else le,
        unit=unit,
        evidence=evidence,
        **{"source": "the centre's own figure", **more},
    )


def choice(
    default: Any,
    help: str,
    *,
    status: Status = "centre",
    source: str = "the centre's own choice",
    assumed: str = "",
    sourced: str = "",
    words: Words = NO_WORDS,
    unit: str = "",
    evidence: tuple[float, float] | None = None,
    **more: Any,
) -> Any:
    """Declare a field without a number: a name, a list, a choice. `more`: as pydantic's Field takes it.

    `assumed`, `sourced`: short for a source of that status; `sourced` goes first.
    """
    if sourced or assumed:
        status, source = ("sourced", sourced) if sourced else ("assumption", assumed)
    extra: dict[str, Any] = {"unit": unit, "status": status, "source": source, "words": words}
    if evidence is not None:
        extra["evidence_range"] = list(evidence)
    return Field(default, description=help, json_schema_extra=extra, **more)


def retired(**only: Any) -> Any:
    """Let files and links still carry fields that are gone, at the one value each ever had."""

    def without(data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {k: v for k, v in data.items() if k not in only or (type(v), v) != (type(only[k]), only[k])}

    return model_validator(mode="before")(without)


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text):
        raise PydanticCustomError("clock", "is not a time of day")
    return text


def _date(text: str) -> str:
    try:
        if len(text) == 10 and datetime.date.fromisoformat(text):
            return text
    except ValueError:
        pass
    raise PydanticCustomError("date", 'is not a date; write it as "2026-12-25"')


def _name(text: str) -> str:
    if re.search(r"[\r\n]", text):
        raise PydanticCustomError("name", "holds a line break; a name is written on one line")
    if text != text.strip() and text.strip():
        raise PydanticCustomError("name", "begins or ends with a space; write it without")
    if len(text) > 60:
        raise PydanticCustomError("name", "is longer than the 60 characters that a name may have")
    if not text.strip() or re.search(r"[.=\x00-\x1f]", text):
        raise PydanticCustomError("name", 'is not a name: 1 to 60 characters, without "." or "="')
    return text


Clock = Annotated[str, AfterValidator(_clock)]
"""A time of day, "HH:MM", up to "24:00"."""

Date = Annotated[str, AfterValidator(_date)]
"""A calendar date, "YYYY-MM-DD"."""

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
