"""The scenarios that can be picked: the YAML files of one folder, by the names written in them."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from present.scenario_order import in_order
from sim import Scenario, ScenarioError, load
from sim.shipped_files import shipped_file

LARGEST_FILE_MB = 1
"""Of a scenario or of contracts that are uploaded: half of it is read (`sim.scenario.MAX_BYTES`)."""
OWN = "own "
"""Begins the key of a scenario that is no file: uploaded, opened by a link, or from another page."""


def folder() -> Path:
    """`configs/`, or the folder named in HEADROOM_CONFIGS."""
    return Path(os.environ.get("HEADROOM_CONFIGS") or shipped_file("configs"))


def nothing_to_pick() -> str:
    """Why there is no scenario, and what to do."""
    where = f"{folder().absolute()}{' (HEADROOM_CONFIGS)' if os.environ.get('HEADROOM_CONFIGS') else ''}"
    if not folder().is_dir():
        return f"The folder {where} does not exist: make it, put a scenario there as a .yaml file and reload the page."
    return f"There is no scenario in the folder {where}: put one there as a .yaml file and reload the page."


@st.cache_resource(max_entries=200, show_spinner=False)
def _read(path: str, changed_ns: int, size: int) -> Scenario | str:
    try:
        return load(path)
    except ScenarioError as error:
        return str(error)


LISTED = "files of this run"


def forget_listed_files() -> None:
    """Before a whole run of a page: files may have changed."""
    st.session_state.pop(LISTED, None)


def scenarios() -> tuple[dict[str, Scenario], list[str]]:
    """File stem -> scenario, in the order of `in_order`, and a sentence for each file that cannot be read."""
    if LISTED not in st.session_state:
        st.session_state[LISTED] = _listed()
    listed: tuple[dict[str, Scenario], list[str]] = st.session_state[LISTED]
    return listed


def _listed() -> tuple[dict[str, Scenario], list[str]]:
    readable: dict[str, Scenario] = {}
    problems = []
    files = {file.stem: file for file in folder().glob("*.yaml")}
    for file in (files[stem] for stem in in_order(list(files))):
        try:
            stat = file.stat()
        except OSError:  # removed a moment ago
            continue
        scenario = _read(str(file), stat.st_mtime_ns, stat.st_size)
        if isinstance(scenario, str):
            problems.append(f"{file.name} cannot be used: {scenario.removeprefix(f'{file}: ')}")
        else:
            readable[file.stem] = scenario
    return readable, problems
