"""The words on the screen and what they mean: the figures from their declarations, the rest written here once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from present.field_names import percent
from present.formats import ASSUMED, difference_unit, is_share, mark, plain, scale, with_unit
from present.locale import NO_BREAK
from present.text_layout import upper_first
from sim import KPIS
from sim.experiment.verdict import VERDICT_FROM
from sim.kpis import GROUPS, Kpi

BETTER = {
    "up": "More is better.",
    "down": "Less is better.",
    "band": "Up to {} is healthy; above it people are overloaded.",
    "none": "",
}


@dataclass(frozen=True)
class Word:
    """One entry. `trade`: what the trade calls it; `key`: of a KPI, by which files name it."""

    name: str
    meaning: str
    trade: str = ""
    key: str = ""

    def matches(self, search: str) -> bool:
        """Whether every word that is looked for occurs in it."""
        text = f"{self.name} {self.meaning} {self.trade} {self.key}".lower()
        return all(part in text for part in search.lower().split())


WORDS = (
    Word(
        "Simulated run",
        "One simulation of all weeks, with callers drawn by chance. Several runs show how much figures vary by chance.",
        "replication",
    ),
    Word(
        "Range, “… to …”",
        "A 95% interval: if everything were repeated, 95 of 100 such ranges would contain the model's true mean. It "
        "shows chance alone, not whether the model is right. It stays within what the figure can be, so its ends "
        "need not be equally far from the mean. If all runs gave the same, it has no width.",
        "confidence interval",
    ),
    Word(
        "Not detected",
        "The range of a difference includes zero: with this many runs, it may be due to chance.",
    ),
    Word(
        "Too small to matter",
        "There is a difference, but nobody would notice it. Each figure below says how large one must be to matter.",
    ),
    Word(
        "Too few runs to say",
        f"Fewer than {VERDICT_FROM} runs of each scenario are done: too early to judge a difference.",
    ),
    Word(
        "Same callers",
        "Scenarios are compared on callers with the same issues, moods and patience. So a difference comes from the "
        "change, not from chance.",
        "common random numbers",
    ),
    Word(
        f"The mark {ASSUMED}",
        "The figure rests on assumptions about people: what tires them, what satisfies them, who leaves. Figures "
        "without it are counted from the simulated calls.",
    ),
    Word(
        "Other assumptions",
        "The same comparison, with each of the least known assumptions in turn at both ends of its evidence. The "
        "widest range is shown.",
        "sensitivity",
    ),
    Word(
        "Baseline",
        "What the current setting is compared with: the scenario as you chose it, or the setting you pinned.",
    ),
    Word("Issue", "What a caller needs resolved. One issue can take several calls."),
    Word(
        "Difficult caller",
        "A caller whom no technique satisfies, about one in six. An upset caller is angry but can be calmed.",
    ),
    Word(
        "Exhaustion",
        "How tired people are over days and weeks, after calls, rest and days off: 0 to 100, in units of the model. "
        "It is no diagnosis, and the exhaustion threshold is declared, not measured.",
    ),
    Word(
        "Strain",
        "How tired somebody is at the moment: it rises on calls and falls within minutes of rest. What is left at "
        "the end of days builds up exhaustion.",
    ),
    Word(
        "Worth in people",
        "How many extra agents the baseline would need for the same effect as the change.",
    ),
    Word(
        "Headroom",
        "How many people you can lose, or how many more calls you can take, before a target is missed.",
    ),
    Word(
        "Handle-time target",
        "How long a call should take, for each call or on average over a shift. Under time pressure agents rush calls.",
        "AHT target",
    ),
    Word(
        "Quota",
        "How many calls each agent must take in a shift.",
    ),
    Word(
        "Warm-up",
        "Weeks simulated before those shown, so that exhaustion has reached its level.",
    ),
)


def figures() -> dict[str, list[Word]]:
    """The KPIs by group: name, meaning with unit, direction and what it rests on."""
    words_by_group: dict[str, list[Word]] = {name: [] for name in GROUPS.values()}
    for kpi in KPIS.values():
        sentences = [f"{upper_first(kpi.definition)}.", _unit(kpi), better_in_words(kpi), _matters_from(kpi)]
        if kpi.is_assumed:
            sentences.append(f"{upper_first(kpi.source)}.")
        if kpi.label != kpi.name:
            sentences.append(f"On its tile: “{re.sub('{.*?}', '…', kpi.label)}”.")
        meaning = " ".join(filter(None, sentences))
        words_by_group[GROUPS[kpi.group]].append(Word(f"{kpi.name}{mark(kpi)}", meaning, kpi.trade, kpi.key))
    return words_by_group


def better_in_words(kpi: Kpi) -> str:
    """Which way is better, in a sentence; "" where neither is."""
    return BETTER[kpi.better].format(percent(kpi.band[1]) if kpi.band else "")


def _matters_from(kpi: Kpi) -> str:
    """From where on a difference matters, in a sentence; of money without the unit, which has been said."""
    if kpi.min_important_share:
        return f"A difference matters from {percent(kpi.min_important_share)} of the baseline."
    size = kpi.min_important_difference * scale(kpi)
    words = "" if kpi.is_money else difference_unit(kpi)
    number = with_unit(
        plain(size, 0 if size >= 1.0 else 1), "point" if (size, words) == (1.0, "points") else words
    )
    return f"A difference matters from {number}."


def _unit(kpi: Kpi) -> str:
    """In which unit it is, as a sentence; "" for a count a day, whose definition says so."""
    if is_share(kpi):
        return f"In{NO_BREAK}%."
    if kpi.unit.endswith("0-100"):
        return "From 0 to 100."
    if kpi.unit.endswith("day"):
        return ""
    in_full = {"s": "seconds", "min": "minutes"}.get(kpi.unit) or kpi.unit_in("the scenario's currency")
    return f"In {in_full}."
