"""In a manager's words: a change's equivalent in people, and the room to spare before a target is missed."""

from __future__ import annotations

from collections.abc import Sequence

from present.field_names import number, percent
from present.formats import STILL_SETTLING, difference_unit, digits, interval, is_share, mark, signed, unit
from present.text_layout import counted, joined, lower_first, plural, upper_first
from sim import Result
from sim.experiment import Headroom, StaffingEquivalent, Window
from sim.experiment.capacity_margin import Margin, Recovery, TargetStatus, target_statuses
from sim.experiment.window import since_last_change
from sim.kpis import KPIS

EQUIVALENT_HELP = (
    "Agents are added to the baseline, or taken away, until the effect is the same, with the same callers. In "
    "brackets: the numbers of agents that chance alone (95%) leaves open. With several teams, agents are shared out "
    "in proportion to positions."
)
HEADROOM_HELP = (
    "People are taken away, or calls added, until a target is missed, with the same callers. In brackets: up to "
    "where all targets are met, and from where on one is missed, beyond chance (95%). "
    "Satisfaction is that of all callers, exhaustion the team's mean. With several teams, people come and go in "
    "proportion to positions."
)


def _name(key: str) -> str:
    """What a KPI is called here, with its mark."""
    return f"{KPIS[key].at_stake}{mark(KPIS[key])}"


# ── Worth in people ───────────────────────────────────────────────────────────────────────────────


def equivalents_in_words(equivalents: Sequence[StaffingEquivalent], doubt: str) -> list[str]:
    """Sentences on what a change is worth in people; `doubt`: how far that rests on assumptions, "" if it does not."""
    worth = [line for each in equivalents if (line := equivalent_in_words(each))]
    return [*worth, doubt] if worth and doubt else worth


def equivalent_in_words(equivalent: StaffingEquivalent) -> str:
    """One sentence on a change and one KPI; "" where nothing was changed, or nothing came of it."""
    name, when = _name(equivalent.key), _from(equivalent.window)
    for_name = f"for {name}{when}"
    match equivalent.kind:
        case "found" if equivalent.people == 0:
            if equivalent.gain:
                return f"Worth **less than 1 extra agent** {for_name}."
            return f"Costs **less than 1 agent** {for_name}."
        case "found":
            return f"{_agents(equivalent)}."
        case "beyond" if equivalent.gain:
            return (
                f"Worth **more than {equivalent.most:,} extra agents** {for_name}, the most that were tried."
            )
        case "beyond":
            return f"Costs **more than {equivalent.most:,} agents** {for_name}, the most that were tried."
        case "small":
            amount = signed(KPIS[equivalent.key], equivalent.change.mean or 0.0)
            words = f"{amount} {difference_unit(KPIS[equivalent.key])}"
            return f"Worth no agents {for_name}: {words}, too small to matter."
        case "undetected":
            return (
                f"Not worth counting in agents {for_name}: no change detected ({_interval_text(equivalent)})."
            )
        case "saturated":
            return "Nearly every call was answered in time before; extra agents could do no more for answer speed."
        case "unsettled":
            return f"Worth in agents {for_name}: {STILL_SETTLING}."
        case "not_simulated":
            return NO_STRAIN
        case "no_value":
            return f"{upper_first(name)} has no value in this scenario."
        case _:
            return ""


def _from(window: Window) -> str:
    return f" from week {window.first_week + 1} on" if window.of_weeks and window.first_week else ""


def _agents(equivalent: StaffingEquivalent) -> str:
    n, for_name = equivalent.people or 0, f"for {_name(equivalent.key)}{_from(equivalent.window)}"
    if equivalent.gain:
        who = f"Worth about **{counted(n, 'extra agent', 'extra agents')}** {for_name}"
    else:
        who = f"Costs about as much as losing **{counted(n, 'agent', 'agents')}** {for_name}"
    low, high = equivalent.low or 0, equivalent.high
    if high is None:
        return f"{who} ({low:,} or more)"
    return f"{who} ({_range(min(low, high), max(low, high))})"


def _range(low: int, high: int) -> str:
    return "±1" if low == high else f"{low:,} to {high:,}"


def _interval_text(equivalent: StaffingEquivalent) -> str:
    kpi, change = KPIS[equivalent.key], equivalent.change
    if change.low is None or change.high is None:
        return "no interval yet"
    return f"{signed(kpi, change.low)} to {signed(kpi, change.high)} {difference_unit(kpi)}"


# ── How a scenario stands to its targets ──────────────────────────────────────────────────────────

NO_STRAIN = "Exhaustion is not simulated in this scenario."
NOBODY_CALLS = "Nobody calls in this scenario, so no target can be missed."


def targets_in_short(result: Result, as_of: str = "As it stands") -> str:
    """Such as "As it stands, satisfaction misses its target; the other two are met"; for a heading."""
    statuses = target_statuses(result, since_last_change(result.scenario))
    if all(status.figure.mean is None for status in statuses):
        return NOBODY_CALLS.rstrip(".")
    missed = [KPIS[status.key].at_stake for status in statuses if not status.met]
    if not missed:
        return f"{as_of}, all {len(statuses)} targets are met"
    if len(missed) == len(statuses):
        return f"{as_of}, no targets are met"
    met = len(statuses) - len(missed)
    verb, other = (
        plural(len(missed), "misses its target", "miss their targets"),
        ("", "the other is", "the others are"),
    )
    return f"{as_of}, {joined(missed)} {verb}; {other[min(met, 2)]} met"


