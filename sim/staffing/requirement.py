"""How many people are needed on the phones in each half-hour of the week, for a target stated in full.

By simulation of the whole model: repeats, transfers, absence, strain and overtime. What happens in a half-hour cannot
alter those before it on the same day, so each answers for its own callers, those who ring in it. The search goes over
the whole week at once, on the same callers throughout: a guess by Erlang A, corrected by what the simulation says of
it; then every half-hour is tried with one person fewer, those two hours apart together. What is claimed in the end
is measured on callers that the search has not seen (`claim`). See docs/decisions/0025-people-by-half-hour.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.experiment.adaptive import AdaptiveExperiment, WithRuns
from sim.experiment.result import Result
from sim.scenario import Scenario
from sim.staffing.people_on_phones import people_at_work, with_people_on_phones
from sim.staffing.service_target import UNSEEN, WEEK, Counts, Floats, ServiceTarget, Shares, shares
from sim.theory import erlang_a, erlang_c, offered_load

APART = 4
"""Half-hours between two that are tried with one fewer in the same simulation: a queue has cleared by then."""
MOST_GUESSES, MOST_ROUNDS = 6, 8
FOR_EVER_MIN = 600.0
"""From this mean patience on nobody hangs up, in the formula."""
DAMPING = 0.7
"""How far a correction of the guess is followed at once."""


@dataclass(frozen=True)
class Requirement:
    """People needed on the phones by half-hour of the week, (7, 48) each; 0 where nobody rings.

    `open`: numbers of people of which it is not decided whether they are enough, by (day, half-hour). `erlang_a`: what
    the formula says of each half-hour by itself. `rostered`: at work and in no break, as the roster stands. `figure`:
    the share with `needed`, on callers that the search has not seen. `is_settled`: no half-hour kept changing.
    `is_claimed`: judged on such callers; before that nothing is sure. `days`: how each weekday stands to a target over
    the day and to its floor, (7,), see `zones_of`.
    """

    target: ServiceTarget
    needed: Counts
    open: dict[tuple[int, int], tuple[int, ...]]
    erlang_a: Counts
    rostered: Floats
    offered: Floats
    figure: Shares
    is_settled: bool = True
    is_claimed: bool = False
    days: Counts = field(default_factory=lambda: np.full(7, UNSEEN))

    @property
    def short(self) -> Floats:
        """People missing by half-hour, as the roster stands."""
        return np.maximum(0.0, self.needed - self.rostered)

    @property
    def idle(self) -> Floats:
        """People too many by half-hour, where anybody rings."""
        return np.where(self.needed > 0, np.maximum(0.0, self.rostered - self.needed), 0.0)


@dataclass
class Search:
    """People by half-hour as they stand, and what is known of that."""

    scenario: Scenario
    team: str
    target: ServiceTarget
    rings: NDArray[np.bool_]
    people: Counts
    figure: Shares | None = None
    failed: set[tuple[int, int, int]] = field(default_factory=set)
    """(day, half-hour, people) that were not enough."""

    def result_of(
        self, people: Sequence[Counts], runs: range | None = None
    ) -> AdaptiveExperiment[list[Shares]]:
        """Shares with these people, over these runs where they are named."""
        scenarios = [with_people_on_phones(self.scenario, self.team, each) for each in people]
        results = yield WithRuns(scenarios, runs, "half_hours")
        return [shares(result, self.target) for result in results]

    def missing(self, figure: Shares, within: float = 0.0) -> NDArray[np.bool_]:
        """Half-hours that do not reach what they have to, by more than so many standard errors."""
        margin = self.target.sign * (figure.mean - self.target.of_half_hour)
        return self.rings & (margin < -within * figure.error)


def groups(tried: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Half-hours in as few sets as can be, those of one at least `APART` from each other, round the week too."""
    sets: list[list[int]] = []
    for place in np.flatnonzero(tried):
        for one in sets:
            if place - one[-1] >= APART and one[0] + tried.size - place >= APART:
                one.append(int(place))
                break
        else:
            sets.append([int(place)])
    masks = np.zeros((len(sets), tried.size), bool)
    for mask, one in zip(masks, sets, strict=True):
        mask[one] = True
    return [mask.reshape(tried.shape) for mask in masks]


