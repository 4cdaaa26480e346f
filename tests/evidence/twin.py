"""The compiled engine against the model of record: the same bytes, on random scenarios and on all that come with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from sim.check.record_comparison import Agreement, Comparison, check_twin
from sim.experiment import executor_for
from sim.scenario import Scenario, from_dict, load, replace, scenario_hash
from tests.evidence.files import Figures, Part
from tests.random_scenarios import scenarios, wild

FOLDER = Path(__file__).resolve().parents[2] / "configs"
SEED = 1
EXAMPLES = 700
"""Drawn of each of the two kinds of random scenario; those drawn twice are compared once."""
BUSY = 3000.0
"""Calls a day from which three days are compared instead of weeks."""

Asked = tuple[Scenario, int]


def drawn(examples: int) -> list[Asked]:
    """(Scenario, seed) pairs, no two alike: the same ones every time."""
    found: dict[tuple[str, int], Asked] = {}

    def keep(scenario: Scenario, number: int) -> None:
        found.setdefault((scenario_hash(scenario), number), (scenario, number))

    _draw(examples, scenarios(), st.integers(0, 2**32 - 1))(
        lambda data, number: keep(from_dict(data), number)
    )
    _draw(examples, wild())(lambda pair: keep(*pair))
    return list(found.values())


def _draw(examples: int, *strategies: Any) -> Callable[[Callable[..., None]], None]:
    def run(keep: Callable[..., None]) -> None:
        limits = settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        seed(SEED)(limits(given(*strategies)(keep)))()

    return run


def with_it() -> list[tuple[str, Asked]]:
    """(Name of the file, what to compare) of every scenario that comes with Headroom, cut to some weeks or days."""
    return [(file.stem, (_cut(load(file)), 7)) for file in sorted(FOLDER.glob("**/*.yaml"))]


def _cut(scenario: Scenario) -> Scenario:
    """Two weeks after one of warm-up, or as far as its last change; three days where they are busy."""
    if scenario.demand.calls_per_day > BUSY:
        return replace(
            scenario,
            {
                "horizon.weeks": 1,
                "horizon.warm_up_weeks": 0,
                "demand.open.days": ["mon", "tue", "wed"],
            },
        )
    weeks = min(max([2, *(change.week + 1 for change in scenario.changes)]), scenario.horizon.weeks)
    return replace(scenario, {"horizon.weeks": weeks, "horizon.warm_up_weeks": 1})


def _compare(asked: Asked) -> Comparison:
    return check_twin(*asked)


def make(quick: bool) -> Figures:
    """Compare them all, over processes: SimPy takes nearly all of the time."""
    random, presets = drawn(20 if quick else EXAMPLES), with_it()
    presets = presets[:2] if quick else presets
    asked = [*random, *(one for _, one in presets)]
    with executor_for("simpy", len(asked)) as executor:
        found = list((executor.map if executor else map)(_compare, asked))
    names = [f"random {i}" for i in range(len(random))] + [name for name, _ in presets]
    parts = {"random": found[: len(random)], "presets": found[len(random) :]}
    return {
        "groups": [_group(name, part) for name, part in parts.items()],
        "differences": [
            {"scenario": name, "agreement": c.agreement.value, "where": c.where}
            for name, c in zip(names, found, strict=True)
            if c.agreement is not Agreement.SAME
        ],
    }


def _group(name: str, found: list[Comparison]) -> Figures:
    by = Counter(c.agreement for c in found)
    return {
        "group": name,
        "scenarios": len(found),
        "calls": sum(c.calls for c in found),
        **{agreement.name.lower(): by[agreement] for agreement in Agreement},
    }


PART = Part("twin", "two engines on the same scenarios, compared byte for byte", SEED, make)
