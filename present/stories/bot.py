"""The bot takes the easy third: what is left, and how many people it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from present.field_names import percent
from present.formats import STILL_SETTLING, plain, rounded, unit
from present.pair import Pair
from present.stories.case import size_of
from present.stories.phrases import clause, headline, in_percent, label, relative, sentence
from present.text_layout import upper_first
from sim import KPIS, Result, Scenario
from sim.experiment.scaling import seats, with_people
from sim.experiment.staffing_equivalent import StaffingEquivalent

KEY = "bot"
TITLE = "The bot takes the easy third"
SHORT = "The bot"
BEFORE, AFTER = "bot_takes_the_easy_third_before", "bot_takes_the_easy_third"
FILES = (BEFORE, AFTER)
PACE = "service_level"
"""The KPI that has to return to its level before the bot."""
BEFORE_SHOWN = ("service_level", "aht_min", "difficult_time_share", "exhaustion_mean")
LEFT = ("difficult_time_share", "aht_min", "exhaustion_mean", "service_level", "satisfaction_all")
"""KPIs of the callers who are left to the agents; the first four in pictures."""
VARIED = ("service_level", "satisfaction_all", "exhaustion_mean")


def bot_share(after: Scenario) -> float:
    """The largest share of a kind of issue that the bot settles."""
    return max(t.self_service_share for t in after.call_types)


def situation(before: Scenario) -> str:
    """Before the bot."""
    return (
        f"A typical centre: {size_of(before)}, whatever the issue. The easy ones are a rest between the hard ones. "
        "Then somebody offers a bot."
    )


def changed(before: Scenario, after: Scenario) -> str:
    """The plan."""
    had, planned = seats(before), seats(after)
    fewer = plain(100.0 * (1.0 - planned / had), 0)
    return (
        f"A bot settles the easiest **{percent(bot_share(after))} of each kind of issue**; callers whom nobody can "
        f"please it does not. The plan: {fewer} % fewer people, {planned} instead of {had}."
    )


def same_people(before: Scenario, after: Scenario) -> Scenario:
    """Return the scenario with the bot and unchanged staff."""
    return with_people(after, seats(before) - seats(after))


@dataclass(frozen=True)
class Variant:
    """One way to staff the centre: its name for a row, and its result."""

    name: str
    result: Result


def name_of(scenario: Scenario, *, bot: bool) -> str:
    """ "Bot, 29 people"."""
    return f"{'Bot' if bot else 'Before, no bot'}, {seats(scenario)} people"


def variants(results: Sequence[Result]) -> list[Variant]:
    """The first is before the bot; each number of people once."""
    by_name: dict[str, Variant] = {}
    for i, result in enumerate(results):
        name = name_of(result.scenario, bot=i > 0)
        by_name.setdefault(name, Variant(name, result))
    first, *others = by_name.values()
    return [first, *sorted(others, key=lambda v: -seats(v.result.scenario))]


def remaining_calls_text(same: Pair) -> list[str]:
    """Say which calls are left with the bot and unchanged staff."""
    if not same.allows_verdict:
        return [f"{upper_first(STILL_SETTLING)}."]
    calls = in_percent(relative(same, "calls_offered_per_day"))
    return [
        f"**What reaches people is less, and harder.** Calls a day: {calls}.",
        sentence(clause(same, "aht_min")),
        sentence(clause(same, "difficult_time_share")),
    ]


def planned_people_text(planned: Pair) -> str:
    """Say what changes with the number of people in the plan."""
    lead = f"With the bot and {seats(planned.current.scenario)} people"
    return headline(lead, planned, (PACE, "satisfaction_all", "exhaustion_mean"))


def people_needed(equivalent: StaffingEquivalent, before: Scenario, after: Scenario) -> int | None:
    """People with whom calls are answered as fast as before the bot; None where that is not known."""
    if equivalent.kind == "found" and equivalent.gain and equivalent.people is not None:
        return seats(after) + equivalent.people
    return None


def people_needed_in_words(equivalent: StaffingEquivalent, before: Scenario, after: Scenario) -> str:
    """The answer of the search, in words."""
    had, planned = seats(before), seats(after)
    needed = people_needed(equivalent, before, after)
    if needed is not None:
        fewer = plain(100.0 * (1.0 - needed / had), 0)
        low = planned + (equivalent.low or 0)
        high = None if equivalent.high is None else planned + equivalent.high
        ends = ""
        if high is not None and low <= high:
            ends = (
                f"; with {low} to {high} no difference is detected"
                if high > low
                else " (one fewer is clearly slower, one more clearly faster)"
            )
        elif high is not None:
            ends = f"; it lies between {high} and {low}"
        sign = f"{fewer} % fewer than before" if needed < had else "no fewer than before"
        return (
            f"**It takes {needed} people to answer as fast as before**{ends}. That is {sign}, not "
            f"{plain(100.0 * (1.0 - planned / had), 0)} %."
        )
    match equivalent.kind:
        case "beyond":
            return f"Even {planned + equivalent.most} people do not bring the answer speed of before back."
        case "found":
            return "Even with the people planned, calls are answered faster than before."
        case "undetected" | "small" | "same" | "saturated":
            return "With the people planned, no difference in answer speed from before was detected or it is too small."
    return "How many people it takes cannot be said here."


PUT_IN = (
    "**Put in:** the bot takes the shortest issues and none of the difficult callers. **Comes out:** how long and how "
    "angry what is left is, what that does to people, and how many of them it takes."
)
NOT_SHOWN = (
    "No centre was reported here: this is a what-if, not a story from a practice.",
    "Whether those whom the bot served are satisfied is not counted; the satisfaction shown is that of callers who "
    "reach people.",
    "A bot that fails passes on callers who are already upset. That is not in it, and would make what is left harder.",
)


def table(rows: Sequence[Variant], keys: Sequence[str]) -> pd.DataFrame:
    """Every variant: each figure with its interval."""
    data: dict[str, list[object]] = {"": [v.name for v in rows]}
    for key in keys:
        kpi = KPIS[key]
        words = "%" if unit(kpi).startswith("%") else unit(kpi)
        estimates = [v.result.kpi(key) for v in rows]
        name = label(key, rows[0].result)
        for part, ends in (("", "mean"), (" from", "low"), (" to", "high")):
            data[f"{name}{part}, {words}"] = [rounded(kpi, getattr(e, ends)) for e in estimates]
    return pd.DataFrame(data)
