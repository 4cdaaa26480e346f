"""Contracts: which shifts people may be given, with which breaks, on how many days and with how much rest."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise, product, zip_longest
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import model_validator

from sim.clock_text import clock_text, minutes_of
from sim.scenario import MAX_BYTES, Scenario, ScenarioError, read_yaml
from sim.scenario.errors import check_unique, shown
from sim.scenario.fields import WEEKDAYS, Clock, Model, Name, Sequence_, Weekday, choice, quantity
from sim.scenario.hours import END_OF_DAY, HALF_HOUR, opening
from sim.scenario.people import Break, Team
from sim.scenario.validation import validated

WHOLE_MIN = 5
"""All times are multiples of this."""
MOST_PLACEMENTS = 2000
"""Ways to place breaks whose windows overlap."""
USUAL_HOURS = 8.0
"""Length of a shift for a team that has none."""
BREAK_GRID_MIN = 15


class BreakRule(Model):
    minutes: int = quantity(15, "min", "length of the break", gt=0.0, le=240.0)
    earliest_min: int = quantity(
        ..., "min", "it begins at least so long after the start of the shift", le=960
    )
    latest_min: int = quantity(..., "min", "it begins at most so long after the start of the shift", le=960)
    grid_min: int = quantity(BREAK_GRID_MIN, "min", "steps from the earliest to the latest", gt=0.0, le=240.0)
    paid: bool = choice(True, "whether the break is paid")
    shift_hours: float = quantity(0.0, "h", "shifts of at least this length have it", le=16.0)

    @property
    def placements(self) -> range:
        """When it may begin, in minutes after the start of the shift."""
        return range(self.earliest_min, self.latest_min + 1, self.grid_min)


class Contract(Model):
    name: Name = choice(..., "name of the contract")
    hours: Annotated[tuple[float, ...], Sequence_] = choice(
        (USUAL_HOURS,), "lengths a shift may have, from start to end, h", min_length=1, max_length=33
    )
    earliest_start: Clock = choice("00:00", "earliest start of a shift")
    latest_start: Clock | None = choice(
        None, "latest start, after midnight where it is earlier than the earliest; none: until midnight"
    )
    latest_end: Clock | None = choice(
        None, "latest end, on the next day where it is not later than the earliest start; none: no limit"
    )
    start_grid_min: int = quantity(HALF_HOUR, "min", "steps from the earliest start on", gt=0.0, le=480.0)
    days: Annotated[tuple[Weekday, ...], Sequence_] = choice(
        WEEKDAYS, "weekdays on which a shift may begin", min_length=1
    )
    days_per_week: int = quantity(5, "days", "days a week each person works", ge=1, le=7)
    days_off_in_a_row: bool = choice(True, "whether the days off among these days follow one another")
    breaks: Annotated[tuple[BreakRule, ...], Sequence_] = choice(
        (), "breaks in the order in which they are taken", max_length=20
    )
    people_min: int = quantity(0, "people", "at least so many people", le=5000)
    people_max: int | None = quantity(None, "people", "at most so many people; none: no limit", le=5000)
    share_min: float = quantity(0.0, "share", "at least this share of all people")
    share_max: float = quantity(1.0, "share", "at most this share of all people")
    pay_factor: float = quantity(1.0, "", "pay for an hour, as a multiple of the team's", le=100.0)

    def starts(self, hours: float) -> list[int]:
        """When a shift of this length may start, minutes since midnight, below 24 h."""
        first = minutes_of(self.earliest_start)
        last = END_OF_DAY - 1
        if self.latest_start is not None:
            last = minutes_of(self.latest_start)
            last += END_OF_DAY if last < first else 0
        if self.latest_end is not None:
            end = minutes_of(self.latest_end)
            last = min(last, (end if end > first else end + END_OF_DAY) - round(hours * 60))
        return [start % END_OF_DAY for start in range(first, last + 1, self.start_grid_min)]

    def day_sets(self) -> list[tuple[int, ...]]:
        """The weekdays one person may work, 0 = Monday, in a fixed order."""
        days = sorted(WEEKDAYS.index(day) for day in self.days)
        if not self.days_off_in_a_row:
            return list(combinations(days, self.days_per_week))
        turned = (days[k:] + days[:k] for k in range(len(days)))
        return sorted({tuple(sorted(one[: self.days_per_week])) for one in turned})

    def breaks_in(self, hours: float) -> tuple[BreakRule, ...]:
        """The breaks of a shift of this length."""
        return tuple(one for one in self.breaks if hours >= one.shift_hours)

    def paid_hours(self, hours: float) -> float:
        """What is paid of a shift of this length, h."""
        return hours - sum(one.minutes for one in self.breaks_in(hours) if not one.paid) / 60.0

    def break_groups(self, hours: float) -> list[list[tuple[tuple[int, int], ...]]]:
        """Groups of breaks -> how a group may lie: (begins after the start, minutes) of each break in it.

        Breaks whose windows overlap are one group, placed together, in order; groups do not restrict one another.
        """
        groups: list[list[BreakRule]] = []
        until = 0
        for one in self.breaks_in(hours):
            if groups and one.earliest_min < until:
                groups[-1].append(one)
            else:
                groups.append([one])
            until = max(until, one.latest_min + one.minutes)
        return [list(_in_order(group)) for group in groups]

    def times_min(self) -> Iterator[int]:
        """All that the times of its shifts and breaks are sums and multiples of, minutes."""
        yield from (minutes_of(self.earliest_start), self.start_grid_min)
        yield from (round(hours * 60) for hours in self.hours)
        for one in self.breaks:
            yield from (one.minutes, one.earliest_min, one.grid_min)


def _in_order(group: list[BreakRule]) -> Iterator[tuple[tuple[int, int], ...]]:
    """The placements of a group in which no break begins before the one before it has ended."""
    if math.prod(len(one.placements) for one in group) > MOST_PLACEMENTS:
        raise ScenarioError(
            "breaks",
            f"more than {MOST_PLACEMENTS:,} ways to place breaks whose windows overlap; set the windows apart",
        )
    for begins in product(*(one.placements for one in group)):
        placed = tuple((begin, one.minutes) for begin, one in zip(begins, group, strict=True))
        if all(before + minutes <= after for (before, minutes), (after, _) in pairwise(placed)):
            yield placed


class Contracts(Model):
    """All contracts of a team. Read them with `load_contracts`, or derive them with `contracts_from_team`."""

    contracts: Annotated[tuple[Contract, ...], Sequence_] = choice(
        ..., "contracts", min_length=1, max_length=32
    )
    rest_hours: float = quantity(11.0, "h", "rest between the end of a shift and the next start", le=24.0)
    same_start_all_week: bool = choice(True, "whether a person has the same shift on all days of the week")
    people_max: int | None = quantity(None, "people", "at most so many people; none: no limit", le=50_000)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        check_unique("contracts", [one.name for one in self.contracts])
        for one in self.contracts:
            _check(one, f"contracts.{one.name}", self)
        least = math.fsum(one.share_min for one in self.contracts)
        most = math.fsum(one.share_max for one in self.contracts)
        if least > 1.0 + 1e-9 or most < 1.0 - 1e-9:
            raise ScenarioError(
                "contracts", f"shares of people are at least {least:g} and at most {most:g} together, not 1"
            )
        needed = sum(one.people_min for one in self.contracts)
        if self.people_max is not None and needed > self.people_max:
            raise ScenarioError(
                "people_max", f"{self.people_max} is below the {needed} that the contracts need together"
            )
        return self

    def enough_rest(self, days: tuple[int, ...], hours: float) -> bool:
        """Whether the same shift on these weekdays, week after week, leaves the rest between two shifts."""
        gaps = ((after - day - 1) % 7 + 1 for day, after in zip(days, (*days[1:], days[0]), strict=True))
        return min(gaps) * 24.0 - hours >= self.rest_hours - 1e-9


def _check(one: Contract, place: str, all_: Contracts) -> None:
    """Raise ScenarioError where a contract contradicts itself or allows no shift."""
    check_unique(f"{place}.days", one.days)
    if one.days_per_week > len(one.days):
        raise ScenarioError(
            f"{place}.days_per_week", f"{one.days_per_week}, but shifts begin on {len(one.days)} days alone"
        )
    if one.people_max is not None and one.people_min > one.people_max:
        raise ScenarioError(f"{place}.people_min", f"{one.people_min} is above people_max, {one.people_max}")
    if one.share_min > one.share_max:
        raise ScenarioError(f"{place}.share_min", f"{one.share_min:g} is above share_max, {one.share_max:g}")
    for hours in one.hours:
        if not 0.0 < hours <= 16.0 or abs(hours * 60.0 - round(hours * 60.0)) > 1e-6:
            raise ScenarioError(
                f"{place}.hours", f"{hours:g} is not a length in whole minutes of at most 16 h"
            )
    odd = next((minutes for minutes in one.times_min() if minutes % WHOLE_MIN), None)
    if odd is not None:
        raise ScenarioError(place, f"{odd} min: times are multiples of {WHOLE_MIN} min")
    for number, rule in enumerate(one.breaks, 1):
        if rule.latest_min < rule.earliest_min:
            raise ScenarioError(
                f"{place}.breaks.item {number}.latest_min",
                f"{rule.latest_min} is before earliest_min, {rule.earliest_min}",
            )
    for hours in one.hours:
        ends = max((rule.placements[-1] + rule.minutes for rule in one.breaks_in(hours)), default=0)
        if ends > hours * 60.0:
            raise ScenarioError(
                f"{place}.breaks", f"a break may end {ends} min after the start, past a shift of {hours:g} h"
            )
        if not all(one.break_groups(hours)):
            raise ScenarioError(f"{place}.breaks", f"a shift of {hours:g} h cannot hold them in this order")
    if not any(one.starts(hours) for hours in one.hours):
        raise ScenarioError(
            f"{place}.latest_end" if one.latest_end else f"{place}.latest_start",
            f"no shift of {shown(list(one.hours))} h fits after {one.earliest_start}",
        )
    if not any(all_.enough_rest(days, hours) for days in one.day_sets() for hours in one.hours):
        raise ScenarioError(
            f"{place}.hours",
            f"no length leaves a rest of {all_.rest_hours:g} h on {one.days_per_week} days a week",
        )


def contracts_from_bytes(raw: bytes) -> Contracts:
    """Contracts from the bytes of a YAML file of at most 500 kB. Raises ScenarioError."""
    if len(raw) > MAX_BYTES:
        raise ScenarioError("", f"larger than {MAX_BYTES // 1000} kB; these are no contracts")
    try:
        return validated(Contracts, read_yaml(raw.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise ScenarioError("", "this is not UTF-8 text") from None


def load_contracts(path: str | os.PathLike[str]) -> Contracts:
    """Contracts from a YAML file. Raises ScenarioError that begins with the file's name."""
    try:
        return contracts_from_bytes(Path(path).read_bytes())
    except OSError as error:
        raise ScenarioError("", f"{path}: {error.strerror or 'cannot be read'}") from None
    except ScenarioError as error:
        raise ScenarioError("", f"{path}: {error}") from None


