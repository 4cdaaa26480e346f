"""The scale for strain: one hue family, steadily darker or lighter, so it survives colour-blind eyes and print."""

from __future__ import annotations

import numpy as np

LIGHT = ("#FFF6E0", "#FDE3B0", "#FACB7C", "#F4AE4E", "#EA8C2B", "#D66A18", "#B74C12", "#92350F", "#66230D")
"""On a light ground: the more strained, the darker."""
DARK = ("#33261A", "#4D3317", "#6B4216", "#8C5217", "#AF651B", "#D07C25", "#E99A3F", "#F6BC6B", "#FFDFA6")
"""On a dark ground: the more strained, the brighter."""
BANDS = 25
"""Steps of strain a tile can show: 4 points of 100 each."""


def scale(mode: str | None) -> tuple[str, ...]:
    """The anchors of a mode, from no strain to full strain."""
    return DARK if mode == "dark" else LIGHT


def bands(mode: str | None) -> list[str]:
    """`BANDS` colours from no strain to full strain."""
    anchors = np.array([_rgb(colour) for colour in scale(mode)])
    places = np.linspace(0.0, len(anchors) - 1.0, BANDS)
    channels = [np.interp(places, range(len(anchors)), channel).round() for channel in anchors.T]
    return ["#" + "".join(f"{int(v):02X}" for v in colour) for colour in zip(*channels, strict=True)]


def ink_on(colour: str) -> str:
    """Return black or white, whichever is more legible on this colour."""
    light = luminance(colour)
    return "#FFFFFF" if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else "#000000"


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB", 0 to 1 (WCAG 2)."""
    parts = [v / 255.0 for v in _rgb(colour)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
