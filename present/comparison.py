"""Any number of scenarios beside one of them, the baseline: what each difference says, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from present.formats import STILL_SETTLING, TOO_FEW_RUNS, Kind, Verdict, difference_unit, with_unit
from present.pair import Pair
from present.text_layout import counted, joined, lower_first
from present.tiles import is_simulated
from sim import KPIS, Result, Scenario
from sim.experiment import Estimate
from sim.experiment.differences import OTHER_CURRENCY, not_compared
from sim.kpis import Kpi

AsText = Callable[[str], str]
"""Makes a name fit for the format that it is written in."""
FIRST_KEYS = (
    "satisfaction_all",
    "exhaustion_mean",
    "issues_resolved_per_day",
    "service_level",
    "cost_per_resolved",
)
"""The key figures that are compared unless others are chosen."""
CALCULATING = "Calculating…"
NOTHING = Estimate(None, None, None)

SIGNS = {
    "better": "●",
    "worse": "◆",
    "changed": "■",
    "small": "□",
    "undetected": "○",
    "settling": "○",
    "same": "=",
}
"""A verdict's shape, in the plot and in the tables: nothing is said by colour alone."""
WORDS = {
    "better": "better",
    "worse": "worse",
    "changed": "different",
    "small": "too small to matter",
    "undetected": "not detected",
    "settling": TOO_FEW_RUNS,
    "same": "no change",
}


@dataclass(frozen=True)
class Cell:
    """One key figure of one scenario. `before`: the baseline's; `difference`: the paired difference from it.

    `before` has no value where it is in another currency.
    """

    kpi: Kpi
    figure: Estimate
    before: Estimate
    difference: Estimate
    verdict: Verdict
    currency: str

    @property
    def matters_from(self) -> float:
        """The size from which the difference matters, in the KPI's unit."""
        return self.kpi.matters_from(self.before.mean)

    @property
    def word(self) -> str:
        """The verdict in a word or two; why there is none where there is none."""
        return WORDS.get(self.verdict.kind, self.verdict.short)

    @property
    def signed_word(self) -> str:
        """The same with the verdict's shape before it."""
        return f"{SIGNS.get(self.verdict.kind, '')} {self.word}".strip()


@dataclass(frozen=True)
class Side:
    """One scenario against the baseline. `name`: as it is shown."""

    name: str
    pair: Pair

    def cell(self, key: str) -> Cell:
        """A key figure and what its difference says."""
        pair, kpi = self.pair, KPIS[key]
        currency, missing = pair.current.scenario.costs.currency, self._not_compared(kpi)
        simulated = is_simulated(pair.current, key)
        figure = pair.figure(key) if simulated else NOTHING
        before = pair.before(key) if simulated and is_simulated(pair.baseline, key) else NOTHING
        if missing == OTHER_CURRENCY:
            before = NOTHING  # it would stand under this one's currency
        if missing:
            return Cell(kpi, figure, before, NOTHING, Verdict("unknown", missing, "", None), currency)
        return Cell(kpi, figure, before, pair.difference(key), pair.verdict(key), currency)

    def _not_compared(self, kpi: Kpi) -> str:
        """Why there is no difference to judge; "" where there is one."""
        current, baseline = self.pair.current, self.pair.baseline
        if not is_simulated(current, kpi.key):
            return "not simulated"
        if not is_simulated(baseline, kpi.key):
            return "not simulated in the baseline"
        if not self.pair.shared_replications:
            return CALCULATING
        return not_compared(current.scenario, baseline.scenario, kpi.key)


def sides(results: Sequence[Result], names: Sequence[str], baseline: int) -> list[Side]:
    """Every result but the baseline's, which is the one at index `baseline`."""
    return [
        Side(name, Pair(result, results[baseline]))
        for i, (name, result) in enumerate(zip(names, results, strict=True))
        if i != baseline
    ]


# ── In words ──────────────────────────────────────────────────────────────────────────────────────


def sentence(side: Side, as_text: AsText = str, keys: Sequence[str] = FIRST_KEYS) -> str:
    """A scenario against the baseline in one sentence of Markdown, on each of these figures."""
    return f"**{as_text(side.name)}**: {in_words(side, keys, as_text)}."


