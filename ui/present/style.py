"""The look of the steps."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from present.figures.style import palette
from ui.theme import mode

STYLE = (Path(__file__).parent / "steps.css").read_text(encoding="utf-8")


def present_style() -> None:
    """Write the style of the page Present into it; it goes with the page."""
    colours = palette(mode())
    style = (
        STYLE.replace("NOW", colours.current).replace("BASE", colours.baseline).replace("BACK", colours.paper)
    )
    st.html(
        f"<style>{style}</style><span></span>"
    )  # the span makes it an element, which can be taken away again
