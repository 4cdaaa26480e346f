"""What a valid scenario says that cannot be meant: it is named, on every way in."""

from __future__ import annotations

import json

import pytest

from cli.main import main
from sim import scenario_warnings
from sim.engine import simulate
from sim.scenario import replace, to_yaml
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
        ([{"start": "08:45", "hours": 7.0}], NINE_TO_FIVE, ["Mon–Fri 15:45–17:00"]),
        ([{"start": "09:25", "hours": 7.25}], NINE_TO_FIVE, ["Mon–Fri 09:00–09:25, Mon–Fri 16:40–17:00"]),
        ([{"start": "21:50", "hours": 8.0, "days": ["sun", *WEEK[:4]]}, {"start": "06:00", "hours": 15.75}], ALL_DAY,
         ["open: Mon–Fri 05:50–06:00, Mon–Thu 21:45–21:50, Fri 21:45–24:00."]),
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
    assert sentence.startswith("From week 2 on: "), "as in the file"
    assert "17:00–18:00" in sentence


def test_settings_out_of_the_runs_reach_are_named():
    s = scenario(
        demand={"calls_per_day": 10.0, "closed_days": ["2026-03-03", "2026-06-01"],
                "special_days": [{"date": "2025-12-25", "closed": True}]},
        horizon={"weeks": 2, "warm_up_weeks": 1, "start_date": "2026-03-02"},
        training={"coping": {"effect": 0.2, "weeks": [7]}, "script": {"effect": 0.01}},
    )  # fmt: skip
    early, late, coping, script = scenario_warnings(s)
    assert early.startswith(
        "demand.special_days: 2025-12-25 is before the days simulated, which begin on 2026-02-23"
    )
    assert late.startswith(
        "demand.closed_days: 2026-06-01 is after the days simulated, which end on 2026-03-15"
    )
    assert coping.startswith("training.coping.weeks: week 7 is past the last week simulated, 1")
    assert script.startswith("training.script has an effect but no week")


@pytest.mark.parametrize(
    ("to", "date", "said"),
    [
        ("06:00", "2026-12-27", ()),  # the eve's opening runs into the first day: its calls go
        ("24:00", "2026-12-27", ("before the days simulated, which begin on 2026-12-28",)),
        ("06:00", "2027-01-03", ()),
        ("06:00", "2027-01-04", ("after the days simulated, which end on 2027-01-03",)),
        ("06:00", "2026-12-30", ("the centre does not open on that Wed anyway",)),
    ],
)
def test_a_date_is_out_of_reach_only_if_it_changes_nothing(to, date, said):
    s = scenario(
        demand={"calls_per_day": 200.0, "open": {"days": ["sun", "mon"], "from": "22:00", "to": to}},
        horizon={"weeks": 1, "warm_up_weeks": 0, "start_date": "2026-12-28"},
    )
    closed = replace(s, {"demand.closed_days": [date]})
    warned = scenario_warnings(closed)
    assert len(warned) == len(said)
    for part, sentence in zip(said, warned, strict=True):
        assert part in sentence
    usual, changed = (simulate(one, engine="simpy").data_bytes() for one in (s, closed))
    assert (usual != changed) == (said == ())


@pytest.mark.parametrize(
    ("agents", "breaks", "said"),
    [
        (6, [{"after_min": 240.0, "minutes": 60.0}], "Mon–Fri 13:00–14:00"),
        (6, [{"after_min": 240.0, "minutes": 60.0, "stagger_min": 90.0}], None),
        # turns 195 and 285 min after 09:00: 12:15 and 13:45
        (2, [{"after_min": 240.0, "minutes": 60.0, "stagger_min": 180.0}], None),
        (1, [{"after_min": 240.0, "minutes": 30.0}], "Mon–Fri 13:00–13:30"),
        (1, [{"after_min": 240.0, "minutes": 10.0}], None),
    ],
)
def test_times_at_which_everybody_has_a_break_are_named(agents, breaks, said):
    s = replace(centre(DAY, agents=agents), {"teams.Agents.breaks": breaks})
    expected = () if said is None else (f"Everybody rostered has a break while the centre is open: {said}.",)
    assert scenario_warnings(s) == expected


@pytest.mark.parametrize(("pass_on", "warned"), [(0.2, True), (0.0, False)])
def test_calls_passed_on_to_an_empty_room_are_named(pass_on, warned):
    s = scenario(
        {"callers.pass_on": pass_on},
        demand={"calls_per_day": 10.0, "open": NINE_TO_FIVE},
        call_types=[call_type("A", escalates_to="B")],
        teams=[team("Front"), team("B", shifts=[{"start": "12:00", "hours": 5.0}])],
    )
    sentence = "A calls are transferred to B while nobody in it is rostered: Mon–Fri 09:00–12:00."
    assert scenario_warnings(s) == ((sentence,) if warned else ())


def test_a_weekday_without_calls_needs_nobody():
    s = centre({**DAY, "days": WEEK[1:5]})
    assert "Mon 09:00–17:00" in scenario_warnings(s)[0]
    assert scenario_warnings(replace(s, {"demand.weekday_factor": {"mon": 0.0}})) == ()


