"""A client's logo: which pictures can be one, and how large it is."""

from __future__ import annotations

import io

LARGEST_LOGO = 2_000_000
"""Bytes."""
MOST_PIXELS = 16_000_000
TOO_MANY = f"a logo may have {MOST_PIXELS / 1e6:g} million dots at most"
LOGO_KINDS = ("PNG", "JPEG")


class LogoError(ValueError):
    """A picture that cannot be a report's logo. `str()` is a sentence's end for a person."""


def validated_logo(data: bytes) -> bytes:
    """Return the picture itself if it can be a logo. Raises LogoError."""
    logo_size(data)
    return data


def logo_size(data: bytes) -> tuple[int, int]:
    """Return width and height in dots of a PNG or JPEG of a sane size. Raises LogoError for anything else."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > LARGEST_LOGO:
        raise LogoError(
            f"a logo may have {LARGEST_LOGO / 1e6:g} MB at most, this one has {len(data) / 1e6:.1f}"
        )
    try:
        with Image.open(io.BytesIO(data), formats=LOGO_KINDS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise LogoError(f"{TOO_MANY}, this one has {width} × {height}")
            picture.load()
    except LogoError:
        raise
    except Image.DecompressionBombError:
        raise LogoError(f"{TOO_MANY}, this one has many more") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise LogoError("it is not a PNG or JPEG picture, or it is damaged") from None
    return width, height
