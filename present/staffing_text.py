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
    """The answer: how many people at most, and where the roster is short of them."""
    most = int(found.needed.max())
    if not most:
        return "Nobody rings on any day of the week, so nobody is needed."
    day, at = np.unravel_index(int(found.needed.argmax()), found.needed.shape)
    peak = f"You need {counted(most, 'person', 'people')} on the phones at the peak, {DAY_NAMES[day]} {clock(int(at))}"
    if others := not_ruled_out(found, int(day), int(at)):
        peak += f" ({others} cannot be ruled out)"
    short = gaps(found.short)
    if not short:
        return f"{peak}. The roster has enough in every half-hour."
    gap, _, where = short[0]
    more = f" and in {counted(len(short) - 1, 'other stretch', 'other stretches')}" if len(short) > 1 else ""
    return f"{peak}. The roster is short by up to {counted(gap, 'person', 'people')} on {where}{more}."


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
        f"{whole(abs(hours))} {more} than the roster has."
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
            f"{half_hours_of(len(found.open), int((found.needed > 0).sum()))} one person more or less cannot be ruled "
            f"out{would_tell(more_runs)}"
        )
    if not found.is_settled:
        lines.append("The search ended before all numbers held still: treat them as close, not final.")
    return lines


def half_hours_of(some: int, judged: int) -> str:
    """How many half-hours, of all: "In 12 of 100 half-hours", "In all 100 half-hours"."""
    return f"In {f'all {judged}' if some == judged else f'{some} of {judged}'} half-hours"


def days_kept(found: Requirement, more_runs: int) -> str:
    """On which days a target over the day is surely reached, open or surely missed."""
    words = {ENOUGH: "surely reached on", OPEN: "open on", NOT_ENOUGH: "surely missed on"}
    parts = [
        f"{word} {joined([DAY_NAMES[day] for day in days])}"
        for zone, word in words.items()
        if len(days := np.flatnonzero(found.days == zone))
    ]
    return f"The target is {'; '.join(parts)}{would_tell(more_runs)}" if parts else ""


def would_tell(more_runs: int) -> str:
    """The end of a sentence: how many runs would decide what is open."""
    return f"; {runs_in_words(more_runs)} would tell." if more_runs else "."


def runs_in_words(runs: int) -> str:
    """About how many runs it takes; of what no search can spend, that it is more."""
    if runs > MOST_SAID:
        return f"only more than {whole(MOST_SAID)} runs"
    return f"about {whole(float(f'{runs:.1g}'))} runs"


def days_reaching(found: Requirement) -> str:
    """How many days reach the target as a whole, where that has been measured: half of them where it is just met."""
    shares = {day: found.figure.days_reaching(day) for day in open_days(found)} if found.is_claimed else {}
    known = {day: one for day, one in shares.items() if one.mean is not None}
    if not known:
        return ""
    least, most = (pick(known, key=lambda day: known[day].mean or 0.0) for pick in (min, max))
    if least == most:
        return f"Of all {DAY_NAMES[least]}s, {share_in_words(known[least])} reach the target as a whole."
    return (
        f"Not every day reaches the target as a whole: of all {DAY_NAMES[least]}s "
        f"{share_in_words(known[least])} do, of all {DAY_NAMES[most]}s {share_in_words(known[most])}."
    )


def share_in_words(share: Estimate) -> str:
    """A share with its interval, such as "64% (58 to 70)"."""
    if share.mean is None or share.low is None or share.high is None:
        return "" if share.mean is None else percent(share.mean)
    return f"{percent(share.mean)} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def zone_in_words(found: Requirement, day: int, at: int) -> str:
    """How sure a half-hour's number is: "13 for sure; 12 cannot be ruled out". A day's target judges no half-hour."""
    if not found.is_claimed or found.target.per == "day":
        return ""
    needed, others = int(found.needed[day, at]), not_ruled_out(found, day, at)
    sure = f"{needed} for sure" if needed not in found.open.get((day, at), ()) else f"{needed} likely"
    return f"{sure}; {others} cannot be ruled out" if others else sure


def not_ruled_out(found: Requirement, day: int, at: int) -> str:
    """The other numbers of a half-hour of which it is open whether they are the least: "19 and 21"."""
    open_numbers = found.open.get((day, at), ())
    return joined([str(number) for number in open_numbers if number != found.needed[day, at]])


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