def headroom_in_short(headroom: Headroom) -> str:
    """What can be lost or taken, in a line: "lose 3 people or take 11% more calls".

    Where a target is missed already: that; what the others bear is in the sentences below the line.
    """
    if all(status.figure.mean is None for status in headroom.target_statuses):
        return lower_first(NOBODY_CALLS.rstrip("."))
    if not headroom.enough_replications:
        return STILL_SETTLING
    if headroom.people is None or headroom.calls is None:
        return "none, no targets are met"
    missed = [KPIS[status.key].at_stake for status in headroom.target_statuses if not status.met]
    if missed:
        return f"{joined(missed)} already off target"
    people, calls = headroom.people, headroom.calls
    parts = []
    if people.amount or not people.breaks:
        over = "" if people.breaks else "over "
        parts.append(f"lose {over}{counted(people.amount, 'person', 'people')}")
    if calls.most and (calls.amount or not calls.breaks):
        parts.append(f"take {'' if calls.breaks else 'over '}{calls.amount}% more calls")
    return " or ".join(parts) or "nobody, and no more calls"


def headroom_in_words(headroom: Headroom) -> str:
    """Say which targets are missed, what can be lost or taken before one is, which are on the edge."""
    if all(status.figure.mean is None for status in headroom.target_statuses):
        return NOBODY_CALLS
    if not headroom.enough_replications:
        return f"Room to spare: {STILL_SETTLING}."
    recoveries = {recovery.key: recovery for recovery in headroom.recoveries}
    parts = [_missed(status, recoveries[status.key]) for status in headroom.target_statuses if not status.met]
    if headroom.people is None or headroom.calls is None:
        parts.insert(0, "**No targets are met.**")
    else:
        parts.append(_margin(headroom.people, headroom.calls, " also" if parts else ""))
    parts += [_on_edge(status) for status in headroom.target_statuses if status.met and status.on_edge]
    return " ".join([*parts, *_remarks(headroom)])


def _remarks(headroom: Headroom) -> list[str]:
    remarks = []
    if headroom.window.of_weeks:
        week = headroom.window.first_week + 1
        remarks.append(f"Judged by the weeks since the last dated change, from week {week} on.")
    if not headroom.strain:
        remarks.append(NO_STRAIN)
    if headroom.teams > 1:
        remarks.append(f"People come and go in all {headroom.teams} teams in proportion to their positions.")
    return remarks


def _margin(people: Margin, calls: Margin, also: str) -> str:
    """What can be lost or taken. `also`: " also" where another target is missed already."""
    lost, taken = f"lose {_people_amount(people)}", f"take {_calls_amount(calls)}"
    if not (people.amount and calls.amount and people.breaks and calls.breaks):
        return " ".join(part for part in (_people_alone(people, also), _calls_alone(calls, also)) if part)
    first, other = _name(people.breaks[0]), _name(calls.breaks[0])
    if first != other:
        return f"You can {lost} before {first}{also} misses its target, or {taken} before {other}{also} misses its own."
    return f"You can {lost} or {taken} before {first}{also} misses its target."


def _people_amount(people: Margin) -> str:
    return f"**{counted(people.amount, 'person', 'people')}** ({_range(people.low, people.high)})"


def _calls_amount(calls: Margin) -> str:
    doubt = _range(calls.low, calls.high) + ("%" if calls.low < calls.high else "")
    return f"**{calls.amount}% more calls** ({doubt})"


def _people_alone(people: Margin, also: str) -> str:
    """People by themselves."""
    other = " other" if also else ""
    if not people.most:
        return "There is only **one person**, who cannot be spared."
    if not people.breaks:
        fewer = counted(people.most, "person fewer", "people fewer")
        return f"Even with **{fewer}**, the most that were tried, no{other} target is missed."
    if people.amount:
        return (
            f"You can lose {_people_amount(people)} before {_name(people.breaks[0])}{also} misses its target."
        )
    doubt = f" (0 to {people.high:,})" if people.high > 0 else ""
    return f"**Nobody can be spared**{doubt}: with one person fewer {_name(people.breaks[0])}{also} misses its target."


def _calls_alone(calls: Margin, also: str) -> str:
    """Calls by themselves; "" where they cannot be raised."""
    other = " other" if also else ""
    if not calls.most:
        return ""
    if not calls.breaks:
        return (
            f"Even with **{calls.most}% more calls**, the most that were tried, no{other} target is missed."
        )
    if calls.amount:
        return f"You can take {_calls_amount(calls)} before {_name(calls.breaks[0])}{also} misses its target."
    doubt = f" (0 to {calls.high}%)" if calls.high > 0 else ""
    name = _name(calls.breaks[0])
    return f"**No more calls can be taken**{doubt}: with 1% more calls, {name}{also} misses its target."


def _missed(status: TargetStatus, recovery: Recovery) -> str:
    misses = "just misses" if status.on_edge else "misses"
    text = f"**{upper_first(_name(status.key))} {misses} its target** ({_status_text(status)})"
    if recovery.people is None:
        return f"{text}; no number of extra people, up to {recovery.most:,}, would reach it."
    low, high = recovery.low or 0, recovery.high
    doubt = f"{low:,} or more" if high is None else _range(low, high)
    return f"{text}; **{counted(recovery.people, 'extra person', 'extra people')}** would reach it ({doubt})."


def _on_edge(status: TargetStatus) -> str:
    return f"{upper_first(_name(status.key))} is **on the edge**: {_status_text(status)}."


def _status_text(status: TargetStatus) -> str:
    """The figure with its interval, and the target: "79.8% answered in time, 76.6 to 82.9, target 80%"."""
    kpi = KPIS[status.key]
    shown = f"{digits(kpi, status.figure.mean)}{'%' if is_share(kpi) else f' {unit(kpi)}'}"
    line = percent(status.line) if is_share(kpi) else number(status.line)
    parts = [kpi.level.format(shown), interval(kpi, status.figure)]
    return ", ".join([*filter(None, parts), f"{'target' if kpi.better == 'up' else 'threshold'} {line}"])
