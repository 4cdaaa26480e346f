"""`calibrate` on the command line: a scenario that can be run, JSON, a web page, one line where something is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import sim.calibrate.judge
from cli.main import main
from sim import load
from tests.call_lists import call_list

LIST = call_list()
NO_PROC = pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="only Linux has /proc, where even root may make no file"
)


@pytest.fixture
def calls(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_bytes(LIST.data)
    return path


def refused(capsys, *arguments):
    """The line on stderr of a command that ends with 2."""
    assert main(["calibrate", *map(str, arguments)]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


def test_the_scenario_holds_what_the_list_shows_and_can_be_loaded(calls, tmp_path, capsys):
    output = tmp_path / "centre.yaml"
    assert main(["calibrate", str(calls), "--judge", "none", "-o", str(output)]) == 0
    scenario = load(output)
    assert scenario.observed["abandonment"] == pytest.approx(LIST.abandoned / LIST.calls, abs=1e-4)
    assert scenario.observed["calls_offered_per_day"] == pytest.approx(LIST.calls / LIST.days, abs=0.1)
    printed = capsys.readouterr().out
    assert f"{LIST.calls:,} calls from 2 February 2026 to 27 February 2026." in printed
    assert "When people call" in printed
    assert "As it stands in What if: calls offered" in " ".join(printed.split())
    assert scenario.behaviour.strain
    assert str(output) in printed
    assert "measured" in output.read_text()


def test_json_is_one_object_with_ledger_fit_and_judgement(calls, tmp_path, capsys, monkeypatch):
    judge = sim.calibrate.judge.judge

    def on_few_runs(reading, held_out, *, progress):
        return judge(reading, held_out, replications=6, progress=progress)

    monkeypatch.setattr(sim.calibrate.judge, "judge", on_few_runs)
    output = tmp_path / "centre.yaml"
    days = "2026-02-16:2026-02-27"
    assert main(["calibrate", str(calls), "--judge", days, "-o", str(output), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == 1
    assert data["output"] == str(output)
    assert (data["ledger"]["rows_read"], data["ledger"]["calls"], data["ledger"]["dropped"]) == (
        LIST.calls,
        LIST.calls,
        {},
    )
    assert data["ledger"]["columns"]["wait_s"] == "Wait (s)"
    per_day = data["fit"]["calls_per_day"]
    assert per_day["basis"] == "measured"
    assert per_day["ci95"][0] < LIST.calls / LIST.days < per_day["ci95"][1]
    assert data["fit"]["redial"]["ci95"] is None
    assert data["fit"]["people"]["from"] == "effective"
    simulated = data["fit"]["human_side"]["simulated"]
    assert simulated["calls_offered_per_day"]["mean"] == pytest.approx(per_day["value"], rel=0.01)
    assert simulated["aht_min"]["mean"] == pytest.approx(data["fit"]["observed"]["aht_min"], rel=0.01)
    judged = data["judgement"]
    assert (judged["judged"], judged["fitted"]) == (
        ["2026-02-16", "2026-02-27"],
        ["2026-02-02", "2026-02-13"],
    )
    assert judged["runs"] == 6
    assert judged["queue"]["figures"]["abandonment"]["outcome"] in ("agrees", "differs", "cannot tell")


def test_the_report_is_one_page_that_loads_nothing(calls, tmp_path):
    page = tmp_path / "fit.html"
    arguments = ["--judge", "none", "-o", str(tmp_path / "c.yaml"), "--report", str(page)]
    assert main(["calibrate", str(calls), *arguments]) == 0
    text = page.read_text(encoding="utf-8")
    outside = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    assert "How long callers wait" in outside
    assert "As it stands in What if" in outside
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)""", outside)
    assert "default-src 'none'" in outside


def test_a_map_names_the_columns(tmp_path, capsys):
    odd = tmp_path / "odd.csv"
    odd.write_bytes(LIST.data.replace(b"Call start,Queue,Wait (s),Answered,Talk (s)", b"A,B,C,D,E"))
    column_map = tmp_path / "map.yaml"
    column_map.write_text("format: calls\ncolumns: {start: A, queue: B, wait_s: C, answered: D, talk_s: E}\n")
    output = tmp_path / "c.yaml"
    arguments = [str(odd), "--map", str(column_map), "--judge", "none", "-o", str(output), "--json"]
    assert main(["calibrate", *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["fit"]["observed"]["abandonment"] == pytest.approx(
        LIST.abandoned / LIST.calls
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["-o", "centre.txt"], "must end in .yaml or .yml"),
        (["-o", "c.yaml", "--judge", "soon"], "give days as 2026-03-01:2026-03-14"),
        (["-o", "c.yaml", "--judge", "2026-03-02:2026-03-01"], "the last day lies before the first"),
        (["-o", "c.yaml", "--report", "fit.pdf"], "must end in .html"),
        (["-o", "c.yaml", "--map", "none.yaml"], "No such file"),
        (["-o", "c.yaml", "--timezone", "Europe/Nowhere"], "Europe/Nowhere"),
        (["-o", "c.yaml", "--queue", "Sales"], "none of the queues asked for; it has: Support"),
    ],
)
def test_what_is_wrong_gets_one_line(calls, tmp_path, capsys, monkeypatch, more, words):
    monkeypatch.chdir(tmp_path)
    assert words in refused(capsys, calls, *more)
    assert not (tmp_path / "c.yaml").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["-o", "nowhere/c.yaml"], "-o nowhere/c.yaml: there is no folder nowhere"),
        (["-o", "folder.yaml"], "-o folder.yaml: this is a folder"),
        (["-o", f"{'c' * 300}.yaml"], "File name too long"),
        (
            ["-o", "c.yaml", "--report", "nowhere/fit.html"],
            "--report nowhere/fit.html: there is no folder nowhere",
        ),
        pytest.param(
            ["-o", "c.yaml", "--report", "/proc/fit.html"], "--report /proc/fit.html: ", marks=NO_PROC
        ),
        pytest.param(["-o", "/proc/c.yaml"], "-o /proc/c.yaml: ", marks=NO_PROC),
    ],
)
def test_a_file_that_cannot_be_written_is_said_before_anything_is_read(
    tmp_path, capsys, monkeypatch, more, words
):
    """There are no calls to be read: that would be said next."""
    (tmp_path / "folder.yaml").mkdir()
    monkeypatch.chdir(tmp_path)
    assert words in refused(capsys, "none.csv", *more)
    assert [file.name for file in tmp_path.iterdir()] == ["folder.yaml"]


def test_trying_leaves_an_older_file_as_it_was(tmp_path, capsys):
    output = tmp_path / "c.yaml"
    output.write_text("mine")
    assert "none.csv: No such file" in refused(capsys, tmp_path / "none.csv", "-o", output)
    assert output.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [output]


def test_a_file_that_is_not_there_and_one_of_the_wrong_kind(tmp_path, capsys):
    output = tmp_path / "c.yaml"
    assert "No such file" in refused(capsys, tmp_path / "none.csv", "-o", output)
    people = tmp_path / "people.csv"
    people.write_text(
        "First name,Last name,Phone,Email\n" + "Ann,Example,020 5550 100,ann@example.test\n" * 30
    )
    assert "is a list of people" in refused(capsys, people, "-o", output)
    assert not output.exists()
