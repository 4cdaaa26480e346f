"""Headroom: how many people a centre can lose, or how many more calls it can take, before a target breaks.

A target is broken where the mean over replications misses it. Those met now can break; those missed now are named,
with the number of extra people that would mend them. Intervals say from where on a target's own interval no longer
lies wholly on the right side, and from where on it lies wholly on the wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sim.experiment.adaptive import AdaptiveExperiment, together
from sim.experiment.result import Estimate, Result, is_simulated
from sim.experiment.root_search import Crossing, crossing
from sim.experiment.scaling import (
    most_fewer_people,
    most_more_calls,
    most_more_people,
    seats,
    with_calls,
    with_people,
)
from sim.experiment.verdict import allows_verdict
from sim.experiment.window import Window, since_last_change
from sim.kpis import KPIS
from sim.scenario import Scenario, policies

TARGETS = {
    "service_level": "targets.service_level",
    "satisfaction_all": "targets.satisfaction",
    "exhaustion_mean": "targets.exhaustion_line",
}
"""KPI: the target it is held to. Satisfied callers are those of all callers, as large on the page; of exhaustion it
is the mean that shall not be above the line."""


@dataclass(frozen=True)
class TargetStatus:
    """How a KPI stands to its target, `line`. Where it has no value it is `met`: nothing speaks against it."""

    key: str
    line: float
    figure: Estimate

    @property
    def margin(self) -> Estimate:
        """Signed distance to the target; positive where it is met."""
        above = self.figure - self.line
        return above if KPIS[self.key].better == "up" else -above

    @property
    def met(self) -> bool:
        """The mean keeps the target."""
        return self.margin.mean is None or self.margin.mean >= 0.0

    @property
    def on_edge(self) -> bool:
        """The interval spans the line: it might as well be the other way round."""
        low, high = self.margin.low, self.margin.high
        return low is not None and high is not None and low <= 0.0 <= high


@dataclass(frozen=True)
class Margin:
    """How far one thing can be moved. `amount`: people or per cent at which all targets met now are still met.

    By their intervals all are clearly met up to `low`, and one is clearly missed beyond `high`. `breaks`: which break
    next, the first first; empty where none does up to `most`.
    """

    amount: int
    low: int
    high: int
    most: int
    breaks: tuple[str, ...]


@dataclass(frozen=True)
class Recovery:
    """Extra people that would reach a target missed now; None: not even `most`. `high` is None beyond `most`."""

    key: str
    people: int | None
    low: int | None
    high: int | None
    most: int


@dataclass(frozen=True)
class Headroom:
    """`people` to lose and per cent of `calls` to take; None where no target is met. `target_statuses`: today.

    Without `enough_replications` nothing is searched, and `target_statuses` are no verdict.
    """

    target_statuses: tuple[TargetStatus, ...]
    people: Margin | None
    calls: Margin | None
    recoveries: tuple[Recovery, ...]
    teams: int
    strain: bool
    window: Window
    enough_replications: bool = True


def headroom(scenario: Scenario) -> AdaptiveExperiment[Headroom]:
    """Ask how far people or calls can move in the weeks since the last dated change; ten scenarios an answer at most.

    People come and go in all teams in proportion to their seats, from the start.
    """
    window = since_last_change(scenario)
    (result,) = yield [scenario]
    statuses = target_statuses(result, window)
    answer = partial(
        Headroom,
        statuses,
        teams=len(scenario.teams),
        strain=scenario.behaviour.strain,
        window=window,
        enough_replications=allows_verdict(result),
    )
    if not allows_verdict(result):
        return answer(people=None, calls=None, recoveries=())
    met = [standing for standing in statuses if standing.met and standing.figure.mean is not None]
    missed = [standing for standing in statuses if not standing.met]

    def fewer(amount: int) -> Scenario:
        return with_people(scenario, -amount)

    more, busier = partial(with_people, scenario), partial(with_calls, scenario)
    most, scale = most_more_people(scenario), seats(scenario)
    searches: list[AdaptiveExperiment[Margin | Recovery]] = [
        _recovery(s, more, most, scale, window) for s in missed
    ]
    if met:
        searches.append(_margin(met, fewer, most_fewer_people(scenario), scale, window))
        searches.append(_margin(met, busier, most_more_calls(scenario), 100, window))
    answers = yield from together(searches)
    recoveries = tuple(f for f in answers if isinstance(f, Recovery))
    people, calls = [f for f in answers if isinstance(f, Margin)] or (None, None)
    return answer(people=people, calls=calls, recoveries=recoveries)


def target_statuses(result: Result, window: Window) -> tuple[TargetStatus, ...]:
    """How every target stands; that of exhaustion only where strain is simulated."""
    targets = policies(result.scenario)[-1][1].targets
    return tuple(
        TargetStatus(key, float(getattr(targets, path.split(".")[1])), window.figure(result, key))
        for key, path in TARGETS.items()
        if is_simulated(result.scenario, key)
    )


Change = Callable[[int], Scenario]


def _margin(
    met: Sequence[TargetStatus], change: Change, most: int, scale: float, window: Window
) -> AdaptiveExperiment[Margin]:
    scales = {s.key: max(s.margin.mean or 0.0, KPIS[s.key].matters_from(s.figure.mean)) for s in met}
    seen: dict[int, dict[str, Estimate]] = {}

    def margins_at(amounts: Sequence[int]) -> AdaptiveExperiment[Sequence[Estimate]]:
        results = yield [change(amount) for amount in amounts]
        for amount, result in zip(amounts, results, strict=True):
            seen[amount] = {s.key: s.margin for s in target_statuses(result, window) if s.key in scales}
        return [_shortfall(seen[amount], scales) for amount in amounts]

    seen[0] = {s.key: s.margin for s in met}
    passing = yield from crossing(_shortfall(seen[0], scales), margins_at, most=most, scale=scale)
    return Margin(
        most if passing.above is None else passing.below,
        max(0, passing.clearly_below),
        most if passing.clearly_above is None else passing.clearly_above - 1,
        most,
        _first_to_break(seen, passing),
    )


def _shortfall(margins: dict[str, Estimate], scales: dict[str, float]) -> Estimate:
    """How far the worst of several targets lies on the wrong side, each in multiples of its margin at the start."""

    def worst(end: str) -> float | None:
        values = {key: getattr(e, end) for key, e in margins.items() if e.mean is not None}
        known = [value / scales[key] for key, value in values.items() if value is not None]
        return -min(known) - HAIR if known else None

    return Estimate(worst("mean"), worst("high"), worst("low"))


HAIR = 1e-9
"""Tolerance: a target that is met exactly counts as met."""


def _first_to_break(margins: dict[int, dict[str, Estimate]], passing: Crossing) -> tuple[str, ...]:
    """The targets missed at the first amount that breaks one, by where each was passed on a straight line."""
    if passing.above is None:
        return ()
    before, after = margins[passing.below], margins[passing.above]
    passed: dict[str, float] = {}
    for key, margin in after.items():
        was = before[key].mean
        if margin.mean is not None and was is not None and margin.mean < 0.0:
            passed[key] = was / (was - margin.mean)
    return tuple(sorted(passed, key=passed.__getitem__))


def _recovery(
    missed: TargetStatus, change: Change, most: int, scale: float, window: Window
) -> AdaptiveExperiment[Recovery]:
    def margins_at(amounts: Sequence[int]) -> AdaptiveExperiment[Sequence[Estimate]]:
        results = yield [change(amount) for amount in amounts]
        return [
            next(s.margin for s in target_statuses(result, window) if s.key == missed.key)
            for result in results
        ]

    passing = yield from crossing(missed.margin, margins_at, most=most, scale=scale)
    if passing.above is None:
        return Recovery(missed.key, None, None, None, most)
    return Recovery(missed.key, passing.above, passing.clearly_below + 1, passing.clearly_above, most)
