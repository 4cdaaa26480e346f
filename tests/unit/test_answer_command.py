"""`--report` of the commands that search: files that say what the command says; wrong words are one line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from cli.main import main
from sim.scenario import to_yaml
from tests.search_answers import BASE, SHORT_DAY

AGENTS = "teams.Front line.agents"
COMMANDS = {
    "sweep": (BASE, ["--vary", f"{AGENTS}=11:13:3"], "Explore"),
    "staff": (SHORT_DAY, [], "Staffing"),
    "roster": (SHORT_DAY, [], "Roster"),
    "tradeoff": (BASE, ["--free", f"{AGENTS}=11:13"], "Trade-offs"),
}


@pytest.fixture
def config(tmp_path):
    def of(scenario):
        path = tmp_path / "centre.yaml"
        path.write_text(to_yaml(scenario), encoding="utf-8")
        return str(path)

    return of


def spaced(text: object) -> str:
    return " ".join(str(text).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("command", list(COMMANDS))
def test_the_files_say_what_the_command_prints(command, config, tmp_path, capsys):
    scenario, more, page = COMMANDS[command]
    files = [tmp_path / f"answer{ending}" for ending in (".pptx", ".xlsx", ".html")]
    options = [word for file in files for word in ("--report", str(file))]
    assert main([command, config(scenario), *more, "--reps", "4", *options]) == 0
    out = spaced(capsys.readouterr().out)
    sentence = spaced(openpyxl.load_workbook(io.BytesIO(files[1].read_bytes()))[page]["A1"].value)
    assert len(sentence) > 20
    if command != "sweep":  # which prints figures alone
        assert sentence in out
    assert all(str(file) in out for file in files)
    deck = Presentation(io.BytesIO(files[0].read_bytes()))
    texts = [spaced(s.text_frame.text) for s in deck.slides[1].shapes if s.has_text_frame]
    assert any(sentence in text for text in texts)
    assert sentence in spaced(files[2].read_text(encoding="utf-8"))


def test_a_sweep_over_two_levers_is_a_map(config, tmp_path, capsys):
    file = tmp_path / "map.xlsx"
    levers = ["--vary", f"{AGENTS}=11:13:3", "--vary", "demand.calls_per_day=280:320:2"]
    assert main(["sweep", config(BASE), *levers, "--reps", "4", "--json", "--report", str(file)]) == 0
    json.loads(capsys.readouterr().out)
    rows = [
        [cell.value for cell in row] for row in openpyxl.load_workbook(file)["Explore, charts"].iter_rows()
    ]
    assert [row[:4] for row in rows if row[0] in ("320", "280")] == [
        [issues, *row[1:4]] for issues, row in zip(("320", "280"), rows[-2:], strict=True)
    ]
    assert all(isinstance(x, float) for row in rows[-2:] for x in row[1:4])


@pytest.mark.parametrize(
    ("command", "more", "message"),
    [
        (
            "staff",
            ["--report", "a.pdf"],
            "--report a.pdf: the name of a report's file must end in .pptx or .xlsx or .html",
        ),
        (
            "tradeoff",
            ["--free", f"{AGENTS}=11:13", "--report", "nowhere/a.html"],
            "--report nowhere/a.html: ",
        ),
        (
            "sweep",
            [*["--vary", f"{AGENTS}=11:12:2"] * 3, "--report", "a.html"],
            "--report: a picture is over one lever or two, not over 3",
        ),
        ("roster", ["--improve", "--report", "a.html"], "--improve tells moves of the shifts there are"),
    ],
)
def test_wrong_words_are_one_line_before_anything_is_simulated(
    command, more, message, config, capsys, monkeypatch
):
    monkeypatch.setattr("sim.experiment.runner.stream", lambda *_, **__: pytest.fail("it simulates"))
    path = config(BASE)
    monkeypatch.chdir(Path(path).parent)
    assert main([command, path, *more]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"python -m sim: {message}")
