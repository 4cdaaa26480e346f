"""Tiles on the page. Places are made once; each new result is written into the same places, so nothing jumps."""

from __future__ import annotations

from typing import Any

import streamlit as st

from present.tiles import Tile

COLOURS: dict[str, Any] = {"better": "green", "worse": "red", "neutral": "gray"}
SMALL = 8


class Places:
    """Where the three large and eight small tiles go; the small ones after `second_row`."""

    def __init__(self) -> None:
        self._large = []
        with st.grid(3, min_column_width=225, gap="small"):
            for _ in range(3):
                with st.container(border=True, height="stretch"):
                    self._large.append((st.empty(), st.empty(), st.empty(), st.empty()))
        self._small: list[Any] = []

    def second_row(self) -> None:
        """Make the places of the small tiles here."""
        with st.container(key="second"), st.grid(4, min_column_width=150, gap="small"):
            self._small = [st.empty() for _ in range(SMALL)]

    def wait(self) -> None:
        """Nothing to show yet."""
        for figure, *_ in self._large:
            figure.skeleton(height=210)
        for place in self._small:
            place.skeleton(height=100)

    def draw(self, large: tuple[Tile, ...], small: list[Tile]) -> None:
        """Write the tiles."""
        for (figure, difference, _, notes), tile in zip(self._large, large, strict=True):
            _metric(figure, tile, f"{tile.value} :small[{tile.unit}]", spark=True)
            if tile.difference:
                difference.markdown(f":small[{tile.difference}]")
            else:
                difference.empty()
            # Gray at full strength: a caption's is too faint to read on a projector.
            notes.markdown("  \n".join(f":small[:gray[{note}]]" for note in tile.notes))
        for place, tile in zip(self._small, small, strict=True):
            _metric(place, tile, f"{tile.value} {tile.unit}", spark=False)

    def draw_ranges(self, lines: tuple[str, ...], words: str = "") -> None:
        """Write under each large difference how far it moves with the assumptions; "" for none. `words`: its help."""
        for (_, _, place, _), line in zip(self._large, lines, strict=True):
            if line:
                place.markdown(f":small[:gray[{line}]]", help=words or None)
            else:
                place.empty()


def _metric(place: Any, tile: Tile, value: str, *, spark: bool) -> None:
    place.metric(
        tile.label,
        value,
        tile.delta or None,
        delta_color=COLOURS[tile.tone],
        delta_arrow=tile.arrow,
        help=tile.help,
        border=not spark,
        height="content" if spark else "stretch",
        chart_data=list(tile.weeks) if spark and len(tile.weeks) > 1 else None,
    )
