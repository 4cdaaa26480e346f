"""A roster in a planner's words: what it takes, whether it keeps its promise, what it does beside the one there is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from present import formats
from present.field_names import percent
from present.floor.day import DAY_NAMES
from present.formats import MINUS, plain
from present.locale import whole
from present.pair import Pair
from present.staffing_text import MOST_NAMED, clock, whole_percent
from present.text_layout import counted, joined, lower_first, upper_first
from sim import KPIS, Result
from sim.clock_text import clock_text, minutes_of
from sim.scenario.fields import WEEKDAYS
from sim.scenario.people import Shift
from sim.staffing import ENOUGH, NOT_ENOUGH, OPEN, UNSEEN, Crew, Improvement, ServiceTarget, SimulatedRoster
from sim.staffing.people_on_phones import people_at_work

STRAIN = ("exhaustion_mean", "quits_per_year", "absence")
"""Figures of what a roster does to people."""
COMPARED = ("service_level", "satisfaction_all", *STRAIN, "cost_per_week")
"""Those that matter beside the roster there is now."""


def hours(x: float) -> str:
    """Hours a week: "1,680"; with a decimal where there is one."""
    return whole(x) if abs(x - round(x)) < 0.05 else plain(x, 1)


def money(x: float, currency: str) -> str:
    """An amount in whole units of the currency."""
    return formats.with_unit(whole(x), currency)


def target_in_short(target: ServiceTarget) -> str:
    """ "80% within 20 s"."""
    if target.kpi == "abandonment":
        return f"no more than {percent(target.share)} abandoned"
    return f"{percent(target.share)} within {target.within_s:g} s"


# --- The answer


def headline(found: SimulatedRoster) -> str:
    """What no shift can cover; how many people it takes, whether it keeps the target, what that is beside now."""
    nobody = nobody_in(
        int(found.out_of_reach.sum()), int((found.standing.figure.all.sum(axis=0) > 0.0).sum())
    )
    if not found.is_claimed:
        people = counted(found.people, "person", "people")
        return f"{nobody} So far: {people}, {hours(found.paid_hours)} paid hours a week.".lstrip()
    return f"{nobody} Apart from that, {lower_first(_claim(found))}" if nobody else upper_first(_claim(found))


def nobody_in(some: int, open_: int) -> str:
    """That no shift covers so many of the open half-hours; "" where all can be."""
    if not some:
        return ""
    have, them = ("has", "it") if some == 1 else ("have", "them")
    return f"{_of_open(some, open_)} {have} nobody: no shift of these contracts covers {them}."


def will_have_nobody(half_hours: NDArray[np.bool_], open_: int) -> str:
    """The same before anything is searched, with the first of them."""
    some = int(half_hours.sum())
    return f"{_of_open(some, open_)} will have nobody. {no_shift_covers(half_hours)}" if some else ""


def _of_open(some: int, open_: int) -> str:
    return f"{some} of {counted(open_, 'half-hour', 'half-hours')}"


def _claim(found: SimulatedRoster) -> str:
    """Of the half-hours that a shift can cover."""
    people, target = counted(found.people, "person", "people"), target_in_short(found.target)
    if found.is_todays and not found.is_kept:
        return f"The roster as it is now comes nearest to the target with {people}; nothing better was found."
    surely = how_surely(found) if found.is_kept else ""
    is_close = found.is_kept and bool((_judged(found)[0] == NOT_ENOUGH).any())
    if found.is_todays:
        cheaper = ". Nothing cheaper was found." if surely else "; nothing cheaper was found."
        keeps = "comes within half a point of" if is_close else "keeps"
        return f"The roster as it is now {keeps} the target with {people}{surely}{cheaper}"
    less = found.today_paid_hours - found.paid_hours
    if abs(less) < 0.05:
        beside = "the same as now"
    else:
        beside = f"{hours(abs(less))} {'fewer' if less > 0.0 else 'more'} than now"
    keep = "come within half a point of" if is_close else "keep" if found.is_kept else "come nearest to"
    takes = f"{'. They take' if surely else ':'} {hours(found.paid_hours)} paid hours a week, {beside}."
    return f"{people} {keep} the target of {target}{surely}{takes}"


def how_surely(found: SimulatedRoster) -> str:
    """In how many of those that a shift can cover the target is surely reached; "" where in all."""
    zones, (one, several) = _judged(found)
    if not np.isin(zones, (OPEN, NOT_ENOUGH)).any():
        return ""
    other = "other " if found.out_of_reach.any() else ""
    return f", {_how_often_reached(zones, 0, f'{other}{one}', f'{other}{several}')}"


def _judged(found: SimulatedRoster) -> tuple[NDArray[np.int64], tuple[str, str]]:
    """How days stand to a target over the day, else half-hours; and what they are called, one and several."""
    if found.target.per == "day":
        return found.standing.day_zones(), ("day", "days")
    return found.standing.zones(), ("half-hour", "half-hours")


def _how_often_reached(zones: NDArray[np.int64], without_people: int, one: str, several: str) -> str:
    """ "surely in 95 of 100 half-hours, perhaps in all". `without_people`: how many more, surely missed."""
    sure, not_decided, missed = (int((zones == zone).sum()) for zone in (ENOUGH, OPEN, NOT_ENOUGH))
    missed += without_people
    parts = [f"surely in {sure} of {counted(sure + not_decided + missed, one, several)}"]
    if not_decided:
        parts.append(f"perhaps in {not_decided} more" if missed else "perhaps in all")
    if missed:
        parts.append(f"surely not in {missed}")
    return ", ".join(parts)


def sentences(found: SimulatedRoster) -> list[str]:
    """Promise and result, the roster there is now, money, strain, what cannot be covered, what is proven."""
    lines = [
        promise(found),
        *uncovered(found),
        todays(found),
        beside_need(found),
        cost(found),
        *strain(found),
    ]
    return [line for line in lines if line]


def promise(found: SimulatedRoster) -> str:
    """What was promised of each half-hour or day, and what came of it."""
    standing, target = found.standing, found.target
    of_days = target.per == "day"
    figure = standing.figure.by_day if of_days else standing.figure
    zones, what = _judged(found)
    empty = found.out_of_reach
    if of_days:  # a day with somebody is judged with the calls that nobody takes
        empty = np.asarray(empty.any(axis=1) & ~standing.judged.any(axis=1))
    nobody = int(empty.sum())
    where = "on every day" if of_days else "in every half-hour"
    reached = _how_often_reached(zones, nobody, *what)
    text = f"Promised: {target_in_short(target)} {where}. Simulated: reached {reached}."
    values = np.where((zones != UNSEEN).reshape(figure.mean.shape), target.sign * figure.mean, np.inf)
    day, at = (int(i) for i in np.unravel_index(int(np.argmin(values)), values.shape))
    low, high = figure.interval()
    where = DAY_NAMES[day] if of_days else f"{DAY_NAMES[day]} {clock(at)}"
    return (
        f"{text} The least {'of the others ' if nobody else ''}is {where}: {plain(100 * figure.mean[day, at], 1)}% "
        f"({plain(100 * low[day, at], 1)} to {plain(100 * high[day, at], 1)})."
    )


def uncovered(found: SimulatedRoster) -> list[str]:
    """Half-hours that no shift may cover, and those for which people are missing."""
    missing = [
        f"{DAY_NAMES[WEEKDAYS.index(one.day)]} {one.start}"
        for one in found.covered.uncovered
        if one.coverable
    ]
    lines = [no_shift_covers(found.out_of_reach)]
    lines += [f"With these contracts there are too few people on {_named(missing)}."] if missing else []
    return [line for line in lines if line]


def no_shift_covers(half_hours: NDArray[np.bool_]) -> str:
    """Which half-hours no shift may cover; "" for none."""
    names = [f"{DAY_NAMES[day]} {clock(at)}" for day, at in np.argwhere(half_hours).tolist()]
    return f"No shift of the contracts covers {_named(names)}." if names else ""


def _named(half_hours: list[str]) -> str:
    """The first few, and how many more."""
    more = len(half_hours) - MOST_NAMED
    return joined([*half_hours[:MOST_NAMED], f"{more} more half-hours"] if more > 1 else half_hours)


def todays(found: SimulatedRoster) -> str:
    """How the roster there is now stands against the same target."""
    if found.is_todays:
        return ""
    target, before = found.target, found.today_standing
    of_days = target.per == "day"
    zones = before.day_zones() if of_days else before.zones()
    what = "days" if of_days else "half-hours"
    judged, lacking = int((zones != UNSEEN).sum()), before.below
    if not lacking:
        return "As it is now, the roster reaches it, too."
    return f"As it is now, the roster is below it in {lacking} of {judged} {what}."


def beside_need(found: SimulatedRoster) -> str:
    """Why it takes more than Staffing says; "" where it does not."""
    if found.paid_hours <= found.needed.sum() / 2.0:
        return ""
    return (
        "It takes more paid hours than Staffing's hours on the phones: shifts cannot follow the need half-hour by "
        "half-hour."
    )


def cost(found: SimulatedRoster) -> str:
    """Pay as planned, and the cost that is simulated, beside what they are now."""
    currency = found.scenario.costs.currency
    pay, today = found.pay_per_week
    simulated = difference_in_words(found.result, found.today, "cost_per_week")
    return (
        f"Pay as planned: {money(pay, currency)} a week, now {money(today, currency)}. "
        f"Simulated cost, with the replacement of people who leave: {simulated}."
    )


def strain(found: SimulatedRoster) -> list[str]:
    """What it does to exhaustion, staff turnover and sick days."""
    if not found.scenario.behaviour.strain:
        return ["Exhaustion and staff turnover are not simulated in this scenario."]
    return [
        f"{KPIS[key].name}{formats.mark(KPIS[key])}: {difference_in_words(found.result, found.today, key)}."
        for key in STRAIN
    ]


def difference_in_words(result: Result, today: Result, key: str) -> str:
    """ "40.1 of 100, now 42.3 of 100 (−2.2 points, better, −2.9 to −1.5 points)", or that none is detected."""
    pair, unit = Pair(result, today), formats.unit(KPIS[key], result.scenario.costs.currency)
    if pair.figure(key).mean is None or pair.before(key).mean is None:
        return "no value"
    shown, said = pair.shown(key), pair.verdict(key)
    after, before = (formats.with_unit(text, unit) for text in (shown.current_text, shown.before_text))
    return f"{after}, now {before} ({', '.join(words for words in (said.short, said.range) if words)})"


def basis(found: SimulatedRoster) -> str:
    """What it rests on."""
    covered = found.covered
    gap = (
        "proven to be the cheapest" if covered.is_proven else f"within {percent(covered.gap)} of the cheapest"
    )
    cover = f"The search began with {counted(covered.people, 'person', 'people')}, {gap} cover of what is required."
    if not found.is_claimed:
        return f"{cover} So far by the callers of the search; others will tell what is kept."
    runs = len(found.result.replications)
    return (
        f"{cover} Small moves and simulating the whole centre led from it to this roster. Figures are of {runs} runs "
        "with callers that the search has not seen. Ranges are 95% intervals; “surely” holds for all together."
    )


# --- Tables


def end_of(shift: Shift) -> str:
    """When a shift ends."""
    return clock_text(round(minutes_of(shift.start) + 60.0 * shift.hours) % 1440)


def breaks_of(shift: Shift) -> str:
    """ "10:30 (15 min), 12:00 (30 min)"."""
    start = minutes_of(shift.start)
    return ", ".join(
        f"{clock_text(round(start + one.after_min) % 1440)} ({one.minutes:g} min)"
        for one in shift.breaks or ()
    )


def days_in_words(shift: Shift) -> str:
    """ "Mon to Fri"; days that follow one another in short."""
    if shift.days is None:
        return "as open"
    numbers = sorted(WEEKDAYS.index(day) for day in shift.days)
    names = [DAY_NAMES[number][:3] for number in numbers]
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{names[0]} to {names[-1]}"
    return ", ".join(names)


def in_order(crews: tuple[Crew, ...]) -> list[tuple[Crew, Shift]]:
    """Every shift of every crew, by its start, then by its breaks."""
    each = [(crew, shift) for crew in crews for shift in crew.shifts]
    return sorted(
        each,
        key=lambda one: (
            minutes_of(one[1].start),
            one[1].hours,
            [WEEKDAYS.index(day) for day in one[1].days or ()],
            [pause.after_min for pause in one[1].breaks or ()],
        ),
    )


def roster_table(found: SimulatedRoster) -> pd.DataFrame:
    """People by shift, one row each."""
    return pd.DataFrame(
        [
            {
                "People": crew.people,
                "From": shift.start,
                "To": end_of(shift),
                "Days": days_in_words(shift),
                "Breaks": breaks_of(shift),
                "Contract": crew.contract,
            }
            for crew, shift in in_order(found.crews)
        ]
    )


def coverage_table(found: SimulatedRoster, day: int) -> pd.DataFrame:
    """A weekday by half-hour: people needed, planned, there now; and what is reached."""
    now, today = people_at_work(found.scenario, found.team), people_at_work(found.today.scenario, found.team)
    figure = found.standing.figure
    low, high = figure.interval()
    return pd.DataFrame(
        [
            {
                "From": clock(at),
                "Needed": int(found.needed[day, at]),
                "On this roster": plain(float(now[day, at]), 1),
                "Now": plain(float(today[day, at]), 1),
                "Reached, %": ""
                if np.isnan(figure.mean[day, at])
                else f"{plain(100 * figure.mean[day, at], 0)} "
                f"({plain(100 * low[day, at], 0)} to {plain(100 * high[day, at], 0)})",
            }
            for at in np.flatnonzero((found.needed[day] > 0) | (now[day] > 0.0) | (today[day] > 0.0)).tolist()
        ]
    )


def coverage_week(found: SimulatedRoster) -> pd.DataFrame:
    """The same of all weekdays, as numbers with the digits that they have on a day's table."""
    now, today = people_at_work(found.scenario, found.team), people_at_work(found.today.scenario, found.team)
    figure = found.standing.figure
    low, high = figure.interval()
    shares = {"Reached, %": figure.mean, "95% from": low, "95% to": high}
    return pd.DataFrame(
        [
            {
                "Day": DAY_NAMES[day],
                "From": clock(at),
                "Needed": int(found.needed[day, at]),
                "On this roster": round(float(now[day, at]), 1),
                "Now": round(float(today[day, at]), 1),
                **{head: whole_percent(of[day, at]) for head, of in shares.items()},
            }
            for day, at in np.argwhere((found.needed > 0) | (now > 0.0) | (today > 0.0)).tolist()
        ]
    )


