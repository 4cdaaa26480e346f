"""Two results side by side, as they are shown: which weeks and runs count, and what each difference says."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

from present.changes import applied_from_start
from present.formats import AS_MANY, Shown, Verdict, compared, verdict
from sim import KPIS, Result, Scenario
from sim.experiment import Estimate
from sim.experiment.verdict import allows_verdict, replications_with_value, shared_replications
from sim.experiment.window import Window
from sim.scenario import policies

NOW, BASELINE = "now", "baseline"
"""The scenario as What if has it, changes included, and what it is compared with: on every page, in every report."""


@dataclass(frozen=True)
class Pair:
    """The current result and the baseline's; the same one twice where nothing was changed."""

    current: Result
    baseline: Result

    @cached_property
    def is_comparison(self) -> bool:
        """Whether there is a difference to show."""
        return self.current.hash != self.baseline.hash

    @cached_property
    def first_week(self) -> int:
        """The measured week from which the changes hold; figures are then those of the weeks from there on."""
        return applied_from_start(self.baseline.scenario, self.current.scenario)[1]

    @cached_property
    def shared_replications(self) -> int:
        """Replications that both have."""
        return shared_replications(self.current, self.baseline)

    @property
    def allows_verdict(self) -> bool:
        """Whether these are as many as a verdict needs."""
        return allows_verdict(self.current, self.baseline)

    @cached_property
    def _same_runs(self) -> tuple[Result, Result]:
        """Both with the replications that both have, of which the difference is; whole where they share none."""
        count = self.shared_replications
        if count in (0, len(self.current.replications)) and count in (0, len(self.baseline.replications)):
            return self.current, self.baseline
        kept = {r.number for r in self.current.replications} & {r.number for r in self.baseline.replications}
        current, baseline = (
            replace(result, replications=tuple(r for r in result.replications if r.number in kept))
            for result in (self.current, self.baseline)
        )
        return current, baseline

    @cached_property
    def issues_coming_in(self) -> str:
        """Whether "more" or "fewer" issues reach the agents than before, `AS_MANY` where neither."""
        now, before = (_issues_to_agents(result.scenario) for result in (self.current, self.baseline))
        return AS_MANY if math.isclose(now, before) else "more" if now > before else "fewer"

    def window(self, key: str) -> Window:
        """Which weeks a figure is of: those from the change on, but the last where it tells how things stand."""
        return Window(bool(self.first_week) and not KPIS[key].is_state, self.first_week)

    def figure(self, key: str) -> Estimate:
        """A KPI of the current scenario, as it is shown."""
        return self.window(key).figure(self._same_runs[0], key)

    def before(self, key: str) -> Estimate:
        """The same of the baseline, of the same runs."""
        return self.window(key).figure(self._same_runs[1], key)

    def difference(self, key: str) -> Estimate:
        """The paired difference, unrounded."""
        return self.window(key).difference(self.current, self.baseline, key)

    def shown(self, key: str) -> Shown:
        """The figure, the baseline's and the difference, rounded so that they add up."""
        return compared(KPIS[key], self.figure(key).mean, self.before(key).mean, self.difference(key))

    def verdict(self, key: str) -> Verdict:
        """The verdict on a KPI, on the replications in which both have a value."""
        return verdict(
            KPIS[key],
            self.difference(key),
            replications=replications_with_value(self.current, self.baseline, key, self.window(key)),
            baseline=self.before(key).mean,
            current=self.figure(key).mean,
            currency=self.current.scenario.costs.currency,
            coming_in=self.issues_coming_in,
        )


def _issues_to_agents(scenario: Scenario) -> float:
    """A day, as the scenario ends."""
    _, last = policies(scenario)[-1]
    kept = sum(kind.share * (1.0 - kind.self_service_share) for kind in last.call_types)
    return last.demand.calls_per_day * kept
