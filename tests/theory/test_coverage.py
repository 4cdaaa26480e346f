"""Intervals that decide themselves how long to go on: do they hold the truth 95 times in 100, on the real engine?

An interval is looked at after 10, 15, 20 … replications, and the looking stops when it is narrow, which it may be by
luck. 1,000 experiments on a small centre whose abandonment Erlang A gives exactly.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim import HalfWidth, load, replace, until_precise
from sim.check.theory_case import FOLDER
from sim.theory import erlang_a

CALLS_PER_DAY, AHT_MIN, PATIENCE_MIN, AGENTS = 200.0, 5.0, 5.0, 1
CENTRE = replace(
    load(FOLDER / "erlang_a.yaml"),
    {
        "demand.calls_per_day": CALLS_PER_DAY,
        "call_types.Calls.need.mean_min": AHT_MIN,
        "call_types.Calls.patience.mean_min": PATIENCE_MIN,
        "teams.Agents.agents": AGENTS,
        "horizon.weeks": 1,
        # Open day and night, it begins empty once; it forgets that in some ten of 10,080 minutes, which moves
        # abandonment by a thirtieth of the half-width.
        "horizon.warm_up_weeks": 0,
    },
)
TRUTH = erlang_a(CALLS_PER_DAY / 24.0, 60.0 * AHT_MIN, AGENTS, 60.0 * PATIENCE_MIN, 20.0).p_abandon
ASKED = HalfWidth(0.0105)
EXPERIMENTS = 1000


@pytest.mark.parametrize(
    ("experiments", "least", "most"),
    [(300, 0.92, 0.98), pytest.param(EXPERIMENTS, 0.93, 0.97, marks=pytest.mark.soak)],
)
def test_the_engines_intervals_hold_the_truth(experiments, least, most):
    """Bands of two to three standard errors of such a share."""
    held, taken = [], []
    for experiment in range(experiments):
        found = until_precise(CENTRE, {"abandonment": ASKED}, seed=experiment)
        interval = found.intervals["abandonment"]
        assert found.reached
        assert interval.half_width <= 0.9 * ASKED.amount
        held.append(interval.low <= TRUTH <= interval.high)
        taken.append(len(found.replications))
    early, usual, late = np.quantile(taken, [0.05, 0.5, 0.95])
    assert 10 <= early < usual < late <= 40, "the rule that stops has something to decide"
    assert least <= np.mean(held) <= most, f"{np.mean(held):.1%} of the intervals hold {TRUTH:.5f}"
