"""The engine against theory: the quick cases of `python -m sim check`, and what all its cases declare.

Accepted like there: 3 standard errors, themselves small enough; one more run, four times as long, if outside. How it
is accepted is tested in tests/unit/test_check.py, that both engines give the same record in tests/twin.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from sim import load, simulate
from sim.check.cases import all_cases, erlang_a_case
from sim.check.measurements import MEAN_IN_SYSTEM, P_ALL_BUSY, Batch, Measure, batches
from sim.check.run import check
from sim.check.theory_case import FOLDER, PublishedInterval, Size, TheoryCase
from sim.scenario import as_dict
from tests.shared_folder import shared

CASES = {case.name: case for case in all_cases()}
QUICK = [case for case in all_cases() if case.quick]


def assert_agrees(case: TheoryCase) -> None:
    """Within 3 standard errors of theory, on the first run or else on the second."""
    *_, last = check([case])
    outside = [
        f"{f.figure.name}: {f.got:.6g} ± {f.standard_error:.2g}, {f.errors_off:+.2f} standard errors from "
        f"{f.figure.expected}"
        for f in last.findings
        if not f.accepted
    ]
    assert not outside, f"{case.name} ({case.title}): " + "; ".join(outside)


# ── The engine ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_quick_case(case):
    assert_agrees(case)


def test_erlang_a_yaml_stays_exact_for_other_numbers():
    """A small, quick team, another "in time", two warm-up weeks."""
    size = Size(16, 2, 7, skip_days=0, warm_up_weeks=2)
    assert_agrees(erlang_a_case("other numbers", 240.0, 45.0, 4, 150.0, size, within_s=10.0))


def test_erlang_a_yaml_needs_no_other_edits():
    allowed = {
        "demand.calls_per_day",
        "call_types.Calls.need.mean_min",
        "call_types.Calls.patience.mean_min",
        "teams.Agents.agents",
        "targets.within_s",
    }
    for name in ("A1", "A2", "A3", "A4", "A5", "A6"):
        case = CASES[name]
        assert (case.file, set(case.edits)) == ("erlang_a.yaml", allowed)
        before, after = as_dict(load(FOLDER / case.file)), as_dict(case.scenario(case.size))
        assert before["horizon"].keys() == {"weeks", "warm_up_weeks", "start_date"}
        assert {k for k in before if before[k] != after[k]} <= {
            "demand",
            "call_types",
            "teams",
            "targets",
            "horizon",
        }


def test_a_wrong_engine_is_noticed():
    """One agent too many, patience a fifth too short: theory must not agree."""
    for wrong in ({"teams.Agents.agents": 10}, {"call_types.Calls.patience.mean_min": 4.0}):
        case = CASES["A4"]
        first = next(check([replace(case, edits={**case.edits, **wrong}, size=Size(2, 2, 1))]))
        assert not first.accepted, wrong
        assert max(abs(f.errors_off) for f in first.findings) > 5.0


def of(measure: Measure, batch: Batch) -> float:
    return measure.value(measure.counts(batch))


def test_numbers_in_the_centre_by_counting_at_every_event():
    """The two time averages that no KPI gives, on a day and a half-empty centre, the slow way."""
    case = CASES["V"]
    scenario = case.scenario(Size(16, 1, 0))
    record = simulate(scenario, seed=5)
    batch = list(batches(record, scenario, 1, 1))[2]
    joined, left = (times.tolist() for times in batch.presence)
    events = sorted([(t, 1) for t in joined] + [(t, -1) for t in left])
    number, at, area, busy = 0, batch.start_min, 0.0, 0.0
    for time, change in events:
        until = min(max(time, batch.start_min), batch.end_min)
        area, busy = area + number * (until - at), busy + (number >= 18) * (until - at)
        number, at = number + change, until
    assert of(MEAN_IN_SYSTEM, batch) == pytest.approx(area / 1440.0, rel=1e-9)
    assert of(P_ALL_BUSY, batch) == pytest.approx(busy / 1440.0, rel=1e-9)


# ── Expected values ───────────────────────────────────────────────────────────────────────────────────────

OF_THE_ORACLE = {
    "p_wait": "p_wait",
    "abandonment": "p_abandon",
    "mean_wait_all_s": "mean_wait_all_s",
    "mean_time_to_abandon_s": "mean_time_to_abandon_s",
    "occupancy": "occupancy",
    "mean_queue": "mean_queue",
    "service_level_answered": "sl_over_answered",
    "service_level_excl_short_abandons": "sl_excl_short_abandons",
    "service_level_short_abandons_good": "sl_answered_or_abandoned_in_awt_over_offered",
}


@pytest.fixture(scope="module")
def oracle() -> dict[str, list[dict[str, Any]]]:
    loaded: dict[str, list[dict[str, Any]]] = json.loads(
        shared("oracles", "queue_theory.json").read_text("utf-8")
    )
    return loaded


def expected_of(name: str) -> dict[str, float | PublishedInterval]:
    return {figure.name: figure.expected for figure in CASES[name].figures}


@pytest.mark.parametrize(
    ("group", "own_names"),
    [
        ("erlang_c", {"service_level": "service_level", "asa_s": "asa_s"}),
        ("erlang_a", {"service_level": "sl_answered_in_awt_over_offered", "asa_s": "asa_answered_s"}),
    ],
)
def test_expected_waits_are_the_oracles(oracle, group, own_names):
    names = OF_THE_ORACLE | own_names
    for case in oracle[group]:
        scenario = CASES[case["id"]].scenario(CASES[case["id"]].size)
        (kind,), (team,) = scenario.call_types, scenario.teams
        inputs = {
            "calls_per_hour": scenario.demand.calls_per_day / 24.0,
            "aht_s": 60.0 * kind.need.mean_min,
            "agents": team.agents,
            "awt_s": scenario.targets.within_s,
        }
        if kind.patience.distribution == "exponential":
            inputs["mean_patience_s"] = 60.0 * kind.patience.mean_min
        expected = expected_of(case["id"])
        stated = {names[key]: value for key, value in expected.items()} | inputs
        assert stated.keys() == case.keys() - {"id"}
        assert stated == pytest.approx({key: case[key] for key in stated}, rel=1e-11)


def test_expected_blocking_is_the_oracles(oracle):
    declared = {"B1": (10, 8), "B2": (25, 20), "B3": (10, 8)}
    by_input = {(case["servers"], case["load"]): case["blocking"] for case in oracle["erlang_b"]}
    assert set(by_input) == set(declared.values())
    for name, (servers, load_erlangs) in declared.items():
        scenario = CASES[name].scenario(CASES[name].size)
        expected = expected_of(name)
        assert expected["blocked"] == pytest.approx(by_input[servers, load_erlangs], abs=5.1e-11)
        assert scenario.teams[0].agents == servers
        assert scenario.demand.calls_per_day / 1440.0 * expected["aht_min"] == pytest.approx(load_erlangs)


def test_expected_capped_means_are_the_oracles(oracle):
    declared = {"exponential": "K1", "lognormal": "K2"}
    assert {case["distribution"] for case in oracle["capped_mean"]} == set(declared)
    for case in oracle["capped_mean"]:
        name = declared[case["distribution"]]
        expected = expected_of(name)
        assert 60.0 * expected["aht_min"] == pytest.approx(case["mean_capped"], abs=5.1e-7)
        assert expected["squeezed_share"] == pytest.approx(case["share_capped"], abs=5.1e-7)
        scenario = CASES[name].scenario(CASES[name].size)
        need, cap = scenario.call_types[0].need, scenario.rules.handle_time_cap
        assert (need.distribution, 60.0 * need.mean_min) == (case["distribution"], case["mean"])
        assert (60.0 * cap.minutes, cap.enforcement) == (case["cap"], 1.0)


def test_expected_days_are_the_published_ones(oracle):
    scale = {"service_level": 1.0, "asa_min": 60.0, "occupancy": 1.0, "abandoned_per_day": 1.0}
    own_name = {"service_level": "service_level_answered", "asa_min": "asa_s"}
    for case in oracle["published_day_simulations"]:
        published = {
            own_name.get(key, key): PublishedInterval(*(scale[key] * bound for bound in case[key + "_ci"]))
            for key in scale
            if key + "_ci" in case
        }
        assert expected_of(case["id"]) == published
        like = {**next(c for c in oracle["published_day_simulations"] if c["id"] == "MMC"), **case}
        scenario = CASES[case["id"]].scenario(CASES[case["id"]].size)
        (kind,), (team,) = scenario.call_types, scenario.teams
        assert scenario.demand.calls_per_day == like["arrivals_per_min"] * 60.0 * like["hours"]
        assert (kind.need.mean_min, team.agents) == (like["service_mean_min"], like["agents"])
        assert (scenario.demand.open.from_, scenario.demand.open.to) == ("08:00", "16:00")
        patience = kind.patience.mean_min if kind.patience.distribution == "exponential" else None
        assert patience == like.get("patience_mean_min")
