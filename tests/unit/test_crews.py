"""Rosters as crews: what a team works today comes out again, and moves keep to the contracts."""

from __future__ import annotations

import pytest

from sim import load, parse, run
from sim.scenario import ScenarioError, replace, to_yaml
from sim.staffing import contracts_from_team, contracts_with
from sim.staffing.crews import (
    Move,
    after,
    crews_of_team,
    is_allowed,
    merged,
    paid_hours_of,
    people_of,
    with_crews,
)
from sim.staffing.rostering import paid_hours_today
from tests.processes import ROOT

TYPICAL = load(ROOT / "configs" / "typical_centre.yaml")
(TEAM,) = TYPICAL.teams
CONTRACTS = contracts_from_team(TYPICAL, TEAM)
SMALL = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 200}


def test_todays_crews_are_todays_roster_to_the_last_bit():
    centre = replace(TYPICAL, {**SMALL, "teams.Front line.agents": 9})
    (team,) = centre.teams
    again = with_crews(centre, team, crews_of_team(centre, team))
    before, after_it = run([centre, again], replications=1, engine="simpy")
    assert before.replications[0].fingerprint == after_it.replications[0].fingerprint
    assert before.hash != after_it.hash, "shares have become people"


def test_paid_hours_are_people_times_hours_times_days():
    crews = crews_of_team(TYPICAL, TEAM)
    assert [(crew.people, crew.start) for crew in crews] == [(17, "08:00"), (14, "09:00"), (11, "10:00")]
    assert paid_hours_of(crews) == paid_hours_today(TYPICAL, TEAM) == 42 * 8 * 5


def test_a_team_that_is_always_on_duty_is_paid_for_the_opening_hours_and_has_no_crews():
    always = replace(TYPICAL, {"teams.Front line.shifts": "always", "teams.Front line.breaks": []})
    (team,) = always.teams
    assert crews_of_team(always, team) == ()
    assert paid_hours_today(always, team) == 42 * 10 * 5


def test_moves_change_people_and_starts_and_nothing_else():
    crews = crews_of_team(TYPICAL, TEAM)
    moved = after(
        crews, [Move("person", 0, to=2), Move("start", 1, 3, 30), Move("remove", 2), Move("add", 0)]
    )
    assert [(crew.people, crew.start) for crew in moved] == [
        (17, "08:00"),
        (11, "09:00"),
        (11, "10:00"),
        (3, "09:30"),
    ]
    back = merged(after(moved, [Move("start", 3, 3, -30)]))
    assert [(crew.people, crew.start) for crew in back] == [(17, "08:00"), (14, "09:00"), (11, "10:00")]


def test_what_the_contracts_rule_out_is_no_move():
    crews = crews_of_team(TYPICAL, TEAM)
    assert is_allowed(crews, CONTRACTS)
    assert not is_allowed(Move("start", 2, 1, 30).of(crews), CONTRACTS), "it would end after 18:00"
    assert not is_allowed(Move("start", 0, 1, -30).of(crews), CONTRACTS), "it would start before 08:00"
    assert not is_allowed(Move("remove", 0, 18).of(crews), CONTRACTS), "nobody is left to go"
    few = CONTRACTS.model_copy(update={"people_max": 42})
    assert not is_allowed(Move("add", 0).of(crews), few)
    assert is_allowed(Move("person", 0, to=1).of(crews), few)


def test_shifts_of_a_roster_are_a_scenario_that_reads_back():
    moved = Move("start", 0, 5, 60).of(crews_of_team(TYPICAL, TEAM))
    made = with_crews(TYPICAL, TEAM, moved)
    assert parse(to_yaml(made)) == made
    assert made.teams[0].agents == people_of(moved) == 42


def test_freed_contracts_leave_out_breaks_that_do_not_fit_and_say_what_is_impossible():
    free = {"earliest_start": "07:00", "latest_end": "19:00", "days_per_week": 4, "rest_hours": 12.0}
    (one,) = contracts_with(CONTRACTS, hours=[8.0, 4.0], **free).contracts
    assert one.hours == (4.0, 8.0)
    assert [rule.minutes for rule in one.breaks_in(8.0)] == [15, 30, 15]
    assert [rule.minutes for rule in one.breaks_in(4.0)] == [15], "a lunch from 3 h 15 to 5 h 05 does not fit"
    assert one.days_per_week == 4
    with pytest.raises(ScenarioError, match=r"no shift of \[13.0\] h fits after 07:00"):
        contracts_with(CONTRACTS, hours=[13.0], **free)
