"""Calls and people by half-hour of the week and by day: counted here from the record, one row at a time."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from sim import from_dict, load, replace, simulate
from sim.experiment import KEYS, measure, one_replication
from sim.experiment.store import size_bytes
from sim.record import Outcome
from tests.builders import WEEK, data, team

NIGHTS = {"days": WEEK, "from": "10:00", "to": "02:00"}
FOUR_DEFINITIONS = {
    "service_level": lambda c: c["in_time"] / c["offered"],
    "service_level_answered": lambda c: c["in_time"] / c["answered"],
    "service_level_excl_short_abandons": lambda c: c["in_time"] / (c["offered"] - c["short_abandons"]),
    "service_level_short_abandons_good": lambda c: (c["in_time"] + c["short_abandons"]) / c["offered"],
}


def busy():
    """Three weeks with calls that come again, nights past Sunday, and another target in the last week."""
    return from_dict(
        data(
            {
                "callers": {"redial": 0.5, "call_back": 0.8, "pass_on": 0.3, "pass_on_pressed": 0.5},
                "call_types.Calls.patience": {"mean_min": 2.0},
                "call_types.Calls.resolvable": 0.7,
            },
            demand={"calls_per_day": 250.0, "day_to_day_cv": 0.2, "open": NIGHTS},
            teams=[
                team(
                    agents=8,
                    days_per_week=6,
                    shifts=[{"start": "10:00", "share": 0.5}, {"start": "18:00", "share": 0.5}],
                    breaks=[{"after_min": 200.0, "minutes": 30.0, "stagger_min": 90.0}],
                )
            ],
            horizon={"weeks": 3, "warm_up_weeks": 1},
            changes=[{"week": 2, "set": {"targets.within_s": 60.0}}],
        )
    )


@pytest.fixture(scope="module")
def measured():
    s = busy()
    record = simulate(s, seed=3)
    return s, record, measure(record, s)


def test_every_call_is_counted_in_the_half_hour_in_which_it_comes(measured):
    _, record, found = measured
    names = ("offered", "answered", "in_time", "abandoned", "short_abandons")
    week, days = (np.zeros((len(names), size), int) for size in (336, 21))
    for leg in record.legs:
        at = leg["arrived"]
        if leg["leg"] != 0 or not 0.0 <= at < 3 * 10080:
            continue
        soon = leg["left_queue"] - leg["queued"] <= (1.0 if at >= 2 * 10080 else 20.0 / 60.0)
        answered = leg["outcome"] in (Outcome.ANSWERED, Outcome.PASSED_ON)
        gone = leg["outcome"] == Outcome.ABANDONED
        one = np.array([True, answered, answered and soon, gone, gone and soon])
        week[:, int(at % 10080 // 30)] += one
        days[:, int(at // 1440)] += one
    assert week[0].sum() > 1000
    assert week[4].any()
    for i, name in enumerate(names):
        assert found.week[name].tolist() == week[i].tolist(), name
        assert found.days[name].tolist() == days[i].tolist(), name


@pytest.mark.parametrize("key", FOUR_DEFINITIONS)
def test_sums_over_half_hours_and_over_days_give_the_service_level_of_the_run(measured, key):
    _, _, found = measured
    for of in (found.week, found.days):
        counts = {name: int(values.sum()) for name, values in of.items()}
        assert FOUR_DEFINITIONS[key](counts) == found.values[KEYS.index(key)]


def test_the_days_of_a_week_give_its_service_level(measured):
    _, _, found = measured
    in_time, offered = (found.days[name].reshape(3, 7).sum(axis=1) for name in ("in_time", "offered"))
    assert (in_time / offered).tolist() == found.by_week[KEYS.index("service_level")].tolist()


def test_the_average_day_is_the_week_folded(measured):
    _, _, found = measured
    for name in ("offered", "answered", "in_time", "abandoned", "short_abandons"):
        assert found.week[name].reshape(7, 48).sum(axis=0) / found.open_days.sum() == pytest.approx(
            found.day[name]
        )
    folded = 3 * found.week["on_duty"].reshape(7, 48).sum(axis=0) / found.open_days.sum()
    assert folded == pytest.approx(found.day["on_duty"], rel=1e-6)


def test_people_on_duty_are_the_minutes_at_work_in_each_half_hour(measured):
    _, record, found = measured
    there = np.zeros(3 * 336)
    for day in record.agent_days:
        if not np.isnan(day["went"]):
            for slot in range(max(0, int(day["came"] // 30)), min(len(there), int(day["went"] // 30) + 1)):
                start = 30.0 * slot
                there[slot] += max(0.0, min(day["went"], start + 30.0) - max(day["came"], start)) / 30.0
    assert found.week["on_duty"] == pytest.approx(there.reshape(3, 336).mean(axis=0), abs=1e-5)


@pytest.mark.parametrize("weeks", [1, 2])
def test_ten_people_on_sunday_night_are_ten_until_monday_morning(weeks):
    s = from_dict(
        data(
            demand={"calls_per_day": 0.0, "open": {"days": ["sun"], "from": "22:00", "to": "06:00"}},
            horizon={"weeks": weeks, "warm_up_weeks": 0},
            teams=[team(shifts=[{"start": "22:00", "hours": 8.0, "agents": 10}], agents=10)],
        )
    )
    on_duty = measure(simulate(s), s).week["on_duty"]
    assert on_duty.tolist() == [10.0] * 12 + [0.0] * 320 + [10.0] * 4


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_both_engines_count_alike_and_it_survives_the_way_from_another_process(measured, engine):
    s, _, found = measured
    came = pickle.loads(pickle.dumps(one_replication(s, 3, 0, engine)))
    for own, other in ((came.week, found.week), (came.days, found.days)):
        assert own.keys() == other.keys()
        assert all(own[name].tobytes() == other[name].tobytes() for name in own)


def test_what_is_kept_of_a_replication_counts_them_too():
    s = replace(load("configs/typical_centre.yaml"), {"horizon.weeks": 1, "horizon.warm_up_weeks": 0})
    one = one_replication(s, 1, 1, "compiled")
    assert size_bytes(one) > sum(x.nbytes for of in (one.week, one.days) for x in of.values()) > 8000
