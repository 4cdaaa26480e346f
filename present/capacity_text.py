"""In a manager's words: a change's equivalent in people, and the headroom before a target breaks."""

from __future__ import annotations

from present.field_names import number, percent
from present.formats import STILL_SETTLING, difference_unit, digits, interval, is_share, mark, signed, unit
from present.text_layout import counted, joined, plural, upper_first
from sim.experiment import Headroom, StaffingEquivalent, Window
from sim.experiment.capacity_margin import Margin, Recovery, TargetStatus
from sim.kpis import KPIS

EQUIVALENT_HELP = (
    "Agents are added to the baseline, or taken away, until it comes to what the change comes to, with the same "
    "callers. In brackets: the numbers of agents with which chance alone (95 %) could explain what is left between "
    "the two. With several teams, agents are shared out in proportion to seats."
)
HEADROOM_HELP = (
    "People are taken away, or calls added, until a target is missed, with the same callers. In brackets: up to "
    "where all targets are met, and from where on one is missed, beyond what chance alone (95 %) could explain. "
    "Satisfaction is that of all callers, exhaustion the team's mean. With several teams, people come and go in "
    "proportion to seats."
)


def _name(key: str) -> str:
    """What a KPI is called here, with its mark."""
    return f"{KPIS[key].at_stake}{mark(KPIS[key])}"


# ── Worth in people ───────────────────────────────────────────────────────────────────────────────


def equivalent_in_words(equivalent: StaffingEquivalent) -> str:
    """One sentence on a change and one KPI; "" where nothing was changed, or nothing came of it."""
    name, when = _name(equivalent.key), _from(equivalent.window)
    tried = f"up to {equivalent.most:,}"
    match equivalent.kind:
        case "found" if equivalent.people == 0:
            if equivalent.gain:
                return f"This change does less for {name}{when} than **1 more agent** would."
            return f"This change does {name}{when} less harm than losing **1 agent** would."
        case "found":
            return f"This change does for {name}{when} what {_agents(equivalent)}."
        case "beyond" if equivalent.gain:
            return f"**No number of agents**, {tried} more, would do for {name}{when} what this change does."
        case "beyond":
            return (
                f"This change does {name}{when} more harm than losing any number of agents, {tried}, would."
            )
        case "small":
            amount = signed(KPIS[equivalent.key], equivalent.change.mean or 0.0)
            words = f"{amount} {difference_unit(KPIS[equivalent.key])}"
            return f"What this change does for {name}{when}, {words}, is too small to be counted in people."
        case "undetected":
            ends = _interval_text(equivalent)
            return f"No change in {name}{when} was detected ({ends}), so there is nothing to count in people."
        case "saturated":
            return (
                "Nearly every call is answered in time without this change; more agents could do no more for "
                "answer speed."
            )
        case "unsettled":
            return f"What this change is worth in people for {name}: {STILL_SETTLING}."
        case "not_simulated":
            return f"{NO_STRAIN[:-1]}, so there is nothing to count in people."
        case "no_value":
            return (
                f"{upper_first(name)} has no value in this scenario, so there is nothing to count in people."
            )
        case _:
            return ""


def _from(window: Window) -> str:
    return f", from week {window.first_week + 1} on," if window.of_weeks and window.first_week else ""


def _agents(equivalent: StaffingEquivalent) -> str:
    n = equivalent.people or 0
    who = (
        f"**{counted(n, 'more agent', 'more agents')}** would"
        if equivalent.gain
        else f"losing **{counted(n, 'agent', 'agents')}** would"
    )
    low, high = equivalent.low or 0, equivalent.high
    if high is None:
        return f"{who} ({low:,} or more)"
    if low > high:
        return f"{who} (between {high:,} and {low:,})"
    return f"{who} ({_range(low, high)})"


def _range(low: int, high: int) -> str:
    return "to within one" if low == high else f"{low:,} to {high:,}"


def _interval_text(equivalent: StaffingEquivalent) -> str:
    kpi, change = KPIS[equivalent.key], equivalent.change
    if change.low is None or change.high is None:
        return "no interval yet"
    return f"between {signed(kpi, change.low)} and {signed(kpi, change.high)} {difference_unit(kpi)}"


# ── Headroom ──────────────────────────────────────────────────────────────────────────────────────

NO_STRAIN = "Exhaustion is not simulated in this scenario."


