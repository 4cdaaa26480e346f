"""The words on the screen and what they mean: the figures from their declarations, the rest written here once."""

from __future__ import annotations

from dataclasses import dataclass

from present.formats import ASSUMED, PER, mark
from present.text_layout import upper_first
from sim import KPIS
from sim.kpis import GROUPS

BETTER = {
    "up": "more is better",
    "down": "less is better",
    "band": "best within a band",
    "none": "neither more nor less is better in itself",
}


@dataclass(frozen=True)
class Word:
    """One entry. `trade`: what the trade calls it."""

    name: str
    meaning: str
    trade: str = ""


WORDS = (
    Word(
        "Simulated run",
        "One whole simulation of all weeks with callers drawn by chance. Several runs show how much chance alone does.",
        "replication",
    ),
    Word(
        "Range, “… to …”",
        "A 95 % interval: if the whole exercise were repeated, 95 of 100 such ranges would hold the true mean of the "
        "model. It tells of chance alone, not of whether the model is right. It keeps to what the figure can be, so "
        "its ends need not be equally far from the mean. Runs that all gave the same leave it no width.",
        "confidence interval",
    ),
    Word(
        "Not detected",
        "The range of a difference holds nought: with this many runs, chance may have made it.",
    ),
    Word(
        "Too small to matter",
        "A difference that is there, but below what anybody would notice; what counts as noticeable stands in the "
        "table of figures.",
    ),
    Word(
        "Still settling",
        "Fewer than four runs of each have arrived; a verdict would be rash.",
    ),
    Word(
        "Same callers",
        "Two scenarios are compared on callers with the same issues, moods and patience, so that a difference comes "
        "from the rule and not from luck.",
        "common random numbers",
    ),
    Word(
        f"The mark {ASSUMED}",
        "The figure rests on assumptions of the model about people: what tires, what satisfies, who leaves. Figures "
        "without it are counted from the simulated calls.",
    ),
    Word(
        "Under other assumptions",
        "The same comparison with the least known constants at the ends of what the evidence leaves open, one at a "
        "time. The widest range is shown.",
        "sensitivity",
    ),
    Word(
        "Baseline",
        "What the current setting is compared with: the scenario as it was picked, or what you pinned.",
    ),
    Word("Issue", "What a person needs settled. One issue can take several calls."),
    Word(
        "Difficult caller",
        "Somebody whom no technique pleases; about one caller in six. An upset caller is angry but can be calmed.",
    ),
    Word(
        "Exhaustion",
        "How used up people are over days and weeks, from 0 to 100 in units of the model, after calls, rest and days "
        "off. It is no diagnosis, and the line it is held against is a declared one.",
    ),
    Word(
        "Strain",
        "How used up somebody is at this moment: it rises on calls and falls within minutes of rest. What is left of "
        "it at the end of days becomes exhaustion.",
    ),
    Word(
        "Worth in people",
        "How many more agents the baseline would need to reach what the change does.",
    ),
    Word(
        "Headroom",
        "How many people could be lost, or how many more calls come, before a target breaks.",
    ),
    Word(
        "Time target",
        "How long the work of a call may take, for each call or on average over a shift. Agents under pressure cut "
        "work short.",
        "handle-time cap",
    ),
    Word(
        "Quota",
        "How many calls each agent must take in a shift.",
    ),
    Word(
        "Warm-up",
        "Weeks that are simulated before those shown, so that exhaustion has found its level.",
    ),
)


def figures() -> dict[str, list[Word]]:
    """The KPIs by group: name, meaning with unit, direction and ground, and the key used in files."""
    words_by_group: dict[str, list[Word]] = {name: [] for name in GROUPS.values()}
    for kpi in KPIS.values():
        unit = PER.get(kpi.unit, kpi.unit)
        meaning = f"{upper_first(kpi.definition)}. In {unit}; {BETTER[kpi.better]}."
        if kpi.is_assumed:
            meaning += f" {upper_first(kpi.source)}."
        words_by_group[GROUPS[kpi.group]].append(Word(f"{kpi.name}{mark(kpi)}", meaning, kpi.key))
    return words_by_group
