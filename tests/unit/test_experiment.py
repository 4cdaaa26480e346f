"""Replications, intervals, paired comparison."""

from __future__ import annotations

import math
import multiprocessing
import os
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cli.json_output import kpis
from sim.engine import ENGINES
from sim.experiment import (
    KEYS,
    PoolBrokenError,
    Replication,
    Result,
    VersionError,
    difference,
    estimate,
    executor_for,
    one_replication,
    replicate,
    run,
)
from sim.experiment.executors import LocalWorkers
from sim.experiment.stream import stream
from sim.experiment.task import as_text, simulate_task, tasks
from sim.kpis import KPIS
from sim.scenario import replace, scenario_hash
from tests.builders import scenario
from tests.processes import cpu_elsewhere_s
from tests.waiting import wait_until

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


def test_the_interval_of_a_share_is_wilsons_for_as_many_calls_as_scatter_like_the_replications():
    z, t = stats.norm.ppf(0.975), stats.t.ppf(0.975, 1)
    apart = (
        z * math.sqrt(0.9 * 0.1 / 50) / t
    )  # two values so far from 0.9 have the standard error of 45 of 50
    found = estimate([0.9 - apart, 0.9 + apart], 0.0, 1.0)
    wilson = stats.binomtest(45, 50).proportion_ci(0.95, method="wilson")
    assert (found.mean, found.low, found.high) == pytest.approx((0.9, wilson.low, wilson.high))


def test_intervals_within_a_range_by_hand():
    # t = 4.302653; squared half-width of Student's interval: t^2 0.01 / 3 = 0.0617094, as a multiple of 0.9 x 0.1:
    # k = 0.685660; ends: (0.9 + k / 2 -+ sqrt(k^2 / 4 + k 0.09)) / (1 + k) = (1.242830 -+ 0.423370) / 1.685660
    found = estimate([0.8, 0.9, 1.0], 0.0, 1.0)
    assert (found.mean, found.low, found.high) == pytest.approx((0.9, 0.486136, 0.988455), abs=1e-6)
    # from 0 up: k = t^2 / 3 / 2 = 3.085470; ends: 2 + k / 2 -+ sqrt(k^2 / 4 + 2 k) = 3.542735 -+ 2.924205
    found = estimate([1.0, 2.0, 3.0], 0.0)
    assert (found.mean, found.low, found.high) == pytest.approx((2.0, 0.618530, 6.466940), abs=1e-5)


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=30))
def test_no_interval_leaves_its_range(values):
    for least, most in ((0.0, 1.0), (0.0, math.inf), (-1.0, 1.0), (0.0, 100.0)):
        found = estimate(values, least, most)
        assert least <= found.low <= found.mean <= found.high <= most
        assert (found.low, found.high) == (found.mean, found.mean) or found.low < found.high


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=30))
def test_the_other_share_the_other_order_and_another_unit_give_the_same_interval(thousandths):
    shares = [x / 1000 for x in thousandths]
    found = estimate(shares, 0.0, 1.0)
    other = estimate([1.0 - x for x in shares], 0.0, 1.0)
    assert (other.low, other.high) == pytest.approx((1.0 - found.high, 1.0 - found.low), abs=1e-9)
    per_cent = estimate([100.0 * x for x in shares], 0.0, 100.0)
    assert (per_cent.low, per_cent.high) == pytest.approx((100.0 * found.low, 100.0 * found.high), abs=1e-7)
    turned = estimate([-x for x in shares], -1.0, 1.0)
    assert -turned == estimate(shares, -1.0, 1.0)


def test_far_from_the_bounds_the_interval_is_students():
    found, students = estimate([49.99, 50.0, 50.01], 0.0, 100.0), estimate([49.99, 50.0, 50.01])
    assert (found.low, found.high) == pytest.approx((students.low, students.high), abs=1e-4)


@pytest.mark.parametrize("values", [[1.0, 1.0, 1.0], [0.0, 0.0], [1.0, 1.0 - 2**-53], [0.1] * 3])
def test_replications_that_agree_leave_no_doubt_that_chance_could_show(values):
    found = estimate(values, 0.0, 1.0)
    assert found.low == pytest.approx(found.mean, abs=1e-15)
    assert found.high == pytest.approx(found.mean, abs=1e-15)
    assert found.high <= 1.0


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


RAW = {0: 0.999, 1: 1.0, 2: 0.7}
"""Within every figure's range; Student's interval of them reaches above 1, and that of their differences from
nothing at all does too."""


