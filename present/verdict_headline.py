"""The answer in one line, for the page, the slides and the projector alike: for whom it is better, for whom worse."""

from __future__ import annotations

from present.capacity_text import targets_in_short
from present.comparison import Side
from present.formats import AS_MANY, GROWS_WITH_DEMAND, STILL_SETTLING, TOO_FEW_RUNS, Kind
from present.pair import Pair
from present.text_layout import joined, upper_first
from present.tiles import HERO
from sim import KPIS

SHORT: dict[Kind, str] = {
    "better": "better for",
    "worse": "worse for",
    "changed": "different for",
    "small": "hardly a change for",
    "undetected": "no change detected for",
    "same": "no change for",
    "settling": f"{TOO_FEW_RUNS} for",
    "unknown": "no verdict for",
}
COST: dict[Kind, str] = {"better": "lower", "worse": "higher"}


def verdict_in_short(side: Side) -> str:
    """Such as "better for callers and the work, worse for the people on the phones"; its cost comes last."""
    text = _for_whom(side)
    way = COST.get(side.cell("cost_per_resolved").verdict.kind)
    return f"{text}, at a {way} cost per resolved issue" if way else text


def _for_whom(side: Side) -> str:
    by_word: dict[str, list[str]] = {}
    coming_in = side.pair.issues_coming_in
    is_as_many = coming_in == AS_MANY
    for key in HERO:
        if is_as_many or key not in GROWS_WITH_DEMAND:
            by_word.setdefault(SHORT[side.cell(key).verdict.kind], []).append(KPIS[key].whom)
    parts = [f"{word} {joined(whom)}" for word, whom in by_word.items()]
    return ", ".join(parts if is_as_many else [*parts, f"{coming_in} issues coming in"])


SO_FAR = "So far"
"""Begins a headline that more runs, already on their way, may change."""


def verdict_headline(pair: Pair, of_runs: int = 0) -> str:
    """The verdict on a change, without its cost, which has a line; of a scenario by itself, how it stands to its
    targets.

    `of_runs`: simulated runs that it will rest on once all have come; with fewer it says that it may still change.
    """
    if not pair.allows_verdict:
        return upper_first(STILL_SETTLING)
    is_partial = pair.shared_replications < of_runs
    if not pair.is_comparison:
        return targets_in_short(pair.current, *([SO_FAR] if is_partial else []))
    words = _for_whom(Side("", pair))
    return f"{SO_FAR}: {words}" if is_partial else upper_first(words)
