"""The package: what is declared agrees with what is pinned, and an installed Headroom works from any folder."""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import tomllib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from sim.experiment import KEYS
from sim.shipped_files import INSTALLED, shipped_file
from sim.version import model_version
from tests import processes
from tests.processes import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def by_name(requirements: Iterable[str]) -> dict[str, Requirement]:
    """Requirements by package, Headroom itself apart."""
    return {r.name: r for r in map(Requirement, requirements) if r.name != "headroom"}


def pinned(file: Path) -> dict[str, Requirement]:
    """What a requirements file pins itself, by package."""
    lines = [line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines()]
    return by_name(line for line in lines if line and not line.startswith("-r"))


def test_what_is_declared_is_pinned_and_within_its_range() -> None:
    needed = by_name(PROJECT["dependencies"])
    ranges = needed | by_name(chain.from_iterable(PROJECT["optional-dependencies"].values()))
    pins = {name: pin for file in ROOT.glob("requirements*.txt") for name, pin in pinned(file).items()}
    assert set(pins) == set(ranges)
    assert set(pinned(ROOT / "requirements.txt")) == {*needed, "pytest"}, "users run the checks too"
    for name, pin in pins.items():
        (exact,) = pin.specifier
        assert ranges[name].specifier.contains(exact.version), name
        assert str(ranges[name].marker) == str(pin.marker), name


def test_every_package_is_marked_as_typed_and_shipped() -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == {file.parent.name for file in ROOT.glob("*/py.typed")}
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert packages == set(wheel["targets"]["wheel"]["packages"])


def test_files_that_are_no_code_are_found_in_a_checkout_and_where_it_is_installed(tmp_path: Path) -> None:
    assert shipped_file("configs") == ROOT / "configs"
    assert shipped_file("evidence", tmp_path) == tmp_path / "evidence"
    (tmp_path / INSTALLED).mkdir()
    assert shipped_file("evidence", tmp_path) == tmp_path / INSTALLED / "evidence"


# ── Installed ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def headroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `headroom` in an environment that holds Headroom alone and borrows its dependencies from here."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-index", "--quiet"]
    wheels = folder / "wheels"
    command([*pip, "wheel", *offline, "--no-build-isolation", "--wheel-dir", str(wheels), str(ROOT)], folder)
    (wheel,) = wheels.iterdir()
    command([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], folder)
    scheme = {"base": str(folder / "env"), "platbase": str(folder / "env")}
    python = Path(sysconfig.get_path("scripts", "venv", scheme)) / Path(sys.executable).name
    command([*pip, "--python", str(python), "install", *offline, str(wheel)], folder)
    borrowed = Path(sysconfig.get_path("purelib", "venv", scheme)) / "borrowed.pth"
    borrowed.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python.with_name("headroom").with_suffix(python.suffix)


def environment(folder: Path) -> dict[str, str]:
    """Of a user who has never started Headroom."""
    others = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "HEADROOM_", "STREAMLIT_"))}
    return others | {"HEADROOM_CACHE_DIR": str(folder.parent / "cache")}


def command(words: list[str], folder: Path) -> str:
    """What a command that must succeed printed."""
    return processes.run(words, cwd=folder, env=environment(folder)).stdout


@pytest.mark.soak
def test_the_installed_command_works_in_an_empty_folder(headroom: Path, tmp_path: Path) -> None:
    assert "open the app in the browser" in (text := command([str(headroom), "--help"], tmp_path))
    assert text.startswith("usage: headroom ")
    words = ["configs/typical_centre.yaml", "--reps", "1", "--json"]
    found = json.loads(command([str(headroom), "run", *words], tmp_path))
    here = json.loads(command([sys.executable, "-m", "sim", "run", *words], ROOT))
    assert found == here
    assert set(found["kpis"]) == set(KEYS)
    program = "import present.evidence as e, sim; print(sim.__file__, sim.model_version(), e.read().problems)"
    where, version, problems = command([str(python_of(headroom)), "-c", program], tmp_path).split(maxsplit=2)
    assert Path(where).is_relative_to(headroom.parents[1])
    assert (version, problems) == (model_version(), "()\n")
    assert not any(tmp_path.iterdir()), "a command leaves nothing in the user's folder"


def python_of(headroom: Path) -> Path:
    """The Python of the environment that the command is in."""
    return headroom.with_name(Path(sys.executable).name)


@pytest.mark.soak
def test_the_installed_app_serves_with_its_own_settings(headroom: Path, tmp_path: Path) -> None:
    port, log = processes.free_port(), tmp_path / "app.log"
    words = [headroom, "app", "--port", str(port), "--host", "127.0.0.1"]
    env = {k: v for k, v in environment(tmp_path).items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with (
        log.open("w", encoding="utf-8") as out,
        processes.started(words, cwd=tmp_path, env=env, log=out) as app,
    ):
        processes.wait_until_served(app, port, log)
    printed = log.read_text(encoding="utf-8").splitlines()
    assert f"Headroom: http://127.0.0.1:{port}   (Ctrl+C stops it)" in printed
    assert "statistics" not in "".join(printed), "Streamlit says it collects some where it finds no settings"
