"""The font of figures and of the page that is handed over: a part of the one that the app shows, under another name."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

FAMILY = "Headroom Sans"
FILE = Path(__file__).parent / "HeadroomSans.woff2"
"""Upright, weights 200 to 900; its licence is beside it."""


@cache
def font_face() -> str:
    """The font as CSS that needs no other file."""
    data = base64.b64encode(FILE.read_bytes()).decode()
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:200 900;'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
    )
