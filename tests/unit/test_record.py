"""The record's layout: packed, ordered, one bit pattern for what does not apply."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine import simulate
from sim.record import (
    ACTIVITY,
    ACTIVITY_COLUMNS,
    AGENT_DAY,
    AGENT_DAY_COLUMNS,
    LEG,
    LEG_COLUMNS,
    NAN,
    NO_DAY,
    Column,
    DayStatus,
    Kind,
    Outcome,
    Rows,
    agent_days_in_order,
    legs_in_order,
)
from tests.builders import scenario


@pytest.mark.parametrize(
    ("dtype", "columns"), [(LEG, LEG_COLUMNS), (AGENT_DAY, AGENT_DAY_COLUMNS), (ACTIVITY, ACTIVITY_COLUMNS)]
)
def test_rows_are_packed_and_every_column_is_declared_once(dtype, columns):
    sizes = {"q": 8, "i": 4, "h": 2, "b": 1, "d": 8}
    assert dtype.itemsize == sum(sizes[c.code] for c in columns), "no bytes between the columns"
    assert dtype.names == tuple(c.name for c in columns)
    assert len(set(dtype.names)) == len(columns)
    assert all(c.unit and c.meaning for c in columns)
    assert all(dtype[c.name].byteorder in "<|=" for c in columns)


def test_codes_are_frozen():
    assert [o.name for o in Outcome] == ["ANSWERED", "PASSED_ON", "ABANDONED", "BLOCKED", "OPEN"]
    assert [k.name for k in Kind] == ["ORDINARY", "UPSET", "DIFFICULT"]
    assert [s.name for s in DayStatus] == ["ON_PHONES", "SICK", "AWAY", "OFF", "VACANT", "TRAINING"]
    for codes in (Outcome, Kind, DayStatus):
        assert [int(c) for c in codes] == list(range(len(codes)))


def test_every_column_that_other_tools_read_is_there():
    wanted = (
        "issue call leg attempt type team agent policy kind outcome cut resolved queued answered talk_end "
    )
    wanted += "wrap_end need given held achieved exhaustion strain p_resolved p_satisfied"
    assert set(wanted.split()) <= set(LEG.names)
    wanted = (
        "seat hire day status mean_strain mean_pressure exhaustion legs talk_min wrap_min free_min break_min "
    )
    wanted += "pause_min course_min p_quit p_sick"
    assert set(wanted.split()) <= set(AGENT_DAY.names)


def test_rows_come_out_as_they_went_in_and_unset_floats_stay_unset():
    columns = (
        Column("a", "i", "n", "first"),
        Column("b", "b", "n", "second"),
        Column("x", "d", "n", "value"),
    )
    rows = Rows(columns)
    for values in [(2, 1, 0.5), (1, 2, NAN)]:
        row = rows.new()
        row.a, row.b, row.x = values
    found = rows.array()
    assert found[["a", "b"]].tolist() == [(2, 1), (1, 2)]
    assert found["x"][0] == 0.5
    assert math.isnan(found["x"][1])


def test_legs_are_put_in_order_of_issue_call_and_leg_and_agent_days_of_day_and_seat():
    legs = np.zeros(5, LEG)
    legs["issue"] = [2**45, 7, 2**45, 7, 7]
    legs["call"] = [1, 2, 1, 1, 1]
    legs["leg"] = [1, 0, 0, 2, 1]
    legs["wrap_end"] = [5, 3, 4, 2, 1]
    assert legs_in_order(legs)["wrap_end"].tolist() == [1, 2, 3, 4, 5]
    days = np.zeros(4, AGENT_DAY)
    days["day"], days["seat"], days["legs"] = [1, -7, 1, 0], [1, 5, 0, 9], [4, 1, 3, 2]
    assert agent_days_in_order(days)["legs"].tolist() == [1, 2, 3, 4]


def test_no_rows_are_an_empty_array_of_the_right_type():
    record = simulate(scenario({"demand.calls_per_day": 0.0}))
    assert record.legs.dtype == LEG
    assert len(record.legs) == 0
    assert len(record.agent_days) == 7


def test_the_bytes_of_a_record_are_all_of_its_rows():
    record = simulate(scenario(), seed=5, replication=6, activities_from=0)
    assert (record.seed, record.replication) == (5, 6)
    assert len(record.activities) > 0
    tables = (record.legs, record.agent_days, record.activities)
    assert len(record.data_bytes()) == sum(table.nbytes for table in tables)
    again = np.frombuffer(record.data_bytes()[: record.legs.nbytes], LEG)
    assert again.tobytes() == record.legs.tobytes()


def test_legs_are_in_order_of_issue_call_and_leg_and_days_of_day_and_seat():
    busy = scenario({"callers.pass_on": 1.0, "callers.call_back": 1.0, "call_types.Calls.resolvable": 0.3,
                     "behaviour.call_back_earliest_days": 0.0, "callers.call_back_days": 0.01,
                     "demand.calls_per_day": 60.0, "teams.Agents.agents": 3})  # fmt: skip
    record = simulate(busy)
    keys = list(zip(*(record.legs[n].tolist() for n in ("issue", "call", "leg")), strict=True))
    assert keys == sorted(set(keys))
    assert max(call for _, call, _ in keys) > 2
    keys = list(zip(record.agent_days["day"].tolist(), record.agent_days["seat"].tolist(), strict=True))
    assert keys == sorted(set(keys))


def test_activities_are_recorded_from_a_day_on_and_change_nothing_else():
    two_days = scenario(
        {"horizon.weeks": 1, "demand.calls_per_day": 40.0, "demand.open.days": ["mon", "tue"]}
    )
    without, both, second = (
        simulate(two_days, activities_from=day) if day is not None else simulate(two_days)
        for day in (None, -NO_DAY, 1)
    )
    assert len(without.activities) == 0
    assert set(both.activities["day"]) == {0, 1}
    assert second.activities.tobytes() == both.activities[both.activities["day"] == 1].tobytes()
    for record in (both, second):
        assert record.legs.tobytes() == without.legs.tobytes()
        assert record.agent_days.tobytes() == without.agent_days.tobytes()
