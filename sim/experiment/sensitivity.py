"""How much of a difference rests on what nobody knows: the same comparison at the ends of the evidence.

Four assumptions are moved one at a time to the two ends of the range their evidence leaves open, in all compared
scenarios alike, on the same callers. Beside a difference then stands the range it takes, and where its sign turns,
which assumption decides.

* An assumption in which the compared scenarios differ is what they are compared for; it is not moved.
* A scenario whose dated `changes` set such a constant keeps them: the range applies up to that date. What somebody
  sets for a date is their statement about their centre, not the model's ignorance.
* Hold times that stand at one share of their defaults were shortened with short calls: their range is as much shorter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as part
from functools import reduce
from operator import attrgetter, getitem
from typing import Any, Literal

from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.differences import difference
from sim.experiment.result import Estimate, Result
from sim.experiment.verdict import allows_verdict
from sim.experiment.window import WHOLE_RUN, Window
from sim.kpis import KPIS
from sim.scenario import Scenario, as_dict, replace
from sim.scenario.field_metadata import field


@dataclass(frozen=True)
class Assumption:
    """One thing nobody knows, and the constants that stand for it; they move together."""

    key: str
    words: str
    paths: tuple[str, ...]

    def at(self, end: End) -> dict[str, float]:
        """The constants at an end of their evidence ranges, as declared."""
        return {path: _evidence(path)[0 if end == "low" else 1] for path in self.paths}


End = Literal["low", "high"]
ENDS: tuple[End, End] = ("low", "high")

ASSUMPTIONS = (
    Assumption("eta", "how much rushing hurts resolution", ("behaviour.eta",)),
    Assumption("call_back", "how many callers call again about an unresolved issue", ("callers.call_back",)),
    Assumption(
        "hold_times",
        "how long difficult and upset callers keep an agent",
        ("behaviour.difficult_hold_min", "behaviour.upset_hold_min"),
    ),
    Assumption("w_A", "how much time pressure itself tires people", ("behaviour.w_A",)),
)


def _evidence(path: str) -> tuple[float, float]:
    range_ = field(path).evidence_range
    if range_ is None:
        raise ValueError(f"{path} declares no evidence range")
    return range_


WRITTEN_TO = 1e-3
"""minutes to which a file writes times that were shortened"""


def shortened_to(scenario: Scenario, assumption: Assumption) -> float:
    """The share of their defaults, below 1, at which all times of an assumption stand; else 1.

    So a fit borrows a typical centre's times for a centre of short calls.
    """
    if len(assumption.paths) < 2 or not all(path.endswith("_min") for path in assumption.paths):
        return 1.0
    own = [float(attrgetter(path)(scenario)) for path in assumption.paths]
    usual = [float(field(path).default) for path in assumption.paths]
    share = max(own) / max(usual)
    together = all(abs(x - share * of) <= WRITTEN_TO for x, of in zip(own, usual, strict=True))
    return share if together and share < 1.0 else 1.0


@dataclass(frozen=True)
class AssumptionSetting:
    """The scenarios' own assumptions (both None), or one assumption at one end, times `scale`."""

    assumption: Assumption | None = None
    end: End | None = None
    scale: float = 1.0

    @property
    def values(self) -> dict[str, float]:
        """Path -> value; empty for the scenarios' own."""
        if self.assumption is None or self.end is None:
            return {}
        return {path: self.scale * x for path, x in self.assumption.at(self.end).items()}

    def applied_to(self, scenario: Scenario) -> Scenario:
        """The scenario under this setting."""
        return replace(scenario, self.values) if self.values else scenario


OWN = AssumptionSetting()


@dataclass(frozen=True)
class Span:
    """One KPI's mean difference over all settings. `decided_by` is empty unless `sign_turns`."""

    lowest: float | None
    lowest_at: AssumptionSetting
    highest: float | None
    highest_at: AssumptionSetting
    sign_turns: bool
    decided_by: tuple[Assumption, ...]