def search_requirement(
    scenario: Scenario, team: str, target: ServiceTarget
) -> AdaptiveExperiment[Requirement]:
    """Ask how many people are needed by half-hour; some thirty scenarios. `figure` is of the search's own callers."""
    (today,) = yield [scenario]
    weeks = scenario.horizon.weeks
    offered = np.mean([r.week["offered"] for r in today.replications], axis=0).reshape(WEEK) / weeks
    rings = offered > 0.0
    if not rings.any():
        nobody, there = np.zeros(WEEK, np.int64), people_at_work(scenario, team)
        return Requirement(target, nobody, {}, nobody, there, offered, shares(today, target))
    formula = _Formula(scenario, today, target)
    erlang = formula.people(offered, np.ones(WEEK))
    search = Search(scenario, team, target, rings, erlang.copy())
    yield from _guess(search, formula, offered)
    is_settled = yield from (_lower_and_raise if target.per == "half_hour" else _spend_the_slack)(search)
    assert search.figure is not None
    return Requirement(
        target, search.people, {}, erlang, people_at_work(scenario, team), offered, search.figure, is_settled
    )


class _Formula:
    """Erlang A of each half-hour by itself, with the calls, handle time and patience of a simulation."""

    def __init__(self, scenario: Scenario, today: Result, target: ServiceTarget) -> None:
        self.aht_s = 60.0 * (today.kpi("aht_min").mean or 5.0)
        self.patience_s = 60.0 * sum(
            kind.share * (math.inf if kind.patience.distribution == "none" else kind.patience.mean_min)
            for kind in scenario.call_types
        )
        self.target = target
        self._share = lru_cache(maxsize=None)(self._share_of)

    def _share_of(self, calls_per_hour: float, people: int) -> float:
        if self.patience_s < 60.0 * FOR_EVER_MIN:
            made = erlang_a(calls_per_hour, self.aht_s, people, self.patience_s, self.target.within_s)
            return float(getattr(made, FIGURES[self.target.kpi]))
        load = offered_load(calls_per_hour, self.aht_s)
        if self.target.kpi == "abandonment":
            return max(0.0, 1.0 - people / load)  # in the long run nobody who can be served is lost
        if load >= people:
            return 0.0
        return erlang_c(calls_per_hour, self.aht_s, people, self.target.within_s).service_level

    def least(self, calls_per_hour: float, share: float) -> int:
        """The fewest people with whom the formula reaches a share."""
        low, high = 0, 1
        while self.target.sign * (self._share(calls_per_hour, high) - share) < 0.0:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            reaches = self.target.sign * (self._share(calls_per_hour, middle) - share) >= 0.0
            low, high = (low, middle) if reaches else (middle, high)
        return high

    def people(self, offered: Floats, busier: Floats) -> Counts:
        """By half-hour, for so many calls in it times a factor; one at least where anybody rings."""
        needed = np.zeros(WEEK, np.int64)
        share = min(max(self.target.share, 0.005), 0.995)
        for at in zip(*np.nonzero(offered > 0.0), strict=True):
            needed[at] = self.least(_rounded(2.0 * offered[at] * busier[at]), share)
        return needed

    def busier(self, offered: float, people: int, share: float) -> float:
        """By what factor calls would have to be multiplied for the formula to give this share."""
        low, high = math.log(0.2), math.log(5.0)
        for _ in range(12):
            middle = (low + high) / 2.0
            calls = _rounded(2.0 * offered * math.exp(middle))
            if self.target.sign * (self._share(calls, people) - share) > 0.0:
                low = middle
            else:
                high = middle
        return math.exp((low + high) / 2.0)


FIGURES = {
    "service_level": "sl_answered_in_awt_over_offered",
    "service_level_answered": "sl_over_answered",
    "abandonment": "p_abandon",
}
"""Of `sim.theory.ErlangA`, by key figure."""


def _rounded(calls_per_hour: float) -> float:
    """To three digits: as exact as the guess needs, and known again."""
    return float(f"{calls_per_hour:.3g}")


def _guess(search: Search, formula: _Formula, offered: Floats) -> AdaptiveExperiment[None]:
    """Correct the formula's guess by what the simulation says of it, until it stands."""
    log_busier = np.zeros(WEEK)
    seen: set[bytes] = set()
    for number in range(MOST_GUESSES):
        (search.figure,) = yield from search.result_of([search.people])
        mean = search.figure.mean
        for at in zip(*np.nonzero(search.rings), strict=True):
            share = min(max(float(mean[at]), 0.005), 0.995)
            now = math.log(formula.busier(float(offered[at]), int(search.people[at]), share))
            log_busier[at] = now if number == 0 else (1.0 - DAMPING) * log_busier[at] + DAMPING * now
        seen.add(search.people.tobytes())
        people = formula.people(offered, np.exp(log_busier))
        if people.tobytes() in seen or np.abs(people - search.people).max() <= 1:
            search.people = people
            break
        search.people = people
    (search.figure,) = yield from search.result_of([search.people])