@pytest.mark.parametrize("key", KEYS)
def test_every_way_out_keeps_a_figure_within_its_range(key):
    a, nothing, most = result(RAW), result(dict.fromkeys(RAW, 0.0)), KPIS[key].most
    assert estimate(list(RAW.values())).high > 1.0
    for e in (a.kpi(key), *a.path(key), a.mean_of_weeks(key, 1)):
        assert 0.0 < e.low < e.mean < e.high < most
    for other, baseline in ((a, nothing), (nothing, a)):
        for of_weeks in (False, True):
            e = difference(other, baseline, key, of_weeks=of_weeks)
            assert -most < e.low < e.mean < e.high < most
    assert all(e.low > 0.0 for e in a.half_hour("offered"))


def test_ranges_follow_from_units():
    assert {k: kpi.most for k, kpi in KPIS.items() if kpi.most < math.inf} == {
        **dict.fromkeys(("quality_score", "exhaustion_mean", "exhaustion_stayers"), 100.0),
        **dict.fromkeys(
            (
                *("satisfaction_surveyed", "satisfaction_all", "exhaustion_over_line", "absence", "fcr"),
                *(
                    "repeat_share",
                    "transfer_share",
                    "squeezed_share",
                    "service_level",
                    "service_level_answered",
                ),
                *("service_level_excl_short_abandons", "service_level_short_abandons_good", "abandonment"),
                *("occupancy", "difficult_time_share", "closed_by_rule_share", "salvageable_cut_share"),
            ),
            1.0,
        ),
    }, "all others can be any number from 0 up, leavers too: more can leave in a year than there are seats"


def test_paths_by_week_and_half_hour():
    a = result({0: 1.0, 1: 3.0})
    assert [e.mean for e in a.path("fcr")] == [2.0, 2.0]
    assert [e.mean for e in a.half_hour("offered")] == [2.0] * 48
    assert a.kpi("fcr").mean == 2.0
    assert a.hash == scenario_hash(a.scenario)


# ── Running ───────────────────────────────────────────────────────────────────────────────────────

SMALL = scenario({"demand.calls_per_day": 100.0, "demand.day_to_day_cv": 0.2})
MORE = replace(SMALL, {"teams.Agents.agents": 3})

engines = pytest.mark.parametrize("engine", ENGINES)


def same(a: Replication, b: Replication) -> bool:
    return (
        a.number == b.number
        and a.values.tobytes() == b.values.tobytes()
        and a.by_week.tobytes() == b.by_week.tobytes()
        and all(a.day[name].tobytes() == b.day[name].tobytes() for name in a.day)
    )


def test_without_strain_what_it_does_to_people_has_no_value_on_any_way_out():
    burnout = {key for key, kpi in KPIS.items() if kpi.group == "burnout"}
    (off,) = run([scenario()], replications=2, engine="simpy")
    (on,) = run([scenario({"behaviour.strain": True})], replications=2, engine="simpy")
    printed, table = kpis(off), off.to_frame().set_index("key")
    for key in burnout:
        assert off.kpi(key).mean is None
        assert printed[key] == {"mean": None, "ci95": None, "unit": KPIS[key].unit}
        assert table.loc[key, "runs"] == 0
        assert off.path(key)[0].mean is None
        assert difference(off, on, key).mean is None
        assert on.kpi(key).mean is not None
    assert printed["service_level"]["mean"] is not None


@engines
def test_replications_are_numbered_and_differ(engine):
    found = list(replicate(SMALL, seed=4, replications=3, engine=engine))
    assert [r.number for r in found] == [0, 1, 2]
    assert len({r.values.tobytes() for r in found}) == 3
    assert same(found[2], one_replication(SMALL, 4, 2, engine))


def test_any_numbers_can_be_asked_for():
    assert [r.number for r in replicate(SMALL, replications=range(3, 6))] == [3, 4, 5]


@pytest.mark.parametrize("workers", [1, 2, pytest.param(4, marks=pytest.mark.soak)])
@engines
def test_workers_change_nothing_but_the_time(engine, workers):
    local = LocalWorkers(engine, workers)
    with local.executor() as executor:
        parallel = run([SMALL, MORE], seed=4, replications=4, engine=engine, executor=executor)
    local.close()
    serial = run([SMALL, MORE], seed=4, replications=4)
    for found, expected in zip(parallel, serial, strict=True):
        assert all(same(a, b) for a, b in zip(found.replications, expected.replications, strict=True))
        assert [found.kpi(key) for key in KEYS] == [expected.kpi(key) for key in KEYS]


def test_scenarios_meet_the_same_callers():
    a, b = run([SMALL, MORE], seed=4, replications=3)
    offered = difference(b, a, "calls_offered_per_day")
    assert (offered.mean, offered.half_width) == (0.0, 0.0)
    waits = KEYS.index("asa_s")
    assert all(y.values[waits] < x.values[waits] for x, y in zip(a.replications, b.replications, strict=True))


