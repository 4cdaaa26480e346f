"""Settings of a valid scenario that do nothing: in closed hours, out of the run's reach, switched off by another."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sim.engine.roster import days_of, people_by_shift, plan
from sim.scenario import Scenario, policies
from sim.scenario.demand import SpecialDay
from sim.scenario.fields import WEEKDAYS
from sim.scenario.hours import END_OF_DAY, opening, special_days
from sim.scenario.people import Break, Shift, Team

SHOWN = 3
"""So many settings are named that have no effect for one reason, the rest counted."""
WORTH_MIN = 15.0
"""Breaks from this length on are worth a sentence."""
ALL_DAYS = 7
"""Days a week that are a way to say no days off."""


def days_in_words(days: Sequence[int]) -> str:
    """ "Mon–Fri", or each day by itself where they do not follow one another."""
    names = [WEEKDAYS[day].capitalize() for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]}–{names[-1]}"
    return ", ".join(names)


def _idle_days(s: Scenario, shift: Shift) -> list[int]:
    """Weekdays on which a shift is worked and meets no open hour."""
    covering = days_of(shift.model_copy(update={"days": None}), s.demand.open)
    return [day for day in days_of(shift, s.demand.open) if day not in covering]


def shifts_in_closed_hours(s: Scenario) -> Iterator[str]:
    """Shifts that never meet an open hour."""
    for team in s.teams:
        for number, shift in enumerate(team.listed_shifts, 1):
            idle = _idle_days(s, shift)
            where = f"Team {team.name}, shift {number} ({shift.start}, {shift.hours:g} h)"
            if not days_of(shift, s.demand.open):
                yield f"{where} covers no opening hours on any day, so nobody works it."
            elif idle:
                yield f"{where} covers no opening hours on {days_in_words(idle)}: paid, but without calls."


def spread_people(s: Scenario) -> Iterator[str]:
    """Teams of other than as many people as their shifts count."""
    for team in s.teams:
        if team.counted not in (None, team.agents):
            yield (
                f"Team {team.name} has {team.agents} people and its shifts count {team.counted}: the people are spread "
                "over the shifts in proportion."
            )


# -- Out of the run's reach --


def unreached_settings(s: Scenario) -> Iterator[str]:
    """Settings that this run never comes to, or that need another to act."""
    in_force = policies(s)
    last_day = 7 * s.horizon.weeks - 1
    runs_over = any(closes > END_OF_DAY for _, closes in opening(s.demand.open, "sun"))
    first_day = -7 * s.horizon.warm_up_weeks - runs_over  # the eve's opening runs into the first day
    for day, special in special_days(s).items():
        policy = [p for week, p in in_force if week <= max(day // 7, in_force[0][0])][-1]
        what = _named(s, special)
        if day < first_day:
            yield f"{what} is before the days simulated, which begin on {_date(s, first_day)}, so it changes nothing."
        elif day > last_day:
            yield f"{what} is after the days simulated, which end on {_date(s, last_day)}, so it changes nothing."
        elif not opening(policy.demand.open, WEEKDAYS[day % 7]) and not (
            special.closed and _works_idly(policy, day % 7)
        ):
            weekday = WEEKDAYS[day % 7].capitalize()
            yield f"{what}: the centre does not open on that {weekday} anyway, so it changes nothing."
    for kind, course in (("coping", s.training.coping), ("script", s.training.script)):
        late = [week for week in course.weeks if week >= s.horizon.weeks]
        if late:
            yield (
                f"training.{kind}.weeks: week {late[0]} is past the last week simulated, {s.horizon.weeks - 1}, "
                "so it changes nothing."
            )
        elif course.effect > 0.0 and not course.weeks:
            yield f"training.{kind} has an effect but no week in which it is given, so it changes nothing."


def _named(s: Scenario, special: SpecialDay) -> str:
    field = "special_days" if special in s.demand.special_days else "closed_days"
    return f"demand.{field}: {special.date or f'{special.day} of week {special.week}'}"


def _date(s: Scenario, day: int) -> str:
    assert s.horizon.start_date is not None, "checked before: only dates can lie out of reach"
    return str(datetime.date.fromisoformat(s.horizon.start_date) + datetime.timedelta(days=day))


def _works_idly(s: Scenario, weekday: int) -> bool:
    """Whether somebody works on this weekday without any opening: a closed day takes that shift away."""
    return any(weekday in _idle_days(s, shift) for team in s.teams for shift in team.listed_shifts)


# -- Switched off by another setting --


def settings_without_effect(s: Scenario) -> list[str]:
    """Settings that another one leaves without effect, one sentence for each reason."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for path, reason in (*_of_demand(s), *_of_calls(s), *_of_rules(s), *_of_teams(s)):
        by_reason[reason].append(path)
    return [
        f"{_listed(paths)}: no effect{' ' if reason.startswith('for ') else ', because '}{reason}."
        for reason, paths in by_reason.items()
    ]


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + more


Reasons = Iterator[tuple[str, str]]
"""(path, why it has no effect)."""


