"""The roster assumed for six numbers: somebody there in every open half-hour, and all nights staffed alike."""

from __future__ import annotations

import dataclasses
import math
from itertools import product

import numpy as np
import pytest

from sim import simulate
from sim.calibrate.six_numbers.feasibility import problems
from sim.calibrate.six_numbers.inputs import SixNumbers
from sim.calibrate.six_numbers.roster import breaks_of, half_hours, presence, roster_for
from sim.calibrate.six_numbers.search import fit
from sim.calibrate.six_numbers.template import Unknowns, scenario
from sim.clock_text import minutes_of
from sim.engine.roster import plan
from sim.engine.warnings import scenario_warnings, unstaffed
from sim.experiment import complete, executor_for
from sim.scenario.fields import WEEKDAYS
from tests.unit.test_six_numbers import TYPICAL

ROSTERS = [
    ("08:00", "18:00", 5, 40.0),
    ("09:00", "17:00", 5, 37.5),
    ("09:00", "12:30", 4, 20.0),
    ("07:00", "22:00", 7, 38.0),
    ("06:00", "20:00", 6, 24.0),
    ("00:00", "24:00", 7, 40.0),
    ("08:30", "19:30", 5, 16.0),
]


@pytest.mark.parametrize(("opens", "closes", "days", "hours"), ROSTERS)
def test_every_opening_half_hour_is_staffed_and_no_shift_lies_outside_it(opens, closes, days, hours):
    six = dataclasses.replace(
        TYPICAL, opens=opens, closes=closes, open_days=WEEKDAYS[:days], hours_per_week=hours, people=80
    )
    roster = roster_for(six)
    assert sum(roster.shares.values()) == pytest.approx(1.0)
    there = sum(
        share * presence(minutes_of(start) / 30, roster.hours, roster.breaks)
        for start, share in roster.shares.items()
    )
    opened = half_hours(six)
    assert min(there[opened]) > 0.0
    assert sum(there) == pytest.approx(roster.on_phones_h * 2.0)
    assert sum(there) - sum(there[opened]) == pytest.approx(0.0, abs=1e-9)
    scenario(six, Unknowns(900.0), roster)


def test_the_roster_has_more_people_where_there_are_more_calls():
    roster = roster_for(TYPICAL)
    assert list(roster.shares) == ["08:00", "09:00", "10:00"]
    assert roster.shares["08:00"] > roster.shares["10:00"]


OPENINGS = [
    ("00:00", "24:00"),
    ("10:00", "02:00"),
    ("22:00", "06:00"),
    ("20:00", "18:00"),
    ("08:00", "18:00"),
    ("09:00", "12:30"),
]
PEOPLE = (1, 2, 3, 4, 5, 6, 8, 40, 250)


@pytest.mark.parametrize("days", [1, 3, 5, 6, 7])
@pytest.mark.parametrize(("opens", "closes"), OPENINGS)
def test_somebody_is_rostered_whenever_it_is_open_or_it_is_said_that_people_are_too_few(opens, closes, days):
    for hours, people in product((37.5, 40.0, 50.0), PEOPLE):
        six = SixNumbers(
            calls_per_day=people * 30,
            aht_min=4.5,
            people=people,
            service_level=0.8,
            abandonment=0.05,
            leavers_per_year=0,
            opens=opens,
            closes=closes,
            open_days=WEEKDAYS[:days],
            hours_per_week=hours,
        )
        bare = list(unstaffed(scenario(six, Unknowns(six.calls_per_day), roster_for(six)), with_breaks=False))
        refused = [p.sentence for p in problems(six) if "keep the phones staffed" in p.sentence]
        assert bool(bare) == bool(refused), (hours, people, bare)
        if (
            refused
        ):  # by hand: shifts that follow one another, each with one who is there while another is off
            shifts = math.ceil(six.open_hours * 60 / int(roster_for(six).hours * 60 + 1e-9))
            least = shifts * (2 if days > six.days_per_week else 1)
            assert people < least
            assert f"at least {least}," in refused[0]


