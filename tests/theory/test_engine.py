"""The engine against theory: the quick subset of `python -m sim check`, and that check's own declarations.

Accepted like there: 3 standard errors, themselves small enough; one more run, four times as long, if outside.
"""

from __future__ import annotations

import argparse
import json
import math
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest

from sim import load, simulate
from sim.check import Case, Figure, Finding, Interval, Size, Verdict, all_cases, check, command
from sim.check.batch import MEAN_IN_SYSTEM, P_ALL_BUSY, Batch, Measure, OfKpi, batches
from sim.check.case import FOLDER
from sim.check.cases import erlang_a_case
from sim.scenario import as_dict
from tests.shared_folder import shared

CASES = {case.name: case for case in all_cases()}
QUICK = [case.in_brief() for case in all_cases() if case.quick is not None]


def assert_agrees(case: Case) -> None:
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
    case = erlang_a_case(
        "other numbers", 240.0, 45.0, 4, 150.0, Size(2, 4, 2), within_s=10.0, waits_quick=False
    )
    assert_agrees(replace(case, quick=case.size).in_brief())


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
        assert before["horizon"].keys() == {"weeks", "warm_up_weeks"}
        assert {k for k in before if before[k] != after[k]} <= {
            "demand",
            "call_types",
            "teams",
            "targets",
            "horizon",
        }


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


def expected_of(name: str) -> dict[str, float | Interval]:
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
            own_name.get(key, key): Interval(*(scale[key] * bound for bound in case[key + "_ci"]))
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


# ── Acceptance ────────────────────────────────────────────────────────────────────────────────────────────


def small(expected: float) -> Case:
    """A quick case whose handle time is said to be this: it is 3 minutes."""
    handle_time = Figure("aht_min", "min", expected, OfKpi("aht_min"))
    edits = {"demand.calls_per_day": 600.0}
    return Case(
        "small", "for the check's own tests", "erlang_a.yaml", Size(2, 2, 0, 4), (handle_time,), edits
    )


def test_a_wrong_value_is_run_again_and_fails():
    first, second = check([small(3.2)])
    assert not first.accepted
    assert not first.failed  # it goes on
    assert first.verdict(first.findings[0]) is Verdict.AGAIN
    assert second.failed
    assert second.verdict(second.findings[0]) is Verdict.FAILED
    assert second.seed != first.seed
    assert second.calls == pytest.approx(4 * first.calls, rel=0.05)
    assert second.findings[0].batches == 4 * first.findings[0].batches == 4 * 20


def test_a_right_value_is_run_once_and_reproducibly():
    (once,), (again,) = check([small(3.0)]), check([small(3.0)])
    assert once.accepted
    assert once.findings == again.findings


def test_a_wrong_engine_is_noticed():
    """One agent too many, patience a fifth too short: theory must not agree."""
    for wrong in ({"teams.Agents.agents": 10}, {"call_types.Calls.patience.mean_min": 4.0}):
        case = CASES["A4"].in_brief()
        first = next(check([replace(case, edits={**case.edits, **wrong}, size=Size(2, 2, 0, 1))]))
        assert not first.accepted, wrong
        assert max(abs(f.errors_off) for f in first.findings) > 5.0


@pytest.mark.parametrize(
    ("expected", "got", "error", "accepted"),
    [
        (10.0, 10.2999, 0.1, True),
        (10.0, 10.3001, 0.1, False),
        (10.0, 9.6, 0.1, False),
        (10.0, 10.0, 0.201, False),  # right, but who knows
        (10.0, math.nan, 0.1, False),
        (10.0, 10.0, math.nan, False),
        (10.0, 10.0, 0.0, True),
        (10.0, 10.1, 0.0, False),
        (Interval(10.0, 11.0), 10.5, 0.1, True),
        (Interval(10.0, 11.0), 11.29, 0.1, True),
        (Interval(10.0, 11.0), 9.69, 0.1, False),
    ],
)
def test_three_standard_errors_of_at_most_two_percent(expected, got, error, accepted):
    figure = Figure("asa_s", "s", expected, OfKpi("asa_s"))
    assert Finding(figure, got, error, 16).accepted is accepted


def test_a_share_must_be_known_to_a_third_of_a_point():
    figure = Figure("abandonment", "share", 0.014, OfKpi("abandonment"))
    assert Finding(figure, 0.014, 0.0029, 16).accepted
    assert not Finding(figure, 0.014, 0.0031, 16).accepted


def test_sizes_make_whole_batches_and_enough_of_them():
    with pytest.raises(ValueError, match="makes 15 batches"):
        Size(15, 1, batch_days=7)
    with pytest.raises(ValueError, match="piece of a batch"):
        Size(16, 1, batch_days=2)
    assert Size(24, 2, 0, 2, 3).batches == 96


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


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────


def run_command(monkeypatch: pytest.MonkeyPatch, cases: list[Case], *words: str) -> int:
    """`python -m sim check` with these cases, in this process."""
    monkeypatch.setattr("sim.check.cases.all_cases", lambda: tuple(cases))
    monkeypatch.setattr("sim.commands.experiment.workers", lambda tasks: nullcontext(None))
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.main(parser.parse_args(words))


def test_the_command_prints_a_table_and_fails_if_a_case_does(monkeypatch, capsys):
    cases = [replace(small(3.0), name="right"), replace(small(3.2), name="wrong")]
    assert run_command(monkeypatch, cases, "--case", "RIGHT") == 0
    right = capsys.readouterr()
    assert right.err == ""  # no bar where it is no terminal
    assert right.out.splitlines()[1].split()[:3] == ["right", "aht_min", "[min]"]
    assert "1 cases, 1 figures" in right.out
    assert "all as theory says" in right.out
    assert run_command(monkeypatch, cases) == 1
    both = capsys.readouterr().out
    assert both.index("right") < both.index("outside, run again") < both.index("FAILED (second run)")
    assert both.rstrip().endswith("failed: wrong")


def test_the_command_prints_one_json_object(monkeypatch, capsys):
    assert run_command(monkeypatch, [small(3.0)], "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["passed"], printed["quick"]) == (True, False)
    (figure,) = printed["cases"][0]["figures"]
    assert figure["expected"] == 3.0
    assert figure["verdict"] == "ok"
    assert figure["errors_off"] == pytest.approx((figure["got"] - 3.0) / figure["standard_error"])


def test_the_command_names_the_cases_there_are(monkeypatch, capsys):
    assert run_command(monkeypatch, [small(3.0)], "--case", "C9") == 2
    assert "--case C9: there is no such case; there are small" in capsys.readouterr().err
