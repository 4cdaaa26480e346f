"""Tiles on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from present.figures.sparkline import sparkline
from present.figures.style import palette
from present.tiles import Tile
from ui.markdown_text import as_text
from ui.theme import mode, small

COLOURS: dict[str, Any] = {"better": "green", "worse": "red", "neutral": "gray"}


def large_tiles(
    tiles: Sequence[Tile], ranges: Sequence[str] = (), words: str = "", *, width_px: int = 200
) -> None:
    """Large figures in a row; they wrap where there is less than `width_px` for each.

    `ranges`: under each difference, how far it moves with the assumptions, "" for none; `words`: their help.
    """
    with st.grid(len(tiles), min_column_width=width_px, gap="small"):
        for tile, line in zip(tiles, ranges or [""] * len(tiles), strict=True):
            with st.container(border=True, height="stretch"):
                _metric(tile, f"{as_text(tile.value)} :small[{as_text(tile.unit)}]", border=False)
                colours = palette(mode())
                colour = {"better": colours.better, "worse": colours.worse}.get(tile.tone, colours.faint)
                if line_of_weeks := sparkline(tile.weeks, colour):
                    st.image(line_of_weeks, width="stretch", alt=f"{tile.label}, week by week")
                difference = f":small[{as_text(tile.difference)}]" if tile.difference else ""
                moved = small(as_text(line)) if line else ""
                notes = "  \n".join(small(as_text(note)) for note in tile.notes)
                paragraphs = "\n\n".join(part for part in (difference, moved, notes) if part)
                if paragraphs:
                    st.markdown(paragraphs, help=words if moved and words else None)


def small_tiles(tiles: Sequence[Tile]) -> None:
    """Small figures, four in a row."""
    with st.grid(4, min_column_width=150, gap="small", key="second"):
        for tile in tiles:
            _metric(tile, as_text(f"{tile.value} {tile.unit}"), border=True)


def waiting_tiles(count: int, height_px: int, *, width_px: int = 200) -> None:
    """The places of large figures that are being simulated."""
    with st.grid(count, min_column_width=width_px, gap="small"):
        for _ in range(count):
            with st.container(border=True, height="stretch"):
                st.empty().skeleton(height=height_px)


def _metric(tile: Tile, value: str, *, border: bool) -> None:
    st.metric(
        as_text(tile.label),
        value,
        as_text(tile.delta) or None,
        delta_color=COLOURS[tile.tone],
        delta_arrow=tile.arrow,
        help=as_text(tile.help),
        border=border,
        height="stretch" if border else "content",
    )
