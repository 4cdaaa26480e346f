"""Where queueing theory knows the fewest people in every half-hour, `staff` finds them or calls them open."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from sim import load, replace
from sim.experiment import Runner, Store
from sim.experiment.executors import executor_for
from sim.staffing import Requirement, ServiceTarget, staff
from sim.theory import erlang_c
from tests.processes import ROOT
from tests.shared_folder import shared
from tests.unit.exact_half_hours import HALF_HOUR_S, Day

AHT_S = 300.0
NINE = 18
CALLS = [22.0, 35.0, 59.0, 87.0, 40.0, 30.0]


def centre(calls, days=("mon",)):
    """Poisson calls by half-hour from 09:00, exponential handle times, nobody hangs up or tires."""
    hours = len(calls) / 2.0
    return replace(
        load(ROOT / "configs" / "verification" / "erlang_a.yaml"),
        {
            "horizon": {"weeks": 8, "warm_up_weeks": 0},
            "demand.calls_per_day": sum(calls),
            "demand.profile": [len(calls) * one / sum(calls) for one in calls],
            "demand.open": {"days": list(days), "from": "09:00", "to": f"{9 + int(hours):02}:00"},
            "call_types.Calls.need.mean_min": AHT_S / 60.0,
            "call_types.Calls.patience": {"distribution": "none"},
            "teams.Agents.shifts": [{"start": "09:00", "hours": hours, "agents": 40}],
            "teams.Agents.agents": 40,
        },
    )


def found_in(calls, target, reps=10, days=("mon",)) -> Requirement:
    scenario = centre(calls, days)
    with executor_for("compiled", reps) as executor:
        return staff(scenario, target, Runner(3, reps, "compiled", executor, Store()))


def wrong(found: Requirement, exact, days=(0,)):
    """(day, half-hour, found, exact, open) where neither the exact number was found nor the one found is open."""
    return [
        (day, at, int(found.needed[day, at]), least, numbers)
        for day in days
        for at, least in enumerate(exact, NINE)
        for numbers in [found.open.get((day, at), ())]
        if found.needed[day, at] != least and not {least, int(found.needed[day, at])} & set(numbers)
    ]


def test_the_exact_shares_are_those_of_erlang_c_where_nothing_changes():
    """Three hours of 87 calls a half-hour with 19 people: it begins empty and comes to the steady state."""
    shares = Day([87.0] * 6, AHT_S, 20.0).shares([19] * 6)
    steady = erlang_c(174.0, AHT_S, 19, 20.0).service_level
    assert shares[0] > steady + 0.03
    assert shares[5] == pytest.approx(steady, abs=2e-3)
    assert all(earlier >= later for earlier, later in pairwise(shares))


def test_fewer_people_later_leave_the_calls_in_hand_to_those_who_go():
    day = Day([60.0, 60.0], AHT_S, 20.0)
    assert day.shares([14, 10])[0] == pytest.approx(day.shares([14, 14])[0], abs=0.01)
    assert day.shares([14, 10])[1] < day.shares([14, 14])[1] - 0.2


@pytest.mark.parametrize("share", [0.8, pytest.param(0.9, marks=pytest.mark.soak)])
def test_the_fewest_people_in_order_are_found_or_called_open(share):
    found = found_in(CALLS, ServiceTarget(share=share))
    assert wrong(found, Day(CALLS, AHT_S, 20.0).in_order(share)) == []
    assert found.is_settled
    decided = [at for at in range(NINE, NINE + 6) if found.needed[0, at] not in found.open.get((0, at), ())]
    assert len(decided) >= 2, "most are known to be enough"


@pytest.mark.soak
@pytest.mark.parametrize(("share", "within_s", "name"), [(0.8, 20.0, "sl80_20"), (0.9, 10.0, "sl90_10")])
def test_the_cases_given(share, within_s, name):
    rows = json.loads(shared("oracles/staffing_erlang_c.json").read_text())["rows"]
    calls = [row["offered_load"] * HALF_HOUR_S / AHT_S for row in rows]
    exact = Day(calls, AHT_S, within_s).in_order(share)
    steady = [row["min_n"][name] for row in rows]
    assert max(abs(one - other) for one, other in zip(exact, steady, strict=True)) <= 1, (
        "half-hours hand over queues"
    )
    days = ("mon", "tue", "wed", "thu", "fri")
    found = found_in(calls, ServiceTarget(share=share, within_s=within_s), days=days)
    assert wrong(found, exact, range(5)) == []
