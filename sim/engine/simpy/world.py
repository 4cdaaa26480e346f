"""The centre as it stands in the SimPy engine, by the names that shared code asks for (`sim.engine.world`)."""

from __future__ import annotations

from sim import rules
from sim.calendar import Calendar
from sim.engine.people import adopt_policy, begin_people
from sim.engine.policy import Policy, WeekCourses, capacities
from sim.engine.simpy.seat import Seat
from sim.record import ACTIVITY_COLUMNS, AGENT_DAY_COLUMNS, Rows


class World:
    """All seats, the policy in force, and the rows of the days that are over."""

    def __init__(
        self,
        policies: list[Policy],
        calendar: Calendar,
        seed: int,
        replication: int,
        activities_from: int,
    ) -> None:
        self.seed = seed
        self.replication = replication
        self.calendar = calendar
        self.policy = policies[0]
        self.first_day = self.policy.week * 7
        self.last_day = calendar.last_day
        self.courses = WeekCourses(rules.NO_COURSE, rules.NO_COURSE, 0.0)
        self.seats: list[Seat] = []
        for team, capacity in enumerate(capacities(policies)):
            self.seats += [Seat(len(self.seats) + n, team, n) for n in range(capacity)]
        self.all_seats = len(self.seats)
        self.week_quits = 0.0
        self.agent_days = Rows(AGENT_DAY_COLUMNS)
        self.activities_from = activities_from
        self.activities = Rows(ACTIVITY_COLUMNS)
        begin_people(self)

    def change_policy(self, policy: Policy, day: int) -> None:
        """Put another policy in force."""
        self.policy = policy
        adopt_policy(self, day)
