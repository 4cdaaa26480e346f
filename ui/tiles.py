"""Tiles on the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import streamlit as st

from present.figures.sparkline import sparkline
from present.figures.style import palette
from present.text_layout import together
from present.tiles import Tile
from ui.markdown_text import as_text
from ui.theme import mode, small

COLOURS: dict[str, Any] = {"better": "green", "worse": "red", "neutral": "gray"}
LARGE = "large_tiles"
"""Key of the large figures: on a phone they stand below each other, see the style."""
NO_BREAK = "\N{NO-BREAK SPACE}"
"""Between a value and its unit."""


def large_tiles(tiles: Sequence[Tile], ranges: Sequence[str] = (), *, key: str = LARGE) -> None:
    """Large figures in a row; they wrap where the style has them wrap.

    `ranges`: under each difference, how far it moves with the assumptions, "" for none.
    """
    with st.grid(len(tiles), gap="small", key=key):
        for tile, line in zip(tiles, ranges or [""] * len(tiles), strict=True):
            with st.container(border=True, height="stretch"):
                value = value_with_unit(tile, small_unit=True)
                notes = tile.notes if tile.interval else ()
                _metric(tile, value, border=False, notes=(*notes, tile.difference))
                colours = palette(mode())
                colour = {"better": colours.better, "worse": colours.worse}.get(tile.tone, colours.faint)
                if line_of_weeks := sparkline(tile.weeks, colour):
                    st.html(between_ends(tile, line_of_weeks))
                shown = (tile.interval,) if tile.interval else (tile.difference, *tile.notes)
                lines = "  \n".join(small(as_text(one)) for one in (*shown, line, tile.previous) if one)
                if lines:
                    st.markdown(lines)


def between_ends(tile: Tile, line: str) -> str:
    """A line of weeks with the figures that it goes from and to at its ends."""
    first, last = tile.week_ends
    words = escape(f"{tile.label}, week by week: {first} in the first week, {last} in the last")
    picture = f'<img src="data:image/svg+xml,{quote(line)}" alt="{words}">'
    ends = (f'<span aria-hidden="true">{end}</span>' for end in (first, last))
    return f'<div class="weeks" title="{words}">{picture.join(ends)}</div>'


def small_tiles(tiles: Sequence[Tile]) -> None:
    """Small figures, four in a row."""
    with st.grid(4, min_column_width=130, gap="small", key="second"):
        for tile in tiles:
            _metric(tile, value_with_unit(tile), border=True)


def value_with_unit(tile: Tile, *, small_unit: bool = False) -> str:
    """A tile's figure, which no line break parts, as Markdown."""
    if not tile.unit:
        return as_text(tile.value)
    unit = as_text(tile.unit).replace(" ", NO_BREAK)
    space = "" if tile.unit.startswith("%") else NO_BREAK
    return f"{as_text(tile.value)}{space}{f':small[{unit}]' if small_unit else unit}"


def waiting_tiles(count: int, height_px: int) -> None:
    """The places of large figures that are being simulated."""
    with st.grid(count, gap="small", key=f"{LARGE}_waiting"):
        for _ in range(count):
            with st.container(border=True, height="stretch"):
                st.empty().skeleton(height=height_px)


def _metric(tile: Tile, value: str, *, border: bool, notes: Sequence[str] = ()) -> None:
    also = " ".join(f"{note}." for note in notes if note)
    st.metric(
        as_text(tile.label),
        value,
        as_text(together(tile.verdict)) or None,
        delta_color=COLOURS[tile.tone],
        delta_arrow=tile.arrow,
        help=as_text(f"{tile.help} {also}".strip()),
        border=border,
        height="stretch" if border else "content",
    )
