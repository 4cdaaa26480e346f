"""Calls by half-hour counted alone are those of all figures, to the call; and a search that asks for them gets them."""

from __future__ import annotations

import numpy as np
import pytest

from sim import load, replace
from sim.experiment import Runner, Store, one_replication
from sim.experiment.adaptive import WithRuns
from sim.experiment.disk_store import DiskStore
from sim.experiment.executors import executor_for
from sim.experiment.half_hour_counts import count_half_hours
from sim.experiment.task import tasks
from tests.processes import ROOT
from tests.unit.test_half_hours_of_week import busy

NAMES = {"offered", "answered", "in_time", "abandoned", "short_abandons"}


def typical():
    return replace(
        load(ROOT / "configs" / "typical_centre.yaml"), {"horizon": {"weeks": 2, "warm_up_weeks": 1}}
    )


def full_lines():
    """Calls are turned away, and some wait when the last week ends."""
    return replace(
        load(ROOT / "configs" / "verification" / "erlang_a.yaml"),
        {
            "horizon": {"weeks": 1, "warm_up_weeks": 0},
            "demand.calls_per_day": 3000.0,
            "demand.profile": None,
            "demand.open": {"days": ["sun"], "from": "20:00", "to": "24:00"},
            "call_types.Calls.patience": {"mean_min": 30.0},
            "teams.Agents.shifts": [{"start": "20:00", "hours": 4.0, "agents": 10}],
            "teams.Agents.agents": 10,
        },
    )


def same(one, other) -> bool:
    """Whether calls by half-hour of the week and by day are the same to the bit."""
    return all(
        own[name].tobytes() == of_all[name].tobytes() and own[name].dtype == of_all[name].dtype
        for own, of_all in ((one.week, other.week), (one.days, other.days))
        for name in NAMES
    )


@pytest.mark.parametrize("centre", [busy, typical, full_lines])
@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_they_are_the_same_as_beside_all_other_figures(centre, engine):
    scenario = centre()
    for number in range(2):
        alone = count_half_hours(scenario, 3, number, engine)
        of_all = one_replication(scenario, 3, number, "compiled")
        assert same(alone, of_all)
        assert alone.week.keys() == NAMES
        assert alone.week["abandoned"].sum() > 0
        assert (alone.calls, alone.number) == (of_all.calls, number)


def test_no_other_figure_can_be_taken_from_them():
    (result,) = Runner(1, 2, figures="half_hours").run([busy()])
    with pytest.raises(IndexError):
        result.kpi("asa_s")


def asks_for_both(scenario):
    """Calls by half-hour, then all figures."""
    (alone,) = yield WithRuns([scenario], None, "half_hours")
    (of_all,) = yield [scenario]
    (again,) = yield WithRuns([scenario], range(1, 3), "half_hours")
    return alone, of_all, again


@pytest.mark.parametrize("count", [1, 2])
def test_a_search_gets_what_it_asks_for_and_never_less(count):
    """What was counted alone does not stand for all figures later; all figures stand for what is asked alone."""
    store = Store()
    with executor_for("compiled", count) as executor:
        alone, of_all, again = Runner(3, 3, "compiled", executor, store).complete(asks_for_both(busy()))
    assert [len(r.replications) for r in (alone, of_all, again)] == [3, 3, 2]
    assert of_all.kpi("asa_s").mean is not None
    assert not alone.replications[0].values.size
    assert all(same(a, b) for a, b in zip(alone.replications, of_all.replications, strict=True))
    known = Store()
    for task, replication in zip(
        tasks([busy()], seed=3, replications=3, engine="compiled"), of_all.replications, strict=True
    ):
        known.put(task.key, replication)
    (task, *_) = tasks([busy()], seed=3, replications=1, engine="compiled", figures="half_hours")
    assert known.get(task.key) is of_all.replications[0]


def test_on_disk_they_are_kept_apart_from_all_figures(tmp_path):
    said: list[str] = []

    def disk():
        return DiskStore(tmp_path / "runs", "compiled", limit_bytes=10**8, say=said.append, at_once=True)

    (few,) = tasks([busy()], seed=3, replications=1, engine="compiled", figures="half_hours")
    first = disk()
    first.put(few.key, count_half_hours(busy(), 3, 0, "compiled"))
    assert first.get(few.key.of_all) is None
    first.close()
    kept = disk().get(few.key)
    assert kept is not None
    assert same(kept, one_replication(busy(), 3, 0, "compiled"))
    assert np.size(kept.values) == 0
    assert said == []
