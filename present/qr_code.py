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


def opens_elsewhere(host: str) -> bool:
    """Whether another device can reach it."""
    return host.partition(":")[0] not in ALONE and not host.startswith("[::1]")


def advice(address: str, host: str) -> str:
    """One or two sentences on what may keep phones from opening it; "" where nothing does."""
    size = len(address.encode())
    if size > MOST_BYTES:
        return (
            "The address of this presentation is too long for a QR code. Present fewer scenarios, or send the address "
            "itself."
        )
    if not opens_elsewhere(host):
        return "Headroom runs on this computer only: no phone can open this address."
    if size > EASY_BYTES:
        return "The code is a dense one: hold the phone close to it."
    return ""