@dataclass(frozen=True)
class AssumptionRange:
    """`other` less `baseline` under every setting, the scenarios' own first.

    `differences`: of the whole run. `not_moved`: assumptions in which the two scenarios differ. `dated`: paths that
    a dated change sets. `results`: those of (`baseline`, `other`), for differences in other weeks.
    """

    differences: dict[AssumptionSetting, dict[str, Estimate]]
    not_moved: tuple[Assumption, ...]
    dated: tuple[str, ...]
    results: dict[AssumptionSetting, tuple[Result, Result]] = part(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def allows_verdict(self) -> bool:
        """Whether every comparison has the replications that a verdict needs."""
        return all(allows_verdict(*pair) for pair in self.results.values())

    def under(self, key: str, window: Window = WHOLE_RUN) -> dict[AssumptionSetting, Estimate]:
        """A KPI's difference under every setting: of the whole run, or of the weeks in a window."""
        if not window.of_weeks:
            return {setting: differences[key] for setting, differences in self.differences.items()}
        return {
            setting: window.difference(other, baseline, key)
            for setting, (baseline, other) in self.results.items()
        }

    def span(self, key: str, window: Window = WHOLE_RUN) -> Span:
        """Lowest and highest mean difference of a KPI, and whether its sign rests on an assumption.

        The sign turns where under one setting the difference is clearly above zero and under another clearly below:
        its interval on that side, not too small to matter, and from as many replications as a verdict needs. The
        assumption that decides is one whose ends and default show both signs; if only several together do, all that
        show a clear one.
        """
        by_setting = self.under(key, window)
        means = {setting: e.mean for setting, e in by_setting.items() if e.mean is not None}
        if not means:
            return Span(None, OWN, None, OWN, False, ())
        lowest, highest = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
        signs = {
            setting: clear_sign(e, KPIS[key].matters_from(self._baseline(key, setting, window)))
            for setting, e in by_setting.items()
        }
        turns = self.allows_verdict and {-1, 1} <= set(signs.values())
        moved = [a for a in ASSUMPTIONS if any(s.assumption == a for s in signs)]
        alone = [
            a for a in moved if {-1, 1} <= {sign for s, sign in signs.items() if s.assumption in (a, None)}
        ]
        jointly = [a for a in moved if any(sign for s, sign in signs.items() if s.assumption == a)]
        decided_by = (alone or jointly) if turns else []
        return Span(means[lowest], lowest, means[highest], highest, turns, tuple(decided_by))

    def _baseline(self, key: str, setting: AssumptionSetting, window: Window) -> float | None:
        """A KPI's mean in the baseline under a setting; None where there is no result of it."""
        pair = self.results.get(setting)
        return None if pair is None else window.figure(pair[0], key).mean


def clear_sign(difference: Estimate, matters_from: float) -> int:
    """1 or -1 where a difference is shown to be there and large enough to matter, else 0."""
    if difference.mean is None or difference.low is None or difference.high is None:
        return 0
    if difference.low <= 0.0 <= difference.high or abs(difference.mean) < matters_from:
        return 0
    return 1 if difference.mean > 0.0 else -1


def settings(baseline: Scenario, other: Scenario) -> list[AssumptionSetting]:
    """The settings under which two scenarios are compared, their own first."""
    shared = [a for a in ASSUMPTIONS if a not in _differing(baseline, other)]
    return [OWN, *(AssumptionSetting(a, end, shortened_to(baseline, a)) for a in shared for end in ENDS)]


def _differing(baseline: Scenario, other: Scenario) -> tuple[Assumption, ...]:
    changed, unchanged = as_dict(other), as_dict(baseline)
    return tuple(
        a for a in ASSUMPTIONS if any(_value(changed, path) != _value(unchanged, path) for path in a.paths)
    )


def _value(data: dict[str, Any], path: str) -> Any:
    return reduce(getitem, path.split("."), data)


def _dated(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    paths = [path for a in ASSUMPTIONS for path in a.paths]
    return tuple(p for p in paths if any(p in change.set for s in scenarios for change in s.changes))


def assumption_experiment(
    baseline: Scenario, others: Sequence[Scenario]
) -> AdaptiveExperiment[list[AssumptionRange]]:
    """Ask, in one step, how every other scenario compares with the baseline under every setting; one range each."""
    under = {
        (number, setting): (setting.applied_to(baseline), setting.applied_to(other))
        for number, other in enumerate(others)
        for setting in settings(baseline, other)
    }
    results = iter((yield [scenario for pair in under.values() for scenario in pair]))
    pairs: list[dict[AssumptionSetting, tuple[Result, Result]]] = [{} for _ in others]
    for number, setting in under:
        pairs[number][setting] = next(results), next(results)
    return [
        AssumptionRange(
            {
                setting: {key: difference(changed, unchanged, key) for key in KPIS}
                for setting, (unchanged, changed) in results_by_setting.items()
            },
            _differing(baseline, other),
            _dated([baseline, other]),
            results_by_setting,
        )
        for results_by_setting, other in zip(pairs, others, strict=True)
    ]
