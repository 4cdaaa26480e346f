"""`staff` on the command line: its JSON adds up, its table says the same, wrong targets are refused in a sentence."""

from __future__ import annotations

import json

import pytest

from cli.main import main
from present.field_names import percent
from sim import load, parse
from sim.experiment import Runner, disk_store
from sim.staffing import ServiceTarget, StaffingError, staff, team_to_staff

CENTRE = """
schema: 1
name: Small centre
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 100, open: {days: [mon, tue], from: "09:00", to: "11:00"}}
call_types: [{name: Billing, share: 1.0}]
teams: [{name: Front line, agents: 12, shifts: [{start: "09:00", hours: 2}], days_per_week: 2}]
"""


WITHOUT_CALLS = CENTRE.replace("calls_per_day: 100", "calls_per_day: 0")
CLOSED = CENTRE.replace(
    "weeks: 2, warm_up_weeks: 0", "weeks: 1, warm_up_weeks: 0, start_date: 2026-12-28"
).replace("calls_per_day: 100", "calls_per_day: 100, closed_days: [2026-12-28, 2026-12-29]")


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(CENTRE)
    return str(path)


@pytest.fixture(scope="module")
def results_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(autouse=True)
def _what_one_command_has_simulated_the_next_finds(monkeypatch, results_folder):
    monkeypatch.setenv("HEADROOM_KEEP_MB", "50")
    monkeypatch.setattr(disk_store, "cache_folder", lambda: results_folder / "compiled code")


def printed(capsys, *arguments):
    assert main(["staff", *arguments]) == 0
    return capsys.readouterr().out


def test_json_has_every_half_hour_in_which_anybody_rings(config, capsys):
    data = json.loads(printed(capsys, config, "--reps", "4", "--json"))
    assert data["target"] == {
        "kpi": "service_level",
        "share": 0.8,
        "within_s": 20.0,
        "per": "half_hour",
        "floor": 0.0,
    }
    intervals = data["intervals"]
    assert [(i["day"], i["start"]) for i in intervals] == [
        (day, start) for day in ("mon", "tue") for start in ("09:00", "09:30", "10:00", "10:30")
    ]
    for one in intervals:
        assert one["rostered"] == 12.0
        low, high = one["service_level"]["ci95"]
        assert 0.0 <= low <= one["service_level"]["mean"] <= high <= 1.0
        assert one["needed"] >= 1
    by_day = {d["day"]: d for d in data["day"]}
    for day, of_day in by_day.items():
        needed = [i["needed"] for i in intervals if i["day"] == day]
        assert of_day["needed_hours"] == sum(needed) / 2.0
        assert of_day["rostered_hours"] == 24.0
        low, high = of_day["days_reaching"]["ci95"]
        assert 0.0 <= low <= of_day["days_reaching"]["mean"] <= high <= 1.0
    assert (data["engine"], data["seed"], data["runs"]) == ("compiled", 1, 4)


def test_the_table_says_the_target_in_full_and_the_same_numbers(config, capsys):
    arguments = (config, "--reps", "4", "--target", "0.7", "--within", "30")
    data = json.loads(printed(capsys, *arguments, "--json"))
    text = printed(capsys, *arguments)
    assert text.startswith(
        "Small centre: 70% of all calls answered within 30 s, those who hang up counted as missed"
    )
    first = data["intervals"][0]
    doubt = "?" if first["open"] else ""
    assert data["day"][0]["days_reaching"]["mean"] < 1.0
    assert (
        f"{percent(data['day'][0]['days_reaching']['mean'])} ("
        in text.split("Days reaching it")[1].split("\n")[0]
    )
    assert "The chance that a single day reaches 70%, all its calls together, is least on " in text
    assert f"{first['needed']}{doubt} (12)" in text.split("09:00")[1].split("\n")[0]


def test_what_is_open_is_decided_by_going_on(config, capsys):
    arguments = (config, "--reps", "4")
    usual = json.loads(printed(capsys, *arguments, "--json"))
    assert usual["claimed_on_runs"] == 80, "twenty times the runs of the search"
    assert any(one["open"] for one in usual["intervals"])
    text = printed(capsys, *arguments)
    (line,) = [line for line in text.splitlines() if line.startswith("With --claim-runs ")]
    runs = int(line.split()[2])
    assert runs > 80
    longer = json.loads(printed(capsys, *arguments, "--claim-runs", str(runs), "--json"))
    assert longer["claimed_on_runs"] == runs
    widths = [
        [one["service_level"]["ci95"][1] - one["service_level"]["ci95"][0] for one in data["intervals"]]
        for data in (usual, longer)
    ]
    assert sum(widths[1]) < sum(widths[0])


def test_days_are_kept_surely_or_open(config, capsys):
    arguments = (config, "--reps", "4", "--per", "day", "--floor", "0.6")
    data = json.loads(printed(capsys, *arguments, "--json"))
    assert {day["kept"] for day in data["day"]} <= {"surely", "open", "surely_not"}
    text = printed(capsys, *arguments)
    words = {"surely": "surely reached on", "open": "open on", "surely_not": "surely missed on"}
    for day, name in zip(data["day"], ("Monday", "Tuesday"), strict=True):
        line = next(line for line in text.splitlines() if line.startswith("The target is "))
        assert name in line.split(words[day["kept"]])[1].split(";")[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--target", "80"], "80 is not between 0 and 1, such as 0.8 for 80%"),
        (["--floor", "0.6"], "--floor goes with --per day"),
        (["--team", "Nobody"], "there is no team 'Nobody': name one of Front line"),
        (["--within", "-1"], "-1 is not between 0 and 3600 s"),
        (["--kpi", "fcr"], "invalid choice: 'fcr'"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(config, capsys, arguments, words):
    try:
        code = main(["staff", config, *arguments])
    except SystemExit as end:  # argparse's way
        code = end.code
    assert code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("silent", [WITHOUT_CALLS, CLOSED])
def test_where_nobody_rings_nobody_is_needed(silent, tmp_path, capsys):
    path = tmp_path / "silent.yaml"
    path.write_text(silent)
    assert main(["staff", str(path), "--reps", "2", "--report", str(tmp_path / "silent.html")]) == 2
    assert "nobody rings on any day of the week" in capsys.readouterr().err
    text = printed(capsys, str(path), "--reps", "2")
    assert text.splitlines()[-1] == "Nobody rings on any day of the week, so nobody is needed."
    data = json.loads(printed(capsys, str(path), "--reps", "2", "--json"))
    assert (data["intervals"], data["day"]) == ([], [])


def test_progress_counts_on_from_the_search_to_the_claim():
    seen = []
    runner = Runner(1, 4, progress=None)
    staff(parse(CENTRE), ServiceTarget(), runner, overall=lambda *one: seen.append(one))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1] > 4 * 20, "the claim's runs come on top of the search's"


def test_several_teams_have_to_be_told_apart():
    several = parse(
        CENTRE.replace(
            "teams: [", "teams: [{name: Second line, agents: 2, handles: [Billing], shifts: always}, "
        )
    )
    with pytest.raises(StaffingError, match="there are several teams: name one of Second line, Front line"):
        team_to_staff(several)
    assert team_to_staff(several, "Front line") == "Front line"
    assert team_to_staff(load("configs/typical_centre.yaml")) == "Front line"
