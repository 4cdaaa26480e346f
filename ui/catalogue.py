"""The scenarios that can be picked: the YAML files of one folder, by the names written in them."""

from __future__ import annotations

import os
from collections.abc import Container
from pathlib import Path
from textwrap import shorten

import streamlit as st

from sim import Scenario, ScenarioError, load

FIRST = "typical_centre"
WIDTH = 40
"""Letters that the list in the sidebar has room for."""


def folder() -> Path:
    """`configs/`, or the folder named in HEADROOM_CONFIGS."""
    return Path(os.environ.get("HEADROOM_CONFIGS") or Path(__file__).parents[1] / "configs")


@st.cache_resource(max_entries=200, show_spinner=False)
def _read(path: str, changed_ns: int, size: int) -> Scenario | str:
    try:
        return load(path)
    except ScenarioError as error:
        return str(error)


def scenarios() -> tuple[dict[str, Scenario], list[str]]:
    """File stem -> scenario, and a sentence for each file that cannot be read.

    The typical centre comes first, then the stories, which change their own rules at a date, then the rest; the
    steps of a story stand behind it.
    """
    found: dict[str, Scenario] = {}
    problems = []
    for file in sorted(folder().glob("*.yaml")):
        try:
            stat = file.stat()
        except OSError:  # removed a moment ago
            continue
        scenario = _read(str(file), stat.st_mtime_ns, stat.st_size)
        if isinstance(scenario, str):
            problems.append(f"{file.name} cannot be used: {scenario.removeprefix(f'{file}: ')}")
        else:
            found[file.stem] = scenario
    order = sorted(found, key=lambda s: _rank(s, found))
    return {stem: found[stem] for stem in order}, problems


def main_of(stem: str, found: Container[str]) -> str:
    """The file that this one is a step or a remedy of ("x_before" of "x"), or the file itself."""
    parts = stem.split("_")
    return next((m for n in range(1, len(parts)) if (m := "_".join(parts[:n])) in found), stem)


def _rank(stem: str, found: dict[str, Scenario]) -> tuple[bool, bool, str, str]:
    main = main_of(stem, found)
    return main != FIRST, not found[main].changes, main, stem


def shown_name(stem: str, found: dict[str, Scenario]) -> str:
    """The scenario's name, cut between words where the list is too narrow; with the file's where two are the same."""
    name = found[stem].name
    same = sum(s.name == name for s in found.values())
    return shorten(name if same == 1 else f"{name} ({stem})", WIDTH, placeholder=" …")
