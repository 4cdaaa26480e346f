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
class SeatRow:
    """A row: the seat's team and number in it, from 1."""

    team: str
    number: int

    @property
    def name(self) -> str:
        """The position's name on screen: never a person's name."""
        return f"Position {self.number}"


def seats_of(scenario: Scenario) -> list[SeatRow]:
    """Seats as the record numbers them."""
    return [
        SeatRow(team.name, n + 1)
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
    grid = people[:, open_days(result.scenario)]
    return None if np.isnan(grid).all() else grid


def means_of(grid: Grid) -> NDArray[np.float64]:
    """Each seat's mean over the days on which somebody is in post; NaN for none."""
    known = ~np.isnan(grid)
    total = np.where(known, grid, 0.0).sum(axis=1, dtype=np.float64)
    days = known.sum(axis=1)
    return np.where(days > 0, total / np.maximum(days, 1), np.nan)


def rows_of(current: Result, baseline: Result | None) -> list[SeatRow]:
    """Return the seats of both by team, the most exhausted first: by `current`, then those only in `baseline`."""
    ranks: dict[SeatRow, tuple[int, float]] = {}
    teams: list[str] = []
    for rank, result in enumerate((current,) if baseline is None else (current, baseline)):
        grid = grid_of(result)
        if grid is None:
            continue
        teams += [t.name for t in result.scenario.teams if t.name not in teams]
        for seat, mean in zip(seats_of(result.scenario), means_of(grid).tolist(), strict=True):
            ranks.setdefault(seat, (rank, -math.inf if math.isnan(mean) else mean))
    return sorted(ranks, key=lambda s: (teams.index(s.team), ranks[s][0], -ranks[s][1], s.number))
