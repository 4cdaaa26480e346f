"""How often 95 % intervals hold a truth that theory gives, on the centres of `tests/theory/test_coverage.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim import run, until_precise
from sim.experiment import executor_for
from sim.experiment.precision import FIRST
from sim.experiment.result import Estimate, Result
from tests.evidence.files import Figures, Part
from tests.theory.test_coverage import (
    ASKED,
    CENTRE,
    EXPERIMENTS,
    QUIET_CENTRE,
    QUIET_RUNS,
    QUIET_TRUTH,
    TRUTH,
)

KPI = "abandonment"


@dataclass(frozen=True)
class Experiment:
    """Whether an interval holds the truth. `fixed`: that of the first runs; `sequential`: the one that decided itself,
    after `replications`; `quiet`: that of the quiet centre."""

    fixed: bool
    sequential: bool
    replications: int
    quiet: bool


def experiment(seed: int) -> Experiment:
    """One centre simulated until its interval is narrow enough, and the quiet one with a fixed number of runs."""
    precise = until_precise(CENTRE, {KPI: ASKED}, seed=seed)
    first = Result(CENTRE, seed, "compiled", precise.replications[:FIRST]).kpi(KPI)
    (quiet,) = run([QUIET_CENTRE], replications=QUIET_RUNS, seed=seed)
    return Experiment(
        _holds(first, TRUTH),
        _holds(precise.intervals[KPI], TRUTH),
        len(precise.replications),
        _holds(quiet.kpi(KPI), QUIET_TRUTH),
    )


def _holds(found: Estimate, truth: float) -> bool:
    return found.low is not None and found.high is not None and found.low <= truth <= found.high


def make(quick: bool) -> Figures:
    """1,000 experiments, each on callers of its own."""
    seeds = range(20 if quick else EXPERIMENTS)
    with executor_for("compiled", len(seeds)) as executor:
        found = list((executor.map if executor else map)(experiment, seeds))
    runs = [e.replications for e in found]
    return {
        "kpi": KPI,
        "truth": TRUTH,
        "experiments": len(found),
        "claimed": 0.95,
        "intervals": [
            _row("fixed", "after a fixed number of runs", [e.fixed for e in found], [FIRST] * len(found)),
            _row("sequential", "after as many runs as it takes", [e.sequential for e in found], runs),
            _row(
                "quiet",
                f"where only {100.0 * QUIET_TRUTH:.2f}% hang up",
                [e.quiet for e in found],
                [QUIET_RUNS] * len(found),
            ),
        ],
    }


def _row(key: str, what: str, held: Sequence[bool], runs: Sequence[int]) -> Figures:
    """How many held, and the 95 % interval (Wilson) of that share itself."""
    n, z = len(held), 1.959964
    share = sum(held) / n
    centre, spread = share + z * z / (2 * n), z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    ends = [(centre + sign * spread) / (1 + z * z / n) for sign in (-1, 1)]
    return {
        "interval": key,
        "what": what,
        "held": sum(held),
        "low": ends[0],
        "high": ends[1],
        "fewest_runs": int(min(runs)),
        "median_runs": float(np.median(runs)),
        "most_runs": int(max(runs)),
    }


PART = Part(
    "coverage", "95 % intervals on a centre that theory knows", "0, 1, 2 …, one for each experiment", make
)
