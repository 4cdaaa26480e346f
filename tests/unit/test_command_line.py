"""The command line: exact words, exact JSON, one line for a wrong input."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

import sim
from cli.config_files import load_config
from cli.main import main
from sim.engine import ENGINES, simulate, simulate_weeks
from sim.engine.compiled import ready
from sim.kpis import KPIS
from sim.scenario import ScenarioError, load, scenario_hash
from tests import processes
from tests.processes import ROOT
from tests.waiting import PATIENCE_S, wait_until

SMALL = """
schema: 1
name: Small
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 60, open: {from: "09:00", to: "11:00"}}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Agents, agents: 8}]
observed: {aht_min: 6.5}
"""


VERSIONS = ("schema", "version", "model_version")
HOW = ("engine", "seed", "replications", "runs")


@pytest.fixture(scope="module", autouse=True)
def _compiled_engine() -> None:
    """Else the first command would say on stderr that it compiles."""
    ready.prepare()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    return file


def _json(capsys: pytest.CaptureFixture[str]) -> Any:
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    return json.loads(out)


@pytest.mark.parametrize("engine", ENGINES)
def test_run_prints_one_json_object(
    small: Path, engine: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    assert main(["run", str(small), "--reps", "2", "--seed", "7", "--engine", engine, "--json"]) == 0
    out = _json(capsys)
    assert list(out) == [*VERSIONS, "scenario", *HOW, "kpis"]
    named = {"name": "Small", "hash": scenario_hash(load(small)), "currency": "AUD", "warnings": []}
    assert out["scenario"] == named
    assert [out[key] for key in VERSIONS] == [1, sim.__version__, sim.model_version()]
    assert out["runs"] == 2
    assert (out["engine"], out["seed"], out["replications"]) == (engine, 7, 2)
    assert list(out["kpis"]) == list(KPIS)
    for key, value in out["kpis"].items():
        assert list(value) == ["mean", "ci95", "unit"]
        assert value["unit"] == KPIS[key].unit
        if value["ci95"] is not None:
            low, high = value["ci95"]
            assert low <= value["mean"] <= high


def test_one_replication_has_no_interval_and_nothing_to_divide_by_is_null(small: Path, capsys: Any) -> None:
    assert main(["run", str(small), "--reps", "1", "--json"]) == 0
    kpis = _json(capsys)["kpis"]
    assert kpis["aht_min"]["ci95"] is None
    assert main(["run", str(small), "--reps", "1", "--json"]) == 0
    assert _json(capsys)["kpis"] == kpis


def test_compare_prints_paired_differences_against_the_first(
    small: Path, tmp_path: Path, capsys: Any
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SMALL.replace("agents: 8", "agents: 4").replace("name: Small", "name: Fewer"))
    assert main(["compare", str(small), str(other), str(small), "--reps", "3", "--json"]) == 0
    out = _json(capsys)
    assert list(out) == [*VERSIONS, "scenarios", "differences", *HOW]
    assert [s["scenario"]["name"] for s in out["scenarios"]] == ["Small", "Fewer", "Small"]
    fewer, same = out["differences"]
    assert list(fewer) == ["scenario", "baseline", "kpis"]
    assert fewer["baseline"] == out["scenarios"][0]["scenario"]
    assert list(fewer["kpis"]["occupancy"]) == ["mean", "ci95", "reason", "unit", "variance_saved"]
    means = [s["kpis"]["occupancy"]["mean"] for s in out["scenarios"]]
    assert fewer["kpis"]["occupancy"]["mean"] == pytest.approx(means[1] - means[0])
    assert fewer["kpis"]["issues_resolved_per_day"]["variance_saved"] < 1.0
    assert same["kpis"]["occupancy"] == {
        "mean": 0.0,
        "ci95": [0.0, 0.0],
        "reason": None,
        "unit": "share",
        "variance_saved": 1.0,
    }


def test_the_default_engine_and_number_of_replications(small: Path, capsys: Any) -> None:
    assert main(["run", str(small), "--json"]) == 0
    out = _json(capsys)
    assert (out["engine"], out["seed"], out["replications"]) == (ENGINES[0], 1, 10)


def test_unlike_scenarios_are_told_on_stderr_and_compared(small: Path, tmp_path: Path, capsys: Any) -> None:
    other = tmp_path / "other.yaml"
    text = SMALL.replace("weeks: 1", "weeks: 2").replace("agents: 8", "agents: 8, wage_per_hour: 18")
    other.write_text(text + "costs: {currency: EUR}\n")
    assert main(["compare", str(small), str(other), "--reps", "1", "--json"]) == 0
    out, err = capsys.readouterr()
    (found,) = json.loads(out)["differences"]
    cost = found["kpis"]["cost_per_week"]
    reason = "another currency: not compared"
    assert (cost["mean"], cost["ci95"], cost["reason"], cost["variance_saved"]) == (None, None, reason, None)
    assert found["kpis"]["asa_s"]["reason"] is None
    horizon, currency = err.splitlines()
    assert "0 + 2 weeks" in horizon
    assert "EUR" in currency


# ── Versions, standard input, files of calls ──────────────────────────────────────────────────────


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_is_printed(option: str, capsys: Any) -> None:
    with pytest.raises(SystemExit) as stop:
        main([option])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"Headroom {sim.__version__}, model {sim.model_version()}\n"


@pytest.mark.parametrize(
    ("reps", "said"), [("1", "; no intervals."), ("2", "; 95% intervals over replications.")]
)
def test_a_single_replication_has_no_intervals_in_the_foot(
    reps: str, said: str, small: Path, capsys: Any
) -> None:
    assert main(["run", str(small), "--reps", reps]) == 0
    foot = [line for line in capsys.readouterr().out.splitlines() if "intervals" in line]
    assert [line.endswith(said) for line in foot] == [True]


def test_a_table_names_the_versions_once(small: Path, capsys: Any) -> None:
    assert main(["run", str(small), "--reps", "1"]) == 0
    assert capsys.readouterr().out.count(f"Headroom {sim.__version__}, model {sim.model_version()}.") == 1


def test_help_does_not_import_what_only_tables_and_searches_need() -> None:
    code = (
        "import sys; from cli.main import _parser; _parser('x').format_help();"
        "print({'pandas', 'scipy.stats', 'scipy.interpolate'} & {*sys.modules})"
    )
    assert processes.run([sys.executable, "-c", code], cwd=ROOT).stdout == "set()\n"


@pytest.mark.parametrize("command", ["staff", "roster", "tradeoff", "run", "sweep"])
def test_wrong_arguments_are_refused_before_anything_is_imported_that_takes_long(command: str) -> None:
    code = (
        "import sys\nfrom cli.main import main\n"
        f"try: main(['{command}', 'typical_centre', '--reps', '0'])\nexcept SystemExit as end: print(end.code)\n"
        "print([name for name in ('pandas', 'scipy.stats', 'streamlit', 'plotly', 'sim.engine.compiled.replication') "
        "if name in sys.modules])"
    )
    assert processes.run([sys.executable, "-c", code], cwd=ROOT).stdout == "2\n[]\n"


def on_stdin(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_a_scenario_may_stand_on_standard_input(
    small: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = {
        "run": ["--reps", "1", "--json"],
        "compare": [str(small), "--reps", "1", "--json"],
        "sweep": ["--vary", "teams.Agents.agents=6:7:2", "--reps", "1", "--json"],
    }
    for command, words in commands.items():
        assert main([command, str(small), *words]) == 0
        from_file = _json(capsys)
        on_stdin(monkeypatch, b"\xef\xbb\xbf" + small.read_bytes())
        assert main([command, "-", *words]) == 0
        assert _json(capsys) == from_file, command
    on_stdin(monkeypatch, small.read_bytes())
    book = tmp_path / "book.xlsx"
    assert main(["report", "-", "--reps", "1", "-o", str(book)]) == 0
    assert book.stat().st_size > 0
    shell = f"'{sys.executable}' -m sim run - --reps 3 --json < '{small}'"  # with workers
    done = processes.run(["sh", "-c", shell])
    assert json.loads(done.stdout)["scenario"]["name"] == "Small"


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"", "standard input: a scenario is a list of keys with values; this is empty"),
        (b"schema: [", "standard input: line 1: this is not YAML"),
        (b"a\x00", "standard input: this is a binary file"),
        (b"\xff", "standard input: this is not UTF-8 text"),
        (b"#" * 500_001, "standard input: larger than 500 kB"),
    ],
)
def test_a_wrong_scenario_on_standard_input_is_one_line(
    raw: bytes, complaint: str, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_stdin(monkeypatch, raw)
    assert main(["run", "-"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert complaint in err


def test_standard_input_holds_one_scenario(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    on_stdin(monkeypatch, SMALL.encode())
    assert main(["compare", "-", "-"]) == 2
    assert "- is given 2 times, but standard input holds one scenario" in capsys.readouterr().err


def test_calls_and_agent_days_are_written_and_give_the_key_figures(
    small: Path, tmp_path: Path, capsys: Any
) -> None:
    words = ["run", str(small), "--reps", "2", "--seed", "7", "--json"]
    tables = []
    for calls, days in (("c.parquet", "d.csv"), ("c.csv", "d.parquet")):
        files = {"--calls": tmp_path / calls, "--agent-days": tmp_path / days}
        assert main([*words, *(str(x) for pair in files.items() for x in pair)]) == 0
        kpis = _json(capsys)["kpis"]
        read = [(pd.read_csv if f.suffix == ".csv" else pd.read_parquet)(f) for f in files.values()]
        first = read[0][read[0]["leg"] == 0].assign(
            in_time=lambda t: t["outcome"].isin(["answered", "passed_on"]) & (t["wait_min"] <= 20 / 60)
        )
        means = first.groupby("replication")["in_time"].mean()
        assert means.mean() == pytest.approx(kpis["service_level"]["mean"], abs=1e-12)
        answered = read[0][read[0]["seat"].notna()]
        handled = (answered["talk_min"] + answered["wrap_min"]).groupby(answered["replication"]).mean()
        assert handled.mean() == pytest.approx(kpis["aht_min"]["mean"])
        busy = read[1].groupby("replication")[["talk_min", "wrap_min", "free_min"]].sum()
        share = 1.0 - busy["free_min"] / busy.sum(axis=1)
        assert share.mean() == pytest.approx(kpis["occupancy"]["mean"])
        tables.append([read[0].astype({"seat": float}), read[1]])
    for one, other in zip(*tables, strict=True):
        pd.testing.assert_frame_equal(one, other, check_dtype=False, check_categorical=False, rtol=1e-12)
    attributes = pd.read_parquet(tmp_path / "c.parquet").attrs
    assert (attributes["scenario"], attributes["seed"], attributes["runs"]) == ("Small", 7, 2)
    assert attributes["units"]["wait_min"] == "min"
    assert sorted(f.name for f in tmp_path.iterdir()) == sorted(
        ["small.yaml", "c.parquet", "d.csv", "c.csv", "d.parquet"]
    )


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        (
            ["--calls", "calls.xls"],
            "--calls calls.xls: the name of a table's file must end in .parquet or .csv",
        ),
        (["--agent-days", "nowhere/d.csv"], "--agent-days nowhere/d.csv: there is no folder nowhere"),
        (["--calls", "a.csv", "--agent-days", "a.csv"], "name the same file"),
    ],
)
def test_a_file_that_cannot_be_written_is_one_line_before_anything_is_simulated(
    small: Path, files: list[str], complaint: str, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small.parent)
    monkeypatch.setattr("cli.run_compare.runner", None)
    assert main(["run", str(small), *files]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert complaint in err


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("how", [["--reps", "3"], ["--precision", "occupancy=4%"]])
def test_who_writes_calls_simulates_each_replication_once_and_finds_the_same(
    engine: str, how: list[str], small: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["run", str(small), *how, "--seed", "7", "--engine", engine, "--json"]
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    assert main(words) == 0
    alone, _ = capsys.readouterr()
    simulated = []

    def begins(whole: Any) -> Any:
        def counted(scenario: Any, **options: Any) -> Any:
            simulated.append(options["replication"])
            return whole(scenario, **options)

        return counted

    monkeypatch.setattr("cli.record_files.simulate", begins(simulate))
    monkeypatch.setattr("sim.experiment.task.simulate_weeks", begins(simulate_weeks))
    file = tmp_path / "calls.csv"
    assert main([*words, "--calls", str(file)]) == 0
    assert capsys.readouterr().out == alone, "to the last digit"
    numbers = list(range(json.loads(alone)["replications"]))
    assert simulated == numbers
    assert sorted(pd.read_csv(file)["replication"].unique()) == numbers


def test_a_file_that_is_not_completed_leaves_the_old_one(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("old")
    monkeypatch.setattr("cli.record_files.simulate", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["run", str(small), "--reps", "1", "--calls", str(file)])
    assert file.read_text() == "old"
    assert [f.name for f in tmp_path.glob("*.part")] == []


# ── Precision, assumptions, sweeps ────────────────────────────────────────────────────────────────


def test_precision_decides_how_many_replications(small: Path, capsys: Any) -> None:
    words = ["run", str(small), "--precision", "occupancy=4%", "--precision", "aht_min=0.5"]
    assert main([*words, "--json"]) == 0
    out = _json(capsys)
    assert list(out) == [*VERSIONS, "scenario", *HOW, "precision", "kpis"]
    assert out["replications"] > 10
    assert out["precision"]["reached"] is True
    for key, asked, relative in (("occupancy", 0.04, True), ("aht_min", 0.5, False)):
        low, high = out["kpis"][key]["ci95"]
        found = out["precision"]["kpis"][key]
        assert found == {
            "half_width": pytest.approx((high - low) / 2),
            "asked": asked,
            "relative": relative,
            "reached": True,
            "unit": KPIS[key].unit,
        }
        allowed = asked * out["kpis"][key]["mean"] if relative else asked
        assert found["half_width"] <= 0.9 * allowed
    assert main(words) == 0
    text = capsys.readouterr().out
    assert f"{out['replications']} replications, as many as it took:" in text
    assert "Occupancy: asked ±4% of the mean, got ±" in text
    assert "Average handle time: asked ±0.50 min, got ±0." in text


def test_precision_that_is_not_reached_is_said(small: Path, capsys: Any) -> None:
    words = ["run", str(small), "--precision", "occupancy=0.01%", "--max-reps", "12"]
    assert main(words) == 0
    assert "got ±" in (text := capsys.readouterr().out)
    assert "\n12 replications:\n" in text
    assert "points; not reached" in text
    assert main([*words, "--json"]) == 0
    out = _json(capsys)
    assert (out["replications"], out["precision"]["reached"]) == (12, False)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--precision", "serviec_level=0.1"], 'did you mean "service_level"'),
        (["--precision", "service_level"], "is not KPI=HALFWIDTH"),
        (["--precision", "asa_s=1", "--reps", "5"], "not with --reps"),
        (["--max-reps", "5"], "--max-reps goes with --precision"),
    ],
)
def test_wrong_precision_is_one_line_and_exit_2(
    small: Path, words: list[str], complaint: str, capsys: Any
) -> None:
    assert main(["run", str(small), *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert complaint in err


def test_the_range_over_the_assumptions(small: Path, tmp_path: Path, capsys: Any) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SMALL + "rules: {handle_time_cap: {minutes: 3.0}}\n")
    words = ["compare", str(small), str(other), "--reps", "4", "--assumptions"]
    assert main([*words, "--json"]) == 0
    (found,) = _json(capsys)["differences"]
    ranges = found["assumptions"]
    assert list(ranges) == ["settings", "not_moved", "dated", "kpis"]
    assert len(ranges["settings"]) == 9
    assert ranges["settings"][0] is None
    assert ranges["settings"][1] == {"assumption": "eta", "end": "low", "values": {"behaviour.eta": 0.5}}
    assert list(ranges["kpis"]) == list(KPIS)
    fcr = ranges["kpis"]["fcr"]
    assert fcr["lowest"] < found["kpis"]["fcr"]["mean"] < fcr["highest"]
    assert fcr["lowest_at"]["assumption"] == fcr["highest_at"]["assumption"] == "eta"
    assert (fcr["sign_turns"], fcr["decided_by"]) == (False, [])
    assert main(words) == 0
    text = capsys.readouterr().out
    assert "under other assumptions" in text
    assert text.count("how much rushing hurts resolution") >= 1


SWEEP = ["--vary", "teams.Agents.agents=6:8:3", "--vary", "behaviour.eta=1:2:2", "--reps", "2"]


def test_a_sweep_as_json_csv_and_table(small: Path, capsys: Any) -> None:
    assert main(["sweep", str(small), *SWEEP, "--json"]) == 0
    out = _json(capsys)
    assert list(out) == [*VERSIONS, "scenario", *HOW, "units", "points"]
    units = {"teams.Agents.agents": "seats", "asa_s": "s", "cost_per_week": "AUD a week"}
    assert units.items() <= out["units"].items()
    assert set(out["units"]) == {"teams.Agents.agents", "behaviour.eta", *KPIS}
    levers = [point["levers"] for point in out["points"]]
    assert [tuple(x.values()) for x in levers] == [(6, 1), (6, 2), (7, 1), (7, 2), (8, 1), (8, 2)]
    assert list(levers[0]) == ["teams.Agents.agents", "behaviour.eta"]
    assert main(["run", str(small), "--reps", "2", "--json"]) == 0
    alone = _json(capsys)["kpis"]
    assert main(["sweep", str(small), "--vary", "teams.Agents.agents=7:8:2", "--reps", "2", "--json"]) == 0
    last = _json(capsys)["points"][-1]
    assert last["kpis"] == alone

    assert main(["sweep", str(small), *SWEEP, "--csv"]) == 0
    text, err = capsys.readouterr()
    assert err == ""
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 6
    assert list(rows[0]) == [
        *levers[0],
        *(f"{key}{end}" for key in KPIS for end in ("", "_low", "_high")),
    ]
    for row, point in zip(rows, out["points"], strict=True):
        assert float(row["occupancy"]) == point["kpis"]["occupancy"]["mean"]
        assert float(row["occupancy_high"]) == point["kpis"]["occupancy"]["ci95"][1]

    assert main(["sweep", str(small), *SWEEP]) == 0
    text = capsys.readouterr().out
    assert "6 points on the same callers" in text
    assert "2 replications, seed 1" in text
    first = next(line for line in text.splitlines() if line.startswith("6 "))
    occupancy = out["points"][0]["kpis"]["occupancy"]
    mean, low, high = (f"{100.0 * x:.1f}" for x in (occupancy["mean"], *occupancy["ci95"]))
    assert f" {mean} ({low} to {high})" in first


@pytest.mark.parametrize(
    ("lever", "complaint"),
    [
        ("teams.Agent.agents=6:8:3", 'there is no "Agent" here; did you mean "Agents"'),
        ("teams.Agents.agents=6:8:4", "is not a whole number"),
        ("teams.Agents.agents=6:8", "is not PATH=FROM:TO:STEPS"),
        ("behaviour.eta=0:1:3", "behaviour.eta: 0 must be greater than 0"),
    ],
)
def test_a_wrong_lever_is_one_line_and_exit_2_before_anything_is_simulated(
    small: Path, lever: str, complaint: str, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.sweep.runner", None)
    assert main(["sweep", str(small), "--vary", lever]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("python -m sim: --vary: ")
    assert complaint in err


def test_sweep_takes_one_form_and_needs_a_lever(small: Path, capsys: Any) -> None:
    for words in (["sweep", str(small)], ["sweep", str(small), *SWEEP, "--csv", "--json"]):
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 2


def test_tables_name_every_figure_and_what_was_observed(small: Path, capsys: Any) -> None:
    assert main(["run", str(small), "--reps", "2"]) == 0
    out, err = capsys.readouterr()
    assert err == ""  # no progress bar where stderr is no terminal
    for kpi in KPIS.values():
        assert kpi.name in out
    assert "6.5" in out
    assert main(["compare", str(small), str(small), "--reps", "4"]) == 0
    assert "no change" in capsys.readouterr().out


def test_schema_is_json_with_every_section(capsys: Any) -> None:
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"demand", "call_types", "teams", "rules", "schema"} <= set(schema["properties"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("agents: 8", "agents: eight"),
        ("share: 1.0", "share: 0.9"),
        ("calls_per_day: 60", "calls_per_dya: 60"),
    ],
)
def test_a_wrong_scenario_is_one_line_and_exit_2(small: Path, text: str, message: str, capsys: Any) -> None:
    small.write_text(SMALL.replace(text, message))
    assert main(["run", str(small)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("python -m sim: ")
    assert str(small) in err


def test_wrong_words_exit_2(small: Path, capsys: Any) -> None:
    for words in (["run"], ["run", str(small), "--reps", "0"], ["run", str(small), "--seed", "x"], ["fly"]):
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_as_a_real_command_it_survives_a_closed_pipe(small: Path) -> None:
    with processes.started([sys.executable, "-m", "sim", "schema"]) as started:
        assert started.stdout is not None
        started.stdout.close()  # before it can write: `head` may close it later
        assert started.wait(PATIENCE_S) == 0
        assert started.stderr is not None
        assert started.stderr.read() == ""


def test_a_missing_file_is_one_line_headed_by_the_command_that_was_given(capsys: Any) -> None:
    problem = "nowhere.yaml: there is no such file, and no scenario of that name comes with Headroom\n"
    assert main(["run", "nowhere.yaml"]) == 2
    assert capsys.readouterr().err == f"python -m sim: {problem}"
    assert main(["run", "nowhere.yaml"], program="headroom") == 2
    assert capsys.readouterr().err == f"headroom: {problem}"


# ── Scenarios that come with Headroom ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["typical_centre", "typical_centre.yaml", "configs/typical_centre.yaml", "verification/capped"]
)
def test_a_scenario_that_comes_with_headroom_is_found_from_any_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (shipped,) = (ROOT / "configs").rglob(f"{Path(name).stem}.yaml")
    assert load_config(name) == load(shipped)
    own = tmp_path / name
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(SMALL)
    assert load_config(name) == load(own), "a user's own file goes first"


@pytest.mark.parametrize("name", ["../configs/typical_centre", "configs", "", "a\0b", "a" * 5000])
def test_what_is_no_scenario_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError):
        load_config(name)


# ── The app ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def streamlit(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The arguments of every call of Streamlit, which does not serve; the current folder is restored."""
    calls: list[list[str]] = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda words, standalone_mode: calls.append(words))
    monkeypatch.setattr("cli.app.signal.signal", lambda *_: None)  # SIGTERM is the tests' own
    monkeypatch.chdir(Path.cwd())
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return calls


