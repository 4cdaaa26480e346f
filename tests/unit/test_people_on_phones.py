"""Whoever is needed by half-hour becomes people with stretches of work, and the other way round."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim import load, replace
from sim.staffing.people_on_phones import (
    LONGEST,
    MOST_SHIFTS,
    people_at_work,
    stretches,
    with_people_on_phones,
)
from tests.processes import ROOT

TYPICAL = load(ROOT / "configs" / "typical_centre.yaml")
TEAM = "Front line"
NINE = 18
"""The half-hour from 09:00."""


def week(*days: list[int], first: int = NINE) -> np.ndarray:
    """People from a half-hour on, on as many days from Monday as there are."""
    people = np.zeros((7, 48), np.int64)
    for day, counts in enumerate(days):
        people[day, first : first + len(counts)] = counts
    return people


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (week([1, 2, 2, 1]), {(18, 4, (0,)): 1, (19, 2, (0,)): 1}),
        (week([2, 2], [2, 2]), {(18, 2, (0, 1)): 2}),
        (week([1, 0, 1]), {(18, 1, (0,)): 1, (20, 1, (0,)): 1}),
        (week([1] * 20, first=16), {(16, 7, (0,)): 1, (23, 13, (0,)): 1}),
    ],
    ids=["a peak", "the same people on both days", "a gap", "too long for one"],
)
def test_stretches(people, expected):
    assert stretches(people) == expected


def test_who_stays_too_long_is_not_relieved_together_with_all_others():
    """Whoever is relieved ends the call in hand: for some minutes there would be twice as many people."""
    found = stretches(week([10] * 20, first=16))
    assert sorted(start for start, _, _ in found if start > 16) == [20, 23, 26, 29, 32]
    assert set(found.values()) == {2}


def test_where_nothing_tires_anybody_one_person_stays_all_day():
    for strain, shifts in ((True, 10), (False, 1)):
        centre = replace(TYPICAL, {"behaviour.strain": strain})
        made = with_people_on_phones(centre, TEAM, week([10] * 20, first=16))
        assert len(made.teams[0].shifts) == shifts


def test_as_many_kinds_of_shift_as_a_scenario_may_have():
    people = np.random.default_rng(1).integers(0, 40, (7, 48))
    assert len(stretches(people)) > MOST_SHIFTS
    centre = with_people_on_phones(TYPICAL, TEAM, people)
    assert (people_at_work(centre, TEAM) == people).all()


def test_a_night_from_sunday_goes_on_on_monday():
    people = np.zeros((7, 48), np.int64)
    people[6, 44:] = people[0, :4] = 1
    assert stretches(people) == {(44, 8, (6,)): 1}


def test_somebody_is_always_there():
    found = stretches(np.ones((7, 48), np.int64))
    assert sum(length * len(days) * n for (_, length, days), n in found.items()) == 336
    assert max(length for _, length, _ in found) <= LONGEST


@settings(max_examples=25, deadline=None)
@given(arrays(np.int64, (7, 48), elements=st.integers(0, 3)))
def test_a_scenario_has_the_people_that_were_asked_for(people):
    if people.any():
        centre = with_people_on_phones(TYPICAL, TEAM, people)
        assert (people_at_work(centre, TEAM) == people).all()


def test_who_is_at_work_in_no_break_by_hand():
    """42 by shares of .41, .32 and .27: 17, 14 and 11; breaks of 15 and 30 minutes in turn."""
    at_work = people_at_work(TYPICAL, TEAM)
    monday = at_work[0]
    assert (monday[16], monday[18]) == (17.0, 31.0)
    assert 31.0 < monday[20] < 42.0, "the first are at their first break"
    assert (at_work[5:] == 0.0).all()
    hours = at_work.sum() / 2.0
    assert hours == pytest.approx(5 * 42 * (8.0 - 1.0))


def test_always_means_whenever_it_is_open():
    centre = replace(TYPICAL, {"teams.Front line.shifts": "always", "teams.Front line.breaks": []})
    at_work = people_at_work(centre, TEAM)
    assert set(at_work[0, 16:36]) == {42.0}
    assert at_work.sum() == 42.0 * 20 * 5
