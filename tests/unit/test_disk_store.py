"""What had finished is not simulated again after a kill; and no file, however broken or full, stops anybody."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import threading
from dataclasses import fields

import numpy as np
import pytest

from cli.main import main
from sim.experiment import KEYS, Replication, Runner, Store, disk_store, run
from sim.experiment.disk_store import DiskStore, as_bytes, from_bytes
from sim.experiment.task import Key, tasks
from sim.scenario import replace
from sim.version import model_version
from tests import processes
from tests.builders import scenario

SMALL = scenario({"demand.calls_per_day": 100.0, "horizon.weeks": 2, "teams.Agents.agents": 3})
MB = 1_000_000


def key(n: int, model: str = "") -> Key:
    return Key("hash", 1, n, model or model_version())


def replication(n: int, weeks: int = 1) -> Replication:
    return Replication(n, np.full(len(KEYS), float(n)), np.zeros((len(KEYS), weeks)), {}, n)


def same(one: Replication, other: Replication) -> bool:
    """Whether every field is the same to the bit."""

    def plain(value):
        if isinstance(value, dict):
            return {name: plain(part) for name, part in value.items()}
        if isinstance(value, np.ndarray):
            return value.dtype, value.shape, value.tobytes()
        return value

    return all(
        plain(getattr(one, field.name)) == plain(getattr(other, field.name)) for field in fields(Replication)
    )


@pytest.fixture
def disk(tmp_path):
    """Makes stores on one file and collects what they say."""
    made = []

    def opened(engine="compiled", limit_bytes=256 * MB, at_once=True):
        store = DiskStore(
            tmp_path / "runs", engine, limit_bytes=limit_bytes, say=said.append, at_once=at_once
        )
        made.append(store)
        return store

    said: list[str] = []
    opened.said, opened.file = said, tmp_path / "runs"
    yield opened
    for store in made:
        store.close()


# ── What is read is what was written ──────────────────────────────────────────────────────────────


def test_a_replication_read_again_is_the_simulated_one_to_the_bit(disk):
    simulated = next(iter(Runner(replications=1, engine="simpy").replicate(SMALL)))
    assert simulated.people is not None
    assert np.isnan(simulated.values).any(), "values that are not numbers are among them"
    assert same(from_bytes(as_bytes(simulated)), simulated)
    disk().put(key(0), simulated)
    assert same(disk().get(key(0)), simulated)
    assert disk.said == []


def test_a_result_from_disk_says_the_same_and_nothing_is_simulated(disk, monkeypatch):
    (first,) = Runner(replications=3, engine="simpy", store=Store(beneath=disk())).run([SMALL])
    monkeypatch.setattr("sim.experiment.task.one_replication", None)
    (again,) = Runner(replications=3, engine="simpy", store=Store(beneath=disk())).run([SMALL])
    assert all(same(a, b) for a, b in zip(first.replications, again.replications, strict=True))
    assert first.to_frame().equals(again.to_frame())


def test_what_memory_has_dropped_is_on_disk(disk):
    store = Store(limit_bytes=0, beneath=disk())
    store.put(key(0), replication(0))
    assert len(store) == 0
    assert store.get(key(0)).calls == 0


def test_the_address_is_all_of_it_and_the_engine(disk):
    store = disk()
    store.put(key(1), replication(1))
    others = [key(2), key(1)._replace(seed=2), key(1)._replace(scenario="x"), key(1)._replace(model="x")]
    assert [store.get(other) for other in others] == [None] * 4
    assert disk("simpy").get(key(1)) is None
    assert store.get(key(1)).number == 1


def test_another_thread_writes_what_a_page_puts_and_closing_waits_for_it(disk):
    pages = disk(at_once=False)
    for n in range(200):
        pages.put(key(n), replication(n))
    pages.close()
    assert [disk().get(key(n)).number for n in range(200)] == list(range(200))


def test_only_figures_are_written_and_nobody_else_may_read_them(disk):
    named = replace(SMALL, {"name": "Castle Street"})
    run([named], replications=2, engine="simpy", store=Store(beneath=disk()))
    written = b"".join(file.read_bytes() for file in disk.file.parent.iterdir())
    assert tasks([named], seed=1, replications=1)[0].key.scenario.encode() in written
    assert b"Castle Street" not in written
    assert b"Agents" not in written, "nor what a team is called"
    if os.name == "posix":
        assert {file.stat().st_mode & 0o077 for file in disk.file.parent.iterdir()} == {0}


# ── Bounds ────────────────────────────────────────────────────────────────────────────────────────


def test_the_oldest_go_when_there_is_no_room(disk):
    store = disk(limit_bytes=MB)
    for n in range(100):
        store.put(key(n), replication(n, weeks=100))
    kept = [n for n in range(100) if store.get(key(n)) is not None]
    assert kept == list(range(kept[0], 100)), "the newest stay, without a gap"
    one = len(as_bytes(replication(0, weeks=100)))
    assert 0.8 * MB < len(kept) * one < MB
    assert disk.file.stat().st_size < 1.2 * MB


def test_rows_of_another_version_are_dropped_when_it_is_no_longer_in_use(disk, monkeypatch):
    store = disk()
    store.put(key(1, "older"), replication(1))
    store.put(key(1), replication(1))
    assert disk().get(key(1, "older")) is not None, "it may be running now"
    monkeypatch.setattr(disk_store, "OTHERS_KEPT_S", -1.0)
    assert disk().get(key(1, "older")) is None
    assert disk().get(key(1)) is not None


# ── What goes wrong stops nobody ──────────────────────────────────────────────────────────────────


def test_a_file_that_is_none_is_set_aside_and_said(disk):
    disk.file.write_bytes(b"no data base, but somebody's letter" * 200)
    store = disk()
    store.put(key(1), replication(1))
    assert disk().get(key(1)) is not None
    assert disk.file.with_suffix(".broken").read_bytes().startswith(b"no data base")
    (line,) = disk.said
    assert "could not be read" in line
    assert "set aside as runs.broken" in line


def test_a_file_that_breaks_while_it_is_open_is_set_aside(disk):
    first = disk()
    for n in range(50):
        first.put(key(n), replication(n))
    first.close()
    whole = disk.file.read_bytes()
    disk.file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))  # its first page is in order
    store = disk()
    assert store.get(key(7)) is None
    store.put(key(7), replication(7))
    assert disk().get(key(7)).number == 7
    assert len(disk.said) == 1


def test_figures_that_were_altered_are_simulated_again(disk):
    store = disk()
    store.put(key(1), replication(1))
    with sqlite3.connect(disk.file) as by_hand:
        by_hand.execute("UPDATE run SET figures = zeroblob(length(figures))")
    by_hand.close()
    assert store.get(key(1)) is None
    store.put(key(1), replication(1))
    assert store.get(key(1)).number == 1


@pytest.mark.skipif(os.name != "posix", reason="a directory in the file's place is another error there")
def test_where_it_cannot_be_written_it_says_so_and_goes_on(disk):
    disk.file.mkdir()
    store = Store(beneath=disk())
    store.put(key(1), replication(1))
    assert store.get(key(1)).number == 1
    (line,) = disk.said
    assert line.startswith(f"Finished runs cannot be kept in {disk.file.parent} (")
    assert line.endswith("what is interrupted begins anew.")


def test_a_full_disk_is_said_once(disk):
    store = disk()
    store._connection.execute("PRAGMA max_page_count = 10")  # as SQLite says it of a disk
    for n in range(100):
        store.put(key(n), replication(n, weeks=100))
    assert [line for line in disk.said if "full" in line] == disk.said
    assert len(disk.said) == 1
    assert store.get(key(0)) is None, "no longer in use"


def test_another_that_writes_costs_a_row_and_no_more(disk, monkeypatch):
    monkeypatch.setattr(disk_store, "PATIENCE_S", 0.01)
    store = disk()
    other = sqlite3.connect(disk.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.put(key(1), replication(1))
    assert store.get(key(1)) is None
    other.execute("COMMIT")
    other.close()
    store.put(key(2), replication(2))
    assert store.get(key(2)).number == 2
    assert disk.said == []


def test_many_threads_of_two_stores_share_a_file(disk):
    stores = [disk(), disk()]

    def work(offset: int) -> None:
        for n in range(50):
            stores[offset % 2].put(key(100 * offset + n), replication(n))
            assert stores[(offset + 1) % 2].get(key(100 * offset + n)).number == n

    threads = [threading.Thread(target=work, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(disk().get(key(100 * offset + n)) for offset in range(4) for n in range(50))
    assert disk.said == []


# ── The command line after a kill ─────────────────────────────────────────────────────────────────

CENTRE = """
schema: 1
name: Small centre
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 100, open: {days: [mon, tue], from: "09:00", to: "11:00"}}
call_types: [{name: Billing, share: 1.0}]
teams: [{name: Front line, agents: 12, shifts: [{start: "09:00", hours: 2}], days_per_week: 2}]
"""
COMMANDS = {
    "staff": ["--reps", "3", "--seed", "5"],
    "roster": ["--target", "0.5", "--reps", "2"],
    "moves": ["--improve", "--target", "0.5", "--reps", "2"],
    "sweep": ["--vary", "teams.Front line.agents=3:20:18", "--reps", "4"],
    "tradeoff": ["--free", "teams.Front line.agents=8:14", "--reps", "3"],
    "run": ["--headroom", "--reps", "6"],
}
DRIVER = """
import os, signal, sys
from pathlib import Path
from cli.main import main
from tests.unit.test_disk_store import noting_what_begins

