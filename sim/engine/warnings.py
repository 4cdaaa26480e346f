"""What a valid scenario says that cannot be meant: opening hours without anybody; see also `sim.engine.no_effect`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from sim.clock_text import clock_text
from sim.engine.no_effect import (
    WORTH_MIN,
    days_in_words,
    foreign_wages,
    settings_without_effect,
    shifts_in_closed_hours,
    spread_people,
    unreached_settings,
)
from sim.engine.roster import WEEK, Minutes, cover, plan
from sim.scenario import Scenario, policies
from sim.scenario.hours import END_OF_DAY, HALF_HOUR, half_hours_with_calls
from sim.scenario.memo import memoised

SHOWN = 6
"""So many spans are named, the rest counted."""


@memoised
def scenario_warnings(scenario: Scenario) -> tuple[str, ...]:
    """One sentence for each thing about a scenario that a planner should know before reading its figures.

    Weeks are numbered as in the file, from 0, the first measured one. What a dated change brings has its week.

    >>> from sim import load
    >>> scenario_warnings(load("configs/typical_centre.yaml"))
    ()
    """
    found: list[str] = []
    before: set[str] = set()
    for week, policy in policies(scenario):
        sentences = [
            *unstaffed(policy),
            *spread_people(policy),
            *shifts_in_closed_hours(policy),
            *settings_without_effect(policy),
            *foreign_wages(policy),
        ]
        when = f"From week {week} on: " if policy is not scenario and week > 0 else ""
        found += [f"{when}{sentence}" for sentence in sentences if sentence not in before]
        before = set(sentences)
    return tuple(dict.fromkeys([*found, *unreached_settings(scenario)]))


def unstaffed(s: Scenario, *, with_breaks: bool = True) -> Iterator[str]:
    """Times at which people call and nobody is there, for anybody, for a kind of call or for those transferred.

    `with_breaks`: also times at which everybody rostered has a break of a quarter of an hour or longer, as planned.
    """
    at_work, on_phones = (
        [_cover(s, number, breaks) for number in range(len(s.teams))] for breaks in (False, True)
    )
    calls = _calls(s)
    nobody = _spans(s, calls & ~_any(at_work))
    if nobody:
        yield f"Nobody is rostered while the centre is open: {nobody}."
    breaks = _spans(s, calls & _any(at_work) & ~_any(on_phones)) if with_breaks else ""
    if breaks:
        yield f"Everybody rostered has a break while the centre is open: {breaks}."
    passes_on = s.callers.pass_on > 0.0 or s.callers.pass_on_pressed > 0.0
    for kind in s.call_types:
        able = [i for i, team in enumerate(s.teams) if team.handles == "all" or kind.name in team.handles]
        there, free = (_any([cover[i] for i in able]) for cover in (at_work, on_phones))
        missing = _spans(s, calls & ~there)
        if missing and missing != nobody:
            yield f"Nobody who takes {kind.name} calls is rostered: {missing}."
        away = _spans(s, calls & there & ~free) if with_breaks else ""
        if away and away != breaks:
            yield f"Everybody rostered who takes {kind.name} calls has a break: {away}."
        for number, team in enumerate(s.teams):
            if passes_on and team.name == kind.escalates_to:
                empty = _spans(s, calls & there & ~at_work[number])
                if empty:
                    yield f"{kind.name} calls are transferred to {team.name} while nobody in it is rostered: {empty}."


def _any(covers: Sequence[Minutes]) -> Minutes:
    return np.logical_or.reduce(covers, axis=0) if covers else np.zeros(WEEK, bool)


def _cover(s: Scenario, number: int, without_breaks: bool) -> Minutes:
    """When somebody of a team is rostered, or, `without_breaks`, rostered and not on a planned break."""
    team = s.teams[number]
    if team.shifts == "always":
        return np.full(WEEK, team.agents > 0)
    return cover(plan(team, s.demand.open), WORTH_MIN if without_breaks else math.inf)


def _calls(s: Scenario) -> Minutes:
    """When people call."""
    out = np.zeros(WEEK, bool)
    for day, minute in half_hours_with_calls(s):
        begin = (day * END_OF_DAY + minute) % WEEK
        out[begin : begin + HALF_HOUR] = True
    return out


def _spans(s: Scenario, bare: Minutes) -> str:
    """These minutes by opening: "Mon–Fri 17:30–18:00, Sat 08:00–12:00"; "" for none."""
    if not bare.any():
        return ""
    by_span: dict[tuple[int, int], list[int]] = {}
    by_day: dict[int, list[int]] = {}
    for day, minute in half_hours_with_calls(s):
        begin = (day * END_OF_DAY + minute) % WEEK
        by_day.setdefault(day, []).extend(
            minute + i for i in np.flatnonzero(bare[begin : begin + HALF_HOUR]).tolist()
        )
    for day, minutes in by_day.items():
        for run in np.split(minutes, np.flatnonzero(np.diff(minutes) > 1) + 1) if minutes else ():
            by_span.setdefault((int(run[0]), int(run[-1]) + 1), []).append(day)
    parts = [f"{days_in_words(days)} {_clock(start)}–{_clock(end)}" for (start, end), days in by_span.items()]
    more = f" and {len(parts) - SHOWN} more" if len(parts) > SHOWN else ""
    return ", ".join(parts[:SHOWN]) + more


def _clock(minute: int) -> str:
    return clock_text(minute if minute <= END_OF_DAY else minute - END_OF_DAY)
