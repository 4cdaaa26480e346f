"""A case reported by a practitioner: its words, and which files and figures it needs. Data, no simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from present.changes import changes
from present.field_names import number
from present.formats import STILL_SETTLING
from present.pair import Pair
from present.stories.claims import Claim
from present.stories.sensitivity import Alternative
from present.text_layout import upper_first
from sim import Scenario

SOURCE = "Told by one trainer in customer service, Australia: unpublished, without controls."


@dataclass(frozen=True)
class StoryCase:
    """One case.

    `stem`: its files are `<stem>_before`, `<stem>_after` and, for the picture of the weeks, `<stem>`. `situation`
    and `changed` tell of the scenarios before and after, with their own settings. `lead` begins the answer; `before`,
    `tiles`, `compared`, `by_week` and `varied` are KPIs: on the tiles before the change and after it, in the picture
    of before and after, week by week, and over the assumptions. `caveats`: sentences made from the figures.
    """

    key: str
    short: str
    title: str
    stem: str
    situation: Callable[[Scenario], str]
    changed: Callable[[Scenario, Scenario], str]
    lead: str
    before: tuple[str, ...]
    tiles: tuple[str, ...]
    compared: tuple[str, ...]
    by_week: tuple[str, ...]
    varied: tuple[str, ...]
    claims: tuple[Claim, ...]
    caveats: Callable[[Pair], list[str]]
    put_in: str
    not_shown: tuple[str, ...]
    alternatives: tuple[Alternative, ...] = ()

    def remarks(self, pair: Pair) -> list[str]:
        """The caveats; until there are as many runs as a verdict needs, that there are too few."""
        return self.caveats(pair) if pair.allows_verdict else [f"{upper_first(STILL_SETTLING)}."]

    @property
    def files(self) -> tuple[str, str]:
        """Of the situation before and after."""
        return f"{self.stem}_before", f"{self.stem}_after"


def size_of(scenario: Scenario) -> str:
    """ "40 people take 980 new issues a day"."""
    people = sum(team.agents for team in scenario.teams)
    return f"{people} people take {number(scenario.demand.calls_per_day)} new issues a day"


def needs(scenario: Scenario) -> str:
    """ "6.5 to 9 minutes": the mean work in a call, over the kinds of calls."""
    means = [t.need.mean_min for t in scenario.call_types if t.need.mean_min is not None]
    if not means:
        return "some minutes"
    low, high = number(min(means)), number(max(means))
    return f"{low} minutes" if low == high else f"{low} to {high} minutes"


def what_changed(before: Scenario, after: Scenario) -> list[str]:
    """Each difference of the two scenarios, as on a chip; when a course is held is no difference in what is done."""
    return [change.chip for change in changes(before, after) if not change.group.endswith(".weeks")]
