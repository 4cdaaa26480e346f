"""What there is, improved: the best few moves of the shifts that a team works today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.differences import Difference, difference
from sim.experiment.result import Result
from sim.experiment.runner import OnProgress, Runner, Stages
from sim.scenario import Scenario
from sim.staffing.contracts import Contracts, contracts_from_team
from sim.staffing.crews import (
    Crews,
    Move,
    crews_of_team,
    is_allowed,
    paid_hours_of,
    team_named,
    typical_crews,
)
from sim.staffing.roster_search import MOST_CREWS, Effect, RosterSearch
from sim.staffing.service_target import WEEK, ServiceTarget, shares
from sim.staffing.staff import CLAIM_FACTOR, FreshCallers, StaffingError, held_to, team_to_staff
from sim.staffing.standing import Standing, judged_half_hours

STEPS_MIN = (-60, -30, 30, 60)
"""By how much somebody may come earlier or later than today."""


@dataclass(frozen=True)
class Improvement:
    """A small move from today's roster, and what it does, on callers by which it was not chosen.

    `result`: all figures with it; `today`: without. `standing`: its crews and shares.
    """

    move: Move
    standing: Standing
    today_standing: Standing
    result: Result
    today: Result

    @property
    def paid_hours(self) -> float:
        """More than today, a week; negative where fewer."""
        return paid_hours_of(self.standing.crews) - paid_hours_of(self.today_standing.crews)

    def difference(self, key: str) -> Difference:
        """In a key figure, paired on the same callers."""
        return difference(self.result, self.today, key)

    @property
    def below(self) -> tuple[int, int]:
        """Half-hours, or days, that do not reach the target: today, and with the move."""
        return self.today_standing.below, self.standing.below


FREE_MOVES = 3
"""Moves that cost nothing, of those that are told."""


def improve_roster(
    scenario: Scenario,
    target: ServiceTarget,
    runner: Runner,
    *,
    team: str | None = None,
    contracts: Contracts | None = None,
    overall: OnProgress | None = None,
) -> list[Improvement]:
    """The best few moves from the shifts that a team works today, best first: free ones, then one more, one fewer.

    Somebody or a whole shift comes half an hour or an hour earlier or later, one person changes to another shift, one
    is added, one is taken away. They are chosen on the runner's replications by the calls that the target still lacks,
    then by the key figure of the target; what they do is measured on twice as many that follow.

    Raises StaffingError, also where the team has no shifts, and AbandonedError if cancelled.
    """
    name = team_to_staff(scenario, team)
    centre = held_to(scenario, target)
    own = team_named(centre, name)
    crews = crews_of_team(centre, own)
    if not crews:
        raise StaffingError(
            f"{name} is on duty whenever the centre is open: it has no shifts that could be moved"
        )
    callers = FreshCallers(runner)
    search = RosterSearch(centre, name, target, contracts or contracts_from_team(centre, own), callers.runs)
    stages = Stages(overall)
    moves = runner.complete(_best_moves(search, crews), stages.next())
    fresh = replace(runner, replications=callers.take())
    today, *results = fresh.complete(
        search.results_of([crews, *(move.of(crews) for move in moves)]), stages.next()
    )
    figure = shares(today, target)
    before = Standing(crews, figure, target, judged_half_hours(figure, np.zeros(WEEK, bool)))
    return [
        Improvement(
            move, replace(before, crews=move.of(crews), figure=shares(result, target)), before, result, today
        )
        for move, result in zip(moves, results, strict=True)
    ]


def _best_moves(search: RosterSearch, crews: Crews) -> AdaptiveExperiment[list[Move]]:
    """By what is simulated of every single move, and of the most promising changes from one shift to another."""
    (figure,) = yield from search.figures_of([crews])
    standing = Standing(crews, figure, search.target, judged_half_hours(figure, np.zeros(WEEK, bool)))
    effects = yield from search.effects(standing, STEPS_MIN, whole=True)
    changes = sorted(_changes(effects), key=lambda e: _gain(standing, e))[: 2 * FREE_MOVES]
    figures = yield from search.figures_of([e.of(crews) for e in changes])
    good, all = figure.good.sum(axis=0), figure.all.sum(axis=0)
    simulated = [
        Effect(e.moves, one.good.sum(axis=0) - good, one.all.sum(axis=0) - all)
        for e, one in zip(changes, figures, strict=True)
    ]
    allowed = [e for e in (*effects, *simulated) if is_allowed(e.of(crews), search.contracts)]
    by_gain = sorted(allowed, key=lambda e: _gain(standing, e))
    free = [e.moves[0] for e in by_gain if e.moves[0].kind in ("start", "person")]
    others = [
        next((e.moves[0] for e in by_gain if e.moves[0].kind == kind), None) for kind in ("add", "remove")
    ]
    worst = _worst(standing, None) - TOLERATED
    better = [
        e.moves[0]
        for e in by_gain
        if _gain(standing, e) < _gain(standing, None) and _worst(standing, e) >= worst
    ]
    return [
        *[move for move in free if move in better][:FREE_MOVES],
        *(move for move in others if move is not None),
    ]


def _changes(effects: list[Effect]) -> Iterator[Effect]:
    """From every shift to every other, worked out from one fewer here and one more there."""
    for one in effects:
        for other in effects:
            fewer, more = one.moves[0], other.moves[0]
            if fewer.kind == "remove" and more.kind == "add" and fewer.crew != more.crew:
                yield Effect(
                    (Move("person", fewer.crew, to=more.crew),), one.good + other.good, one.all + other.all
                )


def _gain(standing: Standing, effect: Effect | None) -> tuple[float, float]:
    """To sort by: calls that are lacking after a move, then the share over the week, better ones first."""
    target = standing.target
    good, all = standing.figure.good.sum(axis=0), standing.figure.all.sum(axis=0)
    if effect is not None:
        good, all = good + effect.good, all + effect.all
    lacking = float(standing.lacking_with(good, all, 0.0).sum())
    return lacking, -target.sign * float(good.sum() / max(1.0, all.sum()))


TOLERATED = 0.01
"""By how much the worst half-hour may become worse for the good of others."""


def _worst(standing: Standing, effect: Effect | None) -> float:
    """The share of the worst half-hour, larger where better."""
    good, all = standing.figure.good.sum(axis=0), standing.figure.all.sum(axis=0)
    if effect is not None:
        good, all = good + effect.good, all + effect.all
    return float(np.min(standing.target.sign * good[standing.judged] / np.maximum(1.0, all[standing.judged])))


def expected_improvement_runs(scenario: Scenario, team: str, replications: int) -> int:
    """About how many runs the best moves take."""
    crews = crews_of_team(scenario, team_named(scenario, team))
    singles = len(typical_crews(crews, MOST_CREWS)) * (2 + 2 * len(STEPS_MIN))
    return replications * (1 + singles + 2 * FREE_MOVES + CLAIM_FACTOR * (FREE_MOVES + 3))
