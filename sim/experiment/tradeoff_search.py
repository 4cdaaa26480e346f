"""The search for efficient designs: spread, look beside the best, closer at the borderline, claim on fresh callers.

A search names the designs it needs next and how many runs of each (`sim.experiment.adaptive`). All meet the same
callers. What is claimed in the end is simulated again on callers that follow those of the search.
See docs/decisions/0028-trade-offs.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from sim.experiment.adaptive import AdaptiveExperiment, WithRuns
from sim.experiment.exploring import At, Point, values_in
from sim.experiment.pareto import Bools, non_dominated
from sim.experiment.result import index_of
from sim.experiment.tradeoff import (
    SURE_SHARE,
    TODAY,
    Floats,
    Question,
    Tradeoff,
    clearly_beaten,
    losses,
    shares_on_front,
)
from sim.experiment.verdict import VERDICT_FROM
from sim.experiment.window import since_last_change
from sim.scenario import Scenario, ScenarioError

FEW_CELLS = 32
"""So many designs are all simulated."""
MOST_DESIGNS, PART = 200, 4
"""Of more, one in so many is simulated, and no more than the most."""
START_PART, MOST_START = 4, 32
"""One in so many of these is in the first picture, which is spread over all."""
STEP_DESIGNS, STEP_PART = 12, 8
"""Designs asked for at a time after that: one in so many of all, and no more than the most."""
FRUITLESS = 2
"""Steps in a row that add nothing to the front, after which the search ends."""
FIRST_LOOK, STEP_RUNS = VERDICT_FROM, 3
"""Runs of each design, and further runs at a time of those on the borderline."""
BORDERLINE = 60
"""Designs that get them, the least decided first."""
MOST_CLAIMED, LEAST_CLAIM_RUNS, CLAIM_FACTOR = 60, 20, 2
"""Designs simulated again at most; runs of each at least, or so many times those of the search."""
MOST_PREDICTED = 4096
"""Designs whose figures are guessed at a time."""

Publish = Callable[[Tradeoff], None]


def most_designs(cells: int) -> int:
    """How many designs are simulated at most, of so many."""
    return cells if cells <= FEW_CELLS else max(FEW_CELLS, min(MOST_DESIGNS, cells // PART))


def claim_runs(most_runs: int) -> int:
    """Fresh runs of each design that is claimed."""
    return max(LEAST_CLAIM_RUNS, CLAIM_FACTOR * most_runs)


def expected_runs(cells: int, most_runs: int) -> int:
    """About how many runs a search takes at most."""
    designs = most_designs(cells)
    closer = min(BORDERLINE, designs) * max(0, most_runs - FIRST_LOOK)
    return designs * min(FIRST_LOOK, most_runs) + closer + min(MOST_CLAIMED, designs) * claim_runs(most_runs)


def trade_off(
    question: Question, *, most_runs: int, publish: Publish = lambda _: None
) -> AdaptiveExperiment[Tradeoff]:
    """Find the efficient designs. `most_runs`: of each in the search. `publish` gets what is known after each step.

    Today's scenario is always among them; designs that are no valid scenario are left out.
    """
    search = _Search(question, most_runs, publish)
    yield from search.learn([question.today], FIRST_LOOK)
    yield from search.spread()
    yield from search.try_neighbours_of_the_front()
    yield from search.add_runs_at_the_border()
    return (yield from search.claim())


@dataclass
class _Search:
    question: Question
    most_runs: int
    publish: Publish
    searched: dict[At, Point] = field(default_factory=dict)
    impossible: set[At] = field(default_factory=set)

    def known(self, claimed: dict[At, Point] | None = None) -> Tradeoff:
        """What is known by now."""
        window = since_last_change(self.question.scenario)
        impossible = frozenset(self.impossible)
        return Tradeoff(
            self.question, dict(self.searched), claimed or {}, impossible, claimed is not None, window
        )

    def learn(self, places: Iterable[At], runs: int) -> AdaptiveExperiment[None]:
        """Simulate designs until each has so many runs, some at a time."""
        runs = min(runs, self.most_runs)
        missing = [at for at in places if at not in self.searched or self.searched[at].runs < runs]
        for start in range(0, len(missing), STEP_DESIGNS):
            points = yield from self._simulated(missing[start : start + STEP_DESIGNS], runs)
            self.searched.update(points)
            self.publish(self.known())

    def _simulated(self, places: Sequence[At], runs: int | range) -> AdaptiveExperiment[dict[At, Point]]:
        made: dict[At, Scenario] = {}
        for at in places:
            try:
                made[at] = self.question.design_at(at)
            except ScenarioError:
                self.impossible.add(at)
        results = yield WithRuns(made.values(), runs)
        window = since_last_change(self.question.scenario)
        return {at: Point(at, values_in(result, window)) for at, result in zip(made, results, strict=True)}

    # ── Where to look ─────────────────────────────────────────────────────────────────────────────

    @property
    def left(self) -> int:
        """How many more designs may be simulated."""
        return most_designs(self.question.cells) - len([at for at in self.searched if at != TODAY])

    def is_new(self, at: At) -> bool:
        """Whether a place has not been tried."""
        return at not in self.searched and at not in self.impossible

    def spread(self) -> AdaptiveExperiment[None]:
        """The first picture: designs spread evenly over all that the levers allow, the outermost among them."""
        sizes, most = self.question.sizes, most_designs(self.question.cells)
        if self.question.cells <= FEW_CELLS:
            places: list[At] = list(product(*(range(size) for size in sizes)))
        else:
            count = min(MOST_START, max(len(sizes) + 2, most // START_PART))
            corners = list(product(*({0, size - 1} for size in sizes)))
            ends = corners if len(corners) < count else [tuple(0 for _ in sizes), tuple(n - 1 for n in sizes)]
            places = _distinct([*ends, *_sobol(sizes, 16 * count)])[:count]
        yield from self.learn(filter(self.is_new, places), FIRST_LOOK)

    def try_neighbours_of_the_front(self) -> AdaptiveExperiment[None]:
        """Designs beside and between the best, and those that should be as good by what is known; until none is new."""
        fruitless = 0
        while self.left > 0 and fruitless < FRUITLESS:
            step = max(2, min(STEP_DESIGNS, most_designs(self.question.cells) // STEP_PART))
            places = self._promising(min(step, self.left))
            if not places:
                return
            yield from self.learn(places, FIRST_LOOK)
            fruitless = 0 if set(self._front()) & set(places) else fruitless + 1

    def _allowed(self) -> list[At]:
        """Designs that keep the limits, by their means."""
        return [at for at, point in self.searched.items() if (self._beyond(point) <= 0.0).all()]

    def _beyond(self, point: Point) -> Floats:
        """How far a design's means are beyond the limits."""
        means = [limit.beyond(point.values[:, index_of(limit.key)]).mean() for limit in self.question.limits]
        return np.asarray(np.nan_to_num(np.array(means), nan=np.inf))

    def _front(self) -> list[At]:
        """Designs that no other beats, by their means."""
        allowed = self._allowed()
        if not allowed:
            return []
        means = np.stack([self._means(at) for at in allowed])
        return [at for at, is_best in zip(allowed, non_dominated(means), strict=True) if is_best]

    def _means(self, at: At) -> Floats:
        point = self.searched[at]
        return np.asarray(losses(point, self.question.goals)[:FIRST_LOOK].mean(axis=0))

    def _promising(self, count: int) -> list[At]:
        """Designs not tried yet that add most to the front, as far as one can guess from those known."""
        candidates = self._candidates()
        known = [at for at in self.searched if at != TODAY and np.isfinite(self._means(at)).all()]
        if not candidates or not known:
            return candidates[:count]
        of_limits = np.stack([self._beyond(self.searched[at]) for at in known])
        figures = np.hstack(
            [np.stack([self._means(at) for at in known]), np.nan_to_num(of_limits, posinf=1e6)]
        )
        guessed = _guess(self._scaled(known), figures, self._scaled(candidates))
        goals = len(self.question.goals)
        beyond = (guessed[:, goals:] / (of_limits.std(axis=0) + 1e-9)).clip(min=0.0).sum(axis=1)
        keeps = beyond <= 0.0
        if not keeps.any():
            return [candidates[i] for i in beyond.argsort()[:count]]
        allowed = [at for at, keeps_it in zip(candidates, keeps, strict=True) if keeps_it]
        front = np.stack([self._means(at) for at in self._front() or known])
        everything = np.stack([self._means(at) for at in known])
        beside = set(self._around([at for at in self._front() if at != TODAY]))
        is_beside = np.array([at in beside for at in allowed])
        chosen = _adding_most(front, guessed[keeps, :goals], everything, count, is_beside)
        return [allowed[i] for i in chosen]

    def _candidates(self) -> list[At]:
        """Designs not tried yet: all where they are few, else those beside and between the best, and some others."""
        sizes = self.question.sizes
        if self.question.cells <= MOST_PREDICTED:
            places: Iterable[At] = product(*(range(size) for size in sizes))
        else:
            front = [at for at in self._front() if at != TODAY]
            places = [*self._around(front), *_sobol(sizes, MOST_PREDICTED // 2)]
        return [at for at in _distinct(places) if self.is_new(at)]

    def _around(self, front: Sequence[At]) -> Iterator[At]:
        """One step of one lever from each, and half-way between each and the others."""
        for at in front:
            for place, lever in enumerate(self.question.levers):
                size = len(lever.values)
                steps = {at[place] - 1, at[place] + 1} if lever.is_ordered else set(range(size))
                yield from ((*at[:place], i, *at[place + 1 :]) for i in steps if 0 <= i < size)
            yield from (tuple(round((a + b) / 2) for a, b in zip(at, other, strict=True)) for other in front)

    def _scaled(self, places: Sequence[At]) -> Floats:
        """(designs, levers), each from 0 to 1."""
        return np.asarray(np.array(places, dtype=float) / np.maximum(1, np.array(self.question.sizes) - 1))

    # ── How sure it is ────────────────────────────────────────────────────────────────────────────

    def add_runs_at_the_border(self) -> AdaptiveExperiment[None]:
        """More runs of designs of which it is open whether they are on the front, the least decided first."""
        for runs in range(FIRST_LOOK + STEP_RUNS, self.most_runs + STEP_RUNS, STEP_RUNS):
            open_ = [at for at, share in self._open() if share < SURE_SHARE]
            yield from self.learn(open_[:BORDERLINE], min(runs, self.most_runs))

    def _open(self) -> list[tuple[At, float]]:
        """Designs that are not clearly beaten and break no limit, with how often they are on the front; least decided
        first.
        """
        known = self.known()
        points = {at: point for at, point in self.searched.items() if at not in known.breaking}
        beaten = clearly_beaten(self.question, points)
        points = {at: point for at, point in points.items() if at not in beaten}
        if not points:
            return []
        shares = shares_on_front(self.question, list(points.values()))
        pairs = [(at, float(share)) for at, share in zip(points, shares, strict=True)]
        return sorted(pairs, key=lambda pair: abs(pair[1] - 0.5))

    def _to_claim(self) -> list[At]:
        """Designs that may be efficient; of too many those that together beat most, and then the likeliest."""
        likely = [at for at, _ in sorted(self._open(), key=lambda pair: -pair[1])]
        if len(likely) <= MOST_CLAIMED:
            return likely
        means = np.stack([self._means(at) for at in likely])
        everything = np.stack([self._means(at) for at in self.searched])
        worst = everything.max(axis=0, keepdims=True)
        return [likely[i] for i in _adding_most(worst, means, everything, MOST_CLAIMED)]

    def claim(self) -> AdaptiveExperiment[Tradeoff]:
        """Simulate what may be efficient, and today, on callers that the search has not seen."""
        today = self.question.today
        places = _distinct([today, *self._to_claim()])
        fresh = range(self.most_runs, self.most_runs + claim_runs(self.most_runs))
        claimed: dict[At, Point] = {}
        for start in range(0, len(places), STEP_DESIGNS):
            claimed |= yield from self._simulated(places[start : start + STEP_DESIGNS], fresh)
        answer = self.known(claimed)
        self.publish(answer)
        return answer


def _distinct(places: Iterable[At]) -> list[At]:
    return list(dict.fromkeys(places))


def _even(dimensions: int, power: int, seed: int) -> Floats:
    """(2 ** power, dimensions): points spread evenly over the unit cube, the same every time."""
    from scipy.stats import qmc  # takes half a second

    points: Floats = qmc.Sobol(dimensions, rng=np.random.default_rng(seed)).random_base2(power)
    return points


def _sobol(sizes: Sequence[int], count: int) -> list[At]:
    """Places spread evenly, the same every time; fewer than `count` where several fall on one place."""
    points = _even(len(sizes), max(0, (count - 1).bit_length()), seed=1)
    cells = np.minimum((points * np.array(sizes)).astype(int), np.array(sizes) - 1)
    return _distinct(tuple(int(i) for i in row) for row in cells)


def _adding_most(
    front: Floats, guessed: Floats, known: Floats, count: int, first: Bools | None = None
) -> list[int]:
    """Which of the guessed, one after the other, beat most that the front and those before them do not.

    Every other one is of the `first`, where they are given: a guess is best close to what is known.
    Measured on points spread evenly over the box of all that is known; where these are too coarse, by the goal in which
    a design is furthest ahead of each of the front.
    """
    low, high = np.vstack([front, guessed]).min(axis=0), known.max(axis=0)
    span = np.maximum(high - low, 1e-9 * (1.0 + np.abs(high)))
    box = low + span * _even(len(low), MOST_PREDICTED.bit_length() - 1, seed=2)
    box = box[~(front[:, None] <= box).all(axis=2).any(axis=0)]
    beats = np.ones((len(guessed), len(box)), dtype=np.float32)
    for goal in range(len(low)):
        beats *= guessed[:, None, goal] <= box[:, goal]
    ahead = ((front[None] - guessed[:, None]) / span).max(axis=2).min(axis=1)
    is_free = np.ones(len(box), dtype=np.float32)
    chosen: list[int] = []
    for turn in range(min(count, len(guessed))):
        score = beats @ is_free + np.tanh(ahead)  # less than one point of the box
        if first is not None and turn % 2 == 0:
            score[~first] -= 2.0 * len(box) + 2.0
        score[chosen] = -np.inf
        take = int(score.argmax())
        chosen.append(take)
        is_free *= 1.0 - beats[take]
        ahead = np.minimum(ahead, ((guessed[take] - guessed) / span).max(axis=1))
    return chosen


def _guess(known: Floats, figures: Floats, wanted: Floats) -> Floats:
    """(wanted, figures): a smooth surface through what is known."""
    from scipy.interpolate import RBFInterpolator  # takes half a second

    degree = 1 if np.linalg.matrix_rank(known - known[0]) == known.shape[1] else 0
    kernel = "thin_plate_spline" if degree else "linear"
    return np.asarray(RBFInterpolator(known, figures, kernel=kernel, degree=degree)(wanted))
