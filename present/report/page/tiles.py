"""The three large figures as tiles."""

from __future__ import annotations

from collections.abc import Sequence

from present.pair import Pair
from present.report.page.words import safe
from present.tiles import Tile, hero

ARROWS = {"up": "▲", "down": "▼", "off": ""}


def tiles(pair: Pair, ranges: Sequence[str]) -> str:
    """`ranges`: how far each difference moves under other assumptions; "" for none."""
    return "".join(
        _tile(tile, line) for tile, line in zip(hero(pair.current, pair.baseline), ranges, strict=True)
    )


def _tile(tile: Tile, line: str) -> str:
    unit = f' <span class="unit">{safe(tile.unit)}</span>' if tile.unit else ""
    arrow = f'<span aria-hidden="true">{ARROWS[tile.arrow]}</span> ' if ARROWS[tile.arrow] else ""
    delta = f'<p class="delta {tile.tone}">{arrow}{safe(tile.delta)}</p>' if tile.delta else ""
    small = [tile.difference, line, *tile.notes]
    notes = "".join(f"<li>{safe(note)}</li>" for note in small if note)
    return (
        f'<div class="tile"><h3>{safe(tile.label)}</h3><p class="value">{safe(tile.value)}{unit}</p>'
        f"{delta}<ul>{notes}</ul></div>"
    )
