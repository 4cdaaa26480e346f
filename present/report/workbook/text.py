"""Text that stays text: no cell, header, title or property of a workbook takes a name for anything else."""

from __future__ import annotations

import re

from present.spelling import spelled
from present.text_layout import columns, words

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML does not allow, or no reader shows."""
MOST = 32_000
"""Characters of a cell; Excel's limit is 32,767 UTF-16 units."""


def clean(text: str, most: int = MOST) -> str:
    """The text in one line and in its readers' spelling, without what a file may not hold, and no longer than a cell
    allows.
    """
    text = spelled(" ".join(words(ILLEGAL.sub(" ", text))))
    units = text.encode("utf-16-le")
    if len(units) > 2 * most:
        text = units[: 2 * (most - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
    # XlsxWriter takes a text between these marks for XML of its own and writes it as it is.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def title(text: str) -> str:
    """For a chart's or an axis's title: "!" would make a reference of it."""
    return clean(text, 250).replace("!", "\N{FULLWIDTH EXCLAMATION MARK}")


def in_header(text: str, most: int) -> str:
    """For the head or foot of a printed page, where "&" begins a code."""
    text = clean(text)
    text = text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
    for code in ("&G", "&["):  # a picture to XlsxWriter, even behind another "&"
        text = text.replace(code, f"\N{FULLWIDTH AMPERSAND}{code[1:]}")
    return text.replace("&", "&&")


def lines_of(text: str, width: float) -> int:
    """Return an upper bound of a text's lines in a cell `width` letters wide. Words are not broken."""
    letters = max(2.0, 1.16 * width - 2.0)
    lines, used = 1, 0.0
    for word in words(text):
        long = float(columns(word))
        if used and used + 1.0 + long > letters:
            lines, used = lines + 1, 0.0
        extra, rest = divmod(long, letters)
        lines, used = lines + int(extra), (used + 1.0 if used else 0.0) + rest
    return lines
