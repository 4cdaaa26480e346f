"""Text as slides take it: clean, with its direction, in runs of one weight."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from present.formats import NO_BREAK
from present.report.marks import STAR, escape_marks
from present.spelling import spelled
from present.text_layout import words

HIDDEN = ("Cc", "Cs", "Co", "Cn")
STEERS = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0x200E, 0x200F)}
"""Characters that turn the direction of whatever follows them."""
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


def clean(text: str, ours: str = "") -> str:
    """Return one line in its readers' spelling, without what XML forbids, what changes the direction, and code points
    without a character.

    `ours`: such characters to keep.
    """
    text = unicodedata.normalize("NFC", text)
    allowed = (
        " " if c.isspace() and c != NO_BREAK else c
        for c in text
        if c.isspace() or c in ours or not (unicodedata.category(c) in HIDDEN or c in STEERS)
    )
    return spelled(" ".join(words("".join(allowed))))


def is_right_to_left(text: str) -> bool:
    """Whether the first character that has a direction runs from right to left."""
    directions = map(unicodedata.bidirectional, text)
    return next((d != "L" for d in directions if d in ("R", "AL", "L")), False)


def in_sentence(text: str) -> str:
    """A name as it may stand within a sentence: its asterisks are its own, its direction moves nothing else.

    Line breaks are kept: descriptions have them.
    """
    text = escape_marks("\n".join(clean(line) for line in text.splitlines()))
    if any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text):
        return f"{LEFT_TO_RIGHT}{text}{LEFT_TO_RIGHT}"
    return text


@dataclass(frozen=True)
class TextRun:
    """Text of one weight. `colour`: "RRGGBB", "" for the style's own."""

    text: str
    bold: bool = False
    colour: str = ""


Paragraph = tuple[TextRun, ...]


def paragraph(text: str, *, bold: bool = False) -> Paragraph:
    """Split text with `**strong**` parts into runs, cleaned."""
    text = clean(text, STAR + LEFT_TO_RIGHT)
    parts = text.split("**")
    return tuple(TextRun(part.replace(STAR, "*"), bold or i % 2 == 1) for i, part in enumerate(parts) if part)


def text_of(runs: Paragraph) -> str:
    """Return a paragraph's text."""
    return "".join(run.text for run in runs)
