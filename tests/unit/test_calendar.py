"""Opening periods, and the next of them for a contact that falls in closed time."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.calendar import Calendar
from sim.engine.contact_time import contact_time
from sim.record import DAY_MIN
from sim.scenario import ScenarioError, policies
from tests.builders import WEEK, scenario, team


def calendar(weeks=1, warm_up=0, changes=(), **demand) -> Calendar:
    s = scenario(
        demand={"calls_per_day": 10.0, **demand},
        horizon={"weeks": weeks, "warm_up_weeks": warm_up},
        changes=[{"week": w, "set": v} for w, v in changes],
    )
    return Calendar(policies(s), weeks)


def contact(c: Calendar, due: float, now: float, u: float) -> float | None:
    """When a contact comes through in a centre with this calendar; None if it does not."""
    time = contact_time(SimpleNamespace(calendar=c, last_day=c.last_day), due, now, u)
    return time if time > -math.inf else None


NINE_TO_NOON = {"days": ["mon", "wed"], "from": "09:00", "to": "12:00"}


def half_hours(hours, which="own"):
    """Number of the half-hour -> its calls, of an opening or of what one has carried into the day."""
    return {i: x for i, x in enumerate(getattr(hours, which)) if x}


def test_open_days_have_their_hours_and_closed_ones_none():
    c = calendar(open={**NINE_TO_NOON, "hours": {"wed": ["10:00", "11:30"]}})
    assert sorted(c.days) == [0, 2]
    assert c.openings == {0: (540, 720), 2: (2 * 1440 + 600, 2 * 1440 + 690)}
    assert list(half_hours(c.days[2])) == [20, 21, 22]
    assert c.periods == [(540, 720), (3480, 3570)]


def test_an_opening_may_run_past_midnight():
    c = calendar(open={"days": ["mon", "sun"], "from": "22:00", "to": "02:00"}, weekday_factor={"mon": 3.0})
    sunday, monday = (6 * 1440 + 1320, 7 * 1440 + 120), (7 * 1440 + 1320, 8 * 1440)
    assert c.openings == {-1: (-120, 120), 0: (1320, 1560), 6: sunday, 7: monday}
    assert c.periods == [(0, 120), (1320, 1560), sunday, monday], "the last opening of the week runs out"
    assert c.horizon == 8 * 1440
    assert half_hours(c.days[0], "carried") == pytest.approx(dict.fromkeys(range(4), 0.5 / 8)), "Sunday's"
    assert half_hours(c.days[0]) == pytest.approx(dict.fromkeys(range(44, 48), 1.5 / 8))
    assert half_hours(c.days[1], "carried") == pytest.approx(dict.fromkeys(range(4), 1.5 / 8)), "Monday's"
    assert not half_hours(c.days[1])
    assert c.days[0].profile[4] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("open_", "profile", "openings"),
    [
        # Sunday 22:00 to 06:00: 6 of 8 hours lie on Monday, and with this profile 2/3 of the calls
        ({"days": ["sun"], "from": "22:00", "to": "06:00"}, None, {0: 0.75, 6: 0.25, 7: 0.75}),
        (
            {"days": ["sun"], "from": "22:00", "to": "06:00"},
            [6] * 4 + [4] * 12,
            {0: 2 / 3, 6: 1 / 3, 7: 2 / 3},
        ),
        ({"days": ["sun", "mon"], "from": "22:00", "to": "06:00"}, None, {0: 1.0, 1: 0.75, 6: 0.25, 7: 1.0}),
        ({"days": ["sun", "mon"], "from": "08:00", "to": "18:00"}, None, {0: 1.0, 6: 1.0}),
        ({"days": WEEK, "from": "00:00", "to": "24:00"}, None, dict.fromkeys(range(7), 1.0)),
    ],
)
def test_an_opening_counts_on_each_day_by_the_share_of_its_calls(open_, profile, openings):
    c = calendar(open=open_, profile=profile)
    assert {day: hours.openings for day, hours in c.days.items()} == pytest.approx(openings)


@pytest.mark.parametrize(
    ("open_", "shifts", "last_day"),
    [
        ({"days": ["sun"], "from": "20:00", "to": "02:00"}, "always", 7),
        ({"days": WEEK, "from": "00:00", "to": "24:00"}, "always", 6),
        ({"days": WEEK, "from": "00:00", "to": "24:00"}, [{"start": "22:00", "hours": 8.0}], 7),
        ({"days": WEEK, "from": "00:00", "to": "24:00"}, [{"start": "16:00", "hours": 8.0}], 6),
        ({"days": WEEK[:5]}, [{"start": "20:00", "hours": 8.0, "days": ["fri"]}], 6),
    ],
)
def test_one_day_more_is_run_where_a_shift_or_an_opening_of_the_last_day_goes_on(open_, shifts, last_day):
    s = scenario(demand={"calls_per_day": 1.0, "open": open_}, teams=[team(shifts=shifts)])
    assert Calendar(policies(s), 1).last_day == last_day


def test_an_opening_may_have_two_spans():
    siesta = [["09:00", "13:00"], ["16:00", "20:00"]]
    s = scenario(
        demand={"calls_per_day": 10.0,
                "open": {"days": ["mon", "tue"], "spans": siesta, "hours": {"tue": ["10:00", "14:00"]}},
                "profile": {"mon": [1] * 8 + [3] * 8, "tue": [1] * 8}},
        teams=[team(shifts=[{"start": "09:00", "hours": 11.0}])],
    )  # fmt: skip
    c = Calendar(policies(s), 1)
    assert c.periods == [(540, 780), (960, 1200), (1440 + 600, 1440 + 840)]
    assert [c.is_open(t) for t in (779.0, 780.0, 959.0, 960.0)] == [True, False, False, True]
    assert half_hours(c.days[0])[18] == pytest.approx(1 / 32)
    assert half_hours(c.days[0])[32] == pytest.approx(3 / 32)
    assert contact(c, 800.0, 790.0, 0.0) == 960, "a redial in the siesta comes after it"


def test_a_change_of_hours_ends_what_runs_past_its_midnight():
    late = {"days": ["sun"], "from": "22:00", "to": "06:00"}
    c = calendar(
        weeks=2, open=late, changes=[(1, {"demand.open": {"days": ["tue"], "from": "08:00", "to": "09:00"}})]
    )
    assert (6 * 1440 + 1320, 7 * 1440) in c.periods
    assert c.openings[6] == (6 * 1440 + 1320, 7 * 1440)


def test_dates_are_days_of_the_run():
    s = scenario(
        demand={"calls_per_day": 10.0, "open": {"days": WEEK, "from": "09:00", "to": "12:00"},
                "closed_days": ["2026-12-25", "2031-01-01"],
                "special_days": [{"date": "2026-12-26", "calls_factor": 0.5}]},
        horizon={"weeks": 2, "warm_up_weeks": 0, "start_date": "2026-12-21"},
    )  # fmt: skip
    c = Calendar(policies(s), 2)
    assert 4 not in c.days
    assert sum(c.days[5].own) == pytest.approx(0.5 * sum(c.days[6].own))
    assert len(c.days) == 13


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
    assert [*half_hours(c.days[0]).values()] == pytest.approx([0.1, 0.2, 0.3, 0.2, 0.1, 0.1])
    assert half_hours(calendar(open=NINE_TO_NOON).days[0]) == pytest.approx(
        dict.fromkeys(range(18, 24), 1 / 6)
    )


def test_special_days_close_or_change_the_volume():
    c = calendar(weeks=2, open=NINE_TO_NOON, special_days=[{"week": 1, "day": "mon", "closed": True},
                                                          {"week": 0, "day": "wed", "calls_factor": 0.5}])  # fmt: skip
    assert sorted(c.days) == [0, 2, 9]
    assert [sum(c.days[d].own) for d in (0, 2, 9)] == pytest.approx([1.0, 0.5, 1.0])
    assert c.closed == {7: (7 * 1440 + 540, 7 * 1440 + 720)}


def test_a_change_of_hours_counts_from_its_week():
    c = calendar(weeks=2, open=NINE_TO_NOON, changes=[(1, {"demand.open.days": ["tue"]})])
    assert sorted(c.days) == [0, 2, 8]


def test_a_contact_within_the_hour_comes_when_it_is_due():
    c = calendar(open=NINE_TO_NOON)
    assert contact(c, 600.25, 540.25, 0.9) == 600.25
    assert contact(c, 600.25, 540.2, 0.5) == 660.1, (
        "later than that, half-way between an hour from now and noon"
    )


def test_a_contact_in_closed_time_comes_where_its_uniform_falls_in_the_next_days_profile():
    c = calendar(open=NINE_TO_NOON, profile=[1, 0, 0, 0, 0, 3])
    wednesday = 2 * 1440 + 540
    assert contact(c, 720.0, 719.0, 0.125) == wednesday + 15
    assert contact(c, 1500.0, 1490.0, 0.25) == wednesday + 150
    assert contact(c, 500.0, 490.0, 0.5) == pytest.approx(540 + 150 + 10)


def test_a_contact_days_later_comes_at_a_time_of_that_day_when_people_call():
    weights = [0.0] * 12 + [1.0] * 12 + [3.0] * 12 + [0.0] * 12
    c = calendar(open={"days": WEEK, "from": "00:00", "to": "24:00"}, profile=weights)
    tuesday = 1440.0
    for due in (tuesday + 10.0, tuesday + 700.0, tuesday + 1430.0):
        assert contact(c, due, 5.0, 0.0) == tuesday + 360
        assert contact(c, due, 5.0, 0.25) == tuesday + 720
        assert contact(c, due, 5.0, 0.5) == pytest.approx(tuesday + 840)


def test_a_contact_in_an_hour_without_calls_waits_for_one_with():
    c = calendar(
        open={"days": WEEK, "from": "00:00", "to": "24:00"}, profile=[1.0] * 4 + [0.0] * 16 + [1.0] * 28
    )
    assert contact(c, 125.0, 110.0, 0.0) == 600.0
    assert contact(c, 119.0, 110.0, 0.0) == 119.0


def test_past_the_last_opening_nobody_comes():
    c = calendar(open=NINE_TO_NOON)
    assert contact(c, 2 * 1440 + 720.0, 2 * 1440 + 719.0, 0.5) is None
    assert contact(c, 1e9, 0.0, 0.5) is None
    later = contact(calendar(weeks=2, open=NINE_TO_NOON), 2 * 1440 + 720.0, 2 * 1440 + 719.0, 0.0)
    assert later == 7 * 1440 + 540


@settings(max_examples=60)
@given(
    st.floats(0, 10_000),
    st.floats(0, 3000),
    st.floats(0.0, 1.0, exclude_max=True),
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
)
@example(1.0, 0.0, 1 - 2.0**-53, [0, 0, 0, 0, 0, 1])
@example(1.0, 0.0, 0.0, [0, 1, 0, 0, 0, 1])
@example(700.0, 61.0, 1 - 2.0**-53, [0, 1, 0, 0, 0, 1])
def test_whoever_is_placed_comes_in_an_hour_with_calls_and_not_earlier(now, delay, u, profile):
    if not any(profile):
        profile[2] = 1
    c = calendar(open=NINE_TO_NOON, profile=[float(w) for w in profile])
    due = now + delay
    placed = contact(c, due, now, u)
    if placed is None:
        assert due >= c.periods[-1][0]
    else:
        assert placed >= now
        assert placed >= due or delay > 60.0
        assert placed // DAY_MIN >= due // DAY_MIN
        assert c.is_open(placed)
        day = c.days[int(placed // DAY_MIN)]
        near = {int((placed + rounding) % DAY_MIN // 30) for rounding in (-1e-9, 1e-9)}
        assert any(day.own[h] > 0.0 for h in near), "nobody is placed where nobody calls"


@pytest.mark.parametrize(
    ("special", "closed", "said"),
    [
        ([{"date": "2026-12-25", "calls_factor": 2.0}], ["2026-12-25"], "in special_days and in closed_days"),
        ([{"week": 0, "day": "fri"}], ["2026-12-25"], "in special_days and in closed_days"),
        ([], ["2026-12-25", "2026-12-25"], "twice in closed_days"),
    ],
)
def test_a_date_given_twice_is_named_with_its_lists(special, closed, said):
    with pytest.raises(ScenarioError) as caught:
        scenario(
            demand={"calls_per_day": 10.0, "special_days": special, "closed_days": closed},
            horizon={"weeks": 1, "warm_up_weeks": 0, "start_date": "2026-12-21"},
        )
    assert str(caught.value) == f"demand.closed_days: 2026-12-25 is {said}; write one entry per day"
