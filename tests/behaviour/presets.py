"""Presets cut to a size that tests can afford, and the paired comparison they are judged by.

A cut keeps everything about a centre but its size: the calls are taken down with the agents. A small
centre waits longer at the same load, so directions are tested on cuts and sizes are not.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sim import Result, Scenario, difference, from_dict, load, replace, run, scenario_hash
from sim.scenario import as_dict

CONFIGS = Path(__file__).parents[2] / "configs"
AGENTS = 12
REPLICATIONS = 6


@cache
def preset(name: str) -> Scenario:
    """A scenario of `configs/` by its file's name, without ending."""
    return load(CONFIGS / f"{name}.yaml")


@cache
def shipped() -> dict[str, Scenario]:
    """Every scenario of `configs/` by its file's name, without ending."""
    return {file.stem: preset(file.stem) for file in CONFIGS.glob("*.yaml")}


def cut(scenario: Scenario, agents: int = AGENTS, weeks: int = 3, warm_up_weeks: int = 2) -> Scenario:
    """A centre of one team with so many agents and calls in proportion, under its starting policy."""
    (team,) = scenario.teams
    data: dict[str, Any] = as_dict(scenario)
    data["horizon"] = {"weeks": weeks, "warm_up_weeks": warm_up_weeks}
    data["changes"] = []
    data["demand"]["calls_per_day"] = scenario.demand.calls_per_day * agents / team.agents
    data["teams"][0]["agents"] = agents
    return from_dict(data)


def small(name: str, /, **values: Any) -> Scenario:
    """A preset's cut with other values; dots of a path are written as double underscores."""
    scenario = cut(preset(name))
    return replace(scenario, {path.replace("__", "."): value for path, value in values.items()})


_known: dict[tuple[str, int], Result] = {}


def results(scenario: Scenario, replications: int = REPLICATIONS) -> Result:
    """Its replications, run once however many tests of this process ask."""
    key = scenario_hash(scenario), replications
    if key not in _known:
        _known[key] = run([scenario], seed=1, replications=replications)[0]
    return _known[key]


def assert_directions(
    one: Scenario,
    baseline: Scenario,
    *,
    up: str = "",
    down: str = "",
    replications: int = REPLICATIONS,
) -> None:
    """Each KPI named moves that way from `base` to `one`: the paired 95 % interval excludes zero."""
    there, here = results(one, replications), results(baseline, replications)
    wrong = []
    for sign, keys in ((1.0, up), (-1.0, down)):
        for key in keys.split():
            change = difference(there, here, key)
            assert change.mean is not None
            assert change.low is not None
            assert change.high is not None
            if min(sign * change.low, sign * change.high) <= 0.0:
                wanted = "up" if sign > 0.0 else "down"
                wrong.append(f"{key} {wanted}: {change.mean:+.4g} [{change.low:+.4g}, {change.high:+.4g}]")
    assert not wrong, "not shown: " + "; ".join(wrong)


def moved(one: Scenario, baseline: Scenario, key: str, replications: int = REPLICATIONS) -> float:
    """How far a KPI moves from `base` to `one`, mean of paired replications."""
    mean = difference(results(one, replications), results(baseline, replications), key).mean
    assert mean is not None
    return mean
