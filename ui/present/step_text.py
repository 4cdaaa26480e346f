"""What a step says: sentences of twenty words at most, for a room that listens while it reads. Pure."""

from __future__ import annotations

import re

from present.capacity_text import headroom_in_words, targets_in_short
from present.changes import changes
from present.formats import STILL_SETTLING, plain, value, with_unit
from present.limits import limits
from present.ranges import least_sure_figures
from present.report.outline import MOST_PHRASES
from present.report.report import Report
from present.sentences import AsText
from present.text_layout import counted, joined, upper_first
from present.tiles import EITHER_WAY
from present.verdict_headline import verdict_in_short
from sim import KPIS, Scenario

MOST_WORDS = 20
"""In one sentence."""
MOST_SURENESS_LINES = 2


def centre_in_words(scenario: Scenario) -> str:
    """The size of a centre in one sentence."""
    people, days = sum(team.agents for team in scenario.teams), len(scenario.demand.open.days)
    return (
        f"{counted(people, 'person', 'people')}, {plain(scenario.demand.calls_per_day, 0)} new issues a day, open "
        f"{counted(days, 'day', 'days')} a week."
    )


def what_is_done(report: Report, as_text: AsText = str) -> str:
    """What a scenario changes, in a few words; its name where these would be many, if that is short."""
    (side,) = report.sides
    phrases = [part.phrase for part in changes(side.pair.baseline.scenario, side.pair.current.scenario)]
    if 0 < len(phrases) <= MOST_PHRASES and len(" ".join(phrases).split()) < MOST_WORDS - 6:
        return as_text(upper_first(joined(phrases)))
    return as_text(side.name) if is_short(side.name) else "Your guess"


def answer_lines(report: Report, as_text: AsText = str) -> list[str]:
    """What stands below the answer's heading: each of several scenarios; of one what it costs."""
    if len(report.sides) > 1:
        lines = [f"Compared with **{as_text(report.baseline_name)}**:"]
        if not report.allows_verdict:
            return [*lines, f"{upper_first(STILL_SETTLING)}."]
        return [*lines, *(f"**{as_text(side.name)}**: {verdict_in_short(side)}." for side in report.sides)]
    cost = KPIS["cost_per_resolved"]
    if not report.is_comparison:
        currency = report.baseline.scenario.costs.currency
        amount = value(cost, report.alone.figure(cost.key).mean, currency)
        return [f"{targets_in_short(report.baseline)}.", f"{cost.name}: **{as_text(amount)}**."]
    cell = report.sides[0].cell(cost.key)
    if cell.figure.mean is None or cell.before.mean is None:
        return [f"{cost.name}: {cell.word}."]
    shown = report.sides[0].pair.shown(cost.key)
    now = as_text(with_unit(shown.current_text, cell.currency))
    doubt = f"; {EITHER_WAY}" if cost.key in report.doubted[0] else ""
    return [f"{cost.name}: **{now}** instead of {shown.before_text} ({as_text(cell.verdict.short)}{doubt})."]


def sureness_lines(report: Report, as_text: AsText = str) -> list[str]:
    """What turns a difference the other way, all of it; then what makes one smaller, two sentences in all."""
    found = [
        one
        for side, ranges in zip(report.sides, report.ranges, strict=False)
        for one in least_sure_figures(ranges, side.pair)
    ]
    turned, smaller = ([one for one in found if one.turns is turns] for turns in (True, False))
    shown = [*turned, *smaller[: max(0, MOST_SURENESS_LINES - len(turned))]]
    return [as_text(f"If {one.condition}: {one.moved} instead of {one.instead}.") for one in shown]


def room_lines(report: Report) -> list[str]:
    """How much can be lost or taken before a target is missed, of a scenario alone; it is found last."""
    if report.simulated.headroom is None:
        return ["Calculating how much can be lost or taken…"]
    return re.split(r"(?<=\.)\s", headroom_in_words(report.simulated.headroom))


def limit_lines() -> list[str]:
    """What is not shown, the weightiest; the first stands in the heading."""
    return [heading for heading, _ in limits()[1:6]]


def is_short(sentence: str) -> bool:
    """Whether it can be read while somebody talks."""
    return len(sentence.split()) <= MOST_WORDS
