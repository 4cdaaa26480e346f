"""A session's budget: what is too much is refused before it begins, in a sentence that says what it would cost."""

from __future__ import annotations

import pytest

from sim.experiment import (
    AdaptiveExperiment,
    Budget,
    Limits,
    OverBudgetError,
    Pool,
    Runner,
    SettingError,
    Store,
    cost,
    limits_from_environment,
)
from sim.experiment.task import tasks
from sim.run_control import RunControl
from sim.scenario import replace
from tests.builders import scenario

SMALL = scenario({"demand.calls_per_day": 100.0}, name="Small")
CALLS = cost(SMALL).calls
OTHER = replace(SMALL, {"name": "Other", "demand.calls_per_day": 90.0})


def runs_of(number, of=SMALL):
    return tasks([of], seed=1, replications=number)


def test_the_sentence_says_cost_limit_and_what_to_change():
    large = replace(SMALL, {"demand.calls_per_day": 1e7, "horizon.weeks": 30})
    with pytest.raises(OverBudgetError) as refused:
        Budget(Limits()).admit(runs_of(1, large))
    said = str(refused.value)
    assert '"Small" is too large' in said
    assert "about 300 million calls" in said, "ten million on one day of each week"
    assert "allowed is 100 million calls, 2.0 GB and 2 minutes" in said
    assert "\n" not in said


def test_advice_names_the_numbers_to_change():
    large = scenario(
        {"demand.calls_per_day": 1e7, "horizon.weeks": 30},
        call_types=[{"name": "Calls", "share": 1.0}],
    )
    assert (
        "fewer weeks (now 30, and 0 of warm-up), fewer calls a day (now 10,000,000) or fewer agents (now 1)"
        in (Budget(Limits()).problem(large, "compiled"))
    )


def test_who_waits_for_ever_needs_other_advice():
    large = replace(SMALL, {"demand.calls_per_day": 1e7, "horizon.weeks": 30})
    assert "let callers hang up" in Budget(Limits()).problem(large, "compiled")


def test_a_session_has_so_many_calls_in_hand_and_no_more():
    budget = Budget(Limits(session_calls=10.5 * CALLS))
    held = budget.admit(runs_of(6))
    assert held == pytest.approx(6 * CALLS)
    with pytest.raises(OverBudgetError, match=r"already being simulated for you.*fewer runs"):
        budget.admit(runs_of(5))
    more = budget.admit(runs_of(4))
    budget.release(held)
    budget.release(more)
    assert budget.admit(runs_of(10)) == pytest.approx(10 * CALLS)


def test_one_session_takes_nothing_from_another():
    limits = Limits(session_calls=10.5 * CALLS)
    Budget(limits).admit(runs_of(10))
    Budget(limits).admit(runs_of(10))


def test_the_command_line_is_warned_and_obeyed():
    said = []
    budget = Budget(Limits(run_calls=CALLS / 2, session_calls=CALLS), said.append)
    (result,) = Runner(1, 2, "simpy", budget=budget).run([SMALL])
    assert len(result.replications) == 2
    assert len(said) == 2
    assert "too large" in said[0]
    assert "these 2 runs" in said[1]
    assert budget.most_bytes is None


def test_nothing_is_simulated_of_what_is_refused(monkeypatch):
    def none(*_, **__):
        raise AssertionError("simulated")

    monkeypatch.setattr("sim.experiment.task.one_replication", none)
    large = replace(SMALL, {"demand.calls_per_day": 1e7, "horizon.weeks": 30})
    runner = Runner(1, 2, "simpy", budget=Budget(Limits()))
    with pytest.raises(OverBudgetError):
        runner.run([SMALL, large])

    def search() -> AdaptiveExperiment[None]:
        yield [large]

    with pytest.raises(OverBudgetError):
        runner.complete(search())


def test_what_is_known_costs_nothing_and_what_ends_is_given_back():
    store, budget = Store(), Budget(Limits(session_calls=2.5 * CALLS))
    runner = Runner(1, 2, "simpy", store=store, budget=budget)
    runner.run([SMALL])
    runner.run([OTHER])
    results = Runner(1, 2, "simpy", store=store, budget=budget).run([SMALL, OTHER])
    assert [len(result.replications) for result in results] == [2, 2], "four runs would be too many at a time"


def test_a_run_that_outgrows_its_memory_ends_and_says_so():
    queue = scenario({"demand.calls_per_day": 20_000.0, "horizon.weeks": 2})
    pool = Pool("compiled", workers=1)
    budget = Budget(Limits(run_bytes=10 * 2**20, session_calls=1e12))
    budget.problem = lambda *_: ""  # type: ignore[method-assign] # as if it had not been foreseen
    with pytest.raises(OverBudgetError, match=r"needs more than the 10 MB of memory"):
        Runner(1, 1, executor=pool, budget=budget).run([queue])
    assert len(Runner(1, 1, executor=pool).run([SMALL])[0].replications) == 1
    pool.close()


def test_simpy_has_the_same_limit():
    from sim.engine import simulate

    queue = scenario({"demand.calls_per_day": 20_000.0})
    with pytest.raises(OverBudgetError, match=r"needs more than the 2 MB"):
        simulate(queue, engine="simpy", control=RunControl(most_bytes=2 * 2**20))


def test_limits_come_from_the_environment(monkeypatch):
    assert limits_from_environment() == Limits()
    monkeypatch.setenv("HEADROOM_MAX_RUN_CALLS", "5e6")
    monkeypatch.setenv("HEADROOM_MAX_RUN_MB", "512")
    monkeypatch.setenv("HEADROOM_MAX_RUN_S", "30")
    monkeypatch.setenv("HEADROOM_MAX_SESSION_CALLS", "20000000")
    assert limits_from_environment() == Limits(5e6, 512 * 2**20, 30.0, 2e7)
    for wrong in ("many", "0", "-1", "nan", "inf"):
        monkeypatch.setenv("HEADROOM_MAX_RUN_S", wrong)
        with pytest.raises(SettingError, match=f"HEADROOM_MAX_RUN_S={wrong}"):
            limits_from_environment()
