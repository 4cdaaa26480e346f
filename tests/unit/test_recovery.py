"""Known truths come back: in most rounds every fitted parameter's 95% interval holds what the centre was made of.

20 rounds here, 100 in the soak. A true coverage of 90% to 98% gives fewer than 14 of 20 in under 1 round of 400, and
fewer than 80 of 100 likewise; no parameter may fall below that.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.fit.arrivals import fit_arrivals
from sim.calibrate.fit.estimate import Fitted
from sim.calibrate.fit.fit import fit
from sim.calibrate.fit.half_hours import half_hours
from sim.calibrate.fit.handle_time import handle_time
from sim.calibrate.fit.patience import from_calls
from sim.calibrate.fit.special_days import special_days, without
from sim.calibrate.reading.tables import Reading
from tests.dialects import SimulatedLog, simulated_log
from tests.interval_sums import as_intervals, of_calls
from tests.known_centre import (
    AT_ONCE,
    CALLS_PER_DAY,
    CORRELATION,
    DAY_CV,
    INTRADAY_CV,
    NEED_CV,
    NEED_MIN,
    PATIENCE_MIN,
    WRAP_UP_MIN,
    known_centre,
)

WITHOUT_REDIALS = {"callers.redial": 0.0}
GONE = {t: 1.0 - (1.0 - AT_ONCE) * np.exp(-t / (60.0 * PATIENCE_MIN)) for t in (30.0, 60.0, 120.0, 300.0)}


def of_single_calls(log: SimulatedLog) -> dict[str, tuple[Fitted, float]]:
    """Parameter -> (fitted, true)."""
    calls = of_calls(log).calls
    counts = half_hours(Reading(calls=calls))
    arrivals = fit_arrivals(without(counts, special_days(counts)))
    need = handle_time(calls["talk_s"].dropna().to_numpy())
    patience = from_calls(calls["wait_s"].to_numpy(), (calls["outcome"] == "abandoned").to_numpy())
    return {
        "calls a day": (arrivals.calls_per_day, CALLS_PER_DAY),
        "day-to-day CV": (arrivals.day_to_day_cv, DAY_CV),
        "intraday CV": (arrivals.intraday_cv, INTRADAY_CV),
        "intraday correlation": (arrivals.intraday_correlation, CORRELATION),
        "mean need": (need.mean_min, NEED_MIN),
        "need CV": (need.cv, NEED_CV),
        "patience": (patience.mean_min, PATIENCE_MIN),
        "at once": (patience.give_up_at_once, AT_ONCE),
        **{f"gone by {t:.0f} s": (patience.hang_up_by[t], truth) for t, truth in GONE.items()},
    }


def of_sums(log: SimulatedLog) -> dict[str, tuple[Fitted, float]]:
    """Likewise from interval sums and classes of wait."""
    found = fit(as_intervals(log.calls))
    patience, handle = found.patience[""], found.handle_time["Support"]
    return {
        "calls a day": (found.arrivals.calls_per_day, CALLS_PER_DAY),
        "mean need": (handle.mean_min, NEED_MIN),
        "need CV": (handle.cv, NEED_CV),
        "wrap-up": (found.wrap_up_min, WRAP_UP_MIN),
        **{f"gone by {t:.0f} s": (patience.hang_up_by[t], truth) for t, truth in GONE.items()},
    }


KINDS = {"single calls": of_single_calls, "interval sums": of_sums}


@cache
def rounds_held(rounds: int, first_seed: int) -> dict[str, Counter[str]]:
    """Kind -> parameter -> rounds in which its interval holds the truth; all kinds read the same logs."""
    held: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    centre = known_centre(8, WITHOUT_REDIALS)
    for seed in range(first_seed, first_seed + rounds):
        log = simulated_log(centre, seed)
        for kind, fitted_to in KINDS.items():
            for name, (fitted, truth) in fitted_to(log).items():
                held[kind][name] += fitted.holds(truth)
    return held


@pytest.mark.parametrize("kind", KINDS)
def test_the_truth_lies_in_most_intervals(kind: str) -> None:
    held = rounds_held(20, 100)[kind]
    assert min(held.values()) >= 14, held


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_the_truth_lies_in_the_intervals_of_a_hundred_rounds(kind: str) -> None:
    held = rounds_held(100, 1000)[kind]
    assert min(held.values()) >= 80, held
    assert pd.Series(held).mean() >= 90.0, held
