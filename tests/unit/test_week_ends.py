"""Shifts over midnight of Sunday: what a week costs and holds is what a planner gets by hand."""

from __future__ import annotations

import pytest

from sim import from_dict, run, simulate
from sim.experiment import measure
from sim.kpis.counting import frames
from tests.builders import WEEK, data, team

WAGE = 34.0 * 1.25
ROUND_THE_CLOCK = {"days": WEEK, "from": "00:00", "to": "24:00"}
SUNDAY_NIGHT = {"days": ["sun"], "from": "22:00", "to": "06:00"}
NIGHT = {"start": "22:00", "hours": 8.0}


def thirds(*starts):
    return [{"start": start, "hours": 8.0, "share": 1 / 3} for start in starts]


DAY_AND_NIGHT = [{"start": start, "hours": 12.0, "share": 0.5} for start in ("07:00", "19:00")]


def centre(open_, weeks=1, warm_up=0, calls=0.0, demand=None, horizon=None, **team_fields):
    return from_dict(
        data(
            demand={"calls_per_day": calls, "day_to_day_cv": 0.0, "open": open_, **(demand or {})},
            horizon={"weeks": weeks, "warm_up_weeks": warm_up, **(horizon or {})},
            teams=[team(**team_fields)],
        )
    )


@pytest.mark.parametrize(("weeks", "warm_up"), [(1, 0), (1, 1), (2, 0), (4, 1)])
@pytest.mark.parametrize(
    ("open_", "roster", "hours"),
    [
        (SUNDAY_NIGHT, {"agents": 10, "shifts": [NIGHT]}, 10 * 8),
        (SUNDAY_NIGHT, {"agents": 10, "shifts": "always"}, 10 * 8),
        (
            ROUND_THE_CLOCK,
            {"agents": 9, "shifts": thirds("06:00", "14:00", "22:00"), "days_per_week": 7},
            504,
        ),
        (
            {**ROUND_THE_CLOCK, "days": WEEK[:5]},
            {"agents": 16, "shifts": [{**NIGHT, "days": ["sun", *WEEK[:4]]}]},
            640,
        ),
        (ROUND_THE_CLOCK, {"agents": 14, "shifts": DAY_AND_NIGHT, "days_per_week": 4}, 14 * 4 * 12),
    ],
)
def test_a_week_costs_its_hours_times_the_wage(open_, roster, hours, weeks, warm_up):
    s = centre(open_, weeks, warm_up, **roster)
    found = measure(simulate(s), s)
    of_run = run([s], replications=1)[0].kpi("cost_per_week").mean
    assert of_run == pytest.approx(hours * WAGE)
    assert found.hours.sum(axis=0) == pytest.approx([hours] * weeks), "nobody calls: all are free, every week"


def test_those_who_are_sick_on_sunday_night_are_paid_for_both_its_parts():
    s = centre(SUNDAY_NIGHT, agents=3, shifts=[NIGHT])
    s = from_dict(
        {**data(s.model_dump(mode="json", by_alias=True)), "behaviour": {"strain": False, "sick_rate": 1.0}}
    )
    assert run([s], replications=1)[0].kpi("cost_per_week").mean == pytest.approx(3 * 8 * WAGE)


def test_calls_per_day_count_an_opening_by_the_part_of_it_that_the_week_has():
    # Monday 00–06 of the Sunday before (6 of 8 hours), all of Monday's, the last Sunday closed
    open_ = {"days": ["sun", "mon"], "from": "22:00", "to": "06:00"}
    dates = {"horizon": {"start_date": "2026-12-28"}, "demand": {"closed_days": ["2027-01-03"]}}
    s = centre(open_, calls=200.0, agents=10, **dates)
    assert frames(s)[0].openings == pytest.approx(1.75)
    (result,) = run([s], replications=30)
    # 350 calls a week, Poisson: the mean of 30 runs is within 4 standard errors, 4 * sqrt(350/30) / 1.75
    assert result.kpi("calls_offered_per_day").mean == pytest.approx(200.0, abs=7.9)


def test_the_small_hours_of_the_first_monday_are_worked_by_people_who_count():
    s = centre(ROUND_THE_CLOCK, agents=9, shifts=thirds("06:00", "14:00", "22:00"), days_per_week=7)
    found = measure(simulate(s), s)
    assert found.day["on_duty"] == pytest.approx([3.0] * 48), "three people by the clock"
