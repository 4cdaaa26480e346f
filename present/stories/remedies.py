"""Train them or change the rule? One centre, the same money, remedies ranked, whichever way it comes out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from present.comparison import Side
from present.field_names import number, percent
from present.formats import STILL_SETTLING, Verdict, difference_unit, plain, with_unit
from present.pair import Pair
from present.ranking import Ranking, headline, rank, reason
from present.stories.case import needs, size_of
from present.stories.phrases import amount, noun
from present.stories.sensitivity import Alternative
from present.text_layout import lower_first, upper_first
from sim import KPIS, Result, Scenario
from sim.experiment import Estimate

KEY = "train_or_change"
TITLE = "Train them or change the rule?"
SHORT = "Train or change?"
BASE = "train_or_change"
RANKED_BY = ("satisfaction_all", "exhaustion_mean", "issues_resolved_per_day", "cost_per_resolved")
VARIED = ("satisfaction_all", "exhaustion_mean", "issues_resolved_per_day")
OPTIMISTIC = 0.6

Kind = Literal["training", "people", "rule"]
KINDS: dict[Kind, str] = {"training": "Training", "people": "One more person", "rule": "A change of rule"}
"""What can be guessed to help most."""
ANSWERS: dict[Kind, str] = {"training": "Train them.", "people": "Hire one.", "rule": "Change the rule."}
"""The title's question answered, by what helps most."""
NOTHING = "Doing nothing"


@dataclass(frozen=True)
class Remedy:
    """One way to spend the money."""

    stem: str
    name: str
    kind: Kind


REMEDIES = (
    Remedy("train_or_change_script_training", "Script training", "training"),
    Remedy("train_or_change_coping_training", "Coping training", "training"),
    Remedy("train_or_change_more_agents", "One more person", "people"),
    Remedy("train_or_change_no_cap", "No handle-time target", "rule"),
    Remedy("train_or_change_end_call_rule", "A rule for ending calls", "rule"),
    Remedy("train_or_change_both", "No target and a rule for ending calls", "rule"),
)
FILES = (BASE, *(r.stem for r in REMEDIES))
WEEKS_A_YEAR = 52.0
SAME_MONEY = (
    "Each remedy costs the same. Training: a day a quarter for everybody, with an outside trainer; callers wait longer "
    "while people are in class. Changing a rule costs less; the rest pays a coach, to whom the model gives no effect. "
    "Trainer and coach are in the cost."
)
"""Why each remedy costs the same."""


def money(baseline: Scenario) -> float:
    """What one more person costs a year, on-cost included: what each remedy costs."""
    team = baseline.teams[0]
    hours = team.days_per_week * team.mean_shift_h if team.listed_shifts else 38.0
    return team.wage_per_hour * hours * WEEKS_A_YEAR * (1.0 + baseline.costs.on_cost)


def situation(baseline: Scenario) -> str:
    """The centre that has to be mended."""
    minutes = baseline.rules.handle_time_cap.minutes
    target = "no target" if minutes is None else f"an average of **{number(minutes)} minutes a call**"
    spent = with_unit(plain(money(baseline), 0), baseline.costs.currency)
    return (
        f"One centre: {size_of(baseline)}. A call needs {needs(baseline)} of work. The target is {target}, obeyed "
        "only in part. Nobody may end a call: hopeless ones go on until the caller gives up. Scores are poor and "
        f"people leave. There is **{spent} a year** to spend: what one more person costs. Train people, hire one, or "
        "change a rule?"
    )


@dataclass(frozen=True)
class Ranked:
    """A remedy beside doing nothing in one KPI."""

    remedy: Remedy
    pair: Pair
    key: str

    @property
    def difference(self) -> Estimate:
        """The paired difference from doing nothing."""
        return self.pair.difference(self.key)

    @property
    def verdict(self) -> Verdict:
        """What the difference says."""
        return self.pair.verdict(self.key)

    @property
    def amount(self) -> str:
        """The difference in words."""
        return amount(self.pair, self.key)


def ranked(baseline: Result, results: Mapping[Remedy, Result], key: str) -> list[Ranked]:
    """All remedies, the best first."""
    rows = [Ranked(remedy, Pair(result, baseline), key) for remedy, result in results.items()]
    sign = 1.0 if KPIS[key].better == "up" else -1.0

    def rank(one: Ranked) -> float:
        mean = one.difference.mean
        return -math.inf if mean is None else sign * mean

    return sorted(rows, key=rank, reverse=True)


TOO_FEW = f"{upper_first(STILL_SETTLING)}."