def test_pairs_come_early_and_equal_scenarios_once():
    wanted = tasks([SMALL, MORE, replace(SMALL, {"name": "The same"})], seed=1, replications=2)
    assert [(t.key.number, t.scenario.teams[0].agents) for t in wanted] == [(0, 1), (0, 3), (1, 1), (1, 3)]
    assert [task for batch in stream(wanted) for task, _ in batch] == wanted
    a, _, c = run([SMALL, MORE, replace(SMALL, {"name": "The same"})], replications=2)
    assert c.scenario.name == "The same"
    assert all(x is y for x, y in zip(a.replications, c.replications, strict=True))


def test_progress_counts_what_is_simulated():
    seen: list[tuple[int, int]] = []
    run([SMALL, MORE, SMALL], replications=2, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_failing_replication_is_not_hidden():
    with pytest.raises(ValueError, match="is not one of"):
        list(replicate(SMALL, replications=2, engine="none"))
    with ThreadPoolExecutor(2) as pool, pytest.raises(ValueError, match="is not one of"):
        list(replicate(SMALL, replications=2, engine="none", executor=pool))


# ── Stopping ──────────────────────────────────────────────────────────────────────────────────────


class Counting(ThreadPoolExecutor):
    """Keeps what was submitted."""

    def __init__(self) -> None:
        super().__init__(1)
        self.submitted: list[Future] = []

    def submit(self, *args, **kwargs):
        self.submitted.append(super().submit(*args, **kwargs))
        return self.submitted[-1]


def test_stopping_early_cancels_what_has_not_begun():
    with Counting() as pool:
        results = replicate(SMALL, replications=50, executor=pool)
        next(results)
        results.close()
        assert sum(f.cancelled() for f in pool.submitted) > 20


def test_few_tasks_are_in_flight_at_a_time(monkeypatch):
    monkeypatch.setattr("sim.experiment.stream.IN_FLIGHT", 3)
    with Counting() as pool:
        results = replicate(SMALL, replications=8, executor=pool)
        next(results)
        assert len(pool.submitted) == 3
        assert len(list(results)) == 7


@pytest.mark.parametrize("parallel", [False, True])
def test_a_cancelled_run_gives_what_was_finished(parallel):
    done: list[int] = []
    with Counting() as pool:
        (found,) = run(
            [SMALL],
            replications=60,
            executor=pool if parallel else None,
            progress=lambda n, of: done.append(n),
            cancelled=lambda: len(done) >= 3,
        )
        assert 3 <= len(found.replications) == len(done) < 40
        if parallel:
            assert sum(f.cancelled() for f in pool.submitted) > 10
        else:
            assert len(done) == 3


def test_a_run_cancelled_beforehand_simulates_nothing():
    assert list(replicate(SMALL, replications=2, cancelled=lambda: True)) == []


# ── Executors ─────────────────────────────────────────────────────────────────────────────────────


def test_each_engine_gets_the_executor_it_needs(monkeypatch):
    monkeypatch.setenv("HEADROOM_WORKERS", "3")
    with executor_for("compiled", 10) as threads:
        assert isinstance(threads, ThreadPoolExecutor)
        assert threads._max_workers == 3
    with executor_for("simpy", 2) as processes:
        assert isinstance(processes, ProcessPoolExecutor)
        assert processes._max_workers == 2, "no more than there are tasks"
    with executor_for("compiled", 1) as none:
        assert none is None
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    with executor_for("simpy", 10) as none:
        assert none is None


LONG = replace(SMALL, {"horizon.weeks": 520, "demand.calls_per_day": 200_000.0, "teams.Agents.agents": 2000})
"""Minutes of CPU time with either engine: who waits for its end did not stop it."""


@engines
def test_leaving_by_an_exception_ends_what_runs(engine, monkeypatch):
    monkeypatch.setenv("HEADROOM_WORKERS", "2")
    before, others = 0.0, set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt), executor_for(engine, 9) as executor:  # noqa: PT012
        task = tasks([LONG], seed=1, replications=1, engine=engine)[0]
        executor.submit(simulate_task, as_text(SMALL), task.key, engine).result()  # a worker is ready
        before = cpu_elsewhere_s()
        executor.submit(simulate_task, as_text(LONG), task.key, engine)
        wait_until(lambda: cpu_elsewhere_s() > before + 0.3, "a worker is at work")
        raise KeyboardInterrupt
    assert cpu_elsewhere_s() - before < 10.0
    assert set(multiprocessing.active_children()) <= others


def test_a_worker_that_dies_is_one_sentence(monkeypatch):
    monkeypatch.setenv("HEADROOM_WORKERS", "2")
    with pytest.raises(PoolBrokenError, match="ended unexpectedly"), executor_for("simpy", 9) as executor:
        executor.submit(os._exit, 1).result()


def test_a_worker_with_other_sources_is_refused():
    key = tasks([SMALL], seed=1, replications=1)[0].key
    with pytest.raises(VersionError, match=r"0\.0\.0"):
        simulate_task(as_text(SMALL), key._replace(model="0.0.0"), ENGINES[0])
