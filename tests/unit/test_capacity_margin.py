"""Headroom: as far as trying everything says, which target breaks first, and what would mend those missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from present.capacity_text import headroom_in_short, headroom_in_words
from present.field_names import percent
from present.formats import STILL_SETTLING
from sim import parse, replace
from sim.experiment import (
    Estimate,
    Headroom,
    Result,
    Store,
    Window,
    complete,
    executor_for,
    headroom,
    run,
)
from sim.experiment.capacity_margin import TARGETS, Margin, Recovery, TargetStatus, target_statuses
from sim.experiment.root_search import MOST_ASKED
from sim.experiment.scaling import with_calls, with_people
from sim.kpis import KPIS
from sim.scenario import Scenario, to_yaml
from sim.scenario.field_metadata import field
from tests.fake_results import Answers, seats

BASE = parse(
    """
schema: 1
name: Base
horizon: {weeks: 4, warm_up_weeks: 0}
demand: {calls_per_day: 500}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Front line, agents: 12, shifts: [{start: "08:00", hours: 10}]}]
targets: {service_level: 0.7, satisfaction: 0.69, exhaustion_line: 50}
"""
)


def invented_answers(
    in_time: float = 0.8, satisfied: float = 0.75, tired: float = 40.0, noise: float = 0.0
) -> Answers:
    """An agent more or less is 3 points of answers in time, 1 of satisfaction, 1.5 of exhaustion, or 5 % of calls."""

    def strength(s: Scenario) -> float:
        return seats(s) - 12 - (s.demand.calls_per_day / 500.0 - 1.0) * 20.0

    return Answers(
        {
            "service_level": lambda s: in_time + 0.03 * strength(s),
            "satisfaction_all": lambda s: satisfied + 0.01 * strength(s),
            "exhaustion_mean": lambda s: tired - 1.5 * strength(s),
        },
        noise=noise,
    )


# ── Against brute force ───────────────────────────────────────────────────────────────────────────


def test_it_is_what_trying_everything_gives():
    small = replace(BASE, {"horizon.weeks": 1})
    options: dict[str, Any] = {"replications": 6, "engine": "compiled", "store": Store()}
    with executor_for("compiled", 100) as executor:
        found = complete(headroom(small), executor=executor, **options)
        fewer = run([with_people(small, -k) for k in range(7)], executor=executor, **options)
        busier = run([with_calls(small, p) for p in range(0, 31, 3)], executor=executor, **options)

    def broken(result: Result) -> list[str]:
        return [s.key for s in target_statuses(result, Window()) if not s.met]

    def clearly(result: Result, *, met: bool) -> bool:
        margins = [s.margin for s in target_statuses(result, Window())]
        return all(m.low > 0.0 for m in margins) if met else any(m.high < 0.0 for m in margins)

    assert found.recoveries == ()
    assert broken(fewer[0]) == []
    first = next(k for k, result in enumerate(fewer) if broken(result))
    assert found.people is not None
    assert (found.people.amount, set(found.people.breaks)) == (first - 1, set(broken(fewer[first])))
    sure = [k for k, result in enumerate(fewer) if clearly(result, met=True)]
    lost = [k for k, result in enumerate(fewer) if clearly(result, met=False)]
    assert max(sure, default=0) - 1 <= found.people.low <= max(sure, default=0)
    assert lost[0] - 1 <= found.people.high <= lost[0]
    assert found.calls is not None
    first = next(3 * i for i, result in enumerate(busier) if broken(result))
    assert first - 3 <= found.calls.amount < first


# ── Made-up centres ───────────────────────────────────────────────────────────────────────────────


def test_how_many_people_and_calls_and_what_breaks_first():
    answers = invented_answers(noise=0.001)
    found = answers.complete(headroom(BASE))
    assert [s.key for s in found.target_statuses] == list(TARGETS)
    assert all(s.met and not s.on_edge for s in found.target_statuses)
    # answer speed breaks beyond 3.33 agents, exhaustion beyond 6.67; an agent is 5 % of calls
    assert (found.people.amount, found.people.breaks) == (3, ("service_level",))
    assert (found.calls.amount, found.calls.breaks) == (16, ("service_level",))
    assert (found.people.low, found.people.high) == (3, 3)
    assert found.recoveries == ()
    assert sum(map(len, answers.asked)) <= 1 + 2 * MOST_ASKED


def test_the_first_of_two_that_break_in_one_step_is_named_first():
    found = invented_answers(in_time=0.7101, satisfied=0.6965).complete(headroom(BASE))
    assert (found.people.amount, found.people.breaks) == (0, ("service_level", "satisfaction_all"))
    found = invented_answers(in_time=0.7201, satisfied=0.6965).complete(headroom(BASE))
    assert (found.people.amount, found.people.breaks) == (0, ("satisfaction_all", "service_level"))
    tired = invented_answers(tired=48.0).complete(headroom(BASE))
    assert (tired.people.amount, tired.people.breaks) == (1, ("exhaustion_mean",))


def test_what_is_missed_is_named_with_what_mends_it():
    found = invented_answers(in_time=0.5, satisfied=0.5).complete(headroom(BASE))
    assert [s.key for s in found.target_statuses if not s.met] == ["service_level", "satisfaction_all"]
    assert found.recoveries == (
        Recovery("service_level", 7, 7, 7, 12),
        Recovery("satisfaction_all", None, None, None, 12),
    )
    assert (found.people.amount, found.people.breaks) == (6, ("exhaustion_mean",))


def test_where_no_target_is_met_there_is_no_room():
    found = invented_answers(in_time=0.5, satisfied=0.65, tired=53.0).complete(headroom(BASE))
    assert (found.people, found.calls) == (None, None)
    assert [(m.key, m.people) for m in found.recoveries] == [
        ("service_level", 7),
        ("satisfaction_all", 4),
        ("exhaustion_mean", 2),
    ]


def test_a_mean_on_the_line_is_met_and_a_target_within_the_interval_is_on_the_edge():
    line = TargetStatus("service_level", 0.7, Estimate(0.7, 0.7, 0.7))
    assert line.met
    found = invented_answers(in_time=0.705, noise=0.01).complete(headroom(BASE))
    assert [s.key for s in found.target_statuses if s.on_edge] == ["service_level"]
    assert (found.people.amount, found.people.low, found.people.high) == (0, 0, 0)
    wide = invented_answers(in_time=0.705, noise=0.04).complete(headroom(BASE))
    assert (wide.people.amount, wide.people.low, wide.people.high) == (0, 0, 1)


def test_targets_that_nothing_can_break():
    easy = replace(BASE, {"targets": {"service_level": 0.0, "satisfaction": 0.0, "exhaustion_line": 100.0}})
    found = Answers(
        {
            "service_level": lambda s: 0.5,
            "satisfaction_all": lambda s: 0.0,
            "exhaustion_mean": lambda s: 100.0,
        }
    ).complete(headroom(easy))
    assert (found.people.amount, found.people.most, found.people.breaks) == (11, 11, ())
    assert (found.calls.amount, found.calls.most, found.calls.breaks) == (100, 100, ())


def test_without_strain_exhaustion_is_no_target():
    found = invented_answers().complete(headroom(replace(BASE, {"behaviour.strain": False})))
    assert [s.key for s in found.target_statuses] == ["service_level", "satisfaction_all"]
    assert not found.strain


def test_a_centre_that_nobody_calls():
    found = Answers({}).complete(headroom(replace(BASE, {"demand.calls_per_day": 0.0})))
    assert all(s.met for s in found.target_statuses)
    assert (found.people, found.calls, found.recoveries) == (None, None, ())
    assert headroom_in_words(found) == "Nobody calls in this scenario, so no target can be missed."


def test_dated_changes_are_judged_by_the_weeks_since_and_their_targets():
    dated = replace(
        BASE,
        {
            "changes": [
                {"week": 1, "set": {"rules.pause_after_hostile_min": 1.0}},
                {"week": 2, "set": {"targets.service_level": 0.75, "teams.Front line.agents": 14}},
            ]
        },
    )
    answers = invented_answers()
    found = answers.complete(headroom(dated))
    assert found.window == Window(of_weeks=True, first_week=2)
    assert found.target_statuses[0].line == 0.75
    assert found.target_statuses[0].figure.mean == pytest.approx(0.8)  # weeks 0 and 1 are spoilt or before
    assert found.people.amount == 1
    for scenario in (s for step in answers.asked for s in step):
        assert scenario.changes[1].set["teams.Front line.agents"] == seats(scenario) + 2


def test_each_target_is_a_field_of_the_scenario():
    assert {path.split(".")[1] for path in TARGETS.values()} <= set(type(BASE.targets).model_fields)
    for key, path in TARGETS.items():
        assert field(path).high is not None
        assert KPIS[key].better in ("up", "down")


# ── In words ──────────────────────────────────────────────────────────────────────────────────────

MET = (
    TargetStatus("service_level", 0.8, Estimate(0.861, 0.85, 0.87)),
    TargetStatus("satisfaction_all", 0.7, Estimate(0.76, 0.75, 0.77)),
    TargetStatus("exhaustion_mean", 55.0, Estimate(41.0, 40.0, 42.0)),
)
PEOPLE = Margin(3, 2, 5, 39, ("service_level",))
CALLS = Margin(11, 8, 14, 100, ("service_level", "exhaustion_mean"))


def headroom_text(**other: Any) -> str:
    given: dict[str, Any] = {
        "target_statuses": MET,
        "people": PEOPLE,
        "calls": CALLS,
        "recoveries": (),
        "teams": 1,
        "strain": True,
        "window": Window(),
        **other,
    }
    return headroom_in_words(Headroom(**given))


def test_headroom_in_words():
    assert headroom_text() == (
        "You can lose **3 people** (2 to 5) or take **11% more calls** (8 to 14%) before answer speed misses its "
        "target."
    )
    tired = Margin(1, 1, 1, 39, ("exhaustion_mean",))
    assert headroom_text(people=tired) == (
        "You can lose **1 person** (±1) before exhaustion† misses its target, or take **11% more calls** (8 to 14%) "
        "before answer speed misses its own."
    )


def test_no_headroom_in_words():
    none = Margin(0, 0, 2, 39, ("service_level",))
    assert headroom_text(people=none, calls=Margin(0, 0, 0, 100, ("service_level",))) == (
        "**Nobody can be spared** (0 to 2): with one person fewer answer speed misses its target. "
        "**No more calls can be taken**: with 1% more calls, answer speed misses its target."
    )
    assert headroom_text(people=none).endswith(
        "You can take **11% more calls** (8 to 14%) before answer speed misses its target."
    )
    assert "only **one person**" in headroom_text(people=Margin(0, 0, 0, 0, ()))


def test_endless_room_in_words():
    assert headroom_text(people=Margin(39, 39, 39, 39, ()), calls=Margin(100, 100, 100, 100, ())) == (
        "Even with **39 people fewer**, the most that were tried, no target is missed. "
        "Even with **100% more calls**, the most that were tried, no target is missed."
    )


def test_what_is_missed_in_words():
    missed = (TargetStatus("service_level", 0.8, Estimate(0.798, 0.766, 0.829)), *MET[1:])
    text = headroom_text(
        target_statuses=missed,
        recoveries=(Recovery("service_level", 1, 0, 2, 40),),
        people=Margin(4, 3, 6, 39, ("exhaustion_mean",)),
        calls=Margin(12, 8, 14, 100, ("exhaustion_mean",)),
    )
    assert text == (
        f"**Answer speed just misses its target** (79.8% answered in time, 76.6 to 82.9, target {percent(0.8)}); "
        "**1 extra person** would reach it (0 to 2). You can lose **4 people** (3 to 6) or take "
        "**12% more calls** (8 to 14%) before exhaustion† also misses its target."
    )
    missed = (*MET[:2], TargetStatus("exhaustion_mean", 55.0, Estimate(60.0, 59.0, 61.0)))
    text = headroom_text(
        target_statuses=missed, recoveries=(Recovery("exhaustion_mean", None, None, None, 40),)
    )
    assert "**Exhaustion† misses its target** (60.0 of 100 on average, 59.0 to 61.0, threshold 55); " in text
    assert "no number of extra people, up to 40, would reach it." in text
    text = headroom_text(
        target_statuses=missed,
        recoveries=(Recovery("exhaustion_mean", 38, 30, None, 40),),
        people=None,
        calls=None,
    )
    assert text.startswith("**No targets are met.**")
    assert "**38 extra people** would reach it (30 or more)." in text


def short(**other: Any) -> str:
    given = {
        "target_statuses": MET,
        "people": PEOPLE,
        "calls": CALLS,
        "recoveries": (),
        "teams": 1,
        "strain": True,
    }
    return headroom_in_short(Headroom(**{**given, "window": Window(), **other}))


def test_room_to_spare_in_a_line():
    assert short() == "lose 3 people or take 11% more calls"
    assert short(people=Margin(0, 0, 2, 39, ("service_level",))) == "take 11% more calls"
    nothing = Margin(0, 0, 0, 100, ("service_level",))
    assert short(people=nothing, calls=nothing) == "nobody, and no more calls"
    assert short(people=Margin(39, 39, 39, 39, ()), calls=Margin(0, 0, 0, 0, ())) == "lose over 39 people"
    tired = (*MET[:2], TargetStatus("exhaustion_mean", 55.0, Estimate(60.0, 59.0, 61.0)))
    assert short(target_statuses=tired) == "exhaustion already off target"
    assert short(people=None, calls=None) == "none, no targets are met"
    assert short(enough_replications=False) == STILL_SETTLING


def test_what_else_must_be_said():
    edge = (TargetStatus("service_level", 0.8, Estimate(0.81, 0.78, 0.84)), *MET[1:])
    assert (
        f"Answer speed is **on the edge**: 81.0% answered in time, 78.0 to 84.0, target {percent(0.8)}."
        in headroom_text(target_statuses=edge)
    )
    text = headroom_text(teams=3, strain=False, window=Window(of_weeks=True, first_week=4))
    assert "from week 5 on." in text
    assert "Exhaustion is not simulated in this scenario." in text
    assert text.endswith("People come and go in all 3 teams in proportion to their positions.")


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "small.yaml"
    file.write_text(to_yaml(replace(BASE, {"horizon.weeks": 1, "targets.exhaustion_line": 20.0})))
    words = ["run", str(file), "--headroom", "--reps", "4", "--engine", "compiled"]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["headroom"]
    assert list(found["targets"]) == list(TARGETS)
    assert found["targets"]["exhaustion_mean"]["met"] is False
    assert found["people_to_add"]["exhaustion_mean"]["people"] is None
    assert found["people_to_lose"]["breaks"][0] in ("service_level", "satisfaction_all")
    assert found["calls_to_take_percent"]["amount"] > 0
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "Exhaustion† misses its target (" in out
    assert "**" not in out
