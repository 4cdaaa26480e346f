"""The player of the page Floor: HTML, CSS and JavaScript of our own, in the page itself, nothing from the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


SCRIPTS = ("signs.js", "stage.js", "player.js")
"""One after the other they are one module."""

_player = st.components.v2.component(
    "headroom_floor",
    html=_text("player.html"),
    css=_text("player.css"),
    js="\n".join(_text(name) for name in SCRIPTS),
)


def player(data: dict[str, Any]) -> None:
    """Replay a day, as `present.floor.player_data.plain` gives it. It never plays by itself."""
    _player(data=data, key="floor")
