"""Headroom's simulator: scenario -> callers -> engine -> record -> KPIs -> experiment."""

from sim.engine import simulate
from sim.experiment import Result, difference, replicate, run
from sim.kpis import KPIS
from sim.record import Record
from sim.scenario import Scenario, ScenarioError, but, from_dict, load, parse, scenario_hash

__version__ = "0.1.0"

__all__ = [
    "KPIS",
    "Record",
    "Result",
    "Scenario",
    "ScenarioError",
    "but",
    "difference",
    "from_dict",
    "load",
    "parse",
    "replicate",
    "run",
    "scenario_hash",
    "simulate",
]
