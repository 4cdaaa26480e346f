"""The questions that What if offers can be asked of the scenarios that come with it, and are answered as told."""

from __future__ import annotations

import pytest

from present.pair import Pair
from present.ready_questions import QUESTIONS, offers
from present.stories import remedies
from sim import Scenario, replace, run
from tests.behaviour.presets import preset, shipped

ASKED = [question for question in QUESTIONS if not question.story]
CAP, ENDING = "rules.handle_time_cap.minutes", "rules.disengagement.policy"


def offered(centre: Scenario, others: dict[str, Scenario] | None = None) -> dict[str, tuple[str, str, dict]]:
    """By the question's key: its words, of which example it is asked and what it sets."""
    return {
        o.question.key: (o.words, o.stem, dict(o.values))
        for o in offers(centre, shipped() if others is None else others)
    }


def test_five_questions_are_short_and_only_one_is_told_as_a_story():
    assert len({question.key for question in QUESTIONS}) == 5
    assert all(len(question.words.split()) <= 6 for question in QUESTIONS)
    assert [question.story for question in QUESTIONS if question.story] == [remedies.KEY]


def test_a_centre_s_own_questions_stand_first_and_those_of_examples_say_whose_they_are():
    assert [(o.words, o.stem) for o in offers(preset("typical_centre"), shipped())] == [
        ("Lose three agents?", ""),
        ("Drop the 4-minute target in the example Sydney?", "sydney_four_minute_target_before"),
        ("Let people end abusive calls in the example Darwin?", "darwin_right_to_end_calls_before"),
        ("Train or change the rule in an example?", ""),
        ("The bot takes the easy third in an example?", "bot_takes_the_easy_third_before"),
    ]


def test_what_a_centre_admits_is_asked_of_it():
    own = replace(preset("typical_centre"), {CAP: 5.5, ENDING: "caller_ends", "name": "Ours"})
    asked = offered(own)
    assert asked["target"] == ("Drop the 5.5-minute target?", "", {CAP: None})
    assert asked["ending"] == ("Let people end abusive calls?", "", {ENDING: "after_minutes"})
    assert asked["agents"][:2] == ("Lose three agents?", "")


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.key)
def test_of_its_own_example_a_question_is_asked_without_saying_so(question):
    words, stem, _ = offered(shipped()[question.stem])[question.key]
    assert (words, stem) == (question.words.format(minutes=4) + "?", "")


def test_what_a_dated_change_would_take_back_is_not_asked_of_the_centre():
    later = {"changes": [{"week": 1, "set": {CAP: 3.0}}]}
    dated = replace(shipped()["sydney_four_minute_target_before"], later)
    assert offered(dated)["target"][1] == "sydney_four_minute_target_before"


@pytest.mark.parametrize(
    ("key", "idle"),
    [("ending", {"callers.difficult_share": 0.0}), ("target", {"rules.handle_time_cap.enforcement": 0.0})],
)
def test_what_would_act_on_nothing_is_asked_of_the_example(key, idle):
    own = replace(preset("typical_centre"), {CAP: 5.5, ENDING: "caller_ends", "name": "Ours"})
    assert offered(own)[key][1] == ""
    assert offered(replace(own, idle))[key][1] in shipped()


def test_three_agents_are_lost_whatever_the_size_of_the_centre_but_one_is_left():
    def of(agents: int):
        return offered(replace(preset("typical_centre"), {"teams.Front line.agents": agents}))["agents"]

    assert of(12)[1:] == ("", {"teams.Front line.agents": 9})
    assert of(4)[1:] == ("", {"teams.Front line.agents": 1})
    agents = preset("typical_centre").teams[0].agents
    assert of(3) == (
        "Lose three agents in the typical centre?",
        "typical_centre",
        {"teams.Front line.agents": agents - 3},
    )


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.key)
def test_a_question_is_answered_the_way_the_evidence_says(question):
    before = replace(shipped()[question.stem], {"horizon.weeks": 3, "horizon.warm_up_weeks": 2})
    values = question.values(shipped()[question.stem], shipped())
    assert values
    assert question.expected
    baseline, current = run([before, replace(before, values)], replications=4, engine="compiled")
    pair = Pair(current, baseline)
    assert pair.allows_verdict
    found = {key: (pair.verdict(key).judged, pair.verdict(key).up) for key in question.expected}
    assert found == {key: (True, way == "up") for key, way in question.expected.items()}


def test_a_question_is_not_offered_where_neither_centre_nor_example_admits_it():
    assert list(offered(preset("typical_centre"), {})) == ["agents", "train"]
    target = QUESTIONS[0]
    without = replace(shipped()[target.stem], target.changes)
    assert "target" not in offered(preset("typical_centre"), {target.stem: without})
