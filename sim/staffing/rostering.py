"""The whole of it: people needed, a roster that covers them and keeps the target, and what it does beside today's.

Every stage is judged on callers that the one before has not seen: the requirement and the cover on the first, small
moves on others, and what is claimed on others again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.engine.roster import plan
from sim.experiment.adaptive import AdaptiveExperiment
from sim.experiment.differences import Difference, difference
from sim.experiment.result import Result
from sim.experiment.runner import OnProgress, Runner, Stages
from sim.scenario import Scenario
from sim.scenario.hours import END_OF_DAY, HALF_HOUR, half_hours_with_calls, opening
from sim.scenario.people import Team
from sim.staffing.break_programme import size
from sim.staffing.contracts import Contracts, contracts_from_team
from sim.staffing.crews import (
    Crews,
    crews_of_team,
    is_allowed,
    merged,
    paid_hours_of,
    people_of,
    team_named,
    team_values,
)
from sim.staffing.requirement import search_requirement
from sim.staffing.roster import MOST_EXACT, Roster, coverable
from sim.staffing.roster_search import SOLVER_S, NobodyError, RosterSearch
from sim.staffing.service_target import WEEK, Counts, ServiceTarget, shares
from sim.staffing.staff import (
    CLAIM_FACTOR,
    SEARCHED,
    FreshCallers,
    StaffingError,
    held_to,
    team_to_staff,
)
from sim.staffing.standing import MOST_CLAIMS, Standing, judged_half_hours, runs_to_judge

COVERED, MOVED, JUDGED = 3, 60, 30
"""About how many scenarios are simulated to cover, to try moves and to judge them."""


@dataclass(frozen=True)
class Round:
    """A roster on the way. `lacking`: half-hours, or days, below the target by more than chance explains."""

    stage: Literal["cover", "moves", "claim"]
    people: int
    paid_hours: float
    lacking: int


@dataclass(frozen=True, eq=False)
class SimulatedRoster:
    """A roster, what it promises and what comes of it when it is simulated, beside today's on the same callers.

    `covered`: the cheapest cover of what was required in the end, before small moves. `standing`: crews and shares by
    half-hour. `result`, `today`: all figures of both; `today_standing`: today's shares. `is_claimed`: measured on
    callers that the search has not seen. `is_todays`: nothing cheaper than today's roster was found.
    """

    scenario: Scenario
    team: str
    target: ServiceTarget
    needed: Counts
    covered: Roster
    standing: Standing
    today_standing: Standing
    result: Result
    today: Result
    rounds: tuple[Round, ...]
    is_claimed: bool = False
    is_todays: bool = False

    @property
    def crews(self) -> Crews:
        """Who comes when."""
        return merged(self.standing.crews)

    @property
    def people(self) -> int:
        """Positions."""
        return people_of(self.crews)

    @property
    def paid_hours(self) -> float:
        """A week."""
        return paid_hours_of(self.crews)

    @property
    def today_team(self) -> Team:
        """The team as it stands."""
        return team_named(self.today.scenario, self.team)

    @property
    def today_paid_hours(self) -> float:
        """A week, as planned."""
        return paid_hours_today(self.today.scenario, self.today_team)

    @property
    def pay_per_week(self) -> tuple[float, float]:
        """With on-cost, of all positions, in the scenario's currency: of this roster, and of today's."""
        hour = self.today_team.wage_per_hour * (1.0 + self.scenario.costs.on_cost)
        return hour * paid_hours_of(self.crews, with_factor=True), hour * self.today_paid_hours

    @property
    def out_of_reach(self) -> NDArray[np.bool_]:
        """Half-hours in which somebody rings and that no shift of the contracts can cover, (7, 48)."""
        return np.asarray((self.standing.figure.all.sum(axis=0) > 0.0) & ~self.covered.coverable)

    @property
    def is_kept(self) -> bool:
        """Whether the target is reached wherever a shift can be."""
        return self.standing.is_kept

    def values(self) -> dict[str, object]:
        """What makes this roster of the scenario: path -> value."""
        return team_values(self.today_team, self.crews)

    def difference(self, key: str) -> Difference:
        """In a key figure from today's roster, paired on the same callers."""
        return difference(self.result, self.today, key)


