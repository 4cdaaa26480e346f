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
        self._small = []
        with st.container(key="second"), st.grid(4, min_column_width=150, gap="small"):
            for _ in range(8):
                with st.container(border=True, height="stretch", gap="xsmall"):
                    self._small.append((st.empty(), st.empty()))

    def wait(self) -> None:
        """Nothing to show yet."""
        for figure, _ in self._large:
            figure.skeleton(height=150)
        for figure, _ in self._small:
            figure.skeleton(height=80)

    def draw(self, large: tuple[Tile, ...], small: list[Tile]) -> None:
        """Write the tiles."""
        for (figure, notes), tile in zip(self._large, large, strict=True):
            _metric(figure, tile, f"{tile.value} :small[{tile.unit}]")
            _notes(notes, tile.notes)
        for (figure, notes), tile in zip(self._small, small, strict=True):
            _metric(figure, tile, f"{tile.value} {tile.unit}")
            _notes(notes, tuple(n.replace("95 % interval", "95 %:") for n in tile.notes[:1]))


def _metric(place: Any, tile: Tile, value: str) -> None:
    # No line of the weeks: a metric scales it from its least to its greatest, so that chance would fill it.
    place.metric(
        tile.label,
        value,
        tile.delta or None,
        delta_color=COLOURS[tile.tone],
        delta_arrow=tile.arrow,
        help=tile.help,
    )


def _notes(place: Any, notes: tuple[str, ...]) -> None:
    # Gray at full strength: a caption's is too faint to read on a projector.
    place.markdown("  \n".join(f":small[:gray[{note}]]" for note in notes))
