"""Compiled code is kept between starts, and never outlives the rules it was made from."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

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
        def __init__(self, command, cwd):
            asked.append((command, cwd))

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
    assert asked == [([sys.executable, "-m", "sim.engine.compiled"], ROOT)]
