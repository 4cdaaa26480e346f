"""Replications, intervals, paired comparison."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.experiment import KEYS, Result, difference, estimate, one_replication, replicate, run
from sim.experiment.result import Replication
from sim.scenario import but, scenario_hash
from tests.builders import scenario

# ── Intervals ─────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_the_interval_is_students(values):
    found = estimate(values)
    mean, error = np.mean(values), stats.sem(values)
    assert found.mean == pytest.approx(mean, rel=1e-9, abs=1e-6)
    half = stats.t.ppf(0.975, len(values) - 1) * error
    assert found.half_width == pytest.approx(half, rel=1e-6, abs=1e-6)
    assert found.low == pytest.approx(mean - half, rel=1e-6, abs=1e-5)
    assert found.high == pytest.approx(mean + half, rel=1e-6, abs=1e-5)


def test_an_interval_by_hand():
    found = estimate([1.0, 2.0, 3.0])
    assert found.mean == 2.0
    assert found.half_width == pytest.approx(4.302652729911275 / math.sqrt(3))


def test_one_replication_has_a_mean_and_no_interval():
    found = estimate([3.5])
    assert (found.mean, found.low, found.high, found.half_width) == (3.5, None, None, None)


def test_replications_without_a_value_are_left_out_and_none_gives_none():
    assert estimate([1.0, math.nan, 3.0]) == estimate([1.0, 3.0])
    assert estimate([math.nan, 2.0]) == estimate([2.0])
    assert estimate([math.nan, math.nan]).mean is None
    assert estimate([]).mean is None


def test_nineteen_in_twenty_intervals_hold_the_truth():
    # 2,000 intervals of 5 normal values; within 4 standard errors: false alarm 1 in 16,000; fixed seed
    rng = np.random.default_rng(1)
    held = [(e := estimate(rng.normal(10.0, 2.0, 5))).low <= 10.0 <= e.high for _ in range(2000)]
    assert abs(np.mean(held) - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 2000)


# ── Results and differences ───────────────────────────────────────────────────────────────────────


def result(values: dict[int, float], s=None) -> Result:
    """A result whose every KPI has these values by replication."""
    made = tuple(
        Replication(n, np.full(len(KEYS), v), np.full((len(KEYS), 2), v), {"offered": np.full(48, v)}, 10)
        for n, v in values.items()
    )
    return Result(s or scenario(horizon={"weeks": 2, "warm_up_weeks": 0}), 1, "simpy", made)


def test_differences_are_paired_by_replication_whatever_their_order():
    a, b = result({0: 1.0, 1: 5.0, 2: 9.0}), result({2: 8.0, 0: 0.5, 1: 4.0, 3: 77.0})
    found = difference(a, b, "asa_s")
    assert found == estimate([0.5, 1.0, 1.0])
    assert found.half_width < a.kpi("asa_s").half_width / 10, "what both share falls out"


def test_paths_by_week_and_half_hour():
    a = result({0: 1.0, 1: 3.0})
    assert [e.mean for e in a.path("fcr")] == [2.0, 2.0]
    assert [e.mean for e in a.half_hour("offered")] == [2.0] * 48
    assert a.kpi("fcr").mean == 2.0
    assert a.hash == scenario_hash(a.scenario)


# ── Running ───────────────────────────────────────────────────────────────────────────────────────

SMALL = scenario({"demand.calls_per_day": 100.0, "demand.day_to_day_cv": 0.2})


def same(a: Replication, b: Replication) -> bool:
    return (
        a.number == b.number
        and a.values.tobytes() == b.values.tobytes()
        and a.by_week.tobytes() == b.by_week.tobytes()
    )


def test_replications_are_numbered_and_differ():
    found = list(replicate(SMALL, seed=4, replications=3))
    assert [r.number for r in found] == [0, 1, 2]
    assert len({r.values.tobytes() for r in found}) == 3
    assert same(found[2], one_replication(SMALL, 4, 2))


def test_an_executor_changes_nothing_but_the_time():
    with ThreadPoolExecutor(2) as pool:
        (parallel,) = run([SMALL], seed=4, replications=4, executor=pool)
    (serial,) = run([SMALL], seed=4, replications=4)
    assert all(same(a, b) for a, b in zip(parallel.replications, serial.replications, strict=True))


def test_scenarios_meet_the_same_callers():
    more = but(SMALL, {"teams.Agents.agents": 3})
    a, b = run([SMALL, more], seed=4, replications=3)
    offered = difference(b, a, "calls_offered_per_day")
    assert (offered.mean, offered.half_width) == (0.0, 0.0)
    waits = KEYS.index("asa_s")
    assert all(y.values[waits] < x.values[waits] for x, y in zip(a.replications, b.replications, strict=True))


def test_progress_counts_replications_of_all_scenarios():
    seen: list[tuple[int, int]] = []
    run([SMALL, SMALL], replications=2, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_stopping_early_cancels_what_has_not_begun():
    class Pool(ThreadPoolExecutor):
        submitted: list = []  # noqa: RUF012

        def submit(self, *args, **kwargs):
            self.submitted.append(super().submit(*args, **kwargs))
            return self.submitted[-1]

    with Pool(1) as pool:
        results = replicate(SMALL, replications=30, executor=pool)
        next(results)
        results.close()
        assert sum(f.cancelled() for f in pool.submitted) > 20


def test_a_failing_replication_is_not_hidden():
    with pytest.raises(ValueError, match="is not one of"):
        list(replicate(SMALL, replications=2, engine="none"))
