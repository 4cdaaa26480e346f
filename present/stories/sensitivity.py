"""What a story's figures rest on: the same comparison with each unknown at the ends of its evidence, and what else
might be otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from present.comparison import WORDS as VERDICTS
from present.field_names import number, percent
from present.formats import STILL_SETTLING, difference_unit, is_share, signed, with_unit
from present.pair import Pair
from present.stories.phrases import amount, label
from present.text_layout import joined, upper_first
from sim import KPIS, Scenario, replace
from sim.experiment import ASSUMPTIONS, Assumption, AssumptionRange, Estimate
from sim.experiment.adaptive import AdaptiveExperiment, together
from sim.experiment.result import Result
from sim.experiment.sensitivity import OWN, AssumptionSetting, assumption_experiment

AS_ASSUMED = "As assumed"
WORDS = {
    ("eta", "low"): "rushing hurts resolution less than assumed",
    ("eta", "high"): "rushing hurts resolution more than assumed",
    ("call_back", "low"): "fewer unresolved callers call again",
    ("call_back", "high"): "more unresolved callers call again",
    ("hold_times", "low"): "difficult callers hold on for less time",
    ("hold_times", "high"): "difficult callers hold on for longer",
    ("w_A", "low"): "time pressure itself tires people less",
    ("w_A", "high"): "time pressure itself tires people more",
}
NOT_AT_ALL = {("w_A", "low"): "time pressure itself tires nobody"}
"""Where an end of the range is 0."""


@dataclass(frozen=True)
class Alternative:
    """Something else that might be otherwise than assumed: changes to both sides, to the first or to the second."""

    words: str
    both: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)

    def applied_to(self, before: Scenario, after: Scenario) -> tuple[Scenario, Scenario]:
        """The two scenarios as the alternative has them. Raises ScenarioError where a path is not theirs."""
        return _with(before, {**self.both, **self.before}), _with(after, {**self.both, **self.after})


def _with(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    return replace(scenario, values) if values else scenario


@dataclass(frozen=True)
class Variation:
    """The comparison under one setting. `label` begins with a capital; `is_evidence`: at an end of the evidence."""

    label: str
    pair: Pair
    is_evidence: bool


@dataclass(frozen=True)
class Variations:
    """All settings, the scenarios' own first."""

    rows: tuple[Variation, ...]
    ranges: AssumptionRange

    @property
    def own(self) -> Variation:
        """The comparison under the scenarios' own assumptions."""
        return self.rows[0]


def under_variations(
    before: Scenario, after: Scenario, alternatives: Sequence[Alternative] = ()
) -> AdaptiveExperiment[Variations]:
    """Compare two scenarios under all settings, in one step."""
    ranges, others = yield from together(
        [_ranges(before, after), _under_alternatives(before, after, alternatives)]
    )
    rows = [
        Variation(setting_label(setting), Pair(current, baseline), setting.assumption is not None)
        for setting, (baseline, current) in ranges.results.items()
    ]
    rows += [
        Variation(upper_first(p.words), pair, False) for p, pair in zip(alternatives, others, strict=True)
    ]
    return Variations(tuple(rows), ranges)


def _ranges(before: Scenario, after: Scenario) -> AdaptiveExperiment[Any]:
    (ranges,) = yield from assumption_experiment(before, [after])
    return ranges


def _under_alternatives(
    before: Scenario, after: Scenario, alternatives: Sequence[Alternative]
) -> AdaptiveExperiment[Any]:
    pairs = [alternative.applied_to(before, after) for alternative in alternatives]
    results: Sequence[Result] = (yield [s for pair in pairs for s in pair]) if pairs else ()
    return [Pair(results[2 * i + 1], results[2 * i]) for i in range(len(pairs))]


