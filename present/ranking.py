"""Scenarios in the order of what matters most: which beats which, which comes first, which cannot be told apart.

One scenario beats another where it is better in a figure that matters and worse in none, by paired differences that are
detected and large enough to matter. Figures are never added up: that takes weights, which nobody chose (decision 20).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from present.comparison import AsText, Side, in_words, some
from present.formats import AS_MANY, GROWS_WITH_DEMAND, TOO_FEW_RUNS, Kind
from present.pair import Pair
from present.sentences import cost_in_short
from present.text_layout import joined, upper_first
from present.tiles import HERO, is_simulated
from sim import KPIS
from sim.experiment.verdict import allows_verdict

ALIKE = "alike"
"""What matters most: callers, people and work, none of them more than the others."""
ALIKE_WORDS = "Callers, people and work"
OPPOSITE: dict[Kind, Kind] = {"better": "worse", "worse": "better"}


def goals(keys: Sequence[str]) -> dict[str, str]:
    """What may matter most, in words: all three alike, or one of these figures that has a better direction."""
    return {ALIKE: ALIKE_WORDS, **{key: KPIS[key].name for key in keys if KPIS[key].better != "none"}}


@dataclass(frozen=True)
class _SinceWeek(Pair):
    """A pair compared over the weeks from one on that others decide."""

    since_week: int = 0

    @cached_property
    def first_week(self) -> int:
        """The measured week from which on figures count."""
        return self.since_week


@dataclass(frozen=True)
class Ranking:
    """Scenarios in order. Each is known by its index in `entries`, of which the first is the baseline.

    `keys`: the figures that matter. `ranked`: those that have a value of each. `is_decided`: whether these have the
    runs that a verdict needs. `kinds`: by (i, j), the verdicts on i compared with j in these figures.
    """

    entries: tuple[Side, ...]
    keys: tuple[str, ...]
    ranked: tuple[int, ...]
    is_decided: bool
    kinds: Mapping[tuple[int, int], tuple[Kind, ...]]

    def beats(self, i: int, j: int) -> bool:
        """Whether i is better than j in something that matters and worse in nothing."""
        kinds = self.kinds.get((i, j), ())
        return "better" in kinds and "worse" not in kinds

    @cached_property
    def _beaten_by(self) -> dict[int, int]:
        """By how many others each is beaten."""
        return {i: sum(self.beats(j, i) for j in self.ranked) for i in self.ranked}

    def is_same(self, i: int, j: int) -> bool:
        """Whether two have the same settings throughout, whatever they are called."""
        return self.entries[i].pair.current.hash == self.entries[j].pair.current.hash

    def place(self, i: int) -> int | None:
        """One more than the number of those that fewer others beat; None for one that cannot be ranked."""
        if not self.is_decided or i not in self.ranked:
            return None
        return 1 + sum(count < self._beaten_by[i] for count in self._beaten_by.values())

    def is_shared(self, i: int) -> bool:
        """Whether another has the same place."""
        return self.place(i) is not None and [self.place(j) for j in self.ranked].count(self.place(i)) > 1

    @cached_property
    def order(self) -> tuple[int, ...]:
        """All, the best first; those that cannot be ranked come last, and without enough runs nothing is moved."""
        if not self.is_decided:
            return tuple(range(len(self.entries)))
        best_first = sorted(self.ranked, key=self._position)
        return (*best_first, *(i for i in range(len(self.entries)) if i not in self.ranked))

    def _position(self, i: int) -> tuple[float, ...]:
        beaten = sum(self.beats(i, j) for j in self.ranked)
        level = _distance(self.entries[i], self.keys[0]) if len(self.keys) == 1 else 0.0
        return self._beaten_by[i], -beaten, level, i

    @cached_property
    def first(self) -> tuple[int, ...]:
        """The one in the first place and, in order, all that it does not beat; empty where nothing can be said."""
        if not self.is_decided or len(self.ranked) < 2:
            return ()
        top, *others = self.order[: len(self.ranked)]
        return (top, *(i for i in others if not self.beats(top, i)))

    @property
    def winner(self) -> int | None:
        """The one that beats every other that is not the same; None where there is none."""
        is_only = all(self.is_same(self.first[0], j) for j in self.first[1:])
        return self.first[0] if self.first and is_only and len(self.first) < len(self.ranked) else None

    @cached_property
    def rivals(self) -> tuple[int, ...]:
        """Those that are better than the one in the first place in one thing that matters and worse in another."""
        return tuple(j for j in self.first[1:] if {"better", "worse"} <= {*self.kinds[self.first[0], j]})

    @cached_property
    def is_by_demand(self) -> bool:
        """Whether they are ranked by what grows with the issues coming in, and these are not as many in all."""
        coming_in = {self.entries[i].pair.issues_coming_in for i in self.ranked}
        return len(self.keys) == 1 and self.keys[0] in GROWS_WITH_DEMAND and coming_in != {AS_MANY}

    def beside(self, i: int, j: int) -> Side:
        """One compared with another, over the weeks that count where both are compared with the baseline."""
        mine, others = self.entries[i].pair, self.entries[j].pair
        week = max(mine.first_week, others.first_week)
        return Side(self.entries[i].name, _SinceWeek(mine.current, others.current, week))


def rank(entries: Sequence[Side], goal: str) -> Ranking:
    """Rank scenarios by a goal: `ALIKE` or a KPI. `entries`: the baseline beside itself, then the others beside it."""
    of_all = tuple(key for key in HERO if any(is_simulated(e.pair.current, key) for e in entries))
    keys = of_all if goal == ALIKE else (goal,)
    ranked = tuple(i for i, entry in enumerate(entries) if _can_be_ranked(entry, keys, entries[0]))
    decided = bool(ranked) and allows_verdict(*(entries[i].pair.current for i in ranked))
    unjudged = Ranking(tuple(entries), keys, ranked, decided, {})
    kinds: dict[tuple[int, int], tuple[Kind, ...]] = {}
    for i, j in combinations(ranked if decided else (), 2):
        # The baseline is the first: it is beside it that a scenario's own verdict stands on screen.
        pair = unjudged.beside(j, i).pair
        kinds[j, i] = tuple(pair.verdict(key).kind for key in keys)
        kinds[i, j] = tuple(OPPOSITE.get(kind, kind) for kind in kinds[j, i])
    return Ranking(tuple(entries), keys, ranked, decided, kinds)


def _can_be_ranked(entry: Side, keys: Sequence[str], baseline: Side) -> bool:
    """Whether it has a value of each figure, in the baseline's currency."""
    result = entry.pair.current
    is_same_money = result.scenario.costs.currency == baseline.pair.current.scenario.costs.currency
    return all(
        is_simulated(result, key)
        and entry.pair.figure(key).mean is not None
        and (is_same_money or not KPIS[key].is_money)
        for key in keys
    )


