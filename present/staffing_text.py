"""People by half-hour in a planner's words: where the roster is short, where idle, what is not decided."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from present.field_names import percent
from present.floor.day import DAY_NAMES
from present.locale import whole
from present.text_layout import counted, joined
from sim.clock_text import clock_text
from sim.experiment import Estimate
from sim.staffing import ENOUGH, NOT_ENOUGH, OPEN, SURE, Requirement, ServiceTarget

SHORT_FROM = 0.5
"""People: a smaller gap is a break that does not quite fit the half-hour."""
MOST_NAMED = 3
MOST_SAID = 10_000


def target_in_words(target: ServiceTarget) -> str:
    """What is asked for, in full: which calls, out of which, within what time, over what."""
    share = percent(target.share)
    counted_as = {
        "service_level": f"{share} of all calls answered within {target.within_s:g} s, "
        "those who hang up counted as missed",
        "service_level_answered": f"{share} of answered calls answered within {target.within_s:g} s",
        "abandonment": f"no more than {share} of callers hang up",
    }[target.kpi]
    if target.per == "half_hour":
        return f"{counted_as}, in every half-hour by itself"
    floor = f", and no half-hour below {percent(target.floor)}" if target.floor else ""
    return f"{counted_as}, over each day, all its calls alike{floor}"


def clock(at: int) -> str:
    """When a half-hour begins."""
    return clock_text(30 * at)


def headline(found: Requirement) -> str:
    """What is not reached or not final; how many people at most, and where the roster is short of them."""
    most = int(found.needed.max())
    if not most:
        return "Nobody rings on any day of the week, so nobody is needed."
    day, at = np.unravel_index(int(found.needed.argmax()), found.needed.shape)
    where = (
        f"{counted(most, 'person', 'people')} on the phones at the peak, {DAY_NAMES[day]} {clock(int(at))}"
    )
    warning, short = not_final(found), gaps(found.short)
    if warning and (not found.is_settled or (found.days == NOT_ENOUGH).any()):
        peak = f"{warning} Found so far: {where}"
    else:
        is_open = warning or most in found.open.get((int(day), int(at)), ())
        peak = f"{warning} You {'likely ' if is_open else ''}need {where}".lstrip()
    if others := also_possible(found, int(day), int(at)):
        peak += f" ({others})"
    if not short:
        return f"{peak}. The roster has {'as many' if warning else 'enough'} in every half-hour."
    gap, _, where = short[0]
    more = f" and in {counted(len(short) - 1, 'other stretch', 'other stretches')}" if len(short) > 1 else ""
    return f"{peak}. The roster is short by up to {counted(gap, 'person', 'people')} on {where}{more}."


def not_final(found: Requirement) -> str:
    """That the numbers miss the target on some days, may miss it, or still changed; "" where none of it is so."""
    missed, not_decided = (days_in(found, zone) for zone in (NOT_ENOUGH, OPEN))
    if missed:
        also = f" and open on {not_decided}" if not_decided else ""
        return f"Not finished: the target is surely missed on {missed}{also}."
    if not_decided:
        return f"It is open whether the target is reached on {not_decided}."
    return "" if found.is_settled else "These numbers are close, not final."


def days_in(found: Requirement, zone: int) -> str:
    """The days that stand so to a target over the day: "Monday and Friday"; "" for none."""
    return joined([DAY_NAMES[day] for day in np.flatnonzero(found.days == zone)])


def gaps(people: NDArray[np.float64]) -> list[tuple[int, tuple[int, int], str]]:
    """Stretches with people missing, or too many: (most of them, day and half-hour, "Monday 08:00 to 09:30").

    The largest first, alike ones as they come in the week.
    """
    found = []
    for day in range(7):
        wrong = np.concatenate([[False], people[day] >= SHORT_FROM, [False]])
        begins, ends = np.flatnonzero(wrong[1:] & ~wrong[:-1]), np.flatnonzero(~wrong[1:] & wrong[:-1])
        for begin, end in zip(begins, ends, strict=True):
            size, total = float(people[day, begin:end].max()), float(people[day, begin:end].sum())
            where = f"{DAY_NAMES[day]} {clock(int(begin))} to {clock(int(end))}"
            found.append((-int(np.ceil(size - 1e-9)), -round(total, 6), (day, int(begin)), where))
    return [(-less, when, where) for less, _, when, where in sorted(found)]


def sentences(found: Requirement, more_runs: int) -> list[str]:
    """What else is to be said: idle stretches, the formula's view, what is open and what it would take to know."""
    lines = []
    if idle := gaps(found.idle):
        in_order = sorted(idle[:MOST_NAMED], key=lambda stretch: stretch[1])
        others = [f"{len(idle) - MOST_NAMED} more"] if len(idle) > MOST_NAMED else []
        named = joined([*(where for _, _, where in in_order), *others])
        lines.append(f"More than are needed, by up to {counted(idle[0][0], 'person', 'people')}: {named}.")
    hours = float(found.needed.sum() - found.rostered.sum()) / 2.0
    more = "more" if hours > 0.0 else "fewer"
    lines.append(
        f"In all, {whole(found.needed.sum() / 2.0)} hours on the phones a week are needed, "
        f"{whole(abs(hours))} {more} than the roster has. Shifts cannot follow the need half-hour by half-hour, so a "
        "roster usually takes more paid hours: Roster says how many."
    )
    apart = int((found.needed - found.erlang_a).sum())
    if apart:
        less = "fewer" if apart > 0 else "more"
        lines.append(
            f"Erlang A, half-hour by half-hour, says {whole(abs(apart) / 2.0)} hours {less} than the simulation. It "
            "knows nothing of who is away, of callers who ring again, or of a queue carried over."
        )
    lines += [line for line in (days_kept(found, more_runs), days_reaching(found)) if line]
    if found.open:
        lines.append(
            f"{half_hours_of(len(found.open), int((found.needed > 0).sum()))} it is open whether one person fewer is "
            f"enough, or one more is needed.{would_tell(more_runs)}"
        )
    if not found.is_settled:
        lines.append("The search ended while some numbers still changed: treat them as close, not final.")
    return lines