log, folder, last, *words = sys.argv[1:]
noting_what_begins(Path(log), Path(folder), setattr, int(last))
sys.exit(main(words))
"""


def noting_what_begins(log, folder, set_attribute, last=0):
    """Note every replication that is begun, and with the last of so many be killed; finished ones are in `folder`."""
    from sim.experiment import stream

    original = stream.replication_of
    log.write_text("")

    def noting(key, *others):
        with log.open("a") as out:
            out.write(f"{key.scenario} {key.seed} {key.number} {key.figures}\n")
        if len(log.read_text().splitlines()) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(key, *others)

    set_attribute(stream, "replication_of", noting)
    set_attribute(disk_store, "cache_folder", lambda: folder / "compiled code")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nobody is killed on Windows in this way")
@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("staff", 7),
        pytest.param("staff", 80, marks=pytest.mark.soak),
        ("roster", 12),
        ("moves", 12),
        ("sweep", 25),
        ("tradeoff", 12),
        ("run", 15),
    ],
)
def test_a_search_that_was_killed_goes_on_where_it_was(question, last, tmp_path, monkeypatch, capsys):
    config = tmp_path / "small.yaml"
    config.write_text(CENTRE)
    command = "roster" if question == "moves" else question
    words = [command, str(config), "--engine", "simpy", *COMMANDS[question], "--json"]
    monkeypatch.setenv("HEADROOM_WORKERS", "1")  # so all but the last begun has finished
    monkeypatch.setenv("HEADROOM_KEEP_MB", "50")

    def begun(name, *more):
        with monkeypatch.context() as patched:
            noting_what_begins(tmp_path / name, tmp_path, patched.setattr)
            assert main([*words, *more]) == 0
        return (tmp_path / name).read_text().splitlines(), json.loads(capsys.readouterr().out)

    driver = [sys.executable, "-c", DRIVER, str(tmp_path / "first"), str(tmp_path), str(last), *words]
    assert processes.run(driver, check=False).returncode == -signal.SIGKILL
    *finished, interrupted = (tmp_path / "first").read_text().splitlines()
    assert len(finished) == last - 1

    again, answer = begun("again")
    fresh, same_answer = begun("fresh", "--fresh")
    assert answer == same_answer
    assert set(again).isdisjoint(finished), "nothing that had finished is simulated again"
    assert again[0] == interrupted
    assert {*finished, *again} == set(fresh)
    assert begun("third") == ([], answer)


def test_a_wrong_size_is_refused_in_a_sentence(tmp_path, monkeypatch, capsys):
    config = tmp_path / "small.yaml"
    config.write_text(CENTRE)
    monkeypatch.setenv("HEADROOM_KEEP_MB", "much")
    assert main(["staff", str(config)]) == 2
    assert (
        "HEADROOM_KEEP_MB=much: it must be a whole number, 0 to keep no finished runs"
        in capsys.readouterr().err
    )
