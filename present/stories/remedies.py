"""Train them or change the rule? One centre, the same money, remedies ranked, whichever way it comes out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from present.field_names import number, percent
from present.formats import Verdict, difference_unit, plain, rounded
from present.pair import Pair
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

Kind = Literal["training", "people", "rule", "both rules"]


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
    Remedy("train_or_change_no_cap", "No time target", "rule"),
    Remedy("train_or_change_end_call_rule", "A rule for ending calls", "rule"),
    Remedy("train_or_change_both", "No target and a rule for ending calls", "both rules"),
)
FILES = (BASE, *(r.stem for r in REMEDIES))
WEEKS_A_YEAR = 52.0
SAME_MONEY = (
    "Training at that price is a day a quarter for everybody, with an outside trainer; the hours in class show as "
    "waits. Changing a rule costs less, and the rest pays a coach who listens in, to whom the model gives no "
    "effect. Trainer and coach are in the cost, as the scenario files have them."
)
"""Why each remedy costs the same."""


def money(baseline: Scenario) -> float:
    """What one more person costs a year, on-cost included: what each remedy costs."""
    team = baseline.teams[0]
    hours = 38.0
    if not isinstance(team.shifts, str):
        hours = team.days_per_week * sum(s.hours * s.share for s in team.shifts)
    return team.wage_per_hour * hours * WEEKS_A_YEAR * (1.0 + baseline.costs.on_cost)


def situation(baseline: Scenario) -> str:
    """The centre that has to be mended."""
    minutes = baseline.rules.handle_time_cap.minutes
    target = "no time target" if minutes is None else f"an average of **{number(minutes)} minutes a call**"
    return (
        f"One centre: {size_of(baseline)}, each needing {needs(baseline)} of work on average. Everybody is held "
        f"to {target}, and nobody may end a call: hopeless ones go on until the caller gives up. Scores are poor and "
        f"people leave. There is **{plain(money(baseline), 0)} {baseline.costs.currency} a year** to do something "
        "about it: what one more person costs. Train people, hire one, or change a rule?"
    )


@dataclass(frozen=True)
class Ranked:
    """A remedy's difference from doing nothing in one KPI."""

    remedy: Remedy
    difference: Estimate
    verdict: Verdict
    currency: str


def ranked(baseline: Result, results: Mapping[Remedy, Result], key: str) -> list[Ranked]:
    """All remedies, the best first."""
    kpi, currency, rows = KPIS[key], baseline.scenario.costs.currency, []
    for remedy, result in results.items():
        pair = Pair(result, baseline)
        rows.append(Ranked(remedy, pair.difference(key), pair.verdict(key), currency))
    sign = 1.0 if kpi.better == "up" else -1.0

    def rank(one: Ranked) -> float:
        return -math.inf if one.difference.mean is None else sign * one.difference.mean

    return sorted(rows, key=rank, reverse=True)


def order_in_words(rows: Sequence[Ranked], key: str) -> str:
    """Who comes first, what was not detected, what is too small, what does harm."""
    if any(r.verdict.kind == "settling" for r in rows):
        return "Still settling."
    good = [r for r in rows if r.verdict.kind == "better"]
    text = []
    if good:
        first = good[0]
        text.append(
            f"**First: {lower_first(first.remedy.name)}**, {noun(key)} {amount(key, first.difference, first.currency)}."
        )
        if good[1:]:
            text.append(f"Then {_listed(good[1:], key)}.")
    for kind, words in (
        ("small", "Too small to matter"),
        ("undetected", "Not detected"),
        ("same", "No change"),
        ("worse", "Makes it worse"),
    ):
        those = [r for r in rows if r.verdict.kind == kind]
        if those:
            text.append(f"{words}: {_listed(those, key)}.")
    return " ".join(text)


def _listed(rows: Sequence[Ranked], key: str) -> str:
    return "; ".join(f"{lower_first(r.remedy.name)}, {amount(key, r.difference, r.currency)}" for r in rows)


