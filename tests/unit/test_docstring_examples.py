"""The examples in docstrings do what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = [
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for package in ("sim", "present", "cli")
    for file in sorted((ROOT / package).rglob("*.py"))
    if ">>> " in file.read_text(encoding="utf-8")
]
ENTRANCES = {
    "sim.scenario.io",
    "sim.scenario.edit",
    "sim.experiment.runner",
    "sim.experiment.differences",
    "sim.experiment.result",
    "sim.experiment.compare",
}
"""Where load, replace, run, sweep, difference and paired stand."""


@pytest.mark.parametrize("module", MODULES)
def test_examples_hold(module: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_entrances_have_examples():
    assert set(MODULES) >= ENTRANCES