def test_what_a_dated_change_does_not_bring_is_said_once():
    change = [{"week": 1, "set": {"demand.calls_per_day": 11.0}}]
    s = centre({**DAY, "hours": 7.0}, horizon={"weeks": 2, "warm_up_weeks": 0}, changes=change)
    assert scenario_warnings(s) == ("Nobody is rostered while the centre is open: Mon–Fri 16:00–17:00.",)


TEN_HOURS = {"start": "08:00", "hours": 10.0}
IDLE = {
    "a weekday's volume": ({"demand.weekday_factor": {"sat": 3.0}}, "demand.weekday_factor.sat: "),
    "a weekday's profile": (
        {"demand.profile": {day: [1.0] * 16 for day in WEEK[:6]}}, "demand.profile.sat: "),
    "likeness of half-hours that do not differ": (
        {"demand.intraday_correlation": 0.5}, "demand.intraday_correlation: "),
    "six days of five": ({"teams.Agents.days_per_week": 6}, "teams.Agents.days_per_week: "),
    "six days of five, always on duty": (
        {"teams.Agents.days_per_week": 6, "teams.Agents.shifts": "always"}, "teams.Agents.days_per_week: "),
    "a late break": (
        {"teams.Agents.breaks": [{"after_min": 480.0, "minutes": 15.0}]}, "teams.Agents.breaks.item 1: "),
    "a late turn": (
        # turns at 570 + (m + 1/2 - 3) / 6 * 60: the last two, at 585 and 595 min, would end after 600
        {"teams.Agents.agents": 6, "teams.Agents.shifts": [TEN_HOURS],
         "teams.Agents.breaks": [{"after_min": 570.0, "minutes": 20.0, "stagger_min": 60.0}]},
        "teams.Agents.breaks.item 1: no effect for 2 of 6 people, because"),
    "a share of nobody": (
        {"teams.Agents.agents": 2, "teams.Agents.shifts": [{**DAY, "share": 0.8}, {**DAY, "share": 0.2}]},
        "teams.Agents.shifts.item 2: "),
    "a cap nobody keeps": (
        {"rules.handle_time_cap": {"minutes": 4.0, "enforcement": 0.0}}, "rules.handle_time_cap.minutes: "),
    "a quota nobody keeps": (
        {"rules.quota": {"calls_per_shift": 40, "enforcement": 0.0}}, "rules.quota.calls_per_shift: "),
    "a spread of exponential needs": (
        {"call_types.Calls.need": {"distribution": "exponential", "mean_min": 6.0, "cv": 2.0}},
        "call_types.Calls.need.cv: "),
    "a shape of exponential patience": (
        {"call_types.Calls.patience": {"distribution": "exponential", "shape": 2.0}},
        "call_types.Calls.patience.shape: "),
    "a mean of endless patience": (
        {"call_types.Calls.patience": {"distribution": "none", "mean_min": 2.0}},
        "call_types.Calls.patience.mean_min: "),
}  # fmt: skip


@pytest.mark.parametrize("name", IDLE)
def test_a_setting_that_another_leaves_without_effect_is_named_by_its_path(name):
    edits, said = IDLE[name]
    assert scenario_warnings(centre(DAY)) == ()
    (sentence,) = scenario_warnings(replace(centre(DAY), edits))
    assert sentence.startswith(said)
    assert "no effect" in sentence
    assert "because" in sentence


def test_a_default_wage_in_another_currency_is_named():
    s = replace(centre(DAY), {"costs.currency": "EUR"})
    assert scenario_warnings(s) == (
        "teams.Agents.wage_per_hour: the default wage, 34 AUD, is read as 34 EUR; give your own.",
    )
    assert scenario_warnings(replace(s, {"teams.Agents.wage_per_hour": 18.0})) == ()


def test_what_has_no_effect_for_one_reason_is_one_sentence():
    s = replace(centre(DAY), {"demand.weekday_factor": dict.fromkeys(("sat", "sun"), 2.0)})
    assert scenario_warnings(s) == (
        "demand.weekday_factor.sat, demand.weekday_factor.sun: no effect, because the centre does not open on that "
        "day.",
    )


def test_a_closed_day_that_takes_away_a_shift_has_an_effect():
    idle = centre(
        {**DAY, "days": ["fri", "sat"]}, horizon={"weeks": 1, "warm_up_weeks": 0, "start_date": "2026-12-28"}
    )
    closed = replace(idle, {"demand.closed_days": ["2027-01-02"]})  # Saturday: paid otherwise, without calls
    assert scenario_warnings(closed) == scenario_warnings(idle)


def test_the_command_line_says_them_on_stderr_and_in_its_json(tmp_path, capsys):
    file = tmp_path / "centre.yaml"
    file.write_text(to_yaml(centre({"start": "09:00", "hours": 7.0})))
    assert main(["run", str(file), "--reps", "1", "--engine", "simpy", "--json"]) == 0
    out, err = capsys.readouterr()
    assert f"{file}: warning: Nobody is rostered while the centre is open: Mon–Fri 16:00–17:00." in err
    assert json.loads(out)["scenario"]["warnings"] == [
        "Nobody is rostered while the centre is open: Mon–Fri 16:00–17:00."
    ]
