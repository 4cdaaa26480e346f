"""How many people are needed on the phones in each half-hour of the week, for a target stated in full.

By simulation of the whole model: repeats, transfers, absence, strain and overtime. What happens in a half-hour cannot
alter those before it on the same day, so each answers for its own callers, those who ring in it. The search goes over
the whole week at once, on the same callers throughout: a guess by Erlang A, corrected by what the simulation says of
it; then every half-hour is tried with one person fewer, those two hours apart together. What is claimed in the end
is measured on callers that the search has not seen. See docs/decisions/0025-people-by-half-hour.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.experiment.adaptive import AdaptiveExperiment, WithRuns
from sim.experiment.result import Estimate, Result, estimate
from sim.scenario import Scenario
from sim.staffing.people_on_phones import people_at_work, with_people_on_phones
from sim.theory import erlang_a, erlang_c, offered_load

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
WEEK = (7, 48)
"""Days from Monday, half-hours from midnight."""

RATIOS: dict[str, tuple[str, str]] = {
    "service_level": ("in_time", "offered"),
    "service_level_answered": ("in_time", "answered"),
    "abandonment": ("abandoned", "offered"),
}
"""Key figures that a half-hour can be held to: counts of calls that ring in it, one of the other."""
APART = 4
"""Half-hours between two that are tried with one fewer in the same simulation: a queue has cleared by then."""
MOST_GUESSES, MOST_ROUNDS, MOST_CLAIMS = 6, 8, 2
SURE = 0.95
"""Of all statements about half-hours together."""
FOR_EVER_MIN = 600.0
"""From this mean patience on nobody hangs up, in the formula."""
DAMPING = 0.7
"""How far a correction of the guess is followed at once."""


@dataclass(frozen=True)
class ServiceTarget:
    """What is asked for. `share`: of `kpi`, calls within `within_s`; in every half-hour, or over each day.

    Over a day calls count alike, and no half-hour may be below `floor`.
    """

    kpi: str = "service_level"
    share: float = 0.80
    within_s: float = 20.0
    per: Literal["half_hour", "day"] = "half_hour"
    floor: float = 0.0

    def __post_init__(self) -> None:
        if self.kpi not in RATIOS:
            raise ValueError(f"{self.kpi} is not one of {', '.join(RATIOS)}")

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return -1 if self.kpi == "abandonment" else 1

    @property
    def of_half_hour(self) -> float:
        """What each half-hour has to reach."""
        return self.share if self.per == "half_hour" else self.floor


@dataclass(frozen=True)
class Shares:
    """A share in each half-hour of the week, NaN where nobody rings; `error`: its standard error.

    `good`, `all`: calls by replication, (replications, 7, 48). `degrees`: of freedom of the errors. `days`: of each
    weekday in a replication, the share that reach the target as a whole, (replications, 7); NaN where nobody rings.
    """

    good: Floats
    all: Floats
    days: Floats = field(default_factory=lambda: np.zeros((0, 7)))

    @property
    def mean(self) -> Floats:
        """By half-hour."""
        return _ratio(self.good.sum(axis=0), self.all.sum(axis=0))

    @property
    def error(self) -> Floats:
        """Of a ratio of sums over replications; never less than that of as many calls one by one.

        Few replications in which all went well would else claim certainty.
        """
        count, calls = len(self.good), self.all.sum(axis=0)
        spread = np.sqrt((self.residual**2).sum(axis=0) / max(1, count - 1) / max(1, count))
        return np.where(calls > 0.0, np.maximum(spread, self.one_by_one), np.nan)

    @property
    def one_by_one(self) -> Floats:
        """The standard error of as many calls, were each by itself."""
        calls = self.all.sum(axis=0)
        likely = (self.good.sum(axis=0) + 2.0) / (calls + 4.0)
        return np.asarray(np.sqrt(likely * (1.0 - likely) / (calls + 4.0)))

    @property
    def residual(self) -> Floats:
        """By how much each replication moves the ratio: of the linear form, in units of the share."""
        usual = self.all.mean(axis=0)
        of_calls = self.good - np.nan_to_num(self.mean) * self.all
        return np.asarray(np.divide(of_calls, usual, out=np.zeros(of_calls.shape), where=usual > 0.0))

    def followed_by(self, more: Shares) -> Shares:
        """With the replications that come after these."""
        parts = zip(*((each.good, each.all, each.days) for each in (self, more)), strict=True)
        return Shares(*(np.concatenate(part) for part in parts))

    def days_reaching(self, day: int) -> Estimate:
        """The share of a weekday's days that reach the target as a whole: each replication is one observation."""
        return estimate(self.days[:, day], 0.0, 1.0)

    @property
    def degrees(self) -> int:
        """Of freedom."""
        return len(self.good) - 1

    @property
    def by_day(self) -> Shares:
        """The same over whole days: (replications, 7, 1)."""
        return Shares(self.good.sum(axis=2, keepdims=True), self.all.sum(axis=2, keepdims=True))

    def interval(self, sure: float = SURE) -> tuple[Floats, Floats]:
        """Low and high end, within 0 and 1."""
        half = float(stdtrit(self.degrees, 0.5 + sure / 2.0)) * self.error
        return np.clip(self.mean - half, 0.0, 1.0), np.clip(self.mean + half, 0.0, 1.0)


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0.0))


