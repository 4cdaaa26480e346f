"""Guess first: what a room bets before it sees a result, and what is said of the bet beside the result."""

from __future__ import annotations

from typing import Literal

from present.formats import TOO_FEW_RUNS, Verdict
from present.text_layout import upper_first
from present.tiles import HERO
from sim import KPIS

Way = Literal["up", "same", "down"]
WAYS: dict[Way, str] = {"up": "↑ Up", "same": "= Same", "down": "↓ Down"}
"""What can be guessed of a figure, in the order of the keys 1 to 3."""
GUESSED = HERO
"""The figures that are guessed: of callers, people and work."""


def name_of(key: str) -> str:
    """What a figure is called where it is guessed: "Issues resolved"."""
    return upper_first(KPIS[key].noun)


def way_of(verdict: Verdict) -> Way | None:
    """The guess that would have been right; None where that is not known."""
    match verdict.kind:
        case "better" | "worse" | "changed":
            return "up" if verdict.up else "down"
        case "small" | "undetected" | "same":
            return "same"
    return None


RESULTS = {"small": "The change is too small to matter", "undetected": "No change was detected"}


def guess_and_result(guess: Way, verdict: Verdict) -> str:
    """The bet beside the result: "You said up. It went down.", "You said down. Right!"."""
    was = way_of(verdict)
    said = f"You said {guess}."
    if was is None:
        return f"{said} There are {TOO_FEW_RUNS}."
    if was == guess:
        return f"{said} Right!"
    moved = {"up": "It went up", "down": "It went down", "same": "It stayed the same"}[was]
    return f"{said} {RESULTS.get(verdict.kind, moved)}."
