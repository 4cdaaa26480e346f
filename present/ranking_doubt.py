"""Whether the order of scenarios, or a verdict on one of them, rests on what nobody knows: in a line.

The ranges are those of What if and the reports: one assumption at a time, at either end of its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from present.comparison import FIRST_KEYS, AsText, Side, some
from present.formats import STILL_SETTLING
from present.pair import Pair
from present.ranges import IF, turning
from present.ranking import Ranking, rank
from present.text_layout import joined, upper_first
from present.tiles import EITHER_WAY
from sim import KPIS
from sim.experiment.sensitivity import OWN, AssumptionRange, AssumptionSetting

STEADY = "no assumption that was tried turns the order, or better into worse"
MOST_NAMED = 2
"""Scenarios with a verdict that could go either way; of more the number."""


def order_in_doubt(
    ranking: Ranking, ranges: Sequence[AssumptionRange], goal: str, as_text: AsText = str
) -> str:
    """What assumptions do to an order and to the verdicts on it, after "How sure".

    `ranges`: of every entry but the first, which is the baseline; `goal`: what they are ranked by.
    """
    own = _under(OWN, ranking, ranges, goal)
    if not own.is_decided or not all(one.allows_verdict for one in ranges):
        return f"{upper_first(STILL_SETTLING)}."
    parts = [*_turned(own, ranking, ranges, goal, as_text), *_verdicts(ranking, ranges, as_text)]
    return " ".join(f"{upper_first(part)}." for part in parts or [STEADY])


def _under(
    setting: AssumptionSetting, ranking: Ranking, ranges: Sequence[AssumptionRange], goal: str
) -> Ranking:
    """The ranking under a setting in which all of them were simulated."""
    results = [one.results[setting] for one in ranges]
    baseline = results[0][0]
    pairs = [Pair(baseline, baseline), *(Pair(other, baseline) for _, other in results)]
    return rank([Side(e.name, pair) for e, pair in zip(ranking.entries, pairs, strict=True)], goal)


def _turned(
    own: Ranking, ranking: Ranking, ranges: Sequence[AssumptionRange], goal: str, as_text: AsText
) -> list[str]:
    """Under which assumption another is the best, or else one beats another that beats it now; the first found."""
    names, swapped = [as_text(entry.name) for entry in ranking.entries], []
    for setting in ranges[0].results:
        if setting.assumption is None or setting.end is None or any(setting not in r.results for r in ranges):
            continue
        there, condition = _under(setting, ranking, ranges, goal), IF[setting.assumption.key, setting.end]
        best = there.winner
        if own.winner is not None and best is not None and not own.is_same(best, own.winner):
            return [f"if {condition}, the best is **{names[best]}**"]
        swapped += [
            f"if {condition}, {names[j]} comes before {names[i]}"
            for i, j in permutations(own.ranked, 2)
            if own.beats(i, j) and there.beats(j, i)
        ]
    return swapped[:1]


def _verdicts(ranking: Ranking, ranges: Sequence[AssumptionRange], as_text: AsText) -> Iterator[str]:
    """Whose difference from the baseline an assumption turns, and in what."""
    turned = [
        (as_text(entry.name), keys)
        for entry, one in zip(ranking.entries[1:], ranges, strict=True)
        if (keys := turning(one, entry.pair, FIRST_KEYS))
    ]
    if not turned:
        return
    if len(turned) <= MOST_NAMED:
        for name, keys in turned:
            yield f"{joined([KPIS[key].at_stake for key in keys])} {EITHER_WAY} with {name}"
        return
    whose = some([name for name, _ in turned])
    stakes = list(dict.fromkeys(KPIS[key].at_stake for _, keys in turned for key in keys))
    yield f"{joined(stakes)} {EITHER_WAY} with {whose}"