def foreign_wages(s: Scenario) -> Iterator[str]:
    """Teams whose pay is the default number in another currency than the default's."""
    currency, usual = s.costs.currency, type(s.costs).model_fields["currency"].default
    unpaid = [team for team in s.teams if not _given(team, "wage_per_hour")]
    if unpaid and currency != usual:
        paths = _listed([f"teams.{team.name}.wage_per_hour" for team in unpaid])
        wage = f"{unpaid[0].wage_per_hour:g}"
        yield f"{paths}: the default wage, {wage} {usual}, is read as {wage} {currency}; give your own."


def _given(model: Any, *names: str) -> list[str]:
    """Those of the fields that are not as by default."""
    return [name for name in names if getattr(model, name) != type(model).model_fields[name].default]


def _of_demand(s: Scenario) -> Reasons:
    if s.demand.intraday_cv == 0.0:
        for name in _given(s.demand, "intraday_correlation"):
            yield f"demand.{name}", "intraday_cv is 0"
    profiles = s.demand.profile if isinstance(s.demand.profile, dict) else {}
    for name, by_day in (("weekday_factor", s.demand.weekday_factor), ("profile", profiles)):
        for day in by_day:
            if day not in s.demand.open.days:
                yield f"demand.{name}.{day}", "the centre does not open on that day"


def _of_calls(s: Scenario) -> Reasons:
    for kind in s.call_types:
        need, patience = kind.need, kind.patience
        if need.distribution in ("exponential", "deterministic", "empirical"):
            fields = ("cv", "mean_min") if need.distribution == "empirical" else ("cv",)
            for name in _given(need, *fields):
                yield f"call_types.{kind.name}.need.{name}", f"the work needed is {need.distribution}"
        if patience.distribution != "weibull":
            fields = ("shape", "mean_min") if patience.distribution == "none" else ("shape",)
            for name in _given(patience, *fields):
                reason = "nobody hangs up" if patience.distribution == "none" else "patience is exponential"
                yield f"call_types.{kind.name}.patience.{name}", reason


def _of_rules(s: Scenario) -> Reasons:
    if s.rules.handle_time_cap.minutes is not None and s.rules.handle_time_cap.enforcement == 0.0:
        yield "rules.handle_time_cap.minutes", "its enforcement is 0"
    if s.rules.quota.calls_per_shift is not None and s.rules.quota.enforcement == 0.0:
        yield "rules.quota.calls_per_shift", "its enforcement is 0"


def _of_teams(s: Scenario) -> Reasons:
    for team in s.teams:
        shifts, place = team.listed_shifts, f"teams.{team.name}"
        if not team.agents:
            continue
        if not shifts:
            open_days = len(s.demand.open.days)
            if _given(team, "days_per_week") and open_days < team.days_per_week < ALL_DAYS:
                yield f"{place}.days_per_week", f"the team is always on duty, on all {open_days} open days"
            continue
        most = max(len(days_of(shift, s.demand.open)) for shift in shifts)
        if _given(team, "days_per_week") and most < team.days_per_week < ALL_DAYS:
            yield f"{place}.days_per_week", f"no shift of the team is worked on more than {most} days a week"
        for number, (shift, people) in enumerate(zip(shifts, people_by_shift(team), strict=True), 1):
            item, part = f"{place}.shifts.item {number}", f"a share of {shift.share:g}"
            if not people and shift.agents != 0:
                part = part if shift.agents is None else f"{shift.agents} in {team.counted}"
                yield item, f"{part} of {team.agents} people is nobody"
            if people and shift.breaks:
                yield from _late_breaks(s, team, [shift], shift.breaks, item, people, "the shift")
        of_team = [shift for shift in shifts if shift.breaks is None]
        if of_team:
            whose = "every shift" if len(of_team) == len(shifts) else "every shift without its own"
            yield from _late_breaks(s, team, of_team, team.breaks, place, team.agents, whose)
        elif team.breaks:
            yield f"{place}.breaks", "every shift has breaks of its own"


def _late_breaks(
    s: Scenario,
    team: Team,
    shifts: Sequence[Shift],
    breaks: Sequence[Break],
    place: str,
    of_people: int,
    whose: str,
) -> Reasons:
    """Breaks of these shifts of a team that would end after them, for some or all of their people."""
    for number, pause in enumerate(breaks, 1):
        latest = pause.after_min + pause.stagger_min / 2.0 + pause.minutes
        if pause.minutes < WORTH_MIN or all(latest <= shift.hours * 60.0 for shift in shifts):
            continue
        alone = [
            shift.model_copy(update={"breaks": (pause,) if any(shift is one for one in shifts) else ()})
            for shift in team.listed_shifts
        ]
        plans = plan(team.model_copy(update={"shifts": tuple(alone)}), s.demand.open)
        # of each person whose shift the break's own time lies in: on each day, whether it would end too late
        of_days = [
            [taken.after_min + pause.minutes > p.minutes for of_day in p.breaks for taken in of_day]
            for p in plans
            if pause.after_min < p.minutes
        ]
        too_late = [days for days in of_days if days]
        late = sum(map(any, too_late))
        if all(map(all, too_late)):
            yield (
                f"{place}.breaks.item {number}",
                f"it would end after the end of {whose}, so nobody takes it",
            )
        elif late:
            some = "" if late == sum(map(all, too_late)) else " on some of their days"
            yield (
                f"{place}.breaks.item {number}",
                f"for {late} of {of_people} people{some}, because it would end after their shift",
            )
