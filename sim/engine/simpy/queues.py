"""Who waits and who is free: the two sides that routing brings together."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from sim import rules
from sim.engine.call import IssueState, begin_call
from sim.engine.policy import Policy
from sim.engine.simpy.seat import Seat


@dataclass(eq=False, slots=True)
class Issue(IssueState):
    """What a person needs settled."""

    policy: Any = None
    """The Policy in force when the leg was answered."""

    def __post_init__(self) -> None:
        begin_call(self)


class WaitingLines:
    """Waiting legs, by lane: (type, any team) or (type, a certain team)."""

    def __init__(self, types: int, teams: int) -> None:
        self._teams = teams
        self._lanes: list[list[tuple[int, float, int, Issue]]] = [[] for _ in range(types * (teams + 1))]
        self.count = 0

    def join(self, policy: Policy, issue: Issue) -> None:
        """Highest priority first, then longest wait + head start, then the older leg."""
        kind = policy.types[issue.type]
        head_start = kind.head_start_min if issue.leg == 0 else 0.0
        lane = issue.type * (self._teams + 1) + 1 + issue.directed
        heappush(self._lanes[lane], (-kind.priority, issue.queued - head_start, issue.leg_id, issue))
        issue.waiting = True
        self.count += 1

    def leave(self, issue: Issue) -> None:
        """Stop waiting, for whatever reason."""
        issue.waiting = False
        self.count -= 1

    def _head(self, lane: int) -> tuple[int, float, int, Issue] | None:
        heap = self._lanes[lane]
        while heap:
            entry = heap[0]
            if entry[3].waiting and entry[3].leg_id == entry[2]:
                return entry
            heappop(heap)
        return None

    def first_for(self, policy: Policy, team: int) -> Issue | None:
        """The leg that a free agent of this team takes next; it stays in line until it `leave`s."""
        if not self.count:
            return None
        best = None
        for lane in policy.lanes_of_team[team]:
            entry = self._head(lane)
            if entry is not None and (best is None or entry[:3] < best[:3]):
                best = entry
        return best[3] if best is not None else None

    def unservable(self, policy: Policy, teams: set[int]) -> list[Issue]:
        """Waiting legs that no team of these can serve, in the order of their lanes."""
        served = {lane for team in teams for lane in policy.lanes_of_team[team]}
        return [
            entry[3]
            for lane, heap in enumerate(self._lanes)
            if lane not in served
            for entry in sorted(heap, key=lambda e: e[:3])
            if entry[3].waiting and entry[3].leg_id == entry[2]
        ]


class FreeAgents:
    """Free agents of each team, longest idle first."""

    def __init__(self, seats: list[Seat], teams: int) -> None:
        self._seats = seats
        self._free: list[list[tuple[float, int, int]]] = [[] for _ in range(teams)]

    def add(self, seat: Seat, now: float, day: int) -> None:
        """Free from now on. Ties go round with the day."""
        seat.key = (now, (seat.index + day) % len(self._seats), seat.index)
        insort(self._free[seat.team], seat.key)

    def in_order(self) -> list[Seat]:
        """All free agents, longest idle first."""
        return [self._seats[key[2]] for key in sorted(key for free in self._free for key in free)]

    def remove(self, seat: Seat) -> None:
        """No longer free."""
        free = self._free[seat.team]
        del free[bisect_left(free, seat.key)]

    def pick(self, policy: Policy, teams: tuple[int, ...], now: float) -> Seat | None:
        """The longest idle, or the most rested and then longest idle, of these teams; it stays until removed."""
        if policy.most_rested:
            return self._most_rested(policy, teams, now)
        best = None
        for team in teams:
            free = self._free[team]
            if free and (best is None or free[0] < best):
                best = free[0]
        return self._seats[best[2]] if best is not None else None

    def _most_rested(self, policy: Policy, teams: tuple[int, ...], now: float) -> Seat | None:
        best, best_key = None, None
        for team in teams:
            for key in self._free[team]:
                seat = self._seats[key[2]]
                strain = rules.strain_at_rest(policy.behaviour, seat.F, now - seat.F_at)
                if best_key is None or (strain, *key) < best_key:
                    best, best_key = seat, (strain, *key)
        return best
