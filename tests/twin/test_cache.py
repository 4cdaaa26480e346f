"""Compiled code is kept between starts, and never outlives the rules it was made from."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from pathlib import Path

import pytest

from sim import code_cache
from sim.code_cache import cache_folder, sources_digest
from sim.engine.compiled import ready
from tests import processes
from tests.processes import ROOT

PROBE = """
from sim import rules
from sim.jit import compiled


@compiled
def probe(x):
    return rules.clip(x, 0.0, 1.0)
"""
RUN = """
import sys, numba, sim.jit
if len(sys.argv) > 1:
    numba.config.CACHE_DIR = sys.argv[1]
from sim.probe import probe
print(probe(0.5), sum(probe.stats.cache_hits.values()))
"""
RULE = "    if x > high:\n        return high\n    return x\n"


@pytest.fixture
def copy(tmp_path):
    """A copy of the project's simulator with one compiled function more, which calls a rule."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "sim" / "probe.py").write_text(PROBE)
    return tmp_path


def run(copy: Path, *arguments: str) -> list[str]:
    env = os.environ | {"HEADROOM_CACHE_DIR": str(copy / "cache"), "PYTHONPATH": str(copy)}
    return processes.run([sys.executable, "-c", RUN, *arguments], cwd=copy, env=env).stdout.split()


def edit_rule(copy: Path) -> None:
    file = copy / "sim" / "rules.py"
    text = file.read_text(encoding="utf-8")
    assert text.count(RULE) == 1
    file.write_text(text.replace(RULE, RULE.replace("return x", "return x * 0.5")), encoding="utf-8")


def test_an_edited_rule_is_never_served_from_an_old_cache(copy):
    assert run(copy) == ["0.5", "0"]
    assert run(copy) == ["0.5", "1"], "the second start loads what the first compiled"
    edit_rule(copy)
    assert run(copy) == ["0.25", "0"]
    assert run(copy) == ["0.25", "1"]
    for file in (copy / "cache").rglob("probe.probe*.nbc"):
        file.write_bytes(file.read_bytes()[:100])
    assert run(copy) == ["0.25", "0"], "half a file is none"


def test_without_a_folder_of_its_own_for_each_state_of_the_sources_it_would_be(copy):
    """numba looks at the file of the function alone: what the test above guards against does happen."""
    folder = str(copy / "one folder for all")
    assert run(copy, folder) == ["0.5", "0"]
    edit_rule(copy)
    assert run(copy, folder) == ["0.5", "1"]


def test_the_folder_is_named_by_all_sources_that_compiled_code_comes_from(tmp_path):
    for name in ("rules.py", "engine/order.py", "engine/compiled/floor.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x = 1\n")
    before = sources_digest(tmp_path)
    seen = {before}
    for name in ("rules.py", "engine/order.py", "engine/compiled/floor.py"):
        (tmp_path / name).write_text("x = 2\n")
        seen.add(sources_digest(tmp_path))
    assert len(seen) == 4
    assert cache_folder().name == sources_digest()


def test_the_engine_is_ready_once_it_is_compiled(monkeypatch, tmp_path):
    ready.prepare()
    assert ready.is_ready()
    monkeypatch.setattr(ready, "cache_folder", lambda: tmp_path)
    assert not ready.is_ready()


def test_another_process_is_asked_to_compile_once_and_only_where_it_is_needed(monkeypatch, tmp_path):
    asked = []

    class Compiling:
        def __init__(self, command, cwd, env):
            asked.append((command, cwd, env["HEADROOM_PARENT"]))

        def poll(self):
            return None

    ready.prepare()
    monkeypatch.setattr(ready.subprocess, "Popen", Compiling)
    monkeypatch.setattr(ready, "_compiling", None)
    ready.prepare_elsewhere()
    assert asked == [], "it is ready"
    monkeypatch.setattr(ready, "cache_folder", lambda: tmp_path)
    ready.prepare_elsewhere()
    ready.prepare_elsewhere()
    assert asked == [([sys.executable, "-m", "sim.engine.compiled"], ROOT, str(os.getpid()))]


# ── Where it cannot be kept ───────────────────────────────────────────────────────────────────────

FILLS = """
import sys, sim.code_cache, sim.whole_files
from numba.core.caching import IndexDataCacheFile
def full(*_):
    raise OSError(28, "No space left on device")
IndexDataCacheFile._save_index = full
from sim.probe import probe
print(probe(0.5), sim.code_cache.all_kept(), sim.code_cache.cache_problem())
"""


@cache
def digest() -> str:
    """Of the sources as they are, which are read once."""
    return sources_digest()


