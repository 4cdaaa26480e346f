"""The last move in one sentence: which lever, and what became of satisfaction, exhaustion and issues resolved."""

from __future__ import annotations

from present.changes import changes
from present.formats import TOO_FEW_RUNS, difference_unit, with_unit
from present.pair import Pair
from present.text_layout import counted, joined, lower_first, upper_first
from present.tiles import HERO, is_simulated
from sim import KPIS, Result, Scenario

MOST_NAMED = 2
"""Levers that a sentence names; of more it says how many."""
TOO_FEW, NO_VALUE = f"{{}}: {TOO_FEW_RUNS}", "{}: no value"
WORDS = {"undetected": "no difference detected in {}", "same": "{} unchanged"}
"""By kind of verdict, of figures whose difference is not told."""


def levers_moved(before: Scenario, after: Scenario, week_before: int = 0, week: int = 0) -> str:
    """What was moved: "Agents 52 → 49". The scenarios as if their changes held from the start, and the measured weeks
    from which they do; "" where nothing was moved.
    """
    parts = [part.step for part in changes(before, after)]
    if len(parts) > MOST_NAMED:
        parts = [counted(len(parts), "lever", "levers")]
    if week != week_before:
        parts.append(f"changes apply from {f'week {week + 1}' if week else 'the start'}")
    return upper_first(joined([*parts[:1], *map(lower_first, parts[1:])]))


def move_in_words(before: Result, after: Result, moved: str) -> str:
    """The sentence: "Agents 52 → 49: satisfaction −3.1 points; no difference detected in exhaustion."

    `moved`: which lever. Differences are paired, of the weeks that the page shows. "" where there is nothing to tell.
    """
    pair = Pair(after, before)
    if not moved or not pair.is_comparison:
        return ""
    amounts: list[str] = []
    others: dict[str, list[str]] = {}
    said_unit = ""
    for key in (key for key in HERO if is_simulated(after, key) and is_simulated(before, key)):
        kpi, verdict = KPIS[key], pair.verdict(key)
        if verdict.shown is None:
            others.setdefault(NO_VALUE, []).append(kpi.noun)
        elif verdict.judged or verdict.kind == "small":
            unit = difference_unit(kpi, after.scenario.costs.currency)
            number = verdict.shown.difference_text
            amount = f"{kpi.noun} {with_unit(number, unit) if unit != said_unit else number}"
            amounts.append(amount if verdict.judged else f"{amount} (too small to matter)")
            said_unit = unit
        else:
            others.setdefault(WORDS.get(verdict.kind, TOO_FEW), []).append(kpi.noun)
    told = [", ".join(amounts)] if amounts else []
    told += [words.format(joined(nouns)) for words, nouns in others.items()]
    return f"{moved}: {'; '.join(told)}."
