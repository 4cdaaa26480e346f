"""The seats of a result and how exhausted those who sit there are: rows and columns of the team's picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import Result, Scenario
from sim.kpis.counting import frames, seats_by_team

Grid = NDArray[np.float32]
"""Exhaustion index by (seat, open day); NaN where nobody is in post."""


@dataclass(frozen=True)
class Seat:
    """A row: the seat's team and number in it, from 1."""

    team: str
    number: int

    @property
    def name(self) -> str:
        """What it is called: never a person's name."""
        return f"Seat {self.number}"


def seats_of(scenario: Scenario) -> list[Seat]:
    """Seats as the record numbers them."""
    return [
        Seat(team.name, n + 1)
        for team, size in zip(scenario.teams, seats_by_team(scenario), strict=True)
        for n in range(size)
    ]


def open_days(scenario: Scenario) -> list[int]:
    """Measured days on which the centre is open; on others nobody works, so they are left out."""
    return [day for frame in frames(scenario) for day in frame.open_days]


def grid_of(result: Result) -> Grid | None:
    """(seat, open day), NaN where nobody is in post; None where there is nothing to show."""
    people = result.people
    if people is None or not result.scenario.behaviour.strain:
        return None
    found = people[:, open_days(result.scenario)]
    return None if np.isnan(found).all() else found


def means_of(grid: Grid) -> NDArray[np.float64]:
    """Each seat's mean over the days on which somebody is in post; NaN for none."""
    known = ~np.isnan(grid)
    total = np.where(known, grid, 0.0).sum(axis=1, dtype=np.float64)
    days = known.sum(axis=1)
    return np.where(days > 0, total / np.maximum(days, 1), np.nan)


def rows_of(current: Result, baseline: Result | None) -> list[Seat]:
    """The seats of both, team by team, within each the most exhausted first: by `now`, then those only `base` has."""
    found: dict[Seat, tuple[int, float]] = {}
    teams: list[str] = []
    for rank, result in enumerate((current,) if baseline is None else (current, baseline)):
        grid = grid_of(result)
        if grid is None:
            continue
        teams += [t.name for t in result.scenario.teams if t.name not in teams]
        for seat, mean in zip(seats_of(result.scenario), means_of(grid).tolist(), strict=True):
            found.setdefault(seat, (rank, -math.inf if math.isnan(mean) else mean))
    return sorted(found, key=lambda s: (teams.index(s.team), found[s][0], -found[s][1], s.number))