def cover(six):
    """People rostered in each half-hour of the week, (336,), from Monday 00:00."""
    made = scenario(six, Unknowns(six.calls_per_day), roster_for(six))
    there = np.zeros(336, dtype=int)
    for seat in plan(made.teams[0], made.demand.open):
        for day in seat.weekdays:
            first = day * 48 + int(seat.start_min // 30)
            there[np.arange(first, first + math.ceil(seat.minutes / 30)) % 336] += 1
    return there


@pytest.mark.parametrize("people", [3, 12, 40, 300, 2000])
def test_the_first_night_of_a_centre_that_shuts_for_the_weekend_is_staffed_as_the_others(people):
    six = dataclasses.replace(
        TYPICAL, opens="00:00", closes="24:00", people=people, calls_per_day=25 * people, aht_min=6.0
    )
    nights = cover(six)[: 5 * 48].reshape(5, 48)
    assert (nights == nights[0]).all()
    assert nights.min() >= 1
    assert cover(six)[5 * 48 :].sum() == 0


def test_a_centre_that_never_closes_has_all_nights_alike():
    six = dataclasses.replace(TYPICAL, opens="00:00", closes="24:00", open_days=WEEKDAYS)
    nights = cover(six).reshape(7, 48)[:, :12]
    assert (nights.max(axis=0) - nights.min(axis=0)).max() <= 1
    assert nights.min() >= 1


def test_an_evening_past_midnight_is_staffed_until_it_closes_and_no_longer():
    six = dataclasses.replace(TYPICAL, opens="10:00", closes="02:00")
    there = cover(six)
    assert there[20:52].min() >= 1
    assert there[5 * 48 : 5 * 48 + 4].min() >= 1  # Friday's opening ends on Saturday
    assert there[:20].sum() == there[5 * 48 + 4 :].sum() == 0


@pytest.mark.parametrize(("people", "moved"), [(3, True), (4, True), (40, False)])
def test_breaks_are_moved_where_they_would_leave_nobody_there(people, moved):
    # One of the breaks, 345 min after 12:00, would come when those of 08:00 and 09:00 have gone home.
    six = dataclasses.replace(
        TYPICAL, opens="08:00", closes="20:00", people=people, calls_per_day=30 * people
    )
    roster = roster_for(six)
    assert scenario_warnings(scenario(six, Unknowns(60.0), roster)) == ()
    assert (roster.breaks != breaks_of(roster.hours)) == moved


def test_the_nights_of_a_24x5_centre_are_answered_alike():
    six = dataclasses.replace(TYPICAL, calls_per_day=1000, aht_min=6, people=40, leavers_per_year=12)
    six = dataclasses.replace(six, opens="00:00", closes="24:00")
    with executor_for("compiled", 4) as executor:
        answer = complete(fit(six), engine="compiled", replications=4, executor=executor)
    assert answer.missed == ()
    assert scenario_warnings(answer.scenario) == ()
    level = answered_from_midnight_to_two(answer.scenario)
    assert min(level) > 0.8
    # Mondays have about a quarter more calls: the day's own weight, and who waited for the weekend to end.
    assert level[0] == pytest.approx(sum(level[1:]) / 4, abs=0.05)


def answered_from_midnight_to_two(centre, seeds=6):
    """Share of calls answered between 00:00 and 02:00, by weekday."""
    offered, answered = np.zeros(5), np.zeros(5)
    for seed in range(1, seeds + 1):
        legs = simulate(centre, seed=seed).legs
        legs = legs[(legs["arrived"] >= 0) & (legs["leg"] == 0) & (legs["arrived"] % 1440 < 120)]
        day = (legs["arrived"] // 1440).astype(int) % 7
        offered += np.bincount(day, minlength=5)
        answered += np.bincount(day[legs["outcome"] <= 1], minlength=5)
    return answered / offered
