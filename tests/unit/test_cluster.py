"""A cluster: the same numbers, whoever computes them and whoever dies on the way; one sentence where there is none."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from cli.main import main
from sim.engine import ENGINES
from sim.experiment import KEYS, ClusterError, executor_for, run
from sim.experiment.task import as_text, simulate_task, tasks
from sim.scenario import replace, to_yaml
from tests.builders import scenario
from tests.processes import free_port
from tests.waiting import PATIENCE_S

SMALL = scenario({"demand.calls_per_day": 100.0, "demand.day_to_day_cv": 0.2})
WORK = {"simpy": (1, 1500), "compiled": (2, 10_000)}
"""Weeks and calls a day of a replication that takes some tenths of a second."""


@pytest.fixture(scope="module")
def cluster():
    """A real one: a scheduler in this process, and two worker processes that it starts anew when they die."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as made:
        yield made


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """On a busy machine it takes its time to connect."""
    monkeypatch.setattr("sim.experiment.cluster.CONNECT_S", PATIENCE_S)


@pytest.fixture
def small(tmp_path: Path) -> str:
    file = tmp_path / "small.yaml"
    file.write_text(to_yaml(SMALL))
    return str(file)


# ── The same numbers ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "engine", [ENGINES[0], *(pytest.param(engine, marks=pytest.mark.soak) for engine in ENGINES[1:])]
)
def test_an_experiment_survives_the_death_of_a_worker(cluster, engine):
    weeks, calls = WORK[engine]
    baseline = replace(
        SMALL,
        {"horizon.weeks": weeks, "demand.calls_per_day": float(calls), "teams.Agents.agents": calls // 100},
    )
    pair = [baseline, replace(baseline, {"teams.Agents.agents": calls // 80})]
    killed: list[tuple[int, int]] = []
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        victim = min(client.run(os.getpid).values())

        def progress(done: int, of: int) -> None:
            if done == 3:
                os.kill(victim, signal.SIGKILL)
                killed.append((done, of))

        with executor_for(engine, 24, cluster.scheduler_address) as executor:
            there = run(pair, seed=5, replications=12, engine=engine, executor=executor, progress=progress)
        client.wait_for_workers(2, timeout=PATIENCE_S)
        assert victim not in client.run(os.getpid).values()
    assert killed == [(3, 24)]
    here = run(pair, seed=5, replications=12, engine=ENGINES[0])
    for mine, theirs in zip(there, here, strict=True):
        assert [r.number for r in mine.replications] == list(range(12))
        for a, b in zip(mine.replications, theirs.replications, strict=True):
            assert a.values.tobytes() == b.values.tobytes()
            assert a.by_week.tobytes() == b.by_week.tobytes()
        assert [mine.kpi(key) for key in KEYS] == [theirs.kpi(key) for key in KEYS]


def test_the_command_line_uses_it_by_flag_or_environment(cluster, small, capsys, monkeypatch):
    words = ["compare", small, small, "--reps", "2", "--json"]
    assert main(words) == 0
    here = capsys.readouterr().out
    before = cluster.scheduler.transition_counter
    assert main([*words, "--cluster", cluster.scheduler_address]) == 0
    assert capsys.readouterr().out == here
    after = cluster.scheduler.transition_counter
    assert after > before, "it was really asked"
    monkeypatch.setenv("HEADROOM_CLUSTER", cluster.scheduler_address)
    assert main(words) == 0
    assert capsys.readouterr().out == here
    assert cluster.scheduler.transition_counter > after


def test_what_travels_is_plain_data():
    (task,) = tasks([SMALL], seed=1, replications=1)
    sent = pickle.dumps((simulate_task, as_text(task.scenario), task.key, task.engine))
    assert b"pydantic" not in sent
    assert b"Scenario" not in sent
    function, *arguments = pickle.loads(sent)
    assert function(*arguments).number == 0


# ── One sentence ──────────────────────────────────────────────────────────────────────────────────


def complaint(capsys, *words: str) -> str:
    assert main(["run", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def test_without_dask_it_says_what_to_install(small, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    err = complaint(capsys, small, "--cluster", "tcp://127.0.0.1:8786")
    assert 'pip install "/path/to/headroom[cluster]"' in err
    assert main(["run", small, "--reps", "1"]) == 0, "and it is needed for nothing else"


def test_an_address_nobody_answers_at_is_one_sentence_soon(small, capsys, monkeypatch):
    address = f"tcp://127.0.0.1:{free_port()}"
    limits: list[float] = []

    def client(*words, timeout, **options):
        limits.append(timeout)
        return Client(*words, timeout=timeout, **options)

    monkeypatch.setattr("distributed.Client", client)
    monkeypatch.setattr("sim.experiment.cluster.CONNECT_S", 0.5)
    assert f"{address}: no dask scheduler answers there" in complaint(capsys, small, "--cluster", address)
    assert limits == [0.5]


@pytest.mark.parametrize("address", ["host", "tcp://host", "http://host:80"])
def test_what_is_no_address_is_named(small, capsys, address):
    assert f"'{address}' is not an address such as tcp://host:8786" in complaint(
        capsys, small, "--cluster", address
    )


def test_a_scheduler_without_workers_is_one_sentence(small, capsys, monkeypatch):
    wait = Client.wait_for_workers
    monkeypatch.setattr(Client, "wait_for_workers", lambda self, n, timeout: wait(self, n, timeout=0.1))
    with LocalCluster(
        n_workers=0, protocol="tcp", dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as empty:
        err = complaint(capsys, small, "--cluster", empty.scheduler_address)
    assert "the scheduler has no workers" in err


def test_other_sources_over_there_are_refused(cluster, small, capsys, monkeypatch):
    monkeypatch.setattr("sim.experiment.cluster.model_version", lambda: "0.0.0+00000000")
    err = complaint(capsys, small, "--cluster", cluster.scheduler_address)
    assert "the scheduler has Headroom 0.2" in err
    assert "this is 0.0.0+00000000" in err


def test_headroom_missing_over_there_is_told(cluster, monkeypatch):
    monkeypatch.setattr("sim.experiment.cluster._VERSION_EXPRESSION", "__import__('no_such_headroom')")
    with (
        pytest.raises(ClusterError, match="the scheduler cannot import Headroom; install it there, or start"),
        executor_for(ENGINES[0], 9, cluster.scheduler_address),
    ):
        pass
