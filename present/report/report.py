"""What a report is made of: results, how far they move with the assumptions, whom it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from present.comparison import Side, sides
from present.comparison_tables import distinct
from present.pair import Pair
from present.ranges import doubts
from present.ranking import ALIKE, Ranking
from present.report.search_answer import SearchAnswer
from present.scorecard import ranked
from sim import Result, Scenario, scenario_hash
from sim.experiment import (
    AssumptionRange,
    Estimate,
    Headroom,
    Runner,
    StaffingEquivalent,
    Store,
    headroom,
    staffing_equivalent,
    together,
)
from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.runner import OnProgress
from sim.experiment.sensitivity import assumption_experiment

MOST_SCENARIOS = 10
"""In one report: more fill no slide legibly."""
EQUIVALENT_KEYS = ("service_level", "exhaustion_mean")
"""The key figures for which a change is expressed as a number of agents."""
MOST_SEARCHED = 10
"""Runs looked into at most: more would make searches long and change their answers little."""


def searched_runs(replications: int) -> int:
    """How many of so many runs are looked into: searches simulate each of them many times.

    The same for the page, the projector and the report, so that all say the same.
    """
    return min(replications, MOST_SEARCHED)


@dataclass(frozen=True)
class ReportResults:
    """What is simulated for a report.

    `results`: of every scenario, the baseline first. `ranges` and `staffing_equivalents`: one for each other
    scenario, in their order. `headroom`: of a scenario that stands alone, else None. `searched`: runs on which these
    three rest, 0 where they are not looked for.
    """

    results: tuple[Result, ...]
    ranges: tuple[AssumptionRange, ...]
    staffing_equivalents: tuple[tuple[StaffingEquivalent, ...], ...]
    headroom: Headroom | None
    searched: int = 0


def collect(scenarios: Sequence[Scenario], by: Runner, overall: OnProgress | None = None) -> ReportResults:
    """Simulate all that a report on these scenarios needs, the baseline first.

    `overall`: see `Runner.complete`; it counts from the start all that is asked for whatever comes out.
    """
    by = by if by.store is not None else replace(by, store=Store())
    each = by.replications if isinstance(by.replications, int) else len(by.replications)
    certain = each * _different(scenarios) + searched_runs(each) * _certainly_searched(scenarios)
    before = 0

    def show(done: int, total: int) -> None:
        if overall is not None:
            overall(before + done, max(before + total, certain))

    results = by.complete(_figures(scenarios), show)
    runs = min(len(result.replications) for result in results)
    before, searched = runs * _different(scenarios), searched_runs(runs)
    return replace(by, replications=searched).complete(_searches(results, searched), show)


def _figures(scenarios: Sequence[Scenario]) -> AdaptiveExperiment[tuple[Result, ...]]:
    return tuple((yield list(scenarios)))


def _searches(results: tuple[Result, ...], searched: int) -> AdaptiveExperiment[ReportResults]:
    """What is looked for once the figures stand: about 20 comparisons' work."""
    baseline, *others = [result.scenario for result in results]
    if not others:
        return ReportResults(results, (), (), (yield from headroom(baseline)), searched)
    ranges = yield from assumption_experiment(baseline, others)
    equivalents = yield from _equivalents(baseline, others)
    each = len(EQUIVALENT_KEYS)
    of_each = tuple(tuple(equivalents[i * each : (i + 1) * each]) for i in range(len(others)))
    return ReportResults(results, tuple(ranges), of_each, None, searched)


def _equivalents(
    baseline: Scenario, others: Sequence[Scenario]
) -> AdaptiveExperiment[list[StaffingEquivalent]]:
    return together([staffing_equivalent(baseline, one, key) for one in others for key in EQUIVALENT_KEYS])


def _certainly_searched(scenarios: Sequence[Scenario]) -> int:
    """How many scenarios the searches ask for before anything depends on results; of one alone all of it does."""
    baseline, *others = scenarios
    searches = (assumption_experiment(baseline, others), _equivalents(baseline, others)) if others else ()
    return sum(_different(next(search, ())) for search in searches)


def _different(scenarios: Iterable[Scenario]) -> int:
    return len({scenario_hash(scenario) for scenario in scenarios})


@dataclass(frozen=True)
class Report:
    """A report's contents. `names`: of the scenarios as they are shown, no two alike, the baseline first.

    `on_screen`: which of the others, from 0, its maker looked at. `client`: for whom, "" for nobody named. `logo`: a
    PNG or JPEG picture, b"" for none. `made_on`: the date on it. `answers`: of searches on these scenarios.
    """

    simulated: ReportResults
    names: tuple[str, ...]
    made_on: date
    client: str = ""
    logo: bytes = b""
    on_screen: int = 0
    answers: tuple[SearchAnswer, ...] = ()

    @property
    def is_answer(self) -> bool:
        """Whether it is the answer of one search alone: no scenario is simulated for it."""
        return bool(self.answers) and not self.baseline.replications

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
    def doubted(self) -> tuple[Mapping[str, str], ...]:
        """For each other scenario what `present.ranges.doubts` says of it; nothing of one that is not simulated yet."""
        known = [doubts(one, side.pair) for side, one in zip(self.sides, self.ranges, strict=False)]
        return (*known, *({} for _ in self.sides[len(known) :]))

    def ranking(self, goal: str = ALIKE) -> Ranking:
        """The scenarios in the order that Compare has; `goal`: what matters most."""
        return ranked(self.baseline_name, self.baseline, self.sides, goal)[1]

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
        if self.is_answer:
            return self.answers[0].settings.replications
        return min(len(result.replications) for result in self.results)


def answer_report(answer: SearchAnswer, made_on: date, client: str = "", logo: bytes = b"") -> Report:
    """The report of one answer alone."""
    of = answer.settings
    nothing = ReportResults((Result(of.scenario, of.seed, of.engine, ()),), (), (), None)
    return Report(nothing, names_of([of.scenario]), made_on, client, logo, answers=(answer,))


def names_of(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """What the scenarios are called in a report: their names in one line, a number behind what occurs twice."""
    return tuple(distinct([" ".join(s.name.split()) for s in scenarios]))
