"""Who is rostered when: seats to shifts, days off, staggered breaks."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.roster import apportion, interleaved, plan
from sim.scenario.people import Break, Shift, Team

FIVE = ("mon", "tue", "wed", "thu", "fri")
SEVEN = (*FIVE, "sat", "sun")


def a_team(**fields):
    return Team(**{"name": "A", "agents": 4, "shifts": (Shift(start="08:00"),), **fields})


# ── Seats to shifts ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("seats", "shares", "counts"),
    [
        (10, [0.5, 0.5], [5, 5]),
        (10, [0.25, 0.75], [3, 7]),  # 2.5 and 7.5: a tie goes to the first
        (11, [1 / 3, 1 / 3, 1 / 3], [4, 4, 3]),
        (10, [0.61, 0.39], [6, 4]),
        (3, [0.9, 0.05, 0.05], [3, 0, 0]),
        (7, [0.1, 0.2, 0.7], [1, 1, 5]),  # .7, 1.4, 4.9: largest remainders .9 and .7
        (0, [0.5, 0.5], [0, 0]),
        (30, [0.1, 0.2, 0.7], [3, 6, 21]),  # whatever 30 · .1 is in floating point
    ],
)
def test_seats_go_to_shifts_by_largest_remainder(seats, shares, counts):
    assert apportion(seats, shares) == counts


@given(st.integers(0, 300), st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_no_seat_is_lost_and_no_shift_is_off_by_a_whole_seat(seats, weights):
    shares = [w / sum(weights) for w in weights]
    counts = apportion(seats, shares)
    assert sum(counts) == seats
    assert all(abs(n - seats * share) < 1.0 for n, share in zip(counts, shares, strict=True))


def test_shifts_are_interleaved_over_the_seats():
    assert interleaved([2, 2]) == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert [shift for shift, _ in interleaved([1, 4])] == [1, 1, 0, 1, 1]
    assert interleaved([0, 2]) == [(1, 0), (1, 1)]


def test_so_taking_seats_away_takes_from_all_shifts():
    shifts = (Shift(start="08:00", share=0.5), Shift(start="10:00", share=0.5))
    starts = [p.start_min for p in plan(a_team(agents=6, shifts=shifts), FIVE)]
    assert starts == [480.0, 600.0] * 3


# ── Days ──────────────────────────────────────────────────────────────────────────────────────────


def test_five_open_days_and_five_days_a_week_leave_no_day_off():
    assert {p.weekdays for p in plan(a_team(), FIVE)} == {frozenset(range(5))}


@pytest.mark.parametrize("days_per_week", range(1, 8))
def test_days_off_rotate_by_seat_so_that_every_day_is_staffed_alike(days_per_week):
    plans = plan(a_team(agents=7, days_per_week=days_per_week), SEVEN)
    assert all(len(p.weekdays) == days_per_week for p in plans)
    assert Counter(d for p in plans for d in p.weekdays) == dict.fromkeys(range(7), days_per_week)


def test_a_shift_may_have_its_own_days_but_only_open_ones():
    shift = Shift(start="08:00", days=("mon", "sat", "sun"))
    assert plan(a_team(agents=1, shifts=(shift,)), FIVE)[0].weekdays == frozenset({0})
    assert plan(a_team(agents=1, shifts=(shift,)), SEVEN)[0].weekdays == frozenset({0, 5, 6})


def test_always_ignores_days_per_week_and_breaks():
    team = a_team(shifts="always", days_per_week=1, breaks=(Break(after_min=60.0),))
    for p in plan(team, SEVEN):
        assert p.always
        assert p.weekdays == frozenset(range(7))
        assert p.breaks == ()


def test_a_shift_has_its_start_and_length():
    (p,) = plan(a_team(agents=1, shifts=(Shift(start="22:30", hours=7.5),)), FIVE)
    assert (p.always, p.start_min, p.minutes) == (False, 1350.0, 450.0)


# ── Breaks ────────────────────────────────────────────────────────────────────────────────────────


def test_the_break_of_member_j_of_n_is_j_over_n_less_a_half_of_the_stagger_later():
    breaks = (Break(after_min=120.0, minutes=15.0, stagger_min=80.0),)
    due = [p.breaks[0].after_min for p in plan(a_team(breaks=breaks), FIVE)]
    assert due == [120 - 40, 120 - 20, 120, 120 + 20]


def test_members_are_counted_within_their_shift():
    shifts = (Shift(start="08:00", share=0.5), Shift(start="10:00", share=0.5))
    breaks = (Break(after_min=120.0, stagger_min=80.0),)
    due = [(p.start_min, p.breaks[0].after_min) for p in plan(a_team(shifts=shifts, breaks=breaks), FIVE)]
    assert due == [(480, 80), (600, 80), (480, 120), (600, 120)]


def test_no_break_is_due_before_the_shift_and_they_come_in_order():
    breaks = (Break(after_min=240.0), Break(after_min=10.0, stagger_min=80.0))
    first = plan(a_team(breaks=breaks), FIVE)[0]
    assert [b.after_min for b in first.breaks] == [0.0, 240.0]
