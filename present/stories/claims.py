"""The model against a story: does the model move the same way, and as far? Answered from verdicts, never by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from present.formats import Verdict, plain
from present.pair import Pair
from present.stories.phrases import amount, in_percent, label, relative
from present.text_layout import joined
from sim.experiment import Estimate


@dataclass(frozen=True)
class Claim:
    """One thing a story reports: `words` as they were told, and how a KPI should then have moved.

    `key`: None where nothing in the model stands for it. `size`: the relative change told, where one was.
    """

    words: str
    key: str | None
    up: bool = True
    size: float | None = None
    size_words: str = "not told"


Answer = Literal[
    "yes", "no", "not detected", "too small to matter", "still settling", "no value", "not in the model"
]


def direction(claim: Claim, found: Verdict | None) -> Answer:
    """Whether the model moves as the story says."""
    if claim.key is None or found is None:
        return "not in the model"
    if found.judged:
        return "yes" if found.up == claim.up else "no"
    match found.kind:
        case "settling":
            return "still settling"
        case "unknown":
            return "no value"
        case "small":
            return "too small to matter"
    return "not detected"


Reproduced = Literal["yes", "in part", "no", "not known yet"]


def reproduced(answers: Sequence[Answer]) -> Reproduced:
    """One word for all that was told and has a counterpart in the model."""
    known = [a for a in answers if a != "not in the model"]
    if not known or "still settling" in known:
        return "not known yet"
    if all(a == "yes" for a in known):
        return "yes"
    return "in part" if "yes" in known else "no"


def same_size(claim: Claim, share: Estimate) -> bool | None:
    """Whether the size told lies within the model's interval; None where none was told or none is known."""
    if claim.size is None or share.low is None or share.high is None:
        return None
    return share.low <= claim.size <= share.high


@dataclass(frozen=True)
class Line:
    """One row of "model against story"."""

    claim: Claim
    name: str
    model: str
    answer: Answer
    size: str

    @property
    def missed_size(self) -> bool:
        """Whether a size was told and the model does not reach it."""
        return self.size.startswith("no")


def lines(pair: Pair, story: Sequence[Claim]) -> list[Line]:
    """What was told, beside what the model says."""
    found = []
    for claim in story:
        if claim.key is None:
            found.append(Line(claim, "", "nothing in the model stands for it", "not in the model", ""))
            continue
        model, size = amount(claim.key, pair.difference(claim.key)), ""
        if claim.size is not None:
            share = relative(pair, claim.key)
            model = f"{in_percent(share)}; {model}"
            fits = same_size(claim, share)
            if fits is not None and share.mean is not None:
                size = "yes" if fits else f"no: {_of_it(share.mean / claim.size)}"
        answer = direction(claim, pair.verdict(claim.key))
        found.append(Line(claim, label(claim.key, pair.current), model, answer, size))
    return found


def _of_it(part: float) -> str:
    if part <= 0.0:
        return "the other way"
    return f"{plain(100.0 * part, 0)} % of it"


def verdict_words(found: Sequence[Line]) -> str:
    """ "Direction reproduced: **yes** (service quality, turnover). Size reproduced: **no** …"."""
    word = reproduced([line.answer for line in found])
    text = f"Direction reproduced: **{word}**"
    others = [
        f"{line.claim.words}: {line.answer}"
        for line in found
        if line.answer not in ("yes", "not in the model")
    ]
    if others and word != "not known yet":
        text += f" ({joined(others)})"
    text += "."
    sized = [line for line in found if line.size]
    if any(line.missed_size for line in sized):
        parts = [
            f"{line.claim.size_words} in the story, {line.model.split(';')[0]} in the model"
            for line in sized
            if line.missed_size
        ]
        text += f" Size reproduced: **no**; {joined(parts)}."
    elif sized:
        text += " Size reproduced: **yes**."
    elif word != "not known yet":
        text += " No size was told that could be compared."
    return text


def table(found: Sequence[Line]) -> pd.DataFrame:
    """The rows as text, for the screen."""
    data = {
        "In the story": [_as_told(line.claim) for line in found],
        "In the model": [f"{line.name}: {line.model}" if line.name else line.model for line in found],
        "Same direction?": [line.answer for line in found],
    }
    if any(line.size for line in found):
        data["Same size?"] = [line.size or "not told" for line in found]
    return pd.DataFrame(data)


def _as_told(claim: Claim) -> str:
    return claim.words if claim.size is None else f"{claim.words}, {claim.size_words}"
