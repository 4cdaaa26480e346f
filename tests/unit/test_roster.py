"""Who is rostered when: seats to shifts, days off, staggered breaks."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.roster import WEEK, apportion, interleaved, plan
from sim.engine.roster import cover as cover_by_minute
from sim.scenario.demand import Open
from sim.scenario.fields import WEEKDAYS
from sim.scenario.people import Break, Shift, Team

FIVE = Open(days=("mon", "tue", "wed", "thu", "fri"))
SEVEN = Open(days=WEEKDAYS)
ROUND_THE_CLOCK = Open(**{"days": WEEKDAYS, "from": "00:00", "to": "24:00"})


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


def test_a_shift_is_worked_on_its_own_days_open_or_not():
    shift = Shift(start="08:00", days=("mon", "sat", "sun"))
    for hours in (FIVE, SEVEN):
        assert plan(a_team(agents=1, shifts=(shift,)), hours)[0].weekdays == frozenset({0, 5, 6})


@pytest.mark.parametrize(
    ("start", "hours", "opening", "days"),
    [
        ("08:00", 8.0, {"days": FIVE.days}, range(5)),
        ("22:00", 8.0, {"days": FIVE.days, "from": "00:00", "to": "24:00"}, [0, 1, 2, 3, 4, 6]),
        ("22:00", 2.0, {"days": FIVE.days, "from": "00:00", "to": "24:00"}, range(5)),
        ("13:00", 4.0, {"days": ("mon", "sat"), "hours": {"sat": ("08:00", "12:00")}}, [0]),
        ("00:00", 4.0, {"days": ("fri", "sat"), "from": "10:00", "to": "02:00"}, [5, 6]),
        ("18:00", 8.0, {"days": ("mon",)}, []),
    ],
)
def test_without_days_of_its_own_a_shift_is_worked_when_it_covers_opening_hours(start, hours, opening, days):
    shift = Shift(start=start, hours=hours)
    assert plan(a_team(agents=1, shifts=(shift,), days_per_week=7), Open(**opening))[0].weekdays == frozenset(
        days
    )


def cover(plans):
    """People at work by (start of the shift, weekday)."""
    return Counter((p.start_min, d) for p in plans for d in p.weekdays)


def test_nine_seats_in_three_shifts_of_five_days_are_spread():
    shifts = tuple(Shift(start=start, share=1 / 3) for start in ("06:00", "14:00", "22:00"))
    at_work = cover(plan(a_team(agents=9, shifts=shifts), ROUND_THE_CLOCK))
    for start in (360.0, 840.0, 1320.0):
        assert sorted(at_work[start, d] for d in range(7)) == [2, 2, 2, 2, 2, 2, 3]
    assert sorted(sum(at_work[s, d] for s in (360.0, 840.0, 1320.0)) for d in range(7)) == [
        6,
        6,
        6,
        6,
        7,
        7,
        7,
    ]


def test_six_seats_in_three_shifts_leave_no_shift_empty():
    shifts = tuple(Shift(start=start, share=1 / 3) for start in ("06:00", "14:00", "22:00"))
    at_work = cover(plan(a_team(agents=6, shifts=shifts), ROUND_THE_CLOCK))
    assert all(at_work[start, d] >= 1 for start in (360.0, 840.0, 1320.0) for d in range(7))


@given(
    st.integers(1, 60),
    st.integers(1, 7),
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
    st.sampled_from([WEEKDAYS, WEEKDAYS[:5], ("mon", "wed", "thu", "sat")]),
)
def test_cover_differs_by_at_most_one_per_shift_and_over_the_team(seats, days_per_week, weights, days):
    shifts = tuple(
        Shift(start=f"{8 + i:02d}:00", share=w / sum(weights), days=days) for i, w in enumerate(weights)
    )
    plans = plan(a_team(agents=seats, shifts=shifts, days_per_week=days_per_week), ROUND_THE_CLOCK)
    numbers = [WEEKDAYS.index(d) for d in days]
    at_work = cover(plans)
    for shift in {p.start_min for p in plans}:
        of_shift = [at_work[shift, d] for d in numbers]
        assert max(of_shift) - min(of_shift) <= 1
    of_team = [sum(at_work[s, d] for s in {p.start_min for p in plans}) for d in numbers]
    assert max(of_team) - min(of_team) <= 1
    assert all(len(p.weekdays) == min(days_per_week, len(days)) for p in plans), "nobody works more or less"


def test_days_off_come_in_a_row():
    for p in plan(a_team(agents=9, days_per_week=5), SEVEN):
        off = sorted(set(range(7)) - p.weekdays)
        assert off[1] - off[0] in (1, 6), "two days, Sunday and Monday counting as such"


@pytest.mark.parametrize(("first", "second"), list(itertools.product(range(1, 8), repeat=2)))
def test_shifts_of_different_days_fill_each_others_gaps_as_far_as_turning_the_week_can(first, second):
    weekdays, all_days = WEEKDAYS[:5], WEEKDAYS
    shifts = (Shift(start="08:00", share=first / (first + second), days=weekdays),
              Shift(start="09:00", share=second / (first + second), days=all_days))  # fmt: skip
    plans = plan(a_team(agents=first + second, shifts=shifts), SEVEN)
    fixed = [sum(d in p.weekdays for p in plans if p.start_min == 480.0) for d in range(7)]
    turning = [sum(d in p.weekdays for p in plans if p.start_min == 540.0) for d in range(7)]

    def unevenness(by):
        return sum((fixed[d] + turning[(d + by) % 7]) ** 2 for d in range(7))

    assert unevenness(0) == min(unevenness(by) for by in range(7))


def test_always_is_every_day_without_breaks():
    for p in plan(a_team(shifts="always"), SEVEN):
        assert p.always
        assert p.weekdays == frozenset(range(7))
        assert p.breaks == ((),) * 7


def test_a_shift_has_its_start_and_length():
    (p,) = plan(a_team(agents=1, shifts=(Shift(start="22:30", hours=7.5),)), FIVE)
    assert (p.always, p.start_min, p.minutes) == (False, 1350.0, 450.0)


# ── Breaks ────────────────────────────────────────────────────────────────────────────────────────


def test_colleagues_take_a_break_in_turn_on_either_side_of_its_time():
    breaks = (Break(after_min=120.0, minutes=15.0, stagger_min=80.0),)
    due = [p.breaks[0][0].after_min for p in plan(a_team(breaks=breaks), FIVE)]
    assert due == [120 - 30, 120 - 10, 120 + 10, 120 + 30]


@pytest.mark.parametrize(("agents", "due"), [(1, [240.0]), (2, [217.5, 262.5]), (3, [210.0, 240.0, 270.0])])
def test_the_breaks_of_a_tiny_group_are_on_average_at_their_time(agents, due):
    breaks = (Break(after_min=240.0, stagger_min=90.0),)
    plans = plan(a_team(agents=agents, breaks=breaks), FIVE)
    assert [p.breaks[0][0].after_min for p in plans] == pytest.approx(due)


def test_members_are_counted_within_their_shift():
    shifts = (Shift(start="08:00", share=0.5), Shift(start="10:00", share=0.5))
    breaks = (Break(after_min=120.0, stagger_min=80.0),)
    due = [(p.start_min, p.breaks[0][0].after_min) for p in plan(a_team(shifts=shifts, breaks=breaks), FIVE)]
    assert due == [(480, 100), (600, 100), (480, 140), (600, 140)]


def test_no_break_is_due_before_the_shift_and_they_come_in_order():
    breaks = (Break(after_min=240.0), Break(after_min=10.0, stagger_min=80.0))
    first = plan(a_team(breaks=breaks), FIVE)[0]
    assert [b.after_min for b in first.breaks[0]] == [0.0, 240.0]


def test_two_of_three_who_are_there_relieve_each_other_whoever_has_the_day_off():
    # One of three is off each day: 42 min and 20 min of break leave turns of a quarter of 42 either side, 21 apart.
    # Were turns those of all three, 14 apart, both would be away for 6 min on each day.
    team = a_team(agents=3, days_per_week=4, breaks=(Break(after_min=240.0, minutes=20.0, stagger_min=42.0),))
    plans = plan(team, Open(days=WEEKDAYS[:6]))
    for day in range(6):
        assert [p.breaks[day][0].after_min for p in plans if day in p.weekdays] == [229.5, 250.5]
        assert [p.breaks[day] for p in plans if day not in p.weekdays] == [()]
    minute_of_day = np.arange(WEEK) % 1440
    nobody = ~cover_by_minute(plans, 15.0) & (minute_of_day >= 480) & (minute_of_day < 960)
    assert not nobody[: 6 * 1440].any()


def test_who_is_alone_on_a_day_takes_the_break_at_its_own_time():
    # Two people, four days each of seven: 8 days of work, so one day both, six days one.
    team = a_team(agents=2, days_per_week=4, breaks=(Break(after_min=240.0, minutes=30.0, stagger_min=60.0),))
    plans = plan(team, SEVEN)
    for day in range(7):
        due = [p.breaks[day][0].after_min for p in plans if day in p.weekdays]
        assert due in ([240.0], [225.0, 255.0])
    assert sum(len(p.weekdays) for p in plans) == 8


@given(st.integers(2, 8), st.integers(1, 7), st.sampled_from([10.0, 15.0, 30.0]))
def test_a_stagger_of_twice_the_break_never_has_all_of_a_shift_at_it(agents, days_per_week, minutes):
    breaks = (Break(after_min=240.0, minutes=minutes, stagger_min=2.0 * minutes),)
    plans = plan(a_team(agents=agents, days_per_week=days_per_week, breaks=breaks), SEVEN)
    for day in range(7):
        due = [p.breaks[day][0].after_min for p in plans if day in p.weekdays]
        assert len(due) < 2 or due[0] + minutes <= due[-1]