def usable(folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> tuple[Path | None, str]:
    """The same in this process, which has looked already."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(code_cache.tempfile, "gettempdir", lambda: str(folder / "tmp"))
    (folder / "tmp").mkdir(exist_ok=True)
    monkeypatch.setattr(code_cache, "_unsaved", [])
    monkeypatch.setattr(code_cache, "sources_digest", digest)
    for asked in (code_cache.cache_folder, code_cache._tried_folders):
        monkeypatch.setattr(code_cache, asked.__name__, cache(asked.__wrapped__))
    return code_cache.cache_folder(), code_cache.cache_problem()


@pytest.fixture
def elsewhere(tmp_path):
    """The folder among temporary files that is taken instead."""
    return tmp_path / "tmp" / f"headroom-{os.getuid()}" / digest()


def test_a_folder_that_cannot_be_made_is_said_and_another_taken(tmp_path, monkeypatch, elsewhere):
    (tmp_path / "file").touch()
    folder, said = usable(tmp_path, monkeypatch, HEADROOM_CACHE_DIR=str(tmp_path / "file"))
    assert folder == elsewhere
    assert said == (
        f"Compiled code cannot be kept in {tmp_path / 'file' / 'headroom'} (Not a directory): "
        f"it is kept in {elsewhere.parent} instead."
    )


def test_a_full_disk_is_said_and_another_taken(tmp_path, monkeypatch, elsewhere):
    rooms = iter([10_000_000, 10_000_000_000])
    monkeypatch.setattr(
        code_cache.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, next(rooms))
    )
    folder, said = usable(tmp_path, monkeypatch, HEADROOM_CACHE_DIR=str(tmp_path))
    assert folder == elsewhere
    assert "(it has less than 20 MB of room)" in said


@pytest.mark.parametrize("of", ["headroom", ""])
def test_code_from_a_folder_that_everybody_may_write_to_is_not_run(tmp_path, monkeypatch, elsewhere, of):
    own = tmp_path / "own" / "headroom" / digest()
    own.mkdir(parents=True)
    (own / code_cache.ready_name()).touch()
    (own.parent if of else own).chmod(0o777)
    folder, said = usable(tmp_path, monkeypatch, HEADROOM_CACHE_DIR=str(tmp_path / "own"))
    assert folder == elsewhere
    assert "(everybody can write there)" in said


def test_nor_from_one_that_belongs_to_somebody_else(tmp_path, monkeypatch):
    us = os.getuid()
    monkeypatch.setattr(code_cache.os, "getuid", lambda: us + 1 if us else 4711)
    (tmp_path / "own" / "headroom" / digest()).mkdir(parents=True)
    if us == 0:  # what is the administrator's is trusted, such as what an image of a container holds
        assert usable(tmp_path, monkeypatch, HEADROOM_CACHE_DIR=str(tmp_path / "own"))[1] == ""
        os.chown(tmp_path / "own" / "headroom", 4712, -1)
    assert (
        "(it belongs to somebody else)"
        in usable(tmp_path, monkeypatch, HEADROOM_CACHE_DIR=str(tmp_path / "own"))[1]
    )


def test_a_complete_folder_need_not_be_written_to(tmp_path, monkeypatch):
    own = tmp_path / "own" / "headroom" / digest()
    own.mkdir(parents=True)
    (own / code_cache.ready_name()).touch()
    monkeypatch.setattr(code_cache.tempfile, "TemporaryFile", None)
    assert usable(tmp_path, monkeypatch, HEADROOM_CACHE_DIR=str(tmp_path / "own")) == (own, "")


def test_without_any_folder_each_start_compiles_anew(copy):
    """No home, nowhere to write: a user of a container with a file system to read only."""
    (copy / "file").touch()
    env = {"PATH": os.environ["PATH"], "HEADROOM_CACHE_DIR": str(copy / "file"), "PYTHONPATH": str(copy)}
    forgets = 'import tempfile; tempfile.gettempdir = lambda: "file"\n'
    told = "; from sim.code_cache import cache_problem; print(cache_problem())"
    lines = processes.run(
        [
            sys.executable,
            "-c",
            forgets
            + RUN.replace("print(", "probe(0.5); print(")
            .strip()
            .replace("sum(probe.stats.cache_hits.values())", "probe.stats.cache_path")
            + told,
        ],
        cwd=copy,
        env=env,
    ).stdout
    assert lines == (
        f"0.5 None\nCompiled code cannot be kept in {copy / 'file' / 'headroom'} (Not a directory): "
        "each start compiles anew.\n"
    )


def test_a_disk_that_fills_up_meanwhile_stops_nobody(copy):
    env = os.environ | {"HEADROOM_CACHE_DIR": str(copy / "cache"), "PYTHONPATH": str(copy)}
    assert processes.run([sys.executable, "-c", FILLS], cwd=copy, env=env).stdout == (
        "0.5 False Compiled code could not be kept (No space left on device): each start compiles anew.\n"
    )


def test_what_no_other_process_can_leave_us_a_thread_compiles_once(monkeypatch, capsys):
    prepared = []
    monkeypatch.setattr(ready, "is_ready", lambda: False)
    monkeypatch.setattr(ready, "_compiling", None)
    monkeypatch.setattr(ready, "_compiling_here", None)
    monkeypatch.setattr(ready, "cache_folder", lambda: None)
    monkeypatch.setattr(ready, "cache_problem", lambda: "No room.")
    monkeypatch.setattr(ready, "prepare", lambda: prepared.append("here"))
    for _ in range(3):
        ready.prepare_elsewhere()
    ready._compiling_here.join()
    assert prepared == ["here"]
    assert capsys.readouterr().err == "No room.\n", "said once"
