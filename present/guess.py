"""Guess first: what a room bets before it sees a result, and what is said of the bet beside the result."""

from __future__ import annotations

from typing import Literal

from present.comparison import AsText
from present.formats import TOO_FEW_RUNS, Verdict
from present.ranking import Ranking
from present.tiles import HERO
from sim import KPIS

Way = Literal["up", "same", "down"]
WAYS: dict[Way, str] = {"up": "↑ Up", "same": "= Same", "down": "↓ Down"}
"""What can be guessed of a figure, in the order of the keys 1 to 3."""
GUESSED = HERO
"""The figures that are guessed: of callers, people and work."""


def name_of(key: str) -> str:
    """What a figure is called where it is guessed: "Issues resolved"."""
    return KPIS[key].label


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


def choice_and_result(ranking: Ranking, chosen: int, as_text: AsText = str) -> str:
    """What is said of the scenario that a room chose, after its name, as the ranking's headline has it.

    `chosen`: its index in the ranking; `as_text`: makes names fit for where they stand.
    """
    if not ranking.is_decided:
        return f"{TOO_FEW_RUNS}."
    if not ranking.first or chosen not in ranking.ranked:
        return "it cannot be ranked."
    top = ranking.first[0]
    name, is_top = as_text(ranking.entries[top].name), ranking.is_same(chosen, top)
    others = [i for i in ranking.first if not ranking.is_same(i, top)]
    if chosen not in ranking.first:
        return f"{name} is better." if ranking.winner is None else f"the best is {name}."
    if is_top and ranking.winner is not None:
        return "it is the best!"
    if chosen in ranking.rivals or (is_top and ranking.rivals):
        return "no single winner; it depends on what matters most."
    if not others:
        return "it has the same settings as the others."
    if not is_top:
        return f"it cannot be told apart from {name}."
    whom = as_text(ranking.entries[others[0]].name) if len(others) == 1 else f"{len(others)} others"
    return f"it cannot be told apart from {whom}."
