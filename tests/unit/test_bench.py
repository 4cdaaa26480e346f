"""The bench measures right answers only: rivals and engines against Erlang A, and what it says when one is wrong."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from playwright.sync_api import Error as PlaywrightError

from sim.engine import ENGINES
from tests import processes
from tests.bench import growth, latency, page, pair
from tests.bench.__main__ import main
from tests.bench.answers import MOST_ERRORS, check, exact
from tests.bench.report import Settings, choices, measured, wrong_answers
from tests.bench.rivals import RIVALS, Rival, lean_simpy, pure_c, textbook
from tests.bench.scenarios import common_load, typical_centre
from tests.bench.table import table
from tests.bench.targets import TARGETS, Target, Verdict
from tests.bench.workloads import QUICKER, fastest_engine, keys


def _quiet(_doing: str) -> None:
    pass


def _apart(key: str, calls: int, seeds: tuple[int, ...]) -> list[tuple[int, float]]:
    """A rival's runs in a process of its own."""
    code = (
        "import json\nfrom tests.bench.rivals import RIVALS\n"
        f"simulate = next(r for r in RIVALS if r.key == {key!r}).load()\n"
        f"print(json.dumps([simulate({calls}, seed) for seed in {seeds}]))"
    )
    return [(n, share) for n, share in json.loads(processes.run([sys.executable, "-c", code]).stdout)]


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.key)
def test_a_rival_does_the_common_work(rival: Rival) -> None:
    if rival.key == "c" and (shutil.which("gcc") is None or os.name == "nt"):
        pytest.skip("needs gcc, and a system that measures the CPU time of programs")
    if rival.key == "cimba":
        pytest.importorskip("cimba", reason="cimba has no build for this machine")
    calls = rival.calls // QUICKER
    if rival.key == "cimba":  # its compiler and ours share numba, and cannot both come second
        runs = _apart(rival.key, calls, (11, 12))
    else:
        runs = [rival.load()(calls, seed) for seed in (11, 12)]
    assert [calls for calls, _ in runs] == [pytest.approx(rival.calls // QUICKER, rel=0.01)] * 2
    assert runs[0] != runs[1]
    assert check(runs).right, check(runs)


def test_the_standard_error_is_that_of_many_runs() -> None:
    """Their own spread says the same, and so does their mean, of runs short enough to show that they begin empty."""
    calls, seeds = 4_000, 60
    shares = [lean_simpy.simulate(calls, seed)[1] for seed in range(seeds)]
    mean = math.fsum(shares) / seeds
    spread = math.sqrt(math.fsum((share - mean) ** 2 for share in shares) / (seeds - 1))
    expected = check([(calls, mean)])
    assert spread == pytest.approx(expected.standard_error, rel=0.3)
    assert abs(mean - expected.expected) < 3.0 * expected.standard_error / math.sqrt(seeds)
    assert exact().inflation > 5.0


def test_an_answer_is_judged_by_its_standard_errors() -> None:
    expected, error = check([(100_000, 0.0)]).expected, check([(100_000, 0.0)]).standard_error
    assert check([(100_000, expected + 0.99 * MOST_ERRORS * error)]).right
    assert not check([(100_000, expected - 1.01 * MOST_ERRORS * error)]).right
    assert not check([(100_000, math.nan)]).right
    assert check([(100_000, 0.03)] * 4).standard_error == pytest.approx(error / 2.0)


def test_the_common_load_is_the_same_at_any_length() -> None:
    for calls in (1_000, 10_000, 69_120, 100_000, 2_000_000):
        scenario = common_load(calls)
        hours = 24.0 if scenario.demand.open.to == "24:00" else float(scenario.demand.open.to[:2])
        hours += 0.5 if scenario.demand.open.to.endswith("30") else 0.0
        assert scenario.demand.calls_per_day / hours == 2880.0
        per_week = scenario.demand.calls_per_day * len(scenario.demand.open.days)
        assert per_week * scenario.horizon.weeks == pytest.approx(calls, rel=0.45)


def test_one_run_says_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bench.json"
    wanted = ["textbook", "ciw", *ENGINES, f"{fastest_engine()}-kpis"]
    assert main(["--quick", "--rounds", "2", "--only", *wanted, "--out", str(file)]) == 0
    report = json.loads(file.read_text(encoding="utf-8"))
    assert sorted(row["key"] for row in report["works"]) == sorted(wanted)
    assert [len(row["cpu_s"]) for row in report["works"]] == [2] * len(wanted)
    assert all(row["right"] for row in report["works"])
    assert report["works"][0]["times"]["textbook"] == 1.0
    assert report["versions"]["simpy"]
    assert [row["verdict"] for row in report["targets"][2:]] == [Verdict.NOT_MEASURED] * (len(TARGETS) - 2)
    out = capsys.readouterr().out
    for row in report["works"]:
        assert f"{row['median']:,.0f}" in out
    assert "exact 0.0309" in out
    assert "not measured" in out


def test_a_wrong_answer_fails_the_bench(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Planted: fewer agents than the work has."""
    arguments = ["--quick", "--only", "textbook", "--out", str(tmp_path / "bench.json")]
    assert main(arguments) == 0
    assert "WRONG" not in capsys.readouterr().out
    monkeypatch.setattr(textbook, "AGENTS", 46)
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert "WRONG" in out
    assert "WRONG ANSWER: textbook SimPy, M/M/50+M" in err


def test_what_is_not_here_is_said_and_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    pure_c.program.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    report = measured(Settings(1, ["c"], quick=True), _quiet)
    assert "C -O3 event loop" in table(report)
    assert "not here: " in table(report)
    assert wrong_answers(report) == []


def test_what_the_page_does_not_answer_is_not_measured_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    silent = MagicMock()  # it has a lever at 42 and waits for ever, once that has been moved
    silent.get_by_role().input_value.return_value = "42"

    def wait(code: str, **_: object) -> None:
        if "moved" in code:
            raise PlaywrightError("Timeout exceeded.")

    silent.wait_for_function = wait

    @contextmanager
    def opened() -> Iterator[tuple[Any, str]]:
        yield silent, "address"

    arguments = ["--quick", "--only", "page", "--out", str(tmp_path / "bench.json")]
    monkeypatch.setattr(page, "_opened", opened)
    monkeypatch.setattr(page, "WAITS", page.WAITS[:1])
    monkeypatch.setattr(pair, "_both", lambda: page.browser_path())
    monkeypatch.setattr(page, "browser_path", lambda: pytest.fail("No Chromium found", pytrace=False))
    assert main(arguments) == 0
    (target,) = (t for t in TARGETS if t.figure == "page_s")
    out = capsys.readouterr().out
    assert "not measured: move 1 of 4 had no answer: the slider to 41, where it stands at 42" in out
    assert target.text in out
    assert "first visits beside a plain app" in out
    monkeypatch.setattr(page, "_opened", lambda: page.browser_path())
    assert main(arguments) == 0
    assert "not measured: No Chromium found" in capsys.readouterr().out


def test_the_page_is_judged_beside_a_plain_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = pair.Side("", "", 11, [1.3, 9.0, 1.0], [2.0, 2.0, 2.0], [0.1], [100, 121])
    plain = pair.Side("", "", 3, [1.0, 1.0, 1.0], [1.0, 1.0, 9.0], [0.1], [75])
    monkeypatch.setattr(pair, "measured", lambda **_: pair.Pair(ours, plain))
    monkeypatch.setattr(page, "measured", lambda wait, **_: [0.3] * 37 + [0.9] * 3)
    monkeypatch.setattr(page, "WAITS", page.WAITS[:1])
    file = tmp_path / "bench.json"
    assert main(["--quick", "--only", "page", "--out", str(file)]) == 0
    targets = {row["figure"]: row for row in json.loads(file.read_text(encoding="utf-8"))["targets"]}
    reached = {"first_sliders": 1.3, "first_figures": 2.0, "messages": 121.0, "page_s": 0.3, "page_95_s": 0.9}
    assert {figure: targets[figure]["reached"] for figure in reached} == reached
    missed = {figure for figure in reached if targets[figure]["verdict"] == Verdict.NOT_MET}
    assert missed == {"first_figures", "messages", "page_95_s"}
    assert "messages a run: 75, ours 121" in capsys.readouterr().out


def test_a_length_whose_process_is_ended_is_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    killed = subprocess.CompletedProcess[str]([], -9, "", "some words\nKilled\n")
    monkeypatch.setattr(processes, "run", lambda *_, **__: killed)
    assert main(["--quick", "--only", "growth", "--out", str(tmp_path / "bench.json")]) == 0
    assert "not measured: the process ended with -9 Killed" in capsys.readouterr().out


def test_targets_are_met_or_not_or_not_measured() -> None:
    at_least, below = Target("a", "A", "≥", 50.0, "×"), Target("b", "B", "<", 1.0, "s")
    assert at_least.verdict({"a": 50.0}) is Verdict.MET
    assert at_least.verdict({"a": 49.99}) is Verdict.NOT_MET
    assert below.verdict({"b": 1.0}) is Verdict.NOT_MET
    assert below.verdict({"b": 0.99}) is Verdict.MET
    assert below.verdict({}) is Verdict.NOT_MEASURED
    assert len({target.figure for target in TARGETS}) == len(TARGETS)


def test_strict_fails_on_a_missed_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["--quick", "--only", "textbook", "--out", str(tmp_path / "bench.json"), "--strict"]
    assert main(arguments) == 0  # what was left out on purpose is not missed
    impossible = (Target("textbook/c", "C", "≥", 1e9, "×"),)
    monkeypatch.setattr("tests.bench.report.TARGETS", impossible)
    assert main([*arguments, "--only", "textbook", "lean"]) == 0
    monkeypatch.setattr("tests.bench.report.TARGETS", (Target("textbook/lean", "L", "≥", 1e9, "×"),))
    assert main([*arguments, "--only", "textbook", "lean"]) == 1


def test_a_length_is_measured_to_its_key_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "ENOUGH_S", 0.1)
    small = growth.grown(3_000, fastest_engine())
    assert small.calls == pytest.approx(3_000, rel=0.1)
    assert 0.0 < small.cpu_s_per_call < 0.01
    assert check([(small.calls, small.abandoned)]).right


def test_waiting_is_measured() -> None:
    scenario = typical_centre().model_copy(update={"horizon": common_load(1).horizon})
    engine = fastest_engine()
    assert latency.speed_up([(3.0, 2.0), (4.0, 2.0), (1.0, 1.0)]) == 1.5
    assert all(s > 0.0 for pair in latency.threads(scenario, engine, 2, 1) for s in pair)
    assert len(latency.first_figures_s(scenario, engine, 2)) == 2
    point = latency.to_a_point(scenario, engine, 2, most=latency.FEWEST)
    assert point.replications == latency.FEWEST
    assert point.reached == all(w is not None and w <= latency.POINT for w in point.half_widths.values())


def test_every_line_and_section_can_be_asked_for() -> None:
    assert choices() == [*keys(), "waiting", "page", "growth"]
    assert len(set(keys())) == len(keys())
