"""From people required to a roster that keeps the target when it is simulated, and to better ones by small moves.

A requirement is of people on the phones half-hour by half-hour; a roster that covers it has others beside them, and
breaks, and longer days. So it is simulated as a whole, what falls short is required anew, and covered again. Then come
small moves. What one person more, fewer or later does to every half-hour is simulated; what several do together is
added up from that, and the most promising are simulated in turn. See docs/decisions/0026-rosters-that-keep.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from sim.experiment.adaptive import AdaptiveExperiment, WithRuns
from sim.experiment.result import Result
from sim.scenario import Scenario
from sim.staffing.contracts import Contracts
from sim.staffing.crews import (
    Crews,
    Move,
    after,
    crews_of_roster,
    is_allowed,
    paid_hours_of,
    people_of,
    single_moves,
    team_named,
    typical_crews,
    with_crews,
)
from sim.staffing.roster import Roster, cover
from sim.staffing.service_target import WEEK, Counts, Floats, ServiceTarget, Shares, shares
from sim.staffing.standing import Standing, judged_half_hours

MOST_COVERS, MOST_STEPS, TRIED_AT_ONCE, MOST_CONFIRMED, MOST_CREWS = 6, 12, 6, 3, 16
FAR = 0.15
"""A share so far below its target wants two people more at once."""
SOLVER_S = 15.0


@dataclass
class RosterSearch:
    """Rosters of one team of a centre, held to a target within contracts."""

    scenario: Scenario
    team: str
    target: ServiceTarget
    contracts: Contracts
    runs: int
    """Simulated to work out what a move does: less would do than for what it is judged by."""

    def scenario_of(self, crews: Crews) -> Scenario:
        """The centre with these shifts."""
        return with_crews(self.scenario, team_named(self.scenario, self.team), crews)

    def results_of(self, rosters: Sequence[Crews]) -> AdaptiveExperiment[list[Result]]:
        """Simulated."""
        results = yield [self.scenario_of(crews) for crews in rosters]
        return list(results)

    def figures_of(self, rosters: Sequence[Crews]) -> AdaptiveExperiment[list[Shares]]:
        """Shares of rosters, counted alone."""
        results = yield WithRuns((self.scenario_of(crews) for crews in rosters), None, "half_hours")
        return [shares(result, self.target) for result in results]

    # --- Cover, simulate, require more

    def covered(
        self, needed: Counts, pay_per_hour: float, tell: Callable[[Roster, Standing], None]
    ) -> AdaptiveExperiment[tuple[Roster, Standing]]:
        """A roster that reaches the target on these callers, or the nearest to it. `tell`: each as it comes."""
        required = needed.copy()
        found: list[tuple[Roster, Standing]] = []
        for _ in range(MOST_COVERS):
            roster = cover(required, self.contracts, pay_per_hour=pay_per_hour, time_limit_s=SOLVER_S)
            crews = crews_of_roster(roster, self.contracts)
            if not crews:
                raise NobodyError("the contracts give nobody a shift in which anybody rings")
            (result,) = yield from self.results_of([crews])  # of the last all figures are shown
            figure = shares(result, self.target)
            standing = Standing(crews, figure, self.target, judged_half_hours(figure, ~roster.coverable))
            tell(roster, standing)
            found.append((roster, standing))
            lacking = standing.lacking()
            if not lacking.any():
                break
            gap = np.divide(lacking, figure.all.sum(axis=0), out=np.zeros(WEEK), where=lacking > 0.0)
            more = np.where(lacking > 0.0, np.where(gap > FAR, 2, 1), 0)
            required = np.where(more > 0, np.maximum(required, roster.present) + more, required)
        return min(found, key=lambda one: _order(one[1]))

    # --- Small moves

    def improved(
        self, standing: Standing, steps_min: Sequence[int], tell: Callable[[Standing], None] = lambda _: None
    ) -> AdaptiveExperiment[Standing]:
        """Cheaper while the target is reached, by a few moves at a time; where it is not, nearer to it."""
        effects: list[Effect] = []
        for _ in range(MOST_STEPS):
            are_new = not effects
            if are_new:
                effects = yield from self.effects(standing, steps_min)
            better = yield from self._confirmed(standing, list(self._promising(standing, effects)))
            if better is not None:
                standing = better
                tell(standing)
            elif are_new:
                break
            else:
                effects = []  # what they do has changed with the roster
        return standing

    def _confirmed(
        self, standing: Standing, tried: Sequence[tuple[Move, ...]]
    ) -> AdaptiveExperiment[Standing | None]:
        """The best of several changes that is better on the callers of the standing, too; None where none is.

        What each does is simulated as a difference, on the first callers; only the most promising on all.
        """
        effects = yield from self.effects_of(standing, tried)
        effects.sort(key=lambda effect: effect.order(standing))
        for effect in effects[:MOST_CONFIRMED]:
            if effect.order(standing) >= _order(standing):
                break
            (figure,) = yield from self.figures_of([effect.of(standing.crews)])
            other = replace(standing, crews=effect.of(standing.crews), figure=figure)
            if _order(other) < _order(standing):
                return other
        return None

    def effects(
        self, standing: Standing, steps_min: Sequence[int], *, whole: bool = False
    ) -> AdaptiveExperiment[list[Effect]]:
        """What each single move does."""
        crews = standing.crews
        moves = [
            (move,)
            for move in single_moves(crews, typical_crews(crews, MOST_CREWS), steps_min, whole=whole)
            if people_of(move.of(crews)) and _could_be(move.of(crews), self.contracts)
        ]
        return (yield from self.effects_of(standing, moves))

    def effects_of(
        self, standing: Standing, changes: Sequence[tuple[Move, ...]]
    ) -> AdaptiveExperiment[list[Effect]]:
        """What moves do, several together in each change, simulated on the first callers of all."""
        rosters = [standing.crews, *(after(standing.crews, moves) for moves in changes)]
        results = yield WithRuns((self.scenario_of(one) for one in rosters), self.runs, "half_hours")
        own, *figures = [shares(result, self.target) for result in results]
        times = len(standing.figure.good) / len(own.good)
        good, all = own.good.sum(axis=0), own.all.sum(axis=0)
        return [
            Effect(moves, times * (figure.good.sum(axis=0) - good), times * (figure.all.sum(axis=0) - all))
            for moves, figure in zip(changes, figures, strict=True)
        ]

    def _promising(self, standing: Standing, effects: Sequence[Effect]) -> Iterator[tuple[Move, ...]]:
        """Moves, single ones and several at once, that should do most; the best few."""
        if standing.lack() > 0.0:
            many = self._greedy(
                standing, [e for e in effects if e.moves[0].kind == "add"], until_reached=True
            )
        else:
            many = self._greedy(
                standing, [e for e in effects if e.moves[0].kind == "remove"], until_reached=False
            )
        pairs = _pairs(effects)
        worked_out = []
        for effect in chain(effects, pairs):
            crews = after(standing.crews, effect.moves)
            if not is_allowed(crews, self.contracts):
                continue
            lack = effect.lack(standing)
            cost = paid_hours_of(crews, with_factor=True)
            worth = cost < standing.cost - 1e-9 or lack < standing.lack() - 1e-9
            if worth and (standing.lack() > 0.0 or cost < standing.cost - 1e-9):
                worked_out.append(((lack > LITTLE * max(1.0, standing.lack()), cost, lack), effect.moves))
        nearest = sorted(worked_out, key=lambda one: (one[0][2], one[0][1]))[: TRIED_AT_ONCE // 2]
        cheapest = sorted(worked_out, key=lambda one: one[0])[:TRIED_AT_ONCE]
        chosen = dict.fromkeys([*many, *(moves for _, moves in (*nearest, *cheapest))])
        yield from list(chosen)[: TRIED_AT_ONCE + len(many)]

    def _greedy(
        self, standing: Standing, effects: Sequence[Effect], *, until_reached: bool
    ) -> list[tuple[Move, ...]]:
        """Several of these moves together: added until the target should be reached, or removed as long as it is."""
        now = Effect((), np.zeros(WEEK), np.zeros(WEEK))
        made: list[tuple[Move, ...]] = []
        while effects and len(now.moves) < MOST_TOGETHER:
            could = [now + e for e in effects if is_allowed((now + e).of(standing.crews), self.contracts)]
            following = min(could, key=lambda e: e.lack(standing), default=None)
            if following is None or (not until_reached and following.lack(standing) > 0.0):
                break
            now = following
            made.append(now.moves)
            if until_reached and now.lack(standing) <= 0.0:
                break
        return [] if len(made) < 2 else list(dict.fromkeys([made[-1], made[len(made) // 2], made[-2]]))


MOST_TOGETHER = 24
LITTLE = 0.25
"""Of what is lacking: what is worked out to lack less is worth a simulation for its price."""


class NobodyError(ValueError):
    """No roster has anybody. `str()` is one sentence for a person."""


@dataclass(frozen=True)
class Effect:
    """What moves do to the calls in every half-hour, of all runs: (7, 48) each."""

    moves: tuple[Move, ...]
    good: Floats
    all: Floats

    def __add__(self, other: Effect) -> Effect:
        return Effect((*self.moves, *other.moves), self.good + other.good, self.all + other.all)

    def of(self, crews: Crews) -> Crews:
        """The roster after them."""
        return after(crews, self.moves)

    def lack(self, standing: Standing) -> float:
        """Calls lacking after them, as worked out."""
        good, all = standing.figure.good.sum(axis=0), standing.figure.all.sum(axis=0)
        return float(standing.lacking_with(good + self.good, all + self.all).sum())

    def order(self, standing: Standing) -> tuple[float, float]:
        """As `_order`, of the roster after them, as worked out."""
        return self.lack(standing), paid_hours_of(self.of(standing.crews), with_factor=True)


def _pairs(effects: Sequence[Effect]) -> Iterator[Effect]:
    """One person fewer here and one more there, or another who comes later."""
    fewer = [e for e in effects if e.moves[0].kind == "remove"]
    others = [e for e in effects if e.moves[0].kind != "remove"]
    for one in fewer:
        for other in others:
            removed, moved = one.moves[0], other.moves[0]
            if moved.kind == "add" and moved.crew != removed.crew:
                yield Effect(
                    (Move("person", removed.crew, to=moved.crew),), one.good + other.good, one.all + other.all
                )
                for third in fewer:
                    yield Effect(
                        (Move("person", removed.crew, to=moved.crew), third.moves[0]),
                        one.good + other.good + third.good,
                        one.all + other.all + third.all,
                    )
            elif moved.kind == "start":
                yield other + one


def _could_be(crews: Crews, contracts: Contracts) -> bool:
    """Whether a single move can be tried: only the numbers of people may want a second one."""
    free = contracts.model_copy(
        update={
            "people_max": None,
            "contracts": tuple(
                one.model_copy(
                    update={"people_min": 0, "people_max": None, "share_min": 0.0, "share_max": 1.0}
                )
                for one in contracts.contracts
            ),
        }
    )
    return is_allowed(crews, free)


def _order(standing: Standing) -> tuple[float, float]:
    """First what lacks least, then what costs least."""
    return standing.lack(), standing.cost
