"""What a run will cost is foreseen well enough to tell what may be simulated on a shared server from what may not."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings

from sim import load, replace, simulate
from sim.engine.compiled import memory
from sim.experiment import cost, one_replication
from sim.experiment.budget import Budget, Limits
from tests.processes import ROOT
from tests.random_scenarios import wild
from tests.shared_folder import shared

CONFIGS = ROOT / "configs"
TYPICAL = load(CONFIGS / "typical_centre.yaml")
WAITS_FOR_EVER = {f"call_types.{kind.name}.patience.distribution": "none" for kind in TYPICAL.call_types}
ALLOWED = Budget(Limits())


def calls_made(scenario, seed=1):
    """Calls offered in a whole run, warm-up and repeats included."""
    return int((simulate(scenario, seed=seed).legs["leg"] == 0).sum())


@pytest.mark.parametrize(
    "name",
    [
        "typical_centre",
        "sydney_four_minute_target",
        "train_or_change",
        "anonymous_bank",
        "verification/erlang_b",
    ],
)
def test_calls_of_the_presets_are_foreseen_to_a_seventh(name):
    scenario = load(CONFIGS / f"{name}.yaml")
    assert cost(scenario).calls == pytest.approx(calls_made(scenario), rel=0.15)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(wild())
def test_calls_of_any_scenario_are_foreseen_to_a_factor_of_five(drawn):
    scenario, seed = drawn
    made = calls_made(scenario, seed)
    assert cost(scenario).calls < 5.0 * (made + 60)
    assert made < 5.0 * (cost(scenario).calls + 60)


CHANGES = {
    "calls": {"demand.calls_per_day": 5000.0, "teams.Front line.agents": 170, "horizon.weeks": 2},
    "people": {"teams.Front line.agents": 1000, "demand.calls_per_day": 50.0, "horizon.weeks": 2},
    "weeks": {"horizon.weeks": 60, "demand.calls_per_day": 50.0, "teams.Front line.agents": 60},
    "redials": {"callers.redial": 1.0, "demand.calls_per_day": 9000.0, "horizon.weeks": 1},
}


@pytest.mark.parametrize("changed", CHANGES)
def test_memory_is_foreseen_and_not_by_far_too_much(changed, monkeypatch):
    monkeypatch.setattr(
        memory, "MAX_SPARE_BYTES", 0
    )  # rows that another replication leaves would not be counted
    monkeypatch.setattr(memory, "_spares", memory._Spares())
    scenario = replace(TYPICAL, {"horizon.warm_up_weeks": 1, **CHANGES[changed]})
    one_replication(scenario, 1, 1)  # what its replications have in common is there
    tracemalloc.start()
    one_replication(scenario, 1, 0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Rows of legs have room for a busy week from the start, which costs nothing until it is written.
    assert 0.5 * peak < cost(scenario).memory_bytes < 5.0 * peak


LARGEST = {"teams.Front line.agents": 5000, "demand.calls_per_day": 400_000.0}
"""As large as centres are: 80 calls a day for each of 5,000 seats."""


@pytest.mark.parametrize("path", sorted(CONFIGS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_whatever_comes_with_it_is_allowed_on_both_engines(path):
    scenario = load(path)
    assert [ALLOWED.problem(scenario, engine) for engine in ("compiled", "simpy")] == ["", ""]


def test_the_largest_real_centre_is_allowed():
    assert ALLOWED.problem(replace(TYPICAL, LARGEST), "compiled") == ""
    assert (
        ALLOWED.problem(replace(TYPICAL, {"teams.Front line.agents": 2000, "horizon.weeks": 52}), "compiled")
        == ""
    )


TOO_LARGE = {
    "calls": {"demand.calls_per_day": 1e7},
    "calls of one special day": {
        "demand.calls_per_day": 1e6,
        "demand.special_days": [{"week": w, "day": "mon", "calls_factor": 20.0} for w in range(8)],
    },
    "weeks": {"horizon.weeks": 520, "demand.calls_per_day": 60_000.0, "teams.Front line.agents": 2000},
    "people over years": {"horizon.weeks": 520, "teams.Front line.agents": 5000},
    "people who wait for ever": {**WAITS_FOR_EVER, "demand.calls_per_day": 2e5, "teams.Front line.agents": 1},
    "people who dial again": {
        "demand.calls_per_day": 4e5,
        "callers.redial": 1.0,
        "teams.Front line.agents": 1,
    },
    "who is most rested": {**LARGEST, "rules.routing": "most_rested"},
}


@pytest.mark.parametrize("what", TOO_LARGE)
def test_every_way_to_be_too_large_is_found(what):
    scenario = replace(TYPICAL, TOO_LARGE[what])
    assert "too large to be simulated here" in ALLOWED.problem(scenario, "compiled")


def test_a_dated_change_counts_for_the_weeks_it_holds():
    data = [{"week": 4, "set": {"demand.calls_per_day": 12_500.0, "teams.Front line.agents": 420}}]
    changed = replace(TYPICAL, {"changes": data})
    assert cost(changed).calls == pytest.approx(cost(TYPICAL).calls * (8 + 4 * 10) / 12, rel=0.02)


def test_simpy_takes_longer_and_keeps_the_record():
    fast, slow = cost(TYPICAL, "compiled"), cost(TYPICAL, "simpy")
    assert slow.seconds > 20 * fast.seconds
    assert slow.memory_bytes == fast.record_bytes > fast.memory_bytes


@pytest.mark.parametrize("name", ["calls10m", "agents2000x520", "queue_forever"])
def test_known_hostile_cases_are_refused(name):
    assert ALLOWED.problem(load(shared("cases", f"{name}.yaml")), "compiled")
