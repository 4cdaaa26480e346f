"""What is wrong or cannot be meant in a scenario, for a page: the setting's name first, its path last in brackets.

Sentences of `sim` begin with the path, as the command line and files want them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from present.field_names import known_field, name_of
from present.text_layout import joined
from sim import Scenario, ScenarioError
from sim.engine.warnings import scenario_warnings
from sim.scenario import as_dict, policies
from sim.scenario.paths import items_by_name

NUMBERED = re.compile(r"(.+)\.item (\d+)(?:\..+)?")
"""The path of something in a list whose entries have no names."""
WEEK = re.compile(r"From week (\d+) on: ")
COUNTED = re.compile(r" and \d+ more(?=:)")


def problem_in_words(error: ScenarioError) -> str:
    """Why a scenario cannot be: "Shifts, Front line: is empty; … (teams.Front line.shifts)"; no full stop."""
    return f"{_name(error.path)}: {error.problem} ({error.path})" if error.path else error.problem


def warnings_in_words(scenario: Scenario) -> list[str]:
    """What a planner should know before reading the figures, one sentence each; weeks are counted from 1."""
    sentences = scenario_warnings(scenario)
    if not sentences:
        return []
    known = sorted(
        {path for _, policy in policies(scenario) for path in _paths(as_dict(policy), "")}, key=len
    )
    return [_in_words(sentence, known[::-1]) for sentence in sentences]


def _in_words(sentence: str, longest_first: list[str]) -> str:
    when, said = "", sentence
    if dated := WEEK.match(sentence):
        when, said = f"From week {int(dated[1]) + 1} on: ", sentence[dated.end() :]
    paths: list[str] = []
    while path := next((p for p in longest_first if re.match(rf"{re.escape(p)}(?=[,:]? )", said)), ""):
        paths.append(path)
        said = said[len(path) :].removeprefix(", ")
    if not paths:
        return f"{when}{said}"
    more = COUNTED.match(said)
    others = more[0] if more else ""
    names = joined([_name(path) for path in paths]) if not others else ", ".join(map(_name, paths)) + others
    return f"{when}{names}{said[len(others) :].rstrip('.')} ({', '.join(paths)}{others})."


def _name(path: str) -> str:
    """A setting's name: "Breaks, Front line, number 2", "Calls over the week, sat"."""
    if entry := NUMBERED.fullmatch(path):
        return f"{name_of(entry[1])}, number {entry[2]}"
    whole, _, key = path.rpartition(".")
    is_in_map = known_field(path) is None and known_field(whole) is not None
    return f"{name_of(whole)}, {key}" if is_in_map else name_of(path)


def _paths(data: Any, path: str) -> Iterator[str]:
    """Every place in plain data, entries of lists without names by their number."""
    if path:
        yield path
    below: Mapping[str, Any] = items_by_name(data) or {}
    if not below and isinstance(data, list):
        below = {f"item {number}": each for number, each in enumerate(data, 1)}
    for key, value in below.items():
        yield from _paths(value, f"{path}.{key}" if path else str(key))
