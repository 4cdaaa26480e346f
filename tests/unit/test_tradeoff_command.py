"""`tradeoff` on the command line: its JSON is that of the search, its table says the same, wrong words are refused."""

from __future__ import annotations

import json

import pytest

from cli.main import main
from sim import load, run
from sim.experiment.free_levers import parse_free, question_of
from sim.experiment.tradeoff import GOALS

CENTRE = """
schema: 1
name: Small centre
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 100, open: {days: [mon, tue], from: "09:00", to: "11:00"}}
call_types: [{name: Billing, share: 1.0}]
teams: [{name: Front line, agents: 12, shifts: [{start: "09:00", hours: 2}], days_per_week: 2}]
"""
AGENTS = "teams.Front line.agents"


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(CENTRE)
    return str(path)


def printed(capsys, *arguments):
    assert main(["tradeoff", *arguments]) == 0
    return capsys.readouterr().out.replace("\xa0", " ")


def test_json_has_every_design_and_the_figures_of_fresh_runs_of_those_claimed(config, capsys):
    arguments = (config, "--free", f"{AGENTS}=10:14:2", "--free", "rules.handle_time_cap.minutes=off,4")
    limit = ("--limit", "service_level>=50%")
    data = json.loads(printed(capsys, *arguments, *limit, "--reps", "4", "--json"))
    assert data["levers"] == {AGENTS: [10, 12, 14], "rules.handle_time_cap.minutes": [None, 4]}
    assert [goal["kpi"] for goal in data["goals"]] == list(GOALS)
    assert data["limits"] == [{"kpi": "service_level", "at_least": 0.5}]
    assert (data["possible_designs"], data["simulated_designs"], len(data["designs"])) == (6, 6, 6)
    assert data["break_a_limit"] == sum("service_level" in d["breaks"] for d in data["designs"])
    assert data["today"]["levers"] == {AGENTS: 12, "rules.handle_time_cap.minutes": None}
    assert data["claimed_on_runs"] == 20
    claimed = next(d for d in data["designs"] if d["claimed"])
    question = question_of(load(config), [parse_free(f"{AGENTS}=10:14:2", load(config))], GOALS)
    values = (claimed["levers"][AGENTS],)
    if claimed["levers"]["rules.handle_time_cap.minutes"] is None:
        (fresh,) = run([question.scenario_at(values)], replications=range(4, 24), engine="compiled")
        assert claimed["kpis"]["satisfaction_all"]["mean"] == fresh.kpi("satisfaction_all").mean
    assert all(d["claimed"] for d in data["designs"] if d["mark"] == "efficient")
    assert (data["engine"], data["seed"], data["runs"]) == ("compiled", 1, 4)


def test_the_table_begins_with_a_sentence_that_answers(config, capsys):
    text = printed(capsys, config, "--free", f"{AGENTS}=10:14:2", "--reps", "4")
    first, *rest = text.splitlines()
    assert first.startswith("Small centre: ")
    assert first.endswith(".")
    assert any(line.startswith("Now ") for line in rest)
    assert "3 designs of 3 simulated, on the same callers" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--free", "agents"], "is not PATH=FROM:TO"),
        (["--free", "teams.Front line.agent=1:2"], 'did you mean "agents"'),
        (
            ["--free", f"{AGENTS}=10:12", "--free", f"{AGENTS}=10:12"],
            "is there 2 times; name each lever once",
        ),
        (["--free", f"{AGENTS}=10:12", "--goal", "asa_s"], "two to four different goals"),
        (["--free", f"{AGENTS}=10:12", "--limit", "asa_s"], "asa_s has no target"),
        (["--free", f"{AGENTS}=-3:2"], "agents"),
        (
            ["--free", f"{AGENTS}=10:12", "--goal", "asa_s", "--goal", "aht_min"],
            "aht_min is not better one way",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(config, capsys, arguments, words):
    assert main(["tradeoff", config, *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert words in err
