"""A client's logo: large on the opening, small on the master and so on every other slide, never out of shape."""

from __future__ import annotations

import io
from typing import Any

from pptx.oxml.shapes.picture import CT_Picture
from pptx.presentation import Presentation as Deck

from present.report.logo import logo_size
from present.report.slides.style import LARGE_LOGO, SMALL_LOGO, Box


def fitted(size: tuple[int, int], box: Box) -> Box:
    """The largest place of the picture's own shape within a box, at its right."""
    wide, high = size
    scale = min(box.w / wide, box.h / high)
    w, h = wide * scale, high * scale
    return Box(box.right - w, box.y + (box.h - h) / 2.0, w, h)


def put_logo(deck: Deck, data: bytes, client: str) -> None:
    """Onto the master and the opening's layout, which hides what the master has. Raises ValueError for no picture."""
    size = logo_size(data)
    words = f"Logo of {client}" if client else "Logo"
    _picture(deck.slide_master, data, fitted(size, SMALL_LOGO), words)
    opening = next(one for one in deck.slide_layouts if one.name == "Opening")
    opening._element.set("showMasterSp", "0")
    _picture(opening, data, fitted(size, LARGE_LOGO), words)


def _picture(owner: Any, data: bytes, box: Box, words: str) -> None:
    _, rid = owner.part.get_or_add_image_part(io.BytesIO(data))
    picture = CT_Picture.new_pic(99, "Logo", "", rid, *box.emu)
    picture.nvPicPr.cNvPr.set("descr", words)  # set apart: it is written into a template unescaped otherwise
    tree = owner.shapes._spTree
    tree.append(picture)
