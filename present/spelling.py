"""American spelling for readers who have it: applied once, where a text leaves for a page or a file.

Texts are British in the code. What users wrote stays as they wrote it, and so do paths of fields and names of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from present.locale import own_texts, reading
from sim.scenario import Scenario

AMERICAN = "en-US"
SPELLINGS = {
    "centred": "centered",
    "centre": "center",
    "behaviour": "behavior",
    "colour": "color",
    "favour": "favor",
    "labour": "labor",
    "neighbour": "neighbor",
    "programme": "program",
    "catalogue": "catalog",
    "per cent": "percent",
    "grey": "gray",
    "judgement": "judgment",
    "licence": "license",
    "analyse": "analyze",
    "organis": "organiz",
    "prioritis": "prioritiz",
    "recognis": "recogniz",
    "summaris": "summariz",
    "cancelled": "canceled",
    "cancelling": "canceling",
    "labelled": "labeled",
    "modelled": "modeled",
    "modelling": "modeling",
    "dialled": "dialed",
    "dialling": "dialing",
    "fulfil": "fulfill",
}
"""British -> American, by the beginning of a word; "re" may stand before it ("redialling")."""
_GOES_ON = {"programme": r"(?=s?\b)", "catalogue": r"(?=s?\b)", "fulfil": "(?!l)"} | dict.fromkeys(
    ("organis", "prioritis", "recognis", "summaris"), "(?=[aei])"
)
"""How a word must go on where its other forms are spelled alike: "programmed", "fulfilled", "organism"."""
_WORDS = "|".join(f"{word}{_GOES_ON.get(word, '')}" for word in SPELLINGS)
_BRITISH = re.compile(rf"(?<![\w./+])(re|un)?({_WORDS})(?!\w*[./]\w)", re.IGNORECASE)
"""Not within a field's path ("behaviour.eta"), a file's name or data in base 64."""
_LONGEST = 30
"""Words of a user's text that are looked for together."""
_GAP = r"(?:\W|&#?\w+;|<br>)+"
"""What may stand between two of them: whatever Markdown, HTML or the end of a line puts there."""


def is_american() -> bool:
    """Whether the American way is written."""
    return reading() == AMERICAN


def english() -> str:
    """The English that is written, as files name it."""
    return AMERICAN if is_american() else "en-GB"


def spelled(text: str) -> str:
    """A text in the English that is written."""
    if not is_american() or not _BRITISH.search(text):
        return text
    return _pattern(own_texts()).sub(_american, text)


def spelled_json(data: Any) -> Any:
    """Data with its texts in the English that is written; keys and lists in base 64 stay."""
    if isinstance(data, str):
        return spelled(data)
    if isinstance(data, dict):
        return {key: value if key == "bdata" else spelled_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [spelled_json(value) for value in data]
    return data


def texts_of(scenarios: Iterable[Scenario]) -> Iterator[str]:
    """What users wrote in their scenarios and a spelling would change."""
    for scenario in scenarios:
        yield from (text for text in _strings(scenario) if _BRITISH.search(text))


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, BaseModel):
        for name in type(data).model_fields:
            yield from _strings(getattr(data, name))
    elif isinstance(data, dict):
        for pair in data.items():
            yield from _strings(pair)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _strings(value)


@lru_cache(maxsize=64)
def _pattern(own: frozenset[str]) -> re.Pattern[str]:
    """What users wrote, the longest first, then words to be spelled otherwise: the groups of these are the last."""
    parts = {tuple(part) for text in own for part in _parts(text)}
    ways = [way for part in sorted(parts, key=len, reverse=True) for way in _ways(part)]
    kept = "".join(rf"(?-i:(?<!\w){way})|" for way in ways)
    return re.compile(kept + _BRITISH.pattern, re.IGNORECASE)


def _parts(text: str) -> Iterator[list[str]]:
    """A user's text in sentences, and long ones in pieces, by their words."""
    for sentence in re.split(r"(?<=[.!?])\s", text):
        words = re.findall(r"\w+", sentence)
        pieces = -(-len(words) // _LONGEST)
        for i in range(pieces):
            piece = words[i * len(words) // pieces : (i + 1) * len(words) // pieces]
            if _BRITISH.search(" ".join(piece)):
                yield piece


def _ways(words: tuple[str, ...]) -> Iterator[str]:
    """How a user's words may stand in a text: whole, or cut with "…" at the end or at the beginning."""
    yield rf"{_GAP.join(words)}(?!\w)"
    beginning = ""
    for word in reversed(words):
        beginning = f"{word}(?:{_GAP}{beginning})?" if beginning else word
    yield rf"{beginning}(?:{_GAP})?\w*…"
    for i in range(1, len(words)):
        yield rf"…\W*\w*?{_GAP.join(words[i:])}(?!\w)"


def _american(found: re.Match[str]) -> str:
    before, word = found.groups()
    if word is None:
        return found[0]
    american = SPELLINGS[word.lower()]
    return (before or "") + (american.capitalize() if word[0].isupper() else american)