def setting_words(setting: AssumptionSetting) -> str:
    """ "time pressure itself tires nobody"; "" for the scenarios' own. Minutes and shares stand in brackets."""
    if setting.assumption is None or setting.end is None:
        return ""
    values = setting.values
    place = setting.assumption.key, setting.end
    words = WORDS.get(place, f"{setting.assumption.words}: {setting.end} end")
    if place in NOT_AT_ALL and not any(values.values()):
        words = NOT_AT_ALL[place]
    numbers = [percent(x) for path, x in values.items() if path.startswith("callers.")]
    numbers += [with_unit(number(x), "min") for path, x in values.items() if path.endswith("_min")]
    return f"{words} ({joined(numbers)})" if numbers else words


def setting_label(setting: AssumptionSetting) -> str:
    """The same at the beginning of a row."""
    return upper_first(setting_words(setting)) or AS_ASSUMED


def without_effect(variations: Variations, keys: Sequence[str]) -> list[Assumption]:
    """The assumptions that none of these differences rests on: at both ends all is as assumed."""
    own, effective = variations.ranges.differences, set()
    for setting, differences in own.items():
        if setting.assumption is not None and any(not _equal(differences[k], own[OWN][k]) for k in keys):
            effective.add(setting.assumption)
    return [a for a in ASSUMPTIONS if a not in effective and any(s.assumption == a for s in own)]


def _equal(one: Estimate, other: Estimate) -> bool:
    if one.mean is None or other.mean is None:
        return one.mean == other.mean
    return abs(one.mean - other.mean) < 1e-9


def without_effect_in_words(variations: Variations, keys: Sequence[str]) -> str:
    """A sentence on them; "" where there are none."""
    assumptions = without_effect(variations, keys)
    return f"Makes no difference here: {joined([a.words for a in assumptions])}." if assumptions else ""


def with_effect(variations: Variations, keys: Sequence[str]) -> list[Variation]:
    """All settings but those of idle assumptions."""
    idle = without_effect(variations, keys)
    still = {setting_label(s) for s in variations.ranges.differences if s.assumption in idle}
    return [variation for variation in variations.rows if variation.label not in still]


def robustness(variations: Variations, key: str) -> str:
    """One KPI: as assumed, its lowest and highest over the evidence, and whether the direction holds."""
    own = variations.own.pair
    span = variations.ranges.span(key)
    text = f"**{label(key, own.current)}: {amount(own, key)}** as assumed."
    if span.lowest is None or span.highest is None:
        return text
    ends = [
        (setting, mean)
        for setting, mean in ((span.lowest_at, span.lowest), (span.highest_at, span.highest))
        if setting.assumption is not None
    ]
    text += "".join(f" {signed(KPIS[key], mean)} if {setting_words(setting)}." for setting, mean in ends)
    if span.sign_turns:
        deciding = joined([a.words for a in span.decided_by])
        return f"{text} **The direction turns**; it depends on {deciding}."
    return f"{text} {_direction_holds(variations, key)}"


def _direction_holds(variations: Variations, key: str) -> str:
    verdicts = [v.pair.verdict(key) for v in variations.rows if v.is_evidence]
    own = variations.own.pair.verdict(key)
    if any(v.kind == "settling" for v in verdicts):
        return f"{upper_first(STILL_SETTLING)}."
    unclear = [v for v in verdicts if not v.judged]
    if not own.judged:
        return f"As assumed: {VERDICTS.get(own.kind, 'open')}."
    if not unclear:
        return "The direction always holds."
    return f"The direction never turns, but in {len(unclear)} of {len(verdicts)} tries it is unclear or too small."


def table(variations: Variations, key: str) -> pd.DataFrame:
    """Every setting: the figure before and after, and the difference with its interval."""
    kpi = KPIS[key]
    differences = difference_unit(kpi, variations.own.pair.current.scenario.costs.currency)
    unit = "%" if is_share(kpi) else differences
    rows = []
    for variation in variations.rows:
        shown = variation.pair.shown(key)
        rows.append(
            {
                "assumed": variation.label,
                f"before, {unit}": shown.before,
                f"after, {unit}": shown.current,
                f"difference, {differences}": shown.difference,
                f"95% from, {differences}": shown.low,
                f"95% to, {differences}": shown.high,
            }
        )
    return pd.DataFrame(rows)
