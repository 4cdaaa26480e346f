"""The questions that What if offers when nothing is changed yet: each is a scenario and a change to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from present.stories import remedies
from sim import Scenario, ScenarioError, replace
from sim.experiment.scaling import with_people
from sim.scenario import diff

Way = Literal["up", "down"]


@dataclass(frozen=True)
class ReadyQuestion:
    """A question with its answer a click away.

    `stem`: of the scenario's file. `changes`: path -> value; or `people`: so many more, or fewer; or `after`: the stem
    of the scenario that it becomes. `expected`: key figure -> the way it goes by what `docs/cases.md` and the behaviour
    tests claim. `story`: where it is told instead, for a question that one change does not answer.
    """

    key: str
    words: str
    icon: str
    stem: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    people: int = 0
    after: str = ""
    expected: Mapping[str, Way] = field(default_factory=dict)
    story: str = ""

    def values(self, scenarios: Mapping[str, Scenario]) -> dict[str, Any] | None:
        """What it sets, path -> value; None where these scenarios do not let it be asked."""
        before = scenarios.get(self.stem)
        if before is None:
            return None
        try:
            after = scenarios.get(self.after, before) if self.after else replace(before, self.changes)
            after = with_people(after, self.people) if self.people else after
        except ScenarioError:  # somebody's own file of that name
            return None
        return {path: new for path, (_, new) in diff(before, after).items()} or None


QUESTIONS = (
    ReadyQuestion(
        "target",
        "Drop the 4-minute target?",
        "timer_off",
        "sydney_four_minute_target_before",
        {"rules.handle_time_cap.minutes": None},
        expected={
            "satisfaction_all": "up",
            "exhaustion_mean": "down",
            "issues_resolved_per_day": "up",
            "calls_handled_per_day": "down",
        },
    ),
    ReadyQuestion(
        "agents",
        "Lose three agents?",
        "group_remove",
        "typical_centre",
        people=-3,
        expected={"service_level": "down", "satisfaction_all": "down", "exhaustion_mean": "up"},
    ),
    ReadyQuestion(
        "ending",
        "Let people end abusive calls?",
        "call_end",
        "darwin_right_to_end_calls_before",
        {"rules.disengagement.policy": "after_minutes"},
        expected={"satisfaction_all": "up", "exhaustion_mean": "down", "quits_per_year": "down"},
    ),
    ReadyQuestion("train", "Train or change the rule?", "school", story=remedies.KEY),
    ReadyQuestion(
        "bot",
        "The bot takes the easy third?",
        "smart_toy",
        "bot_takes_the_easy_third_before",
        after="bot_takes_the_easy_third",
        expected={"aht_min": "up", "service_level": "down", "satisfaction_all": "down"},
    ),
)
"""In the order in which they stand."""
