"""Opening periods, and the next of them for a contact that falls in closed time."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.calendar import DAY_MIN, Calendar
from sim.scenario import policies
from tests.builders import WEEK, scenario


def calendar(weeks=1, warm_up=0, changes=(), **demand) -> Calendar:
    s = scenario(
        demand={"calls_per_day": 10.0, **demand},
        horizon={"weeks": weeks, "warm_up_weeks": warm_up},
        changes=[{"week": w, "set": v} for w, v in changes],
    )
    return Calendar(policies(s), weeks)


NINE_TO_NOON = {"days": ["mon", "wed"], "from": "09:00", "to": "12:00"}


def test_open_days_have_their_hours_and_closed_ones_none():
    c = calendar(open={**NINE_TO_NOON, "hours": {"wed": ["10:00", "11:30"]}})
    assert sorted(c.days) == [0, 2]
    assert (c.days[0].opens, c.days[0].closes, c.days[0].first_half_hour) == (540, 720, 18)
    assert (c.days[2].opens, c.days[2].closes, c.days[2].first_half_hour) == (
        2 * 1440 + 600,
        2 * 1440 + 690,
        20,
    )
    assert c.periods == [(540, 720), (3480, 3570)]


def test_warm_up_days_are_negative():
    assert sorted(calendar(warm_up=1, open=NINE_TO_NOON).days) == [-7, -5, 0, 2]


def test_open_up_to_closing_but_not_at_closing():
    c = calendar(open=NINE_TO_NOON)
    assert [c.is_open(t) for t in (539.99, 540.0, 719.99, 720.0, 1440.0, -10.0)] == [False, True, True] + [
        False
    ] * 3


def test_periods_that_touch_at_midnight_are_one():
    c = calendar(open={"days": WEEK, "from": "00:00", "to": "24:00"})
    assert c.periods == [(0.0, 7 * DAY_MIN)]
    assert c.is_open(DAY_MIN)
    assert not c.is_open(7 * DAY_MIN)
    c = calendar(
        open={"days": ["mon", "tue"], "from": "20:00", "to": "24:00", "hours": {"tue": ["00:00", "06:00"]}}
    )
    assert c.periods == [(1200, 1800)]


def test_half_hours_are_the_profile_as_shares():
    c = calendar(open=NINE_TO_NOON, profile=[1, 2, 3, 2, 1, 1])
    assert c.days[0].half_hours == pytest.approx([0.1, 0.2, 0.3, 0.2, 0.1, 0.1])
    assert calendar(open=NINE_TO_NOON).days[0].half_hours == pytest.approx([1 / 6] * 6)


def test_special_days_close_or_change_the_volume():
    c = calendar(weeks=2, open=NINE_TO_NOON, special_days=[{"week": 1, "day": "mon", "closed": True},
                                                          {"week": 0, "day": "wed", "calls_factor": 0.5}])  # fmt: skip
    assert sorted(c.days) == [0, 2, 9]
    assert [c.days[d].factor for d in (0, 2, 9)] == [1.0, 0.5, 1.0]


def test_a_change_of_hours_counts_from_its_week():
    c = calendar(weeks=2, open=NINE_TO_NOON, changes=[(1, {"demand.open.days": ["tue"]})])
    assert sorted(c.days) == [0, 2, 8]


def test_a_contact_in_open_time_comes_then():
    assert calendar(open=NINE_TO_NOON).contact_time(600.25, 0.9) == 600.25


def test_a_contact_in_closed_time_comes_where_its_uniform_falls_in_the_next_days_profile():
    c = calendar(open=NINE_TO_NOON, profile=[1, 0, 0, 0, 0, 3])
    wednesday = 2 * 1440 + 540
    assert c.contact_time(720.0, 0.125) == wednesday + 15
    assert c.contact_time(1500.0, 0.25) == wednesday + 150
    assert c.contact_time(-5.0, 0.5) == pytest.approx(540 + 150 + 10)


def test_past_the_last_opening_nobody_comes():
    c = calendar(open=NINE_TO_NOON)
    assert c.contact_time(2 * 1440 + 720.0, 0.5) is None
    assert c.contact_time(1e9, 0.5) is None
    assert calendar(weeks=2, open=NINE_TO_NOON).contact_time(2 * 1440 + 720.0, 0.0) == 7 * 1440 + 540


@settings(max_examples=60)
@given(
    st.floats(-5000, 12_000),
    st.floats(0.0, 1.0, exclude_max=True),
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
)
@example(0.0, 1 - 2.0**-53, [0, 0, 0, 0, 0, 1])
@example(0.0, 0.0, [0, 1, 0, 0, 0, 1])
def test_whoever_is_placed_comes_in_open_time_and_not_earlier(time, u, profile):
    if not any(profile):
        profile[2] = 1
    c = calendar(open=NINE_TO_NOON, profile=[float(w) for w in profile])
    placed = c.contact_time(time, u)
    if placed is None:
        assert time >= c.periods[-1][1]
    else:
        assert placed >= time
        assert c.is_open(placed)
        if placed > time:
            day = c.days[int(placed // DAY_MIN)]
            near = {int((placed + rounding - day.opens) // 30) for rounding in (-1e-9, 1e-9)}
            assert any(day.half_hours[h] > 0.0 for h in near), "nobody is placed where nobody calls"