def in_words(side: Side, keys: Sequence[str], as_text: AsText = str) -> str:
    """In which of these figures a scenario is better and worse, the largest differences first; what of the others."""
    if not side.pair.shared_replications:
        return lower_first(CALCULATING).rstrip("…")
    if not side.pair.is_comparison:
        return "the same settings as the baseline"
    if not side.pair.allows_verdict:
        return STILL_SETTLING
    cells = sorted((side.cell(key) for key in keys), key=_size, reverse=True)
    parts = [
        f"{words} {joined([_with_amount(c, as_text) for c in of_kind])}"
        for kind, words in PHRASES.items()
        if (of_kind := [c for c in cells if c.verdict.kind == kind])
    ]
    parts += [
        f"{c.kpi.noun} not compared ({c.word.removesuffix(': not compared')})"
        for c in cells
        if c.verdict.kind == "unknown"
    ]
    return "; ".join(parts) or "no figure to compare"


PHRASES: dict[Kind, str] = {
    "better": "better in",
    "worse": "worse in",
    "changed": "different in",
    "small": "a change too small to matter in",
    "undetected": "no change detected in",
    "same": "no change in",
    "settling": f"{TOO_FEW_RUNS} of",
}
"""What stands before the names of the figures of which a verdict is."""


def _size(cell: Cell) -> float:
    """A difference in multiples of what is worth noticing."""
    return abs(cell.difference.mean or 0.0) / cell.matters_from


def _with_amount(cell: Cell, as_text: AsText) -> str:
    """A figure's name and, of one that changed, by how much."""
    shown = cell.verdict.shown
    if not cell.verdict.judged or shown is None:
        return cell.kpi.noun
    amount = as_text(with_unit(shown.difference_text, difference_unit(cell.kpi, cell.currency)))
    return f"{cell.kpi.noun} (**{amount}**)"


def not_comparable(
    baseline: Scenario, others: Sequence[tuple[str, Scenario]], as_text: AsText = str
) -> list[str]:
    """What keeps scenarios from being compared in full: one sentence for each reason, naming the scenarios."""
    weeks, line = baseline.horizon, baseline.targets.exhaustion_line
    reasons: list[tuple[Callable[[Scenario], Any], str, str]] = [
        (
            lambda s: s.costs.currency,
            f"Another currency than {as_text(baseline.costs.currency)}",
            "Money is shown, not compared.",
        ),
        (
            lambda s: s.horizon,
            f"Another length than {counted(weeks.weeks, 'week', 'weeks')} after {weeks.warm_up_weeks} of warm-up",
            "Only the weeks that both have share their callers, so ranges may be wider.",
        ),
        (
            lambda s: s.demand.open,
            "Other opening days or hours",
            "Who calls while only one of the two is open has no counterpart.",
        ),
        (
            lambda s: [t.name for t in s.call_types],
            "Other kinds of calls",
            "People ring at the same moments but want other things, so ranges may be wider.",
        ),
        (
            lambda s: (s.demand.calls_per_day, sorted(t.self_service_share for t in s.call_types)),
            "More or fewer issues reach the agents",
            f"“{KPIS['issues_resolved_per_day'].name}” differs for that reason too.",
        ),
        (
            lambda s: s.targets.within_s,
            f"In time does not mean {baseline.targets.within_s:g} s, as in the baseline",
            f"“{KPIS['service_level'].name}” then compares two measures.",
        ),
        (
            lambda s: s.targets.exhaustion_line,
            f"Another exhaustion threshold than {line:g}",
            f"“{KPIS['exhaustion_over_line'].name}” then compares two measures.",
        ),
        (
            lambda s: s.behaviour.strain,
            "Strain on people is simulated on one side only",
            "Burnout is not compared.",
        ),
    ]
    sentences = []
    for of, what, so in reasons:
        names = [as_text(name) for name, s in others if of(s) != of(baseline)]
        if names:
            sentences.append(f"{what}: {some(names)}. {so}")
    return sentences


NAMED = 3


def some(names: Sequence[str]) -> str:
    """Names in a sentence; of many the first ones and how many others."""
    if len(names) <= NAMED + 1:
        return joined(names)
    return joined([*names[:NAMED], f"{len(names) - NAMED} others"])


def windows(sides: Sequence[Side]) -> list[tuple[str, str]]:
    """Name and weeks of the scenarios whose figures count some weeks only: they change rules at a date."""
    return [
        (s.name, f"weeks {s.pair.first_week + 1} to {s.pair.current.scenario.horizon.weeks}")
        for s in sides
        if s.pair.first_week
    ]
