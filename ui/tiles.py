"""Tiles on the page. Places are made once; each new result is written into the same places, so nothing jumps."""

from __future__ import annotations

from typing import Any

import streamlit as st

from present.tiles import Tile

COLOURS: dict[str, Any] = {"better": "green", "worse": "red", "neutral": "gray"}


class Places:
    """Where the three large and eight small tiles go."""

    def __init__(self) -> None:
        self._large = []
        for column in st.columns(3, gap="small"):
            with column.container(border=True, height="stretch"):
                self._large.append((st.empty(), st.empty()))
        with st.container(key="second"), st.grid(4, min_column_width=150, gap="small"):
            self._small = [st.empty() for _ in range(8)]

    def wait(self) -> None:
        """Nothing to show yet."""
        for figure, _ in self._large:
            figure.skeleton(height=210)
        for place in self._small:
            place.skeleton(height=100)

    def draw(self, large: tuple[Tile, ...], small: list[Tile]) -> None:
        """Write the tiles."""
        for (figure, notes), tile in zip(self._large, large, strict=True):
            _metric(figure, tile, f"{tile.value} :small[{tile.unit}]", spark=True)
            # Gray at full strength: a caption's is too faint to read on a projector.
            notes.markdown("  \n".join(f":small[:gray[{note}]]" for note in tile.notes))
        for place, tile in zip(self._small, small, strict=True):
            _metric(place, tile, f"{tile.value} {tile.unit}", spark=False)


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
