"""Worth in people: right against brute force, whichever way a change goes, and honest where there is no number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from present.capacity_text import equivalent_in_words, equivalents_in_words
from present.formats import STILL_SETTLING
from sim import parse, replace
from sim.experiment import (
    Estimate,
    StaffingEquivalent,
    Store,
    Window,
    complete,
    difference,
    executor_for,
    run,
    staffing_equivalent,
)
from sim.experiment.root_search import MOST_ASKED
from sim.experiment.scaling import with_people
from sim.scenario import Scenario, to_yaml
from tests.fake_results import Answers, seats

BASE = parse(
    """
schema: 1
name: Base
horizon: {weeks: 4, warm_up_weeks: 0}
demand: {calls_per_day: 300}
call_types: [{name: Calls, share: 1.0}]
teams: [{name: Front line, agents: 12, shifts: [{start: "08:00", hours: 10}]}]
"""
)


def aim(**values: Any) -> Scenario:
    """The base, changed; a pause of p minutes is worth p agents in the made-up centre."""
    return replace(BASE, {"name": "Aim", "rules.pause_after_hostile_min": 3.0, **values})


def invented_answers(apart: float = 0.0) -> Answers:
    """Two points of answers in time an agent, and a point of exhaustion less."""

    def people(s: Scenario) -> float:
        return seats(s) + s.rules.pause_after_hostile_min

    return Answers(
        {
            "service_level": lambda s: 0.4 + 0.02 * people(s),
            "exhaustion_mean": lambda s: 60.0 - people(s),
        },
        noise=0.01,
        apart=apart,
    )


# ── Against brute force ───────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def simulated() -> Any:
    """A small centre with 4 to 24 agents, and changes of it; the compiled engine."""
    small = replace(BASE, {"horizon.weeks": 2, "demand.calls_per_day": 520.0})
    store = Store()
    with executor_for("compiled", 100) as executor:

        def results(scenarios: list[Scenario]) -> Any:
            return run(scenarios, replications=6, engine="compiled", executor=executor, store=store)

        def asked(experiment: Any) -> Any:
            return complete(experiment, replications=6, engine="compiled", executor=executor, store=store)

        yield small, results, asked


CHANGES = {
    "shorter calls": {"call_types.Calls.need.mean_min": 5.4},
    "fewer issues": {"demand.calls_per_day": 460.0},
    "longer calls": {"call_types.Calls.need.mean_min": 6.6},
    "more issues": {"demand.calls_per_day": 580.0},
}


@pytest.mark.parametrize("key", ["service_level", "exhaustion_mean"])
@pytest.mark.parametrize("change", CHANGES)
def test_the_number_is_that_of_trying_them_all(simulated: Any, change: str, key: str):
    small, results, asked = simulated
    changed = replace(small, CHANGES[change])
    found = asked(staffing_equivalent(small, changed, key))
    gain = change in ("shorter calls", "fewer issues")
    assert (found.kind, found.gain) == ("found", gain)
    sign = 1 if gain else -1
    better = 1.0 if key == "service_level" else -1.0
    target, *tried = results([changed, *(with_people(small, sign * k) for k in range(12))])
    gaps = [difference(one, target, key) for one in tried]
    reached = [sign * better * gap.mean >= 0.0 for gap in gaps]
    first = reached.index(True)
    nearest = min((first - 1, first), key=lambda k: abs(gaps[k].mean))
    assert found.people == nearest
    undetected = [k for k, gap in enumerate(gaps) if gap.low <= 0.0 <= gap.high]
    if undetected:
        assert found.low <= undetected[0]
        assert undetected[-1] <= found.high
        assert found.high - found.low <= undetected[-1] - undetected[0] + 2
    else:
        assert (found.high, found.low) == (first - 1, first)


@pytest.mark.parametrize("more", [-3, -1, 1, 4])
def test_so_many_agents_are_worth_so_many_agents(simulated: Any, more: int):
    small, _, asked = simulated
    found = asked(staffing_equivalent(small, with_people(small, more), of_headcount=True))
    assert (found.kind, found.gain, found.people) == ("found", more > 0, abs(more))
    assert found.low <= abs(more) <= found.high
    assert asked(staffing_equivalent(small, with_people(small, more))).kind == "headcount"


# ── Made-up centres ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["service_level", "exhaustion_mean"])
def test_both_ways_and_with_what_chance_leaves_open(key: str):
    apart = 0.03 if key == "service_level" else 1.5  # one and a half agents
    up = invented_answers(apart).complete(staffing_equivalent(BASE, aim(), key))
    assert (up.kind, up.gain, up.people, up.low, up.high) == ("found", True, 3, 2, 4)
    down = invented_answers(apart).complete(
        staffing_equivalent(replace(BASE, {"rules.pause_after_hostile_min": 6.0}), aim(), key)
    )
    assert (down.kind, down.gain, down.people, down.low, down.high) == ("found", False, 3, 2, 4)


def test_few_simulations_are_asked_for():
    answers = invented_answers(0.03)
    answers.complete(staffing_equivalent(BASE, aim()))
    assert sum(map(len, answers.asked)) <= MOST_ASKED + 2
    assert [s.name for s in answers.asked[0]] == ["Base", "Aim"]
    assert all(s.rules == BASE.rules for step in answers.asked[1:] for s in step)


def test_a_change_between_two_whole_numbers_lies_between_them():
    found = invented_answers().complete(
        staffing_equivalent(BASE, aim(**{"rules.pause_after_hostile_min": 2.4}))
    )
    assert (found.people, found.high, found.low) == (2, 2, 3)
    less = invented_answers().complete(
        staffing_equivalent(BASE, aim(**{"rules.pause_after_hostile_min": 0.5001}))
    )
    assert (less.kind, less.people) == ("found", 1)
    least = Answers({"service_level": lambda s: 0.03 * seats(s) + 0.012 * (s.name == "Aim")})
    assert least.complete(staffing_equivalent(BASE, aim())).people == 0


def test_no_number_of_agents_is_an_answer():
    found = invented_answers().complete(
        staffing_equivalent(BASE, aim(**{"rules.pause_after_hostile_min": 13.0}))
    )
    assert (found.kind, found.most, found.people, found.low, found.high) == ("beyond", 12, None, None, None)
    worse = Answers({"service_level": lambda s: 0.1 if s.name == "Aim" else 0.8})
    found = worse.complete(staffing_equivalent(BASE, aim()))
    assert (found.kind, found.gain, found.most) == ("beyond", False, 11)


SPECIAL = {
    "undetected": (0.0101, 0.5, 0.02),
    "small": (0.005, 0.5, 0.001),
    "same": (0.0, 0.5, 0.0),
    "saturated": (0.002, 0.997, 0.0),
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_where_there_is_nothing_to_count_nothing_more_is_simulated(kind: str):
    more, before, apart = SPECIAL[kind]
    answers = Answers({"service_level": lambda s: before + more * (s.name == "Aim")}, apart=apart)
    assert answers.complete(staffing_equivalent(BASE, aim())).kind == kind
    assert len(answers.asked) == 1


def test_harm_to_a_saturated_baseline_is_counted():
    answers = Answers({"service_level": lambda s: 0.6 if s.name == "Aim" else 1.0 - 0.05 * (12 - seats(s))})
    found = answers.complete(staffing_equivalent(BASE, aim()))
    assert (found.kind, found.gain, found.people) == ("found", False, 8)


def test_nothing_is_asked_where_nothing_differs_or_strain_is_off():
    answers = invented_answers()
    assert answers.complete(staffing_equivalent(BASE, replace(BASE, {"name": "Other name"}))).kind == "same"
    still = replace(BASE, {"behaviour.strain": False})
    assert answers.complete(staffing_equivalent(still, aim(), "exhaustion_mean")).kind == "not_simulated"
    assert answers.asked == []


def test_no_value_and_no_interval():
    assert Answers({}).complete(staffing_equivalent(BASE, aim())).kind == "no_value"
    small = replace(BASE, {"horizon.weeks": 1})
    one = complete(
        staffing_equivalent(small, replace(small, {"demand.calls_per_day": 200.0})), replications=1
    )
    assert one.kind == "unsettled"


def test_another_target_is_no_other_centre():
    found = invented_answers().complete(staffing_equivalent(BASE, replace(BASE, {"targets.within_s": 60.0})))
    assert found.kind == "same"
    answers = invented_answers()
    answers.complete(staffing_equivalent(BASE, aim(**{"targets.within_s": 60.0})))
    assert {s.targets.within_s for step in answers.asked for s in step} == {60.0}


def test_a_dated_change_is_judged_by_the_weeks_since():
    dated = replace(
        BASE, {"name": "Aim", "changes": [{"week": 1, "set": {"rules.pause_after_hostile_min": 2.0}}]}
    )
    answers = Answers({"service_level": lambda s: 0.4 + 0.02 * (seats(s) + 3 * bool(s.changes))})
    found = answers.complete(staffing_equivalent(BASE, dated))
    assert (found.kind, found.people, found.window) == ("found", 3, Window(True, 1))
    whole = answers.complete(staffing_equivalent(BASE, dated, window=Window()))
    assert whole.window == Window()


# ── In words ──────────────────────────────────────────────────────────────────────────────────────

SOME = Estimate(0.1, 0.08, 0.12)


def equivalent_text(
    kind: str = "found", key: str = "service_level", change: Estimate = SOME, **other: Any
) -> str:
    return equivalent_in_words(StaffingEquivalent(key, kind, change, **{"most": 40, **other}))


def test_a_number_of_agents_in_words():
    assert (
        equivalent_text(people=9, low=8, high=10)
        == "Worth about **9 extra agents** for answer speed (8 to 10)."
    )
    assert equivalent_text(people=1, low=1, high=1) == "Worth about **1 extra agent** for answer speed (±1)."
    assert equivalent_text(people=2, low=3, high=2).endswith("(2 to 3).")
    assert equivalent_text(people=9, low=6, high=None).endswith("(6 or more).")
    assert equivalent_text(people=2, low=1, high=3, gain=False) == (
        "Costs about as much as losing **2 agents** for answer speed (1 to 3)."
    )
    assert equivalent_text(people=0, low=1, high=0) == "Worth **less than 1 extra agent** for answer speed."
    assert (
        equivalent_text(people=0, low=1, high=0, gain=False)
        == "Costs **less than 1 agent** for answer speed."
    )


def test_figures_that_rest_on_assumptions_are_marked_and_weeks_named():
    assert "for exhaustion† (" in equivalent_text(key="exhaustion_mean", people=9, low=8, high=10)
    assert "for satisfaction† (" in equivalent_text(key="satisfaction_all", people=9, low=8, high=10)
    assert equivalent_text(people=9, low=8, high=10, window=Window(True, 4)) == (
        "Worth about **9 extra agents** for answer speed from week 5 on (8 to 10)."
    )


def test_doubt_comes_after_numbers_of_people_and_not_without_them():
    found = [
        StaffingEquivalent("service_level", kind, SOME, most=40, people=3, low=3, high=3)
        for kind in ("found", "same")
    ]
    assert equivalents_in_words(found, "Doubt.") == [equivalent_in_words(found[0]), "Doubt."]
    assert equivalents_in_words(found[1:], "Doubt.") == []


@pytest.mark.parametrize(
    ("kind", "other", "words"),
    [
        ("beyond", {}, "Worth **more than 40 extra agents** for answer speed, the most that were tried."),
        ("beyond", {"gain": False}, "Costs **more than 40 agents** for answer speed"),
        ("small", {"change": Estimate(0.004, 0.003, 0.005)}, "+0.4 points, too small to matter"),
        ("undetected", {"change": Estimate(0.0, -0.01, 0.01)}, "(−1.0 to +1.0 points)"),
        ("saturated", {}, "Nearly every call was answered in time before"),
        ("unsettled", {}, STILL_SETTLING),
        ("not_simulated", {"key": "exhaustion_mean"}, "Exhaustion is not simulated in this scenario."),
        ("no_value", {}, "Answer speed has no value in this scenario"),
    ],
)
def test_why_there_is_no_number_in_words(kind: str, other: dict[str, Any], words: str):
    assert words in equivalent_text(kind, **other)


def test_no_change_needs_no_words():
    assert equivalent_text("same") == ""


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    files = [tmp_path / f"{name}.yaml" for name in "abc"]
    for file, (n, calls) in zip(files, ((6, 300.0), (6, 190.0), (10, 300.0)), strict=True):
        small = {"horizon.weeks": 1, "teams.Front line.agents": n, "demand.calls_per_day": calls}
        file.write_text(to_yaml(replace(BASE, small)))
    words = ["compare", *map(str, files), "--worth", "--reps", "4", "--engine", "compiled"]
    assert main([*words, "--json"]) == 0
    fewer_calls, more_people = json.loads(capsys.readouterr().out)["differences"]
    assert list(fewer_calls["worth"]) == ["service_level", "satisfaction_all", "exhaustion_mean"]
    found = fewer_calls["worth"]["service_level"]
    assert (found["kind"], found["gain"], found["most"]) == ("found", True, 6)
    assert {one["kind"] for one in more_people["worth"].values()} == {"headcount"}
    assert main(words) == 0
    told = capsys.readouterr().out
    assert f"Worth about {found['people']} extra agent" in told
    assert "C  The number of people itself is changed" in told