def ranking(baseline: Result, results: Mapping[Remedy, Result], key: str) -> Ranking:
    """Doing nothing and all remedies in the order that Compare has for this KPI, so that both name the same best."""
    entries = [Side(NOTHING, Pair(baseline, baseline))]
    entries += [Side(remedy.name, Pair(result, baseline)) for remedy, result in results.items()]
    return rank(entries, key)


def order_in_words(rows: Sequence[Ranked], order: Ranking) -> list[str]:
    """What the best does, what was not detected, what is too small, what does harm: a sentence each."""
    if not order.is_decided:
        return []
    first = [order.entries[i].name for i in order.first[:1]]
    text = [
        f"{one.remedy.name} compared with doing nothing: {noun(one.key)} {one.amount}."
        for one in rows
        if one.remedy.name in first
    ]
    text.append(reason(order))
    for kind, words in (
        ("small", "Too small to matter"),
        ("undetected", "Not detected"),
        ("same", "No change"),
        ("worse", "Makes it worse"),
    ):
        if those := [r for r in rows if r.verdict.kind == kind]:
            text.append(f"{words}: {', '.join(lower_first(r.remedy.name) for r in those)}.")
    return text


def best(rows: Sequence[Ranked], kind: Kind) -> Ranked | None:
    """The best of a kind, if there is any."""
    return next((r for r in rows if r.remedy.kind == kind), None)


def most_helpful(order: Ranking) -> tuple[Kind | None, str]:
    """The kind of remedy that helps most and its name; None where that is not one kind, or none helps."""
    if 0 in order.first:  # doing nothing is not beaten
        return None, "none of them makes it better"
    first = [REMEDIES[i - 1] for i in order.first]
    kinds = {remedy.kind for remedy in first}
    return kinds.pop() if len(kinds) == 1 else None, " or ".join(lower_first(one.name) for one in first)


def answer(order: Ranking) -> str:
    """The title's question, and the best as Compare names it."""
    if not order.is_decided:
        return TOO_FEW
    kind, _ = most_helpful(order)
    return f"**{f'{ANSWERS[kind]} ' if kind else ''}{headline(order)}.**"


def compared_words(rows: Sequence[Ranked]) -> str:
    """Which two remedies are held against each other under other assumptions."""
    rule, training = best(rows, "rule"), best(rows, "training")
    if rule is None or training is None:
        return ""
    if any(r.verdict.kind == "settling" for r in rows):
        return TOO_FEW
    return (
        f"**{rule.remedy.name}**, the best change of rule, instead of **{lower_first(training.remedy.name)}**, the "
        "best training, under other assumptions."
    )


def table(rows: Sequence[Ranked], key: str) -> pd.DataFrame:
    """The ranking with intervals."""
    kpi = KPIS[key]
    words = difference_unit(kpi, rows[0].pair.baseline.scenario.costs.currency if rows else "")
    shown = [r.pair.shown(key) for r in rows]
    return pd.DataFrame(
        {
            "remedy": [r.remedy.name for r in rows],
            f"difference from doing nothing, {words}": [s.difference for s in shown],
            f"95% from, {words}": [s.low for s in shown],
            f"95% to, {words}": [s.high for s in shown],
            "verdict": [r.verdict.short for r in rows],
        }
    )


def own_inputs(scenarios: Mapping[str, Scenario]) -> list[str]:
    """List what we assumed ourselves, with the settings of the files."""
    baseline = scenarios[BASE]
    coping = scenarios["train_or_change_coping_training"].training.coping.effect
    script = scenarios["train_or_change_script_training"].training.script.effect
    hold = number(baseline.behaviour.difficult_hold_min)
    return [
        f"**Coping training** spares {percent(coping)} of a hostile call's strain, as controlled studies find.",
        f"**Script training** resolves {plain(100.0 * script, 0)} more of 100 issues at best: assumed.",
        "**Rushed calls resolve less**: assumed, and what makes the target costly.",
        f"**Difficult callers hold on** for {hold} minutes if nobody may end the call: assumed. It makes the rule for "
        "ending calls worth so much.",
        "**Time pressure itself tires people**: assumed.",
    ]


NOT_SHOWN = (
    "That training is useless: two kinds were tried, in one centre, at one price.",
    "Training that teaches the work itself: only script drills and coping training are in it.",
    "What it takes to change a rule: whoever set it has to be won over. The model counts no money for that.",
)
ALTERNATIVE = Alternative(
    f"coping training spares {percent(OPTIMISTIC)} of the strain, more than any study found",
    before={"training.coping.effect": OPTIMISTIC},
)


def alternatives(training: Remedy) -> tuple[Alternative, ...]:
    """What else might be otherwise with the best training, which stands first in the comparison."""
    return (ALTERNATIVE,) if training.stem.endswith("coping_training") else ()
