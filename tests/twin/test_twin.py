"""The compiled engine against the model of record: the same bytes, whatever the scenario; faults do not pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import draws, load, replace, rules, simulate
from sim.check.record_comparison import Agreement, check_twin, compare_records
from sim.engine import ENGINES, event_order
from sim.experiment import measure, one_replication
from sim.record import NO_DAY
from sim.scenario import Scenario, from_dict
from tests.random_scenarios import scenarios, wild

CONFIGS = Path(__file__).parents[2] / "configs"
FILES = sorted(CONFIGS.glob("**/*.yaml"))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def same(scenario: Scenario, seed: int) -> None:
    found = check_twin(scenario, seed)
    assert found.agreement is Agreement.SAME, found.where


FIRST_DAYS = st.just(NO_DAY) | st.integers(-7, 10)
"""From which day on activities are kept: never, from a day of the warm-up or the horizon, or from one after its end."""


@settings(max_examples=140, suppress_health_check=SLOW)
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_random_scenarios_give_the_same_bytes(data, seed):
    same(from_dict(data), seed)


@settings(max_examples=110, suppress_health_check=SLOW)
@given(wild(), FIRST_DAYS)
def test_wild_scenarios_give_the_same_bytes_and_activities(found, first_day):
    scenario, seed = found
    fast, slow = (
        simulate(scenario, seed=seed, engine=engine, activities_from=first_day) for engine in ENGINES
    )
    compared = compare_records(fast, slow)
    assert compared.agreement is Agreement.SAME, compared.where
    assert fast.activities.tobytes() == slow.activities.tobytes()
    assert (fast.activities["day"] >= first_day).all()


def test_of_a_start_and_a_change_in_the_same_week_the_change_holds_for_courses_too():
    """Without a warm-up the first policy and a change in week 0 begin together."""
    courses = [{"week": 0, "set": {"training.coping.weeks": [0], "training.coping.effect": 0.4}}]
    same(replace(TYPICAL, {"changes": courses}), 1)


def test_half_hours_that_differ_within_the_day_give_the_same_bytes():
    same(replace(TYPICAL, {"demand.intraday_cv": 0.3, "demand.intraday_correlation": 0.6}), 1)


@settings(max_examples=40, suppress_health_check=SLOW)
@given(wild())
def test_figures_are_the_same_to_the_bit_whether_a_record_was_kept_or_counted_as_it_came(found):
    scenario, seed = found
    kept = measure(simulate(scenario, seed=seed), scenario)
    for engine in ENGINES:
        came = one_replication(scenario, seed, 0, engine)
        assert came.fingerprint == kept.fingerprint
        for name in ("values", "by_week", "flows", "hours", "open_days", "people"):
            assert getattr(came, name).tobytes() == getattr(kept, name).tobytes(), name
        for own, other in ((came.day, kept.day), (came.week, kept.week), (came.days, kept.days)):
            assert all(own[name].tobytes() == other[name].tobytes() for name in other)


@pytest.mark.soak
@settings(max_examples=3000, suppress_health_check=SLOW)
@given(wild())
def test_many_new_wild_scenarios_give_the_same_bytes(found):
    same(*found)


def shortened(file: Path) -> Scenario:
    """The scenario over two weeks and one of warm-up, or as far as its last change; busy ones over three days."""
    s = load(file)
    weeks = max([2, *(change.week + 1 for change in s.changes)])
    values = {"horizon.weeks": min(weeks, s.horizon.weeks), "horizon.warm_up_weeks": 1}
    if s.demand.calls_per_day > 3000:
        values = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "demand.open.days": ["mon", "tue", "wed"]}
    return replace(s, values)


@pytest.mark.parametrize("file", FILES, ids=[f.stem for f in FILES])
def test_every_scenario_that_comes_with_it_gives_the_same_bytes(file):
    same(shortened(file), seed=7)


@pytest.mark.soak
@pytest.mark.parametrize("file", FILES, ids=[f.stem for f in FILES])
def test_every_scenario_that_comes_with_it_gives_the_same_bytes_at_full_length(file):
    same(load(file), seed=11)


# ── Faults planted in one engine ──────────────────────────────────────────────────────────────────

TIES = from_dict(
    {
        "schema": 1,
        "name": "Whole minutes: many things happen at once",
        "horizon": {"weeks": 1, "warm_up_weeks": 0},
        "demand": {"calls_per_day": 600.0},
        "call_types": [
            {
                "name": "Calls",
                "share": 1.0,
                "need": {"distribution": "deterministic", "mean_min": 5.0},
                "overhead_min": 0.0,
                "wrap_up_min": 1.0,
                "patience": {"distribution": "none"},
            }
        ],
        "teams": [
            {
                "name": "Agents",
                "agents": 20,
                "shifts": [{"start": "08:00", "hours": 8.0, "share": 0.5}, {"start": "10:00", "share": 0.5}],
                "breaks": [{"after_min": 110.0, "minutes": 10.0}],
            }
        ],
        "behaviour": {"strain": False, "skill_sd": 0.0},
    }
)
"""At 10:00 some come back from a break, others begin their shift, and callers wait: ranks say who takes whom."""
TYPICAL = replace(load(CONFIGS / "typical_centre.yaml"), {"horizon.weeks": 1, "horizon.warm_up_weeks": 0})


def with_fault(scenario: Scenario, monkeypatch, target: str, value) -> Agreement:
    """Compare with a fault in the SimPy engine, which reads its rules and ranks as they stand."""
    sound = simulate(scenario, engine="compiled")  # compiled before the fault is there
    assert compare_records(sound, simulate(scenario, engine="simpy")).agreement is Agreement.SAME
    monkeypatch.setattr(target, value)
    return compare_records(sound, simulate(scenario, engine="simpy")).agreement


def test_a_changed_rank_is_caught(monkeypatch):
    """Breaks end before shifts begin, instead of in the order of the seats."""
    rank = "sim.engine.simpy.shifts.SHIFT_STARTS_OR_BREAK_ENDS"
    assert with_fault(TIES, monkeypatch, rank, event_order.SHIFT_ENDS) is Agreement.DIFFERENT


def test_a_reassociated_formula_is_caught_and_told_from_another_event(monkeypatch):
    def working_need_min(b, need_min, E, novel, speed):
        return need_min * (
            (1.0 + b.need_exhaustion * (E - b.exhaustion_neutral)) * ((1.0 + b.novice_need * novel) * speed)
        )

    found = with_fault(TYPICAL, monkeypatch, "sim.rules.working_need_min", working_need_min)
    assert found is Agreement.LAST_DIGITS


def test_a_shifted_purpose_is_caught(monkeypatch):
    assert with_fault(TYPICAL, monkeypatch, "sim.draws.HOLD", draws.HOLD + 100) is Agreement.DIFFERENT


def test_a_rule_that_is_a_little_off_is_caught(monkeypatch):
    sound = rules.p_passed_on
    assert with_fault(
        TYPICAL, monkeypatch, "sim.rules.p_passed_on", lambda a, b, x: sound(a, b, x) + 1e-3
    ) is (Agreement.DIFFERENT)
