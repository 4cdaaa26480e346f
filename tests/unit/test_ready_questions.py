"""The questions that What if offers can be asked of the scenarios that come with it, and are answered as told."""

from __future__ import annotations

import pytest

from present.pair import Pair
from present.ready_questions import QUESTIONS
from present.stories import remedies
from sim import load, replace, run
from tests.behaviour.presets import CONFIGS

SCENARIOS = {file.stem: load(file) for file in CONFIGS.glob("*.yaml")}
ASKED = [question for question in QUESTIONS if not question.story]


def test_five_questions_end_as_questions_and_only_one_is_told_as_a_story():
    assert len(QUESTIONS) == 5
    assert len({question.key for question in QUESTIONS}) == 5
    assert all(question.words.endswith("?") and len(question.words.split()) <= 6 for question in QUESTIONS)
    assert [question.story for question in QUESTIONS if question.story] == [remedies.KEY]


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.key)
def test_a_question_is_answered_the_way_the_evidence_says(question):
    before = replace(SCENARIOS[question.stem], {"horizon.weeks": 3, "horizon.warm_up_weeks": 2})
    values = question.values(SCENARIOS)
    assert values
    assert question.expected
    baseline, current = run([before, replace(before, values)], replications=4, engine="compiled")
    pair = Pair(current, baseline)
    assert pair.allows_verdict
    found = {key: (pair.verdict(key).judged, pair.verdict(key).up) for key in question.expected}
    assert found == {key: (True, way == "up") for key, way in question.expected.items()}


def test_a_question_is_not_offered_where_its_scenario_is_missing_or_the_rule_is_not_in_it():
    target = QUESTIONS[0]
    assert target.values({}) is None
    without = replace(SCENARIOS[target.stem], target.changes)
    assert target.values({target.stem: without}) is None


def test_three_agents_are_lost_whatever_the_size_of_the_centre():
    agents = next(question for question in QUESTIONS if question.key == "agents")
    small = replace(SCENARIOS[agents.stem], {"teams.Front line.agents": 12})
    assert agents.values({agents.stem: small}) == {"teams.Front line.agents": 9}