def _lower_and_raise(search: Search) -> AdaptiveExperiment[bool]:
    """Until every half-hour reaches the target and none does with one person fewer; whether they do but for chance."""
    for _ in range(MOST_ROUNDS):
        assert search.figure is not None
        missing = search.missing(search.figure)
        tried = groups(search.rings & ~missing & (search.people > 1) & ~_known_to_fail(search))
        lowered = np.zeros(WEEK, bool)
        if tried:
            for mask, figure in zip(
                tried, (yield from search.result_of([search.people - mask for mask in tried])), strict=True
            ):
                fails = mask & search.missing(figure)
                search.failed |= {
                    (day, at, int(search.people[day, at]) - 1) for day, at in np.argwhere(fails)
                }
                lowered |= mask & ~fails
        if not lowered.any() and not missing.any():
            return True
        search.failed |= {(day, at, int(search.people[day, at])) for day, at in np.argwhere(missing)}
        search.people = search.people - lowered + missing
        (search.figure,) = yield from search.result_of([search.people])
    assert search.figure is not None
    return not search.missing(search.figure, within=2.0).any()


def _known_to_fail(search: Search) -> NDArray[np.bool_]:
    fails = np.zeros(WEEK, bool)
    for day, at, people in search.failed:
        fails[day, at] |= people == search.people[day, at] - 1
    return fails


def _spend_the_slack(search: Search) -> AdaptiveExperiment[bool]:
    """While a day has more calls in time than it needs, take people where that costs least of them."""
    for _ in range(3 * MOST_ROUNDS):
        assert search.figure is not None
        figure, target = search.figure, search.target
        good, all = figure.good.sum(axis=0), figure.all.sum(axis=0)
        slack = target.sign * (good.sum(axis=1) - target.share * all.sum(axis=1))
        raised = search.missing(figure) | _worst_of(figure, search.rings & (slack < 0.0)[:, None], target)
        tried = groups(search.rings & ~raised & (search.people > 1) & (slack > 0.0)[:, None])
        lowered = np.zeros(WEEK, bool)
        if tried:
            fewer = yield from search.result_of([search.people - mask for mask in tried])
            lowered = _cheapest(search, tried, fewer, slack)
        if not lowered.any() and not raised.any():
            return True
        search.people = search.people - lowered + raised
        (search.figure,) = yield from search.result_of([search.people])
    return False


def _worst_of(figure: Shares, among: NDArray[np.bool_], target: ServiceTarget) -> NDArray[np.bool_]:
    """On each day with any, the half-hour whose calls miss the target by most."""
    lacking = np.where(
        among, target.sign * (target.share * figure.all.sum(axis=0) - figure.good.sum(axis=0)), -np.inf
    )
    worst = np.zeros(WEEK, bool)
    for day in np.flatnonzero(among.any(axis=1)):
        worst[day, int(np.argmax(lacking[day]))] = True
    return worst


def _cheapest(
    search: Search, tried: Sequence[NDArray[np.bool_]], fewer: Sequence[Shares], slack: Floats
) -> NDArray[np.bool_]:
    """Half-hours that lose a person: each day the cheapest first, as long as most of its slack is left unspent."""
    assert search.figure is not None
    before, sign = search.figure.good.sum(axis=0).ravel(), search.target.sign
    losses: list[tuple[float, int, int]] = []
    for mask, figure in zip(tried, fewer, strict=True):
        lost = sign * (before - figure.good.sum(axis=0).ravel())
        below_floor = search.missing(figure).ravel()
        for place in np.flatnonzero(mask):
            reach = (place + np.arange(APART)) % lost.size
            day, at = divmod(int(place), WEEK[1])
            if not below_floor[reach].any():
                losses.append((max(0.0, float(lost[reach].sum())), day, at))
    lowered, left = np.zeros(WEEK, bool), SPENT_AT_ONCE * slack
    for loss, day, at in sorted(losses):
        alone = not lowered[day].any() and loss <= slack[day]
        if loss <= left[day] or alone:
            lowered[day, at] = True
            left[day] -= loss
    return lowered


SPENT_AT_ONCE = 0.6
"""Of a day's slack: people taken together cost more than each by itself."""
