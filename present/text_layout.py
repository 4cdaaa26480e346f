"""Text as it is laid out: its width, lines, and direction; lists of words, plurals, a sentence's first letter."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence

from present.locale import NO_BREAK, whole

COLUMNS = 42
"""Width of a line of text, in Latin letters: what fits a panel on a telephone."""
MOST_LINES = 3
UNIT = re.compile(
    r"(?<=\d) (?=[%\w])|(?<=\d[ \xa0]a) (?=\w)|(?<=\d[ \xa0]of) (?=\d)"
    r"|(?<=%) (?=to [−+]?\d)|(?<=[\d%][ \xa0]to) (?=[−+]?\d)"
    r"|(?<=\bof) (?=100\b)"
)
"""The spaces in "12 s", "17 a day", "62 of 100", "−20.2 to −5.9"."""
HYPHEN = re.compile(r"(?<=\d)-(?=[^\W\d])")
"""The hyphen in "4-minute"."""
RIGHT_TO_LEFT = ("R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI")
FIRST_STRONG, POP = "\u2068", "\u2069"


def escaped(text: str) -> str:
    """Return text that Plotly shows as it is: neither its own HTML nor a formula."""
    return html.escape(text, quote=False).replace("$", "&#36;")


def isolated(text: str) -> str:
    """Return text whose direction moves nothing around it."""
    if any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in text):
        return f"{FIRST_STRONG}{text}{POP}"
    return text


# ── Width and lines ───────────────────────────────────────────────────────────────────────────────


def columns(text: str) -> int:
    """Return how wide a text is, in Latin letters."""
    return sum(_width(c) for c in text)


def _width(c: str) -> int:
    if unicodedata.combining(c) or unicodedata.category(c) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1


def wrapped(text: str, width: int = COLUMNS, most: int = MOST_LINES) -> list[str]:
    """Break text into one to `most` lines of `width` columns, between words and, where a word is too long, within it.

    The last line ends with "…" where not all fits.
    """
    lines = [""]
    for word in words(text):
        joint = f"{lines[-1]} {word}" if lines[-1] else word
        if columns(joint) <= width:
            lines[-1] = joint
            continue
        if lines[-1]:
            lines.append("")
        for c in word:
            if columns(lines[-1]) + _width(c) > width:
                lines.append("")
            lines[-1] += c
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{_beginning(lines[most - 1], width - 1)}…"]
    return lines


def words(text: str) -> list[str]:
    """Split text where a line may break: at blanks, but at none that holds a number and its unit together."""
    return [word for word in re.split(r"[^\S\N{NO-BREAK SPACE}]+", text) if word.strip()]


def apart(names: Sequence[str], width: int, most: int = 1) -> list[list[str]]:
    """Break names into up to `most` lines of `width` columns so that they can be told apart.

    One that does not fit and begins as another does loses its beginning, for a family differs at the end.
    """
    room = most * width - (most - 1) * width // 2  # lines break between words
    cut = [wrapped(name, width, most) for name in names]
    starts = [_differs_from(name, names) for name in names]
    for i, name in enumerate(names):
        if starts[i] and not _is_whole(cut[i], name):
            tails = (f"…{name[at + 1 :]}" for at, c in enumerate(name) if c == " ")
            broken = ((wrapped(tail, width, most), tail) for tail in tails)
            cut[i] = next((lines for lines, tail in broken if _is_whole(lines, tail)), cut[i])
    ways: list[Callable[[str, int], str]] = [
        lambda name, start: f"…{name[start:]}" if start else name,
        lambda name, _: middle_out(name, room),
    ]
    for shorter in ways:
        alike = [sum(other == own for other in cut) > 1 for own in cut]
        cut = [
            wrapped(shorter(name, start), width, most) if like else own
            for name, own, start, like in zip(names, cut, starts, alike, strict=True)
        ]
    return cut


def _is_whole(lines: Sequence[str], text: str) -> bool:
    return "".join("".join(lines).split()) == "".join(text.split())


def _differs_from(name: str, names: Sequence[str]) -> int:
    """Where the first word begins that tells a name from the other that is most like it; 0 where none begins alike."""
    same = max((_alike(name, other) for other in names if other != name), default=0)
    return name.rfind(" ", 0, same) + 1


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginnings on."""
    ends = (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(ends, min(len(one), len(other)))


def together(text: str) -> str:
    """Text in which a number and what follows it stay on one line, and so do both ends of a range."""
    return HYPHEN.sub("\N{NON-BREAKING HYPHEN}", UNIT.sub(NO_BREAK, text))


def at_word(text: str, most: int) -> str:
    """Cut text to `most` characters, "…" included, between words where there is room for one."""
    if len(text) <= most:
        return text
    beginning, blank, _ = text[:most].rpartition(" ")
    kept = beginning if blank and len(beginning) > most // 2 else text[: most - 1]
    return f"{kept.rstrip(' ,;')}…"


def middle_out(text: str, width: int) -> str:
    """Cut text to one line of `width` columns in its middle: names of a family often differ at their ends."""
    if columns(text) <= width:
        return text
    left = max(2, width - 1)
    first = _beginning(text, left // 2).rstrip()
    return f"{first}…{_beginning(text[::-1], left - columns(first))[::-1].lstrip()}"


def _beginning(text: str, width: int) -> str:
    while columns(text) > width:
        text = text[:-1]
    return text


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────


def joined(parts: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def plural(n: int, one: str, many: str) -> str:
    """Return the word for `n` things.

    >>> plural(2, "person", "people")
    'people'
    """
    return one if n == 1 else many


def counted(n: int, one: str, many: str) -> str:
    """Return the number with its word.

    >>> counted(1200, "week", "weeks")
    '1,200 weeks'
    """
    return f"{whole(n)} {plural(n, one, many)}"


def upper_first(text: str) -> str:
    """Return text that begins with a capital letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return text that begins with a small letter, the rest as it is."""
    return text[:1].lower() + text[1:]
