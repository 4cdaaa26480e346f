"""The theory check itself: what it accepts, which calls both engines are compared on, and what it prints."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import sim
from cli.main import main
from sim import simulate
from sim.check.acceptance import FigureVerdict, Finding
from sim.check.cases import all_cases
from sim.check.engines import CALLS, CALLS_QUICK, compare_all, compare_engines, cut_to_calls
from sim.check.measurements import KpiMeasure
from sim.check.run import check, seed_of
from sim.check.theory_case import PublishedInterval, Size, TheoryCase, TheoryFigure
from sim.engine import ENGINES
from sim.record import Record

CASES = {case.name: case for case in all_cases()}


# ── Acceptance ────────────────────────────────────────────────────────────────────────────────────────────


def small(expected: float) -> TheoryCase:
    """A quick case whose handle time is said to be this: it is 3 minutes."""
    handle_time = TheoryFigure("aht_min", "min", expected, KpiMeasure("aht_min"))
    edits = {"demand.calls_per_day": 2400.0}
    size = Size(2, 2, 1, skip_days=4)
    return TheoryCase("small", "for the check's own tests", "erlang_a.yaml", size, (handle_time,), edits)


def test_a_wrong_value_is_run_again_and_fails():
    first, second = check([small(3.2)])
    assert not first.accepted
    assert not first.failed  # it goes on
    assert first.verdict(first.findings[0]) is FigureVerdict.AGAIN
    assert second.failed
    assert second.verdict(second.findings[0]) is FigureVerdict.FAILED
    assert second.seed != first.seed
    assert second.calls == pytest.approx(4 * first.calls, rel=0.05)
    assert second.findings[0].batches == 4 * first.findings[0].batches == 4 * 20


def test_a_right_value_is_run_once_and_reproducibly():
    (once,), (again,) = check([small(3.0)]), check([small(3.0)])
    assert once.accepted
    assert once.findings == again.findings


@pytest.mark.parametrize(
    ("expected", "got", "error", "accepted"),
    [
        (10.0, 10.2999, 0.1, True),
        (10.0, 10.3001, 0.1, False),
        (10.0, 9.6, 0.1, False),
        (10.0, 10.0, 0.099, True),
        (10.0, 10.0, 0.101, False),  # right, but who knows
        (10.0, math.nan, 0.1, False),
        (10.0, 10.0, math.nan, False),
        (10.0, 10.0, 0.0, True),
        (10.0, 10.1, 0.0, False),
        (PublishedInterval(10.0, 11.0), 10.5, 0.1, True),
        (PublishedInterval(10.0, 11.0), 11.29, 0.1, True),
        (PublishedInterval(10.0, 11.0), 9.69, 0.1, False),
    ],
)
def test_three_standard_errors_of_at_most_one_percent(expected, got, error, accepted):
    figure = TheoryFigure("asa_s", "s", expected, KpiMeasure("asa_s"))
    assert Finding(figure, got, error, 16).accepted is accepted


@pytest.mark.parametrize(
    ("share", "largest"),
    [
        (0.9, 0.003),  # 1 % of it would be three times that
        (0.3, 0.003),
        (0.014, 0.00014),
        (0.01, 0.0001),
        (0.001, 0.0001),  # a call in ten thousand
    ],
)
def test_a_share_must_be_known_to_one_percent_and_to_a_third_of_a_point(share, largest):
    figure = TheoryFigure("abandonment", "share", share, KpiMeasure("abandonment"))
    assert Finding(figure, share, 0.999 * largest, 16).accepted
    assert not Finding(figure, share, 1.001 * largest, 16).accepted


def test_no_case_has_a_share_too_small_to_be_known_to_one_percent():
    figures = [figure for case in all_cases() for figure in case.figures]
    assert len(figures) > 100
    assert all(figure.largest_error <= 0.01 * figure.value for figure in figures)


def test_sizes_make_whole_batches_and_enough_of_them():
    with pytest.raises(ValueError, match="makes 15 batches"):
        Size(15, 1)
    with pytest.raises(ValueError, match="piece of a batch"):
        Size(16, 1, batch_days=4)
    assert Size(24, 2).batches == 24
    assert Size(24, 2).days_each == 13
    assert Size(24, 2, 3, skip_days=2).batches == 96
    assert Size(24, 2, 3, skip_days=2).times(4) == Size(96, 2, 3, skip_days=2)


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_a_replication_fits_into_memory(case):
    """161 bytes a leg, the copies that counting makes, two at a time: a few hundred megabytes."""
    weeks = case.size.weeks + case.size.warm_up_weeks
    assert 7 * weeks * case.scenario(case.size).demand.calls_per_day < 500_000


# ── Engine against engine ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("calls", [CALLS, CALLS_QUICK])
@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_as_many_calls_are_compared_as_said_and_hardly_more(case, calls):
    cut = cut_to_calls(case.scenario(case.size), calls)
    offered = len(simulate(cut, seed=seed_of(case, 0)).legs)
    step = cut.demand.calls_per_day * (7 if len(cut.demand.open.days) == 7 else 1)
    assert calls <= offered < calls + step + 7.0 * math.sqrt(calls)


def test_what_is_compared_is_what_theory_judged(monkeypatch):
    monkeypatch.setattr("sim.check.engines.check_twin", lambda *asked: asked)
    case = CASES["A4"]
    cut, seed = compare_engines(case, CALLS_QUICK)
    assert cut.demand.open.days == ("mon", "tue", "wed", "thu", "fri")
    first = simulate(cut, seed=seed).legs
    whole = simulate(case.scenario(case.size), seed=seed_of(case, 0)).legs
    until = 5 * 1440.0 - 60.0  # the last hour, after which nobody new comes, may end otherwise
    assert whole[whole["queued"] < until].tobytes() == first[first["queued"] < until].tobytes()


def test_engines_are_compared_case_by_case_here_or_elsewhere():
    cases = [small(3.0), replace(small(3.0), name="other")]
    here = dict(compare_all(cases, 1000))
    assert list(here) == ["small", "other"]
    assert len({found.calls for found in here.values()}) == 2, "each on callers of its own"
    told: list[tuple[int, int]] = []
    with ThreadPoolExecutor(2) as executor:
        assert dict(compare_all(cases, 1000, executor=executor, progress=lambda *n: told.append(n))) == here
    assert told == [(1, 2), (2, 2)]


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────


def run_command(monkeypatch: pytest.MonkeyPatch, cases: list[TheoryCase], *words: str) -> int:
    """`python -m sim check` with these cases, in this process; engines compared on some 7,200 calls, or 2,400."""
    monkeypatch.setattr("sim.check.cases.all_cases", lambda: tuple(cases))
    monkeypatch.setattr("sim.check.engines.CALLS", 6_000)  # three days of `small`
    monkeypatch.setattr("sim.check.engines.CALLS_QUICK", 2_000)
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    return main(["check", *words])


def plant(monkeypatch: pytest.MonkeyPatch, fault: Callable[[NDArray[np.void]], None]) -> None:
    """Let SimPy's legs be changed before they are compared."""

    def with_fault(scenario: Any, *, engine: str, **words: Any) -> Record:
        record = simulate(scenario, engine=engine, **words)
        if engine == "simpy":
            record = replace(record, legs=record.legs.copy())
            fault(record.legs)
        return record

    monkeypatch.setattr("sim.check.record_comparison.simulate", with_fault)