def headroom_in_words(headroom: Headroom) -> str:
    """Say which targets are missed, what can be lost or taken before one breaks, which are on the edge."""
    if all(status.figure.mean is None for status in headroom.target_statuses):
        return "Nobody calls in this scenario, so no target can break."
    if not headroom.enough_replications:
        return f"Headroom, what can be lost or taken: {STILL_SETTLING}."
    recoveries = {recovery.key: recovery for recovery in headroom.recoveries}
    parts = [_missed(status, recoveries[status.key]) for status in headroom.target_statuses if not status.met]
    if headroom.people is None or headroom.calls is None:
        parts.insert(0, "There is **no room**: no target is met.")
    else:
        met = [_name(status.key) for status in headroom.target_statuses if status.met]
        parts.append(_margin(headroom.people, headroom.calls, " too" if parts else "", met))
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
        remarks.append(f"People come and go in all {headroom.teams} teams in proportion to their seats.")
    return remarks


def _margin(people: Margin, calls: Margin, too: str, met: list[str]) -> str:
    """What can be lost or taken. `too`: " too" where another target is missed already; `met`: what is not."""
    can = "could" if too else "can"
    lost = f"lose {_people_amount(people)}"
    taken = f"take {_calls_amount(calls)}"
    if not (people.amount and calls.amount and people.breaks and calls.breaks):
        return " ".join(
            part for part in (_people_alone(people, can, too), _calls_alone(calls, can, too)) if part
        )
    first, other = _name(people.breaks[0]), _name(calls.breaks[0])
    if too and first == other:
        are = plural(people.amount, "is", "are")
        limits = f"{_people_amount(people)} {are} lost or {_calls_amount(calls)} come"
        return f"{_targets_hold(met)} until {limits}; then {first} breaks as well."
    if first != other:
        return f"You {can} {lost} before {first} breaks{too}, or {taken} before {other} does."
    return f"You {can} {lost} or {taken} before a target breaks; {first} breaks first."


def _targets_hold(met: list[str]) -> str:
    """Such as "The targets for satisfaction† and exhaustion† hold"."""
    return (
        f"The {plural(len(met), 'target', 'targets')} for {joined(met)} {plural(len(met), 'holds', 'hold')}"
    )


def _people_amount(people: Margin) -> str:
    return f"**{counted(people.amount, 'person', 'people')}** ({_range(people.low, people.high)})"


def _calls_amount(calls: Margin) -> str:
    doubt = _range(calls.low, calls.high) + (" %" if calls.low < calls.high else "")
    return f"**{calls.amount} % more calls** ({doubt})"


def _people_alone(people: Margin, can: str, too: str) -> str:
    """People by themselves."""
    other = " other" if too else ""
    if not people.most:
        return "There is only **one person**, who cannot be spared."
    if not people.breaks:
        fewer = counted(people.most, "person fewer", "people fewer")
        return f"Even with **{fewer}**, the most that were tried, no{other} target breaks."
    if people.amount:
        return f"You {can} lose {_people_amount(people)} before {_name(people.breaks[0])} breaks{too}."
    doubt = f" (0 to {people.high:,})" if people.high > 0 else ""
    return f"**Nobody can be spared**{doubt}: with one person fewer {_name(people.breaks[0])} breaks{too}."


def _calls_alone(calls: Margin, can: str, too: str) -> str:
    """Calls by themselves; "" where they cannot be raised."""
    other = " other" if too else ""
    if not calls.most:
        return ""
    if not calls.breaks:
        return f"Even with **{calls.most} % more calls**, the most that were tried, no{other} target breaks."
    if calls.amount:
        return f"You {can} take {_calls_amount(calls)} before {_name(calls.breaks[0])} breaks{too}."
    doubt = f" (0 to {calls.high} %)" if calls.high > 0 else ""
    return f"**No more calls can be taken**{doubt}: with 1 % more {_name(calls.breaks[0])} breaks{too}."


def _missed(status: TargetStatus, recovery: Recovery) -> str:
    misses = "just misses" if status.on_edge else "misses"
    text = f"**{upper_first(_name(status.key))} {misses} its target** ({_status_text(status)})"
    if recovery.people is None:
        return f"{text}; no number of people, up to {recovery.most:,} more, would reach it."
    low, high = recovery.low or 0, recovery.high
    doubt = f"{low:,} or more" if high is None else _range(low, high)
    return f"{text}; **{counted(recovery.people, 'more person', 'more people')}** would reach it ({doubt})."


def _on_edge(status: TargetStatus) -> str:
    return f"{upper_first(_name(status.key))} is **on the edge**: {_status_text(status)}."


def _status_text(status: TargetStatus) -> str:
    """The figure with its interval, and the target: "79.8 % answered in time, 76.6 to 82.9, target 80 %"."""
    kpi = KPIS[status.key]
    shown = f"{digits(kpi, status.figure.mean)} {'%' if is_share(kpi) else unit(kpi)}"
    line = percent(status.line) if is_share(kpi) else number(status.line)
    parts = [kpi.level.format(shown), interval(kpi, status.figure)]
    return ", ".join([*filter(None, parts), f"{'target' if kpi.better == 'up' else 'line'} {line}"])
