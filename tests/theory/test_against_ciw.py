"""Handle times of other shapes with abandonment: no exact formula, so the engine against Ciw.

Two programs with nothing in common but the question; what they say may differ by 3 combined standard errors.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sim import theory
from sim.check import Case, Figure, Size
from sim.check.batch import OfKpi, mean_wait_all_s
from sim.check.judge import findings
from sim.check.run import replicate
from tests.theory import ciw_reference


@pytest.mark.parametrize(("distribution", "cv"), [("lognormal", 1.6)])
def test_waits_with_other_handle_times_are_those_of_ciw(distribution, cv):
    queue = replace(ciw_reference.QUICK, distribution=distribution, cv=cv)
    theirs = ciw_reference.reference(queue)
    measured = {
        "asa_s": (OfKpi("asa_s"), theirs.asa_answered_s),
        "mean_wait_all_s": (mean_wait_all_s, theirs.mean_wait_all_s),
        "abandonment": (OfKpi("abandonment"), theirs.p_abandon),
        "service_level": (OfKpi("service_level"), theirs.service_level),
        "aht_min": (OfKpi("aht_min"), replace_unit(theirs.aht_s)),
    }
    case = Case(
        f"Ciw, {distribution}",
        "M/G/n+M",
        "erlang_a.yaml",
        Size(4, 3, 0, 1),
        tuple(Figure(name, "", other.mean, measure) for name, (measure, other) in measured.items()),
        {
            "demand.calls_per_day": 24.0 * queue.calls_per_hour,
            "call_types.Calls.need": {
                "distribution": distribution,
                "mean_min": queue.aht_s / 60.0,
                "cv": cv,
            },
            "call_types.Calls.patience.mean_min": queue.patience_s / 60.0,
            "teams.Agents.agents": queue.agents,
            "targets.within_s": queue.within_s,
        },
    )
    values = [
        row
        for number in range(case.size.replications)
        for row in replicate(case, case.size, 11, number, "simpy").values
    ]
    ours = {finding.figure.name: finding for finding in findings(case, values)}
    for name, (_, other) in measured.items():
        got = ours[name]
        assert abs(other.errors_from(got.got, got.standard_error)) < 3.0, name
        assert math.hypot(other.standard_error, got.standard_error) < 0.04 * other.mean, name
    # The shape matters here: Erlang A, which knows the mean only, would be told apart
    erlang = theory.erlang_a(
        queue.calls_per_hour, queue.aht_s, queue.agents, queue.patience_s, queue.within_s
    )
    level = ours["service_level"]
    assert abs(level.got - erlang.sl_answered_in_awt_over_offered) > 5.0 * level.standard_error


def replace_unit(seconds: ciw_reference.Estimate) -> ciw_reference.Estimate:
    """In minutes."""
    return ciw_reference.Estimate(seconds.mean / 60.0, seconds.standard_error / 60.0)
