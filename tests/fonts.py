"""Fonts made of the one that the app shows: the page's own (`python -m tests.fonts`), and two that no test may need.

Streamlit serves Source Sans as its makers published it. "Source" is a reserved name, so a part of it has another.
"""

from __future__ import annotations

import io
import sys
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from present.fonts import FAMILY, FILE

MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
ALPHABETS = (
    *(
        (0x20, 0x17F),
        (0x1A0, 0x1B0),
        (0x218, 0x21B),
        (0x300, 0x32F),
        (0x1EA0, 0x1EFF),
    ),  # Latin, with Vietnamese
    *((0x370, 0x3FF), (0x400, 0x45F)),  # Greek, Cyrillic
    *((0x2000, 0x206F), (0x20A0, 0x20BF), (0x2122, 0x2122)),  # punctuation, currencies, trade mark
    *((0x2190, 0x22FF), (0x25A0, 0x25FF)),  # arrows, mathematics, shapes
)
"""Code points from and to, both included; what the font lacks stays out."""
NARROW, WIDE = 0.88, 1.3
"""Widths beside Source Sans: those of Liberation Sans Narrow, and somewhat more than those of DejaVu Sans (1.23)."""


def app_font() -> Path:
    """The upright Source Sans in Streamlit's package, of all weights."""
    (path,) = MEDIA.glob("SourceSansVF-Upright*.woff2")
    return path


def page_font() -> bytes:
    """What of it the page brings along, as WOFF2; the same bytes from the same font."""
    font = TTFont(app_font(), recalcTimestamp=False)
    font["fvar"].instances = []  # their names are the original's
    options = subset.Options(
        layout_features=["kern", "mark", "mkmk", "ccmp"],
        hinting=False,
        notdef_outline=True,  # what no font has is a box, not nothing
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    options.drop_tables += ["BASE", "MVAR", "STAT"]
    part = subset.Subsetter(options)
    part.populate(unicodes=[code for first, last in ALPHABETS for code in range(first, last + 1)])
    part.subset(font)
    _rename(font, FAMILY)
    font.flavor = "woff2"
    return _bytes(font)


def stretched(factor: float, family: str) -> bytes:
    """A regular font, as TrueType, whose letters have other widths."""
    font = TTFont(io.BytesIO(_regular()), recalcTimestamp=False)
    glyphs, widths = font["glyf"], font["hmtx"]
    for name in font.getGlyphOrder():
        glyph = glyphs[name]
        if glyph.isComposite():
            for part in glyph.components:
                part.x = round(part.x * factor)
        elif glyph.numberOfContours:
            glyph.coordinates.scale((factor, 1))
            glyph.coordinates.toInt()
        width, left = widths[name]
        widths[name] = (round(width * factor), round(left * factor))
    _rename(font, family)
    return _bytes(font)


@cache
def _regular() -> bytes:
    font = instancer.instantiateVariableFont(TTFont(FILE, recalcTimestamp=False), {"wght": 400})
    for tag in ("GPOS", "GSUB", "GDEF"):
        del font[tag]
    font.flavor = None
    return _bytes(font)


def machine_with(folder: Path, factor: float, family: str) -> Path:
    """A settings file of fontconfig for a machine that has one font only, of this width; kept in `folder`."""
    (folder / "font.ttf").write_bytes(stretched(factor, family))
    settings = folder / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><dir>{escape(str(folder))}</dir>"
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir></fontconfig>"
    )
    return settings


def _rename(font: TTFont, family: str) -> None:
    names = {1: family, 2: "Regular", 3: f"{family} Regular", 4: f"{family} Regular"}
    names[6] = f"{family.replace(' ', '')}-Regular"
    for number, text in names.items():
        font["name"].removeNames(nameID=number)
        font["name"].setName(text, number, 3, 1, 0x409)


def _bytes(font: TTFont) -> bytes:
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


if __name__ == "__main__":
    FILE.write_bytes(page_font())
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes", file=sys.stderr)
