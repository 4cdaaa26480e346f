"""Experiments: replications, intervals, paired comparison, precision, sweeps, the range of the assumptions."""

from sim.experiment.adaptive import AbandonedError, AdaptiveExperiment, together
from sim.experiment.budget import Budget, Limits, limits_from_environment
from sim.experiment.capacity_margin import Headroom, headroom
from sim.experiment.cluster import ClusterError
from sim.experiment.compare import Paired, paired
from sim.experiment.cost import Cost, cost
from sim.experiment.differences import Difference, Differences, difference
from sim.experiment.executors import PoolBrokenError, SettingError, executor_for
from sim.experiment.pool import Pool
from sim.experiment.precision import HalfWidth, Precise
from sim.experiment.quantity import Quantity
from sim.experiment.result import (
    KEYS,
    Estimate,
    Replication,
    Result,
    estimate,
    measure,
)
from sim.experiment.runner import Runner, assumption_ranges, complete, replicate, run, sweep, until_precise
from sim.experiment.sensitivity import ASSUMPTIONS, Assumption, AssumptionRange
from sim.experiment.staffing_equivalent import MEASURES, StaffingEquivalent, staffing_equivalent
from sim.experiment.store import Store
from sim.experiment.sweep import Lever, SweepError, SweepOutcome, SweepOutcomes, grid, parse_lever
from sim.experiment.task import VersionError, one_replication
from sim.experiment.window import Window
from sim.run_control import OverBudgetError

__all__ = [
    "ASSUMPTIONS",
    "KEYS",
    "MEASURES",
    "AbandonedError",
    "AdaptiveExperiment",
    "Assumption",
    "AssumptionRange",
    "Budget",
    "ClusterError",
    "Cost",
    "Difference",
    "Differences",
    "Estimate",
    "HalfWidth",
    "Headroom",
    "Lever",
    "Limits",
    "OverBudgetError",
    "Paired",
    "Pool",
    "PoolBrokenError",
    "Precise",
    "Quantity",
    "Replication",
    "Result",
    "Runner",
    "SettingError",
    "StaffingEquivalent",
    "Store",
    "SweepError",
    "SweepOutcome",
    "SweepOutcomes",
    "VersionError",
    "Window",
    "assumption_ranges",
    "complete",
    "cost",
    "difference",
    "estimate",
    "executor_for",
    "grid",
    "headroom",
    "limits_from_environment",
    "measure",
    "one_replication",
    "paired",
    "parse_lever",
    "replicate",
    "run",
    "staffing_equivalent",
    "sweep",
    "together",
    "until_precise",
]
