"""Test-only: M/G/n and M/G/n+M answered by an independent engine, Ciw 3.2 (Palmer et al. 2019).

There is no exact formula for these queues, so our engines are held against somebody else's event list, random
numbers and queue. Ciw handles about 27,000 calls a CPU second: a million calls are 40 seconds.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Literal

import ciw
import numpy as np

Handling = Literal["lognormal", "gamma", "deterministic", "exponential"]


@dataclass(frozen=True)
class Case:
    """One queue, and how long to run it. Times in seconds; ``patience_s`` is the mean of an exponential."""

    calls_per_hour: float
    agents: int
    distribution: Handling
    aht_s: float
    cv: float = 1.0
    patience_s: float = math.inf
    within_s: float = 20.0
    calls: int = 20_000  # measured, per replication
    warm_up_calls: int = 2_000
    replications: int = 10
    seed: int = 1


QUICK = Case(calls_per_hour=210.0, agents=11, distribution="lognormal", aht_s=180.0, patience_s=300.0)
"""About 6 CPU seconds: near full load, so that the shape of the handle time matters."""


@dataclass(frozen=True)
class Estimate:
    """Mean over replications and its standard error."""

    mean: float
    standard_error: float

    def errors_from(self, value: float, other_error: float = 0.0) -> float:
        """From here to ``value`` (exact, or with its own error), in standard errors of the difference."""
        return (value - self.mean) / math.hypot(self.standard_error, other_error)


@dataclass(frozen=True)
class Reference:
    """What Ciw says; shares are of calls offered, ``service_level`` = answered within ``within_s``."""

    asa_answered_s: Estimate
    mean_wait_all_s: Estimate
    p_abandon: Estimate
    service_level: Estimate
    aht_s: Estimate


def reference(case: Case) -> Reference:
    """Independent replications of the case; ratios are taken per replication. Same case, same answer."""
    before = random.getstate()  # Ciw seeds the global generator; other tests must not notice
    try:
        rows = np.array([_replication(case, case.seed + number) for number in range(case.replications)])
    finally:
        random.setstate(before)
    errors = rows.std(axis=0, ddof=1) / math.sqrt(case.replications)
    return Reference(*(Estimate(float(m), float(e)) for m, e in zip(rows.mean(axis=0), errors, strict=True)))


def _replication(case: Case, seed: int) -> tuple[float, float, float, float, float]:
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=case.calls_per_hour / 3600.0)],
        service_distributions=[_handling(case)],
        reneging_time_distributions=[
            None if math.isinf(case.patience_s) else ciw.dists.Exponential(rate=1.0 / case.patience_s)
        ],
        number_of_servers=[case.agents],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    start_s = case.warm_up_calls * 3600.0 / case.calls_per_hour
    end_s = start_s + case.calls * 3600.0 / case.calls_per_hour
    # Ciw writes a record when a caller leaves: run on until the last measured caller has left
    simulation.simulate_until_max_time(end_s + 50.0 * case.aht_s)
    measured = [r for r in simulation.get_all_records() if start_s <= r.arrival_date < end_s]
    answered = [r for r in measured if r.record_type == "service"]
    waits_s = [r.waiting_time for r in answered]
    offered = len(measured)
    return (
        math.fsum(waits_s) / len(answered),
        math.fsum(r.waiting_time for r in measured) / offered,
        1.0 - len(answered) / offered,
        sum(wait <= case.within_s for wait in waits_s) / offered,
        math.fsum(r.service_time for r in answered) / len(answered),
    )


def _handling(case: Case) -> ciw.dists.Distribution:
    mean, variance = case.aht_s, (case.aht_s * case.cv) ** 2
    match case.distribution:
        case "lognormal":
            sigma2 = math.log1p(case.cv**2)
            return ciw.dists.Lognormal(mean=math.log(mean) - sigma2 / 2.0, sd=math.sqrt(sigma2))
        case "gamma":
            return ciw.dists.Gamma(shape=mean**2 / variance, scale=variance / mean)
        case "deterministic":
            return ciw.dists.Deterministic(value=mean)
        case "exponential":
            return ciw.dists.Exponential(rate=1.0 / mean)
