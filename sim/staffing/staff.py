"""The whole of it: search on some callers, claim on others, and say when more would tell more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.experiment.runner import OnProgress, Runner, Stages
from sim.scenario import Scenario
from sim.scenario import replace as with_changes
from sim.staffing.claim import MOST_CLAIMS, claim_requirement, expected_claim_runs, further_runs
from sim.staffing.people_on_phones import in_force
from sim.staffing.requirement import Requirement, search_requirement
from sim.staffing.service_target import ServiceTarget

SEARCHED = 20
"""About how many scenarios a search simulates."""
CLAIM_FACTOR = 2
"""Runs on which something is claimed, of those on which it was searched."""


class StaffingError(ValueError):
    """A question that cannot be asked of a scenario. `str()` is one sentence for a person."""


def team_to_staff(scenario: Scenario, name: str | None = None) -> str:
    """The team whose people are looked for; the only one unless named. Raises StaffingError."""
    names = [team.name for team in scenario.teams]
    if name is None and len(names) == 1:
        return names[0]
    if name not in names:
        which = "there are several teams" if name is None else f"there is no team {name!r}"
        raise StaffingError(f"{which}: name one of {', '.join(names)}")
    return name


def held_to(scenario: Scenario, target: ServiceTarget) -> Scenario:
    """The centre as it stands after its dated changes, with the target's time limit."""
    return with_changes(in_force(scenario), {"targets.within_s": target.within_s})


class FreshCallers:
    """Numbers of replications that no stage of a search has seen: those after a runner's own, handed out in turn."""

    def __init__(self, runner: Runner) -> None:
        numbers = runner.replications
        own = numbers if isinstance(numbers, range) else range(numbers)
        self.runs, self._next = len(own), own.stop
        """`runs`: the runner's own."""

    def take(self, runs: int | None = None) -> range:
        """The next so many; by default `CLAIM_FACTOR` times as many as the runner's own."""
        taken = range(self._next, self._next + (CLAIM_FACTOR * self.runs if runs is None else runs))
        self._next = taken.stop
        return taken


def staff(
    scenario: Scenario,
    target: ServiceTarget,
    runner: Runner,
    *,
    team: str | None = None,
    publish: Callable[[Requirement], None] = lambda _: None,
    overall: OnProgress | None = None,
    claim_runs: int | None = None,
) -> Requirement:
    """People of a team needed in each half-hour of the week; the other teams stay as they are.

    `runner`: its replications are those of the search; what is claimed is measured on others that follow them, up to
    `claim_runs`, by default twenty times as many. `publish` is called with what is known before the claim, and after
    it; where nobody rings nothing is to be claimed. Raises StaffingError, and AbandonedError if cancelled.

    Examples:
        >>> from sim import load, replace
        >>> small = {"horizon.weeks": 4, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 100}
        >>> day = {"demand.open": {"days": ["mon"], "from": "09:00", "to": "11:00"}, "demand.profile": None}
        >>> centre = replace(load("configs/typical_centre.yaml"), {**small, **day})
        >>> required = staff(centre, ServiceTarget(share=0.8), Runner(replications=5, engine="compiled"))
        >>> [int(people) for people in required.needed[0] if people]  # from 09:00 on, one for each half-hour
        [11, 12, 12, 12]
    """
    name = team_to_staff(scenario, team)
    centre = held_to(scenario, target)
    stages = Stages(overall)
    found = runner.complete(search_requirement(centre, name, target), stages.next())
    publish(found)
    if not found.needed.any():
        return found
    fresh = FreshCallers(runner)
    for left in reversed(range(MOST_CLAIMS)):
        claiming = claim_requirement(
            centre, name, found, fresh.take(), is_last=left == 0, most_runs=claim_runs
        )
        found, people = runner.complete(claiming, stages.next())
        if found.is_claimed:
            break
        found = replace(found, needed=people)
    publish(found)
    return found


def expected_runs(replications: int, claim_runs: int | None = None) -> int:
    """About how many runs a search takes, with so many of each scenario; `claim_runs` as for `staff`."""
    return replications * SEARCHED + expected_claim_runs(CLAIM_FACTOR * replications, claim_runs)


def further_claim(requirement: Requirement, replications: int) -> tuple[int, int] | None:
    """(`claim_runs` with which the same search goes on for what is open, about how many runs that takes), if any."""
    first = CLAIM_FACTOR * replications
    runs = further_runs(requirement, first)
    if runs is None:
        return None
    return runs, expected_claim_runs(first, runs) - expected_claim_runs(first, requirement.figure.runs)
