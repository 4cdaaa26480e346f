"""The model's version: another source, another version; and the public API, which waits to be used."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import sim
from sim.version import FOLDER, RESULT_SOURCES, __version__, code_hash, model_version
from tests import processes


def sources_hash(folder: Path = FOLDER) -> str:
    return code_hash(RESULT_SOURCES, folder)


@pytest.fixture(scope="module")
def before() -> str:
    return sources_hash()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(FOLDER, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))  # bytes only
    )


def test_the_version_names_release_and_sources(before):
    release, sources = model_version().split("+")
    assert release == __version__ == sim.__version__
    assert sources == before[:8]
    assert len(sources) == 8
    int(sources, 16)


def test_the_same_sources_elsewhere_are_the_same_version(copy, before):
    assert sources_hash(copy) == before


@pytest.mark.parametrize(
    "file",
    [
        "rules.py",
        "callers.py",
        "record.py",
        "scenario/models.py",
        "engine/policy.py",
        "engine/simpy/floor.py",
        "kpis/totals.py",
        "experiment/result.py",
    ],
)
def test_an_edit_to_what_decides_a_result_is_another_version(copy, before, file):
    with (copy / file).open("a") as source:
        source.write("\nedited = True\n")
    assert sources_hash(copy) != before


@pytest.mark.parametrize("file", ["check/table.py", "experiment/pool.py"])
def test_an_edit_to_what_decides_none_is_the_same_version(copy, before, file):
    with (copy / file).open("a") as source:
        source.write("\nedited = True\n")
    assert sources_hash(copy) == before


def test_docstrings_comments_and_layout_are_the_same_version(copy, before):
    rules = copy / "rules.py"
    text = rules.read_text(encoding="utf-8")
    changed = text.replace('"""x, but not under low nor over high."""', '"""Another sentence."""')
    changed = changed.replace("    if x < low:\n", "    # a comment\n\n    if (x < low):\n", 1)
    assert changed.count("Another sentence") == changed.count("(x < low)") == 1
    rules.write_text(changed, encoding="utf-8")
    assert sources_hash(copy) == before
    rules.write_text(changed.replace("(x < low)", "(x <= low)"), encoding="utf-8")
    assert sources_hash(copy) != before


def test_a_new_or_renamed_source_is_another_version_and_line_ends_are_not(copy, before):
    rules = copy / "rules.py"
    rules.write_bytes(rules.read_bytes().replace(b"\n", b"\r\n"))
    assert sources_hash(copy) == before
    rules.rename(copy / "laws.py")
    renamed = sources_hash(copy)
    (copy / "engine" / "more.py").write_text("")
    assert len({before, renamed, sources_hash(copy)}) == 3


def test_every_pattern_finds_sources():
    for pattern in RESULT_SOURCES:
        assert list(FOLDER.glob(pattern)), pattern


def test_the_public_api_is_what_it_says():
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    assert set(dir(sim)) == set(sim.__all__)
    assert sim.run is sim.experiment.run
    assert sim.load is sim.scenario.load
    with pytest.raises(AttributeError, match="nothing"):
        _ = sim.nothing


def test_importing_it_loads_nothing():
    code = "import sim, sys; print([m for m in ('numpy', 'numba', 'pydantic', 'scipy') if m in sys.modules])"
    assert processes.run([sys.executable, "-c", code]).stdout == "[]\n"