# --- Small moves of what there is


def move_in_words(one: Improvement) -> str:
    """ "One person of the 08:00 shift starts at 08:30"."""
    move, crews = one.move, one.today_standing.crews
    of = crews[move.crew]
    shift = f"the {shift_name(of)} shift"
    if move.kind == "add":
        return f"One person more on {shift}"
    if move.kind == "remove":
        return f"One person fewer on {shift}"
    if move.kind == "person":
        return f"One person from {shift} to the {shift_name(crews[move.to])} shift"
    who = f"All {of.people} people" if move.people == of.people and of.people > 1 else "One person"
    verb = "start" if who.startswith("All") else "starts"
    return f"{who} of {shift} {verb} at {of.starting(move.minutes).start}"


def shift_name(crew: Crew) -> str:
    """ "08:00 to 16:00"."""
    return f"{crew.start} to {end_of(crew.shifts[0])}"


def gain_in_words(one: Improvement) -> str:
    """What a move does to the share that the target is of: "+1.2 points, better (+0.8 to +1.6 points)"."""
    said = Pair(one.result, one.today).verdict(one.today_standing.target.kpi)
    return f"{said.short} ({said.range})" if said.range else said.short


def improvement_lines(found: Sequence[Improvement]) -> list[str]:
    """Each move in a line: what it is, what it costs, what it does."""
    lines = []
    for one in found:
        extra = one.paid_hours
        price = (
            "costs nothing"
            if abs(extra) < 0.05
            else f"{'+' if extra > 0 else MINUS}{hours(abs(extra))} paid hours a week"
        )
        before, now = one.below
        what = "days" if one.standing.target.per == "day" else "half-hours"
        lines.append(
            f"{move_in_words(one)}: {price}; {KPIS[one.standing.target.kpi].noun} {gain_in_words(one)}; "
            f"{what} below the target {before} → {now}."
        )
    return lines


def improvement_headline(found: Sequence[Improvement]) -> str:
    """The best move that costs nothing, if what it gains was detected."""
    free = [one for one in found if abs(one.paid_hours) < 0.05 and _is_gain(one)]
    if not free:
        return "No move that costs nothing was found to help."
    return f"Best move that costs nothing: {lower_first(move_in_words(free[0]))}."


def _is_gain(one: Improvement) -> bool:
    """Whether the share that the target is of becomes better, by its interval."""
    return Pair(one.result, one.today).verdict(one.standing.target.kpi).kind == "better"
