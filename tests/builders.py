"""Small scenarios for tests: everything that moves is switched off, and each test names what it switches on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.callers import Arrivals, issue_id
from sim.engine.compiled import CompiledReplication
from sim.engine.simpy.centre import Centre
from sim.record import NO_DAY, Record
from sim.scenario import Scenario, from_dict
from sim.scenario.paths import as_dict, set_values

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAY = 1440.0


def call_type(name: str = "Calls", **fields: Any) -> dict[str, Any]:
    """A type whose issues need exactly 5 minutes; callers wait for ever."""
    return {
        "name": name,
        "share": 1.0,
        "need": {"distribution": "deterministic", "mean_min": 5.0},
        "overhead_min": 0.0,
        "wrap_up_min": 0.0,
        "resolvable": 1.0,
        "patience": {"distribution": "none"},
        **fields,
    }


def team(name: str = "Agents", **fields: Any) -> dict[str, Any]:
    """One agent on duty whenever the centre is open."""
    return {"name": name, "agents": 1, "shifts": "always", **fields}


STILL: dict[str, Any] = {
    "schema": 1,
    "name": "Still",
    "horizon": {"weeks": 1, "warm_up_weeks": 0},
    "demand": {
        "calls_per_day": 20.0,
        "day_to_day_cv": 0.0,
        "open": {"days": ["mon"], "from": "08:00", "to": "18:00"},
    },
    "call_types": [call_type()],
    "callers": {
        "difficult_share": 0.0,
        "upset_share": 0.0,
        "upset_max": 0.0,
        "redial": 0.0,
        "call_back": 0.0,
        "pass_on": 0.0,
        "pass_on_pressed": 0.0,
    },
    "teams": [team()],
    "rules": {"disengagement": {"policy": "caller_ends"}},
    "behaviour": {
        "strain": False,
        "sick_rate": 0.0,
        "quit_rate": 0.0,
        "skill_sd": 0.0,
        "resolve_max": 1.0,
        "call_back_difficult": 0.0,
        "call_back_cut": 0.0,
        "call_back_cut_fresh": 0.0,
    },
}
"""One agent, one type, one open Monday: needs of exactly 5 minutes, all settled, nobody moody, sick or leaving."""


def data(values: Mapping[str, Any] | None = None, **top: Any) -> dict[str, Any]:
    """Plain data of the still centre, whole branches replaced by keyword and single fields by path."""
    written_out = as_dict(from_dict({**STILL, **top}))
    return set_values(written_out, values or {})


def scenario(values: Mapping[str, Any] | None = None, **top: Any) -> Scenario:
    """The still centre with these differences."""
    return from_dict(data(values, **top))


@dataclass(frozen=True)
class Caller:
    """A first call written by hand: minutes after Monday 00:00, and what it is about."""

    at: float
    need: float = 5.0
    type: int = 0
    difficult: bool = False


compare_engines = True
"""Tests that put something into the SimPy engine alone patch this away."""


def simulate_callers(scenario: Scenario, callers: Sequence[Caller], seed: int = 1) -> Record:
    """Run a scenario on exactly these first calls instead of drawn ones, on both engines, which must agree."""
    by_day: dict[int, list[tuple[Caller, int]]] = {}
    for k, caller in enumerate(callers):
        day, minute = divmod(caller.at, DAY)
        by_day.setdefault(int(day), []).append((caller, issue_id(int(day), int(minute // 30), k)))

    def arrivals(_: Scenario, day: int, hours: Any, tables: Any = None) -> Arrivals:
        found = sorted(by_day.get(day, []), key=lambda c: (c[0].at, c[1]))
        return Arrivals(
            np.array([c.at for c, _ in found], dtype=np.float64),
            np.array([issue for _, issue in found], dtype=np.int64),
            np.array([c.type for c, _ in found], dtype=np.int64),
            np.array([c.difficult for c, _ in found], dtype=np.bool_),
            np.array([c.need for c, _ in found], dtype=np.float64),
        )

    centre = Centre(scenario, seed, 0, activities_from=-NO_DAY)
    centre.generator.arrivals = arrivals
    record = centre.run()
    if compare_engines:
        compiled = CompiledReplication(scenario, seed, 0)
        compiled.generator.arrivals = arrivals
        assert compiled.record(activities_from=-NO_DAY).data_bytes() == record.data_bytes(), (
            "the engines differ"
        )
    return record


def clock(text: str, day: int = 0) -> float:
    """Minutes from Monday 00:00 of week 0 to "HH:MM" of a day."""
    return day * DAY + int(text[:2]) * 60 + float(text[3:])


def number(legs: NDArray[np.void]) -> NDArray[np.int64]:
    """Each leg's place in the list given to `simulate_callers`."""
    found: NDArray[np.int64] = legs["issue"] & (2**24 - 1)
    return found


def same_bits(a: float, b: float) -> bool:
    """Equal, NaN included."""
    return a == b or (math.isnan(a) and math.isnan(b))
