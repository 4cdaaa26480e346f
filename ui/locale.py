"""For whom a session's pages are written: as the current scenario's `locale` has it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from present.locale import read_as
from present.spelling import is_american, spelled, spelled_json, texts_of
from sim import Scenario

KEY = "locale"
TEXTS = (
    "alt",
    "body",
    "caption",
    "columns",
    "delta",
    "delta_description",
    "help",
    "label",
    "placeholder",
    "text",
    "title",
)
"""Fields of Streamlit's messages that hold words. What can be chosen is none of them: a browser sends it back."""


def write_for(locale: str | None, scenarios: Iterable[Scenario] = ()) -> None:
    """For this locale from now on: this run of the page, and later ones of its parts.

    `scenarios`: whose names and other words are their users' own.
    """
    st.session_state[KEY] = locale, frozenset(texts_of(scenarios)) if locale else frozenset()
    write_as_before()


def write_as_before() -> None:
    """At the beginning of a run of a part of a page, whose thread knows nothing yet."""
    read_as(*st.session_state.get(KEY, (None,)))
    context = get_script_run_ctx()
    if context is not None and "enqueue" not in vars(context):
        send = context.enqueue

        def send_spelled(message: Any) -> None:
            if is_american() and message.WhichOneof("type") == "delta":
                _spell(message.delta)
            send(message)

        vars(context)["enqueue"] = send_spelled


def _spell(message: Any) -> None:
    """Spell the words of a message, and of those within it, as they are read."""
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            for part in value if field.is_repeated else [value]:
                _spell(part)
        elif field.name in TEXTS and field.type == field.TYPE_STRING:
            if field.is_repeated:
                value[:] = [spelled(text) for text in value]
            else:
                setattr(message, field.name, spelled(value))
        elif field.name == "spec":
            setattr(message, field.name, json.dumps(spelled_json(json.loads(value))))
        elif field.name == "data" and message.DESCRIPTOR.name == "ArrowData":
            setattr(message, field.name, _table(value))


def _table(data: bytes) -> bytes:
    """A table of Arrow's with its words and heads spelled."""
    table = pa.ipc.open_stream(data).read_all()
    columns = [
        pa.array([text and spelled(text) for text in column.to_pylist()], column.type)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        else column
        for column in table.columns
    ]
    about = {key: spelled(value.decode()).encode() for key, value in (table.schema.metadata or {}).items()}
    names = [spelled(name) for name in table.column_names]
    spelled_table = pa.table(columns, names).replace_schema_metadata(about)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, spelled_table.schema) as stream:
        stream.write_table(spelled_table)
    return bytes(sink.getvalue())