def test_the_command_prints_a_table_and_fails_if_a_case_does(monkeypatch, capsys):
    cases = [replace(small(3.0), name="right"), replace(small(3.2), name="wrong")]
    assert run_command(monkeypatch, cases, "--case", "RIGHT") == 0
    right = capsys.readouterr()
    assert right.err == ""  # no bar where it is no terminal
    _, figure, engines, summary, both = right.out.splitlines()
    assert figure.split()[:3] == ["right", "aht_min", "[min]"]
    assert re.fullmatch(r"right  second engine: same 7,\d\d\d calls", engines)
    assert "1 cases, 1 figures" in summary
    assert "(compiled)" in summary
    assert re.search(r"all as theory says; largest standard error 0\.\d\d% \(right aht_min\)", summary)
    assert re.fullmatch(r"second engine \(simpy\): same 7,\d\d\d calls, byte for byte", both)
    assert run_command(monkeypatch, cases) == 1
    out = capsys.readouterr().out
    assert out.index("right") < out.index("outside, run again") < out.index("FAILED (second run)")
    assert out.count("wrong  second engine") == 1
    assert "failed: wrong; largest" in out


def test_the_quick_check_takes_the_quick_cases_and_compares_fewer_calls(monkeypatch, capsys):
    cases = [small(3.2), replace(small(3.0), name="swift", quick=True)]
    assert run_command(monkeypatch, cases, "--quick") == 0
    out = capsys.readouterr().out
    assert re.search(r"^swift  second engine: same 2,\d\d\d calls$", out, re.MULTILINE)
    assert "small" not in out
    assert run_command(monkeypatch, cases, "--quick", "--case", "small") == 2
    assert "no such quick case; the cases are swift" in capsys.readouterr().err


