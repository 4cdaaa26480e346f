"""How much space text takes, so that every size is fixed when the file is written.

Neither PowerPoint nor LibreOffice shrinks text when a file is opened. Widths are those of Arial (Liberation Sans has
the same ones); scripts that it lacks are taken to be as wide as their widest fonts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from present.report.slides.text import Paragraph, TextRun, text_of

FIRST = 32
REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 "
    "584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 "
    "333 611 556 778 556 556 500 389 280 389 584"
)
OF = {bold: [int(w) / 1000.0 for w in text.split()] for bold, text in ((False, REGULAR), (True, BOLD))}
"""Advance widths of the characters from the blank on, in em."""
WIDE, PICTURE, LEFTWARD, UNKNOWN = 1.0, 1.4, 0.7, 0.85
"""An East Asian character, a pictograph, an Arabic or Hebrew letter, anything else that Arial may lack; in em."""
JOINS, JOINT = "\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16}", 0.5
"""What joins pictographs: where a font lacks the joined one, programs draw the parts, and some the joint."""
SAFETY = 1.03

LATIN, EAST_ASIAN, TALL = 1.2, 1.35, 1.6
"""Line spacing as a multiple of the size. East Asian and taller scripts get theirs written out exactly."""


def _em(c: str, bold: bool) -> float:
    place = ord(c) - FIRST
    widths = OF[bold]
    if 0 <= place < len(widths):
        return widths[place]
    if c in JOINS:
        return JOINT
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0.0
    baseline = unicodedata.normalize("NFD", c)[0]
    if baseline != c and 0 <= ord(baseline) - FIRST < len(widths):
        return widths[ord(baseline) - FIRST]
    if ord(c) >= 0x1F000:
        return PICTURE
    if unicodedata.east_asian_width(c) in ("W", "F"):
        return WIDE
    if unicodedata.bidirectional(c) in ("R", "AL"):
        return LEFTWARD
    if c in "‘’·" or c.isspace():
        return 0.3
    return 0.6 if c in "†−–×“”°" else UNKNOWN


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return an upper bound of the text's width, in points."""
    return SAFETY * size * sum(_em(c, bold) for c in text)


def leading(text: str) -> float:
    """The line spacing that a text needs, as a multiple of its size."""
    most = LATIN
    for c in text:
        if unicodedata.east_asian_width(c) in ("W", "F"):
            most = max(most, EAST_ASIAN)
        elif ord(c) >= 0x0590 and unicodedata.category(c)[0] in "LM" and not 0x1E00 <= ord(c) < 0x2000:
            most = TALL
    return most


def _breaks(c: str) -> bool:
    """Whether a line may be broken on either side of a character."""
    return c == " " or unicodedata.east_asian_width(c) in ("W", "F")


def _words(runs: Paragraph, size: float) -> list[tuple[float, bool]]:
    """Return (width in points, whether it is a blank) of each part that no line break splits."""
    parts: list[tuple[float, bool]] = []
    joins = False
    for run in runs:
        for c in run.text:
            wide, alone = SAFETY * size * _em(c, run.bold), _breaks(c)
            if joins and not alone:
                parts[-1] = parts[-1][0] + wide, False
            else:
                parts.append((wide, c == " "))
            joins = not alone
    return parts


def lines_of(runs: Paragraph, across: float, size: float) -> int:
    """Return how many lines a paragraph takes in a box `across` points wide; at least one."""
    lines, used = 1, 0.0
    for wide, blank in _words(runs, size):
        if blank or used + wide <= across:
            used += wide
        elif wide <= across:
            lines, used = lines + 1, wide
        else:  # a word longer than a line is broken within
            full = max(size, across - size)
            lines += (1 if used > 0.0 else 0) + int(wide / full)
            used = wide % full
    return lines


def height(paragraphs: Sequence[Paragraph], across: float, size: float, gap: float = 0.0) -> float:
    """How high paragraphs are, in points. `gap`: between two."""
    tall = sum(lines_of(p, across, size) * size * leading(text_of(p)) for p in paragraphs)
    return tall + gap * max(0, len(paragraphs) - 1)


def fitting(
    paragraphs: Sequence[Paragraph], across: float, high: float, sizes: Sequence[float], gap: float = 0.0
) -> tuple[float, int]:
    """(Size, how many paragraphs fit in it): the largest in which all do, else the smallest."""
    for size in sizes:
        if height(paragraphs, across, size, gap) <= high:
            return size, len(paragraphs)
    size, count = sizes[-1], len(paragraphs)
    while count and height(paragraphs[:count], across, size, gap) > high:
        count -= 1
    return size, count


def cut(runs: Paragraph, across: float, size: float, most: int) -> Paragraph:
    """Cut a paragraph to `most` lines; it ends with "…" where not all of it fits."""
    if lines_of(runs, across, size) <= most:
        return runs
    letters = [(c, run) for run in runs for c in run.text]
    low, high = 0, len(letters) - 1
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        if lines_of((*_runs(letters[:middle]), TextRun("…", runs[0].bold)), across, size) <= most:
            low = middle
        else:
            high = middle - 1
    while low and _splits(letters[low - 1][0], letters[low][0]):
        low -= 1
    beginning = _runs(letters[:low])
    if not beginning:
        return (TextRun("…"),)
    last = beginning[-1]
    return (*beginning[:-1], TextRun(f"{last.text.rstrip()}…", last.bold, last.colour))


def _splits(before: str, after: str) -> bool:
    """Whether cutting here would split a glyph that consists of several characters."""
    joiner = "\N{ZERO WIDTH JOINER}"
    return joiner in (before, after) or unicodedata.category(after) in ("Mn", "Me", "Sk")


def _runs(letters: Sequence[tuple[str, TextRun]]) -> Paragraph:
    blocks = groupby(letters, lambda letter: letter[1])
    return tuple(TextRun("".join(c for c, _ in block), run.bold, run.colour) for run, block in blocks)
