"""The command line: exact words, exact JSON, one line for a wrong input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.__main__ import main
from sim.kpis import KPIS
from sim.scenario import load, scenario_hash

ROOT = Path(__file__).parents[2]

SMALL = """
schema: 1
name: Small
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 60, open: {from: "09:00", to: "11:00"}}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Agents, agents: 8}]
observed: {aht_min: 6.5}
"""


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


def test_run_prints_one_json_object(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(small), "--reps", "2", "--seed", "7", "--json"]) == 0
    out = _json(capsys)
    assert list(out) == ["scenario", "engine", "seed", "replications", "kpis"]
    assert out["scenario"] == {"name": "Small", "hash": scenario_hash(load(small))}
    assert (out["engine"], out["seed"], out["replications"]) == ("simpy", 7, 2)
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
    assert list(out) == ["scenarios", "differences", "engine", "seed", "replications"]
    assert [s["scenario"]["name"] for s in out["scenarios"]] == ["Small", "Fewer", "Small"]
    fewer, same = out["differences"]
    assert list(fewer) == ["scenario", "baseline", "kpis"]
    assert fewer["baseline"] == out["scenarios"][0]["scenario"]
    assert list(fewer["kpis"]["occupancy"]) == ["mean", "ci95"]
    means = [s["kpis"]["occupancy"]["mean"] for s in out["scenarios"]]
    assert fewer["kpis"]["occupancy"]["mean"] == pytest.approx(means[1] - means[0])
    assert same["kpis"]["occupancy"] == {"mean": 0.0, "ci95": [0.0, 0.0]}


def test_tables_name_every_figure_and_what_was_observed(small: Path, capsys: Any) -> None:
    assert main(["run", str(small), "--reps", "2"]) == 0
    out, err = capsys.readouterr()
    assert err == ""  # no progress bar where stderr is no terminal
    for kpi in KPIS.values():
        assert kpi.name in out
    assert "6.5" in out
    assert main(["compare", str(small), str(small), "--reps", "2"]) == 0
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
    command = f'"{sys.executable}" -m sim schema | head -n 1'
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_a_missing_file_is_one_line(capsys: Any) -> None:
    assert main(["run", "nowhere.yaml"]) == 2
    assert capsys.readouterr().err == "python -m sim: nowhere.yaml: there is no such file\n"