def best(rows: Sequence[Ranked], kind: Kind) -> Ranked | None:
    """The best of a kind, if there is any."""
    return next((r for r in rows if r.remedy.kind == kind), None)


def answer(results: Mapping[Remedy, Result], rows: Sequence[Ranked], key: str) -> str:
    """The title's question: the best single rule beside the best training, paired on the same callers."""
    rule, training = best(rows, "rule"), best(rows, "training")
    if rule is None or training is None:
        return ""
    pair = Pair(results[rule.remedy], results[training.remedy])
    names = f"{lower_first(rule.remedy.name)} rather than {lower_first(training.remedy.name)}"
    change = f"{noun(key)} {amount(key, pair.difference(key), rule.currency)}"
    match pair.verdict(key).kind:
        case "better":
            return f"**Change the rule.** {upper_first(names)}: {change}."
        case "worse":
            return f"**Train them.** {upper_first(names)} would do worse: {change}."
        case "settling" | "unknown":
            return "Still settling."
    return f"**Neither: no difference that matters.** {upper_first(names)}: {change}."


def compared_words(rows: Sequence[Ranked]) -> str:
    """Which two remedies are held against each other under other assumptions."""
    rule, training = best(rows, "rule"), best(rows, "training")
    if rule is None or training is None:
        return ""
    if any(r.verdict.kind == "settling" for r in rows):
        return "Still settling."
    return (
        f"The best single rule against the best training: **{lower_first(rule.remedy.name)}** instead of "
        f"**{lower_first(training.remedy.name)}**, under other assumptions. Above nought in satisfaction and issues, "
        "and below it in exhaustion, the rule does more."
    )


def table(rows: Sequence[Ranked], key: str) -> pd.DataFrame:
    """The ranking with intervals."""
    kpi = KPIS[key]
    words = difference_unit(kpi, rows[0].currency if rows else "")
    return pd.DataFrame(
        {
            "remedy": [r.remedy.name for r in rows],
            f"difference from doing nothing, {words}": [rounded(kpi, r.difference.mean) for r in rows],
            f"95 % from, {words}": [rounded(kpi, r.difference.low) for r in rows],
            f"95 % to, {words}": [rounded(kpi, r.difference.high) for r in rows],
            "verdict": [r.verdict.short for r in rows],
        }
    )


def own_inputs(scenarios: Mapping[str, Scenario]) -> list[str]:
    """List what we assumed ourselves, with the settings of the files."""
    baseline = scenarios[BASE]
    coping = scenarios["train_or_change_coping_training"].training.coping.effect
    script = scenarios["train_or_change_script_training"].training.script.effect
    behaviour = baseline.behaviour
    return [
        f"**Coping training** spares {percent(coping)} of a hostile call's toll: what controlled studies support.",
        f"**Script training** settles {plain(100.0 * script, 0)} more of 100 issues at best: assumed.",
        f"**Hurried calls settle less** (η {number(behaviour.eta)}): assumed, and what makes the target costly.",
        f"**Difficult callers hold on** for {number(behaviour.difficult_hold_min)} minutes if nobody may end the call: "
        "assumed, and what makes the rule for ending calls worth so much.",
        f"**Time pressure itself tires people** (w_A {number(behaviour.w_A)}): assumed.",
    ]


NOT_SHOWN = (
    "That training is useless: two kinds of it were tried, in one centre, at one price.",
    "Training that teaches the work itself: only drills on scripts and coping training are in it.",
    "What it takes to change a rule: whoever set it has to be won over, and that costs no money in the model.",
)
ALTERNATIVE = Alternative(
    f"coping training spares {percent(OPTIMISTIC)} of the toll, more than any study found",
    before={"training.coping.effect": OPTIMISTIC},
)


def alternatives(training: Remedy) -> tuple[Alternative, ...]:
    """What else might be otherwise with the best training, which stands first in the comparison."""
    return (ALTERNATIVE,) if training.stem.endswith("coping_training") else ()
