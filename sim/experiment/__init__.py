"""Experiments: replications, intervals, paired comparison, precision, sweeps, the range of the assumptions."""

from sim.experiment.assumptions import ASSUMPTIONS, Assumption, AssumptionRange, assumption_ranges
from sim.experiment.cluster import ClusterError
from sim.experiment.compare import Paired, paired
from sim.experiment.executors import PoolBrokenError, executor_for
from sim.experiment.precision import HalfWidth, Precise, until_precise
from sim.experiment.result import KEYS, Estimate, Replication, Result, difference, estimate, measure
from sim.experiment.run import VersionError, one_replication, replicate, run
from sim.experiment.store import Store
from sim.experiment.sweep import Lever, Outcome, Point, SweepError, grid, parse_lever, sweep

__all__ = [
    "ASSUMPTIONS",
    "KEYS",
    "Assumption",
    "AssumptionRange",
    "ClusterError",
    "Estimate",
    "HalfWidth",
    "Lever",
    "Outcome",
    "Paired",
    "Point",
    "PoolBrokenError",
    "Precise",
    "Replication",
    "Result",
    "Store",
    "SweepError",
    "VersionError",
    "assumption_ranges",
    "difference",
    "estimate",
    "executor_for",
    "grid",
    "measure",
    "one_replication",
    "paired",
    "parse_lever",
    "replicate",
    "run",
    "sweep",
    "until_precise",
]
