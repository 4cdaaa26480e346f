"""Experiments: replications, intervals, paired comparison."""

from sim.experiment.result import KEYS, Estimate, Replication, Result, difference, estimate, measure
from sim.experiment.run import one_replication, replicate, run

__all__ = [
    "KEYS",
    "Estimate",
    "Replication",
    "Result",
    "difference",
    "estimate",
    "measure",
    "one_replication",
    "replicate",
    "run",
]