def half_hours_out_of_reach(scenario: Scenario, contracts: Contracts) -> tuple[NDArray[np.bool_], int]:
    """Open half-hours that no shift of the contracts can cover, (7, 48), of how many: known without simulating."""
    calls = np.zeros(WEEK, bool)
    for weekday, minute in half_hours_with_calls(scenario):
        calls.flat[(weekday * END_OF_DAY + minute) // HALF_HOUR % calls.size] = True
    return calls & ~coverable(contracts), int(calls.sum())


def paid_hours_today(scenario: Scenario, team: Team) -> float:
    """Hours a week that a team is rostered for, all positions filled."""
    opened = sum(
        end - begin for day in scenario.demand.open.days for begin, end in opening(scenario.demand.open, day)
    )
    return sum(
        opened if seat.always else seat.minutes * len(seat.weekdays)
        for seat in plan(team, scenario.demand.open)
    ) / 60.0  # fmt: skip


def make_roster(
    scenario: Scenario,
    target: ServiceTarget,
    runner: Runner,
    *,
    team: str | None = None,
    contracts: Contracts | None = None,
    publish: Callable[[SimulatedRoster], None] = lambda _: None,
    overall: OnProgress | None = None,
) -> SimulatedRoster:
    """The shifts at least cost that keep a target when the whole centre is simulated; the other teams stay.

    `contracts`: by default what the team works today, at any start within the opening hours. `runner`: its
    replications are those of the requirement and of what a move does. The cover, small moves and the claim are judged
    on others that follow them, for each as many as it takes (`runs_to_judge`). `publish` is called with each roster as
    it is known.

    Raises StaffingError, ScenarioError where the contracts allow too many combinations, AbandonedError if cancelled.
    """
    name, stages = team_to_staff(scenario, team), Stages(overall)
    centre = held_to(scenario, target)
    own = team_named(centre, name)
    contracts = contracts or contracts_from_team(centre, own)
    callers = FreshCallers(runner)
    search = RosterSearch(centre, name, target, contracts, callers.runs)
    required = runner.complete(search_requirement(centre, name, target), stages.next())
    needed = required.needed
    if not needed.any():
        raise StaffingError("nobody rings on any day of the week, so nobody is needed")
    judging = runs_to_judge(required)

    def on_others(times: int = 1) -> Runner:
        return replace(runner, replications=callers.take(times * judging))

    rounds: list[Round] = []

    def known(
        covered: Roster, standing: Standing, results: tuple[Result, Result], **more: bool
    ) -> SimulatedRoster:
        result, today = results
        figure = shares(today, target)  # today's is not bound to these contracts
        judged = judged_half_hours(figure, np.zeros(WEEK, bool))
        before = Standing(crews_of_team(centre, own), figure, target, judged)
        return SimulatedRoster(
            search.scenario_of(standing.crews), name, target, needed, covered, standing, before, result, today,
            tuple(rounds), **more,
        )  # fmt: skip

    def note(stage: Literal["cover", "moves", "claim"], standing: Standing) -> None:
        crews = standing.crews
        rounds.append(Round(stage, people_of(crews), paid_hours_of(crews), standing.below))

    judged_by = on_others()
    try:
        covered, standing = judged_by.complete(
            search.covered(needed, own.wage_per_hour, lambda _, one: note("cover", one)), stages.next()
        )
    except NobodyError as error:
        raise StaffingError(str(error)) from None
    publish(
        known(covered, standing, judged_by.complete(_beside_today(search, standing.crews), stages.next()))
    )
    steps = sorted({sign * one.start_grid_min for one in contracts.contracts for sign in (-1, 1)})
    judged_by = on_others()
    standing = judged_by.complete(
        _moved(search, centre, own, standing, steps, lambda one: note("moves", one)), stages.next()
    )
    publish(
        known(covered, standing, judged_by.complete(_beside_today(search, standing.crews), stages.next()))
    )
    for claim in range(MOST_CLAIMS):
        claimed_by = on_others(2**claim)  # what fell short by chance shall not once more
        results = claimed_by.complete(_beside_today(search, standing.crews), stages.next())
        standing = replace(standing, figure=shares(results[0], target))
        note("claim", standing)
        is_todays = standing.crews == crews_of_team(centre, own)
        found = known(covered, standing, results, is_claimed=True, is_todays=is_todays)
        publish(found)
        if standing.is_kept or claim == MOST_CLAIMS - 1:
            break
        standing = claimed_by.complete(
            search.improved(standing, steps, lambda one: note("moves", one)), stages.next()
        )
        if standing.crews == found.standing.crews:
            break
    return found


def _beside_today(search: RosterSearch, crews: Crews) -> AdaptiveExperiment[tuple[Result, Result]]:
    """All figures of a roster, and of today's."""
    made, today = yield [search.scenario_of(crews), search.scenario]
    return made, today


def _moved(
    search: RosterSearch,
    centre: Scenario,
    own: Team,
    standing: Standing,
    steps_min: list[int],
    tell: Callable[[Standing], None],
) -> AdaptiveExperiment[Standing]:
    """The better of two ways on: small moves from the cover, and from today's roster where that reaches the target."""
    rosters = [standing.crews]
    if (today := crews_of_team(centre, own)) and is_allowed(today, search.contracts):
        rosters.append(today)
    results = yield from search.results_of(rosters)  # one of which may stay: then all figures are shown
    starts = [
        replace(standing, crews=crews, figure=shares(result, search.target))
        for crews, result in zip(rosters, results, strict=True)
    ]
    found = yield from search.improved(starts[0], steps_min, tell)
    for other in starts[1:]:
        if other.lack() <= 0.0 and other.cost <= found.cost:
            found = yield from search.improved(other, steps_min, tell)
    return found


def expected_roster_runs(replications: int) -> int:
    """About how many runs a roster takes, with so many of each scenario."""
    return replications * (SEARCHED + COVERED + MOVED + CLAIM_FACTOR * (JUDGED + 4))


def solver_seconds(contracts: Contracts) -> float:
    """About how long covering takes besides: no time where the programme is small."""
    is_small = contracts.same_start_all_week and size(contracts) <= MOST_EXACT
    return 0.0 if is_small else COVERED * SOLVER_S