def shares(result: Result, target: ServiceTarget) -> Shares:
    """What the target counts, of a result."""
    names = RATIOS[target.kpi]
    good, all = (
        np.stack([replication.week[name] for replication in result.replications]).reshape(-1, *WEEK)
        for name in names
    )
    of_days = (
        np.stack([replication.days[name].astype(float) for replication in result.replications]).reshape(
            len(good), -1, WEEK[0]
        )
        for name in names
    )
    reached = target.sign * (_ratio(*of_days) - target.share)
    rings = ~np.isnan(reached)
    days = _ratio((rings & (np.nan_to_num(reached) >= 0.0)).sum(axis=1), rings.sum(axis=1))
    return Shares(good, all, days)


@dataclass(frozen=True)
class Requirement:
    """People needed on the phones by half-hour of the week, (7, 48) each; 0 where nobody rings.

    `open`: numbers of people of which it is not decided whether they are enough, by (day, half-hour). `erlang_a`: what
    the formula says of each half-hour by itself. `rostered`: at work and in no break, as the roster stands. `figure`:
    the share with `needed`, on callers that the search has not seen. `is_settled`: no half-hour kept changing.
    `is_claimed`: judged on such callers; before that nothing is sure.
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

    @property
    def short(self) -> Floats:
        """People missing by half-hour, as the roster stands."""
        return np.maximum(0.0, self.needed - self.rostered)

    @property
    def idle(self) -> Floats:
        """People too many by half-hour, where anybody rings."""
        return np.where(self.needed > 0, np.maximum(0.0, self.rostered - self.needed), 0.0)


@dataclass
class _Search:
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
        results = yield scenarios if runs is None else WithRuns(scenarios, runs)
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
    search = _Search(scenario, team, target, rings, erlang.copy())
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


def _guess(search: _Search, formula: _Formula, offered: Floats) -> AdaptiveExperiment[None]:
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


def _lower_and_raise(search: _Search) -> AdaptiveExperiment[bool]:
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


def _known_to_fail(search: _Search) -> NDArray[np.bool_]:
    fails = np.zeros(WEEK, bool)
    for day, at, people in search.failed:
        fails[day, at] |= people == search.people[day, at] - 1
    return fails


def _spend_the_slack(search: _Search) -> AdaptiveExperiment[bool]:
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
    search: _Search, tried: Sequence[NDArray[np.bool_]], fewer: Sequence[Shares], slack: Floats
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


# --- What is claimed, on callers that the search has not seen


LOOKS = ((1, 1), (4, 2), (10, 0))
"""Runs of the people found and of one fewer at which what was seen is judged, in multiples of those of the first look.

