"""The day in words: what the player shows, for those who read or listen."""

from __future__ import annotations

import math

import pandas as pd

from present.floor.day import Day
from present.floor.snapshot import Moment, longest_line, minutes_in_words, moment
from present.floor.week_record import WeekRecord
from present.formats import ASSUMED
from present.locale import whole
from present.text_layout import counted, plural, together, upper_first
from sim import Scenario
from sim.clock_text import clock_text
from sim.record import DayStatus

STEP_MIN = 30.0


def moments(day: Day) -> list[Moment]:
    """The floor at every half-hour at which anybody is there or waits."""
    first = math.ceil((day.start - day.midnight) / STEP_MIN)
    last = math.floor((day.end - day.midnight) / STEP_MIN)
    all_moments = [moment(day, day.midnight + k * STEP_MIN) for k in range(first, last + 1)]
    return [m for m in all_moments if m.on_duty or m.waiting]


def sentence(day: Day, at: Moment) -> str:
    """One half-hour: "7 callers waiting, the longest for 4 min; 9 of 38 agents with difficult or upset callers"."""
    if at.waiting == 0:
        parts = ["nobody waiting"]
    else:
        who = "1 caller waiting" if at.waiting == 1 else f"{at.waiting} callers waiting, the longest"
        parts = [f"{who} for {minutes_in_words(at.longest_min)}"]
        if at.difficult_waiting:
            parts[0] += (
                f", {at.difficult_waiting} of them difficult" if at.waiting > 1 else ", a difficult one"
            )
    if at.most_waiting > at.waiting:
        parts[0] += f" (up to {at.most_waiting} within this half-hour)"
    if at.on_duty == 0:
        parts.append("no agent on duty")
    else:
        agents = plural(at.on_duty, "agent", "agents")
        hostile = f", {at.hostile} with difficult or upset callers" if at.hostile else ""
        parts.append(f"{at.on_calls} of {at.on_duty} {agents} on calls{hostile}")
        if at.at_rest:
            parts.append(f"{at.at_rest} on a break, in a pause or in a course")
        if day.has_strain:
            parts.append(f"average strain {at.strain * 100.0:.0f} of 100")
    words = "; ".join(parts)
    return f"{upper_first(words)}."


def table(day: Day) -> pd.DataFrame:
    """The half-hours as numbers, units in the column names."""
    rows = []
    for at in moments(day):
        row = {
            "Time": clock_text(at.time - day.midnight),
            "Waiting (callers)": at.waiting,
            "Most waiting in the half-hour (callers)": at.most_waiting,
            "Longest wait so far (min)": round(at.longest_min, 1),
            "On duty (agents)": at.on_duty,
            "On calls (agents)": at.on_calls,
            "With difficult or upset callers (agents)": at.hostile,
            "Break, pause or course (agents)": at.at_rest,
        }
        if day.has_strain:
            row[f"Average strain{ASSUMED} (of 100)"] = round(at.strain * 100.0) if at.on_duty else None
        rows.append(row)
    return pd.DataFrame(rows)


def in_words(day: Day) -> str:
    """A sentence for every half-hour, as a table in Markdown."""
    rows = [
        f"| {clock_text(at.time - day.midnight)} | {together(sentence(day, at))} |" for at in moments(day)
    ]
    return "\n".join(["| Time | What is happening |", "|---|---|", *rows])


def summary(day: Day) -> str:
    """The whole day in a few sentences; also the text alternative of its picture."""
    m = day.moments
    if not len(m["called"]) and not len(day.waits.joined):
        return f"{day.name}: nobody called. {people(day)}"
    came, answered = counted(len(m["called"]), "call", "calls"), len(m["answered"])
    parts = [f"{day.name}: {came} came in and {whole(answered)} {plural(answered, 'was', 'were')} answered"]
    lost = [
        (len(m["hung_up"]), "abandoned"),
        (len(m["turned_away"]), "turned away by a full queue"),
        (len(m["not_served"]), "not served before closing"),
    ]
    parts += [f"{whole(n)} {words}" for n, words in lost if n]
    text = ", ".join(parts) + "."
    later = len(m["lost_later"])
    if later:
        were = plural(later, "was", "were")
        text += f" {whole(later)} of those answered {were} transferred and then lost while waiting again."
    worst = longest_line(day)
    if worst is not None:
        text += f" The queue was longest at {clock_text(worst[0] - day.midnight)}, with {worst[1]} waiting."
    if len(m["closed"]):
        ended = counted(len(m["closed"]), "call was", "calls were")
        text += f" {ended} ended under the rule before the caller was done."
    if day.has_strain:
        strained = [(at.strain, at.time) for at in moments(day) if at.on_duty]
        if strained:
            most, when = max(strained)
            text += (
                f" Average strain{ASSUMED} was highest at {clock_text(when - day.midnight)}: "
                f"{most * 100.0:.0f} of 100."
            )
    return f"{text} {people(day)}"


def people(day: Day) -> str:
    """Who was there and who was not: "38 people worked; 2 were sick; 1 was away; 1 position was vacant." """
    worked = sum(not s.absent for s in day.seats)
    parts = [f"{counted(worked, 'person', 'people')} worked"]
    for status, one, many in (
        (DayStatus.SICK, "was sick", "were sick"),
        (DayStatus.AWAY, "was away", "were away"),
        (DayStatus.TRAINING, "was in training", "were in training"),
        (DayStatus.OFF, "had a day off", "had their day off"),
        (DayStatus.VACANT, "position was vacant", "positions were vacant"),
    ):
        count = sum(bool(s.absent) and s.status is status for s in day.seats)
        if count:
            parts.append(counted(count, one, many))
    return "; ".join(parts) + "."


def week_name(scenario: Scenario, week: int) -> str:
    """ "Week 5 (after the change)": where it stands to the scenario's dated changes."""
    name, dates = f"Week {week + 1}", [c.week for c in scenario.changes]
    if not dates:
        return name
    past = sum(date <= week for date in dates)
    if len(dates) == 1:
        return f"{name} ({'after' if past else 'before'} the change)"
    if past == 0:
        return f"{name} (before the changes)"
    return (
        f"{name} (after {past} of {len(dates)} changes)"
        if past < len(dates)
        else f"{name} (after all changes)"
    )


def replay_source_in_words(first: WeekRecord, second: WeekRecord | None, *, waiting: bool = False) -> str:
    """Which engine's record is replayed. `second`: SimPy's, where the fast engine gave `first`."""
    calls = counted(first.calls, "call", "calls")
    if waiting:
        return (
            f"From the fast engine's record of this week's {calls}. "
            "SimPy is simulating the same week to check it."
        )
    if second is None:
        return f"Replayed from this week's {calls} by SimPy, the reference engine."
    if second.mark == first.mark:
        return f"Checked: SimPy, the reference engine, gave the same {calls} in this week, to the last bit."
    return (
        f"Alarm: SimPy, the reference engine, gave another record of this week ({whole(second.calls)} calls instead of "
        f"{whole(first.calls)}). Do not rely on this picture, and please report it."
    )