def test_the_app_is_served_with_its_own_settings(
    streamlit: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr("sim.engine.compiled.ready.is_ready", lambda: True)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HEADROOM_CONFIGS", "mine")
    monkeypatch.chdir(tmp_path)
    port = str(processes.free_port())
    assert main(["app", "--port", port, "--host", "localhost"]) == 0
    (words,) = streamlit
    assert words[:2] == ["run", str(ROOT / "streamlit_app.py")]
    options = dict(zip(words[2::2], words[3::2], strict=True))
    assert (options["--server.port"], options["--server.address"]) == (port, "localhost")
    assert options["--server.headless"] == "true", "there is no display"
    assert (Path.cwd() / ".streamlit" / "config.toml").is_file()
    assert os.environ["HEADROOM_CONFIGS"] == str(tmp_path / "mine"), "as the user meant it"
    assert capsys.readouterr() == (f"Headroom: http://localhost:{port}   (Ctrl+C stops it)\n", "")


@pytest.mark.parametrize("code", [0, 1])
def test_the_app_compiles_first_and_serves_even_if_that_fails(
    code: int, streamlit: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr("sim.engine.compiled.ready.is_ready", lambda: False)
    monkeypatch.setattr("subprocess.run", lambda words, **_: subprocess.CompletedProcess(words, code))
    port = processes.free_port()
    assert main(["app", "--port", str(port)]) == 0
    assert "--server.address" not in streamlit[0]
    out, err = capsys.readouterr()
    compiling, serving = out.splitlines()
    assert compiling == "Compiling the fast engine (half a minute, once on this computer)…"
    assert serving.startswith(f"Headroom: http://localhost:{port} ")
    assert err == ("The fast engine could not be compiled; SimPy simulates instead.\n" if code else "")


def test_an_address_that_cannot_be_served_is_one_line_and_no_url(
    streamlit: list[list[str]], capsys: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["app", "--host", "127.0.0.1", "--port", str(port)]) == 1
    assert capsys.readouterr() == ("", f"python -m sim: 127.0.0.1:{port}: {os.strerror(errno.EADDRINUSE)}\n")
    assert main(["app", "--host", "192.0.2.1"]) == 1  # an address that no computer has
    assert capsys.readouterr() == ("", f"python -m sim: 192.0.2.1:8501: {os.strerror(errno.EADDRNOTAVAIL)}\n")
    assert streamlit == []


@pytest.mark.parametrize("words", [["app"], ["run", "typical_centre"]], ids=["app", "run"])
@pytest.mark.parametrize("workers", ["0", "abc", "-1", "1.5"])
def test_a_number_of_workers_that_is_none_is_one_line(
    words: list[str],
    workers: str,
    streamlit: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: Any,
) -> None:
    monkeypatch.setenv("HEADROOM_WORKERS", workers)
    assert main(words) == 2
    problem = f"HEADROOM_WORKERS={workers}: it must be a whole number from 1 on"
    assert capsys.readouterr() == ("", f"python -m sim: {problem}\n")
    assert streamlit == []


def test_what_a_page_would_refuse_is_said_once_and_simulated(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("HEADROOM_MAX_RUN_CALLS", "10")
    assert main(["compare", str(small), str(small), "--reps", "2", "--assumptions", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["runs"] == 2
    assert err.count("\n") == 1
    assert "the most allowed is 10 calls" in err
    assert err.startswith('python -m sim: in the app this would be refused: "Small" is too large')
    monkeypatch.setenv("HEADROOM_MAX_RUN_CALLS", "some")
    assert main(["run", str(small)]) == 2
    words = "HEADROOM_MAX_RUN_CALLS=some: it must be a number above 0"
    assert capsys.readouterr() == ("", f"python -m sim: {words}\n")


# ── Documents ─────────────────────────────────────────────────────────────────────────────────────


def test_a_document_without_tables_or_none_at_all_is_one_line(tmp_path: Path, capsys: Any) -> None:
    document = tmp_path / "plain.md"
    document.write_text("# No table\n")
    assert main(["reference", str(document)]) == 2
    assert capsys.readouterr().err.startswith(f"python -m sim: {document}: no <!-- fields: PATH … -->")
    assert document.read_text() == "# No table\n"
    assert main(["reference", str(tmp_path / "none.md")]) == 2
    assert capsys.readouterr() == ("", f"python -m sim: {tmp_path / 'none.md'}: No such file or directory\n")


# ── Ctrl+C ────────────────────────────────────────────────────────────────────────────────────────


def test_ctrl_c_while_a_command_is_imported_is_one_line(
    small: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(program: str, asked: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.main._parser", interrupted)
    assert main(["run", str(small)]) == 130
    assert capsys.readouterr() == ("", "python -m sim: stopped\n")


needs_signals = pytest.mark.skipif(
    sys.platform == "win32", reason="SIGINT cannot be sent to one process there"
)


@needs_signals
@pytest.mark.parametrize("engine", ENGINES)
def test_ctrl_c_in_mid_run_is_one_line_and_leaves_nobody_behind(tmp_path: Path, engine: str) -> None:
    long = tmp_path / "long.yaml"
    long.write_text(
        SMALL.replace("weeks: 1", "weeks: 520").replace("calls_per_day: 60", "calls_per_day: 6000")
    )
    words = [sys.executable, "-m", "sim", "run", str(long), "--engine", engine, "--reps", "100"]
    env = os.environ | {"HEADROOM_WORKERS": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    env |= {"HEADROOM_MAX_RUN_MB": "1e6", "HEADROOM_MAX_RUN_S": "1e6"}  # no word about the cost
    with processes.started(words, env=env) as started:
        wait_until(lambda: _two_workers_simulate(started.pid, engine), "two workers simulate")
        os.killpg(started.pid, signal.SIGINT)  # as a terminal does: to the workers too
        out, err = started.communicate(timeout=PATIENCE_S)
        assert (out, err) == ("", "python -m sim: stopped\n")
        assert started.returncode in (130, -signal.SIGINT)  # to a shell both are 130
        wait_until(lambda: not processes.members(started.pid), "no worker is left behind")


def _two_workers_simulate(pid: int, engine: str) -> bool:
    """Threads beside the main one; or processes that have begun to watch, in a second thread, for our end."""
    process = psutil.Process(pid)
    if engine != "simpy":
        return process.num_threads() >= 3
    return sum(child.num_threads() >= 2 for child in process.children()) == 2


@needs_signals
def test_where_interrupts_are_ignored_a_command_runs_to_its_end(small: Path) -> None:
    """As under `nohup`, or behind `&` in a script: Ctrl+C is for somebody else."""
    words = [sys.executable, "-m", "sim", "run", str(small), "--reps", "2", "--engine", "simpy", "--json"]
    with processes.started(words, interrupts=False) as started:

        def has_ended() -> bool:
            started.send_signal(signal.SIGINT)
            return started.poll() is not None

        wait_until(has_ended, "it ends by itself")
        out, err = started.communicate()
    assert (started.returncode, err) == (0, "")
    assert json.loads(out)["replications"] == 2
