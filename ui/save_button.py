"""One way to offer a file to save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

YAML = "application/yaml"


def save_button(
    label: str,
    data: str | bytes | Callable[[], str | bytes],
    file_name: str,
    mime: str,
    *,
    key: str | None = None,
    type: Literal["primary", "secondary", "tertiary"] = "secondary",
    help: str | None = None,
) -> None:
    """Draw a button that saves `data`; saving draws nothing anew. `data`: or what makes it when it is pressed."""
    st.download_button(
        label,
        data,
        file_name=file_name,
        mime=mime,
        key=key,
        type=type,
        help=help,
        icon=":material/download:",
        on_click="ignore",
    )
