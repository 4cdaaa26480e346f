"""What is claimed of people by half-hour, judged on callers that the search has not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

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
    Floats,
    Shares,
    day_zones,
    held_together,
    zones_of,
)

MOST_CLAIMS = 2
"""Claims, each on callers of its own."""

LOOKS = ((1, 1), (4, 2), (10, 0))
"""Runs of the people found and of one fewer at which what was seen is judged, in multiples of those of the first look.

The difference of one person is known from few runs, on the same callers.
"""
LEVELS = (-1, 0, 1)
"""People judged, besides those found."""


def statements(requirement: Requirement) -> int:
    """Of how many numbers of people, or of days and floors, something is claimed, all looks together."""
    half_hours, target = requirement.needed > 0, requirement.target
    if target.per == "day":
        floors = int(half_hours.sum()) if target.floor else 0
        return len(LOOKS) * (int(half_hours.any(axis=1).sum()) + floors)
    return len(LEVELS) * len(LOOKS) * MOST_CLAIMS * int(half_hours.sum())


def claim_requirement(
    scenario: Scenario, team: str, found: Requirement, runs: range, *, is_last: bool = True
) -> AdaptiveExperiment[tuple[Requirement, Counts]]:
    """The same, judged on callers that it has not seen: those of `runs`, and of as many more as it takes.

    The people found are simulated longest; one fewer, or one more, only where in doubt, and as a difference on the
    same callers. Where the first look finds some that are likely wrong, and this `is_last` not, it ends with the people
    to judge next, on others again; else with those it speaks for.
    """
    target, people = found.target, found.needed
    search = Search(scenario, team, target, people > 0, people)
    sure = held_together(statements(found))
    seen = _Seen(search, runs.start)
    if target.per == "day":
        return (yield from _claim_days(seen, found, len(runs), sure)), people
    zones = seen.zones(sure)
    for look, beside in LOOKS:
        is_first = look == LOOKS[0][0]
        yield from seen.extend(look * len(runs))
        if beside:
            asked = search.rings & (people > 1) & (zones[-1] == (UNSEEN if is_first else OPEN))
            yield from seen.extend_beside(-1, asked, beside * len(runs))
        zones = seen.zones(sure)
        if is_first and not is_last and ((likely := _moved(people, seen.zones(SURE))) != people).any():
            return replace(found, figure=seen.figure), likely
    moved = _moved(people, zones)
    yield from seen.extend_beside(1, search.rings & (zones[0] < ENOUGH), len(runs))
    zones, figure = seen.zones(sure), seen.figure
    if (moved != people).any():
        (figure,) = yield from search.result_of([moved], range(runs.start, runs.start + len(figure.good)))
    of_moved = zones_of(figure.mean, *figure.interval(sure), target.share, target.sign)
    is_settled = found.is_settled and not (of_moved == NOT_ENOUGH).any()
    open = _open(people, moved, zones, of_moved)
    return replace(
        found, needed=moved, open=open, figure=figure, is_settled=is_settled, is_claimed=True
    ), moved


def _claim_days(seen: _Seen, found: Requirement, runs: int, sure: float) -> AdaptiveExperiment[Requirement]:
    """How each day stands, with every floor in it: more runs until none is open, or the last look."""
    for look, _ in LOOKS:
        yield from seen.extend(look * runs)
        days = day_zones(seen.figure, found.target, found.needed > 0, sure)
        if not (days == OPEN).any():
            break
    return replace(found, figure=seen.figure, days=days, is_claimed=True)


def _moved(people: Counts, zones: dict[int, NDArray[np.int64]]) -> Counts:
    """One more where there are not enough, one fewer where that is enough, too."""
    return np.asarray(people + (zones[0] == NOT_ENOUGH) - ((zones[-1] == ENOUGH) & (people > 1)))


class _Seen:
    """What has been seen of the people found, and of one fewer and one more, on the same callers."""

    def __init__(self, search: Search, first: int) -> None:
        self.search, self._first = search, first
        none = np.zeros((0, *WEEK))
        self.figure = Shares(none, none)
        self._beside: dict[int, list[tuple[NDArray[np.bool_], Shares]]] = {-1: [], 1: []}

    def extend(self, runs: int) -> AdaptiveExperiment[None]:
        """See the people found in so many runs, those seen before among them."""
        new = range(self._first + len(self.figure.good), self._first + runs)
        (more,) = yield from self.search.result_of([self.search.people], new)
        self.figure = self.figure.followed_by(more)

    def extend_beside(self, step: int, where: NDArray[np.bool_], runs: int) -> AdaptiveExperiment[None]:
        """See one fewer, or one more, in these half-hours in so many runs."""
        sets, before = groups(where), self._beside[step]
        if not sets:
            return
        start = len(before[-1][1].good) if before else 0
        people = [self.search.people + step * mask for mask in sets]
        parts = yield from self.search.result_of(people, range(self._first + start, self._first + runs))
        joined = _joined(sets, parts)
        before.append((where, before[-1][1].followed_by(joined) if before else joined))

    def zones(self, sure: float) -> dict[int, NDArray[np.int64]]:
        """How each number of people stands to the target, by step from those found."""
        target, figure = self.search.target, self.figure
        zones = {step: np.full(WEEK, UNSEEN) for step in LEVELS}
        if len(figure.good):
            zones[0] = zones_of(figure.mean, *figure.interval(sure), target.share, target.sign)
        for step, parts in self._beside.items():
            for where, part in parts:
                of_part = zones_of(*_beside(figure, part, sure), target.share, target.sign)
                zones[step][where] = of_part[where]
        return zones


def _beside(figure: Shares, other: Shares, sure: float) -> tuple[Floats, Floats, Floats]:
    """Mean, low and high end of a share: its difference from another on the same callers, added to all seen of that.

    Both are alike in most calls, so the difference is known well from few runs. Degrees of freedom by Satterthwaite.
    """
    few, many = len(other.good), len(figure.good)
    same = Shares(figure.good[:few], figure.all[:few])
    mean = figure.mean + other.mean - same.mean
    own = figure.residual
    change = other.residual - own[:few]
    together = (change * (own[:few] - own[:few].mean(axis=0))).sum(axis=0) / max(1, few - 1)
    of_change = (change**2).sum(axis=0) / max(1, few - 1) / few
    of_figure = (own**2).sum(axis=0) / max(1, many - 1) / many
    lost = np.abs(other.good.sum(axis=0) - same.good.sum(axis=0)) + 2.0
    of_change = np.maximum(of_change, lost / np.maximum(1.0, same.all.sum(axis=0)) ** 2)
    total = np.maximum(
        of_change + of_figure + 2.0 * together / many, np.maximum(of_change, figure.one_by_one**2)
    )
    rest = np.maximum(total - of_change, 0.0)
    degrees = total**2 / (of_change**2 / max(1, few - 1) + rest**2 / max(1, many - 1))
    half = stdtrit(degrees, 0.5 + sure / 2.0) * np.sqrt(total)
    return mean, np.clip(mean - half, 0.0, 1.0), np.clip(mean + half, 0.0, 1.0)


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
    low, high = figure.interval(held_together(statements(requirement)))
    half = (high - low) / 2.0
    distance = np.maximum(np.abs(figure.mean - target.share), NO_MATTER)
    return math.ceil(len(figure.good) * max(float((half[at] / distance[at]) ** 2) for at in undecided))
