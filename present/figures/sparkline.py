"""A figure's path over the weeks as a thin line without axes, for a tile: SVG, for which a browser loads nothing."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, INSET = 240.0, 44.0, 2.0
"""Units of the drawing."""


def sparkline(values: Sequence[float], colour: str) -> str:
    """The line from the least value at the bottom to the greatest at the top; "" for less than two points.

    `colour`: such as "#0A5C47". Equal values make a line half-way up. It fills whatever box it is put into, and stays
    as thin.

    Examples:
        >>> 'points="2,42 120,2 238,22"' in sparkline([1.0, 3.0, 2.0], "#000000")
        True
    """
    if len(values) < 2:
        return ""
    low, span = min(values), max(values) - min(values)
    step = (WIDTH - 2 * INSET) / (len(values) - 1)
    points = " ".join(
        f"{INSET + i * step:.4g},{HEIGHT - INSET - ((v - low) / span if span else 0.5) * (HEIGHT - 2 * INSET):.4g}"
        for i, v in enumerate(values)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none">'
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.75" stroke-linejoin="round" '
        'vector-effect="non-scaling-stroke"/></svg>'
    )