@pytest.mark.parametrize("engine", ENGINES)
def test_the_command_prints_one_json_object(monkeypatch, capsys, engine):
    assert run_command(monkeypatch, [small(3.0)], "--json", "--engine", engine) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["passed"], printed["quick"]) == (True, False)
    assert {printed["engine"], printed["second_engine"]} == set(ENGINES)
    assert printed["engine"] == engine
    assert [printed[key] for key in ("schema", "version", "model_version")] == [
        1,
        sim.__version__,
        sim.model_version(),
    ]
    (case,) = printed["cases"]
    assert (printed["seed"], printed["runs"]) == (None, small(3.0).size.replications)
    assert case["runs"] == printed["runs"]
    (figure,) = case["figures"]
    assert figure["expected"] == 3.0
    assert figure["verdict"] == "ok"
    assert figure["errors_off"] == pytest.approx((figure["got"] - 3.0) / figure["standard_error"])
    assert figure["relative_error"] == pytest.approx(figure["standard_error"] / 3.0)
    compared = case["second_engine"]
    assert (compared["agreement"], compared["where"]) == ("same", "")
    assert compared["calls"] > 6000


def test_a_case_fails_where_the_engines_part_and_it_is_said_where(monkeypatch, capsys):
    def later(legs: NDArray[np.void]) -> None:
        legs["answered"][700] += 0.25

    plant(monkeypatch, later)
    assert run_command(monkeypatch, [small(3.0)]) == 1
    out = capsys.readouterr().out
    assert re.search(
        r"small  second engine: FAILED, another event within 7,\d+ calls: answered [\d.]+ against", out
    )
    assert "all as theory says" in out
    assert re.search(r"second engine \(simpy\): failed, other events in small \(7,\d+ calls compared\)", out)
    assert run_command(monkeypatch, [small(3.0)], "--json") == 1
    printed = json.loads(capsys.readouterr().out)
    assert not printed["passed"]
    assert printed["cases"][0]["second_engine"]["agreement"] == "different"


def test_last_digits_are_named_as_harmless(monkeypatch, capsys):
    def nudge(legs: NDArray[np.void]) -> None:
        legs["talk_end"][700] *= 1.0 + 1e-13

    plant(monkeypatch, nudge)
    assert run_command(monkeypatch, [small(3.0)]) == 0
    out = capsys.readouterr().out
    assert re.search(r"same 7,\d+ calls but for last digits, which is harmless: talk_end [\d.]+ against", out)
    assert re.search(r"same 7,\d+ calls but for last digits in small, which is harmless", out)


def test_the_command_names_the_cases_there_are(monkeypatch, capsys):
    assert run_command(monkeypatch, [small(3.0)], "--case", "C9") == 2
    assert "--case C9: there is no such case; the cases are small" in capsys.readouterr().err