def contracts_from_team(scenario: Scenario, team: Team) -> Contracts:
    """What a team works today, freed: its lengths, days and breaks, at any start within the opening hours.

    A team that is always on duty gets shifts of 8 h. Breaks may lie anywhere in their stagger, up to half-way to the
    next one.
    """
    spans = {day: opening(scenario.demand.open, day) for day in scenario.demand.open.days}
    opens, closes = min(one[0][0] for one in spans.values()), max(one[-1][1] for one in spans.values())
    days = scenario.demand.open.days
    if team.shifts != "always" and all(shift.days for shift in team.shifts):
        days = tuple(day for day in WEEKDAYS if any(day in (shift.days or ()) for shift in team.shifts))
    lengths = [USUAL_HOURS] if team.shifts == "always" else [shift.hours for shift in team.shifts]
    hours = sorted({min(_whole(60.0 * length), closes - opens) / 60.0 for length in lengths})
    return Contracts(
        contracts=(
            Contract(
                name=team.name,
                hours=tuple(hours),
                earliest_start=clock_text(opens),
                latest_end=None
                if closes - opens >= END_OF_DAY
                else clock_text((closes - 1) % END_OF_DAY + 1),
                days=days,
                days_per_week=min(team.days_per_week, len(days)),
                breaks=tuple(_windows(team.breaks, round(60.0 * hours[0]))),
            ),
        )
    )


