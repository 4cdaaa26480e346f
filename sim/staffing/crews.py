"""A roster as a scenario file has it, in crews of people alike, and the small moves that make another of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sim.clock_text import clock_text, minutes_of
from sim.engine.roster import days_of, people_by_shift
from sim.scenario import Scenario
from sim.scenario import replace as with_changes
from sim.scenario.fields import WEEKDAYS
from sim.scenario.hours import END_OF_DAY
from sim.scenario.people import Shift, Team
from sim.staffing.contracts import WHOLE_MIN, Contracts
from sim.staffing.roster import Roster


@dataclass(frozen=True)
class Crew:
    """So many people whose weeks are alike. `shifts`: one, or several where a person's start changes in the week.

    `paid_hours`: of one person, a week; `pay_factor`: pay for an hour, as a multiple of the team's.
    """

    contract: str
    people: int
    shifts: tuple[Shift, ...]
    paid_hours: float
    pay_factor: float = 1.0

    @property
    def start(self) -> str:
        """When the first of its shifts starts."""
        return self.shifts[0].start

    @property
    def hours(self) -> float:
        """Length of the first of its shifts, h."""
        return self.shifts[0].hours

    @property
    def kind(self) -> tuple[Any, ...]:
        """What tells it from others but for the breaks."""
        return self.contract, *((shift.start, shift.hours, shift.days) for shift in self.shifts)

    def starting(self, minutes: int) -> Crew:
        """The same, so many minutes later."""
        later = ((minutes_of(one.start) + minutes) % END_OF_DAY for one in self.shifts)
        return replace(
            self,
            shifts=tuple(
                one.model_copy(update={"start": clock_text(at)})
                for one, at in zip(self.shifts, later, strict=True)
            ),
        )


Crews = tuple[Crew, ...]


def team_named(scenario: Scenario, name: str) -> Team:
    """The team of this name."""
    return next(team for team in scenario.teams if team.name == name)


def crews_of_team(scenario: Scenario, team: Team) -> Crews:
    """The shifts that a team works today; none where it is always on duty."""
    return tuple(
        Crew(
            team.name,
            people,
            (shift.model_copy(update={"breaks": team.breaks_of(shift), "agents": None}),),
            shift.hours * min(team.days_per_week, len(days_of(shift, scenario.demand.open))),
        )
        for shift, people in zip(team.listed_shifts, people_by_shift(team), strict=True)
        if people
    ) if team.listed_shifts else ()  # fmt: skip


def crews_of_roster(roster: Roster, contracts: Contracts) -> Crews:
    """The lines of a roster."""
    by_name = {one.name: one for one in contracts.contracts}
    return tuple(
        Crew(
            line.contract,
            line.people,
            tuple(
                Shift.model_validate(
                    {
                        "start": one.start,
                        "hours": one.hours,
                        "breaks": [{"after_min": after, "minutes": minutes} for after, minutes in one.breaks],
                        "days": list(one.days),
                    }
                )
                for one in line.shifts
            ),
            sum(len(one.days) * by_name[line.contract].paid_hours(one.hours) for one in line.shifts),
            by_name[line.contract].pay_factor,
        )
        for line in roster.lines
    )


def merged(crews: Crews) -> Crews:
    """Crews alike as one, those without people left out."""
    people = Counter[Crew]()
    for crew in crews:
        people[replace(crew, people=0)] += crew.people
    return tuple(replace(crew, people=number) for crew, number in people.items() if number)


def people_of(crews: Crews) -> int:
    """In all."""
    return sum(crew.people for crew in crews)


def paid_hours_of(crews: Crews, *, with_factor: bool = False) -> float:
    """Hours paid a week; `with_factor`: as hours of the team's pay."""
    return sum(crew.people * crew.paid_hours * (crew.pay_factor if with_factor else 1.0) for crew in crews)


