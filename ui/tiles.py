"""Tiles on the page. Places are made once; each new result is written into the same places, so nothing jumps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from present.tiles import Tile
from ui.markdown_text import as_text
from ui.theme import small

COLOURS: dict[str, Any] = {"better": "green", "worse": "red", "neutral": "gray"}
SMALL = 8


class LargeTiles:
    """Large figures in a row; they wrap where there is less than `width_px` for each."""

    def __init__(
        self, count: int, *, width_px: int = 200, height_px: int = 96, with_ranges: bool = False
    ) -> None:
        """`height_px`: of the empty tiles. `with_ranges`: leave space for `Tile.difference` and `draw_ranges`."""
        self._height_px = height_px
        self._places: list[tuple[Any, list[Any], Any]] = []
        with st.grid(count, min_column_width=width_px, gap="small"):
            for _ in range(count):
                with st.container(border=True, height="stretch"):
                    figure, between = st.empty(), [st.empty() for _ in range(2 if with_ranges else 0)]
                    self._places.append((figure, between, st.empty()))

    def wait(self) -> None:
        """Nothing to show yet."""
        for figure, _, _ in self._places:
            figure.skeleton(height=self._height_px)

    def draw(self, tiles: Sequence[Tile]) -> None:
        """Write the tiles."""
        for (figure, between, notes), tile in zip(self._places, tiles, strict=True):
            _metric(figure, tile, f"{as_text(tile.value)} :small[{as_text(tile.unit)}]", spark=True)
            for place in between[:1]:
                _write(place, f":small[{as_text(tile.difference)}]" if tile.difference else "")
            notes.markdown("  \n".join(small(as_text(note)) for note in tile.notes) or " ")

    def draw_ranges(self, lines: Sequence[str], words: str = "") -> None:
        """Write under each difference how far it moves with the assumptions; "" for none. `words`: its help."""
        for (_, between, _), line in zip(self._places, lines, strict=True):
            _write(between[1], small(as_text(line)) if line else "", words)


class KeyFigureTiles(LargeTiles):
    """The three large and eight small tiles of a comparison; the small ones after `second_row`."""

    def __init__(self) -> None:
        super().__init__(3, width_px=225, height_px=210, with_ranges=True)
        self._small: list[Any] = []

    def second_row(self) -> None:
        """Make the places of the small tiles here."""
        with st.container(key="second"), st.grid(4, min_column_width=150, gap="small"):
            self._small = [st.empty() for _ in range(SMALL)]

    def wait(self) -> None:
        """Nothing to show yet."""
        super().wait()
        for place in self._small:
            place.skeleton(height=100)

    def draw(self, tiles: Sequence[Tile], small: Sequence[Tile] = ()) -> None:
        """Write the large tiles and the small ones."""
        super().draw(tiles)
        for place, tile in zip(self._small, small, strict=True):
            _metric(place, tile, as_text(f"{tile.value} {tile.unit}"), spark=False)


def _write(place: Any, words: str, help: str = "") -> None:
    if words:
        place.markdown(words, help=help or None)
    else:
        place.empty()


def _metric(place: Any, tile: Tile, value: str, *, spark: bool) -> None:
    place.metric(
        as_text(tile.label),
        value,
        as_text(tile.delta) or None,
        delta_color=COLOURS[tile.tone],
        delta_arrow=tile.arrow,
        help=as_text(tile.help),
        border=not spark,
        height="content" if spark else "stretch",
        chart_data=list(tile.weeks) if spark and len(tile.weeks) > 1 else None,
    )
