"""Where a label stands beside its dot so that it covers no other: on a telephone, where there is least room."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import hypot

Px = tuple[float, float]
"""To the right and up, in pixels."""
WIDTH_PX, HEIGHT_PX = 268.0, 310.0
"""Of a picture on a telephone. Where there is more room dots are further apart."""
DOT_PX, GAP_PX = 7.0, 3.0


def in_px(places: Sequence[tuple[float, float]], margin: float = 0.06) -> list[Px]:
    """Points of a plot that shows all of them, in pixels from its lower left corner."""
    scaled = []
    for values, size in zip(zip(*places, strict=True), (WIDTH_PX, HEIGHT_PX), strict=True):
        low, high = min(values), max(values)
        spare = margin * (high - low) or 1.0
        scaled.append([size * (v - low + spare) / (high - low + 2.0 * spare) for v in values])
    return list(zip(*scaled, strict=True))


def beside(at: Px, size: Px, taken: Sequence[Px]) -> Px:
    """The middle of a label of this size, from its dot: where it covers the fewest of what is `taken`.

    It stays in the picture. Of places that are equally good the first of below, above, right, left and the corners.
    """
    away = size[0] / 2.0 + DOT_PX + GAP_PX, size[1] / 2.0 + DOT_PX + GAP_PX
    order = sorted(product((0, 1, -1), (-1, 1, 0)), key=lambda way: (abs(way[0]) + abs(way[1]), way[0] != 0))
    offsets = [(right * away[0], up * away[1]) for right, up in order if right or up]
    return min(offsets, key=lambda offset: _harm(at, offset, size, taken))


def _harm(at: Px, offset: Px, size: Px, taken: Sequence[Px]) -> float:
    """How much a label there covers, and how far it leaves the picture."""
    x, y = at[0] + offset[0], at[1] + offset[1]
    reach = size[0] / 2.0 + DOT_PX, size[1] / 2.0 + DOT_PX
    covered = sum(abs(px - x) < reach[0] and abs(py - y) < reach[1] for px, py in taken)
    outside = sum(
        max(0.0, size[i] / 2.0 - middle, middle + size[i] / 2.0 - length)
        for i, (middle, length) in enumerate(((x, WIDTH_PX), (y, HEIGHT_PX)))
    )
    return covered + outside


def along(start: Px, end: Px, every_px: float = 8.0) -> list[Px]:
    """Points along a line, so that a label keeps off it."""
    count = max(1, int(hypot(end[0] - start[0], end[1] - start[1]) / every_px))
    return [
        (start[0] + (end[0] - start[0]) * i / count, start[1] + (end[1] - start[1]) * i / count)
        for i in range(1, count)
    ]


def filled(at: Px, offset: Px, size: Px, every_px: float = 10.0) -> list[Px]:
    """Points in a label that was placed, so that the next keeps off it."""
    across, up = (max(1, round(length / every_px)) for length in size)
    return [
        (
            at[0] + offset[0] + size[0] * (i / across - 0.5),
            at[1] + offset[1] + size[1] * (j / up - 0.5),
        )
        for i in range(across + 1)
        for j in range(up + 1)
    ]