def half_hours_of(some: int, judged: int) -> str:
    """How many half-hours, of all: "In 12 of 100 half-hours", "In all 100 half-hours"."""
    return f"In {f'all {judged}' if some == judged else f'{some} of {judged}'} half-hours"


def days_kept(found: Requirement, more_runs: int) -> str:
    """On which days a target over the day is surely reached, open or surely missed."""
    words = {NOT_ENOUGH: "surely missed on", OPEN: "open on", ENOUGH: "surely reached on"}
    parts = [f"{word} {days}" for zone, word in words.items() if (days := days_in(found, zone))]
    return f"The target is {'; '.join(parts)}.{would_tell(more_runs)}" if parts else ""


def would_tell(more_runs: int) -> str:
    """One more sentence: how many runs would decide what is open; of what no search can spend, that it is more."""
    if not more_runs:
        return ""
    if more_runs > MOST_SAID:
        return f" To decide all of it would take more than {whole(MOST_SAID)} runs."
    return f" To decide it takes about {whole(float(f'{more_runs:.1g}'))} runs."


def longer_in_words(found: Requirement, runs: int, more_runs: int) -> str:
    """What so many runs can do for what is open, where that takes more of them; "" where they are enough."""
    if runs >= more_runs:
        return ""
    if len(found.open) + int((found.days == OPEN).sum()) == 1:
        return "That narrows the ranges, but will hardly decide what is open."
    return "That may decide a part of what is open, hardly all of it."


def days_reaching(found: Requirement) -> str:
    """The chance that a single day reaches the target, where that is measured: about half where it is just met."""
    shares = {day: found.figure.days_reaching(day) for day in open_days(found)} if found.is_claimed else {}
    known = {day: one for day, one in shares.items() if one.mean is not None}
    if not known:
        return ""
    least, most = (pick(known, key=lambda day: known[day].mean or 0.0) for pick in (min, max))
    verb = "reaches" if found.target.sign > 0 else "keeps to"
    reaches = f"{verb} {percent(found.target.share)}, all its calls together,"
    average = "The target is for the average of many weeks. The chance that a single"
    if least == most:
        return f"{average} {DAY_NAMES[least]} {reaches} is {share_in_words(known[least])}."
    return (
        f"{average} day {reaches} is least on {DAY_NAMES[least]}: {share_in_words(known[least])}. It is highest on "
        f"{DAY_NAMES[most]}: {share_in_words(known[most])}."
    )


def share_in_words(share: Estimate) -> str:
    """A share with its interval, such as "64% (58 to 70)"."""
    if share.mean is None or share.low is None or share.high is None:
        return "" if share.mean is None else percent(share.mean)
    return f"{percent(share.mean)} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def zone_in_words(found: Requirement, day: int, at: int) -> str:
    """How sure a half-hour's number is: "13 surely enough; 12 may be, too". A day's target judges no half-hour."""
    if not found.is_claimed or found.target.per == "day":
        return ""
    needed, others = int(found.needed[day, at]), also_possible(found, day, at)
    if needed in found.open.get((day, at), ()):
        return f"{needed} likely; {others}" if others else f"{needed} likely"
    if is_too_few(found, day, at):
        return f"{needed} likely too few"
    if others:
        return f"{needed} surely enough; {needed - 1} may be, too"
    return f"{needed} surely enough; {needed - 1} surely not" if needed > 1 else f"{needed} surely enough"


def also_possible(found: Requirement, day: int, at: int) -> str:
    """Which other numbers a half-hour may need: "perhaps 19 or 21", or of what is enough "19 may be enough, too"."""
    open_numbers, needed = found.open.get((day, at), ()), int(found.needed[day, at])
    if needed in open_numbers:
        others = [str(number) for number in open_numbers if number != needed]
        return f"perhaps {' or '.join(others)}" if others else ""
    return f"{needed - 1} may be enough, too" if needed - 1 in open_numbers else ""


def is_too_few(found: Requirement, day: int, at: int) -> bool:
    """Whether a number that is not open is below the target: the search ended before more were found to be enough."""
    return not found.is_settled and bool(found.target.margin(found.figure.mean)[day, at] < 0.0)


def basis(found: Requirement) -> str:
    """Who is counted, and what it rests on."""
    counted_people = (
        "People on the phones: those who are away that day are counted, those in a break are not."
    )
    if not found.is_claimed:
        return f"{counted_people} So far by the callers of the search; others will tell what is sure."
    measured = f"measured on {found.figure.runs} runs with callers that the search has not seen"
    of = "days and floors" if found.target.per == "day" else "half-hours"
    together = f"holds for all {of} together with {percent(SURE)} certainty"
    return f"{counted_people} What is called sure is {measured}. It {together}. Ranges are 95% intervals."


def open_days(found: Requirement) -> list[int]:
    """Weekdays, as numbers, on which anybody rings."""
    return [day for day in range(len(DAY_NAMES)) if found.needed[day].any() or found.rostered[day].any()]


def whole_percent(share: float) -> int | None:
    """A share in per cent without decimals; None for none."""
    return None if np.isnan(share) else round(100 * float(share))
