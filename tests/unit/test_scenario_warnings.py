"""What a valid scenario says that cannot be meant: it is named, on every way in."""

from __future__ import annotations

import json

import pytest

from cli.main import main
from sim import scenario_warnings
from sim.scenario import to_yaml
from tests.builders import WEEK, call_type, scenario, team

NINE_TO_FIVE = {"days": WEEK[:5], "from": "09:00", "to": "17:00"}
ALL_DAY = {"days": WEEK[:5], "from": "00:00", "to": "24:00"}


def centre(*shifts, opening=NINE_TO_FIVE, days_per_week=7, agents=4, **top):
    shares = [{"share": 1 / len(shifts), **shift} for shift in shifts]
    teams = [team(agents=agents, days_per_week=days_per_week, shifts=shares)]
    return scenario(demand={"calls_per_day": 10.0, "open": opening}, teams=teams, **top)


DAY = {"start": "09:00", "hours": 8.0}


@pytest.mark.parametrize(
    ("shifts", "opening", "said"),
    [
        ([DAY], NINE_TO_FIVE, []),
        ([{"start": "08:45", "hours": 7.0}], NINE_TO_FIVE, ["Mon–Fri 16:00–17:00"]),
        ([{"start": "17:00", "hours": 8.0}], NINE_TO_FIVE, ["Mon–Fri 09:00–17:00", "covers no opening hours"]),
        ([{**DAY, "days": ["sat", "sun"]}], NINE_TO_FIVE, ["Mon–Fri 09:00–17:00", "no opening hours on Sat, Sun"]),
        ([{**DAY, "days": ["mon", "tue", "fri"]}], NINE_TO_FIVE, ["open: Wed, Thu 09:00–17:00."]),
        ([{"start": "22:00", "hours": 8.0, "days": WEEK[:5]}, {"start": "06:00", "hours": 16.0}], ALL_DAY,
         ["open: Mon 00:00–06:00."]),
        ([{"start": "22:00", "hours": 8.0}, {"start": "06:00", "hours": 16.0}], ALL_DAY, []),
        ([{"start": "10:00", "hours": 8.0}], {**NINE_TO_FIVE, "from": "18:00", "to": "02:00"},
         ["18:00–02:00", "covers no opening hours"]),
        ([DAY], {"days": ["mon"], "spans": [["09:00", "12:00"], ["16:00", "20:00"]]}, ["open: Mon 17:00–20:00."]),
    ],
)  # fmt: skip
def test_open_hours_with_nobody_rostered_and_shifts_in_closed_hours_are_named(shifts, opening, said):
    sentences = scenario_warnings(centre(*shifts, opening=opening))
    assert len(sentences) == len(said)
    for part, sentence in zip(said, sentences, strict=True):
        assert part in sentence


def test_days_off_of_a_small_team_leave_days_with_nobody():
    (sentence,) = scenario_warnings(centre(DAY, agents=1, days_per_week=4))
    assert sentence.count("09:00–17:00") == 1


def test_hours_in_which_nobody_calls_need_nobody():
    s = centre({"start": "09:00", "hours": 7.0})
    assert scenario_warnings(s)
    quiet = scenario(
        demand={"calls_per_day": 10.0, "open": NINE_TO_FIVE, "profile": [1.0] * 14 + [0.0] * 2},
        teams=[t.model_dump() for t in s.teams],
    )
    assert scenario_warnings(quiet) == ()


def test_a_kind_of_call_that_nobody_there_takes_is_named():
    s = scenario(
        demand={"calls_per_day": 10.0, "open": NINE_TO_FIVE},
        call_types=[call_type("Sales", share=0.5), call_type("Claims", share=0.5)],
        teams=[
            team("Generalists", handles=["Sales"], shifts=[DAY]),
            team("Claims", handles=["Claims"], shifts=[{"start": "09:00", "hours": 4.0}]),
        ],
    )
    assert scenario_warnings(s) == ("Nobody who takes Claims calls is rostered: Mon–Fri 13:00–17:00.",)


def test_a_dated_change_is_warned_of_with_its_week():
    s = centre(
        DAY,
        horizon={"weeks": 4, "warm_up_weeks": 0},
        changes=[{"week": 2, "set": {"demand.open.to": "18:00"}}],
    )
    (sentence,) = scenario_warnings(s)
    assert sentence.startswith("From week 3 on: ")
    assert "17:00–18:00" in sentence


def test_settings_out_of_the_runs_reach_are_named():
    s = scenario(
        demand={"calls_per_day": 10.0, "closed_days": ["2026-03-03", "2026-06-01"],
                "special_days": [{"date": "2025-12-25", "closed": True}]},
        horizon={"weeks": 2, "warm_up_weeks": 1, "start_date": "2026-03-02"},
        training={"coping": {"effect": 0.2, "weeks": [7]}, "script": {"effect": 0.01}},
    )  # fmt: skip
    early, late, coping, script = scenario_warnings(s)
    assert early.startswith("2025-12-25 is outside the weeks simulated, which end on 2026-03-15")
    assert late.startswith("2026-06-01")
    assert coping.startswith("Coping training in week 8 is past the last week")
    assert script.startswith("Script training has an effect but no week")


def test_the_command_line_says_them_on_stderr_and_in_its_json(tmp_path, capsys):
    file = tmp_path / "centre.yaml"
    file.write_text(to_yaml(centre({"start": "09:00", "hours": 7.0})))
    assert main(["run", str(file), "--reps", "1", "--engine", "simpy", "--json"]) == 0
    out, err = capsys.readouterr()
    assert f"{file}: warning: Nobody is rostered while the centre is open: Mon–Fri 16:00–17:00." in err
    assert json.loads(out)["scenario"]["warnings"] == [
        "Nobody is rostered while the centre is open: Mon–Fri 16:00–17:00."
    ]
