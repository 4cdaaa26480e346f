"""The files a report can be had as, each declared once: for the command line, for the screen, for the docs."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from present.report.report import Report

LARGEST_LOGO = 2_000_000
"""Bytes of a logo."""
MOST_PIXELS = 16_000_000
TOO_MANY = f"a logo may have {MOST_PIXELS / 1e6:g} million dots at most"
LOGO_KINDS = ("PNG", "JPEG")


class LogoError(ValueError):
    """A picture that cannot be a report's logo. `str()` is a sentence's end for a person."""


def checked_logo(data: bytes) -> bytes:
    """The picture itself, if it is a PNG or JPEG of a sane size. Raises LogoError."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > LARGEST_LOGO:
        raise LogoError(
            f"a logo may have {LARGEST_LOGO / 1e6:g} MB at most, this one has {len(data) / 1e6:.1f}"
        )
    try:
        with Image.open(io.BytesIO(data), formats=LOGO_KINDS) as picture:
            wide, high = picture.size
            if wide * high > MOST_PIXELS:
                raise LogoError(f"{TOO_MANY}, this one has {wide} × {high}")
            picture.load()
    except LogoError:
        raise
    except Image.DecompressionBombError:
        raise LogoError(f"{TOO_MANY}, this one has many more") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise LogoError("it is not a PNG or JPEG picture, or it is damaged") from None
    return data


def _slides(report: Report) -> bytes:
    from present.report.slides import to_slides

    return to_slides(report)


def _workbook(report: Report) -> bytes:
    from present.report.workbook import to_workbook

    return to_workbook(report)


def _page(report: Report) -> bytes:
    from present.report.page import to_page

    return to_page(report)


@dataclass(frozen=True)
class Format:
    """One kind of file. `words`: what it is, for a button's help; `make`: its bytes."""

    ending: str
    label: str
    words: str
    mime: str
    make: Callable[[Report], bytes]


FORMATS = {
    f.ending: f
    for f in (
        Format(
            ".pptx",
            "Slides",
            "PowerPoint, 10 to 12 slides with charts that can be edited and notes for the speaker",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            _slides,
        ),
        Format(
            ".xlsx",
            "Workbook",
            "Excel, every figure, difference and input with unit, interval and source",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _workbook,
        ),
        Format(
            ".html",
            "Page",
            "one file that opens in any browser without a connection, with charts to point at",
            "text/html",
            _page,
        ),
    )
}
"""By the file's ending. Each module is loaded when first used."""
