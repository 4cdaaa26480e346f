"""The pictures of a fit, each with its words and its table, for the page and for the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from present.figures import your_data as figures
from present.floor.day import DAY_NAMES
from present.your_data_fit import people_noun
from sim.calendar import HALF_HOURS
from sim.calibrate.fit.estimate import Floats
from sim.calibrate.fit.fit import Fit
from sim.calibrate.reading.tables import Reading
from sim.scenario.fields import WEEKDAYS, Weekday

MOST_KINDS = 4
"""Of calls, that are drawn by themselves."""


@dataclass(frozen=True)
class Picture:
    """`label`: which days or calls it is of, "" for all. `draw` takes a `mode`, "light" or "dark"."""

    key: str
    label: str
    draw: Callable[..., go.Figure]
    words: str
    table: Callable[[], pd.DataFrame]


def pictures(fit: Fit, reading: Reading) -> dict[str, list[Picture]]:
    """Key of a section -> its pictures; sections that show nothing have none."""
    return {
        "arrivals": _arrivals(fit),
        "handle_time": _handle_time(fit, reading),
        "patience": _patience(fit),
        "people": _people(fit),
    }


def days_text(weekdays: Sequence[Weekday]) -> str:
    """ "Monday to Friday", also "Sunday to Thursday"; "Monday, Wednesday" where there are holes."""
    numbers = sorted(WEEKDAYS.index(w) for w in weekdays)
    begins = [n for n in numbers if (n - 1) % 7 not in numbers]
    if len(numbers) > 2 and len(begins) == 1:
        return f"{DAY_NAMES[begins[0]]} to {DAY_NAMES[(begins[0] + len(numbers) - 1) % 7]}"
    return "Every day" if len(numbers) == 7 else ", ".join(DAY_NAMES[n] for n in numbers)


def _kinds_of_days(fit: Fit) -> list[tuple[Weekday, ...]]:
    """Weekdays with the same opening hours of which some day was seen."""
    kinds = [tuple(w for w in names if w in fit.arrivals.profile) for names in fit.counts.kinds()]
    return [names for names in kinds if names and fit.counts.days_of(names)]


def _arrivals(fit: Fit) -> list[Picture]:
    found = []
    for names in _kinds_of_days(fit):
        profile = figures.day_profile(fit.counts, fit.arrivals, names)
        found.append(
            Picture(
                f"arrivals {names[0]}",
                days_text(names),
                partial(figures.arrivals_figure, profile),
                figures.arrivals_in_words(profile),
                partial(figures.arrivals_table, profile),
            )
        )
    return found


def _handle_time(fit: Fit, reading: Reading) -> list[Picture]:
    found = []
    for kind in fit.mix[:MOST_KINDS]:
        times = figures.handle_times(fit.handle_time[kind.name], seconds_of(reading, kind.members))
        found.append(
            Picture(
                f"handle_time {kind.name}",
                kind.name if len(fit.mix) > 1 else "",
                partial(figures.handle_time_figure, times),
                figures.handle_time_in_words(times),
                partial(figures.handle_time_table, times),
            )
        )
    return found


def seconds_of(reading: Reading, members: Sequence[str]) -> Floats | None:
    """Talk and hold of single answered calls of these kinds; None where the files have none."""
    calls = reading.calls
    if calls is None or not len(calls):
        return None
    own = calls[(calls["outcome"] == "answered") & calls["call_type"].isin(members)]
    seconds = (own["talk_s"] + own["hold_s"].fillna(0.0)).dropna().to_numpy(dtype=np.float64)
    return seconds if len(seconds) else None


def _patience(fit: Fit) -> list[Picture]:
    if not fit.patience:
        return []
    named = {name or "All calls": one for name, one in fit.patience.items()}
    drawn = dict(list(named.items())[:MOST_KINDS])
    return [
        Picture(
            "patience",
            "",
            partial(figures.patience_figure, drawn),
            figures.patience_in_words(drawn),
            partial(figures.patience_table, named),
        )
    ]


def _people(fit: Fit) -> list[Picture]:
    found = []
    for names in _kinds_of_days(fit):
        people = people_by_half_hour(fit, names)
        if people is not None:
            found.append(
                Picture(
                    f"people {names[0]}",
                    days_text(names),
                    partial(figures.people_figure, people),
                    figures.people_in_words(people),
                    partial(figures.people_table, people),
                )
            )
    return found


def people_by_half_hour(fit: Fit, weekdays: Sequence[Weekday]) -> figures.PeopleByHalfHour | None:
    """Of like weekdays, while they are open; None where the scenario has nobody then."""
    people, is_open = fit.people, fit.counts.open[weekdays[0]]
    by_day = np.zeros((len(weekdays), HALF_HOURS))
    for row, weekday in enumerate(weekdays):
        for roster in people.rosters:
            if weekday in roster.days:
                for start, end, seats in roster.shifts:
                    np.add.at(by_day[row], np.arange(start, end) % HALF_HOURS, seats)
    if not by_day.any():
        return None
    scenario = by_day.mean(axis=0) * (1.0 - people.shrinkage.value)
    seen = np.full(HALF_HOURS, np.nan)
    if people.on_duty is not None:
        seen = people.on_duty[fit.counts.days_of(weekdays)].mean(axis=0)
    slots = np.flatnonzero(is_open)
    return figures.PeopleByHalfHour(
        tuple(int(i) for i in slots), seen[slots], scenario[slots], people_noun(people.source)
    )
