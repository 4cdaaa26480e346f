"""An address as a QR code: an SVG picture, black on white whatever the theme, and what to say of a long address."""

from __future__ import annotations

import io

import segno

MOST_BYTES = 2953
"""A QR code holds no more (version 40 with the least error correction)."""
EASY_BYTES = 1500
"""Up to so many, phones read a code from a projector without being held close."""
ALONE = ("localhost", "127.0.0.1", "[::1]")
"""Hosts that mean the machine itself."""


def qr_svg(address: str) -> str:
    """The code as SVG that fills its place, with the white border that readers need; "" where it is too long.

    Examples:
        >>> qr_svg("https://headroom.example/present").startswith("<svg")
        True
        >>> qr_svg("x" * 3000)
        ''
    """
    if len(address.encode()) > MOST_BYTES:
        return ""
    code, svg = segno.make_qr(address, error="l", mode="byte", encoding="utf-8"), io.BytesIO()
    code.save(svg, kind="svg", xmldecl=False, border=4, dark="#000", light="#fff", omitsize=True)
    return svg.getvalue().decode().strip()


def advice(address: str, host: str) -> str:
    """One or two sentences on what may keep phones from opening it; "" where nothing does."""
    size = len(address.encode())
    if size > MOST_BYTES:
        return (
            f"This address has {size:,} characters; a QR code holds {MOST_BYTES:,}. Compare fewer scenarios, or send "
            "the address instead."
        )
    if host.partition(":")[0] in ALONE or host.startswith("[::1]"):
        return "Headroom runs on this computer only, so phones cannot open it."
    if size > EASY_BYTES:
        return "It holds much: hold the phone close."
    return ""