def team_values(team: Team, crews: Crews) -> dict[str, Any]:
    """What a scenario has to be given for a team to work these shifts: path -> value.

    Where every shift has its days, nobody has others off; else the team's days a week stay as they are.
    """
    agents: Counter[Shift] = Counter()
    for crew in crews:
        for shift in crew.shifts:
            agents[shift] += crew.people
    shifts = [
        {**shift.model_dump(exclude_none=True, exclude={"share", "agents"}), "agents": people}
        for shift, people in sorted(agents.items(), key=lambda one: _by_time(one[0]))
        if people
    ]
    days = [len(shift.days) for shift in agents if shift.days is not None]
    path = f"teams.{team.name}"
    return {
        f"{path}.shifts": shifts,
        f"{path}.agents": sum(shift["agents"] for shift in shifts),
        f"{path}.breaks": [],
        f"{path}.days_per_week": max(days) if days and len(days) == len(agents) else team.days_per_week,
    }


def _by_time(shift: Shift) -> tuple[Any, ...]:
    days = [WEEKDAYS.index(day) for day in shift.days or ()]
    breaks = [one.after_min for one in shift.breaks or ()]
    return days, minutes_of(shift.start), shift.hours, breaks


def with_crews(scenario: Scenario, team: Team, crews: Crews) -> Scenario:
    """The scenario with these shifts in place of the team's."""
    return with_changes(scenario, team_values(team, crews))


# --- Moves


@dataclass(frozen=True)
class Move:
    """One small change of a roster: of `people` in the crew numbered `crew`.

    `remove`, `add`; `start`: they come `minutes` later; `person`: they change to the crew numbered `to`.
    """

    kind: Literal["remove", "add", "start", "person"]
    crew: int
    people: int = 1
    minutes: int = 0
    to: int = -1

    def of(self, crews: Crews) -> Crews:
        """The roster after it. Crews keep their numbers; one may be left without people."""
        of, made = crews[self.crew], list(crews)
        made[self.crew] = replace(
            of, people=of.people + (self.people if self.kind == "add" else -self.people)
        )
        if self.kind == "start":
            made.append(replace(of.starting(self.minutes), people=self.people))
        if self.kind == "person":
            made[self.to] = replace(crews[self.to], people=crews[self.to].people + self.people)
        return tuple(made)


def after(crews: Crews, moves: Sequence[Move]) -> Crews:
    """The roster after several moves, one after the other."""
    for move in moves:
        crews = move.of(crews)
    return crews


def is_allowed(crews: Crews, contracts: Contracts) -> bool:
    """Whether the contracts' numbers of people and times of day hold, and every crew has people or none."""
    whole = people_of(crews)
    if contracts.people_max is not None and whole > contracts.people_max:
        return False
    for one in contracts.contracts:
        own = [crew for crew in crews if crew.contract == one.name]
        people = sum(crew.people for crew in own)
        most = one.people_max if one.people_max is not None else whole
        if (
            not max(one.people_min, one.share_min * whole - 1e-9)
            <= people
            <= min(most, one.share_max * whole + 1e-9)
        ):
            return False
        starts = one.model_copy(update={"start_grid_min": min(one.start_grid_min, WHOLE_MIN)})
        for crew in own:
            if crew.people < 0:
                return False
            if any(minutes_of(shift.start) not in starts.starts(shift.hours) for shift in crew.shifts):
                return False
    return True


def typical_crews(crews: Crews, most: int) -> list[int]:
    """Numbers of the crews worth moving people of: the largest of each start, length and days; `most` in all."""
    largest: dict[tuple[Any, ...], int] = {}
    for number, crew in enumerate(crews):
        if crew.people and (crew.kind not in largest or crew.people > crews[largest[crew.kind]].people):
            largest[crew.kind] = number
    chosen = sorted(largest.values(), key=lambda number: -crews[number].people)[:most]
    return sorted(chosen)


def single_moves(
    crews: Crews, among: Sequence[int], steps_min: Sequence[int], *, whole: bool = False
) -> Iterator[Move]:
    """Add one, remove one, let one come earlier or later by so many minutes; with `whole`, a whole crew, too."""
    for number in among:
        yield Move("remove", number)
        yield Move("add", number)
        if len(crews[number].shifts) == 1:
            for minutes in steps_min:
                for people in dict.fromkeys((1, crews[number].people if whole else 1)):
                    yield Move("start", number, people, minutes)
