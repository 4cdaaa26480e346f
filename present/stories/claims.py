"""The model against a story: does the model move the same way, and as far? Answered from verdicts, never by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from present.formats import TOO_FEW_RUNS, Verdict, plain
from present.pair import Pair
from present.stories.phrases import amount, in_percent, label, relative
from present.text_layout import joined
from sim.experiment import Estimate


@dataclass(frozen=True)
class Claim:
    """One thing a story reports: `words` as they were reported, and how a KPI should then have moved.

    `key`: None where nothing in the model stands for it. `size`: the relative change reported, where one was.
    """

    words: str
    key: str | None
    up: bool = True
    size: float | None = None
    size_words: str = "no figure"


Answer = Literal[
    "yes", "no", "not detected", "too small to matter", "too few runs to say", "no value", "not in the model"
]
NOT_JUDGED: dict[str, Answer] = {
    "settling": "too few runs to say",
    "unknown": "no value",
    "small": "too small to matter",
}


def direction(claim: Claim, verdict: Verdict | None) -> Answer:
    """Whether the model moves as the story says."""
    if claim.key is None or verdict is None:
        return "not in the model"
    if verdict.judged:
        return "yes" if verdict.up == claim.up else "no"
    return NOT_JUDGED.get(verdict.kind, "not detected")


Reproduced = Literal["yes", "in part", "no", "not known yet"]


def reproduced(answers: Sequence[Answer]) -> Reproduced:
    """One word for all that was reported and has a counterpart in the model."""
    known = [a for a in answers if a != "not in the model"]
    if not known or TOO_FEW_RUNS in known:
        return "not known yet"
    if all(a == "yes" for a in known):
        return "yes"
    return "in part" if "yes" in known else "no"


def same_size(claim: Claim, share: Estimate) -> bool | None:
    """Whether the size reported lies within the model's interval; None where none was reported or none is known."""
    if claim.size is None or share.low is None or share.high is None:
        return None
    return share.low <= claim.size <= share.high


@dataclass(frozen=True)
class ClaimResult:
    """One row of what the case says beside what the model shows."""

    claim: Claim
    name: str
    model: str
    answer: Answer
    size: str

    @property
    def misses_size(self) -> bool:
        """Whether a size was reported and the model does not reach it."""
        return self.size.startswith("no")


def check_claims(pair: Pair, claims: Sequence[Claim]) -> list[ClaimResult]:
    """What was reported, beside what the model shows."""
    results = []
    for claim in claims:
        if claim.key is None:
            results.append(ClaimResult(claim, "", "nothing stands for it", "not in the model", ""))
            continue
        model, size = amount(pair, claim.key), ""
        if claim.size is not None:
            share = relative(pair, claim.key)
            model = f"{in_percent(share)}; {model}"
            fits = same_size(claim, share) if pair.allows_verdict else None
            if fits is not None and share.mean is not None:
                part = share.mean / claim.size
                off = f"{plain(100.0 * part, 0)}% of it" if part > 0.0 else "the other way"
                size = "yes" if fits else f"no: {off}"
        answer = direction(claim, pair.verdict(claim.key))
        results.append(ClaimResult(claim, label(claim.key, pair.current), model, answer, size))
    return results


def verdict_words(results: Sequence[ClaimResult]) -> str:
    """ "Same direction as in the case: **yes**. Same size: **no** …"."""
    word = reproduced([result.answer for result in results])
    text = f"Same direction as in the case: **{word}**"
    others = [
        f"{result.claim.words}: {result.answer}"
        for result in results
        if result.answer not in ("yes", "not in the model")
    ]
    if others and word != "not known yet":
        text += f" ({joined(others)})"
    text += "."
    sized = [result for result in results if result.size]
    if any(result.misses_size for result in sized):
        parts = [
            f"{result.claim.size_words} in the case, {result.model.split(';')[0]} in the model"
            for result in sized
            if result.misses_size
        ]
        text += f" Same size: **no** ({joined(parts)})."
    elif sized:
        text += " Same size: **yes**."
    elif word != "not known yet":
        text += " The case gave no figure to compare."
    return text


def table(results: Sequence[ClaimResult]) -> pd.DataFrame:
    """The rows as text, for the screen."""
    claims = [result.claim for result in results]
    data = {
        "The case says": [c.words if c.size is None else f"{c.words}, {c.size_words}" for c in claims],
        "The model shows": [
            f"{result.name}: {result.model}" if result.name else result.model for result in results
        ],
        "Same direction?": [result.answer for result in results],
    }
    if any(result.size for result in results):
        data["Same size?"] = [result.size or "no figure" for result in results]
    return pd.DataFrame(data)
