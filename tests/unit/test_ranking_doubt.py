"""What assumptions do to an order: from made-up results, so that it is known which turns it."""

from __future__ import annotations

from functools import partial

import pytest

from present.comparison import Side, sides
from present.formats import STILL_SETTLING
from present.pair import Pair
from present.ranges import IF
from present.ranking import ALIKE, rank
from present.ranking_doubt import STEADY, order_in_doubt
from present.text_layout import upper_first
from sim import parse, replace
from sim.experiment.sensitivity import assumption_experiment
from tests.fake_results import Answers, seats

BASE = parse("""
schema: 1
name: Before
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 300}
call_types: [{name: Service, share: 1.0}]
teams: [{name: Front line, agents: 12, shifts: [{start: "08:00"}]}]
""")
MORE, MOST = (
    replace(BASE, {"teams.Front line.agents": n, "name": name}) for n, name in ((14, "More"), (16, "*Most*"))
)
USUAL = BASE.behaviour.eta


def doubt(goal="satisfaction_all", *, others=(MORE, MOST), as_text=str, **formulas):
    """In words; what is not told is the same for all."""
    same = {
        "satisfaction_all": 0.5,
        "exhaustion_mean": 50.0,
        "issues_resolved_per_day": 900.0,
        "service_level": 0.8,
    }
    by = Answers({key: partial(lambda x, _: x, x) for key, x in same.items()} | formulas)
    ranges = by.complete(assumption_experiment(BASE, others))
    results = [by.result(scenario) for scenario in (BASE, *others)]
    names = [scenario.name for scenario in (BASE, *others)]
    entries = [Side(BASE.name, Pair(results[0], results[0])), *sides(results, names, 0)]
    return order_in_doubt(rank(entries, goal), ranges, goal, as_text)


def gain(scenario):
    return (seats(scenario) - 12) / 20.0


@pytest.mark.parametrize("goal", [ALIKE, "satisfaction_all"])
def test_an_order_that_stands_is_said_to_stand(goal):
    assert doubt(goal, satisfaction_all=lambda s: 0.5 + gain(s)) == f"{upper_first(STEADY)}."


def test_where_another_is_best_the_assumption_is_named_and_the_scenario_as_text():
    """With little harm from rushing fewer people are the best."""
    less = IF["eta", "low"]
    said = doubt(
        satisfaction_all=lambda s: 0.5 + (-gain(s) if s.behaviour.eta < USUAL else gain(s)),
        as_text=lambda text: text.replace("*", r"\*"),
    )
    assert said.startswith(f"If {less}, the best is **Before**. ")
    assert said.endswith(
        r"Satisfaction could go either way with More. Satisfaction could go either way with \*Most\*."
    )


def test_a_verdict_that_turns_is_said_though_the_order_stands():
    def exhaustion(s):
        turns = s.name == "More" and s.behaviour.eta < USUAL
        return 50.0 + (100.0 if turns else -100.0) * gain(s)

    said = doubt(satisfaction_all=lambda s: 0.5 + gain(s), exhaustion_mean=exhaustion)
    assert said == "Exhaustion could go either way with More."


def test_behind_the_best_two_that_change_places_are_named():
    even = replace(BASE, {"teams.Front line.agents": 20, "name": "Even more"})

    def satisfaction(s):
        if s.behaviour.eta < USUAL and s.name == "More":
            return 0.75
        return 0.5 + gain(s)

    said = doubt(others=(MORE, MOST, even), satisfaction_all=satisfaction)
    assert said == f"If {IF['eta', 'low']}, More comes before *Most*."


def test_of_many_verdicts_the_scenarios_are_counted():
    others = [replace(BASE, {"teams.Front line.agents": 13 + i, "name": f"Plan {i}"}) for i in range(5)]
    said = doubt(
        others=others, service_level=lambda s: 0.5 + (-gain(s) if s.behaviour.eta < USUAL else gain(s))
    )
    assert said == "Answer speed could go either way with Plan 0, Plan 1, Plan 2 and 2 others."


def test_with_too_few_runs_nothing_is_said(monkeypatch):
    monkeypatch.setattr("present.ranking_doubt._under", lambda *_: rank([], ALIKE))
    assert doubt() == f"{upper_first(STILL_SETTLING)}."
