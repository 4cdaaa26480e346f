"""What pairing is worth, and what is said about it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cli.run_compare import comparability_warnings
from present.terminal_tables import compare_table
from sim.experiment import KEYS, Replication, Result, difference, paired, run
from sim.experiment.compare import variance_saved
from sim.scenario import replace
from tests.builders import scenario

SMALL = scenario({"demand.calls_per_day": 100.0, "demand.day_to_day_cv": 0.2})
KEY = "asa_s"


def result(*values: float, numbers=None) -> Result:
    """A result whose every KPI has these values."""
    made = [
        Replication(n, np.full(len(KEYS), v), np.full((len(KEYS), 1), v), {}, 0)
        for n, v in zip(numbers or range(len(values)), values, strict=True)
    ]
    return Result(SMALL, 1, "simpy", tuple(made))


def test_variance_saved_by_hand():
    one, baseline = result(1.0, 2.0, 6.0), result(0.0, 2.0, 4.0)
    # variances 7 and 4; differences 1, 0, 2 have variance 1
    assert variance_saved(one, baseline, KEY) == pytest.approx(1.0 - 1.0 / 11.0)
    found = paired(one, baseline, KEY)
    assert found.difference == difference(one, baseline, KEY)
    assert found.narrower == pytest.approx(math.sqrt(11.0))


def test_pairs_that_pull_apart_make_it_worse():
    assert variance_saved(result(1.0, 2.0, 3.0), result(3.0, 2.0, 1.0), KEY) == pytest.approx(-1.0)
    assert paired(result(1.0, 2.0, 3.0), result(3.0, 2.0, 1.0), KEY).narrower == pytest.approx(math.sqrt(0.5))


def test_pairs_that_agree_save_all_of_it():
    found = paired(result(1.0, 2.0, 3.0), result(2.0, 3.0, 4.0), KEY)
    assert (found.variance_saved, found.narrower) == (1.0, math.inf)


@pytest.mark.parametrize(
    ("one", "baseline"),
    [
        (result(1.0), result(2.0)),
        (result(), result()),
        (result(1.0, 2.0), result(1.0, 2.0, numbers=[7, 8])),
        (result(1.0, math.nan, 3.0), result(math.nan, 2.0, 4.0)),
        (result(0.1, 0.1, 0.1), result(0.3, 0.3, 0.3)),  # its variance is rounding alone
        (result(0.0, 0.0), result(0.0, 0.0)),
    ],
)
def test_too_few_pairs_or_no_variance_say_nothing(one, baseline):
    assert variance_saved(one, baseline, KEY) is None
    assert paired(one, baseline, KEY).narrower is None


def test_replications_without_a_value_are_left_out():
    one, baseline = result(1.0, math.nan, 2.0, 6.0), result(0.0, 5.0, 2.0, 4.0)
    assert variance_saved(one, baseline, KEY) == variance_saved(
        result(1.0, 2.0, 6.0), result(0.0, 2.0, 4.0), KEY
    )


def test_the_same_callers_are_worth_something_and_the_table_says_so():
    more = replace(SMALL, {"demand.calls_per_day": 110.0, "name": "A few more"})
    baseline, one = run([SMALL, more], replications=8)
    narrower = paired(one, baseline, "issues_resolved_per_day").narrower
    assert narrower > 1.5
    (line,) = [text for text in compare_table([baseline, one]).splitlines() if "separate callers" in text]
    assert f"{narrower:.1f} for 'Issues resolved'" in line
    assert "Exhaustion" not in line, "it is not simulated here"
    assert "separate callers" not in compare_table([baseline, baseline])


def test_unlike_horizons_and_currencies_are_told():
    assert list(comparability_warnings([SMALL, SMALL])) == []
    other = replace(SMALL, {"name": "Other", "horizon.weeks": 3, "costs.currency": "EUR"})
    span, money = comparability_warnings([SMALL, other])
    assert span.startswith('"Other" has 0 + 3 weeks (warm-up + measured), "Still" 0 + 1:')
    assert money.startswith('"Other" counts in EUR, "Still" in AUD:')


def test_scenarios_of_one_name_are_told_apart():
    results = run([SMALL, replace(SMALL, {"demand.calls_per_day": 30.0})], replications=1, engine="simpy")
    first, second, *_ = (
        text for text in compare_table(results).splitlines() if text.startswith(("A  ", "B  "))
    )
    assert first.startswith("A  Still  (")
    assert second.startswith("B  Still (2)  (")