def contracts_with(
    usual: Contracts,
    *,
    hours: Iterable[float],
    earliest_start: str,
    latest_end: str,
    days_per_week: int,
    rest_hours: float,
) -> Contracts:
    """The same contracts with other lengths, times of day, days a week and rest; breaks that do not fit are left out.

    `latest_end`: "24:00" for no limit. Raises ScenarioError where nothing is left.
    """
    freed: dict[str, Any] = {"hours": sorted(hours), "earliest_start": earliest_start}
    freed["latest_end"] = None if latest_end == "24:00" else latest_end
    contracts = [
        {
            **one.model_dump(),
            **freed,
            "days_per_week": min(days_per_week, len(one.days)),
            "breaks": [_where_it_fits(rule) for rule in one.breaks],
        }
        for one in usual.contracts
    ]
    return validated(Contracts, {**usual.model_dump(), "contracts": contracts, "rest_hours": rest_hours})


def _where_it_fits(rule: BreakRule) -> dict[str, Any]:
    """For shifts in which it ends before they do."""
    least = max(rule.shift_hours, (rule.latest_min + rule.minutes) / 60.0)
    return {**rule.model_dump(), "shift_hours": least}


def _whole(minutes: float) -> int:
    return max(WHOLE_MIN, WHOLE_MIN * round(minutes / WHOLE_MIN))


def _windows(breaks: tuple[Break, ...], shift_min: int) -> Iterator[BreakRule]:
    """A window for each break, the staggered moments of all colleagues, cut where the next one begins."""
    free = 0
    in_order = sorted(breaks, key=lambda one: one.after_min)
    for one, after in zip_longest(in_order, in_order[1:]):
        minutes, half = _whole(one.minutes), one.stagger_min / 2.0
        end = shift_min if after is None else (one.after_min + one.minutes + after.after_min) / 2.0
        earliest = max(free, WHOLE_MIN * round((one.after_min - half) / WHOLE_MIN))
        latest = max(earliest, WHOLE_MIN * math.floor(min(one.after_min + half, end - minutes) / WHOLE_MIN))
        free = latest + minutes
        if free <= shift_min:
            yield BreakRule(minutes=minutes, earliest_min=earliest, latest_min=latest)
