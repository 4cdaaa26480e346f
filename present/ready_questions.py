"""The questions that What if offers when nothing is changed yet: each is a change to a scenario.

A question is asked of the centre on screen where that admits it; else of the example it comes with, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from present.field_names import number
from present.stories import remedies
from sim import Scenario, ScenarioError, replace
from sim.callers import difficult_share
from sim.experiment.scaling import most_fewer_people, with_people
from sim.scenario import diff, policies

Way = Literal["up", "down"]


@dataclass(frozen=True)
class ReadyQuestion:
    """A question with its answer a click away.

    `words`: without the question mark; `stem`: of its example's file; `example`: how the words name that. `changes`:
    path -> value; or `fewer`: so many agents fewer; or `after`: the stem of the scenario that the example becomes.
    `expected`: key figure -> the way it goes in the example, by what `docs/cases.md` and the behaviour tests claim.
    `acts`: whether what it changes does anything in a centre, beyond a trace.
    `story`: where it is told instead, of its example, for a question that one change does not answer.
    """

    key: str
    words: str
    icon: str
    stem: str = ""
    example: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    fewer: int = 0
    after: str = ""
    expected: Mapping[str, Way] = field(default_factory=dict)
    acts: Callable[[Scenario], bool] = lambda _: True
    story: str = ""

    def values(self, centre: Scenario, shipped: Mapping[str, Scenario]) -> dict[str, Any]:
        """What it sets in a centre, path -> value; nothing where that does not admit it. `shipped`: files, by stem."""
        try:
            after = self._after(centre, shipped)
        except ScenarioError:  # no centre of those teams or rules
            return {}
        return {path: new for path, (_, new) in diff(centre, after).items()}

    def _after(self, centre: Scenario, shipped: Mapping[str, Scenario]) -> Scenario:
        if self.after:
            return shipped.get(self.after, centre) if centre == shipped.get(self.stem) else centre
        if self.fewer:
            return with_people(centre, -self.fewer) if most_fewer_people(centre) >= self.fewer else centre
        after = replace(centre, self.changes)
        in_force = [policy for _, policy in policies(after)]
        holds = all(not diff(policy, replace(policy, self.changes)) for policy in in_force)
        # Else a dated change of the centre's own takes it back, or it has nothing to act on.
        return after if holds and any(map(self.acts, in_force)) else centre


@dataclass(frozen=True)
class Offer:
    """A question as it is offered. `stem`: of the example of which it is asked; "": of the centre on screen."""

    question: ReadyQuestion
    words: str
    stem: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def offers(centre: Scenario, shipped: Mapping[str, Scenario]) -> list[Offer]:
    """What can be asked with this centre on screen: first of the centre itself, then of examples."""
    offered = (offer for question in QUESTIONS for offer in _offers(question, centre, shipped))
    return sorted(offered, key=lambda offer: bool(offer.stem or offer.question.story))


def _offers(question: ReadyQuestion, centre: Scenario, shipped: Mapping[str, Scenario]) -> Iterator[Offer]:
    if question.story:
        yield Offer(question, f"{question.words}{question.example}?")
        return
    example = question.stem, shipped.get(question.stem), question.example
    for stem, asked, where in (("", centre, ""), example):
        if asked is not None and (values := question.values(asked, shipped)):
            minutes = number(asked.rules.handle_time_cap.minutes or 0.0)
            yield Offer(question, f"{question.words.format(minutes=minutes)}{where}?", stem, values)
            return


QUESTIONS = (
    ReadyQuestion(
        "target",
        "Drop the {minutes}-minute target",
        "timer_off",
        "sydney_four_minute_target_before",
        " in the example Sydney",
        {"rules.handle_time_cap.minutes": None},
        expected={
            "satisfaction_all": "up",
            "exhaustion_mean": "down",
            "issues_resolved_per_day": "up",
            "calls_handled_per_day": "down",
        },
        acts=lambda centre: centre.rules.handle_time_cap.enforcement > 0.0,
    ),
    ReadyQuestion(
        "agents",
        "Lose three agents",
        "group_remove",
        "typical_centre",
        " in the typical centre",
        fewer=3,
        expected={"service_level": "down", "satisfaction_all": "down", "exhaustion_mean": "up"},
    ),
    ReadyQuestion(
        "ending",
        "Let people end abusive calls",
        "call_end",
        "darwin_right_to_end_calls_before",
        " in the example Darwin",
        {"rules.disengagement.policy": "after_minutes"},
        expected={"satisfaction_all": "up", "exhaustion_mean": "down", "quits_per_year": "down"},
        acts=lambda centre: any(difficult_share(centre, kind) > 0.0 for kind in centre.call_types),
    ),
    ReadyQuestion(
        "train", "Train or change the rule", "school", example=" in an example", story=remedies.KEY
    ),
    ReadyQuestion(
        "bot",
        "The bot takes the easy third",
        "smart_toy",
        "bot_takes_the_easy_third_before",
        " in an example",
        after="bot_takes_the_easy_third",
        expected={"aht_min": "up", "service_level": "down", "satisfaction_all": "down"},
    ),
)
"""In the order in which they stand, those that can be asked of the centre on screen before the others."""
