"""Headroom's simulator: scenario -> callers -> engine -> record -> KPIs -> experiment.

What is listed here is the public API. It is loaded when first used, so that `import sim` costs nothing and Ctrl+C
finds `python -m sim` ready for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from sim.version import __version__, model_version

if TYPE_CHECKING:
    from sim.engine import ENGINES, simulate
    from sim.experiment import (
        HalfWidth,
        Result,
        Store,
        assumption_ranges,
        difference,
        executor_for,
        grid,
        paired,
        parse_lever,
        until_precise,
    )
    from sim.experiment.runner import Runner, replicate, run, sweep
    from sim.kpis import KPIS
    from sim.record import Record
    from sim.scenario import Scenario, ScenarioError, from_dict, load, parse, replace, scenario_hash

__all__ = [
    "ENGINES",
    "KPIS",
    "HalfWidth",
    "Record",
    "Result",
    "Runner",
    "Scenario",
    "ScenarioError",
    "Store",
    "__version__",
    "assumption_ranges",
    "difference",
    "executor_for",
    "from_dict",
    "grid",
    "load",
    "model_version",
    "paired",
    "parse",
    "parse_lever",
    "replace",
    "replicate",
    "run",
    "scenario_hash",
    "scenario_warnings",
    "simulate",
    "sweep",
    "until_precise",
]

_HOMES = ("sim.scenario", "sim.kpis", "sim.record", "sim.engine", "sim.engine.warnings", "sim.experiment")


def __getattr__(name: str) -> object:
    if name in __all__:
        for home in map(import_module, _HOMES):
            if hasattr(home, name):
                globals()[name] = value = getattr(home, name)
                return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