The difference of one person is known from few runs, on the same callers.
"""
LEVELS = (-1, 0, 1)
"""People judged, besides those found."""


def statements(requirement: Requirement) -> int:
    """About how many numbers of people something is claimed, all looks together."""
    half_hours = max(1, int((requirement.needed > 0).sum()))
    return len(LEVELS) * len(LOOKS) * MOST_CLAIMS * half_hours


def claim_requirement(
    scenario: Scenario, team: str, found: Requirement, runs: range, *, is_last: bool = True
) -> AdaptiveExperiment[tuple[Requirement, Counts]]:
    """The same, judged on callers that it has not seen: those of `runs`, and of as many more as it takes.

    The people found are simulated longest; one fewer, or one more, only where in doubt, and as a difference on the
    same callers. Where the first look finds some that are likely wrong, and this `is_last` not, it ends with the people
    to judge next, on others again; else with those it speaks for.
    """
    target, people = found.target, found.needed
    search = _Search(scenario, team, target, people > 0, people)
    if target.per == "day":
        (figure,) = yield from search.result_of([people], runs)
        return replace(found, figure=figure, is_claimed=True), people
    sure = 1.0 - 2.0 * (1.0 - SURE) / statements(found)
    seen = _Seen(search, runs.start)
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
    of_moved = _zone(figure.mean, *figure.interval(sure), target)
    is_settled = found.is_settled and not (of_moved == NOT_ENOUGH).any()
    open = _open(people, moved, zones, of_moved)
    return replace(
        found, needed=moved, open=open, figure=figure, is_settled=is_settled, is_claimed=True
    ), moved


def _moved(people: Counts, zones: dict[int, NDArray[np.int64]]) -> Counts:
    """One more where there are not enough, one fewer where that is enough, too."""
    return np.asarray(people + (zones[0] == NOT_ENOUGH) - ((zones[-1] == ENOUGH) & (people > 1)))


ENOUGH, OPEN, NOT_ENOUGH, UNSEEN = 1, 0, -1, 9
"""How a number of people stands to the target."""


class _Seen:
    """What has been seen of the people found, and of one fewer and one more, on the same callers."""

    def __init__(self, search: _Search, first: int) -> None:
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
            zones[0] = _zone(figure.mean, *figure.interval(sure), target)
        for step, parts in self._beside.items():
            for where, part in parts:
                zone = _zone(*_beside(figure, part, sure), target)
                zones[step][where] = zone[where]
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


def _zone(mean: Floats, low: Floats, high: Floats, target: ServiceTarget) -> NDArray[np.int64]:
    """Whether it is surely enough, surely not, open, or nothing was seen."""
    if target.sign < 0:
        low, high = 1.0 - high, 1.0 - low
    line = target.share if target.sign > 0 else 1.0 - target.share
    zone = np.where(low >= line, ENOUGH, np.where(high < line, NOT_ENOUGH, OPEN))
    return np.where(np.isnan(mean), UNSEEN, zone)


def runs_to_tell(requirement: Requirement) -> int:
    """About how many runs would decide what is open, by what has been seen; 0 where nothing is."""
    figure, target = requirement.figure, requirement.target
    if not requirement.open:
        return 0
    low, high = figure.interval(1.0 - 2.0 * (1.0 - SURE) / statements(requirement))
    half = (high - low) / 2.0
    gap = np.maximum(np.abs(figure.mean - target.share), NO_MATTER)
    factors = [float((half[at] / gap[at]) ** 2) for at in requirement.open]
    return math.ceil(len(figure.good) * max(factors))


NO_MATTER = 0.005
"""Half a point of a share: what lies nearer to the target need not be decided."""
