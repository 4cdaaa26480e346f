"""What is claimed of people by half-hour, judged on callers that the search has not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.experiment.adaptive import AdaptiveExperiment
from sim.scenario import Scenario
from sim.staffing.requirement import APART, Requirement, Search, groups
from sim.staffing.service_target import (
    ENOUGH,
    NO_MATTER,
    NOT_ENOUGH,
    OPEN,
    SURE,
    UNSEEN,
    WEEK,
    Counts,
    Shares,
    SharesBeside,
    day_zones,
    held_together,
    zones_of,
)

MOST_CLAIMS = 2
"""Claims, each on callers of its own."""


@dataclass(frozen=True)
class InterimAnalysis:
    """A moment at which what has been seen is judged, as in a group sequential trial.

    `runs`: of the people found by then; `beside`: how many more of one person fewer where that is open; both in
    multiples of the runs of the first analysis. The difference of one person is known from few runs, on the same
    callers. `alpha_share`: of the mistakes that all analyses together may make, the part that this one spends.
    """

    runs: int
    beside: int
    alpha_share: float


ANALYSES = tuple(
    InterimAnalysis(*planned)
    for planned in ((1, 1, 0.1), (4, 2, 0.2), (10, 0, 0.4), (25, 4, 0.2), (60, 8, 0.1))
)
USUAL_RUNS = 10
"""Runs of the last analysis unless more are asked for, in multiples of those of the first."""
RUNS_OF_MOVED = 4
"""Of people that are moved up or down in the end, in the same multiples."""
LEVELS = (-1, 0, 1)
"""People judged, besides those found; and those that come of it, once more."""


USUAL_ALPHA_SHARE = next(one.alpha_share for one in ANALYSES if one.runs == USUAL_RUNS)


def analyses_within(first: int, most: int | None = None) -> list[InterimAnalysis]:
    """The interim analyses that take no more than so many runs, the first of them `first`."""
    limit = USUAL_RUNS * first if most is None else most
    return [one for one in ANALYSES if one.runs * first <= limit] or [ANALYSES[0]]


def expected_claim_runs(first: int, most: int | None = None) -> int:
    """About how many runs a claim takes: those of the people found, and of the sets of one fewer and one more."""
    analyses = analyses_within(first, most)
    return first * (analyses[-1].runs + APART * (sum(one.beside for one in analyses) + 1) + RUNS_OF_MOVED)


def further_runs(requirement: Requirement, first: int) -> int | None:
    """The runs of the analysis to go on to for what is open; None where nothing is, or none is left."""
    wanted, seen = runs_to_tell(requirement), requirement.figure.runs
    later = [one.runs * first for one in ANALYSES if one.runs * first > seen]
    if not wanted or not later:
        return None
    return next((runs for runs in later if runs >= wanted), later[-1])


def statements(requirement: Requirement) -> int:
    """Of how many numbers of people, or of days and floors, something is claimed at each analysis."""
    half_hours, target = requirement.needed > 0, requirement.target
    if target.per == "day":
        floors = int(half_hours.sum()) if target.floor else 0
        return int(half_hours.any(axis=1).sum()) + floors
    return (len(LEVELS) + 1) * MOST_CLAIMS * int(half_hours.sum())


def claim_requirement(
    scenario: Scenario,
    team: str,
    found: Requirement,
    runs: range,
    *,
    is_last: bool = True,
    most_runs: int | None = None,
) -> AdaptiveExperiment[tuple[Requirement, Counts]]:
    """The same, judged on callers that it has not seen: those of `runs`, and of as many more as it takes.

    The people found are simulated longest; one fewer, or one more, only where in doubt, and as a difference on the
    same callers. What is decided at an analysis stays so. It ends when nothing is open, or at the last one within
    `most_runs`; one more is named where that leaves open whether they are enough, and likelier that they are not. Where
    the first finds some that are likely wrong, and this `is_last` not, it ends with the people to judge next, on others
    again; else with those it speaks for.
    """
    people, first = found.needed, len(runs)
    seen = _Seen(Search(scenario, team, found.target, people > 0, people), runs.start)
    analyses = analyses_within(first, most_runs)
    if found.target.per == "day":
        return (yield from _claim_days(seen, found, first, analyses)), people
    for analysis in analyses:
        sure = held_together(statements(found) / analysis.alpha_share)
        yield from seen.extend(analysis.runs * first)
        if analysis.beside:
            yield from seen.extend_beside(-1, seen.in_doubt(-1), analysis.beside * first)
        seen.judge(sure)
        if analysis is analyses[0] and not is_last:
            likely = _moved(people, seen.zones_at(SURE))
            if (likely != people).any():
                return replace(found, figure=seen.figure), likely
        if not seen.in_doubt(-1).any() and not seen.in_doubt(0).any():
            break
    moved, figure = _moved(people, seen.zones) + seen.likely_short, seen.figure
    one_more = seen.in_doubt(0) & (moved == people)
    yield from seen.extend_beside(1, one_more, max(1, analysis.runs // USUAL_RUNS) * first)
    seen.judge(sure)
    of_moved, on_days = seen.zones[0], (moved != people).any(axis=1, keepdims=True)
    if on_days.any():
        few = range(runs.start, runs.start + min(figure.runs, RUNS_OF_MOVED * first))
        (part,) = yield from seen.search.result_of([moved], few)
        figure = SharesBeside(part.good, part.all, part.days, base=figure)
        now = zones_of(figure.mean, *figure.interval(sure), found.target.share, found.target.sign)
        of_moved = np.where(on_days, now, of_moved)
    is_settled = found.is_settled and not (of_moved == NOT_ENOUGH).any()
    open = _open(people, moved, seen.zones, of_moved)
    return replace(
        found, needed=moved, open=open, figure=figure, is_settled=is_settled, is_claimed=True
    ), moved


def _claim_days(
    seen: _Seen, found: Requirement, first: int, analyses: Sequence[InterimAnalysis]
) -> AdaptiveExperiment[Requirement]:
    """How each day stands, with every floor in it: more runs until none is open, or the last analysis."""
    days = np.full(7, OPEN)
    for analysis in analyses:
        yield from seen.extend(analysis.runs * first)
        sure = held_together(statements(found) / analysis.alpha_share)
        now = day_zones(seen.figure, found.target, found.needed > 0, sure)
        days = np.where(days == OPEN, now, days)
        if not (days == OPEN).any():
            break
    return replace(found, figure=seen.figure, days=days, is_claimed=True)


def _moved(people: Counts, zones: dict[int, NDArray[np.int64]]) -> Counts:
    """One more where there are not enough, one fewer where that is enough, too."""
    return np.asarray(people + (zones[0] == NOT_ENOUGH) - ((zones[-1] == ENOUGH) & (people > 1)))


class _Seen:
    """What has been seen of the people found, and of one fewer and one more, on the same callers.

    `zones`: how each number of people stands to the target, by step from those found; what is decided stays so.
    """

    def __init__(self, search: Search, first: int) -> None:
        self.search, self._first = search, first
        none = np.zeros((0, *WEEK))
        self.figure = Shares(none, none)
        self.zones = {step: np.full(WEEK, UNSEEN) for step in LEVELS}
        self._beside: dict[int, list[tuple[NDArray[np.bool_], Shares]]] = {-1: [], 1: []}

    def in_doubt(self, step: int) -> NDArray[np.bool_]:
        """Half-hours in which this number of people is not decided, and matters."""
        zone, fewer = self.zones[0], self.zones[-1]
        if step < 0:
            asked = (self.search.people > 1) & (zone != NOT_ENOUGH) & np.isin(fewer, (OPEN, UNSEEN))
        else:
            asked = (zone == OPEN) & (fewer != ENOUGH)
        return np.asarray(self.search.rings & asked)

    @property
    def likely_short(self) -> NDArray[np.bool_]:
        """Half-hours in which it is open whether the people found are enough, and likelier that they are not."""
        return np.asarray((self.zones[0] == OPEN) & (self.search.target.margin(self.figure.mean) < 0.0))

    def extend(self, runs: int) -> AdaptiveExperiment[None]:
        """See the people found in so many runs, those seen before among them."""
        new = range(self._first + self.figure.runs, self._first + runs)
        (more,) = yield from self.search.result_of([self.search.people], new)
        self.figure = self.figure.followed_by(more)

    def extend_beside(self, step: int, where: NDArray[np.bool_], runs: int) -> AdaptiveExperiment[None]:
        """See one fewer, or one more, in these half-hours in so many more runs, all or some of those seen before."""
        sets, before = groups(where), self._beside[step]
        if not sets:
            return
        start = self._first + (before[-1][1].runs if before else 0)
        people = [self.search.people + step * mask for mask in sets]
        parts = yield from self.search.result_of(people, range(start, start + runs))
        joined = _joined(sets, parts)
        before.append((where, before[-1][1].followed_by(joined) if before else joined))

    def judge(self, sure: float) -> None:
        """Decide what can be by now."""
        for step, now in self.zones_at(sure).items():
            decided = np.isin(self.zones[step], (ENOUGH, NOT_ENOUGH))
            self.zones[step] = np.where(decided, self.zones[step], now)

    def zones_at(self, sure: float) -> dict[int, NDArray[np.int64]]:
        """The same by intervals of this level, whatever was decided before."""
        target, figure = self.search.target, self.figure
        zones = {step: np.full(WEEK, UNSEEN) for step in LEVELS}
        zones[0] = zones_of(figure.mean, *figure.interval(sure), target.share, target.sign)
        for step, parts in self._beside.items():
            for where, part in parts:
                beside = SharesBeside(part.good, part.all, base=figure)
                of_part = zones_of(beside.mean, *beside.interval(sure), target.share, target.sign)
                zones[step][where] = of_part[where]
        return zones


def _open(
    people: Counts, moved: Counts, zones: dict[int, NDArray[np.int64]], of_moved: NDArray[np.int64]
) -> dict[tuple[int, int], tuple[int, ...]]:
    """Numbers of people that are not decided, by half-hour, where some have been moved up or down since.

    Where more people came to a half-hour shortly before, one fewer may now be enough after all.
    """
    relieved = np.any([np.roll((moved > people).ravel(), later) for later in range(1, APART)], axis=0)
    fewer = np.where(moved > people, zones[0], np.where(moved < people, OPEN, zones[-1]))
    fewer = np.where((fewer == NOT_ENOUGH) & relieved.reshape(WEEK), OPEN, fewer)
    more = np.where(moved == people, zones[1], UNSEEN)
    open: dict[tuple[int, int], tuple[int, ...]] = {}
    for day, at in np.argwhere(people > 0):
        steps = [step for step, zone in ((-1, fewer), (0, of_moved), (1, more)) if zone[day, at] == OPEN]
        if numbers := tuple(number for step in steps if (number := int(moved[day, at]) + step) > 0):
            open[int(day), int(at)] = numbers
    return open


def _joined(masks: Sequence[NDArray[np.bool_]], parts: Sequence[Shares]) -> Shares:
    """Of each half-hour what was seen when it was its turn; nothing where it had none."""
    shape = parts[0].good.shape if parts else (2, *WEEK)
    good, all = np.zeros(shape), np.zeros(shape)
    for mask, part in zip(masks, parts, strict=True):
        good[:, mask], all[:, mask] = part.good[:, mask], part.all[:, mask]
    return Shares(good, all)


def runs_to_tell(requirement: Requirement) -> int:
    """About how many runs would decide what is open, by what has been seen; 0 where nothing is."""
    figure, target, undecided = requirement.figure, requirement.target, list(requirement.open)
    if target.per == "day":
        figure = figure.by_day
        undecided = [(day, 0) for day in np.flatnonzero(requirement.days == OPEN).tolist()]
    if not undecided:
        return 0
    low, high = figure.interval(held_together(statements(requirement) / USUAL_ALPHA_SHARE))
    half = (high - low) / 2.0
    distance = np.maximum(np.abs(figure.mean - target.share), NO_MATTER)
    return math.ceil(figure.runs * max(float((half[at] / distance[at]) ** 2) for at in undecided))
