"""What a report is made of: results, how far they move with the assumptions, whom it is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from present.comparison import Side, sides
from present.comparison_tables import distinct
from present.pair import Pair
from sim import Result, Scenario
from sim.experiment import (
    AssumptionRange,
    Estimate,
    Headroom,
    StaffingEquivalent,
    headroom,
    staffing_equivalent,
    together,
)
from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.sensitivity import assumption_experiment

MOST_SCENARIOS = 10
"""In one report: more fill no slide legibly."""
EQUIVALENT_KEYS = ("service_level", "exhaustion_mean")
"""The key figures for which a change is expressed as a number of agents."""


@dataclass(frozen=True)
class ReportResults:
    """What is simulated for a report.

    `results`: of every scenario, the baseline first. `ranges` and `staffing_equivalents`: one for each other
    scenario, in their order. `headroom`: of a scenario that stands alone, else None.
    """

    results: tuple[Result, ...]
    ranges: tuple[AssumptionRange, ...]
    staffing_equivalents: tuple[tuple[StaffingEquivalent, ...], ...]
    headroom: Headroom | None


def collect(scenarios: Sequence[Scenario]) -> AdaptiveExperiment[ReportResults]:
    """Request all simulations for a report on these scenarios, the baseline first: about 20 comparisons' work."""
    baseline, *others = scenarios
    results = tuple((yield list(scenarios)))
    if not others:
        return ReportResults(results, (), (), (yield from headroom(baseline)))
    ranges = yield from assumption_experiment(baseline, others)
    equivalents = yield from together(
        [staffing_equivalent(baseline, one, key) for one in others for key in EQUIVALENT_KEYS]
    )
    each = len(EQUIVALENT_KEYS)
    of_each = tuple(tuple(equivalents[i * each : (i + 1) * each]) for i in range(len(others)))
    return ReportResults(results, tuple(ranges), of_each, None)


@dataclass(frozen=True)
class Report:
    """A report's contents. `names`: of the scenarios as they are shown, no two alike, the baseline first.

    `client`: for whom, "" for nobody named. `logo`: a PNG or JPEG picture, b"" for none. `made_on`: the date on it.
    """

    simulated: ReportResults
    names: tuple[str, ...]
    made_on: date
    client: str = ""
    logo: bytes = b""

    @property
    def results(self) -> tuple[Result, ...]:
        """Of every scenario, the baseline first."""
        return self.simulated.results

    @property
    def ranges(self) -> tuple[AssumptionRange, ...]:
        """How far assumptions move the differences, one for each other scenario that is simulated so far."""
        return self.simulated.ranges

    @property
    def baseline(self) -> Result:
        """The baseline's result."""
        return self.results[0]

    @property
    def baseline_name(self) -> str:
        """What the baseline is called."""
        return self.names[0]

    @property
    def is_comparison(self) -> bool:
        """Whether there is anything beside the baseline."""
        return len(self.results) > 1

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Every other scenario beside the baseline."""
        return tuple(sides(self.results, self.names, 0))

    @cached_property
    def alone(self) -> Pair:
        """The baseline by itself."""
        return Pair(self.baseline, self.baseline)

    @property
    def first_week(self) -> int:
        """The week from which the baseline is counted: as the only other scenario is, else from the first."""
        return self.sides[0].pair.first_week if len(self.sides) == 1 else 0

    def baseline_figure(self, key: str) -> Estimate:
        """A KPI of the baseline: of the weeks in which it is compared, where there is one other scenario."""
        return self.sides[0].pair.before(key) if len(self.sides) == 1 else self.alone.figure(key)

    @property
    def allows_verdict(self) -> bool:
        """Whether every scenario has as many replications beside the baseline as a verdict needs."""
        return all(side.pair.allows_verdict for side in self.sides)

    @property
    def day(self) -> str:
        """The date on it, in words."""
        return f"{self.made_on:%d %B %Y}".lstrip("0")

    @property
    def replications(self) -> int:
        """Simulated runs of each."""
        return min(len(result.replications) for result in self.results)


def names_of(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """What the scenarios are called in a report: their names in one line, a number behind what occurs twice."""
    return tuple(distinct([" ".join(s.name.split()) for s in scenarios]))
