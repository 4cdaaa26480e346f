"""The scenario file: valid, with what each number rests on; and simulated, it gives back the centre."""

from __future__ import annotations

import re

import pytest

from sim import run
from sim.calibrate.fit.estimate import Fitted, default
from sim.calibrate.fit.fit import Fit, fit
from sim.calibrate.fit.scenario import basis, scenario_yaml, shares_of
from sim.scenario import Scenario, parse
from tests.dialects import simulated_log
from tests.interval_sums import as_intervals, of_calls
from tests.known_centre import REDIAL, known_centre


@pytest.fixture(scope="module")
def fitted() -> Fit:
    log = simulated_log(known_centre(), seed=5)
    reading = of_calls(log)
    reading.duty = log.duty
    return fit(reading)


@pytest.fixture(scope="module")
def written(fitted: Fit) -> Scenario:
    return parse(scenario_yaml(fitted))


def test_every_number_says_what_it_rests_on(fitted: Fit) -> None:
    text = scenario_yaml(fitted)
    comments = re.sub(r"\n *# ", " ", text)
    for field in (
        "calls_per_day",
        "day_to_day_cv",
        "intraday_cv",
        "share",
        "need",
        "wrap_up_min",
        "patience",
    ):
        above = comments.split(f"\n  {field}:")[0].split(f"\n    {field}:")[0].splitlines()[-1]
        assert re.search(r"(measured|fitted) \(\d", above), field
    assert "redial: measured (0." in comments
    assert "chance to hang up: " in comments.lower()


def test_interval_or_default_in_words() -> None:
    assert (
        basis(Fitted(2.0, 1.5, 2.5, "fitted", "of 3 days", "no shape"), 1)
        == "fitted (1.5 to 2.5): of 3 days; no shape"
    )
    assert basis(default(0.5, "not in the file")) == "default: not in the file"


def test_shares_sum_to_one() -> None:
    assert sum(shares_of([1.0, 1.0, 1.0])) == 1.0


def test_redials_are_taken_out_of_the_calls(fitted: Fit, written: Scenario) -> None:
    # of those who hang up near closing time some find the centre closed
    assert REDIAL - 0.06 < fitted.repeats.redial.value < REDIAL
    assert written.callers.redial == pytest.approx(fitted.repeats.redial.value, abs=0.001)
    new_issues = simulated_log(known_centre(), seed=5).calls["caller"].nunique() / 30
    assert fitted.arrivals.calls_per_day.value > 1.03 * new_issues
    assert written.demand.calls_per_day == pytest.approx(new_issues, rel=0.015)


def test_simulated_it_gives_back_what_was_observed(fitted: Fit, written: Scenario) -> None:
    (figures,) = run([written], seed=1, replications=20)
    for key, band in (("abandonment", 0.02), ("service_level", 0.05), ("aht_min", 0.15), ("asa_s", 8.0)):
        assert figures.kpi(key).mean == pytest.approx(fitted.observed[key], abs=band), key


def test_a_centre_known_from_sums_alone_is_valid_too() -> None:
    found = fit(as_intervals(simulated_log(known_centre(), seed=6).calls))
    written = parse(scenario_yaml(found, name='The "North" centre'))
    assert written.name == 'The "North" centre'
    assert "effective agents, no headcount" in scenario_yaml(found)
    (figures,) = run([written], seed=1, replications=20)
    assert figures.kpi("abandonment").mean == pytest.approx(found.observed["abandonment"], abs=0.03)
    assert figures.kpi("aht_min").mean == pytest.approx(found.observed["aht_min"], rel=0.04)
