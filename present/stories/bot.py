"""The bot takes the easy third: what is left, and how many people it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from present.field_names import percent
from present.formats import STILL_SETTLING, plain, rounded, short_unit
from present.pair import Pair
from present.stories.case import size_of
from present.stories.phrases import clause, in_percent, label, relative, sentence
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
BEFORE_SHOWN = ("service_level", "satisfaction_all", "exhaustion_mean", "issues_resolved_per_day")
LEFT = ("difficult_time_share", "aht_min", "exhaustion_mean", "service_level", "satisfaction_all")
"""KPIs of the callers who are left to the agents; the first four in pictures."""
VARIED = ("service_level", "satisfaction_all", "exhaustion_mean")


def bot_share(after: Scenario) -> float:
    """The largest share of a kind of issue that the bot settles."""
    return max(t.self_service_share for t in after.call_types)


def situation(before: Scenario) -> str:
    """Before the bot."""
    return (
        f"A typical centre: {size_of(before)}. The easy calls are a rest between the hard ones. Then somebody offers "
        "a bot."
    )


def changed(before: Scenario, after: Scenario) -> str:
    """The plan."""
    return (
        f"A bot resolves the easiest **{percent(bot_share(after))} of each kind of issue**, but none of the difficult "
        f"callers. The plan: {seats(after)} people instead of {seats(before)}, {_fewer(before, seats(after))} fewer."
    )


def _fewer(before: Scenario, people: int) -> str:
    return f"{plain(100.0 * (1.0 - people / seats(before)), 0)}%"


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


def lead(after: Scenario) -> str:
    """ "With the bot and 29 people"."""
    return f"With the bot and {seats(after)} people"


def remaining_calls_heading(same: Scenario) -> str:
    """Of what is said of the bot with unchanged staff: the large figures are of fewer people."""
    return f"**The bot alone, with all {seats(same)} people**: what reaches them is less, and harder."


def remaining_calls_text(same: Pair) -> list[str]:
    """Say which calls are left with the bot and unchanged staff."""
    if not same.allows_verdict:
        return [f"{upper_first(STILL_SETTLING)}."]
    calls = in_percent(relative(same, "calls_offered_per_day"))
    return [
        f"Calls a day: {calls}.",
        sentence(clause(same, "aht_min")),
        sentence(clause(same, "difficult_time_share")),
    ]


def people_needed(equivalent: StaffingEquivalent, before: Scenario, after: Scenario) -> int | None:
    """People with whom calls are answered as fast as before the bot; None where that is not known."""
    if equivalent.kind == "found" and equivalent.gain and equivalent.people is not None:
        return seats(after) + equivalent.people
    return None


def people_needed_in_words(equivalent: StaffingEquivalent, before: Scenario, after: Scenario) -> str:
    """The answer of the search, in words."""
    planned, needed = seats(after), people_needed(equivalent, before, after)
    if needed is not None:
        low = planned + (equivalent.low or 0)
        high = None if equivalent.high is None else planned + equivalent.high
        ends = ""
        if high is not None and low <= high:
            ends = f" ({low} to {high})" if high > low else " (to within one)"
        elif high is not None:
            ends = f" ({high} to {low})"
        fewer = f"{_fewer(before, needed)} fewer" if needed < seats(before) else "no fewer"
        return (
            f"**It takes {needed} people{ends} to answer as fast as before.** That is {fewer} than before, not "
            f"{_fewer(before, planned)}."
        )
    match equivalent.kind:
        case "beyond":
            return f"Even {planned + equivalent.most} people do not answer as fast as before."
        case "found":
            return "Even with the people planned, calls are answered faster than before."
        case "undetected" | "small" | "same" | "saturated":
            return "With the people planned, calls are answered about as fast as before."
    return "How many people it takes cannot be said here."


PUT_IN = (
    "**Put in:** the bot takes the shortest issues and none of the difficult callers. **Comes out:** how long and how "
    "angry the rest is, what that does to people, how many of them it takes."
)
NOT_SHOWN = (
    "This is a what-if: no centre reported it.",
    "Whether those whom the bot served are satisfied is not counted. Satisfaction is that of callers who reach people.",
    "A bot that fails hands over callers who are already upset. That is not in the model; it would make the rest "
    "harder.",
)


def table(rows: Sequence[Variant], keys: Sequence[str]) -> pd.DataFrame:
    """Every variant: each figure with its interval."""
    data: dict[str, list[object]] = {"": [v.name for v in rows]}
    for key in keys:
        kpi = KPIS[key]
        words = short_unit(kpi)
        estimates = [v.result.kpi(key) for v in rows]
        name = label(key, rows[0].result)
        for part, ends in (("", "mean"), (" from", "low"), (" to", "high")):
            data[f"{name}{part}, {words}"] = [rounded(kpi, getattr(e, ends)) for e in estimates]
    return pd.DataFrame(data)