def _distance(entry: Side, key: str) -> float:
    """How far a figure is from the best it could be, for the order of those that cannot be told apart."""
    kpi, mean = KPIS[key], entry.pair.figure(key).mean or 0.0
    if kpi.better == "band" and kpi.band is not None:
        return max(mean - kpi.band[1], 0.0)
    return -mean if kpi.better == "up" else mean


# ── In words ──────────────────────────────────────────────────────────────────────────────────────


def rule(ranking: Ranking) -> str:
    """How scenarios are ranked."""
    nouns = joined([KPIS[key].noun for key in ranking.keys])
    if len(ranking.keys) == 1:
        return f"Ranked by {nouns}; a rank is shared where no difference that matters is detected."
    return (
        f"Ranked by {nouns}, none counting more than another: a scenario beats another if it is better in one and "
        "worse in none. Differences not detected or too small to matter do not count."
    )


def headline(ranking: Ranking, as_text: AsText = str) -> str:
    """Which scenario comes first, or why none does. `as_text`: makes names fit for where they stand."""
    names = [as_text(ranking.entries[i].name) for i in ranking.first]
    matter = _matter(ranking)
    if len(ranking.ranked) < 2:
        return f"No ranking {matter}: fewer than two scenarios have a value"
    if not ranking.is_decided:
        return upper_first(TOO_FEW_RUNS)
    if ranking.winner is not None:
        return f"Best {matter}: {some(names)}"
    if ranking.is_by_demand:
        return f"No winner {matter}: not as many issues come in"
    if all(ranking.is_same(ranking.first[0], i) for i in ranking.ranked):
        return f"{some(names)} have the same settings"
    if ranking.rivals:
        return "No single winner: it depends on what matters most"
    if len(names) == 2:
        return f"{names[0]} and {names[1]} cannot be told apart {matter}"
    if len(names) == len(ranking.ranked):
        return f"None of the {len(names)} stands out {matter}"
    return f"{names[0]} cannot be told apart from {len(names) - 1} others {matter}"


def reason(ranking: Ranking, as_text: AsText = str) -> str:
    """What the headline rests on: the one in front compared with the next; "" where there is nothing to say."""
    if not ranking.first:
        return ""
    top = ranking.first[0]
    others = (*ranking.rivals, *ranking.order[1 : len(ranking.ranked)])
    second = next((j for j in others if not ranking.is_same(top, j)), None)
    if second is None:
        return ""
    side, other = ranking.beside(top, second), as_text(ranking.entries[second].name)
    if len(ranking.keys) == 1:
        verdict = side.cell(ranking.keys[0]).verdict
        words = as_text(f"{verdict.short} ({verdict.range})" if verdict.range else verdict.short)
    else:
        words = f"{in_words(side, ranking.keys, as_text)}; cost: {as_text(cost_in_short(side.pair))}"
    if ranking.winner is None:
        return f"{as_text(side.name)} compared with {other}: {words}."
    runner_up = f"the runner-up, {other}" if len(ranking.ranked) > 2 else other
    return f"Compared with {runner_up}: {words}."


WHOM = {"satisfaction": "callers", "burnout": "people", "throughput": "work"}
"""Whom a figure of each group speaks for."""


def _matter(ranking: Ranking) -> str:
    """ "in exhaustion", "for callers, people and work"."""
    if len(ranking.keys) == 1:
        return f"in {KPIS[ranking.keys[0]].noun}"
    return f"for {joined([WHOM[KPIS[key].group] for key in ranking.keys])}"
