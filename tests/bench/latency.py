"""What a user waits for, in seconds on the clock: threads, ten replications, first figures, figures to a point."""

from __future__ import annotations

import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sim import Result, Scenario, difference, run
from sim.experiment import KEYS, one_replication
from tests.bench.scenarios import with_other_staff

NEEDED = ("satisfaction_all", "service_level")
POINT = 0.01
FEWEST, MOST = 4, 400
"""Replications of each scenario: no interval before the one, no more than the other."""


def cores() -> int:
    """Those this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads(scenario: Scenario, engine: str, replications: int, rounds: int) -> list[tuple[float, float]]:
    """Seconds on one thread and on two for the same replications, measured, round by round."""
    out = []
    for round_ in range(rounds):
        one, two = (_replications_s(scenario, engine, replications, round_ + 1, n) for n in (1, 2))
        out.append((one, two))
    return out


def speed_up(seconds: list[tuple[float, float]]) -> float:
    """Median over the rounds."""
    return statistics.median(one / two for one, two in seconds)


def _replications_s(scenario: Scenario, engine: str, replications: int, seed: int, workers: int) -> float:
    with ThreadPoolExecutor(workers) as executor:
        began = time.perf_counter()
        (result,) = run([scenario], seed=seed, replications=replications, engine=engine, executor=executor)
        for key in KEYS:
            result.kpi(key)
        return time.perf_counter() - began


def replications_s(
    scenario: Scenario, engine: str, workers: int, rounds: int, replications: int = 10
) -> list[float]:
    """From nothing to every key figure with its interval."""
    return [_replications_s(scenario, engine, replications, round_ + 1, workers) for round_ in range(rounds)]


def first_figures_s(baseline: Scenario, engine: str, rounds: int) -> list[float]:
    """From a lever moved to the key figures of the first replication, another value of the lever every round."""
    out = []
    for round_ in range(rounds):
        began = time.perf_counter()
        one_replication(with_other_staff(baseline, -1 - round_), 1, 0, engine)
        out.append(time.perf_counter() - began)
    return out


@dataclass(frozen=True)
class ToAPoint:
    """Seconds until the interval of every needed difference lay within a point, and what that took."""

    seconds: float
    replications: int
    half_widths: dict[str, float | None]
    reached: bool


def to_a_point(baseline: Scenario, engine: str, workers: int, most: int = MOST) -> ToAPoint:
    """A lever moved: both scenarios from nothing, on the same callers, until the differences are known."""
    began = time.perf_counter()
    results = [Result(scenario, 1, engine, ()) for scenario in (baseline, with_other_staff(baseline, -1))]
    with ThreadPoolExecutor(workers) as executor:
        done = 0
        while True:
            numbers = range(done, done + (FEWEST if done == 0 else workers))
            waves = [
                executor.map(lambda n, s=r.scenario: one_replication(s, 1, n, engine), numbers)
                for r in results
            ]
            results = [
                Result(r.scenario, 1, engine, (*r.replications, *wave))
                for r, wave in zip(results, waves, strict=True)
            ]
            done = numbers.stop
            half_widths = {key: difference(results[1], results[0], key).half_width for key in NEEDED}
            reached = all(width is not None and width <= POINT for width in half_widths.values())
            if reached or done >= most:
                return ToAPoint(time.perf_counter() - began, done, half_widths, reached)
